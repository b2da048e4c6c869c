"""What all reports share: names of outcomes, numbers in words, and colors.

Numbers are shown with as many digits as their interval supports, and every claim ("clear",
"better") is made from the interval as it is shown, so text and figures cannot contradict it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulation.errors import ModelError
from simulation.outcomes.labels import Better, Label

type Floats = NDArray[np.float64]

KEPT = Label("people_kept", "People kept", "people", "higher", 0)


@dataclass(frozen=True)
class Provenance:
    """Where the numbers of a figure come from, for its note line."""

    people: int | None = None
    seed: int | None = None
    scenario: str | None = None

    def note(self, futures: Iterable[int], *, paired: bool = True, of: str = "futures") -> str:
        """Return "n = 50 paired futures per design, 600 people, seed 1"."""
        counts = sorted(set(futures)) or [0]
        n = f"{counts[0]:,}" if len(counts) == 1 else f"{counts[0]:,} to {counts[-1]:,}"
        kind = f"{'paired ' if paired else ''}{counted(of, n)}"
        parts = [f"n = {n} {kind} per design"]
        parts += [] if self.people is None else [f"{self.people:,} people"]
        parts += [] if self.seed is None else [f"seed {self.seed}"]
        parts += [] if self.scenario is None else [f"scenario {self.scenario}"]
        return ", ".join(parts)


# Numbers -----------------------------------------------------------------------------------


def short_unit(unit: str) -> str:
    """Return the unit without its scale: "points (0-100)" is "points"."""
    return unit.split("(", maxsplit=1)[0].strip()


def is_money(unit: str) -> bool:
    """Return whether the unit is a currency's three-letter code."""
    return len(unit) == 3 and unit.isalpha() and unit.isupper()


def number(value: float, decimals: int) -> str:
    """Return the value rounded, with thousands separators, never "-0"."""
    rounded = round(value, decimals) + 0.0  # adding zero turns -0.0 into 0.0
    return f"{rounded:,.{max(decimals, 0)}f}"


@dataclass(frozen=True)
class Estimate:
    """A difference with its interval, rounded to the digits that the interval supports."""

    mean: float
    low: float | None
    high: float | None
    unit: str
    places: int

    @property
    def decimals(self) -> int:
        """Digits after the point; negative where tens or thousands are the last that count."""
        if self.low is None or self.high is None:
            return self.places
        supported = _supported(self.places, self.high - self.low)
        return _clear_of_zero(self.low, self.high, supported)

    @property
    def sign(self) -> int:
        """+1 or -1 where the interval, as shown, lies on one side of zero; else 0."""
        if self.low is None or self.high is None:
            return 0
        low, high = round(self.low, self.decimals), round(self.high, self.decimals)
        return int(low > 0) - int(high < 0)

    def quality(self, better: Better) -> Literal["better", "worse", "different", "unclear"]:
        """Return what the interval says about the design."""
        if self.sign == 0:
            return "unclear"
        if better is None:
            return "different"
        return "better" if (self.sign > 0) == (better == "higher") else "worse"

    def flipped(self) -> "Estimate":
        """Return the estimate of the opposite: people kept for people lost."""
        low = None if self.high is None else -self.high
        high = None if self.low is None else -self.low
        return Estimate(-self.mean, low, high, self.unit, self.places)

    def show(self, value: float) -> str:
        """Return any number to this estimate's digits."""
        return number(value, self.decimals)

    @property
    def signed(self) -> str:
        """The mean with its sign, zero without: "+2.1"."""
        return f"{'+' if round(self.mean, self.decimals) > 0 else ''}{self.show(self.mean)}"

    @property
    def range(self) -> str | None:
        """The interval in words, "1.6 to 2.6", or None without one."""
        if self.low is None or self.high is None:
            return None
        return f"{self.show(self.low)} to {self.show(self.high)}"

    @property
    def signed_unit(self) -> str:
        """The signed mean with its unit: "+2.1 points"."""
        return with_unit(self.signed, self.unit)


def with_unit(shown: str, unit: str) -> str:
    """Return a number with its unit: "1 person", "2.1 points", "3%", a ratio alone."""
    word = short_unit(unit)
    if word == "ratio":
        return shown
    if word == "%":
        return f"{shown}%"
    return f"{shown} {counted(word, shown)}"


def counted(word: str, shown: str) -> str:
    """Return the unit's word in the number that the shown value asks for."""
    if shown.lstrip("+-") != "1" or is_money(word):
        return word
    return "person" if word == "people" else word.removesuffix("s")


def _supported(places: int, width: float) -> int:
    """Keep one to two digits of the interval's half-width, at most two more than `places`."""
    if width <= 0:
        return places
    half = width / 2
    while half >= 100 * 10.0**-places:
        places -= 1
    for _ in range(2):
        places += half < 10.0**-places
    return places


def _clear_of_zero(low: float, high: float, places: int) -> int:
    """Add up to two digits where rounding would push an end onto zero."""
    end = min(abs(low), abs(high)) if low * high > 0 else 0.0
    for _ in range(2):
        places += end > 0 and round(end, places) == 0
    return places


# Tables of differences and bands -----------------------------------------------------------


def need(frame: pd.DataFrame, columns: Sequence[str]) -> None:
    """Raise ModelError where a table given to a report lacks columns."""
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        raise ModelError(f"the table given to the report lacks the columns {', '.join(missing)}")


def estimate_of(row: "pd.Series[float]", label: Label) -> Estimate | None:
    """Return the estimate in a row of differences, None where there is no pair."""
    if pd.isna(row["mean"]):
        return None
    low, high = (None if pd.isna(row[end]) else float(row[end]) for end in ("ci_low", "ci_high"))
    return Estimate(float(row["mean"]), low, high, label.unit, label.decimals)


def people_kept(differences: pd.DataFrame) -> pd.DataFrame:
    """Return the differences with those of `exits_total` turned into `people_kept`."""
    exits = differences["outcome"] == "exits_total"
    kept = differences.loc[exits].copy()
    flipped = -kept[["mean", "ci_high", "ci_low"]].to_numpy()
    kept[["mean", "ci_low", "ci_high"]] = flipped + 0.0
    kept["outcome"] = KEPT.name
    return pd.concat([kept, differences.loc[~exits]], ignore_index=True)


# Colors: Okabe and Ito (2008), told apart with any color vision --------------------------------

REFERENCE = "#6E6E6E"
DESIGNS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7")
INK, FAINT, RULE = "#1F1F1F", "#5A5A5A", "#DADADA"
QUALITY = {"better": "#0072B2", "worse": "#D55E00", "different": "#0072B2", "unclear": "#6E6E6E"}


def ink(color: str, contrast: float = 4.5) -> str:
    """Return the color, darkened until text in it stands out from white (WCAG contrast)."""
    parts = np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    while 1.05 / (_luminance(parts) + 0.05) < contrast:
        parts = parts * 0.95
    return "#" + "".join(f"{int(part * 255):02X}" for part in parts)


def _luminance(parts: Floats) -> float:
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])
