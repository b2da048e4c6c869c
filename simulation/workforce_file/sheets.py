"""Workbook (.xlsx) -> rows of cells of the sheet that looks like a list of people."""

import io
import warnings
from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any

from simulation.errors import Problem, WorkforceError
from simulation.workforce_file.delimited import Grid, grid_of
from simulation.workforce_file.header import find_header

_LOOK_AT = 40


def read_workbook(content: bytes, file: str, sheet: str | None, wanted: frozenset[str]) -> Grid:
    """Read the named sheet, or the one whose header names most meanings (or wanted columns)."""
    # Excel's extensions (validation, conditional formats) make openpyxl warn; none holds a cell.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = _open(content, file)
        try:
            return _read(book, file, sheet, wanted)
        except WorkforceError:
            raise
        except Exception as error:  # a damaged sheet fails anywhere inside the XML reader
            raise _damaged(file) from error
        finally:
            book.close()


def _open(content: bytes, file: str) -> Any:
    import openpyxl

    try:
        return openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except Exception as error:  # a zip that is no workbook fails in many ways, all the user's file
        raise _damaged(file) from error


def _damaged(file: str) -> WorkforceError:
    hint = "Open it in a spreadsheet program and save it as .xlsx or CSV."
    return WorkforceError(Problem("the workbook cannot be read", file=file, hint=hint))


def _read(book: Any, file: str, sheet: str | None, wanted: frozenset[str]) -> Grid:
    sheets = {each.title: each for each in book.worksheets}
    if not sheets:
        raise WorkforceError(Problem("the workbook has no sheet with cells", file=file))
    if sheet is not None and sheet not in sheets:
        allowed = ", ".join(f'"{name}"' for name in sheets)
        hint = f"Sheets of this workbook: {allowed}."
        raise WorkforceError(Problem(f'no sheet "{sheet}"', file=file, key="sheet", hint=hint))
    best = sheet or max(sheets, key=lambda name: _likeness(sheets[name], wanted))
    grid = grid_of(_rows(sheets[best]))
    grid.sheet = best
    others = [f'"{name}"' for name in sheets if name != best]
    why = "named by the map" if sheet else "looks most like people"
    if others:
        grid.notes.append(f'sheet "{best}" ({why}); not read: {", ".join(others)}')
    return grid


def _likeness(sheet: Any, wanted: frozenset[str]) -> float:
    grid = grid_of(islice(_rows(sheet), _LOOK_AT))
    return find_header(grid, wanted).score if grid.rows else -1.0


def _rows(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    sheet.reset_dimensions()  # some exporters state a wrong size, and cells would be cut off
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        yield number, [_text(value) for value in row]


def _text(value: object) -> str:
    if type(value) is str:
        return value.replace("\xa0", " ") if "\xa0" in value else value
    match value:
        case None:
            return ""
        case bool():
            return "Yes" if value else "No"
        case float():
            return _number(value)
        case date():  # or datetime, whose ISO form begins with the date
            return value.isoformat()[:10]
        case _:
            return str(value)


def _number(value: float) -> str:
    if value.is_integer():
        return str(int(value))
    text = f"{value:.10f}".rstrip("0")
    # Three decimals would look like thousands ("1.234"); a typed cell is never that.
    return f"{text}0" if len(text) - text.index(".") == 4 else text
