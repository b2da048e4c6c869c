"""Markets and lists shared by the tests of all algorithms of assignment."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import strategies as st

from simulation.assignment.lists import Lists, full_lists
from simulation.assignment.market import Market
from simulation.assignment.rules import Listing, Rules
from simulation.assignment.sight import WHOLE, sight
from simulation.engine.addresses import Stream, person_ids, stream
from simulation.engine.draws import Draws

NOISE, TIES = stream("tests.assignment.noise"), stream("tests.assignment.ties")


@dataclass(frozen=True)
class Stated:
    """Scores stated outright."""

    score: np.ndarray
    mentor_score: np.ndarray
    known: Listing

    def fill(self, rows, first, score, mentor_score):
        columns = first[:, None] + np.arange(score.shape[1])
        score[...] = self.score[rows[:, None], columns]
        mentor_score[...] = self.mentor_score[rows[:, None], columns]


def free_rules(mentees: int, mentors: int, allowed: np.ndarray | None = None) -> Rules:
    """Rules that forbid nothing but what `allowed` (M, P) does."""
    seats = np.arange(mentees + mentors)
    ids = person_ids(seats, seats % 3)
    nothing = np.zeros(seats.size, dtype=np.int64)
    barred = Listing.nothing(mentees)
    if allowed is not None:
        barred = Listing.of(*np.nonzero(~allowed), mentees)
    return Rules(
        seats[:mentees].copy(), seats[mentees:].copy(), ids[:mentees].copy(), ids[mentees:].copy(),
        nothing, np.zeros(1, dtype=bool), nothing, np.zeros(seats.size), nothing - 1, nothing < 0,
        barred.start, barred.column, 2.0, 0.0, 1.0, 0.0,
    )  # fmt: skip


def make_market(
    mentees: int,
    mentors: int,
    *,
    seed: int = 0,
    noise: float = 0.15,
    levels: int | None = None,
    allowed: float = 1.0,
    capacity: int | None = None,
    popular: float = 0.0,
    minimum: float = 0.0,
) -> Market:
    """A market of random scores; `popular` = how much all want the same mentors."""
    rng = np.random.default_rng([seed, mentees, mentors])
    shape = (mentees, mentors)
    score = popular * rng.random(mentors) + (1.0 - popular) * rng.random(shape)
    if levels is not None:
        score = np.floor(score * levels) / levels
    permitted = rng.random(shape) < allowed if allowed < 1.0 else None
    rooms = rng.integers(0, 4, mentors) if capacity is None else np.full(mentors, capacity)
    scores = Stated(score, rng.random(shape), Listing.nothing(mentees))
    rules = free_rules(mentees, mentors, permitted)
    eye = sight(noise, minimum, Draws(seed), NOISE, TIES)
    return Market(rules, rooms, scores, eye, np.full(mentees, WHOLE), threads=1)


@pytest.fixture(scope="session")
def rules() -> Callable[..., Rules]:
    return free_rules


@pytest.fixture(scope="session")
def noise() -> Stream:
    """The stream of the errors."""
    return NOISE


@pytest.fixture(scope="session")
def market() -> Callable[..., Market]:
    return make_market


@pytest.fixture
def large(monkeypatch) -> Callable[..., Market]:
    """Markets that count as large whatever their size, scanned in small blocks."""
    monkeypatch.setattr("simulation.assignment.market.SMALL_MENTEES", -1)
    monkeypatch.setattr("simulation.assignment.market.COLUMNS", 7)
    monkeypatch.setattr("simulation.assignment.market.ROWS", 3)
    return make_market


@pytest.fixture(scope="session")
def matrices() -> Callable[[Market], tuple[np.ndarray, np.ndarray]]:
    """Keys (M, P) and mentors' ranks (M, P) of all pairs, -1 = not eligible."""

    def spelled_out(market: Market) -> tuple[np.ndarray, np.ndarray]:
        start = np.zeros(market.mentees, dtype=np.int64)
        return market.blocks(np.arange(market.mentees), start, market.mentors)

    return spelled_out


@pytest.fixture(scope="session")
def problems() -> Callable[[int, int], st.SearchStrategy[tuple[np.ndarray, Lists, np.ndarray]]]:
    """Strategy of keys (M, P; -1 = not eligible), the same as lists, and capacities 0..3."""

    def upto(mentees: int, mentors: int) -> st.SearchStrategy:
        def make(m: int, p: int, seed: int, share: float, top: int):
            rng = np.random.default_rng(seed)
            capacity = rng.integers(0, 4, p)
            key = rng.integers(0, top, (m, p))
            key[rng.random((m, p)) >= share] = -1
            key[:, capacity == 0] = -1
            return key, full_lists(key, rng.permutation(m * p).reshape(m, p)), capacity

        sizes = st.integers(0, mentees), st.integers(0, mentors)
        shares, tops = st.sampled_from([0.3, 0.7, 1.0]), st.sampled_from([2, 10, 10**6, 2**45])
        return st.builds(make, *sizes, st.integers(0, 2**20), shares, tops)

    return upto


def keeps_the_rules(key: np.ndarray, capacity: np.ndarray, mate: np.ndarray) -> bool:
    """Whether all pairs are eligible and no mentor has too many."""
    rows = np.flatnonzero(mate >= 0)
    load = np.bincount(mate[rows], minlength=capacity.size)
    return bool((key[rows, mate[rows]] >= 0).all() and (load <= capacity).all())


@pytest.fixture(scope="session")
def keeps() -> Callable[..., bool]:
    return keeps_the_rules


@pytest.fixture(scope="session")
def with_capacity() -> Callable[..., Market]:
    return lambda market, capacity: replace(market, capacity=capacity)
