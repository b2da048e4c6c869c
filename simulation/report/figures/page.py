"""The page that every figure is drawn on: title, note, panels, settings, and files.

Sizes are inches and text is measured before it is placed, so that long names make a page
higher, or are cut with an ellipsis, and never run into each other.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import LoadFlags
from matplotlib.ticker import FuncFormatter, MaxNLocator

from simulation.report.style import FAINT, INK, RULE, Floats

FONT = "DejaVu Sans"  # comes with matplotlib
RC: dict[Any, object] = {
    "font.family": "sans-serif",
    # The others stand in where an SVG is opened elsewhere.
    "font.sans-serif": [FONT, "Verdana", "Arial"],
    "text.parse_math": False,  # a design may be called "Plan $5k"
    "svg.fonttype": "none",
    "svg.hashsalt": "mentorsim",
    "axes.edgecolor": RULE,
    "xtick.color": FAINT,
    "ytick.color": FAINT,
    "text.color": INK,
}
PNG: dict[Any, object] = {
    "font.sans-serif": [FONT],  # looking for the others takes long
    "text.hinting": "none",  # letters as wide as they are measured and drawn sooner
}
WIDTH, PAD = 8.6, 0.2
ROOM = WIDTH - 2 * PAD
TITLE, SUBTITLE, NOTE, TEXT = 13.0, 9.5, 7.5, 8.5
LEADING = 1.32
PACKING = 3  # of PNG files: a tenth larger than at 9, packed in a quarter of the time
EM = 100  # pixels that letters are measured at
_drawing = threading.RLock()  # matplotlib's settings are one per process, the web app has threads

type Weight = Literal["normal", "bold"]


@contextmanager
def drawing() -> Iterator[None]:
    """Draw with the house settings, one thread at a time, and leave no setting behind."""
    with _drawing, rc_context(RC):
        yield


@dataclass(frozen=True)
class Page:
    """A figure with its texts placed; the body between them, in inches, is for panels."""

    figure: Figure
    title: str
    left: float
    bottom: float
    width: float
    height: float

    def axes(self, x: float, y: float, width: float, height: float, **kinds: Any) -> Axes:
        """Return axes at (x, y) inches from the lower left corner of the body."""
        page_width, page_height = self.figure.get_size_inches()
        place = (
            (self.left + x) / page_width,
            (self.bottom + y) / page_height,
            width / page_width,
            height / page_height,
        )
        return self.figure.add_axes(place, **kinds)

    def save(self, stem: Path) -> list[Path]:
        """Write stem.svg and stem.png, the same bytes each time, and return their paths."""
        stem.parent.mkdir(parents=True, exist_ok=True)
        svg, png = (stem.with_name(f"{stem.name}.{kind}") for kind in ("svg", "png"))
        self.figure.savefig(svg, metadata={"Date": None, "Title": self.title})
        with rc_context(PNG):
            self.figure.savefig(
                png,
                dpi=200,
                metadata={"Software": None, "Title": self.title},
                pil_kwargs={"compress_level": PACKING},
            )
        return [svg, png]


def new_page(title: str, subtitle: str, note: str, body: float) -> Page:
    """Return a page as wide as all others and as high as its texts and body need."""
    top_lines = [
        *((line, TITLE, "bold", INK) for line in _balanced(title, ROOM, TITLE)),
        *((line, SUBTITLE, "normal", FAINT) for line in wrap(subtitle, ROOM, SUBTITLE)),
    ]
    note_lines = wrap(note, ROOM, NOTE)
    head = sum(_line(size) for _, size, _, _ in top_lines) + 0.12
    foot = len(note_lines) * _line(NOTE) + 0.08
    height = PAD + head + body + foot + PAD
    figure = Figure(figsize=(WIDTH, height), facecolor="white")
    y = height - PAD
    for line, size, weight, color in top_lines:
        y -= _line(size)
        place = (PAD / WIDTH, (y + 0.25 * size / 72) / height)
        figure.text(*place, line, size=size, weight=weight, color=color)
    for i, line in enumerate(reversed(note_lines)):
        place = (PAD / WIDTH, (PAD + i * _line(NOTE)) / height)
        figure.text(*place, line, size=NOTE, color=FAINT)
    return Page(figure, title, PAD, PAD + foot, ROOM, body)


def _line(size: float) -> float:
    return LEADING * size / 72


def text_width(text: str, size: float, weight: Weight = "normal") -> float:
    """Return the room that one line of text takes in inches, pairs not moved together."""
    return sum(_letter_width(letter, weight) for letter in text) * size / 72


@lru_cache(maxsize=4096)
def _letter_width(letter: str, weight: Weight) -> float:
    """Return the width of a letter in ems; whole lines take a hundred times longer to measure."""
    font = get_font(findfont(FontProperties(family=FONT, weight=weight)))
    font.set_size(EM, 72)
    glyph = font.load_char(ord(letter), flags=LoadFlags.NO_HINTING)
    return float(glyph.linearHoriAdvance) / 65536 / EM


def wrap(
    text: str, room: float, size: float, weight: Weight = "normal", most: int | None = None
) -> list[str]:
    """Return the text broken into lines of at most `room` inches; "…" ends what is cut off.

    Words too long for a line are cut; `most` is the largest number of lines.
    """
    lines: list[str] = []
    for word in " ".join(text.split()).split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, weight) <= room:
            lines[-1] = longer
        else:
            lines.append(_cut(word, room, size, weight))
    if most is not None and len(lines) > most:
        last = " ".join(lines[most - 1 :])
        lines = [*lines[: most - 1], _cut(last, room, size, weight)]
    return lines


def _balanced(text: str, room: float, size: float) -> list[str]:
    """Return bold lines of about equal length, no more of them than needed."""
    lines = wrap(text, room, size, "bold")
    while len(lines) > 1:
        room -= 0.1
        narrower = wrap(text, room, size, "bold")
        if len(narrower) > len(lines) or " ".join(narrower) != " ".join(lines):
            break
        lines = narrower
    return lines


def _cut(text: str, room: float, size: float, weight: Weight) -> str:
    if text_width(text, size, weight) <= room:
        return text
    while text and text_width(f"{text}…", size, weight) > room:
        text = text[:-1]
    return f"{text.rstrip()}…"


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return positions at least `gap` apart, inside [low, high], nearest to those wanted.

    Least squares under the gaps: with z_i = y_i - i gap in rising order this is isotonic
    regression, solved by pooling neighbors that violate the order. Where the room is too small
    the positions keep their gaps, from `high` downwards.
    """
    order = np.argsort(wanted, kind="stable")
    steps = gap * np.arange(len(order))
    pooled = _isotonic(np.asarray(wanted, dtype=float)[order] - steps)
    placed = np.minimum(np.maximum(pooled, low), high - gap * (len(order) - 1)) + steps
    result = np.empty(len(order))
    result[order] = placed
    return [float(one) for one in result]


