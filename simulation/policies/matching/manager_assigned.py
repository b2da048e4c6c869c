"""Assignment by managers: the best-looking pair first, then the next."""

from typing import Literal

from simulation.assignment.acceptance import accepted
from simulation.engine.draws import Draws
from simulation.engine.parameters import param
from simulation.families import Candidates, Matches
from simulation.policies.matching._common import ScoredMatching, open_market, settle


class ManagerAssigned(ScoredMatching):
    """Managers put together the pair that looks best to them, then the best of the rest.

    When both sides rank by the same scores, deferred acceptance makes exactly these pairs.
    """

    kind: Literal["manager_assigned"] = "manager_assigned"
    staff_hours_per_pair: float = param(
        1.0,
        low=0.25,
        high=3.0,
        unit="hours",
        doc="coordinators' and managers' time for each pair made",
        assumed="reading two profiles and asking two managers; below the 1.7 hours a month that "
        "coordinating a pair takes altogether (phillips-coord)",
    )

    def pair(self, candidates: Candidates, draws: Draws) -> Matches:
        """Take the eligible pair with the best key, then the best of those left, and so on."""
        market = open_market(self, candidates, draws)
        return settle(self, candidates, accepted(market, by_rank=False))
