"""What a dashboard would show of participants, beside what the program did: tables and sentences.

Everything is read from the table that experiments.readings makes. All four outcomes are percents or
index points, so every difference is in points.
"""

from collections.abc import Sequence
from textwrap import fill

import pandas as pd
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from simulation.report.style import Estimate, need, number
from simulation.report.verdict import after

MENTEES, TOLD = "mentees", "retention"
"""The group and the outcome that sentences and titles are about."""

HEADING = "What a dashboard would show, and what the program did"
WHOM = {
    MENTEES: "on mentees",
    "mentors": "on mentors",
    "bystanders": "on bystanders",
    "everybody": "on everybody",
}
"""Groups in the order of the table, as headings."""

READING_COLUMNS = (
    *("arm", "without", "group", "outcome", "label", "unit"),
    *(
        "naive",
        "naive_ci_low",
        "naive_ci_high",
        "causal",
        "causal_ci_low",
        "causal_ci_high",
        "selection_share",
        "n",
        "level",
    ),
)

type Row = "pd.Series[float]"
type Cells = tuple[str, ...]


def estimate(row: Row, reading: str) -> Estimate | None:
    """The `naive` or `causal` difference of a row, None where it is absent."""
    mean, low, high = (row[f"{reading}{end}"] for end in ("", "_ci_low", "_ci_high"))
    if pd.isna(mean):
        return None
    ends = [None if pd.isna(end) else float(end) for end in (low, high)]
    return Estimate(float(mean), ends[0], ends[1], "points", 1)


def seen_by_dashboards(readings: pd.DataFrame) -> pd.DataFrame:
    """The rows of mentees whom a dashboard can compare with others."""
    need(readings, READING_COLUMNS)
    return readings.loc[(readings["group"] == MENTEES) & readings["naive"].notna()]


def points(unit: str) -> str:
    """What a difference of values in a unit is counted in."""
    return "percentage points" if unit == "%" else unit


def share_in_words(share: float) -> str:
    """How much of a gap is selection: "87%", "all", "none"; blank where the gap may be zero."""
    if pd.isna(share):
        return ""
    if share >= 0.995:
        return "all"
    return "none" if share <= 0.005 else f"{number(100 * share, 0)}%"


def reading_sentence(readings: pd.DataFrame, arm: str) -> str | None:
    """One sentence on the retention of a design's mentees, read both ways.

    None where no dashboard compares them, or where futures are too few for an interval.
    """
    rows = seen_by_dashboards(readings)
    rows = rows.loc[(rows["arm"] == arm) & (rows["outcome"] == TOLD)]
    if rows.empty:
        return None
    row = rows.iloc[0]
    naive, causal = estimate(row, "naive"), estimate(row, "causal")
    if naive is None or causal is None or naive.range is None or causal.range is None:
        return None
    effect = f"{causal.signed} points ({causal.range})"
    if causal.sign == 0:
        effect = f"not clearly different from none ({causal.range} points)"
    share = row["selection_share"]
    part = "" if pd.isna(share) else f"; {share_in_words(share)} of the gap is who joins"
    return (
        f"A dashboard would show {_gap(naive)}; the program's own effect on them is {effect}{part}."
    )


def _gap(naive: Estimate) -> str:
    if naive.sign == 0:
        return f"no clear gap in retention between mentees and others ({naive.range} points)"
    gap, side = (naive, "above") if naive.sign > 0 else (naive.flipped(), "below")
    return f"mentees' retention {gap.show(gap.mean)} points {side} others' ({gap.range})"


def readings_headline(readings: pd.DataFrame, arms: Sequence[str]) -> str:
    """The takeaway over all designs, for the title of a picture."""
    rows = seen_by_dashboards(readings)
    rows = rows.loc[(rows["outcome"] == TOLD) & rows["arm"].isin(list(arms))]
    if len(rows) == 1:
        said = reading_sentence(readings, str(rows.iloc[0]["arm"]))
        return (said or HEADING).removesuffix(".")
    clear = rows.loc[rows["selection_share"].notna() & (rows["naive"] > 0)]
    if clear.empty:
        return "On a dashboard no design's mentees clearly stay more often than others"
    gaps = _span([number(value, 0) for value in clear["naive"].sort_values()])
    shares = clear["selection_share"].clip(0, 1).sort_values()
    part = _span([number(100 * value, 0) for value in shares])
    of = "" if len(clear) == len(rows) else f" under {len(clear)} of {len(rows)} designs"
    return (
        f"Dashboards would show mentees staying {gaps} points more often than others{of}; "
        f"{part}% of that is who joins, not the program"
    )


