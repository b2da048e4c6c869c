"""No objectives: everything alike, nothing clear."""

import numpy as np

from simulation.policies.objectives.none_ import NoObjectives


def test_every_skill_weighs_alike_and_nothing_is_clear():
    goals = NoObjectives().goals(("a", "b", "c", "d"))
    np.testing.assert_array_equal(goals.weights, [0.25] * 4)
    np.testing.assert_array_equal(goals.targets, np.zeros(4))
    assert goals.clarity == 0.0