def _isotonic(values: Floats) -> Floats:
    blocks: list[tuple[float, int]] = []
    for value in values:
        mean, size = float(value), 1
        while blocks and blocks[-1][0] > mean:
            other, count = blocks.pop()
            mean, size = (mean * size + other * count) / (size + count), size + count
        blocks.append((mean, size))
    return np.array([mean for mean, size in blocks for _ in range(size)])


# Axes ------------------------------------------------------------------------------------------


def value_axis(axes: Axes, *, signed: bool) -> None:
    """Give axes light horizontal rules and few, short numbers."""
    axes.spines[["top", "left", "right"]].set_visible(False)
    axes.grid(axis="y", color=RULE, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(length=0, bottom=False, left=False, labelsize=TEXT - 0.5)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(signed_compact if signed else compact))


def quarter_axis(axes: Axes, quarters: Sequence[int], ticks: int, *, name: bool = True) -> None:
    """Give axes whole quarters below, the last one always among the ticks."""
    first, last = quarters[0], quarters[-1]
    axes.set_xlim(first, last)
    step = next(s for s in (1, 2, 4, 8, 12, 20, 40, 100, 1000) if (last - first) / s <= ticks)
    axes.set_xticks(sorted({*range(last, first + (step + 1) // 2 - 1, -step), first}))
    if name:
        axes.set_xlabel("Quarter", size=TEXT - 0.5, color=FAINT, labelpad=2)


def compact(value: float, _position: int | None = None) -> str:
    """Return a tick's number in few letters: 1.5M, 240k, 0.25."""
    for size, letter in ((1e9, "B"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= size:
            return f"{value / size:,.6g}{letter}"
    return f"{0.0 if abs(value) < 1e-12 else value:.6g}"


def signed_compact(value: float, _position: int | None = None) -> str:
    """Return a tick of a difference: +240k, 0, -1.5M."""
    return f"{'+' if value > 1e-12 else ''}{compact(value)}"
