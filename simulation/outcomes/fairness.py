"""Fairness: how far groups lie apart in access, quality, promotion and exit."""

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
    return _gap(view, view.slices.share(view["ever_mentee"]))


@outcome("fairness_quality", "Gap between groups: quality", "SD", "lower", decimals=2)
def fairness_quality(view: View) -> float | None:
    """Largest less smallest mean quality of the groups' pairs, reference SDs."""
    active = view["pair_active"]
    mentee, seats = view["pair_mentee"][active], view.state.sizes.seats
    count = np.bincount(mentee, minlength=seats)
    quality = np.bincount(mentee, weights=view["pair_quality"][active], minlength=seats)
    return _gap(view, ratio(view.slices.total(quality), view.slices.total(count)))


@outcome("fairness_promotion", "Gap between groups: promotion", "% points", "lower", flow=True)
def fairness_promotion(view: View) -> float | None:
    """Largest less smallest share of a group promoted this quarter, percentage points."""
    return _gap(view, view.slices.share(view["q_promoted"]))


@outcome("fairness_exit", "Gap between groups: exits", "% points", "lower", flow=True)
def fairness_exit(view: View) -> float | None:
    """Largest less smallest annualized turnover of a group, percentage points."""
    return _gap(view, turnover(view))


def _gap(view: View, values: Array) -> float | None:
    """Largest less smallest value over groups that are large enough to show."""
    kinds = np.array([kind == "group" for kind, _ in view.slices.keys])
    shown = values[kinds & (view.slices.heads >= SMALLEST)]
    shown = shown[~np.isnan(shown)]
    return float(shown.max() - shown.min()) if len(shown) > 1 else None
