"""Mandatory enrollment: whoever is eligible takes part."""

from typing import Literal, override

from pydantic import Field

from simulation.engine.draws import Draws
from simulation.families import Joiners, Pool
from simulation.policies.enrollment._common import Intakes


class Mandatory(Intakes):
    """All eligible mentees join; mentors as they wish, or all of them as well."""

    kind: Literal["mandatory"] = "mandatory"
    mentors_too: bool = Field(False, description="eligible mentors cannot decline either")

    @override
    def joins(self, pool: Pool, draws: Draws) -> Joiners:
        """Take every eligible mentee, and mentors who wish to or must."""
        willing = pool.may_mentor & (pool.wish_mentor > 0.0)
        return Joiners(
            mentees=pool.may_mentee.copy(),
            mentors=pool.may_mentor.copy() if self.mentors_too else willing,
        )
