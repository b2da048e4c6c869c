"""What the values of a column look like: does it fit a meaning, and which one do they suggest?"""

import re
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from itertools import islice

import numpy as np

from simulation.workforce_file.dates import share_of_dates
from simulation.workforce_file.levels import read_level
from simulation.workforce_file.numerals import parse_number
from simulation.workforce_file.scales import is_text_scale
from simulation.workforce_file.table import Column
from simulation.workforce_file.tenure import parse_duration
from simulation.workforce_file.units import CURRENCIES
from simulation.workforce_file.vocabulary import FUTURE, MEANINGS
from simulation.workforce_file.words import (
    DEPARTMENTS,
    GENDERS,
    LEFT,
    LEFT_HINTS,
    LEFT_UNWILLINGLY,
    NO,
    SATISFIED,
    STAYS,
    TITLE_NOUNS,
    YES,
    normal,
)

EMAIL = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+")
_SAMPLE = 500
_MOST_NAMES = 500


@dataclass(frozen=True, slots=True)
class Guess:
    """A meaning that a column's values suggest, and why."""

    meaning: str
    why: str


def looks_personal(column: Column) -> bool:
    """Tell whether nearly every row has its own text, so that a value points at a person."""
    filled = int(column.filled.sum())
    texts = _share(column, lambda cell: not _is_number(cell))
    distinct = len(column.values)
    return texts > 0.5 and (distinct == filled > 1 or (filled >= 20 and distinct > 0.8 * filled))


def fits(meaning: str, column: Column) -> bool:
    """Tell whether a column's values can tell a meaning that its name claims."""
    kind = MEANINGS[meaning].kind
    if kind in ("personal", "key"):
        return True
    if meaning == "role":
        return _share(column, _is_number) < 0.95
    if meaning == "tenure":
        return _share(column, lambda cell: not np.isnan(parse_duration(cell).months)) >= 0.6
    return _FITS[kind](column)


def _is_number(cell: str) -> bool:
    return not np.isnan(parse_number(cell))


def _sample(column: Column) -> list[str]:
    return list(islice(column.values, _SAMPLE))


def _share(column: Column, test: Callable[[str], bool]) -> float:
    """Return the share of rows whose value passes, over the first distinct values."""
    sample = _sample(column)
    rows = sum(column.values[value] for value in sample)
    hits = sum(column.values[value] for value in sample if test(value))
    return hits / rows if rows else 0.0


def _fits_score(column: Column) -> bool:
    if is_text_scale(_sample(column)):
        return True
    return _share(column, lambda cell: _is_number(cell) or cell[:1].isdigit()) >= 0.6


def _fits_date(column: Column) -> bool:
    return share_of_dates(_sample(column), serials=True) >= 0.6


def _fits_level(column: Column) -> bool:
    return _share(column, lambda cell: not np.isnan(read_level(cell))) >= 0.6


def _fits_flag(column: Column) -> bool:
    return _share(column, is_flag) >= 0.6


def _fits_category(column: Column) -> bool:
    return share_of_dates(_sample(column), serials=False) < 0.5 or _share(column, _is_code) > 0.5


def _is_code(cell: str) -> bool:
    """Codes such as 4 or 2010 read as a year, but a department may be called so."""
    return cell.isdigit()


_FITS: dict[str, Callable[[Column], bool]] = {
    "category": _fits_category,
    "level": _fits_level,
    "number": lambda column: _share(column, _is_number) >= 0.6,
    "score": _fits_score,
    "date": _fits_date,
    "flag": _fits_flag,
}


def is_flag(cell: str) -> bool:
    """Tell whether a cell answers yes or no, gives a number of hours, or says who left."""
    word = normal(cell)
    return (
        word in YES | NO | STAYS | LEFT | LEFT_UNWILLINGLY
        or any(hint in word for hint in LEFT_HINTS)
        or _is_number(cell)
    )


def guess_by_values(column: Column, keys: Iterable[Column], taken: Container[str]) -> Guess | None:
    """Return what a column with an unknown name tells, where its values leave little doubt.

    `keys` are the columns of ids and e-mails, `taken` the meanings that columns already have.
    """
    if _share(column, lambda cell: bool(EMAIL.search(cell))) >= 0.5:
        return Guess("email", "e-mail addresses")
    for key in () if "manager" in taken else keys:
        if _points_at(column, key):
            return Guess("manager", f"its values are those of {key.name}")
    if "hire_date" not in taken and is_past(column) and FUTURE.isdisjoint(column.words.all):
        return Guess("hire_date", "its values are dates, and no column is named a hire date")
    if len(column.values) < 2 or looks_personal(column):
        return None
    open_tests = ((test, guess) for test, guess in _TESTS if guess.meaning not in taken)
    return next((guess for test, guess in open_tests if test(column)), None)


def _points_at(column: Column, key: Column) -> bool:
    """Whole numbers point at every numbered list by chance; only text keys can be trusted."""
    sample = _sample(column)
    if not sample or any(_is_number(cell) for cell in sample):
        return False
    hits = sum(value in key.values for value in sample)
    return hits >= 0.9 * len(sample) and len(column.values) < 0.5 * len(key.values)


def _all_in(words: frozenset[str]) -> Callable[[Column], bool]:
    return lambda column: _share(column, lambda cell: normal(cell) in words) >= 0.9


def _is_status(column: Column) -> bool:
    known = {normal(value) for value in _sample(column)}
    return _all_in(STAYS | LEFT | LEFT_UNWILLINGLY)(column) and bool(known & STAYS)


def _is_title(column: Column) -> bool:
    return _share(column, _has_title_noun) >= 0.6 and len(column.values) <= _MOST_NAMES


def _is_department(column: Column) -> bool:
    def named(cell: str) -> bool:
        return not DEPARTMENTS.isdisjoint(normal(cell).split()) and not _has_title_noun(cell)

    return _share(column, named) >= 0.6 and len(column.values) <= _MOST_NAMES


def _has_title_noun(cell: str) -> bool:
    return not TITLE_NOUNS.isdisjoint(normal(cell).split())


def _is_money(column: Column) -> bool:
    symbols = {sign for sign in CURRENCIES if not sign.isalpha()}
    return _share(column, lambda cell: bool(symbols & set(cell)) and _is_number(cell)) >= 0.5


def is_past(column: Column) -> bool:
    """Tell whether nearly all values are dates written out, not bare years or numbers."""
    return share_of_dates(_sample(column), serials=False) >= 0.9 and not all(
        value.isdigit() for value in _sample(column)
    )


_TESTS: tuple[tuple[Callable[[Column], bool], Guess], ...] = (
    (_all_in(GENDERS - {"x", "other", "d"}), Guess("group", "its values are genders")),
    (_is_status, Guess("left", "its values say who is active and who left")),
    (_all_in(SATISFIED), Guess("satisfaction", "its values are degrees of satisfaction")),
    (_is_title, Guess("role", "its values are job titles")),
    (_is_department, Guess("department", "its values are names of departments")),
    (_is_money, Guess("pay", "its values are amounts of money")),
)
