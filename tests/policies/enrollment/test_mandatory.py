"""Mandatory enrollment: every eligible mentee, mentors as they wish."""

from simulation.engine.draws import Draws
from simulation.policies.enrollment.mandatory import Mandatory

HALF = [True, False, True, False, True]


def test_every_eligible_mentee_joins_whatever_the_wish(pool):
    assert Mandatory().joins(pool(may_mentee=HALF), Draws(1)).mentees.tolist() == HALF


def test_mentors_join_as_they_wish_unless_they_must(pool):
    wishing = [True, True, False, False, False]
    assert Mandatory().joins(pool(), Draws(1)).mentors.tolist() == wishing
    must = Mandatory(mentors_too=True).joins(pool(may_mentor=HALF), Draws(1))
    assert must.mentors.tolist() == HALF
