"""Dates as people write them; day-first or month-first is decided by the column's evidence."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from simulation.workforce_file.table import Bools, Cells, Floats
from simulation.workforce_file.vocabulary import plain
from simulation.workforce_file.words import MONTHS

_YEAR_FIRST = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[t ].*)?$")
_PACKED = re.compile(r"^(19|20)(\d{2})(\d{2})(\d{2})$")
_YEAR_LAST = re.compile(r"^(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?[-/.]\s?(\d{4}|\d{2})(?:[t ,].*)?$")
_DAY_NAME_YEAR = re.compile(
    r"^(\d{1,2})\.?[ -](?:de )?([a-z]{3,10})\.?[ ,-]+(?:de )?(\d{4}|\d{2})$"
)
_NAME_DAY_YEAR = re.compile(r"^([a-z]{3,10})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$")
_MONTH_YEAR = re.compile(r"^(\d{1,2})[-/.](\d{4})$")
_YEAR_MONTH = re.compile(r"^(\d{4})[-/.](\d{1,2})$")
_NAME_YEAR = re.compile(r"^([a-z]{3,10})\.?[ -](\d{4})$")
_YEAR = re.compile(r"^(19[5-9]\d|20\d\d)$")
_SERIAL = re.compile(r"^([1-9]\d{4})(?:[.,]\d+)?$")
_SERIAL_ZERO = date(1899, 12, 30)  # Excel counts a 29 February 1900 that never was
_EARLIEST = date(1930, 1, 1)


@dataclass(frozen=True, slots=True)
class Written:
    """A date as written: sure parts, or two numbers of which either may be the day."""

    year: int
    month: int
    day: int
    either: bool = False
    dotted: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """Which of the two numbers of 03/04/2020 is the day, and why."""

    day_first: bool
    why: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Dates:
    """Days since 1970-01-01 (NaN = none), and where both orders were possible or neither fits."""

    days: Floats
    ambiguous: Bools
    unreadable: Bools


def share_of_dates(cells: Iterable[str], *, serials: bool) -> float:
    """Return the share of filled cells that read as a date."""
    filled = [cell for cell in cells if cell]
    hits = sum(
        written(cell) is not None and (serials or not _SERIAL.match(cell)) for cell in filled
    )
    return hits / len(filled) if filled else 0.0


def written(cell: str) -> Written | None:
    """Take a date apart; None where a cell is no date."""
    text = " ".join(plain(cell).split())
    return _numeric(text) or _with_month_name(text)


def _numeric(text: str) -> Written | None:
    for pattern, parts in _NUMERIC:
        if match := pattern.match(text):
            return parts(match)
    return None


def _serial(match: re.Match[str]) -> Written:
    day = _SERIAL_ZERO + timedelta(days=int(match[1]))
    return Written(day.year, day.month, day.day)


def _day_or_month_first(match: re.Match[str]) -> Written:
    day, month, year = int(match[1]), int(match[3]), _full_year(match[4])
    return Written(year, month, day, either=True, dotted=match[2] == ".")


_NUMERIC: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Written]], ...] = (
    (_YEAR_FIRST, lambda match: Written(int(match[1]), int(match[2]), int(match[3]))),
    (_YEAR_LAST, _day_or_month_first),
    (_PACKED, lambda match: Written(int(match[1] + match[2]), int(match[3]), int(match[4]))),
    (_MONTH_YEAR, lambda match: Written(int(match[2]), int(match[1]), 1)),
    (_YEAR_MONTH, lambda match: Written(int(match[1]), int(match[2]), 1)),
    (_YEAR, lambda match: Written(int(match[1]), 7, 1)),  # the middle of the year
    (_SERIAL, _serial),
)


def _with_month_name(text: str) -> Written | None:
    if match := _DAY_NAME_YEAR.match(text):
        day, name, year = int(match[1]), match[2], match[3]
    elif match := _NAME_DAY_YEAR.match(text):
        day, name, year = int(match[2]), match[1], match[3]
    elif match := _NAME_YEAR.match(text):
        day, name, year = 1, match[1], match[2]
    else:
        return None
    return Written(_full_year(year), MONTHS[name], day) if name in MONTHS else None


def _full_year(digits: str) -> int:
    """Two digits: 00-49 are this century (a hire in 2049 is then caught as a future date)."""
    year = int(digits)
    if len(digits) == 4:
        return year
    return 2000 + year if year < 50 else 1900 + year


def find_order(columns: Iterable[Cells], *, european: bool) -> Order:
    """Decide day-first or month-first from all date columns of a file.

    A number above 12 gives it away; without any, dots and European habits (semicolons, decimal
    commas, non-English headers) mean day-first, else month-first is assumed.
    """
    day, month, dotted, either = 0, 0, 0, 0
    for cells in columns:
        for each in filter(None, map(written, pd.unique(cells))):
            either += each.either
            day += each.either and each.day > 12
            month += each.either and each.month > 12
            dotted += each.dotted
    if day != month:
        why = f"{max(day, month)} of {either} dates have a number above 12 there"
        return Order(day > month, why, sure=True)
    if dotted * 2 > either:
        return Order(day_first=True, why="dates with dots", sure=True)
    habit = "European separators or headers" if european else "no evidence in the file"
    return Order(european, habit, sure=either == 0)


def read_dates(cells: Cells, order: Order) -> Dates:
    """Return the dates of a column; a date that fits one order only is read in that order."""
    codes, uniques = pd.factorize(cells)
    days = np.full(len(uniques), np.nan)
    for i, cell in enumerate(uniques):
        each = written(cell) if cell else None
        if each is not None:
            days[i] = _day_number(each, order)
    ambiguous = np.array([_is_ambiguous(cell) for cell in uniques], dtype=bool)
    found = days[codes]
    return Dates(found, ambiguous[codes], np.isnan(found) & np.asarray(cells != "", dtype=bool))


def _is_ambiguous(cell: str) -> bool:
    each = written(cell) if cell else None
    return (
        each is not None
        and each.either
        and not each.dotted
        and max(each.day, each.month) <= 12
        and each.day != each.month
    )


def _day_number(each: Written, order: Order) -> float:
    month, day = each.month, each.day
    month_first = each.either and (month > 12 or (day <= 12 and not order.day_first))
    if month_first and not (each.dotted and month <= 12):
        month, day = day, month
    try:
        found = date(each.year, month, day)
    except ValueError:
        return np.nan
    return float((found - date(1970, 1, 1)).days) if found >= _EARLIEST else np.nan


def day_number(day: date) -> float:
    """Return days since 1970-01-01."""
    return float((day - date(1970, 1, 1)).days)


def day_of(number: float) -> date:
    """Return the date of a number of days since 1970-01-01."""
    return date(1970, 1, 1) + timedelta(days=int(number))
