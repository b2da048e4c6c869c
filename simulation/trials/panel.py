"""The panel of a run: one row a person and month, as a study's data set would hold it."""

from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from simulation.engine.process import Process, Tick, in_order
from simulation.model import MentoringModel
from simulation.processes.meet import Meet
from simulation.processes.turnover import Turnover
from simulation.scenario import Scenario
from simulation.state.columns import Array

TRAITS = (
    "ability",
    "conscientiousness",
    "extraversion",
    "stability",
    "growth_motivation",
    "willingness",
)

STATES = (
    "tenure",
    "pay",
    "level",
    "effort",
    "morale",
    "satisfaction",
    "commitment",
    "stress",
    "support",
    "peer_relations",
    "embeddedness",
    "alternatives",
    "shock",
    "sponsorship",
    "time_lent",
    "help_lent",
    "meetings_led",
)
"""Columns of the workforce that the panel takes over, as they are when exits are decided."""

LEVELS = ("skill", "plateau", "borrowed")
"""Levels by skill: `skill_<name>`, `plateau_<name>`, `borrowed_<name>`."""

EXIT_KINDS = {1: "quit", 2: "involuntary", 3: "other"}

CONTROL = "control"
"""Arm of those who were drawn as controls; who is not in the study has no arm."""


def record(scenario: Scenario, seed: int, arm: str = "program") -> pd.DataFrame:
    """Run a scenario and return its panel: a row for every person and month, exits included.

    In the month of an exit the person's row is there, with `exit`, `exit_kind` and no output.
    `arm` names those whom the scenario's assignment draws, or everybody where there is none.
    """
    model = MentoringModel(scenario, rng=seed, collecting=False)
    recorder = Recorder(scenario)
    watches = (
        AfterMeetings(see=recorder.meetings),
        BeforeExits(see=recorder.people),
        AtTheEnd(see=recorder.month_end),
    )
    model.steps_in_order = in_order((*model.steps_in_order, *watches))
    while model.running:
        model.step()
    return recorder.panel(arm)


class Watch(Process):
    """Looks at the state at one point of the month and changes nothing; no process of the model."""

    see: Callable[[Tick], None]

    def step(self, tick: Tick) -> None:
        """Look."""
        self.see(tick)


class AfterMeetings(Watch):
    """Once meetings are held, before pairs end."""

    position: ClassVar[float] = Meet.position + 0.1


class BeforeExits(Watch):
    """Once well-being is up to date, before anybody leaves."""

    position: ClassVar[float] = Turnover.position - 0.01


class AtTheEnd(Watch):
    """After everything else."""

    position: ClassVar[float] = 1000.0


