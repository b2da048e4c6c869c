"""Fairness: how far groups lie apart in access, quality, promotion and exit."""

import math

import numpy as np

from simulation.outcomes.outcome import View, outcome
from simulation.outcomes.people import turnover
from simulation.outcomes.slices import SMALLEST, ratio
from simulation.state.columns import Array


@outcome("fairness_access", "Gap between groups: access", "% points", "lower")
def fairness_access(view: View) -> float | None:
    """Largest less smallest share of a group that has had a mentor, percentage points."""
    if not view.launched:
        return None
    return _gap(view, 100.0 * ratio(view.sum("ever_mentee"), view.slices.heads))


@outcome("fairness_quality", "Gap between groups: quality", "SD", "lower", decimals=2)
def fairness_quality(view: View) -> float | None:
    """Largest less smallest mean quality of the groups' pairs, reference SDs."""
    active = view["pair_active"]
    if not active.any():
        return None
    mentee, seats = view["pair_mentee"][active], view.state.sizes.seats
    count = np.bincount(mentee, minlength=seats)
    quality = np.bincount(mentee, weights=view["pair_quality"][active], minlength=seats)
    return _gap(view, ratio(view.slices.total(quality), view.slices.total(count)))


@outcome("fairness_promotion", "Gap between groups: promotion", "% points", "lower", flow=True)
def fairness_promotion(view: View) -> float | None:
    """Largest less smallest share of a group promoted this quarter, percentage points."""
    return _gap(view, 100.0 * ratio(view.slices.total(view["q_promoted"]), view.slices.heads))


@outcome("fairness_exit", "Gap between groups: exits", "% points", "lower", flow=True)
def fairness_exit(view: View) -> float | None:
    """Largest less smallest annualized turnover of a group, percentage points."""
    return _gap(view, turnover(view))


def _gap(view: View, values: Array) -> float | None:
    """Largest less smallest value over groups that are large enough to show."""
    groups = view.slices.groups
    sizes = view.slices.heads[groups].tolist()
    shown = [
        value
        for value, heads in zip(values[groups].tolist(), sizes, strict=True)
        if heads >= SMALLEST and not math.isnan(value)
    ]
    return max(shown) - min(shown) if len(shown) > 1 else None
