"""Curves with bands, and the three pages that hold them: shared axes, small panels, dots."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from simulation.report.figures.page import (
    ROOM,
    TEXT,
    Page,
    compact,
    new_page,
    quarter_axis,
    signed_compact,
    spread,
    text_width,
    value_axis,
    wrap,
)
from simulation.report.style import FAINT, INK, REFERENCE, RULE, Floats, ink

BANDED = 2  # more bands than these cannot be told apart
NAMES = 2.1  # widest column of design names, inches
LINE = 1.3 * TEXT / 72  # height of a line of text, inches
GAP = 0.3  # between panels, inches
SCALE, TICKS, PLOT, ROW = 0.55, 0.45, 1.25, 0.42  # room of y numbers, x numbers, panel, dot row


@dataclass(frozen=True)
class Curve:
    """One line with its bands: x are quarters, `ranges` run from the widest to the narrowest."""

    name: str
    x: Floats
    middle: Floats
    ranges: tuple[tuple[Floats, Floats], ...]
    color: str
    shown: str


@dataclass(frozen=True)
class Texts:
    """The words around a chart."""

    title: str
    subtitle: str
    note: str

    def page(self, body: float) -> Page:
        """Return a page with these words and a body of so many inches."""
        return new_page(self.title, self.subtitle, self.note, body)


def quarters_of(curves: Sequence[Curve]) -> list[int]:
    """Return the quarters that the curves span."""
    return sorted({int(quarter) for curve in curves for quarter in curve.x})


def shared_page(texts: Texts, curves: Sequence[Curve], *, signed: bool) -> Page:
    """Return one picture with all curves, each named at its end."""
    page = texts.page(3.8)
    names = [[*wrap(one.name, NAMES, TEXT, "bold", 2), one.shown] for one in curves]
    room = max(text_width(line, TEXT, "bold") for lines in names for line in lines) + 0.3
    plot = page.width - SCALE - room
    axes = page.axes(SCALE, TICKS, plot, page.height - TICKS - 0.1)
    for i, curve in enumerate(curves):
        _draw(axes, curve, banded=i < BANDED)
    _time_axes(axes, curves, 12, signed=signed)
    _name_ends(axes, curves, names, 1 + 0.22 / plot, page.height - TICKS - 0.1)
    return page


def panels_page(
    texts: Texts, curves: Sequence[Curve], reference: Curve | None, *, signed: bool
) -> Page:
    """Return a small panel per curve on the same axes, with the reference in each."""
    columns = _columns(curves)
    rows = -(-len(curves) // columns)
    wide = _panel_width(columns)
    names = [wrap(curve.name, wide - GAP, TEXT, "bold", 2) for curve in curves]
    head = (max(map(len, names)) + 1) * LINE + 0.1
    high = head + PLOT + TICKS
    page = texts.page(rows * high)
    first: Axes | None = None
    for i, (curve, lines) in enumerate(zip(curves, names, strict=True)):
        row, column = divmod(i, columns)
        place = (SCALE + column * wide, page.height - (row + 1) * high + TICKS)
        axes = page.axes(*place, wide - GAP, PLOT, sharex=first, sharey=first)
        first = first or axes
        if reference is not None:
            axes.plot(reference.x, reference.middle, color=REFERENCE, linewidth=1.4)
        _draw(axes, curve)
        _time_axes(axes, curves, 5, signed=signed)
        axes.tick_params(labelleft=column == 0)
        _header(axes, [*((line, INK) for line in lines), (curve.shown, ink(curve.color))])
    return page


def _columns(curves: Sequence[Curve]) -> int:
    """Return the largest number of columns, up to four, in which every value fits its panel."""
    most = len(curves) if len(curves) <= 3 else min(4, -(-len(curves) // 2))
    widest = max(text_width(curve.shown, TEXT, "bold") for curve in curves)
    fitting = (n for n in range(most, 1, -1) if widest <= _panel_width(n) - GAP)
    return next(fitting, 1)


def _panel_width(columns: int) -> float:
    return (ROOM - SCALE + GAP) / columns


def grid_page(texts: Texts, panels: Mapping[str, Sequence[Curve]]) -> Page:
    """Return two columns of panels, one per outcome, with all designs over time in each."""
    wide = ROOM / 2
    room = wide - SCALE - 0.15
    heads = [_outcome_header(name, curves, room) for name, curves in panels.items()]
    head = max(map(len, heads)) * LINE + 0.12
    high = head + PLOT + 0.35 + TICKS
    page = texts.page(-(-len(panels) // 2) * high)
    for i, (curves, lines) in enumerate(zip(panels.values(), heads, strict=True)):
        row, column = divmod(i, 2)
        place = (SCALE + column * wide, page.height - (row + 1) * high + TICKS)
        axes = page.axes(*place, room, PLOT + 0.35)
        for curve in curves:
            _draw(axes, curve)
        _time_axes(axes, curves, 8, signed=True)
        _header(axes, lines)
    return page


def dots_page(
    texts: Texts, panels: Mapping[str, Sequence[Curve]], names: Sequence[str], *, signed: bool
) -> Page:
    """Return one row per design and a panel per outcome: dots with bars at one quarter."""
    columns = min(2, len(panels))
    wrapped = [wrap(name, NAMES, TEXT, "bold", 2) for name in names]
    left = max(text_width(line, TEXT, "bold") for lines in wrapped for line in lines) + 0.15
    high = len(names) * ROW + TICKS + 0.35
    page = texts.page(-(-len(panels) // columns) * high)
    wide = (page.width - left) / columns
    for i, (title, curves) in enumerate(panels.items()):
        row, column = divmod(i, columns)
        place = (left + column * wide, page.height - (row + 1) * high + TICKS)
        axes = page.axes(*place, wide - 0.2, len(names) * ROW)
        _dots(axes, curves, names, wide - 0.2, signed=signed)
        axes.set_yticks(range(len(names)), ["\n".join(lines) for lines in wrapped])
        axes.tick_params(axis="y", labelleft=column == 0, labelsize=TEXT, labelcolor=INK)
        _header(axes, [(title, INK)])
    return page


def _draw(axes: Axes, curve: Curve, *, banded: bool = True) -> None:
    for alpha, (low, high) in zip((0.16, 0.26), curve.ranges if banded else (), strict=False):
        axes.fill_between(curve.x, low, high, color=curve.color, alpha=alpha, linewidth=0)
        for edge in (low, high):
            axes.plot(curve.x, edge, color=curve.color, alpha=0.45, linewidth=0.6)
    axes.plot(curve.x, curve.middle, color=curve.color, linewidth=2, solid_capstyle="round")
    axes.plot(curve.x[-1:], curve.middle[-1:], "o", color=curve.color, ms=4.5, clip_on=False)


def _time_axes(axes: Axes, curves: Sequence[Curve], ticks: int, *, signed: bool) -> None:
    if signed:
        axes.axhline(0, color=INK, linewidth=0.9, zorder=1.5)
    value_axis(axes, signed=signed)
    quarter_axis(axes, quarters_of(curves), ticks)


def _name_ends(
    axes: Axes, curves: Sequence[Curve], names: Sequence[Sequence[str]], x: float, height: float
) -> None:
    """Name each curve at the right edge, moved apart where ends are close, with a leader."""
    low, high = axes.get_ylim()
    gap = (max(map(len, names)) * LINE + 0.06) / height
    ends = [(float(curve.middle[-1]) - low) / (high - low) for curve in curves]
    places = spread(ends, gap, gap / 2, 1 - gap / 2)
    for curve, lines, end, y in zip(curves, names, ends, places, strict=True):
        leader = {"arrowstyle": "-", "color": curve.color, "lw": 0.7, "shrinkA": 1, "shrinkB": 4}
        axes.annotate(
            "\n".join(lines),
            (float(curve.x[-1]), float(curve.middle[-1])),
            (x, y),
            textcoords="axes fraction",
            color=ink(curve.color),
            size=TEXT,
            weight="bold",
            va="center",
            linespacing=1.25,
            annotation_clip=False,
            arrowprops=leader if abs(end - y) > 0.02 else None,
        )


def _outcome_header(name: str, curves: Sequence[Curve], room: float) -> list[tuple[str, str]]:
    lines = [(name, INK)]
    for curve in curves:
        value = f"  {curve.shown}"
        [short] = wrap(curve.name, room - text_width(value, TEXT, "bold"), TEXT, "bold", 1)
        lines.append((short + value, ink(curve.color)))
    return lines


def _header(axes: Axes, lines: Sequence[tuple[str, str]]) -> None:
    """Write lines above the axes, the last one nearest to them."""
    for i, (line, color) in enumerate(reversed(lines)):
        axes.annotate(
            line,
            (0, 1),
            (0, 7 + i * LINE * 72),
            xycoords="axes fraction",
            textcoords="offset points",
            color=color,
            size=TEXT,
            weight="bold",
            annotation_clip=False,
        )


def _dots(
    axes: Axes, curves: Sequence[Curve], names: Sequence[str], room: float, *, signed: bool
) -> None:
    for curve in curves:
        y = names.index(curve.name)
        for width, (low, high) in zip((2, 5), curve.ranges, strict=False):
            axes.plot([low[-1], high[-1]], [y, y], color=curve.color, lw=width, alpha=0.55)
        axes.plot(curve.middle[-1:], [y], "o", color=curve.color, ms=6)
    if signed:
        axes.axvline(0, color=INK, linewidth=0.9, zorder=1.5)
    axes.set_ylim(len(names) - 0.5, -0.7)
    axes.margins(x=0.1)
    axes.spines[["top", "left", "right"]].set_visible(False)
    axes.grid(axis="x", color=RULE, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(length=0, bottom=False, left=False, labelsize=TEXT - 0.5, labelcolor=FAINT)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(signed_compact if signed else compact))
    for curve in curves:
        _value_above(axes, curve, names.index(curve.name), room)


def _value_above(axes: Axes, curve: Curve, y: int, room: float) -> None:
    """Write the value above its dot, on white, moved inwards to stay in `room` inches of axes."""
    low, high = axes.get_xlim()
    half = min(0.5, text_width(curve.shown, TEXT - 1) / 2 / room)
    x = min(max((float(curve.middle[-1]) - low) / (high - low), half), 1 - half)
    axes.annotate(
        curve.shown,
        (x, y),
        (0, 7),
        xycoords=("axes fraction", "data"),
        textcoords="offset points",
        color=ink(curve.color),
        size=TEXT - 1,
        ha="center",
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
    )
