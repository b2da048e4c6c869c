"""What all kinds of matching share: the seen market, its checks, and the settled matches."""

from typing import Literal, Self

import numpy as np
from pydantic import Field, model_validator

from simulation.assignment.checks import check_candidates, check_mates
from simulation.assignment.circle import Lots, draw_lots
from simulation.assignment.market import Market
from simulation.assignment.rules import Ints
from simulation.assignment.sight import WHOLE, sight
from simulation.engine.addresses import Stream, stream
from simulation.engine.draws import Draws
from simulation.engine.parameters import param
from simulation.families import Candidates, Matches, Matching, Preferences

NOISE = stream("matching.noise")
TIES = stream("matching.ties")


class ScoredMatching(Matching):
    """What every kind of matching that pairs people can be told: score, capacity and rules."""

    needs: float = Field(default=0.5, ge=0, description="weight of skill gaps a mentor can close")
    roles: float = Field(default=0.2, ge=0, description="weight of role and level distance")
    personality: float = Field(default=0.2, ge=0, description="weight of deep-level similarity")
    ties: float = Field(default=0.1, ge=0, description="weight of knowing each other")
    capacity: int = Field(
        default=2, ge=1, le=20, description="mentees a mentor takes at most; 1 to 3 is usual"
    )
    mentors_each: int = Field(
        default=1,
        ge=1,
        le=3,
        description="mentors a mentee gets at one time, where help goes "
        "one way; the second is matched after everybody has the first",
    )
    minimum_score: float = Field(
        default=0.0, ge=0, le=1, description="pairs seen as worth less are not made"
    )
    reporting_line: Literal["forbid", "allow"] = Field(
        default="forbid", description="whether superiors may mentor those who report to them"
    )
    same_department: Literal["allow", "forbid", "require"] = Field(
        default="allow", description="whether the two may or must share a department"
    )
    noise: float = param(
        0.15,
        low=0.0,
        high=0.5,
        unit="score",
        shared="noise of the matcher",
        doc="standard deviation of the matcher's error in seeing a pair's score",
        assumed="profiles and forms tell part of how well two people fit",
    )
    staff_hours_per_pair: float

    @model_validator(mode="after")
    def _weighs_something(self) -> Self:
        if self.needs + self.roles + self.personality + self.ties == 0:
            raise ValueError(
                "needs, roles, personality and ties are all 0, so every pair would score alike. "
                "Give at least one a positive weight."
            )
        return self

    def preferences(self) -> Preferences:
        """Answer weights of the score, capacity and rules."""
        return Preferences(
            needs=self.needs,
            roles=self.roles,
            personality=self.personality,
            ties=self.ties,
            capacity=self.capacity,
            mentors_each=self.mentors_each,
            minimum_score=self.minimum_score,
            reporting_line=self.reporting_line,
            same_department=self.same_department,
        )


def open_market(
    policy: ScoredMatching, candidates: Candidates, draws: Draws, noise: Stream = NOISE
) -> Market:
    """See the scores with the matcher's error and rule out what may not be paired.

    Raises:
        ModelError: the candidates contradict themselves; names every problem.
    """
    check_candidates(candidates.rules, candidates.capacity)
    eye = sight(policy.noise, policy.minimum_score, draws, noise, TIES)
    full = np.empty(candidates.mentees.size, dtype=np.int64)
    full.fill(WHOLE)
    return Market(candidates.rules, candidates.capacity, candidates.scores, eye, full)


def drawn_by_lot(
    policy: ScoredMatching, candidates: Candidates, draws: Draws, lots: Lots, *, meet: bool
) -> Matches:
    """Draw lots among the pairs that may be made; nobody looks at scores without a minimum."""
    refused = None
    if policy.minimum_score > 0.0:
        refused = open_market(policy, candidates, draws).too_poor
    else:
        check_candidates(candidates.rules, candidates.capacity)
    mate = draw_lots(candidates.rules, lots, refused, meet=meet)
    return settle(policy, candidates, mate)


def settle(
    policy: ScoredMatching, candidates: Candidates, mate: Ints, gap: float | None = None
) -> Matches:
    """Hold the mates to the rules and add up what the matching cost the coordinators."""
    pairs = check_mates(candidates.rules, candidates.capacity, mate)
    return Matches(mate, staff_hours=policy.staff_hours_per_pair * pairs, gap=gap)
