"""Compare: the same people with the same luck under several designs; differences with intervals."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from simulation.engine.draws import replication_seed
from simulation.experiments.statistics import bands, differences
from simulation.experiments.study import Study
from simulation.outcomes.collect import labels_of
from simulation.outcomes.labels import Label
from simulation.runner import Job, Outcome, Progress, jobs_for, run_many
from simulation.store.protocol import Store

KEYS = ("run_id", "scenario_id", "scenario_name", "seed", "quarter", "slice_kind", "slice")

MARGINAL_SHARE = 0.5
"""Share of extra output that the organization can sell or save (.2 to 1, assumed)."""

MARGINAL_RANGE = (0.2, 1.0)

TWIN_LABELS = {
    "net_total": Label("net_total", "Cumulative net benefit", "currency", "higher", 0),
    "net_total_low": Label(
        "net_total_low", "Net benefit if a fifth of extra output counts", "currency", "higher", 0
    ),
    "net_total_high": Label(
        "net_total_high", "Net benefit if all extra output counts", "currency", "higher", 0
    ),
    "return_on_investment": Label(
        "return_on_investment", "Return on investment", "ratio", "higher", 2
    ),
    "payback_quarter": Label("payback_quarter", "Payback quarter", "quarter", "lower", 0),
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
        labels: of every outcome in the tables.
        batch: what was run, reused, and what failed.
    """

    study: Study
    frame: pd.DataFrame
    table: pd.DataFrame
    bands: pd.DataFrame
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

    Runs that failed leave out their pair; the table's n says how many pairs there are.
    """
    jobs = jobs_for(study.arms.values(), study.seed, study.replications)
    batch = run_many(jobs, store, workers=workers, report=report)
    frame = _frame(study, store)
    currency = study.arms[study.against].organization.currency
    labels = {**labels_of(study.arms[study.against]), **TWIN_LABELS}
    labels = {name: label.in_currency(currency) for name, label in labels.items()}
    if frame.empty or study.against not in set(frame["arm"]):
        return Comparison(study, frame, pd.DataFrame(), pd.DataFrame(), labels, batch)
    frame = _with_twins(frame, study.against)
    outcomes = [name for name in labels if name in frame]
    table = differences(frame, study.against, {name: labels[name].better for name in outcomes})
    return Comparison(study, frame, table, bands(frame, outcomes), labels, batch)


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
    frame = frame.drop(columns=[key for key in KEYS if key != "quarter"])
    return frame.sort_values(["replication", "quarter"], kind="stable", ignore_index=True).pipe(
        lambda f: (
            f.assign(arm=pd.Categorical(f["arm"], list(study.arms)))
            .sort_values(["arm", "replication", "quarter"], kind="stable", ignore_index=True)
            .assign(arm=lambda g: g["arm"].astype(object))
        )
    )


def _with_twins(frame: pd.DataFrame, against: str) -> pd.DataFrame:
    """Add what only twins tell: net benefit, return and payback against the future without."""
    base = frame[frame["arm"] == against].set_index(["replication", "quarter"])
    own = frame.set_index(["replication", "quarter"])
    needed = ("value_total", "cost_total", "cost_exits_total")
    if any(name not in frame for name in needed):
        return frame
    gain = {
        name: own[name].to_numpy() - base[name].reindex(own.index).to_numpy() for name in needed
    }
    kept = -gain["cost_exits_total"] - gain["cost_total"]
    result = frame.copy()
    shares = {"": MARGINAL_SHARE, "_low": MARGINAL_RANGE[0], "_high": MARGINAL_RANGE[1]}
    for suffix, share in shares.items():
        result[f"net_total{suffix}"] = share * gain["value_total"] + kept
    cost = gain["cost_total"]
    net = result["net_total"].to_numpy(dtype=float)
    result["return_on_investment"] = np.where(cost > 0, net / np.where(cost > 0, cost, 1), np.nan)
    result["payback_quarter"] = _payback(result, cost, net)
    result.loc[result["arm"] == against, ["return_on_investment", "payback_quarter"]] = np.nan
    return result


def _payback(frame: pd.DataFrame, cost: Any, net: Any) -> pd.Series:
    """First quarter from which the net benefit never falls below zero again, at the last one."""
    table = frame[["arm", "replication", "quarter"]].assign(paid=net >= 0, spent=cost > 0)

    def first_paid(group: pd.DataFrame) -> float:
        unpaid = group.loc[~group["paid"], "quarter"]
        last = int(group["quarter"].max())
        if not group["spent"].any() or (len(unpaid) and int(unpaid.max()) == last):
            return float("nan")
        return float(int(unpaid.max()) + 1) if len(unpaid) else float(group["quarter"].min())

    paid = table.groupby(["arm", "replication"], sort=False)[["quarter", "paid", "spent"]].apply(
        first_paid
    )
    keys = pd.MultiIndex.from_frame(frame[["arm", "replication"]])
    return pd.Series(paid.reindex(keys).to_numpy(), index=frame.index)
