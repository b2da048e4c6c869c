"""Numbers as people write them: "1.234,56", "1,234.56", "$5,993", "5 993 €", "85k", "12 %"."""

import re
from collections.abc import Callable, Iterable
from itertools import islice

import numpy as np
import pandas as pd

from simulation.workforce_file.table import Cells, Floats
from simulation.workforce_file.units import CURRENCIES
from simulation.workforce_file.vocabulary import plain

_CODES = "|".join(code for code in CURRENCIES if code.isalpha())
_MONEY = re.compile(rf"[€$£¥₹]|(?<![a-z])({_CODES}|kr|zl|fr|lei|r)(?![a-z])\.?")
_PER = re.compile(r"(/|\b(per|pro|par|por|p\.)\s?)\s*[a-z.]+$")
_NUMBER = re.compile(
    r"^(?P<open>[-+−(]?)(?P<body>\d[\d.,]*|[.,]\d+)(?P<close>[-)]?)"
    r"(?P<unit>k|t|m|tsd\.?|mio\.?|%)?$"
)
_GROUPS = re.compile(r"^(\d*|\d{1,3}([.,]\d{2,3})*[.,]\d{3})$")
_EXPONENT = re.compile(r"^[-+]?\d+([.,]\d+)?e[-+]?\d+$")
_SAMPLE = 2_000
_FACTORS = {"k": 1e3, "t": 1e3, "tsd": 1e3, "m": 1e6, "mio": 1e6, "%": 1.0}


def per_value(cells: Cells, parse: Callable[[str], float]) -> Floats:
    """Apply `parse` once to each distinct cell; NaN where it says so or the cell is blank."""
    codes, uniques = pd.factorize(cells)
    parsed = np.array([parse(cell) if cell else np.nan for cell in uniques], dtype=np.float64)
    return parsed[codes] if len(parsed) else np.full(len(cells), np.nan)


def read_numbers(cells: Cells, *, large: bool) -> Floats:
    """Return the numbers of a column, NaN where a cell holds none.

    The separators of a cell that allows two readings ("1.234") follow the column's other cells;
    without any, `large` columns (pay) have thousands and others decimals.
    """
    decimal = _decimal_of_column(pd.unique(cells)[:_SAMPLE])
    return per_value(cells, lambda cell: parse_number(cell, decimal, large=large))


def has_decimal_comma(values: Iterable[str]) -> bool:
    """Tell whether the first of a column's distinct values show a decimal comma."""
    return _decimal_of_column(islice(values, _SAMPLE)) == ","


def _decimal_of_column(values: Iterable[str]) -> str | None:
    votes = {".": 0, ",": 0}
    for cell in values:
        mark = _sure_decimal(_body(cell))
        if mark:
            votes[mark] += 1
    if votes["."] == votes[","]:
        return None
    return "." if votes["."] > votes[","] else ","


def _body(cell: str) -> str:
    match = _NUMBER.match(_bare(cell))
    return match["body"] if match else ""


def _bare(cell: str) -> str:
    text = _MONEY.sub("", plain(cell))
    text = _PER.sub("", text.strip())
    return "".join(text.replace("'", "").replace("’", "").split())


def _sure_decimal(body: str) -> str | None:
    """Return the decimal mark where the digits leave no doubt."""
    dots, commas = body.count("."), body.count(",")
    if dots and commas:
        return "." if body.rindex(".") > body.rindex(",") else ","
    if dots + commas == 0:
        return None
    mark = "." if dots else ","
    if dots + commas > 1:
        return "," if dots else "."
    before, after = body.split(mark)
    thousands = len(after) == 3 and 1 <= len(before) <= 3 and before != "0"
    return None if thousands else mark


def parse_number(cell: str, decimal: str | None = None, *, large: bool = False) -> float:
    """Return the number a cell holds, or NaN; `decimal` is the column's mark where it is known."""
    bare = _bare(cell)
    if _EXPONENT.match(bare):
        return _finite(float(bare.replace(",", ".")))
    match = _NUMBER.match(bare)
    if match is None:
        return np.nan
    number = _digits(match["body"], _decimal_mark(match["body"], decimal, large=large))
    negative = match["open"] in ("-", "−", "(") or match["close"] == "-"
    factor = _FACTORS[(match["unit"] or "%").rstrip(".")]
    return _finite(-number * factor if negative else number * factor)


def _decimal_mark(body: str, decimal: str | None, *, large: bool) -> str:
    sure = _sure_decimal(body) or decimal
    if sure:
        return sure
    own = "," if "," in body else "."
    return ("." if own == "," else ",") if large else own


def _digits(body: str, mark: str) -> float:
    """Read digits with this decimal mark; NaN where the rest does not group by thousands."""
    whole, _, part = body.partition(mark)
    if not _GROUPS.match(whole) or not (part.isdigit() or not part):
        return np.nan
    plain_digits = whole.replace(",", "").replace(".", "")
    return float(f"{plain_digits or 0}.{part or 0}")


def _finite(number: float) -> float:
    return number if abs(number) < 1e15 else np.nan
