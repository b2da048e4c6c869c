"""Opt-out enrollment: in unless they mind enough."""

from simulation.engine.draws import Draws
from simulation.policies.enrollment.opt_out import OptOut


def test_only_strong_reluctance_opts_out(pool):
    joiners = OptOut(inertia=2.0).joins(pool(), Draws(1))
    assert joiners.mentees.tolist() == [False, True, True, True, True]
    assert joiners.mentors.tolist() == [True, True, True, True, False]


def test_without_inertia_it_is_voluntary_and_more_inertia_keeps_more(pool):
    counts = [OptOut(inertia=i).joins(pool(), Draws(1)).mentees.sum() for i in (0, 1, 2, 4)]
    assert counts == sorted(counts)
    assert counts[0] == 2
    assert counts[-1] == 5


def test_who_may_not_join_does_not(pool):
    assert not OptOut().joins(pool(may_mentee=[False] * 5), Draws(1)).mentees.any()
