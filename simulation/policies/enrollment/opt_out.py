"""Opt-out enrollment: everybody eligible is in unless they object."""

from typing import Literal, override

from pydantic import Field

from simulation.engine.draws import Draws
from simulation.families import Joiners, Pool
from simulation.policies.enrollment._common import Intakes


class OptOut(Intakes):
    """Only those who mind more than it takes to say so stay out: joins when wish > -inertia."""

    kind: Literal["opt_out"] = "opt_out"
    inertia: float = Field(
        2.0, ge=0, le=6, description="how much reluctance it takes to opt out, logit"
    )

    @override
    def joins(self, pool: Pool, draws: Draws) -> Joiners:
        """Take whoever may and does not object."""
        return Joiners(
            mentees=pool.may_mentee & (pool.wish_mentee > -self.inertia),
            mentors=pool.may_mentor & (pool.wish_mentor > -self.inertia),
        )
