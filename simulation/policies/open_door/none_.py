"""No open door: leaders do what they always did."""

from typing import Literal

from simulation.families import OpenDoor


class NoOpenDoor(OpenDoor):
    """No commitment, channel, introduction or ordered attention."""

    kind: Literal["none"] = "none"
