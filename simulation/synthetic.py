"""Synthetic workforce: the people of a burned-in company, written as a people file."""

from pathlib import Path

import numpy as np
import pandas as pd

from simulation.burn_in import burned_in
from simulation.engine.addresses import replication_seed, stream
from simulation.engine.draws import Draws
from simulation.engine.process import Tick
from simulation.organization.people import STATES
from simulation.organization.people_file import COLUMNS
from simulation.processes.hire import Hire
from simulation.scenario import Scenario
from simulation.state.state import State

GROUP = stream("synthetic.group")

GROUPS = ("A", "B")
SHARE_OF_B = 0.4
"""An invented category, so that fairness outcomes can be shown; it changes nobody's life."""


def people_of(scenario: Scenario, seed: int) -> pd.DataFrame:
    """The people after burn-in, vacancies filled, with the columns of a people file.

    Attitude scores are rounded to tenths of an SD, as a survey would tell them.
    """
    key = replication_seed(seed, 0)
    draws = Draws(key)
    state = _all_filled(burned_in(scenario, key), scenario, draws)
    seats = state.people
    row = np.full(state.sizes.seats, -1)
    row[seats] = np.arange(len(seats))
    layout = scenario.layout
    manager = state["manager"][seats]
    boss = np.where(manager >= 0, row[np.maximum(manager, 0)], -1)
    frame = pd.DataFrame(
        {
            "site": [layout.sites[i] for i in state["site"][seats]],
            "department": [layout.departments[i] for i in state["department"][seats]],
            "team": [
                f"{layout.departments[state['team_department'][t]]} {t + 1}"
                for t in state["team"][seats]
            ],
            "role": [layout.roles[i] for i in state["role"][seats]],
            "level": state["level"][seats],
            "manager": pd.array(np.where(boss >= 0, boss, -1), dtype="Int64"),
            "tenure": state["tenure"][seats].astype(np.int64),
            "pay": (state["pay"][seats] / 100).round().astype(np.int64) * 100,
        }
    )
    frame["manager"] = frame["manager"].where(frame["manager"] >= 0)
    for name in STATES:
        frame[name] = state[name][seats].round(1)
    u = draws.uniform(GROUP, state["person"][seats])
    frame["group"] = np.where(u < SHARE_OF_B, GROUPS[1], GROUPS[0])
    return frame.reindex(columns=COLUMNS)


def _all_filled(before: State, scenario: Scenario, draws: Draws) -> State:
    """A copy in which newcomers sit on every vacant seat, those of planned growth apart."""
    state = State(before.sizes)
    state.copy_from(before)
    vacant = ~state["occupied"] & state["opened"]
    state["fill_after"][vacant] = 0.0
    state["internal_first"][vacant] = False
    Hire().step(Tick(state, draws, scenario.setting()))
    return state


def write_people(people: pd.DataFrame, path: Path) -> None:
    """Write a people file, whole or not at all."""
    draft = path.with_name(path.name + ".part")
    people.to_csv(draft, index=False)
    draft.replace(path)
