"""An HR export (CSV or workbook) -> an organization and its people, without anything personal."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from simulation.errors import Problem, WorkforceError
from simulation.workforce_file.assigning import assign
from simulation.workforce_file.cleaning import clean
from simulation.workforce_file.company import describe
from simulation.workforce_file.duplicates import kept_rows
from simulation.workforce_file.mapping import check_named, load_map
from simulation.workforce_file.reading import read_grid
from simulation.workforce_file.report import ImportReport
from simulation.workforce_file.source import Source
from simulation.workforce_file.table import PEOPLE, make_table
from simulation.workforce_file.vocabulary import CORE
from simulation.workforce_file.writing import write

__all__ = ["PEOPLE", "ImportReport", "Imported", "import_workforce", "write"]


@dataclass(frozen=True)
class Imported:
    """What came of a file: current people, the organization's keys, and the report."""

    people: pd.DataFrame
    organization: dict[str, Any]
    report: ImportReport
    source: Path


def import_workforce(
    path: Path, mapping: Path | None = None, *, today: date | None = None
) -> Imported:
    """Read an HR export; `mapping` is an optional map file, `today` the day the file was made.

    Raises WorkforceError with all problems where the file cannot be used.
    """
    report = ImportReport(path.name)
    stated = load_map(mapping)
    wanted = frozenset(stated.named().values()) | frozenset(stated.ignore)
    table = make_table(read_grid(path, stated.sheet, wanted, report), wanted, report)
    check_named(stated, [column.name for column in table.columns], path.name)
    report.rows = len(table.numbers)
    found = assign(table, stated, report)
    if not any(meaning in found.columns for meaning in CORE):
        raise _nothing_recognized(path.name, len(table.columns))
    source = Source(table, found, stated, report)
    source = source.take(kept_rows(source))
    staff = clean(source, today)
    report.people, report.leavers = len(staff.people), int(staff.leavers.gone.sum())
    months = stated.left.months if stated.left else None
    organization = describe(staff, path.stem, months, report)
    return Imported(staff.people, organization, report, path)


def _nothing_recognized(file: str, columns: int) -> WorkforceError:
    hint = (
        "Name at least one of department, team, role, level, manager, hire date, tenure or pay: "
        "in the file's first row, or under `columns:` in a map file given with --map."
    )
    message = f"none of its {columns} columns tells where people work, as what or since when"
    return WorkforceError(Problem(message, file=file, hint=hint))
