"""Introductions: a new random partner in each cycle, for one conversation after another."""

from dataclasses import replace
from typing import Literal, override

import numpy as np
from pydantic import Field

from simulation.engine.draws import Draws, stream
from simulation.engine.parameters import param
from simulation.families import Candidates, Matches, Preferences
from simulation.policies.matching._algorithms import Bools, Ints, pair_off
from simulation.policies.matching._common import (
    ScoredMatching,
    open_market,
    settle,
)

PARTNERS = stream("matching.introductions")


class Introductions(ScoredMatching):
    """Everybody meets one other person; who, is drawn anew in each cycle.

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
        """Go through the eligible pairs by the two persons' draw and join who is still alone."""
        market = open_market(self, candidates, draws)
        return settle(self, market, _partners(candidates, market.eligible, draws))


def _partners(candidates: Candidates, eligible: Bools, draws: Draws) -> Ints:
    everybody = np.concatenate([candidates.mentee_persons, candidates.mentor_persons])
    persons, node = np.unique(everybody, return_inverse=True)
    mentee, mentor = np.split(node, [candidates.mentees.size])
    rows, columns = np.nonzero(eligible)
    low = np.minimum(mentee[rows], mentor[columns])
    high = np.maximum(mentee[rows], mentor[columns])
    turn = np.lexsort((high, low, draws.pair_uniform(PARTNERS, persons[low], persons[high])))
    partner = pair_off(low[turn], high[turn], persons.size)
    together = partner[mentee[rows]] == mentor[columns]
    mate = np.full(candidates.mentees.size, -1, dtype=np.int64)
    mate[rows[together]] = columns[together]
    return mate
