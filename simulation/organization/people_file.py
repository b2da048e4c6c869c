"""The people file: a cleaned workforce, one row a person, no names and no identifiers."""

from pathlib import Path

import pandas as pd

from simulation.errors import Problem, WorkforceError

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

LIMITS = {"level": (1, 12), "tenure": (0, 900), "pay": (0.01, 1e9)}


def read_people(path: Path) -> pd.DataFrame:
    """Read a people file; absent columns become blank.

    Raises:
        WorkforceError: unreadable, unknown columns, no rows, or values outside their limits.
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
    problems += _outside(frame, path)
    if problems:
        raise WorkforceError(problems)
    return _filled(frame)


def _read(path: Path) -> pd.DataFrame:
    try:
        return pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""])
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
            line=row + 2,
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
                    line=row + 2,
                    key=name,
                    hint="Correct it or leave the cell blank.",
                )
            )
    return problems


def _filled(frame: pd.DataFrame) -> pd.DataFrame:
    frame["site"] = frame["site"].fillna("main")
    frame["department"] = frame["department"].fillna("Unassigned")
    frame["level"] = frame["level"].fillna(1).astype(int)
    frame["role"] = frame["role"].fillna(
        frame["department"] + " level " + frame["level"].astype(str)
    )
    return frame
