"""Estimators that studies use, as functions of a panel: gains, exits, regressions, event studies.

Time is in weeks since launch, as studies report it; a month of the panel counts by the part of it
that lies in the weeks asked for (a month has 4.345). The launch is the panel's month `launch`.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from simulation.engine.process import WEEKS_A_MONTH
from simulation.errors import ModelError
from simulation.trials.panel import CONTROL

type Weeks = tuple[float, float]


@dataclass(frozen=True)
class Estimate:
    """A number with its standard error; `n` counts the observations."""

    value: float
    error: float
    n: int


# --------------------------------------------------------------------------- weeks and windows


def overlap(months: pd.Series, weeks: Weeks, launch: int) -> pd.Series:
    """Part of each month that lies within the weeks since launch, 0..1."""
    begin = (months - launch) * WEEKS_A_MONTH
    shared = np.minimum(begin + WEEKS_A_MONTH, weeks[1]) - np.maximum(begin, weeks[0])
    return pd.Series(np.clip(shared, 0.0, None) / WEEKS_A_MONTH, index=months.index)


def mean_in(panel: pd.DataFrame, column: str, weeks: Weeks, launch: int) -> pd.Series:
    """Mean of a column by person over the weeks, months counted by their part; absent left out."""
    seen = panel[column].notna()
    part = overlap(panel["month"], weeks, launch)[seen]
    person = panel.loc[seen, "person"]
    total = (panel.loc[seen, column] * part).groupby(person).sum()
    weight = part.groupby(person).sum()
    mean: pd.Series = (total / weight)[weight > 0.0]
    return mean


def studied(panel: pd.DataFrame) -> pd.DataFrame:
    """One row a person of the study: `treated`, and the places that errors cluster by."""
    first = panel[panel["arm"].notna()].drop_duplicates("person").set_index("person")
    people = first[["team", "site", "department", "role"]].copy()
    people["treated"] = (first["arm"] != CONTROL).astype(float)
    return people


def outcome_frame(
    panel: pd.DataFrame,
    column: str,
    weeks: Weeks,
    launch: int,
    baseline: Weeks | None = None,
    covariates: tuple[str, ...] = (),
) -> pd.DataFrame:
    """People of the study with their outcome, its baseline and covariates: one row a person."""
    people = studied(panel)
    people["outcome"] = mean_in(panel, column, weeks, launch)
    if baseline is not None:
        people["baseline"] = mean_in(panel, column, baseline, launch)
    for name in covariates:
        people[name] = mean_in(panel, name, baseline or weeks, launch)
    return people.dropna()


# --------------------------------------------------------------------------- regressions


def ols(frame: pd.DataFrame, formula: str, term: str, cluster: str | None = None) -> Estimate:
    """Coefficient of a term by least squares; errors robust, by cluster where one is named.

    `formula` in statsmodels' words: "outcome ~ treated + baseline".
    """
    import statsmodels.formula.api as smf

    model = smf.ols(formula, frame)
    if cluster is None:
        fit = model.fit(cov_type="HC1")
    else:
        groups = pd.factorize(frame.loc[model.data.row_labels, cluster])[0]
        fit = model.fit(cov_type="cluster", cov_kwds={"groups": groups})
    return Estimate(float(fit.params[term]), float(fit.bse[term]), int(fit.nobs))


def odds_ratio(frame: pd.DataFrame, formula: str, term: str) -> Estimate:
    """Odds ratio of a term by logistic regression; the error is that of its logarithm."""
    import statsmodels.formula.api as smf

    fit = smf.logit(formula, frame).fit(disp=0)
    return Estimate(float(np.exp(fit.params[term])), float(fit.bse[term]), int(fit.nobs))


def difference(
    panel: pd.DataFrame,
    column: str,
    weeks: Weeks,
    launch: int,
    baseline: Weeks | None = None,
    cluster: str | None = None,
) -> Estimate:
    """Treated minus control over the weeks, adjusted for the baseline (ANCOVA) where given."""
    frame = outcome_frame(panel, column, weeks, launch, baseline)
    formula = "outcome ~ treated" + (" + baseline" if baseline is not None else "")
    return ols(frame, formula, "treated", cluster)


def relative_gain(
    panel: pd.DataFrame,
    column: str,
    weeks: Weeks,
    launch: int,
    baseline: Weeks | None = None,
    cluster: str | None = None,
) -> Estimate:
    """Relative gain of the treated over the weeks: exp of the difference of logs, minus 1.

    log outcome = a + b treated (+ c log baseline) + e; the error is that of b.
    """
    frame = outcome_frame(panel, column, weeks, launch, baseline)
    for name in {"outcome", "baseline"} & set(frame.columns):
        frame[name] = np.log(frame[name])
    formula = "outcome ~ treated" + (" + baseline" if baseline is not None else "")
    fit = ols(frame, formula, "treated", cluster)
    return Estimate(float(np.expm1(fit.value)), fit.error, fit.n)


def standardized(
    panel: pd.DataFrame, column: str, weeks: Weeks, launch: int, baseline: Weeks | None = None
) -> Estimate:
    """Difference in standard deviations of the controls over the same weeks."""
    frame = outcome_frame(panel, column, weeks, launch, baseline)
    spread = float(frame.loc[frame["treated"] == 0.0, "outcome"].std())
    fit = difference(panel, column, weeks, launch, baseline)
    return Estimate(fit.value / spread, fit.error / spread, fit.n)


def event_study(
    panel: pd.DataFrame,
    column: str,
    launch: int,
    reference: int = -1,
    cluster: str | None = None,
) -> pd.DataFrame:
    """Treated minus control in every month since launch, against the reference month.

    For each month m: outcome_m - outcome_reference = a + b treated + e over those present in both;
    equal to month-by-treatment coefficients with person and month effects where nobody leaves.
    Columns: month (since launch), value, error, n.
    """
    people = studied(panel)
    wide = panel.pivot(index="person", columns="month", values=column)
    if launch + reference not in wide:
        raise ModelError(f"the panel has no month {launch + reference} to refer to")
    rows = []
    for month in (int(str(column)) for column in wide.columns):
        frame = people.assign(outcome=wide[month] - wide[launch + reference]).dropna()
        if month == launch + reference or frame["treated"].nunique() < 2:
            continue
        fit = ols(frame, "outcome ~ treated", "treated", cluster)
        rows.append({"month": month - launch, "value": fit.value, "error": fit.error, "n": fit.n})
    return pd.DataFrame(rows)


# --------------------------------------------------------------------------- exits


def leavers(
    panel: pd.DataFrame, weeks: Weeks, launch: int, kinds: tuple[str, ...] = ("quit",)
) -> pd.DataFrame:
    """People of the study who were there when the weeks began, with `left`, 0..1.

    An exit in a month that lies within the weeks in part counts by that part.
    """
    people = studied(panel)
    part = overlap(panel["month"], weeks, launch)
    begun = panel.loc[part > 0.0, "month"].min()
    there = panel.loc[(panel["month"] == begun), "person"]
    people = people[people.index.isin(there)]
    gone = panel["exit"] & panel["exit_kind"].isin(kinds)
    left = part[gone].groupby(panel.loc[gone, "person"]).sum()
    return people.assign(left=left.reindex(people.index).fillna(0.0))


def exit_rates(
    panel: pd.DataFrame, weeks: Weeks, launch: int, kinds: tuple[str, ...] = ("quit",)
) -> tuple[float, float]:
    """Share of the treated and of the controls who left within the weeks."""
    frame = leavers(panel, weeks, launch, kinds)
    treated = frame["treated"] == 1.0
    return float(frame.loc[treated, "left"].mean()), float(frame.loc[~treated, "left"].mean())


def with_control_of(treated: pd.DataFrame, usual: pd.DataFrame) -> pd.DataFrame:
    """The treated of one run beside the controls of another: a control group's usual support.

    Both runs must draw the same assignment, as the arms of a trial do under one seed.
    """
    program = treated[treated["arm"].notna() & (treated["arm"] != CONTROL)]
    control = usual[usual["arm"] == CONTROL]
    both: Any = pd.concat([program, control], ignore_index=True)
    both["arm"] = both["arm"].astype(str)
    return pd.DataFrame(both)


# --------------------------------------------------------------------------- benefits


def output_gained(
    run: pd.DataFrame, other: pd.DataFrame, people: set[int], weeks: Weeks, launch: int
) -> float:
    """Value of what people produce more in one run than in another of the same seed.

    Sum over their months, while they are there in both, of pay (output - output in the other) / 12.
    """
    both = _in_both(run, other, people, weeks, launch)
    value = both["pay_other"] * (both["output"] - both["output_other"]) * both["part"]
    return float(value.sum() / 12.0)


def help_saved(
    run: pd.DataFrame, other: pd.DataFrame, people: set[int], weeks: Weeks, launch: int
) -> float:
    """Value of the time that people lend less to others' questions than in another run.

    Sum over their months, while they are there in both, of pay x output x time saved / 12.
    """
    both = _in_both(run, other, people, weeks, launch)
    saved = both["help_lent_other"] - both["help_lent"]
    value = both["pay_other"] * both["output_other"] * saved * both["part"]
    return float(value.sum() / 12.0)


def _in_both(
    run: pd.DataFrame, other: pd.DataFrame, people: set[int], weeks: Weeks, launch: int
) -> pd.DataFrame:
    """Person-months within the weeks of those who are there in both runs; columns side by side."""
    columns = ["person", "month", "output", "pay", "help_lent"]
    sides = [side.loc[side["person"].isin(people), columns] for side in (run, other)]
    both = sides[0].merge(sides[1], on=["person", "month"], suffixes=("", "_other")).dropna()
    return both.assign(part=overlap(both["month"], weeks, launch))
