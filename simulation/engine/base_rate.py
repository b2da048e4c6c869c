"""Base rate: the intercepts at which a logit hazard has the mean that was stated."""

import numpy as np

from simulation.engine.compiled import compiled, compiled_inline
from simulation.engine.functions import log, logistic

NEVER = -700.0
"""Intercept at which nobody leaves: the hazard stays far below the smallest uniform number."""

HIGHEST_BASE = 0.999999
"""A base rate of 1 has no finite intercept."""


@compiled_inline
def _within(
    occupied: np.ndarray,
    department: np.ndarray,
    exit_logit: np.ndarray,
    wanted: np.ndarray,
    low: np.ndarray,
    high: np.ndarray,
) -> None:
    """Bounds of the intercepts: everybody's own hazard is at most, or at least, the base rate."""
    for i in range(occupied.shape[0]):
        if occupied[i]:
            d = department[i]
            low[d] = min(low[d], wanted[d] - exit_logit[i])
            high[d] = max(high[d], wanted[d] - exit_logit[i])


@compiled_inline
def _gather(
    occupied: np.ndarray,
    department: np.ndarray,
    exit_logit: np.ndarray,
    intercept: np.ndarray,
    hazard: np.ndarray,
    total: np.ndarray,
    steepness: np.ndarray,
) -> None:
    """Sum hazards h, and their slopes h (1 - h), by department."""
    for i in range(occupied.shape[0]):
        hazard[i] = intercept[department[i]] + exit_logit[i]
    for i in range(occupied.shape[0]):  # in a loop of its own, exponentials run side by side
        hazard[i] = logistic(hazard[i])
    total[:] = 0.0
    steepness[:] = 0.0
    for i in range(occupied.shape[0]):
        if occupied[i]:
            total[department[i]] += hazard[i]
            steepness[department[i]] += hazard[i] * (1.0 - hazard[i])


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

    Newton's method on logits: b += (logit(base) - logit(mean)) / slope, slope = sum h (1 - h) /
    (n mean (1 - mean)), kept within bounds that every pass narrows; where a step would leave them,
    as between two groups far apart, they are halved instead. A department that is solved rests, so
    that none depends on another. Base rates of 0 get an intercept at which nobody leaves; a
    department without people keeps the intercept it has.
    """
    count = department_turnover.shape[0]
    low, high = np.full(count, np.inf), np.full(count, -np.inf)
    wanted, people = np.zeros(count), np.zeros(count)
    total, steepness = np.zeros(count), np.zeros(count)
    hazard = np.empty(occupied.shape[0])
    for i in range(occupied.shape[0]):
        people[department[i]] += occupied[i]
    waiting = people > 0.0
    for d in range(count):
        base = min(department_turnover[d], HIGHEST_BASE)
        if base > 0.0:
            wanted[d] = log(base / (1.0 - base))
        else:
            department_intercept[d] = NEVER
            waiting[d] = False
    _within(occupied, department, exit_logit, wanted, low, high)
    for _ in range(int(passes)):
        if not waiting.any():
            break
        _gather(occupied, department, exit_logit, department_intercept, hazard, total, steepness)
        for d in range(count):
            if waiting[d]:
                here = department_intercept[d]
                mean = total[d] / people[d]
                missing = wanted[d] - log(mean / (1.0 - mean))
                if missing > 0.0:
                    low[d] = here
                else:
                    high[d] = here
                there = here + missing * total[d] * (1.0 - mean) / steepness[d]
                if not low[d] <= there <= high[d]:
                    there = 0.5 * (low[d] + high[d])
                department_intercept[d] = there
                waiting[d] = abs(missing) > 1e-12 and abs(there - here) > 1e-14 * abs(here)
