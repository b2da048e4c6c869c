"""V01: agents meet a random partner once a week for four weeks, with worksheets; then nothing.

The learning rate is anchored on the gain during the meetings (`fitted`); what is left of it five
months later is predicted: worksheets make most of a gain stay, obsolescence and leaving take some.
"""

from simulation.trials.estimators import relative_gain
from simulation.trials.sales_center import CRAFT, PAPER, SALES_CENTER
from simulation.trials.setting import Stated, assumed, reported, typical
from simulation.trials.trial import Check, Replay, Trial, ratio

MEETINGS: dict[str, Stated] = {
    "program.objectives": reported(
        {
            "kind": "targets",
            "skills": dict.fromkeys(CRAFT, 1.0),
            "clarity": 1.0,
        },
        PAPER,
    ),
    "program.enrollment": reported(
        {
            "kind": "mandatory",
            "mentors_too": True,
            "every_quarters": 80,
            "mentees": {"max_level": 1},
            "mentors": {"min_tenure": 0, "max_level": 1},
        },
        "sandvik20-meetings-during",
    ),
    "program.matching": reported("random", PAPER),
    "program.structure.kind": reported("regular", PAPER),
    "program.structure.direction": reported("peer", PAPER),
    "program.structure.agenda": reported("worksheet", "sandvik20-meetings-during"),
    "program.structure.meetings_per_month": assumed(
        4.345, 4.345, 8.0, "once a week; some weeks a second talk"
    ),
    "program.structure.minutes": assumed(20, 30, 60, "reported as short meetings"),
    "program.structure.weeks": reported(4, "sandvik20-meetings-during"),
}
"""The dose: four weeks of worksheet meetings with a random partner."""

DESIGN: dict[str, Stated] = {
    "organization.departments": reported(
        {"Sales": {"headcount": 702, "roles": {"Agent": 0.93, "Supervisor": 0.07}}},
        "sandvik20-meetings-during",
    ),
    "program.schedule.launch_quarter": typical(2, "sandvik20-meetings-during"),
    "program.schedule.weeks": reported(4, "sandvik20-meetings-during"),
    "program.schedule.assignment": reported(
        # Four cells: control, meetings, incentives, both.
        {"share": 0.25, "among": {"max_level": 1}, "newcomers": False},
        "Sandvik, Saouma, Seegert & Stanton (2018), conference abstract: four treatments",
    ),
    "quarters": reported(3, "sandvik20-abstract"),
    "measurement.during_weeks": reported((0.0, 4.0), "sandvik20-meetings-during"),
    "measurement.after_weeks": reported((22.0, 26.0), "sandvik20-abstract"),
    "measurement.baseline_weeks": typical((-13.0, 0.0), "sandvik20-meetings-during"),
}
"""Who is drawn, and when outcomes are read: week 20 after the end is week 24 of the study."""


def gain(replay: Replay, arm: str, window: str) -> float:
    """Relative output gain of an arm in a window, adjusted for the baseline."""
    weeks, baseline = replay.value(f"measurement.{window}"), replay.value(BASELINE)
    return relative_gain(replay[arm], "output", weeks, replay.launch, baseline).value


BASELINE = "measurement.baseline_weeks"


def _during(replay: Replay) -> float:
    return gain(replay, "meetings", "during_weeks")


def _kept(replay: Replay) -> tuple[float, float]:
    return gain(replay, "meetings", "after_weeks"), _during(replay)


TRIAL = Trial(
    id="V01",
    study="Sandvik, Saouma, Seegert & Stanton (2020) Quarterly J Economics 135(3):1635-1680",
    setting={**SALES_CENTER, **DESIGN},
    arms={"meetings": MEETINGS},
    checks=(
        Check("relative output gain during the four weeks", _during),
        Check("share of that gain kept at week 20 after the end", _kept, combine=ratio),
    ),
    seeds=40,
    explained=(
        "Scripted know-how takes minutes to pass on, so colleagues who ask each other now and "
        "then have already closed most gaps when the meetings begin; what is left of a random "
        "partner's lead bounds the gain, whatever the rate of learning."
    ),
)
