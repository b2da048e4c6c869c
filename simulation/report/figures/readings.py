"""The picture of naive beside causal: a dashboard's gap and the twins' effect, by design."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from simulation.errors import Problem, UserError
from simulation.report.figures.page import (
    TEXT,
    Page,
    drawing,
    new_page,
    signed_compact,
    text_width,
    wrap,
)
from simulation.report.layers import about_means
from simulation.report.readings import (
    estimate,
    points,
    readings_headline,
    seen_by_dashboards,
    share_in_words,
)
from simulation.report.style import DESIGNS, FAINT, INK, RULE, Provenance, ink
from simulation.report.verdict import after, level_of

# Inches: widest names, a design, a panel's header, its axis, the legend's line, between panels.
NAMES, ROW, HEAD, FOOT, LINE, GAP = 1.9, 0.5, 0.4, 0.5, 0.24, 0.3
SELECTION = "selection"

MARKS: dict[str, dict[str, Any]] = {
    "naive": {"color": DESIGNS[1], "marker": "s", "fill": "white", "at": -0.2},
    "causal": {"color": DESIGNS[0], "marker": "o", "fill": DESIGNS[0], "at": 0.2},
}
"""Told apart by place, shape and filling as well as by color."""


def readings_chart(
    readings: pd.DataFrame,
    arms: Sequence[str],
    *,
    quarter: int,
    stem: Path,
    provenance: Provenance,
) -> list[Path]:
    """Draw a panel per outcome with two marks per design, and return the paths of SVG and PNG.

    Designs without mentees whom a dashboard could compare are named in the note.
    """
    rows = seen_by_dashboards(readings)
    shown = [arm for arm in arms if (rows["arm"] == arm).any()]
    if not shown:
        hint = "Choose a design in which some take part and others who could do not."
        raise UserError(Problem("no participants to set against others", hint=hint))
    rows = rows.loc[rows["arm"].isin(shown)]
    with drawing():
        page = _page(rows, shown, _texts(rows, shown, arms, quarter, provenance))
        return page.save(stem)


def _texts(
    rows: pd.DataFrame,
    shown: Sequence[str],
    arms: Sequence[str],
    quarter: int,
    provenance: Provenance,
) -> tuple[str, str, str]:
    subtitle = (
        f"Differences of mentees {after(quarter)}, by design; "
        f"{SELECTION}: share of the dashboard's gap that is who joins"
    )
    note = provenance.note(int(n) for n in rows["n"])
    note += f"; {level_of(rows)} intervals of means over futures; {about_means(rows)}; "
    note += "satisfaction and output of people still employed"
    missing = [arm for arm in arms if arm not in shown]
    note += f"; nobody to compare: {', '.join(missing)}" if missing else ""
    return readings_headline(rows, list(shown)), subtitle, note


def _page(rows: pd.DataFrame, shown: Sequence[str], texts: tuple[str, str, str]) -> Page:
    panels = [rows.loc[rows["outcome"] == outcome] for outcome in rows["outcome"].unique()]
    columns = min(2, len(panels))
    names = [wrap(arm, NAMES, TEXT, "bold", 2) for arm in shown]
    left = max(text_width(line, TEXT, "bold") for lines in names for line in lines) + 0.15
    high = len(shown) * ROW + HEAD + FOOT
    legend = {
        "naive": "on the dashboard: mentees less others who could have joined",
        "causal": f"by the program: mentees less themselves under {rows['without'].iloc[0]}",
    }
    page = new_page(*texts, -(-len(panels) // columns) * high + len(legend) * LINE)
    _legend(page, legend)
    wide = (page.width - left) / columns
    share = text_width(SELECTION, TEXT - 1) + 0.1
    for i, panel in enumerate(panels):
        line, column = divmod(i, columns)
        bottom = page.height - len(legend) * LINE - (line + 1) * high + FOOT
        axes = page.axes(left + column * wide, bottom, wide - GAP - share, len(shown) * ROW)
        _panel(axes, panel, shown)
        title = str(panel["label"].iloc[0])
        axes.set_title(title, size=TEXT, weight="bold", color=INK, loc="left", pad=8)
        unit = points(str(panel["unit"].iloc[0]))
        axes.set_xlabel(unit, size=TEXT - 0.5, color=FAINT, labelpad=2)
        axes.set_yticks(range(len(shown)), ["\n".join(lines) for lines in names])
        axes.tick_params(axis="y", labelleft=column == 0, labelsize=TEXT, labelcolor=INK)
    return page


def _legend(page: Page, words: dict[str, str]) -> None:
    axes = page.axes(0, page.height - len(words) * LINE, page.width, len(words) * LINE)
    axes.set_axis_off()
    axes.set_xlim(0, page.width)
    axes.set_ylim(len(words) - 0.5, -0.5)
    for y, (reading, text) in enumerate(words.items()):
        _dot(axes, 0.08, y, MARKS[reading])
        axes.text(0.22, y, text, size=TEXT, color=ink(MARKS[reading]["color"]), va="center")


def _dot(axes: Axes, x: float, y: float, style: dict[str, Any]) -> None:
    face = {"markerfacecolor": style["fill"], "markeredgecolor": style["color"]}
    axes.plot([x], [y], style["marker"], ms=5.5, mew=1.5, **face)


def _panel(axes: Axes, rows: pd.DataFrame, shown: Sequence[str]) -> None:
    axes.axvline(0, color=INK, linewidth=0.9, zorder=1.5)
    for _, row in rows.iterrows():
        y = shown.index(str(row["arm"]))
        for reading in MARKS:
            _mark(axes, row, reading, y)
        axes.annotate(
            share_in_words(row["selection_share"]),
            (1, y),
            (10, 0),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            size=TEXT,
            color=INK,
            va="center",
            annotation_clip=False,
        )
    axes.annotate(
        SELECTION,
        (1, 1),
        (10, 8),
        xycoords="axes fraction",
        textcoords="offset points",
        size=TEXT - 1,
        color=FAINT,
        annotation_clip=False,
    )
    axes.set_ylim(len(shown) - 0.5, -0.5)
    axes.margins(x=0.27)
    axes.spines[["top", "left", "right"]].set_visible(False)
    axes.spines["bottom"].set_color(RULE)
    axes.grid(axis="x", color=RULE, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(length=0, bottom=False, left=False, labelsize=TEXT - 0.5, labelcolor=FAINT)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(signed_compact))


def _mark(axes: Axes, row: "pd.Series[float]", reading: str, y: int) -> None:
    """Draw one estimate with its interval, its value beside it."""
    found, style = estimate(row, reading), MARKS[reading]
    if found is None:
        return
    at = y + style["at"]
    if found.low is not None and found.high is not None:
        axes.plot([found.low, found.high], [at, at], color=style["color"], lw=2, alpha=0.7)
    _dot(axes, found.mean, at, style)
    end = found.mean if found.high is None else found.high
    axes.annotate(
        found.signed,
        (max(end, found.mean), at),
        (7, 0),
        textcoords="offset points",
        color=ink(style["color"]),
        size=TEXT - 1,
        va="center",
    )
