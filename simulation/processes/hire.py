"""Hire: vacant seats are filled from outside after a while."""

from typing import Any, ClassVar

import numpy as np

from simulation.engine.draws import person_ids
from simulation.engine.process import Process, Tick
from simulation.organization.network import draw_ties, draw_ties_kernel
from simulation.organization.recruit import recruit
from simulation.state.columns import Array
from simulation.state.workforce import PLACE, WORKFORCE

FIXED = PLACE - {"holder"}
"""What a hire leaves as it is: the seat's place."""


class Hire(Process):
    """A vacancy is filled once it has been empty for the months that its search takes.

    hired when vacant months >= fill after, and not held for insiders; otherwise vacant months += 1
    A seat that opens for growth is a vacancy whose `fill_after` counts from the first month lived,
    burn-in included. The newcomer is the next holder of the seat: nobody else's luck moves.
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
    kernels: ClassVar[tuple[Any, ...]] = (draw_ties_kernel,)
    writes: ClassVar[tuple[str, ...]] = (
        *(column.name for column in WORKFORCE if column.name not in FIXED),
        "tie_neighbor",
        "tie_strength",
        "tie_target",
        "tally_hires",
        "tally_hires_total",
    )

    def step(self, tick: Tick) -> None:
        """Fill the vacancies whose time has come; the others wait another month."""
        state = tick.state
        vacant = ~state["occupied"]
        due = vacant & (state["vacant_months"] >= state["fill_after"]) & ~state["internal_first"]
        state["vacant_months"][vacant & ~due] += 1.0
        seats = np.flatnonzero(due)
        if len(seats):
            _seat(tick, seats)
            state["tally_hires"][0] += len(seats)
            if tick.month >= 0:
                state["tally_hires_total"][0] += len(seats)


def _seat(tick: Tick, seats: Array) -> None:
    """Let the next holders sit down: who they are, when they came, whom they will know."""
    state = tick.state
    state["holder"][seats] += 1
    state["person"][seats] = person_ids(seats, state["holder"][seats])
    state["hired"][seats] = tick.month
    state["vacant_months"][seats] = 0.0
    state["fill_after"][seats] = 0.0
    state["q_months"][seats] += 1.0
    recruit(state, tick.draws, tick.setting, seats, newcomers=True)
    draw_ties(state, tick.draws, tick.setting.people, seats)
