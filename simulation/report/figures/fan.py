"""Bands of simulated futures, paired differences over time, and the overview of a comparison.

Each function reads tables made by experiments.statistics, writes `stem`.svg and `stem`.png and
returns both paths. The title is the takeaway, computed from the table. Missing values are left
out and named in the note; nothing to show at all is a UserError.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from simulation.errors import Problem, UserError
from simulation.outcomes.labels import Label
from simulation.report.figures.curves import (
    Curve,
    Texts,
    dots_page,
    grid_page,
    panels_page,
    quarters_of,
    shared_page,
)
from simulation.report.figures.page import Page, drawing
from simulation.report.layers import about, intervals, layer_of, shares, titled
from simulation.report.style import (
    DESIGNS,
    KEPT,
    QUALITY,
    REFERENCE,
    Estimate,
    Floats,
    Provenance,
    estimate_of,
    need,
    people_kept,
    short_unit,
    with_unit,
)
from simulation.report.verdict import (
    BAND_COLUMNS,
    DIFFERENCE_COLUMNS,
    OVERVIEW,
    after,
    headline,
)

TOGETHER = 3  # more designs than these get a panel each


def fan_chart(
    bands: pd.DataFrame,
    label: Label,
    arms: Sequence[str],
    *,
    stem: Path,
    provenance: Provenance,
    differences: pd.DataFrame | None = None,
) -> list[Path]:
    """Draw the spread of futures of one outcome; `arms[0]` is what the others are read against.

    With `differences` the title is the paired difference at the last quarter, else the medians.
    Up to three designs share the axes (bands for the first two), more get a panel each.
    """
    need(bands, BAND_COLUMNS)
    rows = bands.loc[(bands["outcome"] == label.name) & bands["arm"].isin(list(arms))]
    curves = _fan_curves(rows, label, arms)
    _must_show(curves, f'"{label.name}"')
    last = quarters_of(curves)[-1]
    title = _medians(curves, last)
    of = "draws" if layer_of(bands) == "knowledge" else "futures"
    note = provenance.note((int(n) for n in rows["futures"]), paired=len(arms) > 1, of=of)
    drawn = rows.loc[rows["arm"].isin([curve.name for curve in curves])]
    if (drawn["n"] < drawn["futures"]).any():
        note += f"; {drawn['n'].min()} to {drawn['n'].max()} of them have a value"
    note += f"; bands 50% and 90% of {of} around their median"
    if differences is not None and len(arms) > 1:
        title = headline(differences, label, arms[1:], last)
        note += f"; title: {titled(differences)}"
        made = shares(differences, label.name, arms[1:], last)
        note += f"; {made}" if made else ""
    note += f"; {about(bands)}"
    note += _left_out(arms, [curve.name for curve in curves])
    panels = len(curves) > TOGETHER and len(quarters_of(curves)) > 1
    gray = f"; gray line: median of {arms[0]}" if panels and curves[0].name == arms[0] else ""
    texts = Texts(title, f"{_with_unit(label)}{gray}", note)
    with drawing():
        return _fan_page(texts, curves, arms).save(stem)


def difference_chart(
    differences: pd.DataFrame,
    label: Label,
    arms: Sequence[str],
    *,
    stem: Path,
    provenance: Provenance,
) -> list[Path]:
    """Draw the paired difference of each design per quarter with its interval, a panel each."""
    need(differences, DIFFERENCE_COLUMNS)
    rows = _rows_of(differences, label, arms)
    curves = _difference_curves(rows, label, arms)
    _must_show(curves, f'"{label.name}"')
    quarters = quarters_of(curves)
    note = f"{_paired_note(rows, provenance)}; {_COLORS}{_stands_alone(curves)}"
    note += _left_out(arms, [curve.name for curve in curves])
    subtitle = f"{_with_unit(label)}: difference from {_reference(rows)}"
    texts = Texts(headline(rows, label, arms, quarters[-1]), subtitle, note)
    with drawing():
        if len(quarters) == 1:
            page = dots_page(
                texts, {after(quarters[0]).capitalize(): curves}, _names(curves), signed=True
            )
        elif len(curves) == 1:
            page = shared_page(texts, curves, signed=True)
        else:
            page = panels_page(texts, curves, None, signed=True)
        return page.save(stem)


def overview(
    differences: pd.DataFrame,
    labels: Mapping[str, Label],
    arms: Sequence[str],
    *,
    stem: Path,
    provenance: Provenance,
) -> list[Path]:
    """Draw people kept, skill, morale and net money, one panel each.

    Up to three designs run over time; more are dots with intervals at the last quarter.
    """
    need(differences, DIFFERENCE_COLUMNS)
    table = people_kept(differences.loc[differences["mean"].notna()])
    if len(arms) > TOGETHER:
        table = table.loc[table["quarter"] == table["quarter"].max()]
    wanted: list[Label] = [KEPT, *(labels[name] for name in OVERVIEW if name in labels)]
    parts = [(label, _rows_of(table, label, arms)) for label in wanted]
    found = [(label, part) for label, part in parts if len(part)]
    _must_show(found, ", ".join(label.name for label in wanted))
    rows = pd.concat([part for _, part in found])
    quarters = sorted(int(quarter) for quarter in rows["quarter"].unique())
    colors = dict(zip(arms, DESIGNS, strict=False)) if len(quarters) > 1 else None
    panels = {
        _with_unit(label): _difference_curves(part, label, arms, colors) for label, part in found
    }
    note = _paired_note(rows, provenance) + ("" if colors else f"; {_COLORS}")
    note += _stands_alone(arms)
    note += _left_out([label.label for label in wanted], [label.label for label, _ in found])
    when = f"per quarter; numbers {after(quarters[-1])}" if colors else after(quarters[-1])
    texts = Texts(
        headline(rows, found[0][0], arms, quarters[-1]),
        f"Difference from {_reference(rows)} {when}",
        note,
    )
    with drawing():
        if colors:
            return grid_page(texts, panels).save(stem)
        return dots_page(texts, panels, arms, signed=True).save(stem)


# Pages -------------------------------------------------------------------------------------


def _fan_page(texts: Texts, curves: Sequence[Curve], arms: Sequence[str]) -> Page:
    quarters = quarters_of(curves)
    if len(quarters) == 1:
        return dots_page(
            texts, {after(quarters[0]).capitalize(): curves}, _names(curves), signed=False
        )
    if len(curves) <= TOGETHER:
        return shared_page(texts, curves, signed=False)
    reference = next((curve for curve in curves if curve.name == arms[0]), None)
    own = [curve for curve in curves if curve is not reference]
    return panels_page(texts, own, reference, signed=False)


# From tables to curves ---------------------------------------------------------------------


def _fan_curves(rows: pd.DataFrame, label: Label, arms: Sequence[str]) -> list[Curve]:
    curves = []
    for arm, color in zip(arms, _colors(len(arms)), strict=True):
        own = rows.loc[(rows["arm"] == arm) & rows["p50"].notna()]
        if own.empty:
            continue
        x, p5, p25, p50, p75, p95 = _series(own, ["p5", "p25", "p50", "p75", "p95"])
        end = Estimate(p50[-1], p5[-1], p95[-1], label.unit, label.decimals)
        shown = with_unit(end.show(p50[-1]), label.unit)
        curves.append(Curve(arm, x, p50, ((p5, p95), (p25, p75)), color, shown))
    return curves


def _rows_of(differences: pd.DataFrame, label: Label, arms: Sequence[str]) -> pd.DataFrame:
    named = (differences["outcome"] == label.name) & differences["arm"].isin(list(arms))
    return differences.loc[named & differences["mean"].notna()]


def _difference_curves(
    rows: pd.DataFrame,
    label: Label,
    arms: Sequence[str],
    colors: Mapping[str, str] | None = None,
) -> list[Curve]:
    """Return a curve per design, colored by what it does unless colors name the designs."""
    curves = []
    for arm in arms:
        own = rows.loc[rows["arm"] == arm]
        end = None if own.empty else estimate_of(own.iloc[int(own["quarter"].argmax())], label)
        if end is None:
            continue
        x, mean, low, high = _series(own, ["mean", "ci_low", "ci_high"])
        shown = end.signed if end.range is None else f"{end.signed} ({end.range})"
        color = colors[arm] if colors else QUALITY[end.quality(label.better)]
        curves.append(Curve(arm, x, mean, ((low, high),), color, shown))
    return curves


def _series(own: pd.DataFrame, columns: list[str]) -> tuple[Floats, ...]:
    """Return the quarters and the columns over them; a quarter without a value stays a gap."""
    quarters = own["quarter"].to_numpy()
    first, last = quarters.min(), quarters.max()
    values = np.full((len(columns), last - first + 1), np.nan)
    values[:, quarters - first] = own[columns].to_numpy(float).T
    return np.arange(first, last + 1, dtype=float), *values


def _colors(count: int) -> list[str]:
    """Return gray for the reference and a color each; panels of their own share one color."""
    if count > TOGETHER:
        return [REFERENCE, *[DESIGNS[0]] * (count - 1)]
    return [REFERENCE, *DESIGNS][:count] if count > 1 else [DESIGNS[0]]


def _must_show(found: object, what: str) -> None:
    if not found:
        hint = "Choose an outcome and designs that have values in the table."
        raise UserError(Problem(f"no value of {what} to draw", hint=hint))


# Words around a chart ----------------------------------------------------------------------

_COLORS = "blue: better, orange: worse, gray: no clear difference"


def _names(curves: Sequence[Curve]) -> list[str]:
    return [curve.name for curve in curves]


def _with_unit(label: Label) -> str:
    """Return "Skill, points (0-100)"; a label that names its unit stands alone."""
    unit = short_unit(label.unit)
    named = unit.lower() in label.label.lower().split()
    text = label.label if named else f"{label.label}, {label.unit}"
    counts = label.flow and unit not in ("%", "ratio")  # a share is not "per quarter"
    return f"{text} per quarter" if counts else text


def _reference(rows: pd.DataFrame) -> str:
    return str(rows["against"].iloc[0])


def _medians(curves: Sequence[Curve], last: int) -> str:
    ending = [curve for curve in curves if curve.x[-1] == last]
    named = [f"{curve.shown} with {curve.name}" for curve in ending[:TOGETHER]]
    others = len(curves) - len(named)
    named += [f"{others} more below"] if others else []
    return f"Median future {after(last)}: {', '.join(named)}"


def _paired_note(rows: pd.DataFrame, provenance: Provenance) -> str:
    counts = provenance.note(int(n) for n in rows["n"])
    if rows["ci_low"].isna().all():
        return f"{counts}, too few for an interval"
    return f"{counts}; {intervals(rows)}; {about(rows)}"


def _stands_alone(designs: Sequence[object]) -> str:
    if len(designs) == 1:
        return ""
    return "; each interval stands alone: the best of several designs looks better than it is"


def _left_out(wanted: Sequence[str], shown: Sequence[str]) -> str:
    missing = [name for name in wanted if name not in shown]
    return f"; no values: {', '.join(missing)}" if missing else ""
