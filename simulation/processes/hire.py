"""Hire: vacant seats are filled from outside after a while."""

from typing import Any, ClassVar

import numpy as np

from simulation.engine.addresses import HOLDERS, person_ids
from simulation.engine.compiled import compiled
from simulation.engine.process import Process, Tick
from simulation.organization.network import draw_ties, draw_ties_kernel
from simulation.organization.recruit import recruit
from simulation.state.workforce import PLACE, WORKFORCE

FIXED = PLACE - {"holder"}
"""What a hire leaves as it is: the seat's place."""


@compiled
def hire_kernel(
    occupied: np.ndarray,
    internal_first: np.ndarray,
    holder: np.ndarray,
    person: np.ndarray,
    hired: np.ndarray,
    vacant_months: np.ndarray,
    fill_after: np.ndarray,
    q_months: np.ndarray,
    q_output: np.ndarray,
    q_months_before: np.ndarray,
    q_output_before: np.ndarray,
    tally_hires: np.ndarray,
    tally_hires_total: np.ndarray,
    seats: np.ndarray,
    month: float,
) -> int:
    """The next holders sit down where a vacancy's time has come; the other vacancies wait.

    Lists their `seats` and returns how many, as a negative number where a seat has had more
    holders than an address can tell apart. What earlier holders did this quarter stays theirs.
    """
    count = 0
    last = 0
    for i in range(occupied.shape[0]):
        if occupied[i]:
            continue
        if vacant_months[i] < fill_after[i] or internal_first[i]:
            vacant_months[i] += 1.0
            continue
        seats[count] = i
        count += 1
        holder[i] += 1
        last = max(last, holder[i])
        person[i] = np.uint32(i * HOLDERS + holder[i])
        hired[i] = int(month)
        vacant_months[i] = 0.0
        fill_after[i] = 0.0
        q_months_before[i] = q_months[i]
        q_output_before[i] = q_output[i]
        q_months[i] += 1.0
    tally_hires[0] += count
    if month >= 0.0:
        tally_hires_total[0] += count
    return count if last < HOLDERS else -count


class Hire(Process):
    """A vacancy is filled once it has been empty for the months that its search takes.

    hired when vacant months >= fill after, and not held for insiders; otherwise vacant months += 1
    A seat that opens for growth is a vacancy whose `fill_after` counts from the first month lived,
    burn-in included. The newcomer is the next holder of the seat: nobody else's luck moves.
    Hiring is at the month's end, after departures, so the next month is the first of service: it
    begins at tenure 0, and is the one in which programs for newcomers enroll and match.
    """

    name: ClassVar[str] = "hire"
    position: ClassVar[float] = 11.0
    burn_in: ClassVar[bool] = True
    reads: ClassVar[tuple[str, ...]] = (
        *FIXED,
        "role_requirement",
        "role_pay",
        "team_climate",
        "team_safety_set",
        "department_eps",
    )
    kernels: ClassVar[tuple[Any, ...]] = (hire_kernel, draw_ties_kernel)
    writes: ClassVar[tuple[str, ...]] = (
        *(column.name for column in WORKFORCE if column.name not in FIXED),
        "tie_neighbor",
        "tie_strength",
        "tie_target",
        "tie_count",
        "tally_hires",
        "tally_hires_total",
    )

    def step(self, tick: Tick) -> None:
        """Fill the vacancies whose time has come; the others wait another month."""
        room = tick.once("hire.list", lambda: np.empty(tick.state.sizes.seats, np.int64))
        count = tick.call(hire_kernel, room, tick.month)
        if not count:
            return
        seats, state = room[: abs(count)], tick.state
        if count < 0:
            person_ids(seats, state["holder"][seats])  # says what is wrong
        recruit(state, tick.draws, tick.setting, seats, newcomers=True)
        draw_ties(state, tick.draws, tick.setting.people, seats)
