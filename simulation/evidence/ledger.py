"""The ledger: published numbers, and which of them may set a parameter."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

ANCHORS = ("V01", "V02", "V09", "V10", "V14", "V15", "V19")
"""Trials whose first published number fixes a mechanism that no calibration row reaches."""

FILE = Path(__file__).with_name("ledger.yaml")


@dataclass(frozen=True)
class Ledger:
    """Rows by id, calibration sets (ids by name) and trials by id."""

    rows: dict[str, dict[str, Any]]
    calibration_sets: dict[str, tuple[str, ...]]
    trials: dict[str, dict[str, Any]]

    @property
    def may_set_values(self) -> frozenset[str]:
        """Ids of the rows that may set a parameter's value: members of a calibration set."""
        return frozenset(row for rows in self.calibration_sets.values() for row in rows)

    def citation(self, row: str) -> str:
        """Where a row was published."""
        return str(self.rows[row]["citation"])


@lru_cache(maxsize=1)
def load_ledger() -> Ledger:
    """Read the ledger that ships with the package."""
    data = yaml.load(
        FILE.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    )
    return Ledger(
        rows={row["id"]: row for row in data["rows"]},
        calibration_sets={
            name: tuple(entry["rows"]) for name, entry in data["calibration_sets"].items()
        },
        trials={trial["id"]: trial for trial in data["trials"]},
    )
