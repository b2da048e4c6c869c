"""Fair matching: the worst pair is as good as possible."""

from typing import Literal

from pydantic import Field

from simulation.assignment.even import even
from simulation.assignment.max_min import max_min
from simulation.engine.draws import Draws
from simulation.engine.parameters import param
from simulation.families import Candidates, Matches
from simulation.policies.matching._common import ScoredMatching, open_market, settle


class Fair(ScoredMatching):
    """As many pairs as possible, and then fair to the worst pair or to groups.

    For the worst pair: then the highest lowest seen score, then the largest sum of keys. For
    groups (the category `group` of the workforce file): then the largest sum of keys at which the
    groups' mean seen scores differ by at most the tolerance, as `simulation.assignment.even` says.
    """

    kind: Literal["fair"] = "fair"
    to: Literal["worst_pair", "groups"] = Field(
        default="worst_pair", description="raise the lowest score, or treat groups about alike"
    )
    tolerance: float = Field(
        default=0.01,
        gt=0,
        le=0.5,
        description="score by which groups' means may differ, or, in pools of more than 300 "
        "mentees, by which the lowest score may miss the best",
    )
    staff_hours_per_pair: float = param(
        0.25,
        low=0.05,
        high=1.0,
        unit="hours",
        doc="coordinators' time for each pair made",
        assumed="software pairs, as for optimal matching",
    )

    def pair(self, candidates: Candidates, draws: Draws) -> Matches:
        """Raise the lowest score, or weigh groups until their means are about equal."""
        market = open_market(self, candidates, draws)
        if self.to == "groups":
            return settle(self, candidates, even(market, candidates.group, self.tolerance))
        return settle(self, candidates, max_min(market, self.tolerance))
