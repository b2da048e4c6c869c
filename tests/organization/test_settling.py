"""Settling: what a file tells is kept exactly, the rest is lent by those who come closest."""

import numpy as np
import pandas as pd
import pytest

from simulation.organization import settling
from simulation.organization.departure import clear_people
from simulation.organization.people import SET_CORRELATION, STATES, People
from simulation.organization.recruit import PAY_SPREAD
from simulation.organization.settling import _lenders, _matched, cost_kernel, settle
from simulation.organization.told import LIKENESS

SCORED = ("satisfaction", "stress")
SEATS = 240


@pytest.fixture
def file_of(people_file):
    """A file of 240 people in two departments and two roles, with told and blank cells."""

    def write(columns=("tenure", "pay", *SCORED, "performance"), told=0.7):
        rng = np.random.default_rng(4)
        frame = pd.DataFrame(
            {
                "department": np.where(np.arange(SEATS) < 150, "Service", "Works"),
                "role": np.where(np.arange(SEATS) % 5 == 0, "Lead", "Agent"),
                "level": np.where(np.arange(SEATS) % 5 == 0, 2, 1),
                "group": rng.choice(["x", "y"], SEATS),
            }
        )
        draws = {
            "tenure": rng.exponential(60, SEATS).round(),
            "pay": (50_000 * np.exp(0.15 * rng.normal(size=SEATS))).round(),
            "satisfaction": rng.normal(size=SEATS).round(1),
            "stress": rng.normal(size=SEATS).round(1),
            "performance": rng.normal(size=SEATS).round(1),
        }
        for name in columns:
            frame[name] = np.where(rng.random(SEATS) < told, draws[name], np.nan)
        path = people_file("")
        frame.to_csv(path, index=False)
        return path, frame

    return write


@pytest.fixture
def settled(organize, founded, file_of):
    """Settle such a file in a company in which some have left and some were promoted."""

    def make(promoted=True, lived=None, gone=(2, 3, 160), **how):
        path, frame = file_of(**how)
        state, layout, setting, draws = founded(organize(workforce=path))
        state["search"][:] = state["stress"] - state["satisfaction"]
        if promoted:
            for one, other in ((0, 1), (155, 156)):
                for name in ("role", "level", "manager"):
                    state[name][[one, other]] = state[name][[other, one]]
        empty = np.array(gone, dtype=np.int64)
        state["occupied"][empty] = False
        clear_people(state, empty)
        if lived is not None:
            lived(state)
        before = {name: array.copy() for name, array in state.arrays.items()}
        settle(state, layout, layout.told, setting, draws)
        return state, layout, frame, before

    return make


def test_what_the_file_tells_is_kept_exactly(settled):
    state, layout, frame, _ = settled()
    for name in ("tenure", "pay", *SCORED):
        told = frame[name].notna().to_numpy()
        np.testing.assert_array_equal(state[name][told], frame[name][told], err_msg=name)
    for name in ("role", "level", "manager", "group", "department", "team", "site"):
        np.testing.assert_array_equal(state[name], getattr(layout, name), err_msg=name)
    groups = [layout.groups[code] for code in state["group"]]
    assert groups == frame["group"].tolist()


def test_everybody_of_the_file_is_there_as_a_holder_of_their_own(settled):
    state, _, _, before = settled()
    assert state["occupied"].all()
    moved = np.flatnonzero(state["person"] != before["person"])
    assert moved.tolist() == [2, 3, 160]
    assert len(set(state["person"].tolist())) == SEATS
    np.testing.assert_array_equal(state["hired"], -1 - state["tenure"])
    assert (state["vacant_months"] == 0).all()
    state.check_ranges()


def lenders_of(state, before, name="ability"):
    """Seat of the burned-in person who lent each one's traits, told by a number of its own."""
    index = {value: seat for seat, value in enumerate(before[name]) if before["occupied"][seat]}
    return np.array([index[value] for value in state[name]])


