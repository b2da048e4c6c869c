"""The screening: what each assumed parameter could change, as last computed; a generated file."""

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FILE = Path(__file__).with_name("screening.csv")

COLUMNS = ("parameter", "unknown", "outcome", "effect", "at_low", "at_high", "swing", "swing_low",
           "swing_high", "n")  # fmt: skip
"""`effect` of the design at the defaults, with the parameter low, and high; the swing between."""


@dataclass(frozen=True)
class Influence:
    """What moving one parameter through its range does to one outcome; None: it plays no part."""

    parameter: str
    unknown: str
    outcome: str
    effect: float | None
    at_low: float | None
    at_high: float | None
    swing: float | None
    swing_low: float | None
    swing_high: float | None
    n: int

    @property
    def weight(self) -> tuple[float, float]:
        """How much it moves for sure, then at best guess, relative to the effect itself."""
        if not self.effect or self.swing is None:
            return 0.0, 0.0
        sure = 0.0
        if self.swing_low is not None and self.swing_high is not None:
            ends = sorted((abs(self.swing_low), abs(self.swing_high)))
            sure = ends[0] if self.swing_low * self.swing_high > 0 else 0.0
        return sure / abs(self.effect), abs(self.swing) / abs(self.effect)


@dataclass(frozen=True)
class Screening:
    """The file's content: hash of the sources it was made from, how, and its rows."""

    sources: str
    made: str
    rows: tuple[Influence, ...]

    def of(self, parameter: str) -> dict[str, Influence]:
        """Influence of a parameter by outcome."""
        return {row.outcome: row for row in self.rows if row.parameter == parameter}

    @property
    def parameters(self) -> list[str]:
        """Every parameter screened, the one that moves any outcome most first."""
        weights: dict[str, tuple[float, float]] = {}
        for row in self.rows:
            weights[row.parameter] = max(weights.get(row.parameter, (0.0, 0.0)), row.weight)
        return sorted(weights, key=lambda name: weights[name], reverse=True)


@lru_cache(maxsize=1)
def load_screening(file: Path = FILE) -> Screening:
    """Read the file that ships with the package."""
    sources, made, *lines = file.read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(lines)
    return Screening(_after(sources), _after(made), tuple(map(_read, rows)))


def write_screening(screening: Screening, file: Path = FILE) -> Path:
    """Write the file: two lines on where it comes from, then a table."""
    with file.open("w", encoding="utf-8", newline="") as out:
        out.write(f"# sources: {screening.sources}\n# made: {screening.made}\n")
        table = csv.writer(out, lineterminator="\n")
        table.writerow(COLUMNS)
        for row in screening.rows:
            table.writerow([_cell(getattr(row, name)) for name in COLUMNS])
    return file


def _after(line: str) -> str:
    return line.partition(": ")[2]


def _read(row: dict[str, str]) -> Influence:
    effect, at_low, at_high, swing, low, high = (
        float(row[name]) if row[name] else None for name in COLUMNS[3:-1]
    )
    words = (row["parameter"], row["unknown"], row["outcome"])
    return Influence(*words, effect, at_low, at_high, swing, low, high, int(row["n"]))


def _cell(value: str | float | None) -> str:
    return "" if value is None else f"{value:.6g}" if isinstance(value, float) else str(value)
