"""Stayers and leavers: who quits within a year, how lasting states are, what goes with what.

A company without a program is watched for two years. As in the primary studies (assumed, model
description), a fifth of those who are there on the first day quit within the year.
"""

from collections.abc import Mapping
from functools import partial
from operator import mul
from typing import Any

import numpy as np

from simulation.calibration.target import Group, Parameters, Target
from simulation.model import MentoringModel
from simulation.scenario import Scenario, from_data
from simulation.state.accounts import Exit
from simulation.state.columns import Array

QUARTERS = 8
TURNOVER = 0.24
"""Exits a year of which one in six is a newcomer's: a fifth of those watched quit within it."""

DEPARTMENTS, HEADS = 5, 400

NOTED = (
    "satisfaction",
    "commitment",
    "stress",
    "alternatives",
    "pay_standing",
    "tenure",
    "ability",
    "stability",
    "extraversion",
    "conscientiousness",
    "output",
)

CORRELATION = 0.03
"""Doubt of a meta-analytic correlation, corrected for unreliability and range."""

EXIT_ROWS = {
    "satisfaction": "rubenstein18-jobsat",
    "commitment": "rubenstein18-commit",
    "stress": "rubenstein18-stress",
    "alternatives": "rubenstein18-altern",
    "pay_standing": "rubenstein18-pay",
}

RETESTS = {1: "nohe15-strain-3mo", 3: "nohe15-strain-8mo", 4: "nohe15-strain-12mo"}
"""Rows on the retest correlation of strain, by quarters."""

TRAIT_ROWS = {
    ("satisfaction", "stability"): ("judge02-neurot", -1.0),
    ("satisfaction", "extraversion"): ("judge02-extrav", 1.0),
    ("satisfaction", "conscientiousness"): ("judge02-consci", 1.0),
    ("stress", "stability"): ("thoresen03-na-exhaustion", -1.0),
    ("output", "ability"): ("sackett22-gma", 1.0),
    ("output", "stability"): ("zell22-neurot", -1.0),
    ("output", "extraversion"): ("zell22-extrav", 1.0),
    ("output", "conscientiousness"): ("zell22-consci", 1.0),
}
"""Rows by (state, trait); stability is neuroticism reversed."""


def company(turnover: float, parameters: Parameters, quarters: int = QUARTERS) -> Scenario:
    """Two thousand people without a program."""
    departments = {
        f"Department {n}": {"headcount": HEADS, "roles": {"Junior": 0.6, "Senior": 0.4}}
        for n in range(1, DEPARTMENTS + 1)
    }
    data: dict[str, Any] = {
        "name": "calibration",
        "quarters": quarters,
        "organization": {
            "name": "Reference",
            "turnover": turnover,
            "departments": departments,
            "roles": {"Junior": {"level": 1}, "Senior": {"level": 2}},
        },
        "parameters": {owner: dict(values) for owner, values in parameters.items()},
    }
    return from_data(data)


def simulate(parameters: Parameters, seed: int) -> dict[str, float]:
    """Correlations with quitting within a year, retests, and correlations among people."""
    model = MentoringModel(company(TURNOVER, parameters), rng=seed, collecting=False)
    state = model.state
    there, person = state["occupied"].copy(), state["person"].copy()
    start = {name: state[name].copy() for name in NOTED}
    team = state["team"].copy()
    quit_ = np.zeros(len(there), dtype=bool)
    moments = _among_people(start, there, team)
    for quarter in range(1, QUARTERS + 1):
        model.step()
        if quarter <= 4:
            _note_quits(state, person, quit_)
        stayed = there & state["occupied"] & (state["person"] == person)
        if quarter in RETESTS:
            moments[f"stress retest {quarter}"] = _r(start["stress"], state["stress"], stayed)
        if quarter == 4:
            left = quit_.astype(float)
            moments |= {f"{name} and quitting": _r(start[name], left, there) for name in NOTED}
    return moments


def _note_quits(state: Any, person: Array, quit_: Array) -> None:
    """Mark those of the first day who quit in the quarter that just ended."""
    rows = slice(0, int(state["tally_leavers"][0]))
    seats = state["leaver_seat"][rows]
    first = state["leaver_person"][rows] == person[seats]
    quit_[seats[first & (state["leaver_kind"][rows] == Exit.QUIT)]] = True


def _among_people(start: Mapping[str, Array], there: Array, team: Array) -> dict[str, float]:
    established = there & (start["tenure"] >= 12.0)
    found = {
        f"{state} and {trait}": _r(
            start[state] if state != "output" else np.log(np.maximum(start[state], 0.01)),
            start[trait],
            established,
        )
        for state, trait in TRAIT_ROWS
    }
    for state in ("satisfaction", "commitment"):
        found[f"{state} between teams"] = _between(start[state][there], team[there])
    return found


def _r(x: Array, y: Array, where: Array) -> float:
    return float(np.corrcoef(x[where], y[where])[0, 1])


def _between(values: Array, groups: Array) -> float:
    """ICC(1): share of variance between groups, by one-way analysis of variance."""
    _, place = np.unique(groups, return_inverse=True)
    sizes = np.bincount(place)
    means = np.bincount(place, values) / sizes
    k, n = len(sizes), len(values)
    between = float((sizes * (means - values.mean()) ** 2).sum()) / (k - 1)
    within = float(((values - means[place]) ** 2).sum()) / (n - k)
    size = (n - float((sizes**2).sum()) / n) / (k - 1)
    return (between - within) / (between + (size - 1.0) * within)


GROUP = Group(
    name="stayers and leavers",
    simulate=simulate,
    seeds=4,
    targets=(
        *(Target(f"{name} and quitting", row, CORRELATION) for name, row in EXIT_ROWS.items()),
        Target("tenure and quitting", "rubenstein18-tenure", 0.05),
        *(Target(f"stress retest {q}", row, 0.05) for q, row in RETESTS.items()),
        *(
            Target(
                f"{state} and {trait}",
                row,
                0.04,
                published=partial(mul, sign),
                why="sign reversed: stability for neuroticism" if sign < 0 else "",
            )
            for (state, trait), (row, sign) in TRAIT_ROWS.items()
        ),
        Target("satisfaction between teams", "bliese02-icc-js", 0.04),
        Target("commitment between teams", "bliese02-icc-oc", 0.04),
    ),
    moved_by=(
        "turnover.satisfaction",
        "turnover.commitment",
        "turnover.stress",
        "turnover.alternatives",
        "turnover.pay",
        "turnover.honeymoon",
        "turnover.tenure_fall",
        "people.share_stress",
        "people.team_share",
        "people.stability_loading",
        "people.extraversion_loading",
        "people.conscientiousness_loading",
        "people.strain_loading",
        "wellbeing.half_life_stress",
        "produce.share_ability",
        "produce.share_conscientiousness",
        "produce.share_stability",
        "produce.share_extraversion",
        "practice.rate",
    ),
)
