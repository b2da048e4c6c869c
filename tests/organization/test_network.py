"""Network: circles of seats, ties of people, and no headcount in either."""

import numpy as np
import pytest

from simulation.engine.draws import person_ids
from simulation.organization.network import (
    ACROSS_CANDIDATES,
    EXTRA_SLOTS,
    _far_circle,
    _near_circle,
    draw_ties,
    draw_ties_kernel,
    link_up,
    slots_needed,
)

FIVE = {name: {"headcount": count} for name, count in
        (("A", 180), ("B", 120), ("C", 140), ("D", 110), ("E", 50))}  # fmt: skip


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


def test_links_are_symmetric_sorted_and_of_others(firm):
    neighbor, count = firm[0]["tie_neighbor"], firm[0]["tie_count"]
    pairs = {(i, int(j)) for i, row in enumerate(neighbor) for j in row[row >= 0]}
    assert all((j, i) in pairs and i != j for i, j in pairs)
    for row, asked_first in zip(neighbor, count, strict=True):
        used = row[row >= 0]
        assert (np.diff(used[:asked_first]) > 0).all()
        assert (np.diff(used[asked_first:]) > 0).all()
        assert (row[len(used) :] == -1).all()


def test_people_ask_about_ten_others(firm):
    ties = asked(firm[0]) > 0
    np.testing.assert_array_equal(ties.sum(axis=1), firm[0]["tie_count"])
    assert 7 < ties.sum(axis=1).mean() < 13
    assert 2 < ties.sum(axis=1).std() < 6
    assert ties.sum(axis=0).max() < 40
    assert (ties.sum(axis=1) == 0).mean() < 0.01


def test_ties_are_as_grown_as_they_will_be_and_between_a_half_and_one_and_a_half(firm):
    state = firm[0]
    np.testing.assert_array_equal(state["tie_strength"], state["tie_target"])
    strengths = state["tie_target"][state["tie_target"] > 0]
    assert 0.5 <= strengths.min() < strengths.max() <= 1.5
    assert strengths.mean() == pytest.approx(1, abs=0.02)


def test_ties_lie_first_within_teams_then_departments_then_across(firm):
    state = firm[0]
    network = firm[2].organization.network
    neighbor = state["tie_neighbor"]
    row, slot = np.nonzero(neighbor >= 0)
    other = neighbor[row, slot]
    tied = state["tie_target"][row, slot] > 0
    boss = state["manager"][row] == other
    team = state["team"][row] == state["team"][other]
    near = state["department"][row] == state["department"][other]
    for kind, chance in (
        (team, network.team),
        (near & ~team, network.department),
        (~near, network.across),
    ):
        assert tied[kind & ~boss].mean() == pytest.approx(chance, rel=0.2)
    assert tied[boss].mean() == pytest.approx(0.9, abs=0.04)


def test_the_able_are_asked_and_the_sociable_ask(firm):
    state = firm[0]
    ties = asked(state) > 0
    assert np.corrcoef(ties.sum(axis=0), state["ability"])[0, 1] > 0.25
    assert np.corrcoef(ties.sum(axis=1), state["tie_capacity"])[0, 1] > 0.4


def test_degrees_do_not_depend_on_headcount(organize, founded):
    mean = {}
    for size in (120, 480):
        plan = {name: {"headcount": size} for name in "AB"}
        mean[size] = (asked(founded(organize(departments=plan))[0]) > 0).sum(axis=1).mean()
    assert mean[120] == pytest.approx(mean[480], abs=0.5)


def test_an_isolated_department_changes_no_tie_and_has_none_across(organize, founded):
    plan = {name: FIVE[name] for name in "AB"}
    alone = founded(organize(departments=plan))[0]
    apart = {"headcount": 300, "isolated": True}
    state = founded(organize(departments=plan | {"Z": apart}))[0]
    width = min(state["tie_neighbor"].shape[1], alone["tie_neighbor"].shape[1])
    for name in ("tie_neighbor", "tie_target", "tie_strength"):
        np.testing.assert_array_equal(state[name][:300, :width], alone[name][:300, :width])
    np.testing.assert_array_equal(state["tie_count"][:300], alone["tie_count"])
    for seat in range(300, 600):
        row = state["tie_neighbor"][seat]
        assert (row[row >= 0] >= 300).all()


def test_newcomers_redraw_their_own_ties_only(organize, founded):
    state, _, setting, draws = founded(organize())
    before, circle = asked(state), np.sort(state["tie_neighbor"])
    new = np.array([4, 17, 50])
    state["holder"][new] += 1
    state["person"][new] = person_ids(new, state["holder"][new])
    draw_ties(state, draws, setting.organization.network, 0.35, new, established=False)
    after = asked(state)
    others = np.delete(np.arange(70), new)
    np.testing.assert_array_equal(after[np.ix_(others, others)], before[np.ix_(others, others)])
    np.testing.assert_array_equal(np.sort(state["tie_neighbor"]), circle)
    assert (after[new] != before[new]).any()
    assert (after[:, new] != before[:, new]).any()
    row, slot = np.nonzero(np.isin(state["tie_neighbor"], new))
    assert state["tie_strength"][new].sum() == state["tie_strength"][row, slot].sum() == 0.0


def test_the_same_two_people_always_draw_the_same_tie(organize, founded):
    state, _, setting, draws = founded(organize())
    before = state["tie_target"].copy()
    draw_ties(state, draws, setting.organization.network, 0.35, np.array([9, 3]), established=True)
    np.testing.assert_array_equal(state["tie_target"], before)


def test_nobody_asks_a_vacant_seat(organize, founded):
    state, _, setting, draws = founded(organize())
    state["occupied"][7] = False
    state["tie_target"].fill(0.0)
    everybody = np.delete(np.arange(70), 7)
    draw_ties(state, draws, setting.organization.network, 0.35, everybody, established=True)
    assert asked(state)[:, 7].sum() == asked(state)[7].sum() == 0.0


def test_rows_have_room_for_circle_and_program(organize, firm):
    network = organize().network
    expected = 7 + network.window + 2 * ACROSS_CANDIDATES + EXTRA_SLOTS
    assert slots_needed(organize(), 8) == expected
    assert slots_needed(organize(), 500) == expected - 7 + network.window
    free = (firm[0]["tie_neighbor"] < 0).sum(axis=1)
    assert (free >= EXTRA_SLOTS).mean() > 0.9


def test_a_boss_of_very_many_never_overflows(organize, founded, people_file):
    path = people_file("department,level,manager", "a,5,", *["a,1,0"] * 150)
    state = founded(organize(workforce=path))[0]
    assert (state["tie_neighbor"][0] >= 0).sum() <= state["tie_neighbor"].shape[1]
    assert ((state["tie_neighbor"] == 0).sum(axis=1) <= 1).all()


def test_kernels_are_the_same_in_plain_python(organize, founded, monkeypatch):
    plan = {name: {"headcount": 8} for name in "AB"}
    state, _, setting, draws = founded(organize(departments=plan))
    home = "simulation.organization.network"
    for kernel in (_near_circle, _far_circle, draw_ties_kernel):
        monkeypatch.setattr(f"{home}.{kernel.py_func.__name__}", kernel.py_func)
    plain = founded(organize(departments=plan))[0]
    for name in ("tie_neighbor", "tie_target", "tie_strength", "tie_count"):
        np.testing.assert_array_equal(plain[name], state[name])
    link_up(plain, setting.organization, draws, plain["department_isolated"])
    np.testing.assert_array_equal(plain["tie_neighbor"], state["tie_neighbor"])
