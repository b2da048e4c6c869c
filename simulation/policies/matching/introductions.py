"""Introductions: a new random partner in each cycle, for one conversation after another."""

from dataclasses import replace
from typing import Literal, override

from pydantic import Field

from simulation.assignment.circle import Lots
from simulation.engine.addresses import stream
from simulation.engine.draws import Draws
from simulation.engine.parameters import param
from simulation.families import Candidates, Matches, Preferences
from simulation.policies.matching._common import ScoredMatching, drawn_by_lot

OWN = stream("matching.introductions.own")
PLACE = stream("matching.introductions.place")


class Introductions(ScoredMatching):
    """Everybody meets one other person; who, is drawn anew in each cycle.

    Mentees and mentors draw a place on a circle. In the order of their places, mentees who are
    still alone are paired with the next mentor of the circle who is alone and may be paired with
    them.
    Whoever is listed both as mentee and as mentor is a peer: two peers are each other's mentor.
    Whether earlier partners may meet again is `repeat`; who they are is in `candidates.allowed`.
    """

    kind: Literal["introductions"] = "introductions"
    repeat: bool = Field(default=False, description="earlier partners may be drawn again")
    staff_hours_per_pair: float = param(
        0.05,
        low=0.0,
        high=0.25,
        unit="hours",
        doc="coordinators' time for each pair made",
        assumed="a tool draws and writes to both; somebody answers the odd question",
    )

    @override
    def preferences(self) -> Preferences:
        """Answer that help goes both ways, and whether earlier partners may meet again."""
        return replace(super().preferences(), mutual=True, strangers=not self.repeat)

    def pair(self, candidates: Candidates, draws: Draws) -> Matches:
        """Go round the circle once; who finds nobody still alone stays alone."""
        own = draws.uniform(OWN, candidates.mentee_persons)
        hosts = (candidates.capacity > 0).nonzero()[0]
        lots = Lots(own, draws.uniform(PLACE, candidates.mentor_persons[hosts]), hosts)
        return drawn_by_lot(self, candidates, draws, lots, meet=True)
