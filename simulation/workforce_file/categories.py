"""Departments, roles, sites, teams and groups: one spelling each, nothing that names a person."""

import re
from collections import Counter

import numpy as np

from simulation.workforce_file.table import Bools, Cells, Column
from simulation.workforce_file.words import normal

_LONGEST = 80
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028\u2029\ufeff\ufffd]+")
_REGIONS = frozenset({"emea", "apac", "latam", "eu", "eame", "amer"})


def read_category(column: Column) -> tuple[Cells, Bools]:
    """Return a category with one spelling per value, and where a spelling was changed.

    Values that differ in case, accents or spacing only are one value, spelled as most rows do.
    """
    cells = column.cells if _has_north_america(column) else column.known
    if column.literal:
        return cells, np.zeros(len(cells), dtype=bool)
    counts = Counter(cells.tolist())
    tidy = {cell: _tidy(cell) for cell in counts}
    spelling = _common_spelling(counts, tidy)
    clean = {cell: spelling[normal(text) or text] for cell, text in tidy.items()}
    found = np.array([clean[cell] for cell in cells.tolist()], dtype=object)
    return found, np.asarray(found != cells, dtype=bool)


def _has_north_america(column: Column) -> bool:
    """`NA` beside EMEA and APAC is a region, not a missing value."""
    values = {normal(cell) for cell in set(column.cells.tolist())}
    return "na" in values and not values.isdisjoint(_REGIONS) and len(values) <= 30


def _tidy(cell: str) -> str:
    """Drop control characters and what a spreadsheet would run as a formula; shorten."""
    text = " ".join(_CONTROL.sub(" ", cell).split())
    text = text.lstrip("=+@- \t").strip("\"'")
    text = " ".join(text[:_LONGEST].split())
    return text.removesuffix(".0") if text.removesuffix(".0").isdigit() else text


def _common_spelling(counts: Counter[str], tidy: dict[str, str]) -> dict[str, str]:
    best: dict[str, tuple[int, str]] = {}
    totals: Counter[str] = Counter()
    for cell, times in counts.items():
        totals[tidy[cell]] += times
    for text, times in totals.items():
        key = normal(text) or text
        # Equal counts: the later in the alphabet, which is the one with fewer capitals.
        best[key] = max(best.get(key, (0, "")), (times, text))
    return {key: text for key, (_, text) in best.items()}
