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

    b += logit(base) - logit(mean): the error shrinks by 1 - slope < 1 with every pass, since
    the logit of the mean has a slope between 0 and 1. A department that is solved rests, so that
    none depends on another. Base rates of 0 get an intercept at which nobody leaves; a department
    without people keeps the intercept it has.
    """
    count = department_turnover.shape[0]
    people = np.zeros(count)
    for i in range(occupied.shape[0]):
        if occupied[i]:
            people[department[i]] += 1.0
    waiting = people > 0.0
    for d in range(count):
        if department_turnover[d] <= 0.0:
            department_intercept[d] = NEVER
            waiting[d] = False
    total = np.zeros(count)
    hazard = np.empty(occupied.shape[0])
    for _ in range(int(passes)):
        if not waiting.any():
            break
        for i in range(occupied.shape[0]):
            hazard[i] = department_intercept[department[i]] + exit_logit[i]
        for i in range(occupied.shape[0]):  # in a loop of its own, exponentials run side by side
            hazard[i] = logistic(hazard[i])
        total[:] = 0.0
        for i in range(occupied.shape[0]):
            if occupied[i]:
                total[department[i]] += hazard[i]
        for d in range(count):
            if waiting[d]:
                base = min(department_turnover[d], HIGHEST_BASE)
                mean = total[d] / people[d]
                move = log(base / (1.0 - base)) - log(mean / (1.0 - mean))
                department_intercept[d] += move
                waiting[d] = abs(move) > 1e-12
