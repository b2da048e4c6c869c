"""Base rate: the solved intercepts give each department's people the stated mean hazard."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.engine.base_rate import NEVER, solve_kernel

PASSES = 200.0


def mean_hazard(logits, intercept):
    return float(np.mean(1.0 / (1.0 + np.exp(-(logits + intercept)))))


def solve(logits, department, base, occupied=None, kernel=solve_kernel):
    logits = np.array(logits, dtype=np.float64)
    occupied = np.ones(len(logits), dtype=np.bool_) if occupied is None else occupied
    intercept = np.zeros(len(base))
    kernel(
        occupied,
        np.array(department, dtype=np.int64),
        logits,
        np.array(base, dtype=np.float64),
        intercept,
        PASSES,
    )
    return intercept


def test_people_alike_get_the_logit_of_the_base_rate():
    assert solve([0.0, 0.0], [0, 0], [0.01])[0] == pytest.approx(np.log(0.01 / 0.99), abs=1e-12)


@given(
    logits=st.lists(st.floats(-6, 6), min_size=1, max_size=30),
    base=st.floats(1e-6, 0.95),
)
def test_mean_hazard_is_the_base_rate(logits, base):
    intercept = solve(logits, [0] * len(logits), [base])[0]
    assert mean_hazard(np.array(logits), intercept) == pytest.approx(base, rel=1e-9)


def test_departments_are_solved_apart():
    one = solve([0.3, -1.0, 2.0], [0, 0, 0], [0.02])
    two = solve([0.3, 4.0, -1.0, 2.0, -3.0], [0, 1, 0, 0, 1], [0.02, 0.3])
    assert two[0] == one[0]


def test_vacant_seats_count_for_nothing():
    occupied = np.array([True, False, True])
    assert (
        solve([0.5, 9.0, -0.5], [0, 0, 0], [0.05], occupied)[0]
        == solve([0.5, -0.5], [0, 0], [0.05])[0]
    )


def test_a_base_rate_of_zero_lets_nobody_leave():
    assert solve([5.0], [0], [0.0])[0] == NEVER
    assert mean_hazard(np.array([5.0]), NEVER) < 2.0**-54


def test_a_base_rate_of_one_stays_finite():
    assert np.isfinite(solve([0.0, 1.0], [0, 0], [1.0])).all()


def test_a_department_without_people_keeps_its_intercept():
    assert solve([0.0], [0], [0.01, 0.01])[1] == 0.0


def test_compiled_equals_plain():
    case = ([0.3, -1.0, 2.0], [0, 1, 0], [0.02, 0.1])
    plain = solve(*case, kernel=solve_kernel.py_func)
    np.testing.assert_array_equal(solve(*case), plain)
