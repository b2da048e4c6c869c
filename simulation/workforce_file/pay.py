"""Pay per year: period and currency by name or values, absurd amounts found."""

import re
from collections import Counter
from dataclasses import dataclass

import numpy as np

from simulation.workforce_file.numerals import read_numbers
from simulation.workforce_file.table import Bools, Column, Floats
from simulation.workforce_file.units import CURRENCIES
from simulation.workforce_file.vocabulary import plain

TIMES_A_YEAR = {"hour": 2080.0, "day": 260.0, "week": 52.0, "month": 12.0, "year": 1.0}
ABSURD_RATIO = 200.0
_SIGNS = re.compile(r"[€$£¥₹]|[a-z]{3,7}")


@dataclass(frozen=True, slots=True)
class Pay:
    """Pay per year (NaN = unknown), period of the file's amounts, why, and cells left out."""

    yearly: Floats
    period: str
    why: str
    guessed: bool
    not_positive: Bools
    absurd: Bools
    unreadable: Bools
    thousands: bool


def read_pay(column: Column, stated: str | None, *, trusted: bool) -> Pay:
    """Read amounts, blank what is 0, negative or 200 times off the median, make them yearly."""
    amounts = read_numbers(column.known, large=True)
    unreadable = np.isnan(amounts) & column.filled
    thousands = not trusted and _in_thousands(column)
    if thousands:
        amounts = amounts * 1000
    not_positive = amounts <= 0
    amounts = np.where(not_positive, np.nan, amounts)
    known = amounts[~np.isnan(amounts)]
    median = float(np.median(known)) if len(known) else 1.0
    period, why, guessed = _period(median, stated, column.words.period)
    ratio = amounts / median
    absurd = (ratio > ABSURD_RATIO) | (ratio < 1 / ABSURD_RATIO)
    if trusted:
        period, why, guessed, absurd = "year", "people file", False, np.zeros(len(ratio), bool)
    yearly = np.where(absurd, np.nan, amounts) * TIMES_A_YEAR[period]
    return Pay(yearly, period, why, guessed, not_positive, absurd, unreadable, thousands)


def _in_thousands(column: Column) -> bool:
    """A header says "k€", "(k)" or "in thousands"."""
    words = set(column.words.all)
    return bool(words & {"k", "k€", "k$", "k£", "t€", "keur", "teur", "kusd", "thousands"})


def _period(median: float, stated: str | None, by_name: str | None) -> tuple[str, str, bool]:
    if stated:
        return stated, "by map file", False
    if by_name in TIMES_A_YEAR:
        return str(by_name), "by name", False
    for limit, period in ((150, "hour"), (1_000, "week"), (15_000, "month")):
        if median < limit:
            return period, f"the median amount is {median:,.0f}", True
    return "year", f"the median amount is {median:,.0f}", True


def currency_of(column: Column) -> str | None:
    """Return the ISO code that the header or most of the amounts name, or None."""
    if column.words.currency:
        return column.words.currency
    counts: Counter[str] = Counter()
    for value, times in column.values.items():
        for sign in _SIGNS.findall(plain(value)):
            if sign in CURRENCIES:
                counts[CURRENCIES[sign]] += times
    if not counts:
        return None
    code, times = counts.most_common(1)[0]
    return code if times > 0.5 * sum(column.values.values()) else None
