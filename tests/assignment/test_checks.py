"""Checks: contradictions among candidates and broken rules of matches are named."""

import numpy as np
import pytest

from simulation.assignment.checks import check_candidates, check_mates
from simulation.errors import ModelError

ROOM = np.array([1, 2])


@pytest.fixture
def three(rules):
    return rules(3, 2, np.array([[True, True], [True, False], [True, True]]))


@pytest.mark.parametrize("mate", [[0, -1, 1], [-1, -1, -1], [1, 0, 1]])
def test_accepts_what_the_rules_allow(mate, three):
    check_mates(three, ROOM, np.array(mate))


@pytest.mark.parametrize(
    ("mate", "words"),
    [
        ([0, 1, 1], "mentee 1 is paired with a mentor not permitted"),
        ([0, 0, 1], "mentor 0 has 2 mentees of 1"),
        ([0, 2, 1], "mentee 1 is paired with mentor 2 of 2"),
        ([-2, 0, 1], "mentee 0 is paired with mentor -2 of 2"),
        ([0, -1], r"shape \(2,\), not one mentor for 3 mentees"),
        ([0, 1, 0], "mentee 1 .*; mentor 0 has 2 mentees of 1"),
    ],
)
def test_refuses_what_they_forbid(mate, words, three):
    with pytest.raises(ModelError, match=words):
        check_mates(three, ROOM, np.array(mate))


def test_names_every_problem_of_the_candidates_at_once(three):
    twice = three._replace(mentor_persons=np.full(2, 9, dtype=np.uint32))
    check_candidates(three, ROOM)
    with pytest.raises(ModelError, match="capacity is negative; a mentor is listed twice"):
        check_candidates(twice, np.array([-1, 1]))
    with pytest.raises(ModelError, match=r"capacity has shape \(3,\), not \(2,\)"):
        check_candidates(three, np.ones(3, dtype=np.int64))
