"""The comparison of designs as a table: for a terminal, and as plain text."""

from collections.abc import Mapping

import pandas as pd
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from simulation.outcomes.labels import Label
from simulation.report.layers import about, intervals, knowledge_share, layer_of
from simulation.report.style import (
    KEPT,
    Estimate,
    Provenance,
    estimate_of,
    need,
    people_kept,
)
from simulation.report.verdict import DIFFERENCE_COLUMNS, after, level_of, share_of_futures

HEADLINE = ("people_kept", "skill", "morale", "cost_total", "net_total")
# Told apart with any color vision, on dark and light terminals; the sign says it as well.
COLORS = {"better": "cyan", "worse": "bold yellow", "different": "cyan", "unclear": "dim"}


def plain_text(differences: pd.DataFrame, labels: Mapping[str, Label], *, quarter: int) -> str:
    """Return the comparison as aligned columns, for pipes and log files."""
    head: tuple[str, ...] = ("Design", "Outcome", "Difference", "Interval", "Better in", "Pairs")
    found = _headline_rows(differences, labels, quarter)
    rows = [_line(row, label) for row, label in found]
    if layer_of(differences) != "luck":
        head = (*head, "Unknown science")
        rows = [(*line, knowledge_share(row)) for line, (row, _) in zip(rows, found, strict=True)]
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    rule = ["-" * width for width in widths]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in (head, rule, *rows)
    ]
    return "\n".join([_caption(differences, quarter), "", *lines, ""])


def print_comparison(
    console: Console, differences: pd.DataFrame, labels: Mapping[str, Label], *, quarter: int
) -> None:
    """Print the comparison: designs by outcomes if the terminal is wide enough, else a list.

    Where the output is no terminal, the text is plain and no line is broken.
    """
    if not console.is_terminal:
        console.file.write(plain_text(differences, labels, quarter=quarter))
        return
    table = wide_table(differences, labels, quarter=quarter)
    unbounded = console.options.update(width=10_000)
    if console.measure(table, options=unbounded).maximum > console.width:
        console.print(long_list(differences, labels, quarter=quarter))
    else:
        console.print(table)


def wide_table(differences: pd.DataFrame, labels: Mapping[str, Label], *, quarter: int) -> Table:
    """Return a table with a row per design and a column per outcome."""
    found = _headline_rows(differences, labels, quarter)
    table = Table(title=Text(_caption(differences, quarter)), box=box.SIMPLE_HEAD)
    outcomes = {label.name: label for _, label in found}
    table.add_column("Design", max_width=32)
    for label in outcomes.values():
        table.add_column(Text(f"{label.label}\n{label.unit}"), justify="right", no_wrap=True)
    cells = {(str(row["arm"]), label.name): _wide_cell(row, label) for row, label in found}
    for arm in dict.fromkeys(arm for arm, _ in cells):
        table.add_row(Text(arm), *(cells.get((arm, name), Text()) for name in outcomes))
    return table


def long_list(differences: pd.DataFrame, labels: Mapping[str, Label], *, quarter: int) -> Text:
    """Return a line per outcome under each design's name; narrow terminals wrap, never cut it."""
    found = _headline_rows(differences, labels, quarter)
    lines = [_line(row, label) for row, label in found]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    shown = Text(_caption(differences, quarter), "italic")
    previous = None
    for (arm, outcome, *values), (row, label) in zip(lines, found, strict=True):
        if arm != previous:
            shown.append(f"\n\n{arm}", "bold not italic")
        change, interval, share, _ = values
        shown.append(f"\n{outcome.ljust(widths[1])}  ", "not italic")
        numbers = f"{change.rjust(widths[2])}  {interval.rjust(widths[3])}"
        often = f"  better in {share}" if share else ""
        often += f"  unknown science {known}" if (known := knowledge_share(row)) else ""
        shown.append(numbers + often, f"not italic {_color(row, label)}")
        previous = arm
    return shown


def _caption(differences: pd.DataFrame, quarter: int) -> str:
    if differences.empty:
        return f"No design to compare {after(quarter)}"
    against = differences["against"].iloc[0]
    counts = differences.loc[differences["quarter"] == quarter, "n"]
    futures = Provenance().note(int(n) for n in counts if n > 0)
    kind = f"{level_of(differences)} intervals"
    kind = kind if layer_of(differences) == "luck" else intervals(differences)
    return f"Difference from {against} {after(quarter)}, {kind}, {futures}; {about(differences)}"


def _headline_rows(
    differences: pd.DataFrame, labels: Mapping[str, Label], quarter: int
) -> list[tuple["pd.Series[float]", Label]]:
    need(differences, DIFFERENCE_COLUMNS)
    known = {**labels, KEPT.name: KEPT}
    table = people_kept(differences)
    here = table.loc[(table["quarter"] == quarter) & table["outcome"].isin(HEADLINE)]
    by_key = {(row["arm"], row["outcome"]): row for _, row in here.iterrows()}
    return [
        (by_key[arm, name], known[name])
        for arm in differences["arm"].unique()
        for name in HEADLINE
        if name in known and (arm, name) in by_key
    ]


def _line(row: "pd.Series[float]", label: Label) -> tuple[str, ...]:
    estimate = estimate_of(row, label)
    shown = estimate.signed_unit if estimate else ""
    interval = (estimate.range if estimate else None) or ""
    return str(row["arm"]), label.label, shown, interval, _share(row), f"{row['n']:,.0f}"


def _share(row: "pd.Series[float]") -> str:
    share = row["share_better"]
    return "" if pd.isna(share) else share_of_futures(share).removesuffix(" of futures")


def _wide_cell(row: "pd.Series[float]", label: Label) -> Text:
    estimate = estimate_of(row, label)
    if estimate is None:
        return Text()
    interval = "" if estimate.range is None else f"\n{estimate.range}"
    share = _share(row)
    often = f"\nbetter in {share}" if share else ""
    often += f"\nunknown {known}" if (known := knowledge_share(row)) else ""
    return Text(f"{estimate.signed}{interval}{often}", _color(row, label))


def _color(row: "pd.Series[float]", label: Label) -> str:
    estimate: Estimate | None = estimate_of(row, label)
    return COLORS[estimate.quality(label.better)] if estimate else ""
