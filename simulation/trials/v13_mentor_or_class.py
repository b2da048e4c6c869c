"""V13: women who run small shops in Nairobi get a successful local owner as mentor, or a class.

All predicted: trade know-how is told in a few meetings and mostly borrowed, since nobody works
through tasks, so it fades when the meetings end; a class in what the trade does not use moves
nothing but the skill that it teaches.

A business is a person, output its profit. Mentors are owners of long standing who are among the
best in what the trade asks for; nobody tells the two what to talk about.
"""

from typing import Any

from simulation.trials.estimators import relative_gain
from simulation.trials.setting import assumed, reported, typical
from simulation.trials.trial import Check, Replay, Trial, ratio

PAPER = "Brooks, Donovan & Johnson (2018) AEJ: Applied Economics 10(4):196-221, abstract"
TRADE = ("suppliers", "stock", "prices", "customers")
"""Local, specific information, such as where to buy: as many skills as a typical job uses."""


def _gain(replay: Replay, arm: str, window: str) -> float:
    """Relative gain in profit, adjusted for profit before."""
    weeks, baseline = replay.value(f"measurement.{window}"), replay.value("measurement.baseline")
    return relative_gain(replay[arm], "output", weeks, replay.launch, baseline).value


def _mentored(replay: Replay) -> float:
    return _gain(replay, "mentor", "while_weeks")


def _left(replay: Replay) -> tuple[float, float]:
    return _gain(replay, "mentor", "year_after_weeks"), _mentored(replay)


def _taught(replay: Replay) -> float:
    return _gain(replay, "class", "study_weeks")


def _mentors(percentile: float) -> dict[str, Any]:
    """Every novice drawn gets a mentor; mentors are long-standing owners who do well."""
    return {
        "kind": "mandatory",
        "mentors_too": True,
        "every_quarters": 80,
        "mentees": {"max_tenure": 60},
        "mentors": {"min_tenure": 60, "skill_percentile": percentile},
    }


TRIAL = Trial(
    id="V13",
    study="Brooks, Donovan & Johnson (2018) AEJ: Applied Economics 10(4):196-221",
    setting={
        # 372 novices, and the owners of long standing around them.
        "organization.departments": typical(
            {"Dandora": {"headcount": 750, "roles": {"Owner": 1.0}}}, PAPER
        ),
        # Simple trade, but in sales, where profits differ "considerably" more: one category up.
        "organization.roles.Owner.complexity": typical("medium", "hunter90-low"),
        "organization.roles.Owner.skills": typical(dict.fromkeys(TRADE, 0.6), PAPER),
        **{f"organization.skills.{name}.breadth": reported("narrow", PAPER) for name in TRADE},
        "organization.skills.bookkeeping.breadth": typical("ordinary", PAPER),
        "organization.levels": reported(1, PAPER),
        "organization.turnover": assumed(0.2, 0.15, 0.1, "businesses given up in a year"),
        "organization.team_size": assumed(30, 20, 10, "neighbors of a market street"),
        "parameters.exchange.hours": assumed(
            1.0, 0.3, 0.3, "competitors tell each other little; missing information is the point"
        ),
        # Set after a first replay, when managers' hours for newcomers had come to teach.
        "parameters.exchange.newcomer_hours": reported(0.0, PAPER),  # owners have nobody above them
        "program.schedule.launch_quarter": typical(2, PAPER),
        "program.schedule.assignment": reported(
            {"share": 1 / 3, "among": {"max_tenure": 60}, "newcomers": False}, PAPER
        ),
        "quarters": reported(7, PAPER),
        "measurement.baseline": typical((-13.0, 0.0), PAPER),
        "measurement.while_weeks": typical((0.0, 4.345), PAPER),
        "measurement.year_after_weeks": reported((52.14, 60.83), "brooks18-fade"),
        "measurement.study_weeks": reported((0.0, 52.14), PAPER),
    },
    arms={
        "mentor": {
            "program.enrollment": assumed(
                _mentors(67), _mentors(80), _mentors(90), "how far mentors stand out"
            ),
            "program.matching": typical({"kind": "random", "capacity": 2}, "norton-capacity"),
            "program.structure.kind": reported("regular", PAPER),
            "program.structure.agenda": reported("none", PAPER),
            "program.structure.meetings_per_month": typical(4.345, PAPER),
            "program.structure.minutes": assumed(30, 60, 90, "visits at the shop"),
            "program.structure.weeks": assumed(
                4, 4, 13, "a month was asked for; some pairs went on by themselves"
            ),
        },
        "class": {
            "program.training.kind": reported("course", PAPER),
            "program.training.skills": reported(("bookkeeping",), PAPER),
            "program.training.hours": assumed(16.0, 8.0, 8.0, "two hours a week for a month"),
        },
    },
    checks=(
        Check("relative output gain while the mentor meets", _mentored),
        Check("share of it left a year after the end", _left, combine=ratio),
        Check("relative output gain of the classroom course", _taught),
    ),
    seeds=20,
)
