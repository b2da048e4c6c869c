"""V03: the meetings of V01, split by how well the partner sold before.

Predicted: a meeting closes part of the gap to what the partner knows, so a strong partner is worth
more than a weak one; part of output is no know-how, so the order is far from perfect.
"""

import numpy as np
import pandas as pd

from simulation.trials.estimators import mean_in, ols, outcome_frame
from simulation.trials.panel import CONTROL
from simulation.trials.sales_center import SALES_CENTER
from simulation.trials.trial import Check, Replay, Trial, ratio
from simulation.trials.v01_structured_meetings import BASELINE, DESIGN, MEETINGS


def _by_tercile(replay: Replay) -> tuple[float, float] | None:
    """Gain with a partner of the top third minus the bottom third; and the mean gain."""
    panel, launch = replay["meetings"], replay.launch
    weeks, baseline = replay.value("measurement.during_weeks"), replay.value(BASELINE)
    if panel["mentor"].isna().all():
        return None  # without meetings nobody has a partner
    levels = outcome_frame(panel, "output", weeks, launch, baseline)[["outcome", "baseline"]]
    frame = levels.apply(np.log)
    arm = panel.drop_duplicates("person").set_index("person")["arm"].reindex(frame.index)
    third = _partner_third(panel, launch, mean_in(panel, "output", baseline, launch))
    gains = []
    for number in range(3):
        group = (arm == CONTROL) | (third.reindex(frame.index) == number)
        treated = (arm != CONTROL).astype(float)
        rows = frame.assign(treated=treated)[group]
        gains.append(ols(rows, "outcome ~ treated + baseline", "treated").value)
    return gains[2] - gains[0], float(np.mean(gains))


def _partner_third(panel: pd.DataFrame, launch: int, before: pd.Series) -> pd.Series:
    """Third, 0 to 2, of the partner's output before the launch, by person."""
    met = panel[(panel["month"] == launch) & panel["mentor"].notna()].set_index("person")
    partner = met["mentor"].astype("int64").map(before).dropna()
    thirds: pd.Series = pd.qcut(partner, 3, labels=False)
    return thirds


TRIAL = Trial(
    id="V03",
    study="Sandvik, Saouma, Seegert & Stanton (2020) Quarterly J Economics 135(3):1635-1680",
    setting={**SALES_CENTER, **DESIGN},
    arms={"meetings": MEETINGS},
    checks=(
        Check(
            "gain with a partner in the top third minus gain with one in the bottom third, "
            "relative to the mean gain",
            _by_tercile,
            combine=ratio,
        ),
    ),
    seeds=40,
)