def test_lenders_sit_in_the_same_department_and_role(settled):
    state, layout, _, before = settled()
    lender = lenders_of(state, before)
    np.testing.assert_array_equal(before["department"][lender], layout.department)
    np.testing.assert_array_equal(before["role"][lender], layout.role)
    _, uses = np.unique(lender, return_counts=True)
    assert uses.max() <= 2


def test_lenders_come_close_in_what_is_told(settled):
    state, _, frame, before = settled(told=1.0)
    lender = lenders_of(state, before)
    assert np.corrcoef(before["tenure"][lender], frame["tenure"])[0, 1] > 0.8
    for name in SCORED:
        assert np.corrcoef(before[name][lender], frame[name])[0, 1] > 0.6, name
    assert np.corrcoef(before["pay_standing"][lender], np.log(frame["pay"]))[0, 1] > 0.4


def test_what_goes_together_in_the_living_goes_together_in_the_files_people(settled):
    state, *_ = settled(told=1.0)
    place = [STATES.index(name) for name in ("satisfaction", "commitment")]
    r = np.corrcoef(state["satisfaction"], state["commitment"])[0, 1]
    assert r > 0.5 * SET_CORRELATION[place[0], place[1]]
    assert np.corrcoef(state["search"], state["satisfaction"])[0, 1] < -0.4


def test_without_any_fact_everybody_stays_who_they_are(settled):
    state, _, _, before = settled(told=0.0, promoted=False, gone=())
    for name in ("ability", "tenure", "satisfaction", "pay", "plateau", "person"):
        np.testing.assert_allclose(state[name], before[name], rtol=1e-12, err_msg=name)


def test_scores_move_the_set_point_by_its_share(settled):
    state, _, frame, before = settled()
    lender = lenders_of(state, before)
    told = frame["stress"].notna().to_numpy()
    rise = frame["stress"] - before["stress"][lender]
    expected = before["stress_set"][lender] + np.where(told, People().share_stress * rise, 0.0)
    np.testing.assert_allclose(state["stress_set"], expected)
    np.testing.assert_array_equal(state["commitment"], before["commitment"][lender])


def test_performance_is_half_of_what_lasts_in_output(settled):
    state, _, frame, before = settled(told=1.0)
    own = before["output_person"][lenders_of(state, before)]
    expected = 0.5 * frame["performance"] + np.sqrt(0.75) * own
    np.testing.assert_allclose(state["output_person"], expected)


def test_pay_and_its_standing_agree(settled):
    state, _, frame, _ = settled()
    usual = state["role_pay"][state["role"]]
    z = np.log(state["pay"] / usual)
    told = frame["pay"].notna().to_numpy()
    assert 0 < told.sum() < SEATS
    np.testing.assert_allclose(state["pay_standing"][~told], z[~told] / PAY_SPREAD, atol=1e-9)
    for code in (0, 1):
        here = told & (state["role"] == code)
        spread = max(PAY_SPREAD, np.sqrt(np.mean(z[here] ** 2)))
        found = state["pay_standing"][here]
        np.testing.assert_allclose(found, np.clip(z[here] / spread, -3, 3), atol=1e-9)


def test_newcomers_of_the_file_master_less_and_know_fewer(settled):
    state, *_ = settled(told=1.0)
    mastery = (state["skill"] / state["plateau"]).mean(axis=1)
    asked = state["tie_strength"].sum(axis=1)
    new, old = state["tenure"] < 2, state["tenure"] >= 24
    assert new.sum() >= 3
    assert mastery[new].mean() < 0.8
    assert mastery[old].min() > 0.99
    assert asked[new].mean() < 0.5 * asked[old].mean()
    assert (state["tie_strength"] <= state["tie_target"]).all()
    assert (state["skill"] <= state["plateau"]).all()


def test_a_tie_is_as_grown_from_either_side(settled):
    state, *_ = settled(told=1.0)
    seat, slot = np.nonzero(state["tie_target"] > 0)
    other = state["tie_neighbor"][seat, slot]
    newer = np.minimum(state["tenure"][seat], state["tenure"][other])
    share = state["tie_strength"][seat, slot] / state["tie_target"][seat, slot]
    expected = np.where(newer < 24, 1 - 2 ** (-newer / 1.2), 1.0)
    np.testing.assert_allclose(share, expected)


