"""Well-being and voice, as indices: 50 = reference workforce, 10 = one reference SD."""

import numpy as np

from simulation.outcomes.outcome import View, outcome
from simulation.state.columns import Array


@outcome("morale", "Morale", "points (0-100)", "higher")
def morale(view: View) -> Array:
    """Morale index, mean of 50 + 10 z."""
    return _index(view, view["morale"])


@outcome("satisfaction", "Job satisfaction", "points (0-100)", "higher")
def satisfaction(view: View) -> Array:
    """Satisfaction index, mean of 50 + 10 z."""
    return _index(view, view["satisfaction"])


@outcome("commitment", "Commitment", "points (0-100)", "higher")
def commitment(view: View) -> Array:
    """Commitment index, mean of 50 + 10 z."""
    return _index(view, view["commitment"])


@outcome("stress", "Stress", "points (0-100)", "lower")
def stress(view: View) -> Array:
    """Stress index, mean of 50 + 10 z."""
    return _index(view, view["stress"])


@outcome("support", "Felt support", "points (0-100)", "higher")
def support(view: View) -> Array:
    """Support index, mean of 50 + 10 z."""
    return _index(view, view["support"])


@outcome("safety", "Psychological safety", "points (0-100)", "higher")
def safety(view: View) -> Array:
    """Safety of people's teams as an index, mean of 50 + 10 z."""
    return _index(view, view["team_safety"][view["team"]])


@outcome("ideas", "Ideas voiced", "ideas", "higher", flow=True)
def ideas(view: View) -> Array:
    """Ideas voiced this quarter, leavers' included."""
    return view.slices.flow(view["q_ideas"])


@outcome("ideas_adopted", "Ideas adopted", "ideas", "higher", flow=True)
def ideas_adopted(view: View) -> Array:
    """Ideas of this quarter that were adopted, leavers' included."""
    return view.slices.flow(view["q_adopted"])


def _index(view: View, z: Array) -> Array:
    """Mean of 50 + 10 z, each person kept within 0 to 100."""
    return view.slices.mean(np.clip(50.0 + 10.0 * z, 0.0, 100.0))