class Recorder:
    """Collects the months of one run."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._months: list[dict[str, Array]] = []
        self._met: dict[str, Array] = {}
        self._present = np.empty(0, dtype=np.int64)

    def meetings(self, tick: Tick) -> None:
        """Note planned and held meetings of everybody as mentee, and who the mentors are."""
        state = tick.state
        seats = state.sizes.seats
        rows = np.flatnonzero(state["pair_active"])
        mentee = state["pair_mentee"][rows]
        part = np.where(state["pair_peer"][rows], 1.0 / (state["pair_size"][rows] - 1.0), 1.0)
        helper = state["pair_mentor_person"][rows]
        mentor, second = np.full((2, seats), -1, dtype=np.int64)
        mentor[mentee[::-1]] = helper[::-1]  # the table is sorted by mentee: the first counts
        later = np.flatnonzero(np.append(False, mentee[1:] == mentee[:-1]))[::-1]
        second[mentee[later]] = helper[later]
        self._met = {
            "planned": np.bincount(mentee, part * state["pair_due"][rows], seats),
            "held": np.bincount(mentee, part * state["pair_held"][rows], seats),
            "mentor": mentor,
            "second_mentor": second,
        }

    def people(self, tick: Tick) -> None:
        """Note everybody who is present as exits are about to be decided."""
        state = tick.state
        seats = self._present = state.people
        boss = state["manager"][seats]
        there = (boss >= 0) & state["occupied"][boss]
        month: dict[str, Array] = {
            "person": state["person"][seats].astype(np.int64),
            "month": np.full(len(seats), tick.month),
            "assigned": state["assigned"][seats],
            "site": state["site"][seats],
            "department": state["department"][seats],
            "team": state["team"][seats],
            "manager": np.where(there, state["person"][boss].astype(np.int64), -1),
            "role": state["role"][seats],
            "exposed": state["exposed"][seats].copy(),
            "recognized": state["q_recognized"][seats].copy(),
            "hired": state["tenure"][seats] == 0.0,
        }
        month |= {name: values[seats] for name, values in self._met.items()}
        month |= {name: state[name][seats] for name in (*TRAITS, *STATES)}
        for column, skill in enumerate(tick.setting.skills):
            month |= {f"{name}_{skill}": state[name][seats, column] for name in LEVELS}
        self._months.append(month)

    def month_end(self, tick: Tick) -> None:
        """Note what the month brought: exits, their chance and kind, promotions, output."""
        state, seats, month = tick.state, self._present, self._months[-1]
        used = int(state["tally_leavers"][0])
        now = state["leaver_month"][:used] == tick.month
        kind = np.zeros(state.sizes.seats, dtype=np.int64)
        gone = state["leaver_seat"][:used][now]
        kind[gone] = state["leaver_kind"][:used][now]
        chance = state["quit_probability"].copy()
        chance[gone] = state["leaver_quit_probability"][:used][now]
        month["quit_probability"] = chance[seats]
        left = kind[seats] > 0
        month["exit"] = left
        month["kind"] = kind[seats]
        board = ~left & tick.last_of_quarter  # who followed a leaver is somebody else
        month["promoted"] = board & state["q_promoted"][seats]
        month["promotion_chance"] = np.where(board, state["q_promotion_chance"][seats], 0.0)
        month["output"] = np.where(left, np.nan, state["output"][seats])

    def panel(self, arm: str) -> pd.DataFrame:
        """The rows of all months, sorted by month and seat."""
        layout = self._scenario.layout
        names = self._months[0] if self._months else {}
        data: dict[str, Any] = {n: np.concatenate([m[n] for m in self._months]) for n in names}
        for column in ("manager", "mentor", "second_mentor"):
            data[column] = pd.array(data[column], dtype="Int64")
            data[column][data[column] < 0] = pd.NA
        for column, labels in (
            ("site", layout.sites),
            ("department", layout.departments),
            ("role", layout.roles),
        ):
            data[column] = _labelled(data[column], labels)
        kinds = [EXIT_KINDS.get(kind) for kind in range(max(EXIT_KINDS) + 1)]
        data["exit_kind"] = np.array(kinds, dtype=object)[data.pop("kind")]
        data["assigned"] = _for_all_months(data["person"], data["assigned"])
        data["arm"] = self._arms(data["assigned"], arm)
        return pd.DataFrame(data)

    def _arms(self, assigned: Array, arm: str) -> Any:
        """Arm of each row: the program's, control, or none for who is not in the study."""
        if self._scenario.program.schedule.assignment is None:
            assigned = np.ones(len(assigned), dtype=np.int64)
        return _labelled(assigned, (CONTROL, arm))


def _labelled(codes: Array, labels: tuple[str, ...]) -> Any:
    """A category for each code; -1 = none."""
    index: Any = pd.Index(labels)
    return pd.Categorical.from_codes(codes, categories=index)


def _for_all_months(person: Array, assigned: Array) -> Array:
    """What the lot said of each person, also in the months before it was drawn."""
    _, row = np.unique(person, return_inverse=True)
    said = np.full(row.max(initial=-1) + 1, -1, dtype=np.int64)
    np.maximum.at(said, row, assigned)
    return said[row]
