"""Build: everything that a comparison is told with, from its tables."""

from pathlib import Path
from typing import Any, Protocol

import pandas as pd

from simulation.report.figures.fan import difference_chart, fan_chart, overview
from simulation.report.style import Provenance
from simulation.report.verdict import verdict

FANS = ("exits_total", "skill", "morale", "net_total")
"""Outcomes drawn as a fan of futures each."""


class Compared(Protocol):
    """What a comparison offers to a report: tables, labels and where they come from."""

    @property
    def study(self) -> Any:
        """Name, arms, against, quarters, replications, seed."""

    @property
    def table(self) -> pd.DataFrame:
        """Differences with intervals."""

    @property
    def bands(self) -> pd.DataFrame:
        """Quantiles of futures."""

    @property
    def labels(self) -> Any:
        """Labels by outcome."""

    @property
    def people(self) -> int:
        """People on the first day."""


def verdicts(comparison: Compared) -> list[str]:
    """One sentence for every design against the reference."""
    study, table = comparison.study, comparison.table
    if table.empty:
        return []
    currency = study.arms[study.against].organization.currency
    return [
        verdict(
            arm,
            study.against,
            table,
            comparison.labels,
            quarters=study.quarters,
            replications=study.replications,
            currency=currency,
            levels=comparison.bands,
        )
        for arm in study.arms
        if arm != study.against and (table["arm"] == arm).any()
    ]


def write_report(comparison: Compared, folder: Path) -> list[Path]:
    """Write figures (SVG and PNG) and the table of differences; the overview comes first."""
    folder.mkdir(parents=True, exist_ok=True)
    study, table = comparison.study, comparison.table
    present = set(table["arm"])
    arms = [arm for arm in study.arms if arm in present]
    provenance = Provenance(comparison.people, study.seed, study.name)
    written = overview(
        table, comparison.labels, arms, stem=folder / "overview", provenance=provenance
    )
    for outcome in FANS:
        if outcome in comparison.labels and (table["outcome"] == outcome).any():
            written += _pictures(comparison, outcome, arms, folder, provenance)
    file = folder / "differences.csv"
    table.to_csv(file, index=False)
    return [*written, file]


def _pictures(
    comparison: Compared, outcome: str, arms: list[str], folder: Path, provenance: Provenance
) -> list[Path]:
    label = comparison.labels[outcome]
    if outcome in ("net_total",):
        return difference_chart(
            comparison.table,
            label,
            arms,
            stem=folder / f"difference_{outcome}",
            provenance=provenance,
        )
    return fan_chart(
        comparison.bands,
        label,
        [comparison.study.against, *arms],
        stem=folder / f"fan_{outcome}",
        provenance=provenance,
        differences=comparison.table,
    )
