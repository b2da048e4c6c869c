"""Network: acquaintances of seats, ties of people, and no headcount in either."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.engine.addresses import person_ids
from simulation.organization.network import (
    ACROSS,
    NEAR,
    SLOTS,
    acquaintance_of,
    doublings,
    draw_pairs,
    draw_ties,
    draw_ties_kernel,
    introduce_kernel,
    list_known,
    weigh_pairs,
)

FIVE = {name: {"headcount": count, "roles": {"Agent": 0.8, "Lead": 0.2}} for name, count in
        (("A", 180), ("B", 120), ("C", 140), ("D", 110), ("E", 50))}  # fmt: skip
TABLE = ("tie_neighbor", "tie_target", "tie_strength", "tie_count")
MEETING = (np.uint32(3), np.uint32(4), np.uint32(5))


@pytest.fixture(scope="module")
def firm(organize, founded):
    return founded(organize(departments=FIVE, team_size=9))


def asked(state):
    """Matrix of targets: row asks column."""
    seats = len(state["person"])
    matrix = np.zeros((seats, seats))
    row, slot = np.nonzero(state["tie_neighbor"] >= 0)
    matrix[row, state["tie_neighbor"][row, slot]] = state["tie_target"][row, slot]
    return matrix


def forget(state):
    for name, empty in zip(TABLE, (-1, 0.0, 0.0, 0), strict=True):
        state[name].fill(empty)


def links(state):
    """All tied pairs with both targets."""
    matrix = asked(state)
    return {
        (int(i), int(j)): (matrix[i, j], matrix[j, i])
        for i, j in zip(*np.nonzero(matrix), strict=True)
    }


def near(state, i, j):
    return state["circle_first"][i] == state["circle_first"][j]


def test_links_are_symmetric_sorted_of_others_and_none_is_without_a_tie(firm):
    neighbor, count = firm[0]["tie_neighbor"], firm[0]["tie_count"]
    pairs = {(i, int(j)) for i, row in enumerate(neighbor) for j in row[row >= 0]}
    assert all((j, i) in pairs and i != j for i, j in pairs)
    for row, asked_first in zip(neighbor, count, strict=True):
        used = row[row >= 0]
        assert (np.diff(used[:asked_first]) > 0).all()
        assert (np.diff(used[asked_first:]) > 0).all()
        assert (row[len(used) :] == -1).all()
    matrix = asked(firm[0])
    assert all(matrix[i, j] + matrix[j, i] > 0 for i, j in pairs)


def test_people_ask_about_ten_others(firm):
    ties = asked(firm[0]) > 0
    np.testing.assert_array_equal(ties.sum(axis=1), firm[0]["tie_count"])
    assert 7.5 < ties.sum(axis=1).mean() < 13
    assert 4 < ties.sum(axis=1).std() < 8
    assert (ties.sum(axis=0) + ties.sum(axis=1) == 0).mean() < 0.01


def test_rows_have_room_to_spare(firm):
    used = (firm[0]["tie_neighbor"] >= 0).sum(axis=1)
    assert firm[0]["tie_neighbor"].shape[1] == SLOTS
    assert (used > SLOTS - 8).mean() < 0.02
    assert used.mean() < SLOTS / 2


def test_ties_are_as_grown_as_they_will_be_and_between_a_half_and_one_and_a_half(firm):
    state = firm[0]
    np.testing.assert_array_equal(state["tie_strength"], state["tie_target"])
    strengths = state["tie_target"][state["tie_target"] > 0]
    assert 0.5 <= strengths.min() < strengths.max() <= 1.5
    assert strengths.mean() == pytest.approx(1, abs=0.02)


def test_the_able_the_senior_and_the_long_serving_are_asked_and_the_sociable_ask(firm):
    state = firm[0]
    ties = asked(state) > 0
    for trait, least in (("ability", 0.2), ("tenure", 0.4), ("level", 0.2)):
        assert np.corrcoef(ties.sum(axis=0), state[trait])[0, 1] > least, trait
    assert np.corrcoef(ties.sum(axis=1), state["tie_capacity"])[0, 1] > 0.6


@pytest.mark.parametrize(
    ("parameter", "lesser", "greater"),
    [("ask_ability", 0.2, 0.9), ("ask_service", 0.1, 0.7), ("ask_level", 0.0, 0.8)],
)
def test_each_reason_to_be_asked_has_a_weight(organize, founded, parameter, lesser, greater):
    trait = {"ask_ability": "ability", "ask_service": "tenure", "ask_level": "level"}[parameter]
    found = []
    for value in (lesser, greater):
        state = founded(organize(departments=FIVE), **{parameter: value})[0]
        found.append(np.corrcoef((asked(state) > 0).sum(axis=0), state[trait])[0, 1])
    assert found[1] > found[0] + 0.15


def test_people_differ_in_asking_as_far_as_is_said(organize, founded):
    spread = [
        (asked(founded(organize(departments=FIVE), tie_dispersion=value)[0]) > 0).sum(axis=1).std()
        for value in (0.6, 1.5)
    ]
    assert spread[1] > 1.3 * spread[0]


def test_what_two_people_share_makes_ties_mutual(organize, founded):
    mutual = []
    for value in (0.0, 1.5):
        ties = asked(founded(organize(departments=FIVE), pair_dispersion=value)[0]) > 0
        mutual.append((ties & ties.T).sum() / ties.sum())
    assert mutual[1] > mutual[0] + 0.08


def test_nearly_everybody_asks_the_manager(firm):
    state = firm[0]
    ties = asked(state) > 0
    under = np.flatnonzero(state["manager"] >= 0)
    assert ties[under, state["manager"][under]].mean() > 0.8
    assert ties[state["manager"][under], under].mean() < 0.6


def test_degrees_do_not_depend_on_headcount(organize, founded):
    mean = {}
    for size in (105, 630):
        plan = {name: {"headcount": size} for name in "AB"}
        mean[size] = (asked(founded(organize(departments=plan))[0]) > 0).sum(axis=1).mean()
    assert mean[105] == pytest.approx(mean[630], abs=0.7)


@pytest.mark.parametrize("isolated", [True, False])
def test_three_hundred_more_in_a_department_of_their_own_change_no_tie(organize, founded, isolated):
    plan = {name: FIVE[name] for name in "AB"}
    alone = founded(organize(departments=plan))[0]
    state = founded(organize(departments=plan | {"Z": {"headcount": 300, "isolated": isolated}}))[0]
    np.testing.assert_array_equal(asked(state)[:300, :300], asked(alone))
    across = asked(state)[:300, 300:].sum() + asked(state)[300:, :300].sum()
    assert (across == 0) == isolated


def test_planned_growth_changes_no_tie(organize, founded):
    plan = {name: dict(FIVE[name]) for name in "BC"}
    alone = founded(organize(departments=plan))[0]
    for department in plan.values():
        department["growth"] = 200
    state, layout, setting, draws = founded(organize(departments=plan))
    assert layout.seats > 500
    np.testing.assert_array_equal(asked(state)[:260, :260], asked(alone))
    assert asked(state)[260:].sum() == asked(state)[:, 260:].sum() == 0.0
    state["occupied"][:] = True
    state["person"][:] = person_ids(np.arange(layout.seats), state["holder"])
    draw_ties(state, draws, setting.people, np.arange(260, layout.seats))
    np.testing.assert_array_equal(asked(state)[:260, :260], asked(alone))
    grown = asked(state)[260:] > 0
    assert 4 < grown.sum(axis=1).mean() < 13


def test_newcomers_draw_their_own_ties_only(organize, founded):
    state, _, setting, draws = founded(organize())
    before = asked(state)
    new = np.array([4, 17, 50])
    others = np.delete(np.arange(70), new)
    forget(state)
    draw_ties(state, draws, setting.people, others, established=True)
    state["occupied"][new] = True
    state["holder"][new] += 1
    state["person"][new] = person_ids(new, state["holder"][new])
    forget(state)
    state["occupied"][new] = False
    draw_ties(state, draws, setting.people, others, established=True)
    state["occupied"][new] = True
    draw_ties(state, draws, setting.people, new)
    after = asked(state)
    np.testing.assert_array_equal(after[np.ix_(others, others)], before[np.ix_(others, others)])
    assert (after[new] != before[new]).any()
    assert (after[:, new] != before[:, new]).any()
    row, slot = np.nonzero(np.isin(state["tie_neighbor"], new))
    assert state["tie_strength"][new].sum() == state["tie_strength"][row, slot].sum() == 0.0


def test_ties_are_the_same_in_whatever_order_people_sit_down(organize, founded):
    state, _, setting, draws = founded(organize())
    before = asked(state)
    forget(state)
    everybody = np.random.default_rng(1).permutation(70)
    state["occupied"][:] = False
    for seat in everybody:
        state["occupied"][seat] = True
        draw_ties(state, draws, setting.people, np.array([seat]), established=True)
    np.testing.assert_array_equal(asked(state), before)
    draw_ties(state, draws, setting.people, np.array([9, 3]), established=True)
    np.testing.assert_array_equal(asked(state), before)


def test_nobody_asks_a_vacant_seat(organize, founded):
    state, _, setting, draws = founded(organize())
    state["occupied"][7] = False
    forget(state)
    draw_ties(state, draws, setting.people, np.delete(np.arange(70), 7), established=True)
    assert asked(state)[:, 7].sum() == asked(state)[7].sum() == 0.0


def test_service_that_doubles_lets_more_ask_and_nobody_stop(organize, founded):
    """A life of small steps ends in the ties of one who had served that long all along."""
    state, _, setting, draws = founded(organize(departments={"A": {"headcount": 42}}))
    state["tenure"][:] = 48.0
    state["tenure"][5] = 0.0
    forget(state)
    everybody = np.arange(42)
    draw_ties(state, draws, setting.people, everybody)
    first = asked(state)
    before = first
    for months in (12.0, 24.0, 48.0, 96.0, 192.0, 384.0):
        state["tenure"][5] = months
        draw_ties(state, draws, setting.people, np.array([5]), more=True)
        after = asked(state)
        assert (after[:, 5] >= before[:, 5]).all()
        np.testing.assert_array_equal(np.delete(after, 5, axis=1), np.delete(first, 5, axis=1))
        before = after
    assert (after[:, 5] > 0).sum() > (first[:, 5] > 0).sum() + 5
    assert state["tie_strength"].sum() == 0.0
    forget(state)
    draw_ties(state, draws, setting.people, everybody)
    np.testing.assert_array_equal(asked(state), after)


def test_a_tie_that_a_program_made_stays_when_service_doubles(organize, founded):
    state, _, setting, draws = founded(organize())
    row, slot = np.nonzero(state["tie_target"] > 0)
    state["tie_target"][row, slot] = state["tie_strength"][row, slot] = 0.25
    draw_ties(state, draws, setting.people, np.arange(70), more=True)
    old = asked(state)
    assert (old[row, state["tie_neighbor"][row, slot]] == 0.25).all()


def test_doublings_of_service():
    months = (0, 11, 12, 23, 24, 47, 48, 96, 192, 384, 768, 5000)
    assert [doublings(float(m)) for m in months] == [0, 0, 1, 1, 2, 2, 3, 4, 5, 6, 6, 6]


@given(
    sizes=st.lists(st.integers(1, 90), min_size=1, max_size=20),
    extra=st.integers(0, 60),
    data=st.data(),
)
def test_acquaintances_are_mutual_and_hang_on_no_headcount(sizes, extra, data):
    plan = structure(sizes)
    grown = structure([*sizes[:-1], sizes[-1] + extra, 30])
    i = data.draw(st.integers(0, sum(sizes) - 1))
    number = data.draw(st.integers(0, NEAR + ACROSS - 1))
    j = acquaintance_of(*plan, i, number, *MEETING)
    assert j != i
    if j >= 0:
        assert acquaintance_of(*plan, j, number, *MEETING) == i
        assert (plan[0][i] == plan[0][j]) == (number < NEAR)
        assert acquaintance_of(*grown, i, number, *MEETING) == j
    beyond = acquaintance_of(*grown, i, number, *MEETING)
    assert beyond in (-1, j) or beyond >= sum(sizes)


def structure(sizes, isolated=()):
    """Arguments of `acquaintance_of` for departments of these sizes, one after the other."""
    seats, count = np.array(sizes), sum(sizes)
    first = np.cumsum(seats) - seats
    department = np.repeat(np.arange(len(sizes)), seats)
    alone = np.isin(np.arange(len(sizes)), isolated)
    order = np.arange(count)
    return department, alone, order - first[department] + 1, order, first, seats


def test_every_two_of_eight_departments_are_acquainted_and_isolated_ones_with_none():
    plan = structure([15] * 8)
    isolated = structure([15] * 8, isolated=(2,))
    known = np.zeros((8, 8), dtype=int)
    for i in range(120):
        for number in range(NEAR, NEAR + ACROSS):
            j = acquaintance_of(*plan, i, number, *MEETING)
            known[plan[0][i], plan[0][j]] += j >= 0
            k = acquaintance_of(*isolated, i, number, *MEETING)
            assert k == (-1 if 2 in (plan[0][i], plan[0][j]) else j)
    assert (known == 15 - 15 * np.eye(8)).all()


def test_acquaintances_are_others_with_every_number_and_seed():
    plan = structure([500])
    one = [acquaintance_of(*plan, 400, n, *MEETING) for n in range(NEAR)]
    two = [acquaintance_of(*plan, 400, n, np.uint32(9), *MEETING[1:]) for n in range(NEAR)]
    assert len({*one, *two}) > NEAR


def test_a_boss_of_very_many_never_overflows(organize, founded, people_file):
    path = people_file("department,level,manager", "a,5,", *["a,1,0"] * 150)
    state = founded(organize(workforce=path))[0]
    assert (state["tie_neighbor"][0] >= 0).sum() <= SLOTS
    assert ((state["tie_neighbor"] == 0).sum(axis=1) <= 1).all()


def test_kernels_are_the_same_in_plain_python(organize, founded, monkeypatch):
    plan = {name: {"headcount": 8} for name in "AB"}
    state = founded(organize(departments=plan))[0]
    for kernel in (
        acquaintance_of,
        introduce_kernel,
        doublings,
        list_known,
        weigh_pairs,
        draw_pairs,
        draw_ties_kernel,
    ):
        name = kernel.py_func.__name__
        monkeypatch.setattr(f"simulation.organization.network.{name}", kernel.py_func)
    monkeypatch.setattr("simulation.organization.network.TOGETHER", 20)  # several draws, not one
    plain = founded(organize(departments=plan))[0]
    for name in TABLE:
        np.testing.assert_array_equal(plain[name], state[name])
