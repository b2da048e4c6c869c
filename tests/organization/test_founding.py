"""Founding: the first day, before anything has been lived."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.engine.rates import monthly_hazard
from simulation.organization.founding import TEAM_EFFECTS_CORRELATE, requirements
from simulation.organization.organization import RAMP_MONTHS, Role


@pytest.fixture(scope="module")
def firm(organize, founded):
    return founded(organize())


def test_everybody_sits_and_the_state_is_in_range(firm):
    state, layout, *_ = firm
    assert state["occupied"].all()
    assert state["opened"].all()
    state.check_ranges()
    for name in ("department", "team", "role", "level", "manager", "site", "group"):
        np.testing.assert_array_equal(state[name], getattr(layout, name))
    np.testing.assert_array_equal(state["team_site"][state["team"]], state["site"])


def test_growth_seats_wait_for_their_month_after_burn_in(organize, founded):
    growing = {"A": {"headcount": 10, "growth": 4}}
    state, layout, *_ = founded(organize(departments=growing, burn_in_months=24))
    later = layout.opening_month > 0
    assert later.sum() == 4
    assert not state["occupied"][later].any()
    assert not state["opened"][later].any()
    assert state["fill_after"][later].tolist() == [25, 28, 31, 34]


def test_roles_and_departments_are_as_stated(organize, founded):
    own = {"A": {"headcount": 4, "turnover": 0.3}, "B": {"headcount": 4, "isolated": True},
           "C": {"headcount": 4, "turnover": 0}}  # fmt: skip
    roles = {"A staff": {"complexity": "high", "pay": 5}, "Agent": {}, "Lead": {}}
    state, layout, *_ = founded(organize(departments=own, turnover=0.1, roles=roles))
    expected = [monthly_hazard(rate) for rate in (0.3, 0.1, 0.0)]
    np.testing.assert_allclose(state["department_turnover"], expected)
    assert state["department_isolated"].tolist() == [False, True, False]
    assert np.isfinite(state["department_intercept"]).all()
    row = layout.roles.index("A staff")
    assert state["role_ramp"][row] == RAMP_MONTHS["high"]
    assert state["role_cv"][row] == 0.48
    assert state["role_pay"][row] == 5


def test_tenure_is_what_a_constant_hazard_gives(organize, founded):
    state, *_ = founded(organize(departments={"A": {"headcount": 3000}}, turnover=0.2))
    hazard = monthly_hazard(0.2)
    months = np.arange(1, 200)
    lived = (state["tenure"][:, None] >= months).mean(axis=0)
    assert np.abs(lived - (1 - hazard) ** months).max() < 0.03
    assert (state["tenure"] % 1 == 0).all()


def test_nobody_has_been_there_forever_even_where_nobody_leaves(organize, founded):
    state, *_ = founded(organize(turnover=0.0))
    assert state["tenure"].max() <= 420


def test_teams_differ_by_one_sd_a_fifth_of_it_their_sites(organize, founded):
    plan = {f"D{i}": {"headcount": 60, "team_size": 2, "site": f"S{i}"} for i in range(40)}
    state, *_ = founded(organize(departments=plan))
    climate, output = state["team_climate"], state["team_output"]
    assert climate.std() == pytest.approx(1, abs=0.1)
    assert output.std() == pytest.approx(1, abs=0.1)
    site = state["team_site"]
    between = np.array([climate[site == i].mean() for i in range(40)])
    assert between.var() == pytest.approx(0.2 + 0.8 / 30, abs=0.12)
    own = climate - between[site]
    rest = output - np.array([output[site == i].mean() for i in range(40)])[site]
    assert np.corrcoef(own, rest)[0, 1] == pytest.approx(TEAM_EFFECTS_CORRELATE, abs=0.08)
    np.testing.assert_array_equal(state["team_safety"], state["team_safety_set"])


def test_an_offset_of_safety_moves_teams(organize, founded):
    usual = founded(organize())[0]["team_safety"]
    moved = founded(organize(offsets={"safety": {"mean": -1, "ratio": 2}}))[0]["team_safety"]
    np.testing.assert_allclose(moved, -1 + 2 * usual)


def test_one_more_department_changes_nobody(organize, founded, firm):
    firms = organize().model_dump()["departments"]
    more = founded(organize(departments=firms | {"New": {"headcount": 9, "isolated": True}}))[0]
    state = firm[0]
    for name in state.personal:
        np.testing.assert_array_equal(more[name][:70], state[name], err_msg=name)


# ------------------------------------------------------------------ requirements

SKILLS = ("communication", "problem_solving", "mentoring_leadership", "welding")


def test_what_a_role_lists_is_what_it_uses():
    needed = requirements(Role(level=3, skills={"welding": 0.7}), SKILLS, 5)
    assert needed.tolist() == [0, 0, 0, 0.7]


@given(st.integers(1, 12), st.integers(1, 12))
def test_silent_roles_ask_for_something_that_can_be_had(level, levels):
    needed = requirements(Role(level=level), SKILLS, levels)
    assert (needed <= 0.95).all()
    assert (needed[[0, 1, 3]] >= 0.45).all()
    assert (needed[2] == 0) == (level == 1)


@given(st.integers(2, 12))
def test_higher_roles_ask_for_more_of_everything(levels):
    ladder = [requirements(Role(level=level), SKILLS, levels) for level in range(1, levels + 1)]
    assert (np.diff(ladder, axis=0) > 0).all()


def test_levels_above_the_ladder_count_as_its_top():
    top, beyond = (requirements(Role(level=level), SKILLS, 3) for level in (3, 9))
    np.testing.assert_array_equal(top, beyond)


def test_silent_roles_lie_near_those_spelled_out_in_the_sample():
    agent = requirements(Role(level=1), SKILLS, 5)
    manager = requirements(Role(level=3), SKILLS, 5)
    np.testing.assert_allclose(agent, [0.5, 0.5, 0.0, 0.6], atol=0.1)
    np.testing.assert_allclose(manager, [0.68, 0.66, 0.6, 0.65], atol=0.12)
