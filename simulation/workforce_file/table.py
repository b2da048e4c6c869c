"""A grid cut into header, columns and people's rows; totals and footers left out."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulation.errors import Problem, WorkforceError
from simulation.workforce_file.delimited import Grid
from simulation.workforce_file.header import Header, data_cells, find_header
from simulation.workforce_file.report import ImportReport
from simulation.workforce_file.vocabulary import Words, plain, words_of
from simulation.workforce_file.words import LONGEST_MISSING, is_missing

type Cells = NDArray[np.object_]
type Floats = NDArray[np.float64]
type Bools = NDArray[np.bool_]
type Ints = NDArray[np.int64]
type Days = NDArray[np.datetime64]

_LONGEST_NAME = 80
_TOTAL = re.compile(r"^(grand |sub ?)?(total|totals|sum|summe|gesamt|gesamtsumme|somme|suma)\b")


def normal_key(cell: str) -> str:
    """Return an id, e-mail or name so that spellings of one agree: `Doe, Jane` = `Jane Doe`."""
    text = plain(cell).strip()
    number = text.removesuffix(".0")
    if number.isdigit():
        return number.lstrip("0") or "0"
    return text if "@" in text else " ".join(sorted(text.replace(",", " ").split()))


@dataclass(frozen=True)
class Column:
    """One column: its header as the file spells it, and its cells ("" = blank)."""

    name: str
    cells: Cells
    literal: bool = False
    """True in a people file, where only an empty cell is missing."""

    def take(self, rows: Ints) -> "Column":
        """Return the same column with these rows only."""
        return Column(self.name, self.cells[rows], self.literal)

    @cached_property
    def words(self) -> Words:
        """The header taken apart."""
        return words_of(self.name)

    @cached_property
    def known(self) -> Cells:
        """Cells with every way of writing "missing" turned into ""."""
        if self.literal:
            return self.cells
        short = (cell for cell in set(self.cells) if len(cell) <= LONGEST_MISSING)
        blanks = {cell: "" for cell in short if is_missing(cell)}
        cells = [blanks.get(cell, cell) for cell in self.cells] if blanks else self.cells
        return np.asarray(cells, dtype=object)

    @cached_property
    def keys(self) -> Cells:
        """Cells as keys to people (`normal_key`), "" where missing."""
        codes, uniques = pd.factorize(self.known)
        return np.array([normal_key(cell) for cell in uniques], dtype=object)[codes]

    @cached_property
    def filled(self) -> Bools:
        """True where a cell holds something."""
        return np.asarray(self.known != "", dtype=bool)

    @cached_property
    def values(self) -> Counter[str]:
        """How often each value occurs, blanks left out."""
        counts = Counter(self.known.tolist())
        counts.pop("", None)
        return counts


@dataclass(frozen=True)
class Table:
    """Columns of equal length and, for each row, its row number in the file."""

    columns: tuple[Column, ...]
    numbers: Ints

    def column(self, name: str) -> Column | None:
        """Return the column with this header, or None."""
        return next((column for column in self.columns if column.name == name), None)


PEOPLE = (
    "site", "department", "team", "role", "level", "manager", "tenure", "pay", "group",
    "satisfaction", "commitment", "stress", "morale", "performance", "overtime",
)  # fmt: skip
"""Columns of a people file, in order."""


def make_table(grid: Grid, wanted: frozenset[str], report: ImportReport) -> Table:
    """Cut a grid into header and people's rows, and tell the report what was left out.

    `wanted` are headers that the map file names; a people file is taken row by row as it is.
    """
    if not grid.rows:
        hint = "Export the list of people with one row per person and a row of column names."
        raise WorkforceError(Problem("the file is empty", file=report.source, hint=hint))
    header = find_header(grid, wanted)
    _refuse_nameless(header, report.source)
    if header.first > 1 and grid.numbers[header.first - 1] > 1:
        report.read(f"column names are in row {grid.numbers[header.first - 1]}")
    own = header.names == PEOPLE
    rows, numbers = _people_rows(grid, header, report, own=own)
    if not rows:
        hint = "The file names its columns, but holds no people below them."
        raise WorkforceError(Problem("no rows", file=report.source, hint=hint))
    return _columns(header, rows, numbers, report, literal=own)


def _refuse_nameless(header: Header, file: str) -> None:
    data = data_cells(header.names)
    if data == 0 or header.named > data:
        return
    hint = 'Write column names into the first row, for example "department" and "hire date".'
    raise WorkforceError(Problem("no row of column names was found", file=file, hint=hint))


def _people_rows(
    grid: Grid, header: Header, report: ImportReport, *, own: bool
) -> tuple[list[list[str]], list[int]]:
    rows, numbers = grid.rows[header.first :], grid.numbers[header.first :]
    if own:
        return rows, numbers
    repeated = {i for i, row in enumerate(rows) if tuple(row) == header.names}
    footers = _footers(rows, sum(bool(name) for name in header.names)) - repeated
    report.drop("column names repeated inside the list", [numbers[i] for i in sorted(repeated)])
    report.drop("total or footer rows", [numbers[i] for i in sorted(footers)])
    keep = [i for i in range(len(rows)) if i not in repeated and i not in footers]
    return [rows[i] for i in keep], [numbers[i] for i in keep]


def _footers(rows: list[list[str]], width: int) -> set[int]:
    """Rows at the end that say "Total" or fill one cell of many."""
    found: set[int] = set()
    for i in range(len(rows) - 1, max(-1, len(rows) - 6), -1):
        filled = [cell for cell in rows[i] if cell]
        total = any(_TOTAL.match(plain(cell)) for cell in filled[:2])
        if not ((total and len(filled) <= max(2, width - 1)) or (len(filled) == 1 and width >= 3)):
            break
        found.add(i)
    return found


def _columns(
    header: Header,
    rows: list[list[str]],
    numbers: list[int],
    report: ImportReport,
    *,
    literal: bool,
) -> Table:
    width = len(header.names)
    names = _unique_names(header.names)
    long = [n for n, row in zip(numbers, rows, strict=True) if len(row) > width]
    report.repair("cells to the right of the last column name: left out", long)
    rows = [row + [""] * (width - len(row)) if len(row) < width else row[:width] for row in rows]
    columns = tuple(
        Column(name, np.array(cells, dtype=object), literal)
        for name, cells in zip(names, zip(*rows, strict=True), strict=True)
    )
    return Table(columns, np.array(numbers, dtype=np.int64))


def _unique_names(names: tuple[str, ...]) -> list[str]:
    """Tidy and shorten, number repeated names, and give nameless columns their place as a name."""
    seen: Counter[str] = Counter()
    unique = []
    for place, raw in enumerate(names, start=1):
        name = printable(raw)[:_LONGEST_NAME] or f"column {place}"
        seen[name] += 1
        unique.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return unique


def printable(text: str) -> str:
    """Return text without control characters and with single spaces."""
    return " ".join("".join(x if x.isprintable() else " " for x in text).split())
