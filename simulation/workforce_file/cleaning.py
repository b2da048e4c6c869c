"""Cells of an export -> people.csv's rows of current employees, and everybody's time at risk."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from simulation.errors import Problem, WorkforceError
from simulation.workforce_file.categories import read_category
from simulation.workforce_file.leavers import Calendar, Leavers, read_calendar, read_leavers
from simulation.workforce_file.managers import (
    NOBODY,
    Resolved,
    break_cycles,
    by_row,
    keep_rows,
    keys_of,
    resolve,
    team_names,
)
from simulation.workforce_file.measures import levels, overtime, scores, tenure_months, yearly_pay
from simulation.workforce_file.privacy import known_persons, points_at_persons, without_persons
from simulation.workforce_file.source import Source
from simulation.workforce_file.table import PEOPLE, Cells, Floats, Ints

CATEGORIES = ("site", "department", "team", "role", "group")
SCORES = ("satisfaction", "commitment", "stress", "morale", "performance")
FEWEST_PEOPLE = 5
_WHOLE = ("level", "manager", "tenure", "pay", "overtime")


@dataclass(frozen=True)
class Staff:
    """Current people by row, and of all rows, leavers included, what tells about turnover."""

    people: pd.DataFrame
    departments: Cells
    tenure: Floats
    whole_years: bool
    calendar: Calendar
    leavers: Leavers
    currency: str | None


def clean(source: Source, today: date | None) -> Staff:
    """Clean every column, drop leavers and everything personal, sort the rest."""
    calendar = read_calendar(source, today)
    leavers = read_leavers(source, calendar)
    stay = np.flatnonzero(~leavers.gone)
    tenure, whole_years = tenure_months(source, calendar, leavers.gone)
    pay, currency = yearly_pay(source)
    managers = _managers(source)
    manages = None if managers is None else np.isin(np.arange(source.size), managers)
    columns: dict[str, Floats] = {"tenure": tenure, "pay": pay, "overtime": overtime(source)}
    columns["level"] = levels(source, pay, manages)
    columns |= {key: scores(source, key, ~leavers.gone) for key in SCORES}
    texts = _categories(source, stay)
    current = _with_facts(source, columns, texts, stay)
    columns["manager"] = _current_managers(source, managers, columns, current)
    texts["team"] = _teams(source, texts, columns, current)
    people = _frame(columns, texts, current)
    return Staff(people, texts["department"], tenure, whole_years, calendar, leavers, currency)


def _with_facts(
    source: Source, columns: dict[str, Floats], texts: dict[str, Cells], stay: Ints
) -> Ints:
    """Return those who stay and of whom anything is known; refuse if they are too few."""
    known = [~np.isnan(numbers) for numbers in columns.values()]
    known += [np.asarray(cells != "", dtype=bool) for cells in texts.values()]
    told = np.logical_or.reduce(known)[stay]
    source.report.drop("nothing usable is known of them", source.table.numbers[stay[~told]])
    _refuse_too_few(source, int(told.sum()))
    return np.asarray(stay[told], dtype=np.int64)


def _refuse_too_few(source: Source, current: int) -> None:
    if current < FEWEST_PEOPLE:
        message = f"only {current} usable current people; at least {FEWEST_PEOPLE} are needed"
        hint = "Check the column that tells who left, and that there is one row per person."
        raise WorkforceError(Problem(message, file=source.report.source, hint=hint))


def _categories(source: Source, stay: Ints) -> dict[str, Cells]:
    known = known_persons(source.found)
    texts = {}
    for meaning in CATEGORIES:
        column = source.column(meaning)
        if column is None:
            texts[meaning] = np.full(source.size, "", dtype=object)
            continue
        cells, changed = read_category(column)
        source.repair(f"{column.name}: spellings of one value joined", changed)
        cells, named = without_persons(cells, meaning, known)
        source.repair(f"{column.name}: named a person, given a number instead", named)
        if not source.found.own and points_at_persons(cells[stay]):
            source.report.note(
                f"{column.name}: nearly every person has a {meaning} of their own: left blank"
            )
            cells = np.full(source.size, "", dtype=object)
        texts[meaning] = cells
    return texts


def _managers(source: Source) -> Ints | None:
    """Return the row of everybody's manager; None where the file names no managers."""
    resolved = _resolved(source)
    if resolved is None:
        return None
    name = resolved.column.name
    if not resolved.keys:
        source.report.note(f"{name}: its values match no id, e-mail or name; used for teams only")
    else:
        source.report.derive(f"{name} is matched to people by {', '.join(resolved.keys)}")
        source.repair_rows(f"{name}: nobody in the file, left blank", resolved.unmatched)
    source.repair_rows(f"{name}: several people have that name, left blank", resolved.ambiguous)
    source.repair_rows(f"{name}: their own manager, taken as the top", resolved.own)
    return resolved.rows


