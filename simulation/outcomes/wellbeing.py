"""Well-being and voice, as indices: 50 = reference workforce, 10 = one reference SD."""

import numpy as np

from simulation.engine.compiled import compiled, compiled_inline
from simulation.outcomes.outcome import View, outcome, summed
from simulation.outcomes.slices import add_row, ratio
from simulation.state.columns import Array


@outcome("morale", "Morale", "points (0-100)", "higher")
def morale(view: View) -> Array:
    """Morale index, mean of 50 + 10 z."""
    return _mean(view, "morale_index")


@outcome("satisfaction", "Job satisfaction", "points (0-100)", "higher")
def satisfaction(view: View) -> Array:
    """Satisfaction index, mean of 50 + 10 z."""
    return _mean(view, "satisfaction_index")


@outcome("commitment", "Commitment", "points (0-100)", "higher")
def commitment(view: View) -> Array:
    """Commitment index, mean of 50 + 10 z."""
    return _mean(view, "commitment_index")


@outcome("stress", "Stress", "points (0-100)", "lower")
def stress(view: View) -> Array:
    """Stress index, mean of 50 + 10 z."""
    return _mean(view, "stress_index")


@outcome("support", "Felt support", "points (0-100)", "higher")
def support(view: View) -> Array:
    """Support index, mean of 50 + 10 z."""
    return _mean(view, "support_index")


@outcome("safety", "Psychological safety", "points (0-100)", "higher")
def safety(view: View) -> Array:
    """Safety of people's teams as an index, mean of 50 + 10 z."""
    return _mean(view, "safety_index")


@outcome("ideas", "Ideas voiced", "ideas", "higher", flow=True)
def ideas(view: View) -> Array:
    """Ideas voiced this quarter, leavers' included."""
    return view.sum("q_ideas")


@outcome("ideas_adopted", "Ideas adopted", "ideas", "higher", flow=True)
def ideas_adopted(view: View) -> Array:
    """Ideas of this quarter that were adopted, leavers' included."""
    return view.sum("q_adopted")


def _mean(view: View, index: str) -> Array:
    return ratio(view.sum(index), view.slices.heads)


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
    codes: np.ndarray,
    sums: np.ndarray,
) -> None:
    """Add up everybody's indices."""
    row = np.empty(6)
    for i in range(codes.shape[0]):
        row[0] = _index(morale[i])
        row[1] = _index(satisfaction[i])
        row[2] = _index(commitment[i])
        row[3] = _index(stress[i])
        row[4] = _index(support[i])
        row[5] = _index(team_safety[team[i]])
        add_row(sums, codes, i, row)
