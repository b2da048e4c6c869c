"""V15: captains serve under a battalion commander whom nobody chose; some commanders are strong.

Sponsorship is anchored on the relative rise in early promotion (`fitted`, and a parameter read
back but for what dilutes it). Predicted: the rise grows with the months served, and a second strong
mentor adds little, since a month with two strong mentors is one month of sponsorship.

Every captain works for a commander, so the comparison is strong against other mentors, where strong
means the top third of commanders by output in the year before. Commands last six, twelve or
eighteen months. Who is promoted ahead of the others is read over the two years after command: the
rate is the mean of the captains' chances before every board's draw, which expects the same as their
promotions and spares the noise of the lots.
"""

from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import spearmanr

from simulation.trials.estimators import mean_in
from simulation.trials.setting import Stated, reported, typical
from simulation.trials.trial import Check, Part, Replay, Trial

ARMY = "Lyle & Smith (2013), conference abstract: needs of the Army, 18 months, daily contact"
WEEKS_SERVED = {"6 months": 26.07, "12 months": 52.14, "18 months": 78.21}
"""Length of command by arm."""


def _captains(replay: Replay, arm: str) -> pd.DataFrame:
    """Captains with a mentor at launch: how many strong ones, expected promotions after command."""
    panel, launch = replay[arm], replay.launch
    before = mean_in(panel, "output", replay.value("measurement.baseline_weeks"), launch)
    first = panel[(panel["month"] == launch) & panel["mentor"].notna()].set_index("person")
    commanders = before.reindex(first["mentor"].unique()).dropna()
    strong = set(commanders.index[commanders >= commanders.quantile(2 / 3)])
    frame = pd.DataFrame({"strong": first["mentor"].isin(strong).astype(int)})
    frame["strong"] += first["second_mentor"].isin(strong)
    since, until = replay.value("measurement.board_months")
    board = panel[panel["month"].between(launch + since, launch + until)]
    there = board.loc[board["month"] == launch + since].set_index("person")["level"]
    captains: pd.DataFrame = frame[there.reindex(frame.index) == 1].copy()
    chance = board[board["level"] == 1].groupby("person")["promotion_chance"].sum()
    captains["promoted"] = chance.reindex(captains.index)
    return captains


def _counts(replay: Replay, arm: str, strong: int) -> tuple[float, float]:
    """Promotions to expect of captains with so many strong mentors; and how many they are."""
    frame = _captains(replay, arm)
    here = frame[frame["strong"] == strong]
    return float(here["promoted"].sum()), float(len(here))


def _one_strong(replay: Replay) -> Part:
    if replay["18 months"]["mentor"].isna().all():
        return None  # without a program nobody has a mentor
    return *_counts(replay, "18 months", 1), *_counts(replay, "18 months", 0)


def _rise(parts: np.ndarray) -> float:
    """Relative rise of the first rate over the second."""
    return float(parts[0] / parts[1] / (parts[2] / parts[3]) - 1.0)


def _by_months(replay: Replay) -> Part:
    """Promoted and all with one strong mentor, by length of command; first those without one."""
    if replay["18 months"]["mentor"].isna().all():
        return None
    served = [_counts(replay, arm, 1) for arm in WEEKS_SERVED]
    return tuple(np.ravel([_counts(replay, "18 months", 0), *served]))


def _rank_correlation(parts: np.ndarray) -> float:
    rates = parts[0::2] / parts[1::2]
    return float(spearmanr(np.arange(len(rates)), rates).statistic)


def _second(replay: Replay) -> Part:
    if replay["two mentors"]["mentor"].isna().all():
        return None
    return tuple(np.ravel([_counts(replay, "two mentors", strong) for strong in (0, 1, 2)]))


def _added(parts: np.ndarray) -> float:
    """What the second strong mentor adds to the rate over what the first adds."""
    none, one, two = parts[0::2] / parts[1::2]
    return float((two - one) / (one - none))


