"""Affinity: what one person could teach another, how their roles fit, how alike they are."""

import numpy as np

from simulation.engine.compiled import compiled
from simulation.engine.functions import exp

NEEDS_MEAN, NEEDS_SD = 0.55, 0.36
"""Mean and SD of `needs_met` for two random people of one role."""

ROLES_MEAN, ROLES_SD = 0.8, 0.15
"""Usual `roles_fit` of pairs that a program would think of, and its spread."""

LIKENESS_SD = 0.7071067811865476
"""SD of `difference` of two random people: chi-squared with 4 degrees over 4; its mean is 1."""

LEVELS_APART = 1.5
"""Spread of the level distance at which roles still fit; a senior is best 1-2 levels above."""

TRAITS = ("conscientiousness", "extraversion", "stability", "growth_motivation")
"""Traits in which people are deep down alike or not."""


@compiled
def needs_met(
    have: np.ndarray, offered: np.ndarray, wanted: np.ndarray, weight: np.ndarray, nothing: float
) -> float:
    """Share of the weighted gaps to the wanted levels that the other could close, 0..1.

    sum_k w min(gap, surplus)+ / sum_k w gap+, gap = wanted - have, surplus = offered - have;
    `nothing` where there is no gap.
    """
    missing = 0.0
    met = 0.0
    for k in range(have.shape[0]):
        gap = weight[k] * (wanted[k] - have[k])
        if gap > 0.0:
            missing += gap
            met += min(gap, max(0.0, weight[k] * (offered[k] - have[k])))
    return met / missing if missing > 0.0 else nothing


@compiled
def roles_fit(above: float, best: float, role_one: np.ndarray, role_other: np.ndarray) -> float:
    """Mean of exp(-((levels above - best) / 1.5)^2 / 2) and the overlap of what jobs use, 0..1."""
    off = (above - best) / LEVELS_APART
    apart = 0.0
    total = 0.0
    for k in range(role_one.shape[0]):
        apart += abs(role_one[k] - role_other[k])
        total += role_one[k] + role_other[k]
    overlap = 1.0 - apart / total if total > 0.0 else 1.0
    return 0.5 * (exp(-0.5 * off * off) + overlap)


@compiled
def difference(one: np.ndarray, other: np.ndarray) -> float:
    """Mean squared distance over traits / 2: 1 for two random people, 0 for twins."""
    total = 0.0
    for t in range(one.shape[0]):
        total += (one[t] - other[t]) ** 2
    return 0.5 * total / one.shape[0]
