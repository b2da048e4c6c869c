"""Voluntary enrollment: whoever wishes to joins."""

from typing import Literal, override

from simulation.engine.draws import Draws
from simulation.families import Joiners, Pool
from simulation.policies.enrollment._common import Intakes


class Voluntary(Intakes):
    """Eligible people join when their wish is positive: the stronger and better connected do."""

    kind: Literal["voluntary"] = "voluntary"

    @override
    def joins(self, pool: Pool, draws: Draws) -> Joiners:
        """Take whoever may and wishes to."""
        return Joiners(
            mentees=pool.may_mentee & (pool.wish_mentee > 0.0),
            mentors=pool.may_mentor & (pool.wish_mentor > 0.0),
        )
