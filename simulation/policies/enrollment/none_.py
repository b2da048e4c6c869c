"""No enrollment: nobody joins, so there are no pairs."""

from typing import Literal, override

from simulation.engine.draws import Draws
from simulation.families import Enrollment, Joiners, Pool, nobody


class NoEnrollment(Enrollment):
    """Nobody is asked and nobody joins."""

    kind: Literal["none"] = "none"

    @override
    def joins(self, pool: Pool, draws: Draws) -> Joiners:
        """Answer nobody."""
        return nobody(pool)
