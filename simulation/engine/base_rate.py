"""Base rate: the intercepts at which a logit hazard has the mean that was stated."""

import numpy as np

from simulation.engine.compiled import compiled
from simulation.engine.functions import log, logistic
from simulation.engine.grouping import group

NEVER = -700.0
"""Intercept at which nobody leaves: the hazard stays far below the smallest uniform number."""

HIGHEST_BASE = 0.999999
"""A base rate of 1 has no finite intercept."""


@compiled
def solve_kernel(
    occupied: np.ndarray,
    department: np.ndarray,
    exit_logit: np.ndarray,
    department_turnover: np.ndarray,
    department_intercept: np.ndarray,
    passes: float,
) -> None:
    """Solve mean of logistic(intercept + exit logit) = base rate for each department's people.

    A department without people keeps the intercept it has.
    """
    departments = department_turnover.shape[0]
    first = np.empty(departments + 2, dtype=np.int64)
    logits, hazard = np.empty(occupied.shape[0]), np.empty(occupied.shape[0])
    group(occupied, department, exit_logit, first, logits)
    for d in range(departments):
        own = logits[first[d] : first[d + 1]]
        department_intercept[d] = intercept_of(
            own, department_turnover[d], department_intercept[d], hazard[: own.shape[0]], passes
        )


@compiled
def intercept_of(
    logits: np.ndarray, base_rate: float, start: float, hazard: np.ndarray, passes: float
) -> float:
    """Solve mean of h = logistic(b + logit) = base rate for b, from a start; `hazard` is room.

    Newton's method on logits: b += (logit(base) - logit(mean)) / slope, slope = sum h (1 - h) /
    (n mean (1 - mean)), kept within bounds that every pass narrows; where a step would leave them,
    as between two groups far apart, they are halved instead. At first they are where everybody's
    own hazard is at least, or at most, the base rate. A base rate of 0 gets an intercept at which
    nobody leaves.
    """
    if base_rate <= 0.0:
        return NEVER
    if logits.shape[0] == 0:
        return start
    base = min(base_rate, HIGHEST_BASE)
    wanted = log(base / (1.0 - base))
    there, low, high = start, np.inf, -np.inf
    for i in range(logits.shape[0]):
        low = min(low, wanted - logits[i])
        high = max(high, wanted - logits[i])
    for _ in range(int(passes)):
        here = there
        for i in range(logits.shape[0]):  # in a loop of its own, exponentials run side by side
            hazard[i] = logistic(here + logits[i])
        total, steepness = 0.0, 0.0
        for i in range(logits.shape[0]):
            total += hazard[i]
            steepness += hazard[i] * (1.0 - hazard[i])
        mean = total / logits.shape[0]
        missing = wanted - log(mean / (1.0 - mean))
        if missing > 0.0:
            low = here
        else:
            high = here
        there = here + missing * total * (1.0 - mean) / steepness
        if not low <= there <= high:
            there = 0.5 * (low + high)
        if not (abs(missing) > 1e-12 and abs(there - here) > 1e-14 * abs(here)):
            break
    return there
