"""Voluntary enrollment: who may and wishes to."""

from simulation.engine.draws import Draws
from simulation.policies.enrollment.voluntary import Voluntary


def test_a_positive_wish_decides_on_both_sides(pool):
    joiners = Voluntary().joins(pool(), Draws(1))
    assert joiners.mentees.tolist() == [False, False, False, True, True]
    assert joiners.mentors.tolist() == [True, True, False, False, False]


def test_who_may_not_join_does_not(pool):
    nobody = [False] * 5
    joiners = Voluntary().joins(pool(may_mentee=nobody, may_mentor=nobody), Draws(1))
    assert not joiners.mentees.any()
    assert not joiners.mentors.any()
