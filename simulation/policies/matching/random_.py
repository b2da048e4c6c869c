"""Random matching: lots are drawn."""

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from simulation.engine.draws import Draws, stream
from simulation.engine.parameters import param
from simulation.families import Candidates, Matches
from simulation.policies.matching._algorithms import Ints, next_free
from simulation.policies.matching._common import (
    ScoredMatching,
    open_market,
    settle,
)

MENTEE = stream("matching.random.mentee")
SLOT = stream("matching.random.slot")


class RandomMatching(ScoredMatching):
    """Mentees and mentors' slots draw a place on a circle; each mentee takes the next free slot.

    A person more takes one slot more, so others move at most along one chain of neighbors, and
    people who could not be paired with any of them move nobody.
    """

    kind: Literal["random"] = "random"
    staff_hours_per_pair: float = param(
        0.1,
        low=0.0,
        high=0.5,
        unit="hours",
        doc="coordinators' time for each pair made",
        assumed="drawing lots by list takes minutes; what is left is telling the two",
    )

    def pair(self, candidates: Candidates, draws: Draws) -> Matches:
        """Go round the circle once; mentees who find no eligible slot stay unmatched."""
        market = open_market(self, candidates, draws)
        place, slot_mentor = _circle(candidates, draws)
        own = draws.uniform(MENTEE, candidates.mentee_persons)
        turn = np.argsort(own, kind="stable")
        start = np.searchsorted(place, own[turn])
        mate = np.empty(turn.size, dtype=np.int64)
        mate[turn] = next_free(start, slot_mentor, np.ascontiguousarray(market.eligible[turn]))
        return settle(self, market, mate)


def _circle(candidates: Candidates, draws: Draws) -> tuple[NDArray[np.float64], Ints]:
    """Place every slot of every mentor: sorted places in (0, 1) and whose slot each one is."""
    place: list[Any] = [np.empty(0)]
    mentor: list[Any] = [np.empty(0, dtype=np.int64)]
    for slot in range(int(candidates.capacity.max(initial=0))):
        holders = np.flatnonzero(candidates.capacity > slot)
        place.append(draws.uniform(SLOT, candidates.mentor_persons[holders], index=slot))
        mentor.append(holders)
    places, mentors = np.concatenate(place), np.concatenate(mentor)
    order = np.argsort(places, kind="stable")
    return places[order], mentors[order]
