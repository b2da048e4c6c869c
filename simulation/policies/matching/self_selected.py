"""Self-selection: mentees ask, mentors answer, requests expire."""

from typing import Literal

from pydantic import Field

from simulation.assignment.acceptance import Asking
from simulation.assignment.lists import Lists, best_and_known, listed, merged
from simulation.assignment.market import Market
from simulation.assignment.sight import QUANTA, TIES
from simulation.engine.addresses import stream
from simulation.engine.draws import Draws
from simulation.engine.parameters import param
from simulation.families import Candidates, Matches
from simulation.policies.matching._common import ScoredMatching, open_market, settle

OWN_NOISE = stream("matching.self_selected.noise")
DAYS_PER_QUARTER = 365.25 / 4


class SelfSelected(ScoredMatching):
    """Mentees ask mentors they know or see in a list; mentors keep whom they like best.

    Each mentee's list holds the `list_length` eligible mentors of the best keys and all eligible
    acquaintances, less those seen as worth less than the cost of asking; best key first. In each
    round who is held by nobody asks the next on the list; mentors hold those of the best ranks.
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
        asking = Asking(self._asked(market), market.capacity)
        asking.go_on(int(DAYS_PER_QUARTER // self.request_days))
        return settle(self, candidates, asking.mate)

    def _asked(self, market: Market) -> Lists:
        """The mentors each mentee knows or is shown and finds worth asking, best first."""
        known = market.scores.known
        worth = round(self.participation_cost * QUANTA) * TIES
        if market.tiny:
            return best_and_known(*market.seen, known, self.list_length, worth)
        shown = market.best(self.list_length, by_rank=True)
        met = listed(known, *market.pairs(known.row, known.column))
        return merged(shown, met, market.mentors).above(worth)
