"""Algebra of small matrices from + - * / sqrt, so that the same bytes come out everywhere."""

import math

import numpy as np

from simulation.errors import UserError
from simulation.state.columns import Array


def cholesky(matrix: Array, meaning: str) -> Array:
    """Lower factor L with L L' = matrix.

    Raises:
        UserError: the matrix is not positive definite; `meaning` says what that means here.
    """
    size = len(matrix)
    factor = np.zeros((size, size))
    for i in range(size):
        for j in range(i + 1):
            rest = float(matrix[i, j])
            for k in range(j):
                rest -= factor[i, k] * factor[j, k]
            if i == j:
                if rest <= 1e-12:
                    raise UserError(
                        f"{meaning} (pivot {i} of the covariance is {rest:.3g}). "
                        "Bring the changed parameters closer to their defaults."
                    )
                factor[i, i] = math.sqrt(rest)
            else:
                factor[i, j] = rest / factor[j, j]
    return factor


def definite(matrix: Array) -> bool:
    """Whether a symmetric matrix is positive definite."""
    try:
        cholesky(matrix, "not definite")
    except UserError:
        return False
    return True


def nearest_definite(matrix: Array, least: Array) -> Array:
    """The matrix, its diagonal raised to `least`, its other entries shrunk alike until definite."""
    diagonal = np.diag(np.maximum(np.diag(matrix), least))
    others = matrix - np.diag(np.diag(matrix))
    shrunk = (diagonal + (1.0 - step / 20.0) * others for step in range(20))
    return next((trial for trial in shrunk if definite(trial)), diagonal)


def product(left: Array, right: Array) -> Array:
    """Matrix product with a fixed order of sums."""
    result = np.zeros((left.shape[0], right.shape[1]))
    for i in range(left.shape[0]):
        for j in range(right.shape[1]):
            for k in range(left.shape[1]):
                result[i, j] += left[i, k] * right[k, j]
    return result
