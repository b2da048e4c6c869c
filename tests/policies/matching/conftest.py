"""Instances and oracles shared by the tests of all kinds of matching."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import pytest
from hypothesis import strategies as st

from simulation.assignment.rules import Listing, Rules
from simulation.engine.addresses import person_ids


@dataclass(frozen=True)
class Stated:
    """Candidates stated outright, matrix by matrix: rows = mentees, columns = mentors."""

    mentees: np.ndarray
    mentors: np.ndarray
    mentee_persons: np.ndarray
    mentor_persons: np.ndarray
    capacity: np.ndarray
    score: np.ndarray
    mentor_score: np.ndarray
    allowed: np.ndarray
    known_pairs: np.ndarray

    @property
    def rules(self):
        seats = int(max(self.mentees.max(initial=0), self.mentors.max(initial=0))) + 1
        nothing = np.zeros(seats, dtype=np.int64)
        barred = Listing.of(*np.nonzero(~self.allowed), len(self.mentees))
        return Rules(
            mentees=self.mentees.copy(), mentors=self.mentors.copy(),
            mentee_persons=self.mentee_persons.copy(), mentor_persons=self.mentor_persons.copy(),
            department=nothing, isolated=np.zeros(1, dtype=bool), level=nothing,
            tenure=np.zeros(seats), manager=nothing - 1, leads=nothing < 0,
            barred_start=barred.start, barred_column=barred.column,
            direction=2.0, department_rule=0.0, line_allowed=1.0, senior_by=0.0,
        )  # fmt: skip

    @property
    def scores(self):
        return self

    @property
    def group(self):
        return self.mentees % 2

    @property
    def known(self):
        return Listing.of(*np.nonzero(self.known_pairs), len(self.mentees))

    def fill(self, rows, first, score, mentor_score):
        columns = first[:, None] + np.arange(score.shape[1])
        score[...] = self.score[rows[:, None], columns]
        mentor_score[...] = self.mentor_score[rows[:, None], columns]


Candidates = Stated


def build(
    mentees: int,
    mentors: int,
    *,
    seed: int = 0,
    levels: int | None = None,
    allowed: float = 1.0,
    known: float = 0.2,
    capacity: int | None = None,
) -> Candidates:
    """Make an instance: `levels` scores only, a share of pairs allowed, capacity 0..3 if None."""
    rng = np.random.default_rng([seed, mentees, mentors])
    shape = (mentees, mentors)

    def scores() -> np.ndarray:
        values = rng.random(shape)
        return values if levels is None else np.floor(values * levels) / levels

    seats = np.arange(mentees + mentors)
    persons = person_ids(seats, seats % 3)
    return Candidates(
        mentees=seats[:mentees],
        mentors=seats[mentees:],
        mentee_persons=persons[:mentees],
        mentor_persons=persons[mentees:],
        capacity=rng.integers(0, 4, mentors) if capacity is None else np.full(mentors, capacity),
        score=scores(),
        mentor_score=scores(),
        allowed=rng.random(shape) < allowed,
        known_pairs=rng.random(shape) < known,
    )


def build_peers(people: int, *, seed: int = 0, allowed: float = 1.0) -> Candidates:
    """Make an instance in which everybody is both mentee and mentor; rules are mutual."""
    plain = build(people, people, seed=seed, allowed=allowed, capacity=1)
    mutual = np.triu(plain.allowed, 1)
    return replace(
        plain,
        mentors=plain.mentees,
        mentor_persons=plain.mentee_persons,
        allowed=mutual | mutual.T,
    )


def key_matrices(market) -> tuple[np.ndarray, np.ndarray]:
    """Keys (M, P) and mentors' ranks (P, M) of all pairs, -1 = not eligible."""
    start = np.zeros(market.mentees, dtype=np.int64)
    key, rank = market.blocks(np.arange(market.mentees), start, market.mentors)
    return key, np.ascontiguousarray(rank.T)


def every_matching(allowed: np.ndarray, capacity: np.ndarray) -> Iterator[np.ndarray]:
    """All matchings of a small instance, one mentor or -1 for each mentee."""
    choices = [[-1, *np.flatnonzero(row)] for row in allowed]
    for choice in product(*choices):
        mate = np.array(choice, dtype=np.int64)
        if (np.bincount(mate[mate >= 0], minlength=capacity.size) <= capacity).all():
            yield mate


def total(score: np.ndarray, mate: np.ndarray) -> float | int:
    """Sum of the scores of the pairs made."""
    rows = np.flatnonzero(mate >= 0)
    return score[rows, mate[rows]].sum().item()


@pytest.fixture(scope="session")
def make() -> Callable[..., Candidates]:
    return build


@pytest.fixture(scope="session")
def make_peers() -> Callable[..., Candidates]:
    return build_peers


@pytest.fixture(scope="session")
def matrices() -> Callable[..., tuple[np.ndarray, np.ndarray]]:
    return key_matrices


@pytest.fixture(scope="session")
def all_matchings() -> Callable[..., Iterator[np.ndarray]]:
    return every_matching


@pytest.fixture(scope="session")
def total_score() -> Callable[..., float]:
    return total


@pytest.fixture(scope="session")
def instances() -> Callable[[int, int], st.SearchStrategy[Candidates]]:
    """Strategy of instances up to a size: with and without ties, loose and tight rules."""

    def upto(mentees: int, mentors: int) -> st.SearchStrategy[Candidates]:
        return st.builds(
            build,
            st.integers(0, mentees),
            st.integers(0, mentors),
            seed=st.integers(0, 2**20),
            levels=st.sampled_from([None, 1, 2, 4]),
            allowed=st.sampled_from([0.3, 0.7, 1.0]),
        )

    return upto
