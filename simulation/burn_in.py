"""Burn-in: the company lives before month 0, with exits on, until nothing drifts.

All arms of a seed share one burn-in: it depends on organization, parameters and seed only. A
workforce file's people then take their seats (`organization.settling`), and the exit intercepts
are solved on them.
"""

from functools import lru_cache

import numpy as np

from simulation.engine.clock import advance
from simulation.engine.draws import Draws
from simulation.engine.process import Process, Tick
from simulation.organization.founding import found
from simulation.organization.settling import settle
from simulation.program import Program, Setting
from simulation.scenario import Scenario
from simulation.state.state import State

REHEARSED_MONTHS = 12
"""Months that a file's people live on trial: turnover is stated a year."""


def burned_in(scenario: Scenario, seed: int) -> State:
    """The state at month 0 before any program; computed once for all arms of a seed."""
    return _burned_in(_Key(scenario), seed)


class _Key:
    """A scenario seen as its burn-in: two arms that share it are one key."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.id = (scenario.burn_in_id, scenario.layout.seating)

    def __hash__(self) -> int:
        return hash(self.id)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self.id == other.id


@lru_cache(maxsize=2)
def _burned_in(key: _Key, seed: int) -> State:
    scenario = key.scenario
    setting = Setting(scenario.organization, Program(), scenario.people)
    setting.departments = scenario.layout.departments
    draws = Draws(seed)
    state = found(scenario.layout, setting, draws, months=scenario.months)
    tick = Tick(state, draws, setting)
    steps = [process for process in scenario.steps if process.burn_in]
    for process in scenario.steps:
        state.add_columns(process.columns)
    for process in steps:
        process.prepare(tick)
    length = scenario.organization.burn_in_months
    for month in range(-length, 0):
        advance(tick, month, steps, burn_in=length)
    if scenario.layout.people is not None:
        settle(state, scenario.layout, scenario.layout.people, setting, draws)
        _rehearse(tick, scenario, steps)
    _start_counting(state)
    return state


def _rehearse(tick: Tick, scenario: Scenario, steps: list[Process]) -> None:
    """Solve the exit intercepts on a file's people, who are not those of the burn-in.

    A copy of them lives through a year, in which turnover solves and averages as in burn-in, so
    that the stated rate holds in their first year; nothing else of that year is kept.
    """
    state, trial = tick.state, State(tick.state.sizes)
    for process in scenario.steps:
        trial.add_columns(process.columns)
    trial.copy_from(state)
    for part in ("intercept_sum", "intercept_months", "band_sum"):
        trial[f"department_{part}"].fill(0.0)
    then = Tick(trial, tick.draws, tick.setting)
    # Luck of its own: those who sit here have outlived that of the burn-in's last year.
    length = scenario.organization.burn_in_months + REHEARSED_MONTHS
    for month in range(-REHEARSED_MONTHS, 0):
        advance(then, month, steps, burn_in=length)
    for name in ("intercept", "intercept_sum", "intercept_months", "band", "band_sum"):
        state[f"department_{name}"][:] = trial[f"department_{name}"]


def _start_counting(state: State) -> None:
    """Set all counters to zero, so that month 0 begins with a clean sheet."""
    logged = np.count_nonzero(state["leaver_month"])  # all of burn-in's are negative
    for name, rows in (("accounts", None), ("leavers", logged), ("tally", None)):
        for array in state.tables[name].values():
            array[:rows] = 0
    state["tally_start"][0] = int(state["occupied"].sum())
    state.reset("month")
    state.reset("quarter")
