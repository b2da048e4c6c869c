"""Compare: the same people with the same luck under several designs; differences with intervals."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from simulation.experiments.futures import SHARE, jobs_by_arm, jobs_of, marginal_shares
from simulation.experiments.readings import readings, reference_of
from simulation.experiments.statistics import bands, differences, without_luck
from simulation.experiments.study import Study
from simulation.outcomes.collect import labels_of
from simulation.outcomes.labels import Label
from simulation.runner import Job, Outcome, Progress, run_many
from simulation.store.protocol import Store

KEYS = ("run_id", "scenario_id", "scenario_name", "seed", "quarter", "slice_kind", "slice")

MARGINAL_SHARES = {"": SHARE.default, "_low": SHARE.low, "_high": SHARE.high}
"""Share of extra output that the organization can sell or save, by suffix.

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
        people: on the first day.
        frame: one row per arm, replication and quarter; columns are outcomes.
        table: differences of every arm from `study.against`, with intervals.
        bands: quantiles of futures by arm, outcome and quarter.
        readings: what a dashboard shows of participants beside what the program did to them.
        labels: of every outcome in the tables.
        batch: what was run, reused, and what failed.
    """

    study: Study
    people: int
    frame: pd.DataFrame
    table: pd.DataFrame
    bands: pd.DataFrame
    readings: pd.DataFrame
    labels: Mapping[str, Label]
    batch: Outcome


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
    return with_readings(without_readings(study, store, workers=workers, report=report), store)


def without_readings(
    study: Study,
    store: Store,
    *,
    workers: int | None = None,
    report: Callable[[Progress], None] = lambda progress: None,
) -> Comparison:
    """All of a comparison but its readings, which are read from every single person."""
    jobs = jobs_by_arm(study)
    _, reference = reference_of(study)
    every = [*jobs.values()]
    if reference.content_id not in {arm.content_id for arm in study.arms.values()}:
        every.append(jobs_of(study, reference))
    twins = [job for future in zip(*every, strict=True) for job in future]
    people = study.people  # counted while processes get ready
    batch = run_many(twins, store, workers=workers, report=report)
    frame = frame_of(jobs, store)
    currency = study.arms[study.against].organization.currency
    labels = {**labels_of(study.arms[study.against]), **TWIN_LABELS}
    labels = {name: label.in_currency(currency) for name, label in labels.items()}
    nothing = pd.DataFrame()
    if frame.empty or study.against not in set(frame["arm"]):
        return Comparison(study, people, frame, nothing, nothing, nothing, labels, batch)
    frame = with_twins(frame, study.against, marginal_shares(study))
    outcomes = [name for name in labels if name in frame]
    better = {name: labels[name].better for name in outcomes}
    table = differences(frame, study.against, better, layer=study.uncertainty)
    levels = _bands(frame, outcomes, study)
    return Comparison(study, people, frame, table, levels, nothing, labels, batch)


def with_readings(found: Comparison, store: Store) -> Comparison:
    """The comparison with its readings, where there is anything to compare."""
    if found.table.empty:
        return found
    return replace(found, readings=readings(found.study, store))


def _bands(frame: pd.DataFrame, outcomes: list[str], study: Study) -> pd.DataFrame:
    """Quantiles of futures; of expected values where only knowledge is asked for."""
    if study.uncertainty == "luck":
        return bands(frame, outcomes)
    only = study.uncertainty == "knowledge"
    shown = without_luck(frame, outcomes) if only else frame
    return bands(shown, outcomes).assign(uncertainty=study.uncertainty)


def frame_of(jobs: Mapping[str, list[Job]], store: Store) -> pd.DataFrame:
    """Rows of the whole organization for every arm, in the order of arms and replications."""
    futures = pd.DataFrame(
        [
            (name, replication, job.run_id)
            for name, own in jobs.items()
            for replication, job in enumerate(own)
        ],
        columns=["arm", "replication", "run_id"],
    )
    frame = futures.merge(store.rows(futures["run_id"], slice_kind="whole"), on="run_id")
    return frame.drop(columns=[key for key in KEYS if key != "quarter"])


def with_twins(
    frame: pd.DataFrame, against: str, shares: Mapping[int, float] | None = None
) -> pd.DataFrame:
    """Add what only twins tell: net benefit, return and payback against the future without.

    `shares` are of output sold or saved, by replication; the default's without them.

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
    own_share = frame["replication"].map(shares) if shares else MARGINAL_SHARES[""]
    for suffix, share in {**MARGINAL_SHARES, "": own_share}.items():
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
