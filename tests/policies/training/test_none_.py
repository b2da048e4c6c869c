"""No training: no hours."""

from simulation.families import Sessions
from simulation.policies.training.none_ import NoTraining


def test_nothing_is_held():
    assert NoTraining().sessions() == Sessions()
    assert Sessions().mentor_hours == Sessions().coordinator_hours == 0
