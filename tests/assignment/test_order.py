"""Order: what a stable sort says, however the numbers lie."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.assignment.order import in_order

PLACES = st.one_of(st.floats(1e-12, 1.0 - 1e-12), st.sampled_from([0.25, 0.5]))
KEYS = st.one_of(st.integers(-(2**50), 2**50), st.integers(-40, 40)).map(float)


@given(st.one_of(st.lists(PLACES, max_size=40), st.lists(KEYS, max_size=120)))
def test_the_order_is_that_of_a_stable_sort(numbers):
    row = np.array(numbers, dtype=np.float64)
    assert in_order(row).tolist() == np.argsort(row, kind="stable").tolist()


@pytest.mark.parametrize("clusters", [1, 2, 30])
@pytest.mark.parametrize("spread", [0, 1, 1 << 24])
def test_few_clusters_take_no_longer(clusters, spread):
    """Moved one by one these would take minutes: a number for every pair in a cluster."""
    rng = np.random.default_rng(clusters)
    centers = 2.0 ** rng.uniform(0.0, 46.0, clusters)
    row = np.floor(rng.choice(centers, 300_000)) + rng.integers(0, spread + 1, 300_000)
    np.testing.assert_array_equal(in_order(row), np.argsort(row, kind="stable"))


def test_numbers_that_double_are_shelved_again_and_again():
    row = np.repeat(2.0 ** np.arange(53.0), 40)[::-1].copy()
    np.testing.assert_array_equal(in_order(row), np.argsort(row, kind="stable"))
