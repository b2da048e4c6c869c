"""Recruit: people are as People says, within sampling error; newcomers start below plateau."""

import numpy as np
import pytest

from simulation.engine.addresses import person_ids
from simulation.organization.people import SET_CORRELATION, STATES, People
from simulation.organization.recruit import (
    PAY_SPREAD,
    offsets_of,
    person_kernel,
    recruit,
    start_share,
    states_kernel,
)
from simulation.state.workforce import PLACE

HEADS = 4000
NEAR = 4.0 / np.sqrt(HEADS)
"""Four standard errors of a mean or a correlation."""

TRAITS = ("ability", "conscientiousness", "extraversion", "stability", "growth_motivation",
          "willingness", "output_person", "alternatives_person", "tie_capacity",
          "pay_standing")  # fmt: skip

LARGE = {"All": {"headcount": HEADS, "roles": {"Agent": 0.5, "Lead": 0.5}, "team_size": 2}}


@pytest.fixture(scope="module")
def crowd(organize, founded):
    return founded(organize(departments=LARGE))[0]


def next_holders(state, setting, draws, seats, *, newcomers=True):
    state["holder"][seats] += 1
    state["person"][seats] = person_ids(seats, state["holder"][seats])
    recruit(state, draws, setting, seats, newcomers=newcomers)


def test_traits_are_independent_standard_normals(crowd):
    z = np.array([crowd[name] for name in TRAITS])
    assert np.abs(z.mean(axis=1)).max() < NEAR
    assert np.abs(z.std(axis=1) - 1).max() < NEAR
    assert np.abs(np.corrcoef(z) - np.eye(len(z))).max() < NEAR


def test_pay_lies_around_the_usual_pay_of_the_role(crowd):
    ratio = crowd["pay"] / crowd["role_pay"][crowd["role"]]
    np.testing.assert_allclose(np.log(ratio), PAY_SPREAD * crowd["pay_standing"], atol=1e-12)


def test_states_have_the_reference_sds_and_correlations(crowd):
    z = np.array([crowd[name] for name in STATES])
    assert np.abs(z.mean(axis=1)).max() < 1.5 * NEAR  # people of a team share a part
    assert np.abs(z.std(axis=1) - 1).max() < 1.5 * NEAR
    assert np.abs(np.corrcoef(z) - SET_CORRELATION).max() < 1.5 * NEAR


def test_set_points_carry_their_share_of_the_variance(crowd):
    people = People()
    sets = np.array([crowd[f"{name}_set"] for name in STATES])
    np.testing.assert_allclose(sets.var(axis=1), people.shares, rtol=2 * NEAR)
    for name, share, own in zip(STATES, people.shares, sets, strict=True):
        assert np.corrcoef(crowd[name], own)[0, 1] == pytest.approx(np.sqrt(share), abs=NEAR)


def test_set_points_load_on_traits_ties_and_teams_as_declared(crowd):
    causes = np.array([
        crowd["stability"], crowd["extraversion"], crowd["conscientiousness"],
        crowd["tie_capacity"], crowd["team_climate"][crowd["team"]],
    ])  # fmt: skip
    sets = np.array([crowd[f"{name}_set"] for name in STATES])
    found = np.corrcoef(sets, causes)[:4, 4:]
    np.testing.assert_allclose(found, People().loadings, atol=1.5 * NEAR)


def test_satisfaction_correlates_with_traits_as_published(crowd):
    for trait, r in (("stability", 0.29), ("extraversion", 0.25), ("conscientiousness", 0.26)):
        found = np.corrcoef(crowd["satisfaction"], crowd[trait])[0, 1]
        assert found == pytest.approx(r, abs=0.09), trait


def test_plateaus_have_their_mean_spread_and_loading_on_growth_motivation(crowd):
    people = People()
    needed = crowd["role_requirement"][crowd["role"]]
    for k in range(2):  # communication and problem solving: asked of everybody
        rest = crowd["plateau"][:, k] - people.plateau_mean * needed[:, k]
        assert rest.mean() == pytest.approx(0, abs=0.01)
        assert rest.std() == pytest.approx(people.skill_dispersion, abs=0.006)
        growth = np.corrcoef(rest, crowd["growth_motivation"])[0, 1]
        assert growth == pytest.approx(people.growth_loading, abs=NEAR)
    unused = crowd["plateau"][needed[:, 3] == 0, 3]
    assert unused.mean() == pytest.approx(people.unused_level, abs=0.02)


def test_established_people_have_reached_their_plateau(crowd):
    np.testing.assert_array_equal(crowd["skill"], crowd["plateau"])
    np.testing.assert_array_equal(crowd["plateau"], crowd["start_plateau"])


