"""Views: how people look to others, as z-scores by constants, so that no headcount matters."""

import numpy as np

from simulation.engine.compiled import compiled
from simulation.engine.functions import log

RESPECT_MEAN = 2.0
"""Mean of log(1 + in-degree strength) among established people, network at its defaults."""

RESPECT_SD = 0.45
"""Standard deviation of the same."""

READINESS_SD = 0.16
"""Standard deviation of mean skill over what the job asks, for about four skills in use."""

Z_LIMIT = 3.0
"""Views are clipped here: nobody is seen as further out than that."""


@compiled
def views_kernel(
    occupied: np.ndarray,
    role: np.ndarray,
    role_requirement: np.ndarray,
    role_cv: np.ndarray,
    output: np.ndarray,
    skill: np.ndarray,
    tie_neighbor: np.ndarray,
    tie_strength: np.ndarray,
    draw_a: np.ndarray,
    draw_b: np.ndarray,
    draw_c: np.ndarray,
    respect_mean: float,
    respect_sd: float,
    readiness_mean: float,
    readiness_sd: float,
) -> None:
    """Fill standing (a), respect (b) and readiness (c), z by constants, clipped to 3."""
    draw_b[:] = 0.0
    for i in range(occupied.shape[0]):
        for slot in range(tie_neighbor.shape[1]):
            if tie_neighbor[i, slot] < 0:
                break
            draw_b[tie_neighbor[i, slot]] += tie_strength[i, slot]
    for i in range(occupied.shape[0]):
        draw_a[i] = 0.0
        draw_c[i] = 0.0
        if not occupied[i]:
            draw_b[i] = 0.0
            continue
        standing = log(max(output[i], 0.05)) / max(role_cv[role[i]], 0.05)
        respect = (log(1.0 + draw_b[i]) - respect_mean) / respect_sd
        used = 0
        ratio = 0.0
        for k in range(skill.shape[1]):
            needed = role_requirement[role[i], k]
            if needed > 0.0:
                used += 1
                ratio += skill[i, k] / needed
        if used > 0:
            readiness = (ratio / used - readiness_mean) / readiness_sd
            draw_c[i] = min(Z_LIMIT, max(-Z_LIMIT, readiness))
        draw_a[i] = min(Z_LIMIT, max(-Z_LIMIT, standing))
        draw_b[i] = min(Z_LIMIT, max(-Z_LIMIT, respect))
