"""Views: standing, respect and readiness by constants, so that no headcount matters."""

import numpy as np
import pytest

from simulation.engine.functions import exp
from simulation.organization.views import (
    READINESS_SD,
    RESPECT_MEAN,
    RESPECT_SD,
    STANDING_MEAN,
    STANDING_SD,
    Z_LIMIT,
    views_kernel,
)

CV = 0.32
MEAN = 0.92


def views(output, skill, strength, *, occupied=None, tenure=9.0, plain=False):
    """Views of people in one role, everybody asked by the last one with the given strength."""
    count = len(output)
    neighbor = np.full((count, count), -1)
    ties = np.zeros((count, count))
    neighbor[-1, : count - 1] = np.arange(count - 1)
    ties[-1, : count - 1] = strength[: count - 1]
    out = np.empty((3, count))
    kernel = views_kernel.py_func if plain else views_kernel
    kernel(
        np.ones(count, dtype=bool) if occupied is None else np.array(occupied),
        np.zeros(count, dtype=np.int64),
        np.array([[0.8, 0.0]]),
        np.array([CV]),
        np.full(count, tenure),
        np.array(output, dtype=np.float64),
        np.column_stack([skill, np.ones(count)]),
        (neighbor >= 0).sum(axis=1),
        neighbor,
        ties,
        *out,
        MEAN,
    )
    return out


def test_the_mean_person_is_zero_in_all_three():
    output = float(exp(STANDING_MEAN * CV))
    strength = float(exp(RESPECT_MEAN)) - 1.0
    found = views([output, output], [0.8 * MEAN] * 2, [strength, 0.0])
    assert found[:, 0] == pytest.approx([0.0, 0.0, 0.0], abs=1e-12)


def test_one_spread_above_the_mean_is_one():
    output = float(exp((STANDING_MEAN + STANDING_SD) * CV))
    strength = float(exp(RESPECT_MEAN + RESPECT_SD)) - 1.0
    found = views([output, 1.0], [0.8 * (MEAN + READINESS_SD)] * 2, [strength, 0.0])
    assert found[:, 0] == pytest.approx([1.0, 1.0, 1.0])


def test_views_are_clipped_and_skills_the_job_does_not_use_are_not_looked_at():
    found = views([5.0, 0.0], [1.0, 0.0], [1e6, 0.0])
    assert found[:, 0].tolist() == [Z_LIMIT, Z_LIMIT, pytest.approx(found[2, 0])]
    assert found[:, 1].tolist() == [-Z_LIMIT, -Z_LIMIT, -Z_LIMIT]


def test_a_vacant_seat_has_no_view_and_other_people_change_none():
    few = views([0.9, 0.8], [0.7, 0.6], [3.0, 0.0])
    more = views([0.9, 1.4, 0.8], [0.7, 0.9, 0.6], [3.0, 9.0, 0.0], occupied=[True, False, True])
    np.testing.assert_array_equal(more[:, 0], few[:, 0])
    assert more[:, 1].tolist() == [0.0, 0.0, 0.0]


def test_a_newcomers_standing_is_not_known():
    known, unknown = (
        views([0.4, 0.8], [0.3, 0.6], [3.0, 0.0], tenure=months) for months in (3.0, 2.9)
    )
    assert known[0, 0] < -1.0
    assert unknown[0].tolist() == [0.0, 0.0]
    np.testing.assert_array_equal(unknown[1:], known[1:])


def test_compiled_and_plain_agree():
    inputs = ([0.9, 0.8, 0.4], [0.7, 0.6, 0.5], [3.0, 2.0, 0.0])
    np.testing.assert_array_equal(views(*inputs), views(*inputs, plain=True))
