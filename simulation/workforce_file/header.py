"""Find the row (or two rows) of a grid that names the columns."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from simulation.workforce_file.delimited import Grid
from simulation.workforce_file.vocabulary import MEANINGS, name_score, words_of

_LOOK_AT = 30
_DATA = re.compile(r"^[-+(]?[$€£]?\s*\d[\d.,/:' -]*[%)]?$|@")


@dataclass(frozen=True, slots=True)
class Header:
    """Names of the columns, the grid row where people begin, and how sure that is."""

    names: tuple[str, ...]
    first: int
    score: float
    named: int


def find_header(grid: Grid, wanted: frozenset[str]) -> Header:
    """Return the best of the first rows, alone or joined with the one below (merged cells)."""
    best: Header | None = None
    for at in range(min(_LOOK_AT, len(grid.rows))):
        candidates = [_judge(grid.rows[at], at + 1, wanted)]
        if at + 1 < len(grid.rows) and _could_be_upper(grid.rows[at]):
            candidates.append(
                _judge(_joined(grid.rows[at], grid.rows[at + 1]), at + 2, wanted, below=1)
            )
        for each in candidates:
            if best is None or each.score > best.score:
                best = each
    if best is None:
        return Header((), 0, 0.0, 0)
    return best


def data_cells(names: Iterable[str]) -> int:
    """Count cells that hold numbers, dates or e-mail addresses, as people's rows do."""
    return sum(bool(_DATA.search(name)) for name in names)


def _judge(cells: list[str], first: int, wanted: frozenset[str], below: int = 0) -> Header:
    """Score: 10 a name told in so many words or wanted, less for parts, numbers and depth."""
    named = sum(_is_named(cell, wanted) for cell in cells if cell)
    parts = sum(_best_score(cell) for cell in cells if cell)
    filled = sum(bool(cell) for cell in cells)
    data = data_cells(cells)
    score = 10.0 * named + 3.0 * parts + 0.1 * min(filled, 10) - 5.0 * data - 0.01 * first
    return Header(tuple(cells), first, score - 2.0 * below, named)


def _is_named(cell: str, wanted: frozenset[str]) -> bool:
    return cell in wanted or _best_score(cell) >= 0.8


@lru_cache(maxsize=4096)
def _best_score(cell: str) -> float:
    if len(cell) > 80:
        return 0.0
    words = words_of(cell)
    return max(name_score(meaning, words) for meaning in MEANINGS)


def _could_be_upper(row: list[str]) -> bool:
    """A row above sub-headers has gaps where its cells are merged over several columns."""
    return any(row) and not all(row) and not data_cells(row)


def _joined(upper: list[str], lower: list[str]) -> list[str]:
    """Join two header rows: the lower name where it speaks for itself, else both."""
    width = max(len(upper), len(lower))
    upper = upper + [""] * (width - len(upper))
    lower = lower + [""] * (width - len(lower))
    names, over = [], ""
    for above, below in zip(upper, lower, strict=True):
        over = above or over
        alone = not below or _best_score(below) >= 0.8
        names.append((below or above) if alone else f"{over} {below}".strip())
    return names
