"""No matching: nobody is paired."""

from typing import Literal, override

import numpy as np

from simulation.engine.draws import Draws
from simulation.families import Candidates, Matches, Matching


class NoMatching(Matching):
    """Nobody is paired and nobody spends time on it."""

    kind: Literal["none"] = "none"

    @override
    def pair(self, candidates: Candidates, draws: Draws) -> Matches:
        """Leave every mentee unmatched."""
        return Matches(mentor=np.full(candidates.mentees.size, -1, dtype=np.int64), staff_hours=0.0)
