"""Opening: who sits with whom, and a pair table that stays true and in order."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.engine.addresses import person_ids
from simulation.engine.process import call
from simulation.errors import ModelError
from simulation.organization.opening import (
    open_kernel,
    open_pairs,
    set_rows,
    sort_kernel,
    sort_pairs,
)
from simulation.organization.tables import face_to_face, face_to_face_kernel
from simulation.state.pairs import PAIRS
from simulation.state.seating import apart, around, round_tables
from simulation.state.state import Sizes, State


def empty_state(seats=8, pairs=12):
    sizes = Sizes(
        seats=seats, skills=1, neighbors=1, pairs=pairs, teams=1, sites=1, departments=1, roles=1,
        months=1,
    )  # fmt: skip
    state = State(sizes)
    state["occupied"][:] = True
    state["person"][:] = person_ids(np.arange(seats), np.zeros(seats, dtype=np.int64))
    return state


def seats(*numbers):
    return np.array(numbers, dtype=np.int64)


def opened(state, seating, **beginning):
    """Open pairs that begin with these values, one for all or one each."""

    def begin(rows):
        for name, values in beginning.items():
            state[name][rows] = values

    open_pairs(state, seating, state.tables["pairs"].row({}), begin)


def open_apart(state, helper, helped, **beginning):
    opened(state, apart(state, helper, helped), **beginning)


def pairs_at(state):
    """Tables by number: (helper, helped) of each pair, and the size written there."""
    rows = np.flatnonzero(state["pair_active"])
    names = "pair_group", "pair_mentor", "pair_mentee", "pair_size"
    found = {}
    for table, helper, helped, size in zip(*(state[n][rows].tolist() for n in names), strict=True):
        found.setdefault((table, size), set()).add((helper, helped))
    return found


def everybody_with_everybody(*people):
    return {(a, b) for a in people for b in people if a != b}


def test_pairs_apart_sit_at_tables_of_their_own():
    state = empty_state()
    open_apart(state, seats(3, 3, 1), seats(0, 2, 4))
    assert pairs_at(state) == {(0, 2): {(3, 0)}, (1, 2): {(3, 2)}, (2, 2): {(1, 4)}}


def test_new_pairs_take_the_rows_of_ended_ones_where_the_table_is_full_behind():
    state = empty_state(pairs=4)
    open_apart(state, seats(3, 3, 1, 1), seats(0, 2, 4, 5))
    state["pair_quality"][:4] = [0.1, 0.2, 0.3, 0.4]
    state["pair_active"][[0, 2]] = False
    open_apart(state, seats(6, 7), seats(1, 3))
    assert state["pair_mentee"].tolist() == [1, 2, 3, 5]
    assert state["pair_mentor"].tolist() == [6, 3, 7, 1]
    assert state["pair_quality"].tolist() == [0.0, 0.2, 0.0, 0.4]
    with pytest.raises(ModelError, match="1 new pairs for 0 free rows"):
        open_apart(state, seats(6), seats(0))


def test_what_all_new_pairs_have_in_common_may_come_as_a_row():
    one, other = empty_state(), empty_state()
    terms = {"pair_peer": True, "pair_minutes": 45.0, "pair_learned": 0.3}
    who = seats(3, 1), seats(0, 2)
    opened(one, apart(one, *who), **terms)
    open_pairs(other, apart(other, *who), other.tables["pairs"].row(terms))
    for name in one.tables["pairs"]:
        np.testing.assert_array_equal(one[name], other[name])


@pytest.mark.parametrize("kernel", [open_kernel, open_kernel.py_func])
def test_who_sits_where_is_written_from_a_row_on(kernel):
    state = empty_state()
    pairs = state.tables["pairs"]
    who = seats(3, 1), seats(0, 2), seats(7, 8)
    call(state, kernel, *pairs.arrays, *pairs.row({"pair_size": 2.0}), *who, 4)
    assert pairs_at(state) == {(7, 2.0): {(3, 0)}, (8, 2.0): {(1, 2)}}
    assert state["pair_active"].nonzero()[0].tolist() == [4, 5]
    assert state["pair_mentor_person"][4:6].tolist() == state["person"][[3, 1]].tolist()
    assert state["pair_mentee_person"][4:6].tolist() == state["person"][[0, 2]].tolist()


def test_two_face_to_face_help_each_other_at_a_table_of_their_own():
    state = empty_state()
    opened(state, face_to_face(state, seats(3, 1), seats(0, 2)), pair_peer=True)
    assert pairs_at(state) == {(0, 2): {(1, 2), (2, 1)}, (1, 2): {(3, 0), (0, 3)}}
    assert state["tally_next_group"][0] == 2


@pytest.mark.parametrize("kernel", [face_to_face_kernel, face_to_face_kernel.py_func])
def test_tables_of_two_are_numbered_by_who_leads_them(kernel):
    who = np.empty((3, 4), dtype=np.int64)
    kernel(seats(6, 1), seats(0, 2), seats(5), 8, who)
    assert who.tolist() == [[1, 6, 2, 0], [2, 0, 1, 6], [5, 6, 5, 6]]


def test_a_leader_shares_one_table_with_all_followers():
    state = empty_state()
    opened(state, around(state, seats(3, 1, 3), seats(0, 2, 4)))
    assert pairs_at(state) == {(0, 2): {(1, 2)}, (1, 3): {(3, 0), (3, 4)}}


def test_who_leads_a_table_gets_more_people_at_that_table():
    state = empty_state()
    opened(state, around(state, seats(3), seats(0)))
    opened(state, around(state, seats(1, 3), seats(2, 4)))
    assert pairs_at(state) == {(0, 3): {(3, 0), (3, 4)}, (1, 2): {(1, 2)}}
    assert state["tally_next_group"][0] == 2


@given(st.lists(st.integers(1, 3), max_size=4))
def test_everybody_at_a_round_table_helps_everybody_else_there_once(followers):
    state = empty_state(seats=40, pairs=60)
    leader = np.repeat(np.arange(len(followers)) * 10, followers).astype(np.int64)
    groups = [np.arange(n) + 10 * t + 1 for t, n in enumerate(followers)]
    follower = np.concatenate([seats(), *groups]).astype(np.int64)
    mixed = np.random.default_rng(1).permutation(len(leader))
    opened(state, round_tables(state, leader[mixed], follower[mixed]), pair_peer=True)
    assert pairs_at(state) == {
        (t, n + 1): everybody_with_everybody(*range(10 * t, 10 * t + n + 1))
        for t, n in enumerate(followers)
    }


def test_who_joins_a_round_table_helps_all_who_sit_there_and_is_helped_by_them():
    state = empty_state(seats=9, pairs=40)
    opened(state, round_tables(state, seats(1, 1, 6), seats(3, 4, 7)), pair_peer=True)
    joining = round_tables(state, seats(1, 0), seats(2, 5))
    assert (1, 3) not in set(zip(joining.helper.tolist(), joining.helped.tolist(), strict=True))
    opened(state, joining, pair_peer=True)
    assert pairs_at(state) == {
        (0, 4): everybody_with_everybody(1, 2, 3, 4),
        (1, 2): everybody_with_everybody(6, 7),
        (2, 2): everybody_with_everybody(0, 5),
    }


def test_opening_fills_every_column_of_a_reused_row():
    state = empty_state(pairs=1)
    for column in PAIRS:
        state[column.name][:] = 1
    state["pair_active"][:] = False
    open_apart(state, seats(2), seats(5), pair_fit=0.5)
    for column in PAIRS:
        expected = {
            "pair_active": True, "pair_mentor": 2, "pair_mentee": 5,
            "pair_mentor_person": state["person"][2], "pair_mentee_person": state["person"][5],
            "pair_fit": 0.5, "pair_group": 0, "pair_size": 2.0,
        }.get(column.name, column.fill)  # fmt: skip
        assert state[column.name][0] == expected, column.name


def test_new_pairs_take_rows_that_are_free_and_no_others():
    state = empty_state(pairs=4)
    open_apart(state, seats(2, 3, 4), seats(0, 1, 5), pair_fit=np.array([0.1, 0.2, 0.3]))
    state["pair_active"][1] = False
    open_apart(state, seats(6, 7), seats(3, 2), pair_fit=0.9)
    names = "pair_mentor", "pair_mentee", "pair_fit"
    found = zip(*(state[name].tolist() for name in names), strict=True)
    assert list(found) == [(2, 0, 0.1), (7, 2, 0.9), (6, 3, 0.9), (4, 5, 0.3)]


def test_opening_counts_people_in_and_ends_their_wait():
    state = empty_state()
    state["seeks_mentor"][[0, 4]] = True
    state["waiting"][[0, 4]] = 2.0
    open_apart(state, seats(2, 2), seats(0, 4))
    assert state["mentees"][2] == 2
    assert state["mentors"][[0, 4]].tolist() == [1, 1]
    assert not state["seeks_mentor"].any()
    assert state["q_wait"].sum() == 4.0
    assert state["waiting"].sum() == 0.0
    assert np.flatnonzero(state["q_matched"]).tolist() == [0, 4]
    assert np.flatnonzero(state["ever_mentee"]).tolist() == [0, 4]
    assert np.flatnonzero(state["ever_mentor"]).tolist() == [2]
    assert state["tally_pairs_started"][0] == state["tally_pairs_started_total"][0] == 2


def test_tables_are_numbered_on_and_on():
    state = empty_state()
    open_apart(state, seats(2), seats(0))
    open_apart(state, seats(3), seats(1))
    assert state["pair_group"][:2].tolist() == [0, 1]
    assert state["tally_next_group"][0] == 2


def test_a_full_table_is_a_defect_and_says_so():
    state = empty_state(pairs=1)
    with pytest.raises(ModelError, match="2 new pairs for 1 free rows"):
        open_apart(state, seats(2, 2), seats(0, 4))


@given(st.permutations(range(6)))
def test_order_in_the_table_does_not_depend_on_order_of_opening(order):
    pairs = [(6, 0), (7, 0), (6, 1), (7, 2), (5, 3), (6, 4)]
    state = empty_state()
    for place in order:
        helper, helped = pairs[place]
        open_apart(state, seats(helper), seats(helped), pair_fit=float(place))
    count = len(pairs)
    assert state["pair_mentee"][:count].tolist() == [0, 0, 1, 2, 3, 4]
    assert state["pair_mentor"][:count].tolist() == [6, 7, 6, 7, 5, 6]
    assert state["pair_fit"][:count].tolist() == [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]


def test_ended_pairs_move_behind_active_ones():
    state = empty_state()
    open_apart(state, seats(2, 3), seats(0, 1))
    state["pair_active"][0] = False
    sort_pairs(state)
    assert state["pair_active"][:2].tolist() == [True, False]
    assert state["pair_mentee"][0] == 1


@given(
    pairs=st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), unique=True, max_size=12),
    ended=st.sets(st.integers(0, 11)),
)
def test_rows_are_listed_by_mentee_and_mentor(pairs, ended):
    mentor, mentee = np.array(pairs, dtype=np.int64).reshape(-1, 2).T.copy()
    active = np.array([row not in ended for row in range(len(pairs))], dtype=bool)
    expected = sorted(np.flatnonzero(active).tolist(), key=lambda row: (mentee[row], mentor[row]))
    for kernel in (sort_kernel, sort_kernel.py_func):
        table = empty_state(pairs=12).tables["pairs"]
        for name, values in (("active", active), ("mentor", mentor), ("mentee", mentee)):
            table[f"pair_{name}"][: len(pairs)] = values
        table["pair_quality"][:] = np.arange(12)
        columns = table["pair_active"], table["pair_mentor"], table["pair_mentee"]
        kernel(*columns, *table.arrays, 8.0)
        assert table["pair_quality"][: len(expected)].tolist() == expected
        assert table["pair_mentee"][: len(expected)].tolist() == mentee[expected].tolist()
        assert table["pair_active"].nonzero()[0].tolist() == list(range(len(expected)))


def test_compiled_and_plain_count_alike():
    one, other = empty_state(), empty_state()
    who = seats(2, 2, 5), seats(0, 4, 0), seats(0, 0, 3)
    for state, kernel in ((one, open_kernel), (other, open_kernel.py_func)):
        state["waiting"][[0, 4]] = 2.0, 1.0
        pairs = state.tables["pairs"]
        call(state, kernel, *pairs.arrays, *pairs.row({}), *who, 0)
    for name in one.arrays:
        np.testing.assert_array_equal(one[name], other[name])
    assert one["mentors"].tolist() == [2, 0, 0, 0, 1, 0, 0, 0]
    assert one["q_wait"].sum() == 3.0
    assert one["tally_next_group"][0] == 4


@pytest.mark.parametrize("function", [set_rows, set_rows.py_func])
def test_rows_are_set_to_one_and_others_stay(function):
    block = np.zeros((2, 5))
    function(block, np.array([[1.0], [2.0]]), 1, 3)
    assert block.tolist() == [[0, 1, 1, 0, 0], [0, 2, 2, 0, 0]]
