"""V17: among established people of many occupations, the satisfied also produce more.

All predicted: the causal effect of satisfaction on output is set from panel studies alone and is
small; most of the correlation must come from what moves both, traits and the team. No program runs,
so a model in which programs do nothing gives the same.

As in a meta-analysis, the correlation is taken within each occupation and averaged by size.
"""

import numpy as np
import pandas as pd

from simulation.trials.setting import typical
from simulation.trials.trial import Check, Replay, Trial

JUDGE = "Judge, Thoresen, Bono & Patton (2001) Psychological Bulletin 127(3):376-407"
THIRD_VARIABLES = ["ability", "conscientiousness", "extraversion", "stability"]


def _people(replay: Replay) -> pd.DataFrame:
    """Output of a quarter and satisfaction at its end, of people past their first year."""
    panel = replay["nobody"]
    people = panel[panel["month"] == panel["month"].max()].set_index("person")
    people = people[people["tenure"] >= replay.value("measurement.min_tenure")].copy()
    people["output"] = panel.groupby("person")["output"].mean().reindex(people.index)
    known: pd.DataFrame = people.dropna(subset=["output", "satisfaction"])
    return known


def _raw(replay: Replay) -> float:
    return _mean_correlation(_people(replay), [])


def _net(replay: Replay) -> float:
    return _mean_correlation(_people(replay), THIRD_VARIABLES)


def _mean_correlation(people: pd.DataFrame, net_of: list[str]) -> float:
    """Mean over occupations, by size, of the correlation net of some variables (least squares)."""
    found, sizes = [], []
    for _, here in people.groupby("department", observed=True):
        others = np.column_stack([np.ones(len(here)), here[net_of].to_numpy(dtype=float)])
        both = here[["satisfaction", "output"]].to_numpy()
        left = both - others @ np.linalg.lstsq(others, both, rcond=None)[0]
        found.append(np.corrcoef(left.T)[0, 1])
        sizes.append(len(here))
    return float(np.average(found, weights=sizes))


TRIAL = Trial(
    id="V17",
    study=f"{JUDGE}; Cook (2008) MS thesis, Texas A&M",
    setting={
        "organization.departments": typical(
            {
                f"{complexity} {number}": {
                    "headcount": 80,
                    "site": f"{complexity} {number}",
                    "roles": {f"{complexity} job": 1.0},
                }
                for complexity in ("Simple", "Ordinary", "Complex")
                for number in range(1, 5)
            },
            JUDGE,
        ),
        "organization.roles.Simple job.complexity": typical("low", "hunter90-low"),
        "organization.roles.Ordinary job.complexity": typical("medium", "hunter90-mid"),
        "organization.roles.Complex job.complexity": typical("high", "hunter90-high"),
        "organization.turnover": typical(0.135, "mercer-voluntary"),
        "quarters": typical(1, JUDGE),
        "measurement.min_tenure": typical(12, JUDGE),
    },
    arms={"nobody": {}},
    checks=(
        Check("cross-sectional correlation satisfaction - output, no program", _raw),
        Check("same, net of ability and personality", _net),
    ),
    seeds=20,
)
