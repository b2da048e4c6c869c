"""Compare: the same people with the same luck under several designs; differences with intervals."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from simulation.engine.draws import replication_seed
from simulation.experiments.readings import readings, reference_of
from simulation.experiments.statistics import bands, differences
from simulation.experiments.study import Study
from simulation.outcomes.collect import labels_of
from simulation.outcomes.labels import Label
from simulation.runner import Job, Outcome, Progress, jobs_for, run_many
from simulation.store.protocol import Store

KEYS = ("run_id", "scenario_id", "scenario_name", "seed", "quarter", "slice_kind", "slice")

MARGINAL_SHARES = {"": 0.5, "_low": 0.2, "_high": 1.0}
"""Share of extra output that the organization can sell or save (.5, .2 to 1, assumed), by suffix.

It decides most of what a program is worth in money, so the range is shown with the value.
"""

NEEDED = ("value_total", "cost_total", "cost_exits_total")
"""Outcomes that net benefit, return and payback are made of."""

TWIN_LABELS = {
    label.name: label
    for label in (
        Label("net_total", "Cumulative net benefit", "currency", "higher", 0),
        Label(
            "net_total_low",
            "Net benefit if a fifth of extra output counts",
            "currency",
            "higher",
            0,
        ),
        Label("net_total_high", "Net benefit if all extra output counts", "currency", "higher", 0),
        Label("return_on_investment", "Return on investment", "ratio", "higher", 2),
        Label(
            "return_on_investment_low",
            "Return if a fifth of extra output counts",
            "ratio",
            "higher",
            2,
        ),
        Label(
            "return_on_investment_high", "Return if all extra output counts", "ratio", "higher", 2
        ),
        Label("payback_quarter", "Payback quarter", "quarter", "lower", 0),
    )
}
"""Outcomes that exist only between twins: they need the future without the design."""


@dataclass(frozen=True)
class Comparison:
    """What a comparison found; tables only.

    Attributes:
        study: what was compared.
        frame: one row per arm, replication and quarter; columns are outcomes.
        table: differences of every arm from `study.against`, with intervals.
        bands: quantiles of futures by arm, outcome and quarter.
        readings: what a dashboard shows of participants beside what the program did to them.
        labels: of every outcome in the tables.
        batch: what was run, reused, and what failed.
    """

    study: Study
    frame: pd.DataFrame
    table: pd.DataFrame
    bands: pd.DataFrame
    readings: pd.DataFrame
    labels: Mapping[str, Label]
    batch: Outcome

    @property
    def people(self) -> int:
        """People on the first day."""
        return int((self.study.arms[self.study.against].layout.opening_month == 0).sum())


def compare(
    study: Study,
    store: Store,
    *,
    workers: int | None = None,
    report: Callable[[Progress], None] = lambda progress: None,
) -> Comparison:
    """Run every arm with the same seeds, reuse what the store knows, and take differences.

    Runs that failed leave out their pair; the table's n says how many pairs there are. Where no
    design is without a program, futures without one are run too: participants' twins live there.
    """
    _, reference = reference_of(study)
    arms = list(study.arms.values())
    if reference.content_id not in {arm.content_id for arm in arms}:
        arms.append(reference)
    jobs = jobs_for(arms, study.seed, study.replications)
    batch = run_many(jobs, store, workers=workers, report=report)
    frame = _frame(study, store)
    currency = study.arms[study.against].organization.currency
    labels = {**labels_of(study.arms[study.against]), **TWIN_LABELS}
    labels = {name: label.in_currency(currency) for name, label in labels.items()}
    if frame.empty or study.against not in set(frame["arm"]):
        nothing = pd.DataFrame()
        return Comparison(study, frame, nothing, nothing, nothing, labels, batch)
    frame = _with_twins(frame, study.against)
    outcomes = [name for name in labels if name in frame]
    table = differences(frame, study.against, {name: labels[name].better for name in outcomes})
    both = readings(study, store)
    return Comparison(study, frame, table, bands(frame, outcomes), both, labels, batch)


def _frame(study: Study, store: Store) -> pd.DataFrame:
    """Rows of the whole organization for every arm, in the order of arms and replications."""
    numbers = {replication_seed(study.seed, r): r for r in range(study.replications)}
    parts = []
    for name, scenario in study.arms.items():
        ids = [Job(scenario, seed).run_id for seed in numbers]
        rows = store.rows(ids, slice_kind="whole")
        rows.insert(0, "arm", name)
        rows.insert(1, "replication", [numbers[int(seed)] for seed in rows["seed"]])
        parts.append(rows)
    frame = pd.concat(parts, ignore_index=True)
    return frame.drop(columns=[key for key in KEYS if key != "quarter"])


def _with_twins(frame: pd.DataFrame, against: str) -> pd.DataFrame:
    """Add what only twins tell: net benefit, return and payback against the future without.

    net = share of output sold or saved x extra value - extra cost of exits - extra program cost
    return on investment = net / extra program cost, where the design costs more than the reference
    """
    if any(name not in frame for name in NEEDED):
        return frame
    twins = ["replication", "quarter"]
    base = frame[frame["arm"] == against].set_index(twins)[list(NEEDED)]
    own = frame.set_index(twins)[list(NEEDED)]
    gain = (own - base.reindex(own.index)).reset_index(drop=True)
    cost = gain["cost_total"].where((frame["arm"] != against) & (gain["cost_total"] > 0))
    result = frame.copy()
    for suffix, share in MARGINAL_SHARES.items():
        net = share * gain["value_total"] - gain["cost_exits_total"] - gain["cost_total"]
        result[f"net_total{suffix}"] = net
        result[f"return_on_investment{suffix}"] = net / cost
    result["payback_quarter"] = _payback(result, cost)
    return result


def _payback(frame: pd.DataFrame, cost: pd.Series) -> pd.Series:
    """First quarter since which the net benefit has not been below zero, as of every quarter.

    Counted from the first quarter that costs anything. Absent where the net is below zero, so at
    the horizon: the quarter from which it never falls below zero again, absent if it never pays.
    """
    future = [frame["arm"], frame["replication"]]
    spent = (cost > 0).groupby(future).cummax()
    paid = spent & (frame["net_total"] >= 0)
    begins = paid & ~paid.groupby(future).shift(fill_value=False)
    return frame["quarter"].where(begins).groupby(future).ffill().where(paid)
