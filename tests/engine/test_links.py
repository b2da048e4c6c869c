"""Links: rows stay sorted and symmetric and never overflow, whatever is added."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.engine.links import (
    _insert,
    _make_room,
    _remove,
    add_link,
    drop_links,
    find_slot,
    set_tie,
    strengthen,
)

SEATS = 9


def table(width=4, seats=SEATS):
    shape = (seats, width)
    neighbor = np.full(shape, -1, dtype=np.int64)
    return neighbor, np.zeros(shape), np.zeros(shape), np.zeros(seats, dtype=np.int64)


def linked(*pairs, width=4):
    ties = table(width)
    for one, other in pairs:
        add_link(*ties, one, other)
    return ties


def neighbors(ties, seat):
    row = ties[0][seat]
    return sorted(row[row >= 0].tolist())


def assert_in_order(ties):
    neighbor, strength, target, count = ties
    for seat, row in enumerate(neighbor):
        used = row[row >= 0].tolist()
        asked, others = used[: count[seat]], used[count[seat] :]
        assert row[: len(used)].tolist() == used
        assert len(set(used)) == len(used)
        assert asked == sorted(asked)
        assert others == sorted(others)
        assert (target[seat, : len(asked)] > 0.0).all()
        assert (target[seat, len(asked) :] == 0.0).all()
        assert seat not in used
        assert all(seat in neighbors(ties, other) for other in used)
        assert (strength[seat, len(used) :] == 0.0).all()
        assert (target[seat, len(used) :] == 0.0).all()


def test_a_link_has_two_sides_and_no_strength():
    ties = linked((2, 5))
    assert neighbors(ties, 2) == [5]
    assert neighbors(ties, 5) == [2]
    assert ties[1].sum() == ties[2].sum() == 0.0


def test_a_link_is_added_once():
    ties = linked((2, 5), (5, 2), (2, 5))
    assert (ties[0] >= 0).sum() == 2


def test_slots_are_found_up_to_the_first_free_one():
    row = np.array([1, 4, 7, -1])
    assert [find_slot(row, seat) for seat in (1, 4, 7, 3)] == [0, 1, 2, -1]
    assert find_slot(np.array([1, 4]), 9) == -1


def test_weights_move_along_with_their_neighbor():
    ties = linked((0, 5))
    strengthen(*ties, 0, 5, 0.7, 1.0)
    add_link(*ties, 0, 3)
    assert ties[0][0, :2].tolist() == [5, 3]
    assert ties[1][0, :2].tolist() == ties[2][0, :2].tolist() == [0.7, 0.0]
    strengthen(*ties, 0, 3, 0.2, 1.0)
    assert ties[0][0, :2].tolist() == [3, 5]
    assert ties[1][0, :2].tolist() == ties[2][0, :2].tolist() == [0.2, 0.7]


def test_a_tie_that_ends_moves_behind_those_that_last():
    ties = linked((0, 1), (0, 2), (0, 3))
    for other in (1, 2, 3):
        strengthen(*ties, 0, other, 0.5, 1.0)
    set_tie(*ties, 0, 0, 0.0, 0.0)
    assert ties[0][0, :3].tolist() == [2, 3, 1]
    assert ties[3][0] == 2
    assert ties[1][0].tolist() == [0.5, 0.5, 0.0, 0.0]
    assert_in_order(ties)


def test_all_links_of_a_seat_go_on_both_sides():
    ties = linked((2, 5), (2, 1), (5, 1), (7, 2))
    strengthen(*ties, 2, 1, 0.5, 1.0)
    strengthen(*ties, 5, 1, 0.5, 1.0)
    drop_links(*ties, 2)
    assert_in_order(ties)
    assert [neighbors(ties, seat) for seat in (2, 1, 5, 7)] == [[], [5], [1], []]
    assert ties[1].sum() == 0.5


def test_a_full_row_drops_its_weakest_link_on_both_sides():
    ties = linked((0, 1), (0, 2), (0, 3), (0, 4))
    for other, amount in ((1, 0.5), (2, 0.1), (3, 0.5), (4, 0.5)):
        strengthen(*ties, 0, other, amount, 1.0)
    add_link(*ties, 0, 8)
    assert neighbors(ties, 0) == [1, 3, 4, 8]
    assert neighbors(ties, 2) == []


def test_what_the_other_side_holds_counts_for_the_weakest():
    ties = linked((0, 1), (0, 2), width=2)
    strengthen(*ties, 0, 2, 0.2, 1.0)
    strengthen(*ties, 1, 0, 0.3, 1.0)
    add_link(*ties, 0, 3)
    assert neighbors(ties, 0) == [1, 3]


def test_strength_rises_to_its_ceiling_and_is_never_cut():
    ties = table()
    for expected in (0.4, 0.8, 1.0, 1.0):
        strengthen(*ties, 0, 1, 0.4, 1.0)
        assert ties[1][0, 0] == ties[2][0, 0] == pytest.approx(expected)
    strengthen(*ties, 0, 1, 0.4, 0.5)
    assert ties[2][0, 0] == pytest.approx(1.0)
    assert ties[1][1, 0] == 0.0  # asking is one-sided


def test_a_growing_tie_grows_on_toward_a_raised_target():
    ties = linked((0, 1))
    set_tie(*ties, 0, 0, 0.1, 1.2)
    strengthen(*ties, 0, 1, 0.3, 1.0)
    assert ties[2][0, 0] == 1.2
    assert ties[1][0, 0] == pytest.approx(0.4)


PAIR = st.tuples(st.integers(0, SEATS - 1), st.integers(0, SEATS - 1)).filter(
    lambda pair: pair[0] != pair[1]
)
STEP = st.tuples(PAIR, st.one_of(st.none(), st.just(0.0), st.floats(0.01, 1.0)))


@given(st.lists(STEP, max_size=60), st.integers(1, 5))
def test_rows_stay_sorted_symmetric_and_within_their_width(steps, width):
    ties, plain = table(width), table(width)
    for (seat, other), amount in steps:
        if amount is None:
            add_link(*ties, seat, other)
            add_link.py_func(*plain, seat, other)
        elif amount == 0.0 and other in neighbors(ties, seat):
            for change, rows in ((set_tie, ties), (set_tie.py_func, plain)):
                change(*rows, seat, find_slot(rows[0][seat], other), 0.0, 0.0)
        else:
            strengthen(*ties, seat, other, amount, 1.0)
            strengthen.py_func(*plain, seat, other, amount, 1.0)
        assert other in neighbors(ties, seat)
        assert_in_order(ties)
    for compiled, interpreted in zip(ties, plain, strict=True):
        np.testing.assert_array_equal(compiled, interpreted)


@given(st.sets(st.integers(0, 20), min_size=1, max_size=6), st.data())
def test_inserting_removing_and_finding_are_the_same_in_plain_python(others, data):
    ties, plain = table(8, 30), table(8, 30)
    for other in data.draw(st.permutations(sorted(others))):
        target = data.draw(st.sampled_from((0.0, 0.5)))
        for insert, change, rows in (
            (_insert, set_tie, ties),
            (_insert.py_func, set_tie.py_func, plain),
        ):
            insert(rows[0], rows[3], 25, other)
            change(*rows, 25, find_slot(rows[0][25], other), target, target)
    gone = data.draw(st.sampled_from(sorted(others)))
    slot = find_slot.py_func(plain[0][25], gone)
    assert slot == find_slot(ties[0][25], gone)
    _remove(*ties, 25, gone)
    _remove.py_func(*plain, 25, gone)
    _remove(*ties, 25, gone)  # once is enough
    for compiled, interpreted in zip(ties, plain, strict=True):
        np.testing.assert_array_equal(compiled, interpreted)
    assert neighbors(ties, 25) == sorted(others - {gone})


def test_making_room_is_the_same_in_plain_python():
    ties = linked((0, 1), (0, 2), (0, 3), (0, 4))
    strengthen(*ties, 0, 1, 0.5, 1.0)
    plain = tuple(array.copy() for array in ties)
    _make_room(*ties, 0)
    _make_room.py_func(*plain, 0)
    np.testing.assert_array_equal(ties[0], plain[0])
    assert neighbors(ties, 0) == [1, 3, 4]
