"""V14: an award is announced to some groups; others are praised by surprise, the best or all.

Effort under an announced award is anchored on output while it is open (`fitted`, and a parameter
read back: it says nothing). Predicted are the two orders after unannounced praise: the best only
beats all, since recognizing everybody says little; and those passed over do more, not less.

Two experiments with students who search and type data for an afternoon. The first promises a
certificate to the best of a group; the second hands out thank-you cards after two of three hours,
to the best of a group or to everybody. A group is a department at a site of its own; what lasted
hours in the experiments fills a month here.
"""

from typing import Any

import numpy as np
import pandas as pd

from simulation.trials.estimators import mean_in, ols, outcome_frame, relative_gain
from simulation.trials.setting import Stated, assumed, reported, typical
from simulation.trials.trial import Check, Replay, Trial

AWARD = "Kosfeld & Neckermann (2010), IZA DP 5040, and summaries of 2011: 83 of 150, two hours"
PRAISE = "Bradler, Dur, Neckermann & Non (2014), IZA DP 8311, abstract"
SHARE = "measurement.best_share"


def _award(replay: Replay) -> float:
    """Relative output of award groups against control groups while the award is open."""
    return relative_gain(
        replay["award"], "output", replay.value("measurement.open_weeks"), replay.launch
    ).value


def _best_minus_all(replay: Replay) -> float:
    return _later(replay, "best") - _later(replay, "all")


def _passed_over(replay: Replay) -> float:
    """Later gain of those not recognized, against controls who would not have been."""
    panel = replay["best"]
    before = mean_in(panel, "output", replay.value("measurement.before_weeks"), replay.launch)
    return _later(replay, "best", among=_not_best(panel, before, replay.value(SHARE)))


def _later(replay: Replay, arm: str, among: pd.Index | None = None) -> float:
    """Relative gain in output after the praise, adjusted for output before it."""
    frame = outcome_frame(
        replay[arm],
        "output",
        replay.value("measurement.after_weeks"),
        replay.launch,
        replay.value("measurement.before_weeks"),
    )
    if among is not None:
        frame = frame[frame.index.isin(among)]
    logs = frame[["outcome", "baseline"]].apply(np.log).assign(treated=frame["treated"])
    return float(np.expm1(ols(logs, "outcome ~ treated + baseline", "treated").value))


def _not_best(panel: pd.DataFrame, before: pd.Series, share: float) -> pd.Index:
    """Everybody but the best `share` of each group by output before, at least one a group."""
    group = panel.drop_duplicates("person").set_index("person")["department"].reindex(before.index)
    by_group = before.groupby(group, observed=True)
    places = np.maximum(1, np.floor(share * by_group.transform("size") + 0.5))
    index: pd.Index = before.index[by_group.rank(ascending=False) > places]
    return index


def _groups(size: int) -> dict[str, Any]:
    """304 people in groups."""
    count = round(304 / size)
    return {
        f"Group {number}": {
            "headcount": size,
            "site": f"group {number}",
            "team_size": size,
            "roles": {"Typist": 1.0},
        }
        for number in range(1, count + 1)
    }


def _praise(share: Stated) -> dict[str, Stated]:
    """Thank-you cards by surprise, before the group."""
    return {
        "program.rewards.kind": reported("recognition", PRAISE),
        "program.rewards.share": share,
        "program.rewards.announced": reported(False, PRAISE),
        "program.rewards.public": reported(True, PRAISE),
        "program.rewards.audience": reported("everyone", PRAISE),
    }


BEST = assumed(0.5, 0.375, 0.125, "the best of a group of eight: three, or only one")

TRIAL = Trial(
    id="V14",
    study="Kosfeld & Neckermann (2011) AEJ: Microeconomics 3(3):86-99; Bradler, Dur, Neckermann & "
    "Non (2016) Management Science 62(11):3085-3099",
    setting={
        "organization.departments": assumed(
            _groups(16),
            _groups(8),
            _groups(6),
            "small groups, more than 300 people in all; eight a group is one room",
        ),
        "organization.roles.Typist.complexity": reported("low", "bradler16-recognition"),
        "organization.turnover": typical(0.01, "a job of some hours: nobody leaves (2011)"),
        "program.schedule.launch_quarter": typical(2, PRAISE),
        # Praise comes once, at the end of the quarter.
        "program.schedule.end_quarter": reported(2, PRAISE),
        "program.schedule.assignment": reported({"unit": "site", "share": 0.553}, AWARD),
        "quarters": typical(3, PRAISE),
        SHARE: BEST,
        "measurement.open_weeks": typical((0.0, 4.345), AWARD),
        "measurement.before_weeks": typical((0.0, 8.69), PRAISE),
        "measurement.after_weeks": typical((13.035, 17.38), PRAISE),
    },
    arms={
        "award": {
            "program.rewards.kind": reported("recognition", AWARD),
            "program.rewards.share": assumed(0.2, 0.1, 0.05, "one certificate in a group"),
            "program.rewards.announced": reported(True, AWARD),
            "program.rewards.audience": reported("everyone", AWARD),
        },
        "best": _praise(BEST),
        "all": _praise(reported(1.0, PRAISE)),
    },
    checks=(
        Check(
            "relative output gain while the award is open",
            _award,
            parameter="reward.announced_effort",
        ),
        Check("later gain, best only minus all", _best_minus_all),
        Check("later gain of those not recognized, best only", _passed_over),
    ),
    seeds=16,
)
