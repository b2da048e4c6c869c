"""Affinity: gaps and surpluses, role distance, likeness, acquaintance."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from simulation.assignment.rules import Listing
from simulation.engine.functions import exp
from simulation.organization.affinity import (
    LIKENESS_SD,
    NEEDS_MEAN,
    NEEDS_SD,
    TRAITS,
    Affinity,
    Profiles,
    difference,
    known_kernel,
    needs_met,
    overlap,
    profile_kernel,
    roles_fit,
    score_kernel,
)

LEVELS = arrays(np.float64, 3, elements=st.floats(0, 1))
EQUAL = np.ones(3)


def needs(have, offered, wanted, weight=(1.0, 1.0, 1.0), nothing=0.0):
    values = [np.array(v, dtype=np.float64) for v in (have, offered, wanted, weight)]
    return needs_met(*values, nothing)


@pytest.mark.parametrize(
    ("offered", "expected"),
    [((0.8, 0.5, 0.5), 1.0), ((0.6, 0.5, 0.5), 0.5), ((0.4, 0.9, 0.9), 0.0)],
)
def test_needs_met_is_the_share_of_the_gap_that_surplus_covers(offered, expected):
    have, wanted = (0.4, 0.5, 0.5), (0.8, 0.5, 0.5)
    assert needs(have, offered, wanted) == pytest.approx(expected)


def test_what_nobody_wants_counts_neither_as_gap_nor_as_help():
    assert needs((0.4, 0.1, 0.5), (0.8, 1.0, 0.5), (0.8, 0.9, 0.5), (1, 0, 1)) == 1.0


def test_without_gap_the_stated_value_comes_out():
    assert needs((0.9, 0.9, 0.9), (1, 1, 1), (0.5, 0.5, 0.5), nothing=0.55) == 0.55


@given(LEVELS, LEVELS, LEVELS, st.integers(0, 2), st.floats(0, 0.5))
def test_a_more_able_mentor_never_meets_fewer_needs(have, offered, wanted, skill, more):
    better = offered.copy()
    better[skill] += more
    before = needs_met(have, offered, wanted, EQUAL, 0.0)
    assert 0.0 <= before <= 1.0 + 1e-12
    assert needs_met(have, better, wanted, EQUAL, 0.0) >= before


def test_roles_fit_best_at_the_best_distance_and_with_one_craft():
    craft, other = np.array([0.5, 0.5, 0.0]), np.array([0.0, 0.0, 0.7])
    assert roles_fit(1.5, 1.5, craft, craft) == 1.0
    assert roles_fit(0.0, 1.5, craft, craft) < 1.0
    assert roles_fit(3.0, 1.5, craft, craft) == roles_fit(0.0, 1.5, craft, craft)
    assert roles_fit(1.5, 1.5, craft, other) == 0.5
    assert roles_fit(1.5, 1.5, np.zeros(3), np.zeros(3)) == 1.0


def test_difference_of_random_people_has_the_stated_mean_and_spread():
    rng = np.random.default_rng(1)
    people = rng.normal(size=(4000, 2, 4))
    found = np.array([difference(one, other) for one, other in people])
    assert found.mean() == pytest.approx(1.0, abs=0.05)
    assert found.std() == pytest.approx(LIKENESS_SD, abs=0.05)
    assert difference(people[0, 0], people[0, 0]) == 0.0


def test_needs_met_by_random_colleagues_has_the_stated_mean_and_spread():
    rng = np.random.default_rng(2)
    growth, own = rng.normal(size=(4000, 2, 1)), rng.normal(size=(4000, 2, 4))
    levels = 0.92 * 0.7 + 0.15 * (0.6 * growth + 0.8 * own)
    wanted, weight = np.full(4, 0.7), np.ones(4)
    met = np.array([needs_met(a, b, wanted, weight, np.nan) for a, b in levels])
    assert np.nanmean(met) == pytest.approx(NEEDS_MEAN, abs=0.03)
    assert np.nanstd(met) == pytest.approx(NEEDS_SD, abs=0.03)


def test_known_is_whoever_asks_or_is_asked():
    neighbor = np.array([[2, 1], [0, -1], [0, -1], [-1, -1]])
    strength = np.array([[0.0, 0.4], [0.0, 0.0], [0.7, 0.0], [0.0, 0.0]])
    start, found = np.empty(2, dtype=np.int64), np.empty(2, dtype=np.int64)
    sides = np.array([0]), np.array([1, 2, 3])
    assert known_kernel(neighbor, strength, *sides, start, found) == 2
    assert start.tolist() == [0, 2]
    assert found.tolist() == [0, 1]
    strength[2, 0] = 0.0
    assert known_kernel(neighbor, strength, *sides, start, found) == 1
    assert found[0] == 0


@pytest.mark.parametrize("kernel", [profile_kernel, profile_kernel.py_func])
def test_a_profile_holds_what_people_can_use_and_how_they_are(kernel):
    skill = np.array([[0.1, 0.2, 0.3], [0.4, 0.5, 0.9]])
    own, peers = np.full((2, 3), 0.1), np.full((2, 3), 0.05)
    traits = [np.array([10.0 * t, 10.0 * t + 1.0]) for t in range(len(TRAITS))]
    seats, skills = np.array([1, 0, 1]), np.array([0, 2])
    usable, alike, job = np.empty((2, 3)), np.empty((4, 3)), np.empty((2, 3), dtype=np.int64)
    columns = skill, own, peers, *traits, np.array([2, 4]), np.array([7, 5])
    kernel(*columns, seats, skills, usable, alike, job)
    np.testing.assert_allclose(usable, [[0.55, 0.25, 0.55], [1.0, 0.45, 1.0]])
    assert alike.tolist() == [[10.0 * t + 1, 10.0 * t, 10.0 * t + 1] for t in range(4)]
    assert job.tolist() == [[4, 2, 4], [5, 7, 5]]


def affinity(weights, known=()):
    """Mentee 0 with mentors 1 (able, unlike) and 2 (unable, alike)."""
    profiles = Profiles(
        gap=np.full((2, 1), 0.25), have=np.full((2, 1), 0.3), missing=np.array([0.5]),
        offered=np.array([[0.9, 0.3], [0.9, 0.3]]), weight=np.array([0.5, 0.5]),
        own=np.zeros((4, 1)), theirs=np.array([[2.0, 0.0]] * 4),
        level=np.array([1]), other_level=np.array([2, 2]),
        role=np.array([0]), other_role=np.array([0, 0]),
    )  # fmt: skip
    listing = Listing.of(np.zeros(len(known), dtype=np.int64), np.array(known, np.int64), 1)
    return Affinity(profiles, np.ones((1, 1)), listing, weights, 1.5)


def score(weights, known=(), first=0, width=2, compiled=True):
    made = affinity(tuple(float(weight) for weight in weights), known)
    both = np.empty((2, 1, width))
    rows, begin = np.array([0]), np.array([first])
    if compiled:
        made.fill(rows, begin, *both)
    else:
        numbers = made.known.start, made.known.column, rows, begin, *made.weights, 1.5
        score_kernel.py_func(made.profiles, made.overlaps, *numbers, *both)
    return both[:, 0]


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        ((1, 0, 0, 0), [1.0, 0.0]),
        ((0, 0, 1, 0), [float(exp(-2.0)), 1.0]),
        ((0, 0, 0, 1), [0.0, 1.0]),
        ((0.5, 0, 0.5, 0), [0.5 + 0.5 * float(exp(-2.0)), 0.5]),
    ],
)
def test_score_is_the_weighted_mean_of_needs_roles_personality_and_ties(weights, expected):
    assert score(weights, known=(1,))[0] == pytest.approx(expected)


def test_mentors_prefer_those_like_them_and_those_they_know():
    _, stranger = score((1, 0, 0, 0))
    _, acquainted = score((1, 0, 0, 0), known=(0,))
    assert stranger[1] > stranger[0]
    assert acquainted[0] == stranger[0] + 0.5


def test_any_block_of_mentors_is_scored_alike():
    weights = (0.4, 0.3, 0.2, 0.1)
    whole = score(weights, known=(1,))
    for first in (0, 1):
        part = score(weights, known=(1,), first=first, width=1)
        assert part[:, 0].tolist() == whole[:, first].tolist()


@given(st.integers(0, 2**20))
def test_blocks_say_what_the_definitions_say_pair_by_pair(seed):
    rng = np.random.default_rng(seed)
    have, offered, wanted = rng.random((3, 3))
    weight, weights = rng.dirichlet(np.ones(3)), rng.dirichlet(np.ones(4))
    own, theirs = rng.normal(size=(2, 4))
    jobs, above = rng.random((2, 5)), int(rng.integers(-2, 3))
    gap = np.maximum(0.0, weight * (wanted - have))
    profiles = Profiles(
        gap=gap[:, None], have=have[:, None], missing=np.array([gap.sum()]),
        offered=offered[:, None], weight=weight, own=own[:, None], theirs=theirs[:, None],
        level=np.array([2]), other_level=np.array([2 + above]),
        role=np.array([0]), other_role=np.array([1]),
    )  # fmt: skip
    overlaps = np.array([[1.0, overlap(*jobs)], [overlap(*jobs), 1.0]])
    known = Listing.of(np.array([0]), np.array([0]), 1)
    both = np.empty((2, 1, 1))
    chosen = tuple(weights.tolist())
    Affinity(profiles, overlaps, known, chosen, 1.5).fill(np.array([0]), np.array([0]), *both)
    alike = exp(-difference(own, theirs))
    parts = needs_met(have, offered, wanted, weight, 0.0), roles_fit(above, 1.5, *jobs), alike, 1.0
    assert both[0, 0, 0] == pytest.approx(min(1.0, np.dot(weights, parts)), abs=1e-12)
    assert both[1, 0, 0] == pytest.approx(0.5 * (alike + 1.0), abs=1e-15)


def test_compiled_and_plain_agree():
    weights = (0.4, 0.3, 0.2, 0.1)
    for one, other in zip(score(weights), score(weights, compiled=False), strict=True):
        np.testing.assert_array_equal(one, other)
