"""Rows: one measured figure each, a ratio with its range over rounds made in turn."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Row:
    """One figure of the table.

    Attributes:
        name: name of the row.
        ratio: median over rounds; a plain figure where `unit` says so.
        low: smallest of the rounds.
        high: largest of the rounds.
        unit: what the figure is.
        against: what is compared with what, on which rules.
        target: what the figure should reach, in words with a bound: "at least 60", "at most 2.5".
        note: what else was seen, one sentence each.
    """

    name: str
    ratio: float
    low: float
    high: float
    unit: str
    against: str
    target: str = ""
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the target is reached; None where there is none."""
        if not self.target:
            return None
        bound = float(self.target.split()[-1])
        return self.ratio >= bound if self.target.startswith("at least") else self.ratio <= bound

    def as_json(self) -> dict[str, Any]:
        """The keys that machines read."""
        keys = ("name", "ratio", "low", "high", "unit", "against")
        return {key: value for key, value in asdict(self).items() if key in keys}


def row_of(name: str, ratios: Sequence[float], unit: str, against: str, **words: str) -> Row:
    """A row from the ratios of several rounds."""
    middle = statistics.median(ratios)
    return Row(name, middle, min(ratios), max(ratios), unit, against, **words)


def cpu_seconds(work: Callable[[], object]) -> float:
    """CPU time of this process that a piece of work takes: others on the machine count little."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def ratios_in_turn(
    slow: Callable[[], float], fast: Callable[[], float], rounds: int
) -> tuple[list[float], float, float]:
    """Ratio slow / fast of every round, and the median seconds of each.

    Each round does both, one right after the other, so that a machine that slows down slows both.
    """
    pairs = [(slow(), fast()) for _ in range(rounds)]
    ratios = [a / b for a, b in pairs]
    return ratios, statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)
