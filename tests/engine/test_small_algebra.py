"""Algebra of small matrices: right, and the same bytes everywhere."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from simulation.engine.small_algebra import cholesky, definite, nearest_definite, product
from simulation.errors import UserError

SQUARE = arrays(np.float64, (4, 4), elements=st.floats(-2, 2))


@given(SQUARE)
def test_the_factor_is_lower_and_gives_the_matrix_back(root):
    matrix = root @ root.T + 0.5 * np.eye(4)
    factor = cholesky(matrix, "unused")
    np.testing.assert_array_equal(factor, np.tril(factor))
    np.testing.assert_allclose(factor @ factor.T, matrix, atol=1e-12)
    assert (np.diag(factor) > 0).all()


@given(arrays(np.float64, (3, 4), elements=st.floats(-9, 9)), SQUARE)
def test_products_are_those_of_numpy(left, right):
    np.testing.assert_allclose(product(left, right), left @ right, atol=1e-12)


def test_what_has_no_factor_says_what_that_means_and_what_to_do():
    with pytest.raises(UserError, match=r"no room for luck \(pivot 1 .* is -3\).*defaults"):
        cholesky(np.array([[1.0, 2.0], [2.0, 1.0]]), "no room for luck")


def test_a_matrix_that_is_only_semidefinite_has_none_either():
    with pytest.raises(UserError, match="pivot 1"):
        cholesky(np.ones((2, 2)), "alike")


@given(SQUARE)
def test_a_matrix_is_definite_when_all_its_directions_are(root):
    matrix = (root + root.T) / 2
    least = np.linalg.eigvalsh(matrix)[0]
    if abs(least) > 1e-6:
        assert definite(matrix) == (least > 0)


def test_a_definite_matrix_is_its_own_nearest():
    matrix = np.array([[2.0, 0.5], [0.5, 1.0]])
    np.testing.assert_array_equal(nearest_definite(matrix, np.zeros(2)), matrix)


def test_what_is_not_definite_is_shrunk_alike():
    matrix = np.array([[1.0, 2.0, 1.0], [2.0, 1.0, 0.5], [1.0, 0.5, -1.0]])
    near = nearest_definite(matrix, np.full(3, 0.1))
    assert definite(near)
    assert near[0, 1] == pytest.approx(2 * near[0, 2])
    assert np.diag(near).tolist() == [1.0, 1.0, 0.1]
