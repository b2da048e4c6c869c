"""Managers by id, e-mail, name or row -> row indices without cycles; teams by shared manager."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from simulation.workforce_file.assigning import Assignment
from simulation.workforce_file.table import Cells, Column, Floats, Ints

NOBODY = -1


@dataclass(frozen=True, slots=True)
class Key:
    """A column by which managers may be named, with each person's key ("" = none)."""

    label: str
    cells: Cells


@dataclass(frozen=True, slots=True)
class Resolved:
    """Row of each person's manager (NOBODY = none), and the rows where something was wrong."""

    column: Column
    rows: Ints
    keys: tuple[str, ...]
    unmatched: Ints
    ambiguous: Ints
    own: Ints


def keys_of(found: Assignment) -> list[Key]:
    """Return the columns that can name a manager: ids, e-mails, names, first with last names."""
    keys = [Key(column.name, column.keys) for column in found.all_of("id", "email", "name")]
    pairs = zip(found.all_of("first_name"), found.all_of("last_name"), strict=False)
    for first, last in pairs:
        both = Column(f"{first.name} with {last.name}", first.known + " " + last.known)
        keys.append(Key(both.name, both.keys))
    return keys


def resolve(column: Column, keys: Sequence[Key]) -> Resolved:
    """Find each manager's row; the key that explains most goes first, others fill its gaps."""
    wanted = column.keys
    asked = np.asarray(wanted != "", dtype=bool)
    found = [(key, _look_up(wanted, key.cells)) for key in keys]
    found.sort(key=lambda pair: -int((pair[1] >= 0).sum()))
    rows = np.full(len(wanted), NOBODY, dtype=np.int64)
    ambiguous = np.zeros(len(wanted), dtype=bool)
    used = []
    for key, hits in found:
        gaps = rows < 0
        ambiguous |= gaps & (hits == _SEVERAL)
        if (gaps & (hits >= 0)).any():
            used.append(key.label)
            rows = np.where(gaps & (hits >= 0), hits, rows)
    own = asked & (rows == np.arange(len(rows)))
    rows[own] = NOBODY
    lost = asked & (rows < 0) & ~own
    return Resolved(
        column,
        rows,
        tuple(used),
        np.flatnonzero(lost & ~ambiguous),
        np.flatnonzero(lost & ambiguous),
        np.flatnonzero(own),
    )


_SEVERAL = -2


def _look_up(wanted: Cells, keys: Cells) -> Ints:
    places: dict[str, int] = {}
    for row, key in enumerate(keys.tolist()):
        places[key] = _SEVERAL if key in places else row
    places[""] = NOBODY
    return np.array([places.get(key, NOBODY) for key in wanted.tolist()], dtype=np.int64)


def by_row(column: Column) -> Resolved:
    """Read the row indices of a people file; an index outside the file is unmatched."""
    cells = column.known
    size = len(cells)
    numbers = [int(cell) if cell.isascii() and cell.isdigit() else size for cell in cells.tolist()]
    rows = np.array([min(number, size) for number in numbers], dtype=np.int64)
    asked = np.asarray(cells != "", dtype=bool)
    own = asked & (rows == np.arange(size))
    wrong = asked & (rows >= size)
    rows[own | wrong | ~asked] = NOBODY
    none = np.empty(0, dtype=np.int64)
    return Resolved(column, rows, ("row",), np.flatnonzero(wrong), none, np.flatnonzero(own))


def break_cycles(managers: Ints, seniority: Floats) -> tuple[Ints, list[int]]:
    """Cut each circle of managers above its most senior member; return the members cut loose."""
    size = len(managers)
    jump = np.append(np.where(managers < 0, size, managers), size)
    for _ in range(max(1, size).bit_length()):
        jump = jump[jump]
    # After at least `size` steps whoever is not out of the tree stands on a circle.
    on_circle = set(np.unique(jump[jump < size]).tolist())
    managers, cut = managers.copy(), []
    while on_circle:
        member = min(on_circle)
        circle = [member]
        while (member := int(managers[member])) != circle[0]:
            circle.append(member)
        on_circle.difference_update(circle)
        top = max(circle, key=lambda row: (seniority[row], -row))
        managers[top] = NOBODY
        cut.append(top)
    return managers, cut


def keep_rows(managers: Ints, keep: Ints) -> tuple[Ints, Ints]:
    """Return managers as places within `keep`, and the places whose manager is not kept."""
    place = np.full(len(managers) + 1, NOBODY, dtype=np.int64)
    place[keep] = np.arange(len(keep))
    kept = managers[keep]
    moved = np.where(kept >= 0, place[kept], NOBODY)
    return moved, np.flatnonzero((kept >= 0) & (moved < 0))


def team_names(manager_keys: Cells, departments: Cells, tenure: Floats, pay: Floats) -> Cells:
    """Name the groups who share a manager `Sales 1`, `Sales 2`, ... by their main department.

    Numbers go by size and by mean tenure and pay, so that they tell nothing about file order.
    """
    frame = pd.DataFrame(
        {"key": manager_keys, "department": departments, "tenure": tenure, "pay": pay}
    )
    frame = frame[frame["key"] != ""]
    teams = frame.groupby("key").agg(
        size=("key", "size"), tenure=("tenure", "mean"), pay=("pay", "mean")
    )
    teams["department"] = _main_departments(frame).reindex(teams.index).fillna("Team")
    teams = teams.sort_values(
        ["department", "size", "tenure", "pay"],
        ascending=[True, False, False, False],
        kind="stable",
    )
    numbers = teams.groupby("department").cumcount() + 1
    labels = teams["department"] + " " + numbers.astype(str)
    names = dict(zip(teams.index.tolist(), labels.tolist(), strict=True))
    return np.array([names.get(key, "") for key in manager_keys.tolist()], dtype=object)


def _main_departments(frame: pd.DataFrame) -> "pd.Series[str]":
    known = frame[frame["department"] != ""]
    counts = known.groupby(["key", "department"]).size().reset_index(name="times")
    counts = counts.sort_values(["key", "times", "department"], ascending=[True, False, True])
    return counts.drop_duplicates("key").set_index("key")["department"]
