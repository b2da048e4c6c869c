"""Fairness: how far groups lie apart in access, quality, promotion and exit."""

import numpy as np

from simulation.engine.compiled import compiled
from simulation.outcomes.formula import (
    Formula,
    gap_between_groups,
    percent_of,
    ratio_of,
    when_launched,
)
from simulation.outcomes.outcome import outcome
from simulation.outcomes.people import turnover_annualized
from simulation.outcomes.view import summed


@outcome("fairness_access", "Gap between groups: access", "% points", "lower")
def fairness_access() -> Formula:
    """Largest less smallest share of a group that has had a mentor, percentage points."""
    return gap_between_groups(when_launched(percent_of("ever_mentee", "heads")))


@outcome("fairness_quality", "Gap between groups: quality", "SD", "lower", decimals=2)
def fairness_quality() -> Formula:
    """Largest less smallest mean quality of the groups' pairs, reference SDs."""
    return gap_between_groups(ratio_of("pair_quality", "pairs"))


@outcome("fairness_promotion", "Gap between groups: promotion", "% points", "lower", flow=True)
def fairness_promotion() -> Formula:
    """Largest less smallest share of a group promoted this quarter, percentage points."""
    return gap_between_groups(percent_of("q_promoted", "heads"))


@outcome("fairness_exit", "Gap between groups: exits", "% points", "lower", flow=True)
def fairness_exit() -> Formula:
    """Largest less smallest annualized turnover of a group, percentage points."""
    return gap_between_groups(turnover_annualized())


@summed("people", "pairs", "pair_quality")
@compiled
def quality_kernel(
    pair_active: np.ndarray,
    pair_mentee: np.ndarray,
    pair_quality: np.ndarray,
    rows: np.ndarray,
) -> None:
    """Count everybody's active pairs as a mentee and add up their quality."""
    rows[:] = 0.0
    for pair in range(pair_active.shape[0]):
        if pair_active[pair]:
            rows[pair_mentee[pair], 0] += 1.0
            rows[pair_mentee[pair], 1] += pair_quality[pair]
