"""No open door: nothing."""

from simulation.families import Culture
from simulation.policies.open_door.none_ import NoOpenDoor


def test_leaders_do_nothing_special():
    assert NoOpenDoor().culture() == Culture(0.0, 0.0, 0.0, 0.0, ())