def _span(shown: list[str]) -> str:
    """The first and the last of sorted numbers, or the one they have in common."""
    return shown[0] if shown[0] == shown[-1] else f"{shown[0]} to {shown[-1]}"


# Tables ------------------------------------------------------------------------------------


def print_readings(console: Console, readings: pd.DataFrame, *, quarter: int) -> None:
    """Print both tables; where the output is no terminal, plain text with no line broken."""
    for title, head, rows in tables(readings, quarter=quarter):
        if console.is_terminal:
            console.print(_rich(title, head, rows))
        else:
            console.file.write(_plain(title, head, rows))


def tables(readings: pd.DataFrame, *, quarter: int) -> list[tuple[str, Cells, list[Cells]]]:
    """Title, heading and cells of the table of mentees, and of that of effects by group."""
    need(readings, READING_COLUMNS)
    seen = seen_by_dashboards(readings)
    made: list[tuple[str, Cells, list[Cells]]] = []
    if len(seen):
        head = ("Design", "Outcome", "Dashboard shows", "Program did", "Selection", "Futures")
        cells = [_seen_cells(row) for _, row in seen.iterrows()]
        made.append((_seen_title(seen, quarter), head, cells))
    if len(readings):
        groups = ("Design", "Outcome", *WHOM.values())
        made.append((_effects_title(readings, quarter), groups, _effect_rows(readings)))
    return made


def _seen_title(rows: pd.DataFrame, quarter: int) -> str:
    return (
        f"{HEADING}: mentees {after(quarter)}.\n"
        "Dashboard: mentees less colleagues who could have joined and did not. Program: the same "
        f"mentees less themselves under {rows['without'].iloc[0]}. Selection: share of the "
        f"dashboard's gap that is who joins, blank where the gap may be zero. {_level(rows)}"
    )


def _effects_title(rows: pd.DataFrame, quarter: int) -> str:
    return (
        f"What the program did to whom {after(quarter)}.\n"
        "Everybody of launch day (in a program for newcomers only: everybody hired since) less "
        f"themselves under {rows['without'].iloc[0]}. Bystanders are neither mentees nor mentors. "
        f"{_level(rows)}"
    )


def _level(rows: pd.DataFrame) -> str:
    return f"{100 * float(rows['level'].iloc[0]):g}% intervals of means over futures, in points."


def _seen_cells(row: Row) -> Cells:
    both = (_cell(estimate(row, reading)) for reading in ("naive", "causal"))
    share = share_in_words(row["selection_share"])
    return str(row["arm"]), str(row["label"]), *both, share, f"{row['n']:,.0f}"


def _effect_rows(readings: pd.DataFrame) -> list[Cells]:
    by_key = {(r["arm"], r["outcome"], r["group"]): r for _, r in readings.iterrows()}
    labels = dict(zip(readings["outcome"], readings["label"], strict=True))
    return [
        (str(arm), str(label), *(_effect(by_key.get((arm, outcome, group))) for group in WHOM))
        for arm in readings["arm"].unique()
        for outcome, label in labels.items()
    ]


def _effect(row: Row | None) -> str:
    return "" if row is None else _cell(estimate(row, "causal"))


def _cell(found: Estimate | None) -> str:
    if found is None:
        return ""
    return found.signed if found.range is None else f"{found.signed} ({found.range})"


def _plain(title: str, head: Cells, rows: list[Cells]) -> str:
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    rule = tuple("-" * width for width in widths)
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in (head, rule, *rows)
    ]
    words = [line for part in title.split("\n") for line in fill(part, 100).split("\n")]
    return "\n".join(["", *words, "", *lines, ""])


def _rich(title: str, head: Cells, rows: list[Cells]) -> Table:
    """The same for a terminal: design and interval on lines of their own, so that 80 columns do."""
    table = Table(
        title=Text(title),
        box=box.SIMPLE_HEAD,
        title_justify="left",
        padding=(0, 0, 0, 1),
        pad_edge=False,
    )
    table.add_column(Text("\n".join(head[:2])), min_width=12)
    for name in head[2:]:
        table.add_column(Text(name), justify="right", no_wrap=True)
    previous = None
    for arm, outcome, *cells in rows:
        if arm != previous:
            table.add_section()
            table.add_row(Text(arm, "bold"))
        values = (Text(cell.replace(" (", "\n").removesuffix(")")) for cell in cells)
        table.add_row(Text(outcome), *values)
        previous = arm
    return table
