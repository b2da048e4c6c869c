"""Optimal matching: the best total score that capacities allow."""

from typing import Literal

from pydantic import Field

from simulation.assignment.exact import heaviest
from simulation.assignment.lists import bound, favoring_pairs, full_lists, gap_between, worth
from simulation.engine.draws import Draws
from simulation.engine.parameters import param
from simulation.families import Candidates, Matches
from simulation.policies.matching._common import ScoredMatching, open_market, settle


class Optimal(ScoredMatching):
    """Software finds the pairs with the highest total seen score.

    maximize sum of seen scores, each mentee at most one mentor, each mentor up to capacity.
    """

    kind: Literal["optimal"] = "optimal"
    aim: Literal["score", "participation"] = Field(
        default="score",
        description="highest total match score, or as many pairs as possible and then the score",
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
        """Solve the assignment problem exactly, and prove it where the total score is the aim."""
        market = open_market(self, candidates, draws)
        lists = full_lists(market.keys)
        most = self.aim == "participation"
        mate, price = heaviest(favoring_pairs(lists) if most else lists, candidates.capacity)
        proof = gap_between(worth(lists, mate), bound(lists, candidates.capacity, price))
        return settle(self, candidates, mate, gap=None if most else proof)
