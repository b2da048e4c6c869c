"""Nominated enrollment: managers name whom they think highly of, and those decide."""

from typing import Literal, override

from pydantic import Field

from simulation.engine.draws import Draws
from simulation.families import Joiners, Pool, percentile_of_normal
from simulation.policies.enrollment._common import Intakes


class Nominated(Intakes):
    """The top share as managers see it is named; being named makes most accept.

    named: standing > z(1 - share), a constant of the reference workforce, so that nobody's
    nomination hangs on how many others there are; accepts: wish + persuasion > 0.
    """

    kind: Literal["nominated"] = "nominated"
    share: float = Field(
        0.2, gt=0, le=1, description="share of people whom managers name, from the top"
    )
    persuasion: float = Field(
        1.0, ge=0, le=5, description="what being named adds to the wish to join, logit"
    )

    @override
    def joins(self, pool: Pool, draws: Draws) -> Joiners:
        """Take whoever is named and accepts."""
        enough = percentile_of_normal(100.0 * (1.0 - self.share))
        mentees = pool.may_mentee & (pool.standing_mentee > enough)
        mentors = pool.may_mentor & (pool.standing_mentor > enough)
        return Joiners(
            mentees=mentees & (pool.wish_mentee > -self.persuasion),
            mentors=mentors & (pool.wish_mentor > -self.persuasion),
        )
