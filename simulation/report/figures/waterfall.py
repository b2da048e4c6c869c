"""Waterfall: what each part of a design contributes to its effect, from zero to the total.

Parts stand in the order of their share in the first outcome; a part that changes nothing at all
is named in the note. Parts overlap, so a gray bar, their interaction, closes the gap to the total.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from simulation.errors import Problem, UserError
from simulation.outcomes.labels import Label
from simulation.report.figures.page import (
    TEXT,
    Page,
    drawing,
    new_page,
    signed_compact,
    text_width,
    wrap,
)
from simulation.report.style import (
    FAINT,
    INK,
    KEPT,
    QUALITY,
    REFERENCE,
    RULE,
    Estimate,
    Provenance,
    estimate_of,
    ink,
    need,
    people_kept,
    short_unit,
)
from simulation.report.verdict import after, level_of, lower_first

EXPLAINED = ("arm", "against", "kind", "part", "outcome", "quarter", "mean", "ci_low", "ci_high",
             "n", "level")  # fmt: skip
OUTCOMES = (KEPT.name, "skill", "net_total")
KINDS = {
    "lever": "each lever knocked out of the design",
    "mechanism": "each mechanism switched off with and without the design",
}
COLORS = "blue: good, orange: bad, gray: not clearly either, or the interaction"
NAMES, ROW, GAP, AXIS, HEAD = 2.35, 0.27, 0.14, 0.32, 0.42  # inches


@dataclass(frozen=True)
class Bar:
    """One part in one outcome: where it begins, what it adds, and how sure that is."""

    name: str
    start: float
    estimate: Estimate
    color: str

    @property
    def end(self) -> float:
        """Where it ends."""
        return self.start + self.estimate.mean


def waterfall(
    table: pd.DataFrame,
    labels: Mapping[str, Label],
    kind: str,
    *,
    stem: Path,
    provenance: Provenance,
) -> list[Path]:
    """Draw one design's effect as a waterfall of its levers or mechanisms, a panel per outcome.

    `table` holds the rows of one design from `experiments.explain`.

    Raises:
        UserError: there is no part to show.
    """
    need(table, EXPLAINED)
    known = {**labels, KEPT.name: KEPT}
    rows = people_kept(table.loc[table["kind"].isin(["total", kind])])
    shown = [known[name] for name in OUTCOMES if (rows["outcome"] == name).any()]
    order, idle = _order(rows, kind)
    if not order:
        raise UserError(Problem(f"the design has no {kind} that changes anything"))
    panels = {label: _bars(rows, label, order) for label in shown}
    with drawing():
        page = _page(rows, kind, panels, idle, provenance)
        _draw(page, panels)
        return page.save(stem)


def _order(rows: pd.DataFrame, kind: str) -> tuple[list[str], list[str]]:
    """Parts that change anything, the largest in the first outcome first; and those that do not."""
    parts = rows.loc[rows["kind"] == kind]
    if parts.empty:
        return [], []
    remainder = _remainder(rows, kind)
    parts = parts.loc[parts["part"] != remainder]
    moves = parts.assign(size=parts["mean"].abs()).pivot(
        index="part", columns="outcome", values="size"
    )
    first = next((name for name in OUTCOMES if name in moves.columns), None)
    if first is None:
        return [], []
    idle = [str(name) for name in moves.index[moves.max(axis=1) == 0.0]]
    order = moves.drop(index=idle).sort_values(first, ascending=False, kind="stable")
    names = [str(name) for name in order.index]
    return ([*names, remainder, _total(rows)] if names else []), idle


def _remainder(rows: pd.DataFrame, kind: str) -> str:
    """Name of the last row of a kind, which holds what parts leave to the total."""
    return str(rows.loc[rows["kind"] == kind, "part"].iloc[-1])


def _total(rows: pd.DataFrame) -> str:
    return str(rows.loc[rows["kind"] == "total", "part"].iloc[0])


def _bars(rows: pd.DataFrame, label: Label, order: Sequence[str]) -> list[Bar]:
    """Bars of one outcome, each beginning where the one before ends; the total begins at zero."""
    own = rows.loc[rows["outcome"] == label.name]
    by_part = {str(row["part"]): row for _, row in own.iterrows()}
    bars: list[Bar] = []
    for name in order:
        estimate = estimate_of(by_part[name], label)
        if estimate is None:
            continue
        last = name == order[-1]
        start = bars[-1].end if bars and not last else 0.0
        gray = name == order[-2]
        color = REFERENCE if gray else QUALITY[estimate.quality(label.better)]
        bars.append(Bar(name, start, estimate, color))
    return bars


def _page(
    rows: pd.DataFrame,
    kind: str,
    panels: Mapping[Label, Sequence[Bar]],
    idle: Sequence[str],
    provenance: Provenance,
) -> Page:
    row, [first, *_] = rows.iloc[0], panels
    arm, against, quarter = row["arm"], row["against"], int(row["quarter"])
    title = f"{arm}: {_takeaway(first, panels[first])}"
    subtitle = f"What makes up its effect {after(quarter)} against {against}; {KINDS[kind]}"
    note = provenance.note(int(n) for n in rows["n"])
    note += f"; lines: {level_of(rows)} intervals of luck, same people and luck for every bar"
    note += "; parts that need each other count in each, which the interaction takes back"
    note += f"; {COLORS}"
    note += f"; nothing at all from: {', '.join(idle)}" if idle else ""
    bars = max(map(len, panels.values()))
    return new_page(title, subtitle, note, HEAD + bars * ROW + AXIS)


def _takeaway(label: Label, bars: Sequence[Bar]) -> str:
    """Return '+34 people kept, most from "A" (+19) and "B" (+16)'."""
    *parts, _, total = bars
    whole = f"{total.estimate.signed} {lower_first(label.label)}"
    good = [bar for bar in parts if bar.estimate.sign and bar.estimate.sign == total.estimate.sign]
    best = [f'"{bar.name}" ({bar.estimate.signed})' for bar in good[:2]]
    return f"{whole}, most from {' and '.join(best)}" if best else f"{whole}, from no part clearly"


def _draw(page: Page, panels: Mapping[Label, Sequence[Bar]]) -> None:
    rows = max(map(len, panels.values()))
    names = next(iter(panels.values()))
    wide = (page.width - NAMES) / len(panels)
    for i, (label, bars) in enumerate(panels.items()):
        axes = page.axes(NAMES + i * wide, AXIS, wide - GAP, rows * ROW)
        _scale(axes, bars, wide - GAP)
        for y, bar in enumerate(bars):
            _bar(axes, y, bar, last=y == len(bars) - 1)
        axes.set_yticks(range(rows), [_short(bar.name) for bar in names] if i == 0 else [""] * rows)
        axes.tick_params(axis="y", labelsize=TEXT - 0.5, labelcolor=INK)
        _title(axes, label, wide - GAP)


def _short(name: str) -> str:
    return "\n".join(wrap(name, NAMES - 0.1, TEXT - 0.5, "normal", 1))


def _scale(axes: Axes, bars: Sequence[Bar], room: float) -> None:
    """Fit all bars with their intervals, and leave room at the right for the widest number."""
    ends = [0.0, *(bar.end for bar in bars)]
    for bar in bars:
        low, high = bar.estimate.low, bar.estimate.high
        ends += [bar.start + end for end in (low, high) if end is not None]
    text = max(text_width(bar.estimate.signed, TEXT - 1.5) for bar in bars) + 0.12
    low, high = min(ends), max(ends)
    span = max(high - low, 1e-9) * room / (room - text)
    axes.set_xlim(low - 0.02 * span, low + span)
    axes.set_ylim(len(bars) - 0.4, -0.6)
    axes.axvline(0, color=INK, linewidth=0.9, zorder=1.5)
    axes.spines[["top", "left", "right"]].set_visible(False)
    axes.grid(axis="x", color=RULE, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(length=0, bottom=False, left=False, labelsize=TEXT - 1.5, labelcolor=FAINT)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=3, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(signed_compact))


def _bar(axes: Axes, y: int, bar: Bar, *, last: bool) -> None:
    estimate = bar.estimate
    axes.barh(y, estimate.mean, 0.62, bar.start, color=bar.color, alpha=1.0 if last else 0.75)
    right = max(bar.start, bar.end)
    if estimate.low is not None and estimate.high is not None:
        ends = [bar.start + estimate.low, bar.start + estimate.high]
        axes.plot(ends, [y, y], color=INK, linewidth=0.9, zorder=3)
        right = max(right, *ends)
    if not last:
        axes.plot([bar.end, bar.end], [y, y + 1], color=FAINT, linewidth=0.5, zorder=1)
    axes.annotate(
        estimate.signed,
        (right, y),
        (3, 0),
        textcoords="offset points",
        color=ink(bar.color),
        size=TEXT - 1.5,
        weight="bold" if last else "normal",
        va="center",
        annotation_clip=False,
    )


def _title(axes: Axes, label: Label, room: float) -> None:
    unit = "" if short_unit(label.unit) in label.label.lower() else f", {short_unit(label.unit)}"
    lines = wrap(f"{label.label}{unit}", room, TEXT, "bold", 2)
    axes.annotate(
        "\n".join(lines),
        (0, 1),
        (0, 5),
        xycoords="axes fraction",
        textcoords="offset points",
        color=INK,
        size=TEXT,
        weight="bold",
        annotation_clip=False,
    )
