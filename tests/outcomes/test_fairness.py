import numpy as np
import pytest

from simulation.outcomes.fairness import quality_kernel


@pytest.fixture
def fair(company, program):
    """Groups A (6 people present) and B (5)."""
    return company(program)


def test_access_is_who_has_had_a_mentor(fair, value):
    fair.state["ever_mentee"][[0, 2, 4, 1]] = True
    assert value(fair, "fairness_access") == pytest.approx(100 * (3 / 6 - 1 / 5))
    assert value(fair, "fairness_access", "department", "North") is None


def test_access_needs_a_program(company, value):
    assert value(company(), "fairness_access") is None


def test_quality_is_of_each_group_s_mentees(fair, value):
    for row, (mentee, quality) in enumerate([(0, 1.0), (2, 0.0), (1, -0.5), (1, 0.1)]):
        fair.state["pair_active"][row] = True
        fair.state["pair_mentee"][row] = mentee
        fair.state["pair_quality"][row] = quality
    fair.state["pair_quality"][5] = 9.0
    assert value(fair, "fairness_quality") == pytest.approx(0.5 + 0.2)


def test_quality_of_no_pairs_or_of_one_group_s_is_absent(fair, value):
    assert value(fair, "fairness_quality") is None
    fair.state["pair_active"][0] = True
    fair.state["pair_mentee"][0] = 0
    assert value(fair, "fairness_quality") is None


def test_promotion_and_exit(fair, value, leaver):
    fair.state["q_promoted"][[1, 3]] = True
    fair.state["q_months"][:11] = 3.0
    leaver(fair.state, group=0)
    assert value(fair, "fairness_promotion") == pytest.approx(100 * 2 / 5)
    assert value(fair, "fairness_exit") == pytest.approx(1200 / 18)


def test_a_group_too_small_to_show_is_not_compared(fair, value):
    fair.state["ever_mentee"][:] = True
    fair.state["occupied"][9] = False
    assert value(fair, "fairness_access") is None


def test_compiled_is_plain():
    rng = np.random.default_rng(4)
    pairs = rng.random(30) < 0.7, rng.integers(0, 12, 30), rng.normal(size=30)
    found, plain = np.ones((2, 12, 9))
    quality_kernel(*pairs, found[:, 3:5])
    quality_kernel.py_func(*pairs, plain[:, 3:5])
    assert found[:, 3:5].any()
    np.testing.assert_array_equal(found, plain)
