"""Departments, roles, sites, teams and groups: one spelling each, nothing that names a person."""

from collections import Counter

import numpy as np

from simulation.workforce_file.table import Bools, Cells, Column, printable
from simulation.workforce_file.words import is_missing, normal

_LONGEST = 80
_NORTH_AMERICA = "na"
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
    return _NORTH_AMERICA in values and not values.isdisjoint(_REGIONS) and len(values) <= 30


def _tidy(cell: str) -> str:
    """Drop control characters and what a spreadsheet would run as a formula; shorten."""
    text = printable(cell.replace("\ufffd", " ")).lstrip("=+@- \t").strip("\"'")
    text = text[:_LONGEST].strip()
    if is_missing(text) and text.casefold() != _NORTH_AMERICA:
        return ""
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
