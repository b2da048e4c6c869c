"""Burn-in: the company lives before month 0, with exits on, until nothing drifts.

All arms of a seed share one burn-in: it depends on organization, parameters and seed only. A
workforce file's people then take their seats: what the file does not tell of them comes from the
burned-in person of the same department and role whose rank in tenure is theirs.
"""

from functools import lru_cache

import numpy as np
import pandas as pd

from simulation.engine.clock import advance
from simulation.engine.draws import Draws, person_ids
from simulation.engine.process import Tick
from simulation.engine.rates import kept
from simulation.organization.founding import found
from simulation.organization.network import draw_ties
from simulation.organization.people import STATES, People
from simulation.organization.recruit import PAY_SPREAD
from simulation.program import Program, Setting
from simulation.scenario import Scenario
from simulation.state.columns import Array
from simulation.state.state import State

LIVED = (
    "ability",
    "conscientiousness",
    "extraversion",
    "stability",
    "growth_motivation",
    "willingness",
    "output_person",
    "alternatives_person",
    "tie_capacity",
    "teaching",
    "support",
    "support_set",
    "peer_relations",
    "embeddedness",
    "alternatives",
    "search",
    "skill",
    "start_plateau",
    "plateau",
    "borrowed",
    "borrowed_peers",
    *STATES,
    *(f"{name}_set" for name in STATES),
)
"""Columns that a workforce file cannot tell and a burned-in person lends."""

RAMP = kept(2.4)
"""Share of a newcomer's distance to the plateau left after a month (a quarter closes, as in
practice)."""


def burned_in(scenario: Scenario, seed: int) -> State:
    """The state at month 0 before any program; computed once for all arms of a seed."""
    return _burned_in(_Key(scenario), seed)


class _Key:
    """A scenario seen as its burn-in: two arms that share it are one key."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario

    def __hash__(self) -> int:
        return hash(self.scenario.burn_in_id)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and (self.scenario.burn_in_id == other.scenario.burn_in_id)


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
        settle(state, scenario.layout.people, scenario, draws)
    _start_counting(state)
    return state


def _start_counting(state: State) -> None:
    """Set all counters to zero, so that month 0 begins with a clean sheet."""
    for name in ("accounts", "leavers", "tally"):
        for array in state.tables[name].values():
            array.fill(0)
    state["tally_start"][0] = int(state["occupied"].sum())
    state.reset("month")
    state.reset("quarter")


def settle(state: State, told: pd.DataFrame, scenario: Scenario, draws: Draws) -> None:
    """Let the people of a workforce file take their seats at month 0."""
    seats = np.flatnonzero(told["told"].to_numpy(dtype=bool))
    empty = seats[~state["occupied"][seats]]
    tenure = told["tenure"].to_numpy(dtype=float)
    tenure = np.where(np.isnan(tenure), state["tenure"], tenure)
    donors = _donors(state, seats, tenure)
    lent = {name: state[name][donors].copy() for name in LIVED}
    standing = state["pay_standing"][donors].copy()
    for name, values in lent.items():
        state[name][seats] = values
    state["tenure"][seats] = np.floor(tenure[seats])
    state["hired"][seats] = -state["tenure"][seats].astype(np.int64)
    _fill_vacancies(state, empty, scenario, draws)
    _ramp_newcomers(state, seats)
    _take_pay(state, seats, told, standing)
    _take_scores(state, seats, told, scenario.people)


def _fill_vacancies(state: State, seats: Array, scenario: Scenario, draws: Draws) -> None:
    """The file's people sit where the burned-in company has a vacancy: next holders with ties."""
    state["holder"][seats] += 1
    state["person"][seats] = person_ids(seats, state["holder"][seats])
    state["occupied"][seats] = True
    for name in ("vacant_months", "fill_after", "internal_first"):
        state[name][seats] = 0
    network, spread = scenario.organization.network, scenario.people.tie_dispersion
    draw_ties(state, draws, network, spread, seats, established=True)


def _donors(state: State, seats: Array, tenure: Array) -> Array:
    """For each seat a burned-in person of its department and role, matched by rank of tenure."""
    donors = seats.copy()
    cell = state["department"] * (int(state["role"].max()) + 1) + state["role"]
    present = state["occupied"]
    for code in np.unique(cell[seats]):
        here = seats[cell[seats] == code]
        lenders = here[present[here]]
        if not len(lenders):
            lenders = np.flatnonzero(
                present & (state["department"] == state["department"][here[0]])
            )
        by_tenure = here[np.lexsort((here, tenure[here]))]
        ranked = lenders[np.lexsort((lenders, state["tenure"][lenders]))]
        places = (np.arange(len(here)) * len(ranked)) // len(here)
        donors[np.searchsorted(seats, by_tenure)] = ranked[places]
    return donors


def _ramp_newcomers(state: State, seats: Array) -> None:
    """Nobody masters more than their own time in the job allows."""
    recent = seats[state["tenure"][seats] < 24]
    left = np.array([RAMP ** int(t) for t in state["tenure"][recent]])[:, None]
    ceiling = state["plateau"][recent] * (1.0 - 0.35 * left)
    state["skill"][recent] = np.minimum(state["skill"][recent], ceiling)


def _take_pay(state: State, seats: Array, told: pd.DataFrame, standing: Array) -> None:
    usual = state["role_pay"][state["role"][seats]]
    pay = told["pay"].to_numpy(dtype=float)[seats]
    known = ~np.isnan(pay)
    z = np.clip((pay / usual - 1.0) / PAY_SPREAD, -3.0, 3.0)
    state["pay_standing"][seats] = np.where(known, z, standing)
    state["pay"][seats] = np.where(known, pay, usual * (1.0 + PAY_SPREAD * standing))


def _take_scores(state: State, seats: Array, told: pd.DataFrame, people: People) -> None:
    """Scores of the file replace the drawn states; the set point follows by its share."""
    for name, share in zip(STATES, people.shares, strict=True):
        score = told[name].to_numpy(dtype=float)[seats]
        known = ~np.isnan(score)
        drawn = state[name][seats]
        state[name][seats] = np.where(known, score, drawn)
        state[f"{name}_set"][seats] += np.where(known, share * (score - drawn), 0.0)
    performance = told["performance"].to_numpy(dtype=float)[seats]
    known = ~np.isnan(performance)
    own = state["output_person"][seats]
    mixed = 0.5 * performance + np.sqrt(0.75) * own
    state["output_person"][seats] = np.where(known, mixed, own)
