"""Delimited text -> rows of cells: delimiter by evidence, quoted line breaks, ragged rows."""

import csv
import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from simulation.errors import Problem, WorkforceError

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
_SAMPLE_ROWS = 60
_SWALLOWED_LINES = 40


@dataclass(slots=True)
class Grid:
    """Rows of stripped cells that are not blank throughout, with their row numbers from 1."""

    rows: list[list[str]]
    numbers: list[int]
    notes: list[str] = field(default_factory=list)
    sheet: str | None = None


def read_delimited(text: str, file: str) -> Grid:
    """Read delimited text; the delimiter is the one that cuts the first rows most evenly."""
    stated, body = _stated_delimiter(text.replace("\xa0", " "))
    delimiter = stated or _sniff(body)
    skipped = 1 if stated else 0
    rows = _records(body, delimiter, csv.QUOTE_MINIMAL, file)
    notes = [f"{DELIMITERS.get(delimiter, delimiter)}-separated text"]
    if rows is None:
        rows = _records(body, delimiter, csv.QUOTE_NONE, file) or []
        notes.append("a quotation mark is opened and never closed: quotation marks are ignored")
    grid = grid_of(enumerate(rows, start=1 + skipped))
    grid.notes.extend(notes)
    return grid


def grid_of(numbered: Iterable[tuple[int, list[str]]]) -> Grid:
    """Strip the cells of numbered rows; leave out blank ends of rows and rows blank throughout."""
    grid = Grid([], [])
    for number, row in numbered:
        cells = [cell.strip() for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            grid.rows.append(cells)
            grid.numbers.append(number)
    return grid


def _stated_delimiter(text: str) -> tuple[str | None, str]:
    """Excel writes `sep=;` as first line."""
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        return first.strip()[4], rest
    return None, text


def _records(text: str, delimiter: str, quoting: int, file: str) -> list[list[str]] | None:
    """Return all records, or None where a stray quotation mark has swallowed rows."""
    source = io.StringIO(text, newline="")
    try:
        if quoting == csv.QUOTE_NONE:
            rows = list(csv.reader(source, delimiter=delimiter, quoting=csv.QUOTE_NONE))
        else:
            rows = list(csv.reader(source, delimiter=delimiter))
    except csv.Error as error:
        if quoting == csv.QUOTE_NONE:
            hint = "Export the list of people again, as CSV or .xlsx."
            problem = Problem(f"not a table of cells: {error}", file=file, hint=hint)
            raise WorkforceError(problem) from error
        return None
    # The cell that a stray mark opens is the last of the file, so one look is enough.
    swallowed = bool(rows) and any(cell.count("\n") > _SWALLOWED_LINES for cell in rows[-1])
    return None if swallowed and quoting != csv.QUOTE_NONE else rows


def _sniff(text: str) -> str:
    head = "\n".join(text[:60_000].splitlines()[:_SAMPLE_ROWS])
    return max(DELIMITERS, key=lambda delimiter: _evenness(head, delimiter))


def _evenness(head: str, delimiter: str) -> float:
    """Return share of rows with the usual number of cells x that number; 0 for one cell."""
    try:
        widths = [len(row) for row in csv.reader(io.StringIO(head), delimiter=delimiter) if row]
    except csv.Error:
        return 0.0
    counts = Counter(width for width in widths if width > 1)
    if not counts:
        return 0.0
    width, times = max(counts.items(), key=lambda item: (item[1], item[0]))
    return (times / len(widths)) ** 2 * min(width, 12)