def _branches(captains: int) -> dict[str, Any]:
    """Branches in which officers compete for promotion, with ranks as the Army has them."""
    shares = {"Captain": 0.45, "Major": 0.3, "Lieutenant Colonel": 0.19, "Colonel": 0.06}
    return {
        f"Branch {number}": {"headcount": round(captains / 0.45), "roles": shares}
        for number in range(1, 4)
    }


def _command(weeks: float, mentors: int) -> dict[str, Stated]:
    """Captains under commanders whom the needs of the Army give them."""
    return {
        "program.enrollment": reported(
            {
                "kind": "mandatory",
                "mentors_too": True,
                "every_quarters": 80,
                "mentees": {"max_level": 1},
                "mentors": {"min_tenure": 0, "min_level": 3},
            },
            "lyle14-promotion",
        ),
        "program.matching": reported(
            {
                "kind": "random",
                "capacity": 5,
                "reporting_line": "allow",
                "same_department": "require",
                "mentors_each": mentors,
            },
            "lyle14-promotion",
        ),
        "program.structure.kind": reported("regular", ARMY),
        "program.structure.agenda": reported("none", ARMY),
        # Daily contact; the model's most frequent meetings are twice a week.
        "program.structure.meetings_per_month": reported(8.0, ARMY),
        "program.structure.minutes": typical(30, "olivet-hours"),
        "program.structure.weeks": reported(weeks, ARMY),
    }


TRIAL = Trial(
    id="V15",
    study="Lyle & Smith (2014) J Labor Economics 32(2):229-258",
    setting={
        # Thousands of captains over 15 years; a replication is some hundred of them.
        "organization.departments": typical(_branches(150), ARMY),
        **{
            f"organization.roles.{rank}.level": reported(level, "lyle14-promotion")
            for level, rank in enumerate(
                ("Captain", "Major", "Lieutenant Colonel", "Colonel"), start=1
            )
        },
        **{
            f"organization.roles.{rank}.complexity": typical("high", "hunter90-high")
            for rank in ("Captain", "Major", "Lieutenant Colonel", "Colonel")
        },
        "organization.levels": reported(4, "lyle14-promotion"),
        "organization.turnover": typical(0.07, "jolts-government"),
        "organization.involuntary": typical(0.08, "shrm16-involuntary"),
        "organization.hiring.internal_share": reported(1.0, "lyle14-promotion"),
        # Being a commander is the job, and takes nothing from it.
        "organization.displaced_share": reported(0.0, ARMY),
        "program.schedule.launch_quarter": typical(2, ARMY),
        "quarters": typical(15, ARMY),
        "measurement.baseline_weeks": typical((-13.04, 0.0), ARMY),
        "measurement.board_months": typical((18, 41), ARMY),
    },
    arms={
        **{arm: _command(weeks, 1) for arm, weeks in WEEKS_SERVED.items()},
        "two mentors": _command(WEEKS_SERVED["18 months"], 2),
    },
    checks=(
        Check(
            "relative rise in early promotion, one strong mentor for up to 18 months",
            _one_strong,
            combine=_rise,
            parameter="promote.sponsor_weight",
        ),
        Check(
            "rank correlation of months with the promotion rate",
            _by_months,
            combine=_rank_correlation,
        ),
        Check("second strong mentor's added effect / the first's", _second, combine=_added),
    ),
    seeds=640,
    explained="the second mentor adds months with a strong mentor, not strength: a month with two "
    "counts once. The study's strong commanders are the top third, the model's are those who are "
    "fully competent, as many of the others are too; so captains without a commander of the top "
    "third have strong mentors in many months, those with one still lack some, and the second "
    "fills part of what they lack. Few captains have two of the top third, and one small "
    "difference is divided by another: 640 seeds, with the lots of the boards integrated out, are "
    "enough to say that it misses, not by how much.",
)
