"""V06: schools drawn by lot pair weak teachers with colleagues strong in just what they lack.

All predicted: a partner closes part of the gap in the skills that the target lacks, so targets gain
most and the school by their share; helping costs the partner little; and what was worked through
for a school year is plateau, which practice keeps.

A school is a site. Which teachers of the control schools would have been targets and partners is
read off a run in which every school takes part: the matching of a school depends on no other.
"""

from typing import Any

import pandas as pd

from simulation.trials.estimators import ols, outcome_frame
from simulation.trials.setting import assumed, reported, typical
from simulation.trials.trial import Check, Part, Replay, Trial, ratio

PAPER = "Papay, Taylor, Tyler & Laski (2016), NBER w21986, and the abstract of 2015"
TEACHING = ("instruction", "questioning", "lesson_structure", "classroom")
"""What lessons are rated on: as many skills as a typical job uses."""


def _gain(replay: Replay, people: pd.Index | None, window: str) -> float:
    """Treated minus control schools in SDs of the controls' output, adjusted for the baseline."""
    weeks, baseline = replay.value(f"measurement.{window}"), replay.value("measurement.baseline")
    frame = outcome_frame(replay["pairs"], "output", weeks, replay.launch, baseline)
    spread = float(frame.loc[frame["treated"] == 0.0, "outcome"].std())
    if people is not None:
        frame = frame[frame.index.isin(people)]
    return ols(frame, "outcome ~ treated + baseline", "treated", "site").value / spread


def _paired(replay: Replay) -> tuple[pd.Index, pd.Index] | None:
    """Targets and partners of all schools, those of the control schools as they would have been."""
    first = replay["everywhere"]
    first = first[(first["month"] == replay.launch) & first["mentor"].notna()]
    if first.empty:
        return None
    return pd.Index(first["person"]), pd.Index(first["mentor"].unique())


def _targets_and_schools(replay: Replay) -> Part:
    paired = _paired(replay)
    if paired is None:
        return None
    return _gain(replay, paired[0], "end_of_year"), _gain(replay, None, "end_of_year")


def _helpers(replay: Replay) -> Part:
    paired = _paired(replay)
    return None if paired is None else _gain(replay, paired[1], "end_of_year")


def _kept(replay: Replay) -> Part:
    paired = _paired(replay)
    if paired is None:
        return None
    return _gain(replay, paired[0], "year_later"), _gain(replay, paired[0], "end_of_year")


def _low_and_high(low: float, high: float) -> dict[str, Any]:
    """Targets rated low in what the job asks, partners rated high."""
    return {
        "kind": "mandatory",
        "mentors_too": True,
        "every_quarters": 80,
        "mentees": {"max_skill_percentile": low},
        "mentors": {"min_tenure": 0, "skill_percentile": high},
    }


TRIAL = Trial(
    id="V06",
    study="Papay, Taylor, Tyler & Laski (2020) AEJ: Economic Policy 12(1):359-388",
    setting={
        "organization.departments": typical(
            {
                f"School {number}": {
                    "headcount": 26,
                    "site": f"school {number}",
                    "roles": {"Teacher": 0.96, "Principal": 0.04},
                }
                for number in range(1, 15)
            },
            PAPER,
        ),
        "organization.roles.Teacher.complexity": typical("high", "hunter90-high"),
        "organization.roles.Teacher.skills": typical(dict.fromkeys(TEACHING, 0.6), PAPER),
        "organization.roles.Principal.level": typical(2, PAPER),
        **{f"organization.skills.{name}.breadth": typical("broad", PAPER) for name in TEACHING},
        "organization.levels": typical(2, PAPER),
        "organization.team_size": assumed(26, 13, 6, "a school, its upper and lower half, a grade"),
        "organization.turnover": typical(0.135, "mercer-voluntary"),
        "program.schedule.launch_quarter": typical(2, PAPER),
        "quarters": reported(9, PAPER),
        "measurement.baseline": typical((-13.0, 0.0), PAPER),
        # Tests are taken in spring; the school year has 41 weeks.
        "measurement.end_of_year": reported((32.0, 41.0), PAPER),
        "measurement.year_later": reported((84.0, 93.0), PAPER),
        "program.objectives": reported(
            {"kind": "targets", "skills": dict.fromkeys(TEACHING, 1.0), "clarity": 1.0}, PAPER
        ),
        "program.enrollment": assumed(
            _low_and_high(33, 50),
            _low_and_high(40, 50),
            _low_and_high(50, 50),
            "targets are low in one or more of many rated skills; every one found a partner who is "
            "high in most of these",
        ),
        "program.matching": reported(
            {
                "kind": "optimal",
                "needs": 1.0,
                "roles": 0.0,
                "personality": 0.0,
                "ties": 0.0,
                "noise": 0.05,
                "capacity": 1,
                "same_department": "require",
            },
            "papay20-target",
        ),
        "program.structure.kind": reported("regular", PAPER),
        "program.structure.direction": reported("colleague", "papay20-target"),
        "program.structure.agenda": reported("suggested", PAPER),
        "program.structure.meetings_per_month": assumed(
            1.0, 2.0, 4.0, "encouraged to work together, as often as they wished"
        ),
        "program.structure.minutes": assumed(30, 45, 60, "a free period"),
        "program.structure.weeks": reported(41, "papay20-target"),
    },
    arms={
        "pairs": {
            "program.schedule.assignment": reported(
                {"unit": "site", "share": 0.5, "newcomers": False, "mentors": "assigned"},
                "papay20-target",
            )
        },
        "everywhere": {
            "program.schedule.assignment": reported(
                {"unit": "site", "share": 1.0, "newcomers": False, "mentors": "assigned"},
                "papay20-target",
            )
        },
    },
    checks=(
        Check("targets' gain / site average gain", _targets_and_schools, combine=ratio),
        Check("helpers' change, SD of output", _helpers),
        Check("share of the target gain still there a year later", _kept, combine=ratio),
    ),
    seeds=24,
)
