"""No structure: pairs are left to themselves."""

from typing import Literal

from simulation.families import Structure


class NoStructure(Structure):
    """Nobody says how often, how long or about what to meet."""

    kind: Literal["none"] = "none"
