"""Random matching: lots are drawn."""

from typing import Literal

from simulation.assignment.circle import Lots, slots_of
from simulation.engine.addresses import stream
from simulation.engine.draws import Draws
from simulation.engine.parameters import param
from simulation.families import Candidates, Matches
from simulation.policies.matching._common import ScoredMatching, drawn_by_lot

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
        own = draws.uniform(MENTEE, candidates.mentee_persons)
        slots = slots_of(candidates.capacity, candidates.mentor_persons, draws.luck(SLOT))
        return drawn_by_lot(self, candidates, draws, Lots(own, *slots), meet=False)
