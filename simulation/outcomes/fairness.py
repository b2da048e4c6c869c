"""Fairness: how far groups lie apart in access, quality, promotion and exit."""

import numpy as np

from simulation.engine.compiled import compiled
from simulation.outcomes.outcome import View, outcome, summed
from simulation.outcomes.people import turnover
from simulation.outcomes.slices import SMALLEST, add_row, percent, ratio
from simulation.state.columns import Array


@outcome("fairness_access", "Gap between groups: access", "% points", "lower")
def fairness_access(view: View) -> float | None:
    """Largest less smallest share of a group that has had a mentor, percentage points."""
    if not view.launched:
        return None
    return _gap(view, percent(view.sum("ever_mentee"), view.slices.heads))


@outcome("fairness_quality", "Gap between groups: quality", "SD", "lower", decimals=2)
def fairness_quality(view: View) -> float | None:
    """Largest less smallest mean quality of the groups' pairs, reference SDs."""
    return _gap(view, ratio(view.sum("pair_quality"), view.sum("pairs")))


@outcome("fairness_promotion", "Gap between groups: promotion", "% points", "lower", flow=True)
def fairness_promotion(view: View) -> float | None:
    """Largest less smallest share of a group promoted this quarter, percentage points."""
    return _gap(view, percent(view.sum("q_promoted"), view.slices.heads))


@outcome("fairness_exit", "Gap between groups: exits", "% points", "lower", flow=True)
def fairness_exit(view: View) -> float | None:
    """Largest less smallest annualized turnover of a group, percentage points."""
    return _gap(view, turnover(view))


def _gap(view: View, values: Array) -> float | None:
    """Largest less smallest value over groups that are large enough to show."""
    groups = view.slices.groups
    gap = gap_between(values[groups], view.slices.heads[groups])
    return gap if gap >= 0.0 else None


@compiled
def gap_between(values: np.ndarray, heads: np.ndarray) -> float:
    """Largest less smallest value that is there and shown; -1 where there are less than two."""
    count = 0
    low = np.inf
    high = -np.inf
    for group in range(values.shape[0]):
        if heads[group] >= SMALLEST and not np.isnan(values[group]):
            count += 1
            low = min(low, values[group])
            high = max(high, values[group])
    return high - low if count > 1 else -1.0


@summed("people", "pairs", "pair_quality")
@compiled
def quality_kernel(
    pair_active: np.ndarray,
    pair_mentee: np.ndarray,
    pair_quality: np.ndarray,
    codes: np.ndarray,
    sums: np.ndarray,
) -> None:
    """Count everybody's active pairs as a mentee and add up their quality."""
    rows = np.zeros((codes.shape[0], 2))
    for pair in range(pair_active.shape[0]):
        if pair_active[pair]:
            rows[pair_mentee[pair], 0] += 1.0
            rows[pair_mentee[pair], 1] += pair_quality[pair]
    for i in range(codes.shape[0]):
        if rows[i, 0] > 0.0:
            add_row(sums, codes, i, rows[i])
