"""V02: the same agents and partners get a prize on joint output for four weeks, and no meetings.

Effort under a joint prize is anchored on the gain while it runs (`fitted`, and a parameter read
back: it says nothing). That nothing is left is predicted: effort ends with the prize.
"""

from simulation.trials.sales_center import SALES_CENTER
from simulation.trials.setting import assumed, reported
from simulation.trials.trial import Check, Replay, Trial
from simulation.trials.v01_structured_meetings import DESIGN, MEETINGS, gain


def _during(replay: Replay) -> float:
    return gain(replay, "prize", "during_weeks")


def _after(replay: Replay) -> float:
    return gain(replay, "prize", "after_weeks")


def _below_meetings(replay: Replay) -> float:
    return float(_after(replay) < gain(replay, "meetings", "after_weeks"))


TRIAL = Trial(
    id="V02",
    study="Sandvik, Saouma, Seegert & Stanton (2020) Quarterly J Economics 135(3):1635-1680",
    setting={**SALES_CENTER, **DESIGN},
    arms={
        "prize": {
            "program.rewards.kind": reported("prize", "sandvik20-incentive-during"),
            "program.rewards.audience": reported("everyone", "sandvik20-incentive-during"),
            "program.rewards.share_of_pay": assumed(
                0.01, 0.02, 0.04, "100 dollars a pair for four weeks of pay, reported in 2018"
            ),
        },
        "meetings": MEETINGS,
    },
    checks=(
        Check(
            "relative output gain while the prize runs",
            _during,
            parameter="reward.prize_effort",
        ),
        Check("relative output gain after it ended", _after),
        Check("share of seeds in which the after-gain is below that of V01", _below_meetings),
    ),
    seeds=40,
)
