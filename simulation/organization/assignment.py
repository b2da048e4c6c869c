"""Assignment: who of a study gets the program, by lot or by a state seen with an error.

A lot belongs to a person, a team or a site for good, so that nobody's depends on who else works
here. Within a stratum of n units, floor(n share + u) get the program, u one uniform number of the
stratum: the share is exact on average, and as exact as numbers allow in every single study.
"""

from typing import Any

import numpy as np

from simulation.engine.addresses import person_ids, stream
from simulation.engine.draws import Draws
from simulation.state.columns import Array
from simulation.state.seating import companies
from simulation.state.state import State

LOT = stream("assignment.lot")
ERROR = stream("assignment.error")
ROUNDING = stream("assignment.rounding")

UNDRAWN = -1


def draw(state: State, draws: Draws, assignment: Any, seats: Array) -> None:
    """Draw the people on `seats` (ascending): 1 = the program, 0 = control, for good.

    `assignment` is the `simulation.program.Assignment` of the schedule.
    """
    if not len(seats):
        return
    if assignment.unit == "person":
        members = np.arange(len(seats))
        chosen = _chosen(state, draws, assignment, seats, members, state["person"][seats])
        state["assigned"][seats] = chosen
        return
    _draw_units(state, draws, assignment, seats)
    state["assigned"][seats] = state["unit_assigned"][seats]


def _draw_units(state: State, draws: Draws, assignment: Any, seats: Array) -> None:
    """Draw the teams or sites of the people on `seats` that have not been drawn yet."""
    unit = state[assignment.unit]
    fresh = seats[state["unit_assigned"][seats] == UNDRAWN]
    if not len(fresh):
        return
    codes, first, members = np.unique(unit[fresh], return_index=True, return_inverse=True)
    del first
    first = np.array([np.flatnonzero(unit == code)[0] for code in codes])
    # The unit's address is that of its first seat, whoever sits there.
    address = person_ids(first, np.zeros(len(first), dtype=np.int64))
    chosen = _chosen(state, draws, assignment, fresh, members, address)
    for code, drawn in zip(codes, chosen, strict=True):
        state["unit_assigned"][unit == code] = int(drawn)


def _chosen(
    state: State, draws: Draws, assignment: Any, seats: Array, members: Array, address: Array
) -> Array:
    """Mask over units: which get the program; `members` is the unit of each seat."""
    lasting = draws.lasting()
    _, lead = np.unique(members, return_index=True)
    score = lasting.uniform(LOT, address)
    if assignment.by is not None:
        by = assignment.by
        mean = np.bincount(members, weights=state[by.state][seats]) / np.bincount(members)
        score = (-mean if by.lowest else mean) + by.noise * lasting.normal(ERROR, address)
    stratum = _strata(state, assignment.within, seats[lead])
    chosen = np.zeros(len(address), dtype=bool)
    for one in np.unique(stratum):
        here = np.flatnonzero(stratum == one)
        order = here[np.lexsort((address[here], -score[here]))]
        spare = lasting.uniform(ROUNDING, address[[here.min()]])[0]
        chosen[order[: int(np.floor(assignment.share * len(here) + spare))]] = True
    return chosen


def _strata(state: State, within: str, seats: Array) -> Array:
    """Stratum of each unit: its company, or a part of it; companies never share one."""
    part = np.zeros(len(seats), dtype=np.int64) if within == "company" else state[within][seats]
    both = np.column_stack([companies(state)[seats], part])
    _, stratum = np.unique(both, axis=0, return_inverse=True)
    codes: Array = stratum.ravel()
    return codes
