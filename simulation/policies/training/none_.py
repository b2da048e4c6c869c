"""No training: mentors do as they know."""

from typing import Literal

from simulation.families import Training


class NoTraining(Training):
    """Nobody is trained and nobody coordinates."""

    kind: Literal["none"] = "none"
