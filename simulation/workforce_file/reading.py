"""A file on disk -> its grid of cells, whatever kind of file it is."""

from pathlib import Path

from simulation.errors import Problem, WorkforceError
from simulation.workforce_file.decoding import decode, refuse_other_formats
from simulation.workforce_file.delimited import Grid, read_delimited
from simulation.workforce_file.report import ImportReport
from simulation.workforce_file.sheets import read_workbook

_ZIP = b"PK\x03\x04"


def read_grid(path: Path, sheet: str | None, wanted: frozenset[str], report: ImportReport) -> Grid:
    """Read a workbook or delimited text; the content decides which, not the file's name."""
    content = _content(path)
    refuse_other_formats(content, path.name)
    if content.startswith(_ZIP):
        grid = read_workbook(content, path.name, sheet, wanted)
        report.read(f'workbook, sheet "{grid.sheet}"')
    else:
        _refuse_sheet(sheet, path.name)
        text = decode(content, path.name)
        grid = read_delimited(text.text, path.name)
        assumed = " (assumed: the bytes are not UTF-8)" if text.assumed else ""
        report.read(f"{text.encoding} text{assumed}")
        if text.damaged:
            report.note(f"{text.damaged} damaged characters: replaced")
    for note in grid.notes:
        report.read(note)
    return grid


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        hint = "Check the name and the folder."
        raise WorkforceError(Problem("no such file", file=str(path), hint=hint)) from error
    except (OSError, ValueError) as error:
        message = "is a folder" if path.is_dir() else f"cannot be read: {error}"
        hint = "Give a CSV or .xlsx file that you can open."
        raise WorkforceError(Problem(message, file=str(path), hint=hint)) from error


def _refuse_sheet(sheet: str | None, file: str) -> None:
    if sheet is not None:
        hint = "Take the key out of the map file."
        problem = Problem("a text file has no sheets", file=file, key="sheet", hint=hint)
        raise WorkforceError(problem)
