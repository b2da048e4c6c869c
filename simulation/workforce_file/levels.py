"""Levels 1..7 from numbers, pay grades ("L3", "Band 4") or words ("Senior", "Director")."""

import re

import numpy as np

from simulation.workforce_file.numerals import per_value
from simulation.workforce_file.table import Bools, Cells, Floats
from simulation.workforce_file.words import TITLE_LEVELS, normal

HIGHEST = 7
_DIGITS = re.compile(r"^[a-z ]{0,20}?(\d{1,3})([.,]0+)?(?![\d.,])")
_WORD_LEVELS = {
    "entry": 1, "entry level": 1, "junior": 1, "associate": 2, "mid": 2, "mid level": 2,
    "intermediate": 2, "staff": 2, "professional": 2, "individual contributor": 2, "middle": 3,
    "executive": 6, "c level": 7, "top": 7, "worker": 1, "employee": 2, "angestellte": 2,
    "facharbeiter": 2, "cadre": 4, "employe": 2, "ouvrier": 1, "operario": 1, "medio": 3,
}  # fmt: skip


def read_level(cell: str) -> float:
    """Return the number that a grade holds or a word stands for; NaN for anything else."""
    text = normal(cell)
    if match := _DIGITS.match(text):
        return float(match[1])
    if text in _WORD_LEVELS:
        return float(_WORD_LEVELS[text])
    line = f" {text} "
    found = (level for level, words in TITLE_LEVELS for word in words if f" {word} " in line)
    return float(next(found, np.nan))


def read_levels(cells: Cells) -> tuple[Floats, str]:
    """Return levels 1..7 and how they came about.

    Whole numbers 1..7 stay; others are ranked, and more than 7 grades are joined evenly.
    """
    raw = per_value(cells, read_level)
    distinct = np.unique(raw[~np.isnan(raw)])
    if not len(distinct) or (distinct[0] >= 1 and distinct[-1] <= HIGHEST):
        return raw, "as in the file"
    ranks = np.searchsorted(distinct, raw)
    if len(distinct) <= HIGHEST:
        levels, how = ranks + 1.0, f"{len(distinct)} grades ranked 1-{len(distinct)}"
    else:
        levels = np.floor(ranks * HIGHEST / len(distinct)) + 1.0
        how = f"{len(distinct)} grades joined to {HIGHEST} levels"
    return np.where(np.isnan(raw), np.nan, levels), how


def direction(levels: Floats, pay: Floats, manages: Bools | None) -> tuple[bool, str]:
    """Tell whether 1 is the top, and from what: pay, reporting lines, or how many have each level.

    Pay decides where Spearman's correlation with level is beyond .3 either way; then whether
    managers' mean level is half an SD off the others'; then a pyramid
    that stands on its highest number.
    """
    known = ~np.isnan(levels) & ~np.isnan(pay)
    if known.sum() >= 10:
        correlation = _rank_correlation(levels[known], pay[known])
        if abs(correlation) >= 0.3:
            return correlation < 0, "pay"
    if manages is not None:
        lead, others = _known(levels[manages]), _known(levels[~manages])
        if len(lead) >= 3 and len(others) >= 3:
            gap = float(lead.mean() - others.mean())
            if abs(gap) >= 0.5 * float(np.std(_known(levels))) > 0:
                return gap < 0, "reporting lines"
    _, counts = np.unique(_known(levels), return_counts=True)
    if len(counts) >= 3 and counts[0] <= 0.1 * counts.sum() and (np.diff(counts) > 0).all():
        return True, "how many people have each level"
    return False, "no evidence in the file"


def _known(values: Floats) -> Floats:
    return values[~np.isnan(values)]


def turned(levels: Floats) -> Floats:
    """Return levels counted from the other end."""
    return np.nanmin(levels) + np.nanmax(levels) - levels


def _rank_correlation(x: Floats, y: Floats) -> float:
    """Spearman's rank correlation with mid-ranks; 0 where one side is constant."""
    first, second = _mid_ranks(x), _mid_ranks(y)
    if np.ptp(first) == 0 or np.ptp(second) == 0:
        return 0.0
    return float(np.corrcoef(first, second)[0, 1])


def _mid_ranks(values: Floats) -> Floats:
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(counts) - counts / 2)[places]
