"""V07: beginning teachers get a trained full-time mentor, or the usual support of their school.

All predicted: the controls mostly have a mentor as well, and what a tie does to staying saturates
in the number of contacts, so more and better mentoring adds little to retention.

Schools are drawn by lot within districts and followed for the teachers hired there, each for a
year from the month of hire. The model knows leaving the school; the share of leavers who leave the
profession is the reported one.
"""

from typing import Any

import pandas as pd

from simulation.trials.estimators import with_control_of
from simulation.trials.panel import CONTROL
from simulation.trials.setting import Stated, reported, typical
from simulation.trials.trial import Check, Replay, Trial

NCEE = "Glazerman et al. (2009) NCEE 2009-4072, summary of findings after one year"
MONTHS = 12


def _stayed(replay: Replay) -> float:
    """Beginners still at their school a year later, treated minus control, percentage points."""
    panel = with_control_of(replay["intensive"], replay["usual"])
    stayed = _stays(panel).groupby("arm")["stayed"].mean()
    return float(100.0 * (stayed["intensive"] - stayed[CONTROL]))


def _stays(panel: pd.DataFrame) -> pd.DataFrame:
    """Beginners who can be followed for a year: arm, and stayed or not."""
    last = panel["month"].max() - MONTHS + 1
    hired: pd.DataFrame = panel[panel["hired"] & panel["arm"].notna() & (panel["month"] <= last)]
    beginners = hired.set_index("person")[["arm"]]
    year = panel[panel["person"].isin(beginners.index) & (panel["tenure"] < MONTHS)]
    gone = year.loc[year["exit"], "person"]
    followed: pd.DataFrame = beginners.assign(stayed=~beginners.index.isin(gone))
    return followed


def _profession(replay: Replay) -> float:
    """The same for the profession, which a share of those who leave their school leaves."""
    return float(replay.value("measurement.leave_profession")) * _stayed(replay)


def _district(schools: int) -> dict[str, Any]:
    """Schools, and an office of mentors for one in twelve beginners."""
    return {
        **{
            f"School {number}": {
                "headcount": 24,
                "site": f"school {number}",
                "roles": {"Teacher": 0.96, "Principal": 0.04},
            }
            for number in range(1, schools + 1)
        },
        "Mentors": {"headcount": schools // 2, "site": "district", "roles": {"Mentor": 1.0}},
    }


def _bands(first: float) -> tuple[dict[str, float], ...]:
    return (
        {"months": 12, "multiplier": first},
        {"months": 36, "multiplier": 1.2},
        {"months": 600, "multiplier": 0.8},
    )


LOT = {"unit": "site", "share": 0.5, "among": {"max_tenure": 1, "max_level": 1}}


def _mentoring(
    mentors: dict[str, Any], matching: dict[str, Any], meetings: float, minutes: float, basis: str
) -> dict[str, Stated]:
    """Beginners get a mentor in their month of hire, for the school year."""
    return {
        "program.enrollment": reported(
            {
                "kind": "mandatory",
                "mentors_too": True,
                "intake": "onboarding",
                "mentees": {"max_tenure": 1, "max_level": 1},
                "mentors": mentors,
            },
            basis,
        ),
        "program.matching": reported({"kind": "manager_assigned", **matching}, basis),
        "program.structure.kind": reported("regular", basis),
        "program.structure.meetings_per_month": reported(meetings, NCEE),
        "program.structure.minutes": reported(minutes, NCEE),
        "program.structure.weeks": reported(41, basis),
    }


TRIAL = Trial(
    id="V07",
    study="Glazerman, Isenberg, Dolfin, Bleeker, Johnson, Grider & Jacobus (2010) NCEE 2010-4027",
    setting={
        # 418 schools of 17 districts in the study; a replication is a part of them.
        "organization.departments": typical(_district(60), "glazerman10-profession"),
        "organization.roles.Teacher.complexity": typical("high", "hunter90-high"),
        "organization.roles.Principal.level": typical(2, NCEE),
        "organization.roles.Mentor.level": typical(2, NCEE),
        "organization.levels": typical(2, NCEE),
        "organization.turnover": typical(0.135, "mercer-voluntary"),
        # About 22% of beginners leave their school within a year, with the few ties that they have.
        "organization.tenure_turnover": reported(_bands(0.8), "glazerman08-school"),
        "organization.hiring.internal_share": typical(0.0, NCEE),
        "program.schedule.launch_quarter": typical(2, NCEE),
        "quarters": typical(13, NCEE),
        # 5.5% leave the profession, 20.8 to 22.1% their school.
        "measurement.leave_profession": reported(0.255, "glazerman10-profession"),
    },
    arms={
        "intensive": {
            **_mentoring(
                {"min_tenure": 0, "min_level": 2},
                {"capacity": 12, "same_department": "forbid"},
                4.345,
                95,
                "glazerman10-profession",
            ),
            "program.schedule.assignment": reported(LOT, "glazerman10-profession"),
            "program.structure.agenda": reported("worksheet", "glazerman10-profession"),
            "program.objectives": reported(
                {"kind": "targets", "skills": {"job_know_how": 1.0}, "clarity": 0.8}, NCEE
            ),
            "program.training.kind": reported("sessions", "glazerman10-profession"),
            "program.training.mentor_hours": typical(40.0, NCEE),
        },
        "usual": {
            **_mentoring(
                {"min_tenure": 36, "max_level": 1},
                {"capacity": 2, "same_department": "require"},
                # Three in four have one; 74 minutes a week over all.
                3.26,
                98,
                "glazerman10-profession",
            ),
            "program.schedule.assignment": reported(
                {**LOT, "for_all": True}, "glazerman10-profession"
            ),
            "program.structure.agenda": typical("none", NCEE),
        },
    },
    control="usual",
    checks=(
        Check("retention in the profession, treated minus control, percentage points", _profession),
        Check("retention in the same school (about 22% leave a year), percentage points", _stayed),
    ),
    seeds=40,
)
