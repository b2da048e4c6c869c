"""Small studies for the tests of trials: a company of 48 in four teams at two sites."""

import numpy as np
import pandas as pd
import pytest

from simulation.scenario import from_data
from simulation.trials.setting import assumed, reported
from simulation.trials.trial import Band, Check, Trial

CITED = "Somebody (1999) Journal"

COMPANY = {
    "name": "small",
    "burn_in_months": 6,
    "turnover": 0.4,
    "departments": {
        "North": {"headcount": 24, "site": "north", "team_size": 12},
        "South": {"headcount": 24, "site": "south", "team_size": 12},
    },
}

PAIRS = {
    "enrollment": {
        "kind": "mandatory",
        "mentors_too": True,
        "mentors": {"min_tenure": 0},
        "every_quarters": 80,
    },
    "matching": "random",
    "structure": {"kind": "regular", "direction": "peer", "weeks": 13, "meetings_per_month": 4},
}


@pytest.fixture
def study():
    """Make a scenario of the small company: `study(program, launch_quarter=2, **assignment)`."""

    def make(program=None, *, quarters=3, shocks=(), weeks=None, **assignment):
        schedule = {"launch_quarter": 2, "assignment": assignment}
        if weeks is not None:
            schedule["weeks"] = weeks
        return from_data(
            {
                "name": "study",
                "quarters": quarters,
                "organization": COMPANY,
                "program": {**(PAIRS if program is None else program), "schedule": schedule},
                "shocks": shocks,
            }
        )

    return make


def mean_stress(replay):
    """The study's estimator: stress of the treated minus that of the controls, last month."""
    panel = replay["prompts"]
    last = panel[panel["month"] == panel["month"].max()]
    by_arm = last.groupby("arm", observed=True)["stress"].mean()
    return float(by_arm["prompts"] - by_arm["control"])


@pytest.fixture
def trial():
    """Make a trial: `trial(setting={...}, arm={...}, checks=(...), **fields)`."""

    def make(*, setting=None, arm=None, checks=None, **fields):
        base = {
            "organization.departments": reported(COMPANY["departments"], CITED),
            "program.schedule.launch_quarter": reported(1, CITED),
            "program.schedule.assignment": reported({"share": 0.5}, CITED),
            "quarters": reported(1, CITED),
        }
        prompts = {
            "program.structure": reported(
                {"kind": "prompts", "per_month": 8, "weeks": 13, "minutes": 5}, CITED
            )
        }
        return Trial(
            id=fields.pop("id", "X1"),
            study=CITED,
            setting={**base, **(setting or {})},
            arms={"prompts": {**prompts, **(arm or {})}},
            checks=checks or (Check("stress", mean_stress, band=Band(-0.3, -0.6, -0.1)),),
            seeds=fields.pop("seeds", 4),
            **fields,
        )

    return make


@pytest.fixture
def halves():
    """An assumed setting: strain of the company, weakest effect first."""
    return {"organization.offsets.stress.mean": assumed(0.0, 0.5, 1.0, "a test")}


@pytest.fixture
def panel():
    """A panel of known effects: 200 people, 6 months, treated from month 3 on.

    Output is 1 before; the treated's is 1.2 after, the controls' 1.0, with a person's own factor.
    One in ten of the controls quits in month 4.
    """
    rng = np.random.default_rng(5)
    rows = []
    for person in range(200):
        treated, own = person % 2 == 1, np.exp(0.3 * rng.normal())
        leaves = not treated and person % 20 == 0
        for month in range(6):
            if leaves and month > 4:
                break
            out = leaves and month == 4
            rows.append(
                {
                    "person": person,
                    "month": month,
                    "arm": "program" if treated else "control",
                    "team": person // 10,
                    "site": "a" if person < 100 else "b",
                    "department": "d",
                    "role": "r",
                    "output": np.nan if out else own * (1.2 if treated and month >= 3 else 1.0),
                    "stress": (0.5 if treated and month >= 3 else 0.0) + rng.normal(),
                    "exit": out,
                    "exit_kind": "quit" if out else None,
                    "hired": month == 0,
                }
            )
    return pd.DataFrame(rows)
