"""Stable matching: no mentee and mentor would both rather have each other."""

from typing import Literal

from simulation.assignment.acceptance import accepted
from simulation.engine.draws import Draws
from simulation.engine.parameters import param
from simulation.families import Candidates, Matches
from simulation.policies.matching._common import ScoredMatching, open_market, settle


class Stable(ScoredMatching):
    """Mentees rank by seen score, mentors by their own preference; mentees ask, mentors hold.

    Mentees rank by key, mentors by rank (`simulation.assignment.sight`), so there are no ties. Of
    all stable matchings it is the one best for mentees.
    """

    kind: Literal["stable"] = "stable"
    staff_hours_per_pair: float = param(
        0.35,
        low=0.1,
        high=1.0,
        unit="hours",
        doc="coordinators' time for each pair made",
        assumed="as for optimal matching, and preferences are collected from both sides",
    )

    def pair(self, candidates: Candidates, draws: Draws) -> Matches:
        """Run deferred acceptance to its end over all eligible pairs."""
        market = open_market(self, candidates, draws)
        return settle(self, candidates, accepted(market, by_rank=True))