def test_ties_are_those_of_the_people_lent(settled):
    state, *_ = settled(told=1.0)
    degree = (state["tie_target"] > 0).sum(axis=1)
    assert np.corrcoef(degree, state["tie_capacity"])[0, 1] > 0.3


def test_where_nobody_has_the_role_the_closest_lend_and_levels_follow_the_role(settled):
    def no_leads_at_work(state):
        lead = int(state["role"][state["level"] == 2][0])
        agent = int(state["role"][state["level"] == 1][0])
        here = (state["department"] == 1) & (state["role"] == lead)
        state["role"][here], state["level"][here] = agent, 1

    state, layout, _, before = settled(lived=no_leads_at_work, promoted=False)
    lender = lenders_of(state, before)
    leads = (layout.department == 1) & (layout.level == 2)
    assert (before["department"][lender[leads]] == 0).all()
    assert (before["level"][lender[leads]] == 2).all()


def test_lenders_of_last_resort(founded, organize):
    state, layout, *_ = founded(organize())
    works, lead = 1, layout.roles.index("Lead")
    assert (state["role"][_lenders(state, works, lead)] == lead).all()
    state["occupied"][state["role"] == lead] = False
    rung = _lenders(state, works, lead)
    assert (state["department"][rung] == works).all()
    state["occupied"][state["department"] == works] = False
    everybody = _lenders(state, works, lead)
    np.testing.assert_array_equal(everybody, np.flatnonzero(state["occupied"]))


def test_a_lender_of_another_role_lends_what_is_above_usual(founded, organize):
    state, layout, setting, _ = founded(organize())
    agent, lead = layout.roles.index("Agent"), layout.roles.index("Lead")
    seats = np.flatnonzero(state["role"] == lead)[:3]
    usual = settling._usual(state, np.array([agent, lead]), setting.people)
    state["start_plateau"][seats] = state["plateau"][seats] = usual[0] + 0.05
    state["skill"][seats] = 0.5 * state["plateau"][seats]
    settling._change_role(state, seats, np.full(3, agent), setting.people)
    np.testing.assert_allclose(state["plateau"][seats], np.tile(usual[1] + 0.05, (3, 1)))
    np.testing.assert_allclose(state["skill"][seats], 0.5 * state["plateau"][seats])


@pytest.mark.parametrize("count", [1, 5, 450])
@pytest.mark.parametrize("lenders", [1, 7, 450])
def test_matching_gives_everybody_a_lender_and_burdens_all_alike(count, lenders, founded,
                                                                 organize):  # fmt: skip
    state, *_ = founded(organize(departments={"A": {"headcount": 900}}))
    likeness = [state[name] + 0.0 for name in LIKENESS]
    found = _matched(state, np.arange(count), np.arange(450, 450 + lenders), likeness)
    assert len(found) == count
    assert ((found >= 450) & (found < 450 + lenders)).all()
    _, uses = np.unique(found, return_counts=True)
    assert uses.max() <= 2 * -(-count // lenders)


def test_settling_is_the_same_twice(settled):
    one, *_ = settled()
    other, *_ = settled()
    for name, array in one.arrays.items():
        np.testing.assert_array_equal(array, other[name], err_msg=name)


def test_costs_by_hand():
    told = np.array([[1.0, np.nan], [0.5, np.nan]])
    lent = np.array([[3.0, 1.0, 0.0], [0.5, 0.0, 2.5]])
    cost = np.empty((2, 3))
    case = np.array([0.0, 0.5]), np.array([0.0, 0.5, 0.5]), told, lent, cost, 7.0
    cost_kernel(*case)
    expected = [[4.0, 0.25 + 3.5**2, 5.0 + 3.5**2], [3.5**2, 0.0, 0.0]]
    np.testing.assert_array_equal(cost, expected)
    compiled = cost.copy()
    cost_kernel.py_func(*case)
    np.testing.assert_array_equal(cost, compiled)
