"""Well-being and voice, as indices: 50 = reference workforce, 10 = one reference SD."""

import numpy as np

from simulation.engine.compiled import compiled, compiled_inline
from simulation.outcomes.formula import Formula, ratio_of, sum_of
from simulation.outcomes.outcome import outcome
from simulation.outcomes.view import summed


@outcome("morale", "Morale", "points (0-100)", "higher")
def morale() -> Formula:
    """Morale index, mean of 50 + 10 z."""
    return ratio_of("morale_index", "heads")


@outcome("satisfaction", "Job satisfaction", "points (0-100)", "higher")
def satisfaction() -> Formula:
    """Satisfaction index, mean of 50 + 10 z."""
    return ratio_of("satisfaction_index", "heads")


@outcome("commitment", "Commitment", "points (0-100)", "higher")
def commitment() -> Formula:
    """Commitment index, mean of 50 + 10 z."""
    return ratio_of("commitment_index", "heads")


@outcome("stress", "Stress", "points (0-100)", "lower")
def stress() -> Formula:
    """Stress index, mean of 50 + 10 z."""
    return ratio_of("stress_index", "heads")


@outcome("support", "Felt support", "points (0-100)", "higher")
def support() -> Formula:
    """Support index, mean of 50 + 10 z."""
    return ratio_of("support_index", "heads")


@outcome("safety", "Psychological safety", "points (0-100)", "higher")
def safety() -> Formula:
    """Safety of people's teams as an index, mean of 50 + 10 z."""
    return ratio_of("safety_index", "heads")


@outcome("ideas", "Ideas voiced", "ideas", "higher", flow=True)
def ideas() -> Formula:
    """Ideas voiced this quarter, leavers' included."""
    return sum_of("q_ideas")


@outcome("ideas_adopted", "Ideas adopted", "ideas", "higher", flow=True)
def ideas_adopted() -> Formula:
    """Ideas of this quarter that were adopted, leavers' included."""
    return sum_of("q_adopted")


@compiled_inline
def _index(z: float) -> float:
    """50 + 10 z, kept within 0 to 100."""
    return min(100.0, max(0.0, 50.0 + 10.0 * z))


@summed(
    "people",
    "morale_index",
    "satisfaction_index",
    "commitment_index",
    "stress_index",
    "support_index",
    "safety_index",
)
@compiled
def index_kernel(
    team: np.ndarray,
    team_safety: np.ndarray,
    morale: np.ndarray,
    satisfaction: np.ndarray,
    commitment: np.ndarray,
    stress: np.ndarray,
    support: np.ndarray,
    rows: np.ndarray,
) -> None:
    """Enter everybody's indices."""
    for i in range(rows.shape[0]):
        rows[i, 0] = _index(morale[i])
        rows[i, 1] = _index(satisfaction[i])
        rows[i, 2] = _index(commitment[i])
        rows[i, 3] = _index(stress[i])
        rows[i, 4] = _index(support[i])
        rows[i, 5] = _index(team_safety[team[i]])
