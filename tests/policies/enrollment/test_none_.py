"""No enrollment: nobody."""

from simulation.engine.draws import Draws
from simulation.policies.enrollment.none_ import NoEnrollment


def test_nobody_joins_and_nobody_is_asked(pool):
    joiners = NoEnrollment().joins(pool(), Draws(1))
    assert not joiners.mentees.any()
    assert not joiners.mentors.any()
    assert not NoEnrollment().rules().active
