"""Tenure in months from hire dates or from a length of service in years, months or days."""

import re
from dataclasses import dataclass

import numpy as np

from simulation.workforce_file.numerals import parse_number, per_value, read_numbers
from simulation.workforce_file.table import Cells, Days, Floats, Ints
from simulation.workforce_file.units import PERIODS
from simulation.workforce_file.vocabulary import plain

DAYS_A_MONTH = 365.2425 / 12
LONGEST_MONTHS = 60 * 12
YOUNGEST_START = 14
_MONTHS_EACH = {"day": 1 / DAYS_A_MONTH, "week": 7 / DAYS_A_MONTH, "month": 1.0, "year": 12.0}
_PART = re.compile(r"(\d+(?:[.,]\d+)?)\s*([a-z]+)\.?")
_SHORT = {"y": "year", "yr": "year", "m": "month", "mo": "month", "mos": "month", "j": "year",
          "d": "day", "mths": "month"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Duration:
    """Months, and whether the cell itself named its unit ("3 yrs 4 months")."""

    months: float
    named: bool


def parse_duration(cell: str) -> Duration:
    """Read a duration; a bare number is returned as it stands, not named."""
    parts = _PART.findall(plain(cell))
    units = [PERIODS.get(word) or _SHORT.get(word) for _, word in parts]
    if parts and all(unit in _MONTHS_EACH for unit in units):
        months = sum(
            float(number.replace(",", ".")) * _MONTHS_EACH[unit]
            for (number, _), unit in zip(parts, units, strict=True)
            if unit is not None
        )
        return Duration(months, named=True)
    return Duration(parse_number(cell), named=False)


@dataclass(frozen=True, slots=True)
class Tenure:
    """Months since hired (NaN = unknown), the unit, why, and whether whole years were centered."""

    months: Floats
    unit: str
    why: str
    centered: bool


def read_tenure(cells: Cells, stated: str | None, by_name: str | None) -> Tenure:
    """Return months; unit as the map states it, as the header names it, or as values suggest.

    Completed whole years y lie anywhere in [12y, 12y + 12), so their middle, 12y + 6, is taken.
    """
    named = per_value(cells, _named_months)
    if np.isfinite(named).sum() > 0.5 * np.count_nonzero(cells != ""):
        return Tenure(named, "month", "units in the cells", centered=False)
    numbers = read_numbers(cells, large=False)
    known = numbers[~np.isnan(numbers)]
    unit, why = _unit(known, stated, by_name)
    whole = unit == "year" and len(known) > 0 and bool((known == np.floor(known)).all())
    months = numbers * _MONTHS_EACH[unit] + np.where(numbers >= 0, 6.0 if whole else 0.0, 0.0)
    return Tenure(months, unit, why, centered=whole)


def _named_months(cell: str) -> float:
    duration = parse_duration(cell)
    return duration.months if duration.named else np.nan


def _unit(known: Floats, stated: str | None, by_name: str | None) -> tuple[str, str]:
    if stated:
        return stated, "by map file"
    if by_name in _MONTHS_EACH:
        return str(by_name), "by name"
    if not len(known) or np.quantile(known, 0.99) <= 50:
        return "year", "no value above 50 or so"
    if np.quantile(known, 0.99) <= LONGEST_MONTHS:
        return "month", "values above 50, too many for years"
    return "day", f"values above {LONGEST_MONTHS}, too many for months"


def months_between(start: Floats, end: Floats | float) -> Floats:
    """Return the completed calendar months between two days (days since 1970-01-01)."""
    known = ~np.isnan(start - end)
    first, last = (_days(np.where(known, days, 0.0)) for days in (start, end))
    months = last.astype("datetime64[M]") - first.astype("datetime64[M]")
    short = _day_of_month(last) < _day_of_month(first)
    return np.where(known, months.astype(np.float64) - short, np.nan)


def _days(numbers: Floats) -> Days:
    return numbers.astype(np.int64).astype("datetime64[D]")


def _day_of_month(days: Days) -> Ints:
    first = days.astype("datetime64[M]").astype("datetime64[D]")
    return np.asarray((days - first).astype(np.int64), dtype=np.int64)
