"""The people file: a cleaned workforce, one row a person, no names and no identifiers."""

from pathlib import Path

import numpy as np
import pandas as pd

from simulation.errors import Problem, WorkforceError
from simulation.organization.organization import Department, Organization
from simulation.state.columns import Array

COLUMNS = (
    "site",
    "department",
    "team",
    "role",
    "level",
    "manager",
    "tenure",
    "pay",
    "group",
    "satisfaction",
    "commitment",
    "stress",
    "morale",
    "performance",
    "overtime",
)
"""Columns of a people file, in order; every cell but department may be blank."""

NUMBERS = (
    "level",
    "manager",
    "tenure",
    "pay",
    "satisfaction",
    "commitment",
    "stress",
    "morale",
    "performance",
    "overtime",
)

WHOLE = ("level", "manager")

SCORES = ("satisfaction", "commitment", "stress", "morale", "performance")
"""Scores in reference standard deviations."""

LIMITS = {
    "level": (1, 12),
    "tenure": (0, 900),
    "pay": (0.01, 1e9),
    "overtime": (0, 1),
    **dict.fromkeys(SCORES, (-6, 6)),
}


def read_people(path: Path, organization: Organization) -> pd.DataFrame:
    """Read a people file; absent columns become blank.

    Blank sites and levels are those that the organization declares for the department and role;
    managers are row numbers from 0, -1 = none.

    Raises:
        WorkforceError: unreadable, unknown columns, no rows, values outside their limits, or
            managers who work under themselves.
    """
    frame = _read(path)
    unknown = [name for name in frame.columns if name not in COLUMNS]
    if unknown:
        raise WorkforceError(
            Problem(
                f"unknown column {', '.join(map(repr, unknown))}",
                file=str(path),
                hint=f"Allowed: {', '.join(COLUMNS)}. For a raw HR export use `mentorsim import`.",
            )
        )
    if frame.empty:
        raise WorkforceError(Problem("nobody is listed", file=str(path), hint="Add people."))
    frame = frame.reindex(columns=COLUMNS)
    problems = [problem for name in NUMBERS for problem in _to_number(frame, name, path)]
    problems += [*_outside(frame, path), *_broken(frame, path)]
    problems = problems or _circles(frame, path)
    if problems:
        raise WorkforceError(problems)
    return _filled(frame.reset_index(drop=True), organization)


def _read(path: Path) -> pd.DataFrame:
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, skip_blank_lines=False)
    except FileNotFoundError:
        raise WorkforceError(Problem("no such people file", file=str(path))) from None
    except (OSError, UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise WorkforceError(
            Problem(
                f"cannot be read as a people file ({error})",
                file=str(path),
                hint="Make one with `mentorsim import EXPORT --out organization.yaml`.",
            )
        ) from None
    if not isinstance(frame.index, pd.RangeIndex):
        raise WorkforceError(
            Problem(
                "rows have more cells than the header",
                file=str(path),
                line=2,
                hint="Put cells that hold a comma into quotation marks.",
            )
        )
    frame = frame.fillna("").apply(lambda column: column.str.strip())
    blank: pd.DataFrame = frame.mask(frame == "")
    return blank.dropna(how="all")  # the index keeps counting lines


def _to_number(frame: pd.DataFrame, name: str, path: Path) -> list[Problem]:
    values = pd.to_numeric(frame[name], errors="coerce")
    bad = values.isna() & frame[name].notna()
    frame[name] = values
    if not bad.any():
        return []
    row = int(bad.to_numpy().argmax())
    return [
        Problem(
            f"{int(bad.sum())} cells are not numbers",
            file=str(path),
            line=int(frame.index[row]) + 2,
            key=name,
            hint="Leave unknown cells blank.",
        )
    ]


def _outside(frame: pd.DataFrame, path: Path) -> list[Problem]:
    limits = {**LIMITS, "manager": (-1, len(frame) - 1)}
    problems = []
    for name, (low, high) in limits.items():
        bad = (frame[name] < low) | (frame[name] > high)
        if bad.any():
            row = int(bad.to_numpy().argmax())
            problems.append(
                Problem(
                    f"{frame[name].iloc[row]:g} lies outside {low:g} to {high:g}",
                    file=str(path),
                    line=int(frame.index[row]) + 2,
                    key=name,
                    hint="Correct it or leave the cell blank.",
                )
            )
    return problems


def _broken(frame: pd.DataFrame, path: Path) -> list[Problem]:
    problems = []
    for name in WHOLE:
        bad = (frame[name] % 1 > 0).to_numpy()
        if bad.any():
            row = int(bad.argmax())
            said = f"{frame[name].iloc[row]:g} is not a whole number"
            problems.append(Problem(said, file=str(path), line=int(frame.index[row]) + 2, key=name))
    return problems


def _circles(frame: pd.DataFrame, path: Path) -> list[Problem]:
    manager = frame["manager"].fillna(-1).to_numpy(dtype=np.int64)
    circle = on_circle(np.where(manager == np.arange(len(manager)), -1, manager))
    if not len(circle):
        return []
    return [
        Problem(
            f"{len(circle)} people are managed by people who work under them",
            file=str(path),
            line=int(frame.index[circle[0]]) + 2,
            key="manager",
            hint="Correct one of them or leave the cell blank.",
        )
    ]


def on_circle(manager: Array) -> Array:
    """Seats, ascending, that stand above themselves in a table of managers (-1 = none)."""
    up = np.append(manager, -1)
    for _ in range(len(manager).bit_length()):
        up = up[up]
    return np.unique(up[up >= 0])


def _filled(frame: pd.DataFrame, organization: Organization) -> pd.DataFrame:
    # A column without any word would be one of numbers, which takes no words.
    frame = frame.astype({name: object for name in COLUMNS if name not in NUMBERS})
    frame["department"] = frame["department"].fillna("Unassigned")
    sites = {name: department.site for name, department in organization.departments.items()}
    usual = Department.model_fields["site"].default
    frame["site"] = frame["site"].fillna(frame["department"].map(sites)).fillna(usual)
    levels = {name: role.level for name, role in organization.roles.items()}
    frame["level"] = frame["level"].fillna(frame["role"].map(levels)).fillna(1).astype(int)
    frame["role"] = frame["role"].fillna(
        frame["department"] + " level " + frame["level"].astype(str)
    )
    return frame
