"""V04: new hires of a sales call center get a mentor for their first four weeks, or none, by lot.

All predicted: know-how above the own plateau, taken up in proportion to how much of the job is
mastered; and staying, because regular contact is a tie that holds newcomers who have no other.
"""

from typing import Any

import numpy as np
import pandas as pd

from simulation.trials.panel import CONTROL
from simulation.trials.sales_center import CRAFT, SALES_CENTER
from simulation.trials.setting import assumed, reported, typical
from simulation.trials.trial import Check, Replay, Trial, ratio

HIRES = 281
FOLLOWED = "measurement.months_of_tenure"


def _hires(replay: Replay) -> pd.DataFrame:
    """Person-months of the study's first 281 hires who can be followed for six months."""
    panel = replay["mentor"]
    first = panel[panel["hired"] & panel["arm"].notna()].sort_values(["month", "person"])
    last = panel["month"].max() - replay.value(FOLLOWED) + 1
    persons = first.loc[first["month"] <= last, "person"].head(HIRES)
    return panel[panel["person"].isin(persons)]


def _gain(panel: pd.DataFrame, months: tuple[int, int]) -> float:
    """Relative gain in output over months of tenure (first, last), of those still there."""
    rows = panel[panel["tenure"].between(*months) & panel["output"].notna()]
    mean = np.log(rows["output"]).groupby([rows["person"], rows["arm"]], observed=True).mean()
    by_arm = mean.groupby("arm", observed=True).mean()
    return float(np.expm1(by_arm["mentor"] - by_arm[CONTROL]))


def _two_months(replay: Replay) -> float:
    return _gain(_hires(replay), (0, 1))


def _month_six(replay: Replay) -> tuple[float, float]:
    panel = _hires(replay)
    return _gain(panel, (5, 5)), _gain(panel, (0, 1))


def _stayed(replay: Replay) -> tuple[float, float]:
    """Share of the mentored minus share of the others who stayed; and the latter."""
    panel = _hires(replay)
    first = panel[panel["tenure"] == 0.0]
    stayed = (~first["exit"]).groupby(first["arm"], observed=True).mean()
    return float(stayed["mentor"] - stayed[CONTROL]), float(stayed[CONTROL])


def _sales(headcount: int) -> dict[str, Any]:
    return {"Sales": {"headcount": headcount, "roles": {"Agent": 0.93, "Supervisor": 0.07}}}


def _bands(first: float) -> tuple[dict[str, float], ...]:
    """Exit rates by tenure against the whole company's: `first` in the first month, falling."""
    return (
        {"months": 1, "multiplier": first},
        {"months": 3, "multiplier": first / 2.5},
        {"months": 12, "multiplier": 1.0},
        {"months": 600, "multiplier": 0.6},
    )


TRIAL = Trial(
    id="V04",
    study="Sandvik, Saouma, Seegert & Stanton (2021), NBER w29148; Management Science",
    setting={
        **SALES_CENTER,
        "organization.departments": assumed(
            _sales(600),
            _sales(700),
            _sales(800),
            "the firm of V01; its size matters only in that enough people are hired",
        ),
        "organization.turnover": assumed(
            0.28, 0.35, 0.45, "the sector's; 603 hires in the study's time ask for a little more"
        ),
        "organization.tenure_turnover": assumed(
            _bands(5.0),
            _bands(6.5),
            _bands(8.5),
            "a rise in staying by 14% needs at least 12% to leave in the first month; with these "
            "about 17, 23 and 34% of those without a mentor do",
        ),
        "organization.hiring.days_to_fill": typical(42, "shrm16-fill"),
        "program.schedule.assignment": reported(
            # 110 of 281.
            {"share": 0.391, "among": {"max_tenure": 1, "max_level": 1}},
            "sandvik21-mand-2mo-hbr",
        ),
        "quarters": reported(7, "sandvik21-mand-6mo"),
        FOLLOWED: reported(6, "sandvik21-mand-6mo"),
    },
    arms={
        "mentor": {
            "program.objectives": reported(
                {"kind": "targets", "skills": dict.fromkeys(CRAFT, 1.0), "clarity": 1.0},
                "sandvik21-mand-2mo",
            ),
            "program.enrollment": reported(
                {
                    "kind": "mandatory",
                    "mentors_too": True,
                    "intake": "onboarding",
                    "mentees": {"max_tenure": 1, "max_level": 1},
                    "mentors": {"min_tenure": 6, "max_level": 1},
                },
                "sandvik21-mand-2mo",
            ),
            "program.matching": typical({"kind": "random", "capacity": 1}, "norton-capacity"),
            "program.structure.kind": reported("regular", "sandvik21-mand-2mo"),
            # The same firm and the same authors as in V01, a year later.
            "program.structure.agenda": typical("worksheet", "sandvik20-meetings-during"),
            "program.structure.meetings_per_month": assumed(
                4.345, 4.345, 8.0, "once a week; some weeks a second talk"
            ),
            "program.structure.minutes": assumed(20, 30, 60, "as in V01"),
            "program.structure.weeks": reported(4, "sandvik21-mand-2mo"),
        }
    },
    checks=(
        Check("relative output gain over the first two months", _two_months),
        Check("share of it still there at month six", _month_six, combine=ratio),
        Check("relative rise in staying past the first month", _stayed, combine=ratio),
    ),
    seeds=60,
    explained=(
        "A newcomer stands far below what the job asks, so nothing that a mentor passes on is "
        "capped and four worksheet meetings close nearly the whole gap in scripted know-how; "
        "those without a mentor then catch up by asking."
    ),
)