def test_teaching_lies_in_the_middle(crowd):
    assert crowd["teaching"].mean() == pytest.approx(0.5, abs=0.01)
    assert crowd["teaching"].std() == pytest.approx(0.12, abs=0.006)


def full_output(state, level):
    """Output of coverage alone: its mean over the job's skills, to the eps."""
    needed = state["role_requirement"][state["role"]]
    share = np.minimum(1.0, level / np.where(needed > 0, needed, np.inf)).sum(axis=1)
    eps = state["department_eps"][state["department"]]
    return (share / (needed > 0).sum(axis=1)) ** eps


@pytest.mark.parametrize("eps", [0.8, 1.5, 2.2])
def test_newcomers_begin_at_the_stated_share_of_their_own_full_output(organize, founded, eps):
    state, _, setting, draws = founded(organize())
    state["department_eps"][:] = eps
    seats = np.arange(70)
    next_holders(state, setting, draws, seats)
    share = full_output(state, state["skill"]) / full_output(state, state["plateau"])
    assert share.mean() == pytest.approx(0.635, abs=0.005)
    assert share.std() < 0.03
    assert (state["skill"] < state["plateau"]).all()


def test_newcomers_have_no_past(organize, founded):
    state, _, setting, draws = founded(organize())
    seats = np.array([3, 8])
    state["tenure"][seats] = 90
    state["occupied"][seats] = False
    next_holders(state, setting, draws, seats)
    assert state["tenure"][seats].tolist() == [0, 0]
    assert state["occupied"][seats].all()
    assert state["effort"][seats].tolist() == [1, 1]


def test_a_person_is_the_same_whoever_else_is_recruited_and_where(organize, founded):
    def life(seats, departments):
        state, _, setting, draws = founded(organize(departments=departments))
        next_holders(state, setting, draws, np.array(seats))
        return {name: state[name][5].copy() for name in state.personal if name != "group"}

    alone = life([5], {"A": {"headcount": 30}})
    for name, value in life([1, 5, 29, 33], {"A": {"headcount": 30},
                                             "B": {"headcount": 9}}).items():  # fmt: skip
        np.testing.assert_array_equal(value, alone[name], err_msg=name)


def test_the_next_holder_is_somebody_else(organize, founded):
    state, _, setting, draws = founded(organize())
    before = state["ability"].copy()
    next_holders(state, setting, draws, np.arange(70))
    assert (state["ability"] != before).all()
    assert all(name in state for name in PLACE)


def test_an_organization_differs_from_the_reference_by_offset_and_ratio(organize, founded):
    offsets = {"stress": {"mean": 0.8, "ratio": 1.4}, "morale": {"mean": -0.5}}
    usual = founded(organize(departments=LARGE))[0]
    state = founded(organize(departments=LARGE, offsets=offsets))[0]
    np.testing.assert_allclose(state["stress"], 0.8 + 1.4 * usual["stress"])
    np.testing.assert_allclose(state["stress_set"], 0.8 + 1.4 * usual["stress_set"])
    np.testing.assert_allclose(state["morale"], usual["morale"] - 0.5)
    np.testing.assert_array_equal(state["commitment"], usual["commitment"])
    assert offsets_of(organize(offsets=offsets)).tolist() == [[-0.5, 1], [0, 1], [0, 1], [0.8, 1.4]]


def test_usual_support_follows_ties_and_safety(crowd):
    assert crowd["support_set"].std() == pytest.approx(1, abs=NEAR)
    assert np.corrcoef(crowd["support_set"], crowd["tie_capacity"])[0, 1] == pytest.approx(
        0.5, abs=NEAR
    )
    np.testing.assert_array_equal(crowd["support"], crowd["support_set"])


@pytest.mark.parametrize("newcomers", [False, True])
def test_kernels_are_the_same_in_plain_python(organize, founded, monkeypatch, newcomers):
    small = {"A": {"headcount": 6}}
    seats = np.array([0, 4])
    state, _, setting, draws = founded(organize(departments=small))
    plain, *_ = founded(organize(departments=small))
    next_holders(state, setting, draws, seats, newcomers=newcomers)
    home = "simulation.organization.recruit"
    for kernel in (start_share, person_kernel, states_kernel):
        monkeypatch.setattr(f"{home}.{kernel.py_func.__name__}", kernel.py_func)
    next_holders(plain, setting, draws, seats, newcomers=newcomers)
    for name, array in state.arrays.items():
        np.testing.assert_array_equal(array, plain[name], err_msg=name)