def _resolved(source: Source) -> Resolved | None:
    """Return the managers of the column that finds most of them."""
    if source.found.own:
        return by_row(source.found.columns["manager"])
    keys = keys_of(source.found)
    attempts = [resolve(column, keys) for column in source.found.all_of("manager")]
    return max(attempts, key=lambda each: int((each.rows >= 0).sum()), default=None)


def _current_managers(
    source: Source, managers: Ints | None, columns: dict[str, Floats], current: Ints
) -> Floats:
    """Return managers as places among current people, circles cut; full length, NaN = none."""
    placed = np.full(source.size, np.nan)
    if managers is None:
        return placed
    seniority = np.nan_to_num(columns["level"]) * 1e9 + np.nan_to_num(columns["pay"])
    tree, cut = break_cycles(managers, seniority)
    source.repair_rows("managers in a circle: cut above the most senior", cut)
    kept, orphans = keep_rows(tree, current)
    source.repair_rows("the manager has left: manager left blank", current[orphans])
    placed[current] = np.where(kept == NOBODY, np.nan, kept)
    return placed


def _teams(
    source: Source, texts: dict[str, Cells], columns: dict[str, Floats], current: Ints
) -> Cells:
    """Return the team column, or without one, the groups of current people who share a manager."""
    column = source.column("manager")
    if column is None or source.found.own or any(texts["team"]):
        return texts["team"]
    keys = np.full(source.size, "", dtype=object)
    keys[current] = column.keys[current]
    teams = team_names(keys, texts["department"], columns["tenure"], columns["pay"])
    count = len(set(teams.tolist()) - {""})
    source.report.derive(f"teams are people who share a manager: {count} of them")
    return teams


def _frame(columns: dict[str, Floats], texts: dict[str, Cells], current: Ints) -> pd.DataFrame:
    """Bring current people into the order and types of a people file."""
    data: dict[str, pd.Series] = {}
    for name in PEOPLE:
        if name in texts:
            cells = texts[name][current]
            data[name] = pd.Series(pd.array([cell or None for cell in cells], dtype="string"))
        else:
            data[name] = _typed(columns[name][current], whole=name in _WHOLE)
    return _sorted(pd.DataFrame(data))


def _typed(numbers: Floats, *, whole: bool) -> pd.Series:
    """Return whole numbers or z-scores as a column where unknown is NA, not NaN."""
    unknown = np.isnan(numbers)
    filled = np.where(unknown, 0.0, np.round(numbers) if whole else numbers)
    values = filled.astype(np.int64) if whole else filled
    return pd.Series(values, dtype="Int64" if whole else "Float64").mask(unknown, pd.NA)


def _sorted(people: pd.DataFrame) -> pd.DataFrame:
    """Sort by what people are, so that file order identifies nobody; managers move along."""
    first = ["department", "team", "role", "level", "tenure"]
    rest = [name for name in PEOPLE if name not in (*first, "manager")]
    order = people.sort_values([*first, *rest], kind="stable", na_position="last").index.to_numpy()
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    moved = people.iloc[order].reset_index(drop=True)
    managers = [None if pd.isna(old) else int(place[int(old)]) for old in moved["manager"]]
    moved["manager"] = pd.array(managers, dtype="Int64")
    return moved
