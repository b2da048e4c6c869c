"""Burn-in: the company lives before month 0, with exits on, until nothing drifts.

All arms of a seed share one burn-in: it depends on organization, parameters and seed only. A
workforce file's people then take their seats (`organization.settling`), and the exit intercepts
are solved on them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import local

from simulation.engine.clock import Calendar, advance, calendar
from simulation.engine.draws import Draws
from simulation.engine.process import Tick
from simulation.organization.founding import found
from simulation.organization.settling import settle
from simulation.program import Program, Setting
from simulation.scenario import Scenario
from simulation.state.pool import MOST_BYTES, borrow, give_back
from simulation.state.state import State

REHEARSED_MONTHS = 12
"""Months that a file's people live on trial: turnover is stated a year."""


KEPT = 2
"""Burned-in companies that are remembered."""


class _Kept(local):
    """What a thread remembers: a burn-in of another may take the room of what this one reads."""

    def __init__(self) -> None:
        self.states: dict[tuple[_Key, int], State] = {}


_here = _Kept()
_more_follow: ContextVar[bool] = ContextVar("more runs begin from this burn-in", default=False)


def burned_in(scenario: Scenario, seed: int) -> State:
    """The state at month 0 before any program; computed once for all arms of a seed.

    Only to be read, and only until `KEPT` others are burned in, who take its room; a large
    company's only until a run begins (`first_day`).
    """
    key = _Key(scenario), seed
    kept = _here.states
    state = kept.pop(key, None)
    if state is None:
        for oldest in [*kept][: 1 - KEPT]:
            give_back(kept.pop(oldest))
        state = _burned_in(scenario, seed)
    kept[key] = state
    return state


def first_day(scenario: Scenario, seed: int) -> State:
    """A state at month 0 for one run to live in: a copy, from which other arms begin as well.

    A large company's is handed over instead, since both together take twice the memory, but
    where more runs of it are announced (`shared`).
    """
    state = burned_in(scenario, seed)
    if state.nbytes <= MOST_BYTES or _more_follow.get():
        return borrow(state, scenario.own_columns)
    return _here.states.pop((_Key(scenario), seed), None) or first_day(scenario, seed)


@contextmanager
def shared(more_follow: bool) -> Iterator[None]:
    """Announce whether other runs will begin from the burn-in of the run in here."""
    token = _more_follow.set(more_follow)
    try:
        yield
    finally:
        _more_follow.reset(token)


class _Key:
    """A scenario seen as its burn-in: two arms that share it are one key."""

    def __init__(self, scenario: Scenario) -> None:
        self.id = (scenario.burn_in_id, scenario.layout.seating)

    def __hash__(self) -> int:
        return hash(self.id)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self.id == other.id


def _burned_in(scenario: Scenario, seed: int) -> State:
    setting = Setting(scenario.organization, Program(), scenario.people)
    setting.departments = scenario.layout.departments
    draws = Draws(seed)
    state = found(scenario.layout, setting, draws, scenario.months, scenario.own_columns)
    tick = Tick(state, draws, setting)
    processes = [process for process in scenario.steps if process.burn_in]
    for process in processes:
        process.prepare(tick)
    steps = calendar(processes)
    length = scenario.organization.burn_in_months
    for month in range(-length, 0):
        advance(tick, month, steps, burn_in=length)
    if scenario.layout.told is not None:
        settle(state, scenario.layout, scenario.layout.told, setting, draws)
        _rehearse(tick, scenario, steps)
    _start_counting(state)
    return state


def _rehearse(tick: Tick, scenario: Scenario, steps: Calendar) -> None:
    """Solve the exit intercepts on a file's people, who are not those of the burn-in.

    A copy of them lives through a year, in which turnover solves and averages as in burn-in, so
    that the stated rate holds in their first year; nothing else of that year is kept.
    """
    state, trial = tick.state, borrow(tick.state, scenario.own_columns)
    for part in ("intercept_sum", "intercept_months", "band_sum"):
        trial[f"department_{part}"].fill(0.0)
    then = Tick(trial, tick.draws, tick.setting)
    # Luck of its own: those who sit here have outlived that of the burn-in's last year.
    length = scenario.organization.burn_in_months + REHEARSED_MONTHS
    for month in range(-REHEARSED_MONTHS, 0):
        advance(then, month, steps, burn_in=length)
    for name in ("intercept", "intercept_sum", "intercept_months", "band", "band_sum"):
        state[f"department_{name}"][:] = trial[f"department_{name}"]
    give_back(trial)


def _start_counting(state: State) -> None:
    """Set all counters to zero, so that month 0 begins with a clean sheet."""
    for name in ("accounts", "tally"):
        for array in state.tables[name].values():
            array[:] = 0
    state["tally_start"][0] = int(state["occupied"].sum())
    state.reset("month")
    state.reset("quarter")
