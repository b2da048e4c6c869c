"""Columns that hold numbers -> tenure, pay, level, scores and overtime, with what was repaired."""

import numpy as np

from simulation.workforce_file.leavers import Calendar
from simulation.workforce_file.levels import direction, read_levels, turned
from simulation.workforce_file.numerals import parse_number, per_value, read_numbers
from simulation.workforce_file.pay import TIMES_A_YEAR, Pay, currency_of, read_pay
from simulation.workforce_file.scales import read_scores, standardize
from simulation.workforce_file.source import Source
from simulation.workforce_file.table import Bools, Column, Floats
from simulation.workforce_file.tenure import (
    LONGEST_MONTHS,
    YOUNGEST_START,
    months_between,
    read_tenure,
)
from simulation.workforce_file.words import NO, YES, normal

_AGES = (14, 100)


def tenure_months(source: Source, calendar: Calendar, gone: Bools) -> tuple[Floats, bool]:
    """Return months since hired (of leavers: when they left), and whether the file has whole years.

    Hire dates go before a length of service where the day that the file tells up to is known;
    what is impossible is left blank and reported.
    """
    months, whole_years = _stated_tenure(source)
    if source.column("hire_date") is not None and calendar.as_of is not None:
        end = np.where(gone, calendar.left, calendar.as_of)
        dated = months_between(calendar.hired, end)
        whole_years = whole_years and (calendar.assumed or bool(np.isnan(dated).all()))
        # A stated length of service beats a day of counting that is itself a guess.
        first, second = (months, dated) if calendar.assumed else (dated, months)
        months = np.where(np.isnan(first), second, first)
    impossible = (months < 0) | (months > LONGEST_MONTHS)
    source.repair("tenure below 0 (hired in the future) or above 60 years: left blank", impossible)
    months = np.where(impossible, np.nan, months)
    return _checked_by_age(source, months), whole_years


def _stated_tenure(source: Source) -> tuple[Floats, bool]:
    column = source.column("tenure")
    if column is None:
        return np.full(source.size, np.nan), False
    stated = "month" if source.found.own else source.mapping.units.tenure
    tenure = read_tenure(column.known, stated, column.words.period)
    if not source.found.own and tenure.why.startswith(("no value", "values")):
        source.report.guess(f"{column.name} is in {tenure.unit}s: {tenure.why}")
    if tenure.centered:
        source.report.guess(
            f"{column.name} counts whole years: 6 months added, the middle of the year"
        )
    source.repair(
        f"{column.name}: not a number, left blank", np.isnan(tenure.months) & column.filled
    )
    return tenure.months, tenure.centered


def _checked_by_age(source: Source, months: Floats) -> Floats:
    column = source.column("age")
    if column is None:
        return months
    age = read_numbers(column.known, large=False)
    age = np.where((age >= _AGES[0]) & (age <= _AGES[1]), age, np.nan)
    impossible = age + 1 - months / 12 < YOUNGEST_START
    source.repair(f"hired before the age of {YOUNGEST_START}: tenure left blank", impossible)
    return np.where(impossible, np.nan, months)


def yearly_pay(source: Source) -> tuple[Floats, str | None]:
    """Return pay per year and its currency, each as far as the file tells."""
    column = source.column("pay")
    if column is None:
        return np.full(source.size, np.nan), None
    pay = read_pay(column, source.mapping.units.pay, trusted=source.found.own)
    if source.found.own:
        return pay.yearly, None
    _report_pay(source, column, pay)
    return _one_currency(source, column, pay.yearly)


def _report_pay(source: Source, column: Column, pay: Pay) -> None:
    name = column.name
    if pay.guessed:
        source.report.guess(
            f"{name} is per {pay.period}: {pay.why}; units: {{pay: ...}} in a map file decides"
        )
    else:
        times = TIMES_A_YEAR[pay.period]
        source.report.derive(f"pay per year = {name} x {times:,.0f} (per {pay.period} {pay.why})")
    if pay.thousands:
        source.report.guess(f"{name} is in thousands: its name says so")
    source.repair(f"{name}: not an amount, left blank", pay.unreadable)
    source.repair(f"{name}: 0 or negative, left blank", pay.not_positive)
    source.repair(f"{name}: 200 times above or below the median, left blank", pay.absurd)


def _one_currency(source: Source, column: Column, pay: Floats) -> tuple[Floats, str | None]:
    """Amounts of one currency cannot stand beside those of another: keep the most frequent."""
    codes = source.column("currency")
    if codes is None or not codes.values:
        return pay, currency_of(column)
    main = codes.values.most_common(1)[0][0]
    other = codes.filled & np.asarray(codes.known != main, dtype=bool) & ~np.isnan(pay)
    source.repair(f"{column.name}: not in {main}, left blank", other)
    code = main.strip().upper()
    known = code if len(code) == 3 and code.isalpha() else currency_of(codes)
    return np.where(other, np.nan, pay), known or currency_of(column)


def levels(source: Source, pay: Floats, manages: Bools | None) -> Floats:
    """Return levels, 1 at the bottom, NaN where unknown."""
    column = source.column("level")
    if column is None:
        return np.full(source.size, np.nan)
    found, how = read_levels(column.known)
    source.repair(f"{column.name}: not a level, left blank", np.isnan(found) & column.filled)
    if source.found.own or np.isnan(found).all():
        return found
    if how != "as in the file":
        source.report.guess(f"{column.name}: {how}")
    if source.mapping.units.level == "reversed":
        return turned(found)
    top_first, why = direction(found, pay, manages)
    if top_first or why.startswith("no"):
        end = "highest: turned" if top_first else "lowest"
        source.report.guess(f"{column.name}: 1 is the {end} ({why})")
    return turned(found) if top_first else found


def scores(source: Source, meaning: str, current: Bools) -> Floats:
    """Return z-scores of a question among current people; those of a people file stay."""
    column = source.column(meaning)
    if column is None:
        return np.full(source.size, np.nan)
    if source.found.own:
        found = per_value(column.known, parse_number)
        source.repair(f"{meaning}: not a number, left blank", np.isnan(found) & column.filled)
        return found
    raw, scale = read_scores(column.known)
    source.repair(f"{column.name}: not on its scale ({scale}), left blank",
                  np.isnan(raw) & column.filled)  # fmt: skip
    if getattr(source.mapping.units, meaning) == "reversed":
        raw = -raw
    z = standardize(raw, current)
    if z is None:
        source.report.note(f"{column.name}: all alike, so {meaning} is left blank")
        return np.full(source.size, np.nan)
    direction = "more of it" if meaning == "stress" else "better"
    source.report.guess(f"{column.name}: higher is {direction} ({scale})")
    return z


def overtime(source: Source) -> Floats:
    """Return 1 for those who work overtime, 0 for those who do not, NaN where unknown."""
    column = source.column("overtime")
    if column is None:
        return np.full(source.size, np.nan)

    def worked(cell: str) -> float:
        word = normal(cell)
        if word in YES:
            return 1.0
        if word in NO:
            return 0.0
        hours = parse_number(cell)
        return np.nan if np.isnan(hours) else float(hours > 0)

    found = per_value(column.known, worked)
    source.repair(f"{column.name}: neither yes nor no, left blank", np.isnan(found) & column.filled)
    return found
