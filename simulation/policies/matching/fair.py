"""Fair matching: the worst pair is as good as possible."""

from typing import Literal

from simulation.assignment.lists import full_lists
from simulation.assignment.max_min import max_min
from simulation.engine.draws import Draws
from simulation.engine.parameters import param
from simulation.families import Candidates, Matches
from simulation.policies.matching._common import ScoredMatching, open_market, settle


class Fair(ScoredMatching):
    """As many pairs as possible, then the highest lowest score, then the highest total."""

    kind: Literal["fair"] = "fair"
    staff_hours_per_pair: float = param(
        0.25,
        low=0.05,
        high=1.0,
        unit="hours",
        doc="coordinators' time for each pair made",
        assumed="software pairs, as for optimal matching",
    )

    def pair(self, candidates: Candidates, draws: Draws) -> Matches:
        """Raise the floor as far as everybody who can be paired still is."""
        market = open_market(self, candidates, draws)
        mate = max_min(full_lists(market.keys), candidates.capacity)
        return settle(self, candidates, mate)
