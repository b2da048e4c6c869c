"""Optimal matching: the best total score that capacities allow."""

from typing import Literal

from pydantic import Field

from simulation.assignment.optimum import most_and_best, optimum
from simulation.engine.draws import Draws
from simulation.engine.parameters import param
from simulation.families import Candidates, Matches
from simulation.policies.matching._common import ScoredMatching, open_market, settle


class Optimal(ScoredMatching):
    """Software finds the pairs with the highest total seen score.

    maximize the sum of keys (seen score and tie bits, `simulation.assignment.sight`) over eligible
    pairs, each mentee with at most one mentor, each mentor up to capacity; who stays alone counts
    0. Up to 300 mentees (and 2^18 pairs) exactly; in larger pools the total seen score is within
    the tolerance of the best, by proof. Where participation is the aim, the number of pairs comes
    first.
    """

    kind: Literal["optimal"] = "optimal"
    aim: Literal["score", "participation"] = Field(
        default="score",
        description="highest total match score, or as many pairs as possible and then the score",
    )
    tolerance: float = Field(
        default=0.001,
        ge=0,
        le=0.1,
        description="share of the best total that may be missed in pools of more than 300 mentees",
    )
    staff_hours_per_pair: float = param(
        0.25,
        low=0.05,
        high=1.0,
        unit="hours",
        doc="coordinators' time for each pair made",
        assumed="the software pairs; the coordinator keeps profiles complete and checks the list",
    )

    def pair(self, candidates: Candidates, draws: Draws) -> Matches:
        """Solve the assignment problem, and prove it where the total score is the aim."""
        market = open_market(self, candidates, draws)
        if self.aim == "participation":
            return settle(self, candidates, most_and_best(market, self.tolerance))
        found = optimum(market, self.tolerance)
        return settle(self, candidates, found.mate, gap=found.gap)
