"""Self-selection: mentees ask, mentors answer, requests expire."""

from typing import Literal

import numpy as np
from pydantic import Field

from simulation.assignment.acceptance import deferred_acceptance
from simulation.assignment.market import QUANTA, TIES, Market
from simulation.assignment.rules import Ints
from simulation.assignment.scores import all_known
from simulation.engine.draws import Draws, stream
from simulation.engine.parameters import param
from simulation.families import Candidates, Matches
from simulation.policies.matching._common import ScoredMatching, open_market, preferences, settle

OWN_NOISE = stream("matching.self_selected.noise")
DAYS_PER_QUARTER = 365.25 / 4


class SelfSelected(ScoredMatching):
    """Mentees ask mentors they know or see in a list; mentors keep whom they like best.

    A request stays open for `request_days`, then the mentee asks the next. Who is unanswered at
    the end of the quarter stays unmatched.
    """

    kind: Literal["self_selected"] = "self_selected"
    list_length: int = Field(
        default=5, ge=1, le=100, description="mentors suggested to each mentee, best seen first"
    )
    request_days: int = Field(
        default=10, ge=1, le=90, description="days until an unanswered request expires"
    )
    participation_cost: float = param(
        0.2,
        low=0.0,
        high=0.6,
        unit="score",
        doc="what asking costs a mentee: mentors seen as worth less are not asked",
        assumed="asking a stranger takes effort; about the score of a pair that shares little",
    )
    staff_hours_per_pair: float = param(
        0.25,
        low=0.05,
        high=1.0,
        unit="hours",
        doc="coordinators' time for each pair made",
        assumed="people find each other; the coordinator keeps lists and chases open requests",
    )

    def pair(self, candidates: Candidates, draws: Draws) -> Matches:
        """Run deferred acceptance over the mentees' own lists until the quarter is over."""
        market = open_market(self, candidates, draws, OWN_NOISE)
        order, length = preferences(self._asked(candidates, market))
        mate = deferred_acceptance(order, length, market.ranks, market.capacity, self._rounds)
        return settle(self, candidates, mate)

    @property
    def _rounds(self) -> int:
        return int(DAYS_PER_QUARTER // self.request_days)

    def _asked(self, candidates: Candidates, market: Market) -> Ints:
        """Keys of the mentors each mentee knows or is shown and finds worth asking, -1 else."""
        listed = all_known(candidates.scores, candidates.mentors.size)
        shown = preferences(market.keys)[0][:, : self.list_length]
        np.put_along_axis(listed, shown, True, axis=1)
        worth = market.keys // TIES >= round(self.participation_cost * QUANTA)
        return np.where(listed & worth, market.keys, -1)
