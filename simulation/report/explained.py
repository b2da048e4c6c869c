"""An explanation as a table and figures: what every part of a design contributes."""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import pandas as pd

from simulation.errors import Problem, UserError
from simulation.outcomes.labels import Label
from simulation.pool import side_by_side
from simulation.report.build import RETRY
from simulation.report.figures.waterfall import KINDS, OUTCOMES, waterfall
from simulation.report.style import KEPT, Provenance, estimate_of, people_kept
from simulation.report.verdict import after, level_of


class Explained(Protocol):
    """What an explanation offers to a report."""

    @property
    def study(self) -> Any:
        """Name, arms, seed, quarters."""

    @property
    def table(self) -> pd.DataFrame:
        """Contributions with intervals."""

    @property
    def labels(self) -> Mapping[str, Label]:
        """Labels by outcome."""

    @property
    def people(self) -> int:
        """People on the first day."""


def explanation_text(explained: Explained) -> str:
    """Return every design's parts as aligned columns, an outcome each."""
    found = people_kept(explained.table)
    labels = {**explained.labels, KEPT.name: KEPT}
    names = [name for name in OUTCOMES if (found["outcome"] == name).any()]
    blocks = [_caption(explained)]
    for arm, own in found.groupby("arm", sort=False):
        head = (str(arm), *(_heading(labels[name]) for name in names))
        blocks.append(_aligned([head, *_lines(own, labels, names)]))
    return "\n\n".join(blocks) + "\n"


def write_explanation(explained: Explained, folder: Path) -> list[Path]:
    """Write a waterfall of levers and one of mechanisms for every design, and the table.

    Raises:
        UserError: no replication finished in all its runs, so there is nothing to report.
    """
    table, study = explained.table, explained.study
    if table.empty or not table["n"].any():
        words = "no replication finished in all its runs, so there is nothing to explain"
        raise UserError(Problem(words, hint=RETRY))
    folder = folder.resolve()  # a worker that draws may have begun in another folder
    folder.mkdir(parents=True, exist_ok=True)
    provenance = Provenance(explained.people, study.seed, study.name)
    arms = list(dict.fromkeys(table["arm"]))
    tasks = []
    for number, arm in enumerate(arms, start=1):
        draw = partial(waterfall, table.loc[table["arm"] == arm], explained.labels)
        for kind in KINDS:
            stem = folder / (f"{kind}s" if len(arms) == 1 else f"{kind}s_{number}")
            tasks.append(partial(draw, kind, stem=stem, provenance=provenance))
    written = [path for paths in side_by_side(tasks) for path in paths]
    written.append(folder / "explanation.csv")
    table.to_csv(written[-1], index=False)
    return written


def _caption(explained: Explained) -> str:
    table, study = explained.table, explained.study
    counts = Provenance(explained.people, study.seed).note(int(n) for n in table["n"])
    return (
        f"Contributions to the difference from {study.against} {after(study.quarters)}, "
        f"{level_of(table)} intervals of luck, {counts}"
    )


def _heading(label: Label) -> str:
    return label.label if label.name == KEPT.name else f"{label.label}, {label.unit}"


def _lines(
    own: pd.DataFrame, labels: Mapping[str, Label], names: list[str]
) -> Iterator[tuple[str, ...]]:
    """A line per part under a line that says what kind of parts follow."""
    for kind, rows in own.groupby("kind", sort=False):
        if str(kind) in KINDS:
            yield (f"  {KINDS[str(kind)]}:", *("" for _ in names))
        for part, each in rows.groupby("part", sort=False):
            by_outcome = {str(row["outcome"]): row for _, row in each.iterrows()}
            indent = "    " if str(kind) in KINDS else "  "
            yield f"{indent}{part}", *(_cell(by_outcome.get(n), labels[n]) for n in names)


def _cell(row: "pd.Series[float] | None", label: Label) -> str:
    estimate = None if row is None else estimate_of(row, label)
    if estimate is None:
        return ""
    if estimate.low == estimate.high == 0.0:
        return "0"
    return estimate.signed + (f" ({estimate.range})" if estimate.range else "")


def _aligned(lines: list[tuple[str, ...]]) -> str:
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )
