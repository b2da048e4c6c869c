"""Scores on any scale -> z: text answers, 1-4, 1-5, 0-10, 0-100, percent.

Scores of one question are ranks, not distances, so a score becomes the normal score of its
mid-rank, z = Phi^-1((below + half of the ties) / n), and these are brought to mean 0, SD 1 over
the file's current people. What the scale's ends are does not matter then; only order does.
"""

from statistics import NormalDist

import numpy as np

from simulation.workforce_file.numerals import per_value, read_numbers
from simulation.workforce_file.table import Bools, Cells, Floats
from simulation.workforce_file.words import TEXT_SCALE, normal

_SCALES = ((1, 4), (1, 5), (0, 5), (1, 6), (1, 7), (0, 1), (1, 10), (0, 10), (0, 100), (-100, 100))
_DECIMALS = 4


def is_text_scale(values: list[str]) -> bool:
    """Tell whether at least 80% of distinct values are known text answers."""
    known = sum(normal(value) in TEXT_SCALE for value in values)
    return known > 0 and known >= 0.8 * len(values)


def read_scores(cells: Cells) -> tuple[Floats, str]:
    """Return the scores of a column (NaN = none) and the name of the scale they are on."""
    values = [value for value in set(cells.tolist()) if value]
    if is_text_scale(values):
        scores = per_value(cells, lambda cell: TEXT_SCALE.get(normal(cell), np.nan))
        return scores, "text answers"
    scores = read_numbers(cells, large=False)
    if np.isnan(scores).sum() > np.isnan(_leading(cells)).sum():
        scores = _leading(cells)
    return _on_scale(scores)


def _leading(cells: Cells) -> Floats:
    """Return the number that answers such as "4 - satisfied" or "3/5" begin with."""

    def first(cell: str) -> float:
        head = cell.replace("/", " ").replace("-", " ").replace(":", " ").split()
        return float(head[0]) if head and head[0].isascii() and head[0].isdigit() else np.nan

    return per_value(cells, first)


def _on_scale(scores: Floats) -> tuple[Floats, str]:
    """Blank what lies outside the smallest usual scale that holds 98% of the scores (99 = none)."""
    known = scores[~np.isnan(scores)]
    for low, high in _SCALES:
        inside = (known >= low) & (known <= high)
        if len(known) and inside.mean() >= 0.98 and known.max() > (low + high) / 2:
            outside = (scores < low) | (scores > high)
            return np.where(outside, np.nan, scores), f"scale {low}-{high}"
    return scores, "no usual scale"


def standardize(scores: Floats, among: Bools) -> Floats | None:
    """Return z by normal scores of mid-ranks among the people chosen; None where all are alike."""
    values = scores[among & ~np.isnan(scores)]
    distinct, counts = np.unique(values, return_counts=True)
    if len(distinct) < 2:
        return None
    ridits = (np.cumsum(counts) - counts / 2) / len(values)
    normals = np.array([NormalDist().inv_cdf(share) for share in ridits.tolist()])
    mean = float((normals * counts).sum() / len(values))
    spread = float(np.sqrt((counts * (normals - mean) ** 2).sum() / len(values)))
    scaled = np.round((normals - mean) / spread, _DECIMALS)
    places = np.clip(np.searchsorted(distinct, scores), 0, len(distinct) - 1)
    known = ~np.isnan(scores) & among
    return np.where(known, scaled[places], np.nan)
