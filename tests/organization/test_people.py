"""People: loadings, correlations and shares that fit together, wherever in their ranges."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.engine.parameters import parameters_of
from simulation.organization.people import LEAST_OWN, SET_CORRELATION, STATES, People
from tests.starting import started

PARAMETERS = tuple(parameters_of(People, "people"))


@pytest.fixture(scope="module")
def people():
    return started(People)


def test_loadings_are_those_declared(people):
    satisfaction, stress = people.loadings[1], people.loadings[3]
    np.testing.assert_allclose(satisfaction[:4], [0.36, 0.31, 0.33, 0.5])
    assert stress[0] == -0.45


def test_a_tenth_of_the_variance_lies_between_teams(people):
    between = people.loadings[:, 4] ** 2 * people.shares
    np.testing.assert_allclose(between, people.team_share)


def test_teams_lift_all_but_stress(people):
    assert np.sign(people.loadings[:, 4]).tolist() == [1, 1, 1, -1]


def test_loadings_and_the_rest_make_the_correlations(people):
    explained = people.loadings @ people.loadings.T
    rest = people.residual_factor @ people.residual_factor.T
    np.testing.assert_allclose(explained + rest, SET_CORRELATION, atol=1e-12)


def test_set_points_and_what_moves_around_them_make_the_correlations(people):
    root = np.sqrt(people.shares)
    around = people.dynamic_factor @ people.dynamic_factor.T
    np.testing.assert_allclose(np.outer(root, root) * SET_CORRELATION + around, SET_CORRELATION)
    np.testing.assert_allclose(np.diag(around), 1 - people.shares)


def test_correlations_are_the_published_ones():
    place = {name: i for i, name in enumerate(STATES)}
    for one, other, r in (
        ("satisfaction", "commitment", 0.58),
        ("satisfaction", "stress", -0.45),
        ("commitment", "stress", -0.35),
    ):
        assert SET_CORRELATION[place[one], place[other]] == r
    np.testing.assert_array_equal(SET_CORRELATION, SET_CORRELATION.T)


@given(st.tuples(*(st.floats(p.low, p.high) for p in PARAMETERS)))
def test_all_ranges_hold_together(values):
    people = started(People, **{p.name: value for p, value in zip(PARAMETERS, values, strict=True)})
    rest = people.residual_factor @ people.residual_factor.T
    assert np.linalg.eigvalsh(rest)[0] >= LEAST_OWN - 1e-9
    assert np.isfinite(people.dynamic_factor).all()
    np.testing.assert_allclose(
        rest + people.loadings @ people.loadings.T, SET_CORRELATION, atol=1e-9
    )


def test_loadings_shrink_alike_and_only_where_they_must(people):
    strong = started(People, tie_loading=0.6, stability_loading=0.5)
    ratio = strong.loadings[1, :4] / [0.5, 0.31, 0.33, 0.6]
    np.testing.assert_allclose(ratio, ratio[0])
    assert 0.8 < ratio[0] < 1.0
    assert people.loadings[1, 0] == 0.36
