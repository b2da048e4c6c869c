"""No objectives: the program is for everything alike, so for nothing in particular."""

from typing import Literal, override

import numpy as np

from simulation.families import Goals, Objectives


class NoObjectives(Objectives):
    """Every skill counts alike, against what the job asks, and nobody is told anything."""

    kind: Literal["none"] = "none"

    @override
    def goals(self, skills: tuple[str, ...]) -> Goals:
        """Answer equal weights, no targets and no clarity."""
        count = len(skills)
        return Goals(weights=np.full(count, 1.0 / count), targets=np.zeros(count), clarity=0.0)
