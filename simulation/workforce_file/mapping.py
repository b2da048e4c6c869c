"""The optional map file: what the user says about columns, units, sheet and leavers."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from simulation.documents import load_document, nearest, validate
from simulation.errors import Problem, ScenarioError, WorkforceError


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class ColumnNames(_Part):
    """Header of the column that tells each meaning, as the file spells it."""

    site: str | None = None
    department: str | None = None
    team: str | None = None
    role: str | None = None
    level: str | None = None
    manager: str | None = None
    id: str | None = None
    name: str | None = None
    email: str | None = None
    hire_date: str | None = None
    tenure: str | None = None
    pay: str | None = None
    currency: str | None = None
    group: str | None = None
    satisfaction: str | None = None
    commitment: str | None = None
    stress: str | None = None
    morale: str | None = None
    performance: str | None = None
    overtime: str | None = None
    left: str | None = None
    leave_date: str | None = None
    left_reason: str | None = None
    age: str | None = None
    snapshot_date: str | None = None


type Direction = Literal["reversed"]


class Units(_Part):
    """Units and directions that names and values do not tell."""

    pay: Literal["hour", "day", "week", "month", "year"] | None = None
    tenure: Literal["day", "month", "year"] | None = None
    dates: Literal["day_first", "month_first"] | None = None
    level: Direction | None = None
    satisfaction: Direction | None = None
    commitment: Direction | None = None
    stress: Direction | None = None
    morale: Direction | None = None
    performance: Direction | None = None


class Left(_Part):
    """The column that tells who left, its values that say so, and the months the file covers."""

    column: str
    values: list[str | int | bool] = Field(min_length=1)
    months: float | None = Field(default=None, gt=0, le=600)


class MapFile(_Part):
    """A whole map file; every part is optional."""

    columns: ColumnNames = ColumnNames()
    ignore: list[str] = []
    units: Units = Units()
    sheet: str | None = None
    left: Left | None = None

    def named(self) -> dict[str, str]:
        """Return meaning -> header for all columns that the map names, leavers included."""
        named = {key: value for key, value in self.columns if value is not None}
        if self.left is not None:
            named["left"] = self.left.column
        return named


def load_map(path: Path | None) -> MapFile:
    """Read a map file; without one, an empty map.

    Raises WorkforceError with all problems of the file.
    """
    if path is None:
        return MapFile()
    try:
        return validate(MapFile, load_document(path))
    except ScenarioError as error:
        raise WorkforceError(error.problems) from error


def check_named(mapping: MapFile, headers: list[str], file: str) -> None:
    """Raise WorkforceError for every column that the map names and the file does not have."""
    keyed = [(f"columns.{key}", name) for key, name in mapping.columns if name is not None]
    keyed += [(f"ignore[{i}]", name) for i, name in enumerate(mapping.ignore)]
    if mapping.left is not None:
        keyed.append(("left.column", mapping.left.column))
    problems = [_absent(key, name, headers, file) for key, name in keyed if name not in headers]
    problems += _twice(keyed, file)
    if problems:
        raise WorkforceError(problems)


def _absent(key: str, name: str, headers: list[str], file: str) -> Problem:
    near = nearest(name, headers)
    mean = f'Did you mean "{near}"? ' if near else ""
    hint = f"{mean}Columns of the file: {', '.join(headers)}."
    return Problem(f'the file has no column "{name}"', file=file, key=key, hint=hint)


def _twice(keyed: list[tuple[str, str]], file: str) -> list[Problem]:
    """A column can tell one thing only; `columns.left` and `left.column` are the same thing."""
    seen: dict[str, str] = {}
    problems = []
    for key, name in keyed:
        first = seen.setdefault(name, key)
        same = {first, key} == {"columns.left", "left.column"}
        if first != key and not same:
            hint = "Name each column once."
            message = f'column "{name}" is already named at {first}'
            problems.append(Problem(message, file=file, key=key, hint=hint))
    return problems
