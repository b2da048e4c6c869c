"""Pairs: who signs up, how often pairs meet, how long they last, what quality does for them."""

from typing import Any

import numpy as np

from simulation.calibration.stayers import company
from simulation.calibration.target import Group, Parameters, Target
from simulation.model import MentoringModel
from simulation.state.columns import Array
from simulation.state.state import State

TURNOVER = 0.135
"""Annual rate of larger employers (`mercer-voluntary`)."""

SIGN_UP_QUARTERS = 10
MEETING_QUARTERS = 4
AS_PLANNED, HARDLY = 0.75, 0.25
"""Shares of planned meetings that count as meeting as planned, and as hardly ever meeting."""

SIGN_UP: dict[str, Any] = {
    "enrollment": {"kind": "voluntary", "every_quarters": 1},
    "matching": {"kind": "random", "capacity": 4},
    "structure": {"kind": "regular", "meetings_per_month": 1, "minutes": 60, "weeks": 26},
}
"""A facilitated voluntary program, as in the two Canadian agencies."""

WEEKLY: dict[str, Any] = {
    "enrollment": {"kind": "mandatory", "mentors_too": True, "every_quarters": 80},
    "matching": {"kind": "random", "capacity": 2},
    "structure": {"kind": "regular", "meetings_per_month": 4.345, "minutes": 60, "weeks": 104},
}
"""Assigned mentors with a timetable of a meeting a week, as schools give them."""

MENTEES_AMONG_MATCHED = 448 / (448 + 341)
"""Associates among the matched of the larger agency (`nmp11-matchrate`)."""


def simulate(parameters: Parameters, seed: int) -> dict[str, float]:
    """Share signed up, shares that meet, share ended early, correlation of quality."""
    signed = MentoringModel(
        _with(SIGN_UP, parameters, SIGN_UP_QUARTERS), rng=seed, collecting=False
    )
    for _ in range(SIGN_UP_QUARTERS):
        signed.step()
    here = signed.state["occupied"]
    seeking = signed.state["ever_mentee"] | signed.state["seeks_mentor"]
    return {"signed up as mentees": float(seeking[here].mean()), **_meetings(parameters, seed)}


def _with(program: dict[str, Any], parameters: Parameters, quarters: int) -> Any:
    scenario = company(TURNOVER, parameters, quarters)
    for family, policy in program.items():
        scenario = scenario.with_changes(f"program.{family}", policy)
    return scenario


def _meetings(parameters: Parameters, seed: int) -> dict[str, float]:
    model = MentoringModel(_with(WEEKLY, parameters, MEETING_QUARTERS), rng=seed, collecting=False)
    state = model.state
    model.step()
    first = _keys(state)
    quality = 0.0
    for quarter in range(2, MEETING_QUARTERS + 1):
        model.step()
        if quarter == 2:
            quality = _quality_and_satisfaction(state)
    rows = np.flatnonzero(state["pair_active"])
    held = state["pair_meetings"][rows] / state["pair_total_due"][rows]
    return {
        "pairs that meet as planned": float((held >= AS_PLANNED).mean()),
        "pairs that hardly meet": float((held < HARDLY).mean()),
        "pairs ended within a year": float(1.0 - np.isin(first, _keys(state)).mean()),
        "quality and satisfaction": quality,
    }


def _keys(state: State) -> Array:
    """Addresses of mentor and mentee of every active pair, as one number: rows move."""
    rows = np.flatnonzero(state["pair_active"])
    mentor = state["pair_mentor_person"][rows].astype(np.uint64) << np.uint64(32)
    keys: Array = mentor | state["pair_mentee_person"][rows]
    return keys


def _quality_and_satisfaction(state: State) -> float:
    rows = np.flatnonzero(state["pair_active"])
    quality: Array = state["pair_quality"][rows]
    return float(np.corrcoef(quality, state["satisfaction"][state["pair_mentee"][rows]])[0, 1])


GROUP = Group(
    name="pairs",
    simulate=simulate,
    seeds=4,
    targets=(
        Target(
            "signed up as mentees",
            "nmp11-participation",
            0.03,
            published=lambda share: share * MENTEES_AMONG_MATCHED,
            why="the mentees' part of all registered, as among the matched",
        ),
        Target("pairs that meet as planned", "ntps-meet-weekly", 0.05),
        Target(
            "pairs that hardly meet",
            "ntps-meet-weekly",
            0.05,
            published=lambda _: 0.198,
            why="rarely or never, from the note of the row",
        ),
        Target(
            "pairs ended within a year",
            "ecf23-samementor",
            0.08,
            published=lambda kept: 1.0 - kept**0.5,
            why="two years brought to one at a constant hazard",
        ),
        Target("pairs ended within a year", "star17-closure-12mo", 0.15, why="youth, an analogue"),
        Target("pairs ended within a year", "kupersmidt17-closure", 0.15, why="youth, an analogue"),
        Target(
            "quality and satisfaction",
            "eby13-quality-satisfaction",
            0.05,
            published=lambda r: r / 2.0,
            why="both from one questionnaire: half is taken as causal (.2 to .8, assumed)",
        ),
    ),
    moved_by=(
        "enroll.intercept_mentee",
        "match.habit",
        "meet.base",
        "relate.early_end",
        "relate.quality_push",
    ),
)
