"""Monthly rates from half-lives and yearly figures, by the package's own functions."""

from functools import cache

from simulation.engine.functions import exp, log

HOURS_A_MONTH = 160.0
"""Working hours of a month, to turn hours into shares of working time."""

_LOG_2 = 0.6931471805599453
"""log(2), written out: compiled code takes half a second to load, which not all who import need."""


@cache
def kept(half_life: float) -> float:
    """Share left after a month of exponential decay: 2^(-1/half-life in months)."""
    return float(exp(-_LOG_2 / half_life))


@cache
def monthly_hazard(annual_rate: float) -> float:
    """Monthly hazard h of a yearly rate: annual = 1 - (1 - h)^12."""
    return 1.0 - float(exp(log(1.0 - annual_rate) / 12.0)) if annual_rate > 0 else 0.0


def annual_rate(hazard: float) -> float:
    """Yearly rate of a monthly hazard: 1 - (1 - h)^12."""
    return 1.0 - (1.0 - hazard) ** 12
