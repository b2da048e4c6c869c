"""Who left, when, and whether they wanted to; the day up to which the file tells."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from simulation.workforce_file.dates import Dates, Order, day_number, day_of, find_order, read_dates
from simulation.workforce_file.numerals import has_decimal_comma, per_value
from simulation.workforce_file.report import ImportReport
from simulation.workforce_file.source import Source
from simulation.workforce_file.table import Bools, Column, Floats
from simulation.workforce_file.words import (
    ACTIVE_HEADERS,
    LEFT,
    LEFT_HINTS,
    LEFT_UNWILLINGLY,
    NO,
    STAYS,
    UNWILLING_HINTS,
    YES,
    normal,
)

_STAYED, _LEFT, _SENT_AWAY = 0.0, 1.0, 2.0
_DATE_MEANINGS = ("hire_date", "leave_date", "snapshot_date")
_FLAG_UNWILLING = (
    "for cause",
    "involuntar",
    "laid off",
    "dismiss",
    "retire",
    "redundan",
    "entlass",
)
_FOREIGN = (
    "datum", "eintritt", "austritt", "stichtag", "seit", "embauche", "entree", "sortie", "depart",
    "fecha", "ingreso",
)  # fmt: skip
"""Parts of date headers in the languages that write the day first."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The file's dates as days since 1970-01-01 (NaN = none) and the day that it tells up to.

    `assumed` says that this day is only the latest date found.
    """

    hired: Floats
    left: Floats
    as_of: float | None
    assumed: bool


@dataclass(frozen=True, slots=True)
class Leavers:
    """Who is gone, who of them went against their will, and whether the file tells at all."""

    gone: Bools
    unwilling: Bools
    told: bool


def read_calendar(source: Source, today: date | None) -> Calendar:
    """Read all date columns in one order; without `today`, the file tells up to its latest date."""
    columns = {key: column for key in _DATE_MEANINGS if (column := source.column(key)) is not None}
    none = np.full(source.size, np.nan)
    if not columns:
        return Calendar(none, none, None, assumed=False)
    order = _order(columns, source)
    dates = {key: read_dates(column.known, order) for key, column in columns.items()}
    for key, column in columns.items():
        _report_dates(column, dates[key], order, source)
    days = {key: each.days for key, each in dates.items()}
    as_of, assumed = _as_of(days, today, _other_days(source, order), source.report)
    return Calendar(days.get("hire_date", none), days.get("leave_date", none), as_of, assumed)


def _order(columns: dict[str, Column], source: Source) -> Order:
    stated = source.mapping.units.dates
    if stated:
        return Order(stated == "day_first", "by map file", sure=True)
    semicolons = any(line.startswith("semicolon") for line in source.report.reading)
    foreign = any(
        stem in word
        for column in columns.values()
        for word in column.words.main
        for stem in _FOREIGN
    )
    commas = any(has_decimal_comma(column.values) for column in source.table.columns)
    return find_order(
        (column.known for column in columns.values()), european=semicolons or commas or foreign
    )


def _report_dates(column: Column, dates: Dates, order: Order, source: Source) -> None:
    source.repair(f"{column.name}: not a date, left blank", dates.unreadable)
    if dates.ambiguous.any():
        which = "day" if order.day_first else "month"
        rows = int(dates.ambiguous.sum())
        text = f"{column.name}: {rows:,} dates can be read two ways; read {which} first"
        source.report.guess(f"{text} ({order.why}); units: {{dates: ...}} in a map file decides")


def _other_days(source: Source, order: Order) -> Floats:
    """Dates of columns that tell nothing else still tell when the file was made."""
    found = [read_dates(column.known, order).days for column in source.found.all_of("other_date")]
    return np.concatenate([np.empty(0), *found])


def _as_of(
    days: dict[str, Floats], today: date | None, others: Floats, report: ImportReport
) -> tuple[float | None, bool]:
    """Return the day that the file tells up to, and whether that is only its latest date."""
    limit = day_number(today or date.today())
    if today is not None:
        return limit, False
    known = days.get("snapshot_date")
    past = np.concatenate([*days.values(), others]) if known is None else known
    past = past[past <= limit]
    if not len(past):
        return None, False
    latest = float(past.max())
    if known is None:
        why = "the latest date in it that is not in the future"
        report.guess(f"the file tells up to {day_of(latest).isoformat()}: {why}")
    return latest, known is None


def read_leavers(source: Source, calendar: Calendar) -> Leavers:
    """Combine the flag, the leave date and the reason; a flag alone decides where dates do not."""
    codes = np.full(source.size, np.nan)
    column = source.column("left")
    if column is not None:
        codes = _codes(column, source)
    past = calendar.left <= (np.inf if calendar.as_of is None else calendar.as_of)
    contradicted = past & (codes == _STAYED)
    source.repair("said to be active, but the leave date has passed: counted as left", contradicted)
    gone = (codes >= _LEFT) | past
    unwilling = (codes == _SENT_AWAY) | _unwilling_reasons(
        source.column("left_reason"), source.size
    )
    told = column is not None or source.column("leave_date") is not None
    return Leavers(gone, gone & unwilling, told)


def _codes(column: Column, source: Source) -> Floats:
    if source.mapping.left is not None:
        said = {_said(value) for value in source.mapping.left.values}
        return per_value(column.known, lambda cell: float(normal(cell) in said))
    active = "".join(column.words.main) in ACTIVE_HEADERS
    codes = per_value(column.known, lambda cell: _code(cell, active=active))
    strange = np.isnan(codes) & column.filled
    source.repair(f"{column.name}: not understood, counted as current", strange)
    return codes


def _said(value: str | int | bool) -> str:
    """YAML reads `true` as a truth value; files spell it in letters."""
    return normal(str(value))


def _code(cell: str, *, active: bool) -> float:
    word = normal(cell)
    if word in YES:
        return _STAYED if active else _LEFT
    if word in NO:
        return _LEFT if active else _STAYED
    if word in STAYS:
        return _STAYED
    if word in LEFT_UNWILLINGLY or any(hint in word for hint in _FLAG_UNWILLING):
        return _SENT_AWAY
    if word in LEFT or any(hint in word for hint in LEFT_HINTS):
        return _LEFT
    return np.nan


def _unwilling_reasons(column: Column | None, size: int) -> Bools:
    if column is None:
        return np.zeros(size, dtype=bool)

    def unwilling(cell: str) -> float:
        word = normal(cell)
        if word in LEFT:
            return 0.0
        return float(word in LEFT_UNWILLINGLY or any(hint in word for hint in UNWILLING_HINTS))

    return np.asarray(per_value(column.known, unwilling) == 1.0, dtype=bool)
