"""V10: after a disappointing wage rise, workers of garment factories are asked for their opinion.

Relief by voice is anchored on quits over six months (`fitted`). That those who were hit worst gain
most is predicted: relief is a share of the distance by which somebody is worse off than usual.
"""

from typing import Any

import numpy as np
import pandas as pd

from simulation.trials.estimators import leavers
from simulation.trials.setting import assumed, reported, typical
from simulation.trials.trial import Check, Replay, Trial, ratio


def _frame(replay: Replay) -> pd.DataFrame:
    """Who left over the follow-up, with how hard the news had hit them before the survey."""
    panel, launch = replay["voice"], replay.launch
    frame = leavers(panel, replay.value("measurement.weeks"), launch)
    before = panel[panel["month"] == launch - 1].set_index("person")
    frame["hit"] = before["shock"]
    return frame.dropna()


def _change(frame: pd.DataFrame) -> tuple[float, float]:
    """Share that left of the treated minus that of the controls; and the latter."""
    rate = frame.groupby("treated")["left"].mean()
    return float(rate[1.0] - rate[0.0]), float(rate[0.0])


def _quits(replay: Replay) -> tuple[float, float]:
    return _change(_frame(replay))


def _worst_hit(replay: Replay) -> tuple[float, float, float, float]:
    """Change and base in the worst-hit third, change and base in the others."""
    frame = _frame(replay)
    worst = frame["hit"] <= frame["hit"].quantile(1 / 3)
    return *_change(frame[worst]), *_change(frame[~worst])


def _difference(parts: np.ndarray) -> float:
    return float(parts[0] / parts[1] - parts[2] / parts[3])


def _factories(headcount: int) -> dict[str, Any]:
    return {
        f"Factory {number}": {
            "headcount": headcount,
            "site": f"factory {number}",
            "roles": {"Operator": 1.0},
        }
        for number in range(1, 13)
    }


def _blow(size: float) -> tuple[dict[str, Any], ...]:
    """The disappointing wage rise, in the month before the survey."""
    return ({"kind": "morale", "month": 2, "size": -size, "spread": 0.5},)


TRIAL = Trial(
    id="V10",
    study="Adhvaryu, Molina & Nyshadham (2022) Economic J 132(645):1978-2003",
    setting={
        "organization.departments": assumed(
            _factories(80),
            _factories(120),
            _factories(160),
            "12 factories; a sample of one or two thousand workers",
        ),
        "organization.roles.Operator.complexity": typical("low", "mellon03-clerical"),
        # 7-10% a month.
        "organization.turnover": reported(0.655, "adhvaryu22-voice"),
        "organization.team_size": assumed(20, 30, 60, "sewing lines"),
        "shocks": assumed(
            _blow(0.5), _blow(1.0), _blow(1.5), "a disappointment, for some more than for others"
        ),
        "program.schedule.launch_quarter": typical(2, "adhvaryu22-voice"),
        "program.schedule.weeks": assumed(
            4, 13, 26, "asked once; for how long people feel heard is not reported"
        ),
        "program.schedule.assignment": reported(
            {"share": 0.5, "within": "department", "newcomers": False}, "adhvaryu22-voice"
        ),
        "quarters": reported(3, "adhvaryu22-voice"),
        "measurement.weeks": reported((0.0, 26.07), "adhvaryu22-voice"),
    },
    arms={
        "voice": {
            "program.open_door.kind": reported("open_door", "adhvaryu22-voice"),
            "program.open_door.voice_channel": reported(1.0, "adhvaryu22-voice"),
            "program.open_door.commitment": reported(0.0, "adhvaryu22-voice"),
        }
    },
    checks=(
        Check("relative change of quits over six months", _quits, combine=ratio),
        Check(
            "effect in the worst-hit third minus effect in the others, relative change",
            _worst_hit,
            combine=_difference,
        ),
    ),
    seeds=40,
    explained=(
        "At such turnover those who have stayed are content: most stand above the reference, where "
        "there is nothing to relieve, and satisfaction and commitment, which carry the hazard, "
        "follow relief more slowly than a quarter of voice lasts. A blow to morale reaches quits "
        "through satisfaction, with a third of its size, a half-life of months and the lag of "
        "search."
    ),
)
