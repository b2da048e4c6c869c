"""Views: how people look to others, as z-scores by constants, so that no headcount matters."""

import numpy as np

from simulation.engine.compiled import compiled
from simulation.engine.functions import log

STANDING_MEAN, STANDING_SD = -0.75, 0.85
"""Mean and SD of log output in coefficients of variation of the role."""

RESPECT_MEAN = 2.5
"""Mean of log(1 + in-degree strength) among those with a year of service, network at defaults."""

RESPECT_SD = 0.5
"""Standard deviation of the same."""

READINESS_SD = 0.18
"""Standard deviation of mean skill over what the job asks, for about four skills in use."""

UNJUDGED_MONTHS = 3.0
"""Tenure below which nobody, the newcomer included, knows where the newcomer stands."""

Z_LIMIT = 3.0
"""Views are clipped here: nobody is seen as further out than that."""


@compiled
def views_kernel(
    occupied: np.ndarray,
    role: np.ndarray,
    role_requirement: np.ndarray,
    role_cv: np.ndarray,
    tenure: np.ndarray,
    output: np.ndarray,
    skill: np.ndarray,
    tie_count: np.ndarray,
    tie_neighbor: np.ndarray,
    tie_strength: np.ndarray,
    draw_a: np.ndarray,
    draw_b: np.ndarray,
    draw_c: np.ndarray,
    readiness_mean: float,
) -> None:
    """Fill standing (a), respect (b) and readiness (c), z by constants, clipped to 3.

    standing: log output in CVs of the role, 0 for newcomers; respect: log(1 + in-degree
    strength); readiness: mean skill over what the job asks against `readiness_mean`.
    """
    draw_b[:] = 0.0
    for i in range(occupied.shape[0]):
        for slot in range(tie_count[i]):
            draw_b[np.uint64(tie_neighbor[i, slot])] += tie_strength[i, slot]
    for i in range(occupied.shape[0]):
        draw_a[i] = log(max(output[i], 0.05))
        draw_b[i] = log(1.0 + draw_b[i])
    for i in range(occupied.shape[0]):
        draw_c[i] = 0.0
        if not occupied[i]:
            draw_a[i] = draw_b[i] = 0.0
            continue
        standing = (draw_a[i] / max(role_cv[role[i]], 0.05) - STANDING_MEAN) / STANDING_SD
        respect = (draw_b[i] - RESPECT_MEAN) / RESPECT_SD
        used = 0
        ratio = 0.0
        for k in range(skill.shape[1]):
            needed = role_requirement[role[i], k]
            if needed > 0.0:
                used += 1
                ratio += skill[i, k] / needed
        if used > 0:
            readiness = (ratio / used - readiness_mean) / READINESS_SD
            draw_c[i] = min(Z_LIMIT, max(-Z_LIMIT, readiness))
        judged = tenure[i] >= UNJUDGED_MONTHS
        draw_a[i] = min(Z_LIMIT, max(-Z_LIMIT, standing)) if judged else 0.0
        draw_b[i] = min(Z_LIMIT, max(-Z_LIMIT, respect))
