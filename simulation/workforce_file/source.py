"""What every cleaning step looks at: the table, what its columns mean, the map, the report."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from simulation.workforce_file.assigning import Assignment
from simulation.workforce_file.mapping import MapFile
from simulation.workforce_file.report import ImportReport
from simulation.workforce_file.table import Bools, Column, Ints, Table


@dataclass(frozen=True)
class Source:
    """One file under import."""

    table: Table
    found: Assignment
    mapping: MapFile
    report: ImportReport

    @property
    def size(self) -> int:
        """Number of rows."""
        return len(self.table.numbers)

    def column(self, meaning: str) -> Column | None:
        """Return the column that tells a meaning, or None."""
        return self.found.columns.get(meaning)

    def repair(self, what: str, where: Bools) -> None:
        """Report cells changed or blanked, given as a mask of rows."""
        self.report.repair(what, self.table.numbers[np.flatnonzero(where)])

    def repair_rows(self, what: str, rows: Iterable[int]) -> None:
        """Report cells changed or blanked, given as places of rows."""
        self.report.repair(what, (int(self.table.numbers[row]) for row in rows))

    def take(self, rows: Ints) -> "Source":
        """Return the same file with these rows only."""
        short = {id(column): column.take(rows) for column in self.table.columns}
        table = Table(tuple(short.values()), self.table.numbers[rows])
        found = Assignment(
            {meaning: short[id(column)] for meaning, column in self.found.columns.items()},
            {key: [short[id(column)] for column in columns]
             for key, columns in self.found.every.items()},
            self.found.own,
        )  # fmt: skip
        return replace(self, table=table, found=found)
