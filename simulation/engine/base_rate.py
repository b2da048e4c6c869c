"""Base rate: the intercepts at which a logit hazard has the mean that was stated."""

import numpy as np

from simulation.engine.compiled import compiled
from simulation.engine.functions import log, logistic

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

    Newton's method on logits: b += (logit(base) - logit(mean)) / slope, slope = sum h (1 - h) /
    (n mean (1 - mean)), kept within bounds that every pass narrows; where a step would leave them,
    as between two groups far apart, they are halved instead. A department that is solved rests, so
    that none depends on another. Base rates of 0 get an intercept at which nobody leaves; a
    department without people keeps the intercept it has.
    """
    count = department_turnover.shape[0]
    people = np.zeros(count)
    low = np.full(count, np.inf)
    high = np.full(count, -np.inf)
    for i in range(occupied.shape[0]):
        if occupied[i]:
            people[department[i]] += 1.0
            low[department[i]] = min(low[department[i]], -exit_logit[i])
            high[department[i]] = max(high[department[i]], -exit_logit[i])
    waiting = people > 0.0
    wanted = np.empty(count)
    for d in range(count):
        base = min(department_turnover[d], HIGHEST_BASE)
        if base <= 0.0:
            department_intercept[d] = NEVER
            waiting[d] = False
        else:
            wanted[d] = log(base / (1.0 - base))
            low[d] += wanted[d]  # everybody's own hazard is at most, or at least, the base rate
            high[d] += wanted[d]
    total = np.zeros(count)
    steepness = np.zeros(count)
    hazard = np.empty(occupied.shape[0])
    for _ in range(int(passes)):
        if not waiting.any():
            break
        for i in range(occupied.shape[0]):
            hazard[i] = department_intercept[department[i]] + exit_logit[i]
        for i in range(occupied.shape[0]):  # in a loop of its own, exponentials run side by side
            hazard[i] = logistic(hazard[i])
        total[:] = 0.0
        steepness[:] = 0.0
        for i in range(occupied.shape[0]):
            if occupied[i]:
                total[department[i]] += hazard[i]
                steepness[department[i]] += hazard[i] * (1.0 - hazard[i])
        for d in range(count):
            if waiting[d]:
                here = department_intercept[d]
                mean = total[d] / people[d]
                missing = wanted[d] - log(mean / (1.0 - mean))
                if missing > 0.0:
                    low[d] = here
                else:
                    high[d] = here
                slope = steepness[d] / (total[d] * (1.0 - mean))
                there = here + missing / slope
                if not low[d] <= there <= high[d]:
                    there = 0.5 * (low[d] + high[d])
                department_intercept[d] = there
                waiting[d] = abs(missing) > 1e-12 and abs(there - here) > 1e-14 * abs(here)
