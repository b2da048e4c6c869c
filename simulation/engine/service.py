"""Service: what months in the job do to the hazard of leaving it, as a curve or by stated bands."""

import numpy as np

from simulation.engine.compiled import compiled, compiled_inline
from simulation.engine.functions import exp, log, logistic


@compiled_inline
def tenure_curve(service: float, honeymoon: float, half_life: float, fall: float) -> float:
    """Log hazard in a month of service, 1 = the first, beside what ties and sorting do to it."""
    fading = exp(-log(2.0) * (service - 1.0) / half_life)
    return float(-honeymoon * fading - fall * log(1.0 + service / 12.0) / log(5.0))


@compiled
def band_of(service: float, band_ends: np.ndarray) -> int:
    """Number of the tenure band that a month of service falls into, the last one open."""
    for band in range(band_ends.shape[0] - 1):
        if service <= band_ends[band]:
            return band
    return int(band_ends.shape[0] - 1)


@compiled
def tenure_part(
    department: np.ndarray,
    tenure: np.ndarray,
    department_band: np.ndarray,
    draw_a: np.ndarray,
    honeymoon: float,
    half_life: float,
    fall: float,
    band_ends: np.ndarray,
) -> None:
    """Fill `draw_a` with what tenure does to everybody's log hazard."""
    if band_ends.shape[0] > 0:
        for i in range(tenure.shape[0]):
            draw_a[i] = department_band[department[i], band_of(tenure[i] + 1.0, band_ends)]
    else:
        for i in range(tenure.shape[0]):
            draw_a[i] = tenure_curve(tenure[i] + 1.0, honeymoon, half_life, fall)


@compiled
def bands_kernel(
    occupied: np.ndarray,
    department: np.ndarray,
    department_turnover: np.ndarray,
    department_intercept: np.ndarray,
    tenure: np.ndarray,
    exit_logit: np.ndarray,
    department_band: np.ndarray,
    band_ends: np.ndarray,
    multipliers: np.ndarray,
    pace: float,
) -> None:
    """Move the bands' log hazards until they differ as stated: b += pace log(target / mean hazard).

    target = mean hazard of the department x the band's multiplier / mean multiplier of its people:
    newcomers' few ties and the sorting of those who stay are in what is stated, not on top of it.
    """
    departments, bands = department_turnover.shape[0], band_ends.shape[0]
    people = np.zeros((departments, bands))
    hazard = np.zeros((departments, bands))
    for i in range(occupied.shape[0]):
        if occupied[i]:
            band = band_of(tenure[i] + 1.0, band_ends)
            people[department[i], band] += 1.0
            chance = logistic(department_intercept[department[i]] + exit_logit[i])
            hazard[department[i], band] += chance
    for d in range(departments):
        whole = 0.0
        weight = 0.0
        for band in range(bands):
            whole += hazard[d, band]
            weight += people[d, band] * multipliers[band]
        if department_turnover[d] <= 0.0 or weight <= 0.0:
            continue
        for band in range(bands):
            if people[d, band] > 0.0:
                target = whole / weight * multipliers[band]
                mean = hazard[d, band] / people[d, band]
                department_band[d, band] += pace * (log(target) - log(mean))
