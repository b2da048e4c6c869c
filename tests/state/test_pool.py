"""Pool: used room is as good as new, and belongs to one run at a time."""

import numpy as np
import pytest

from simulation.state import pool
from simulation.state.columns import Column
from simulation.state.pool import ROOMS, borrow, give_back, vacant
from simulation.state.state import Sizes, State

OWN = (Column("own_habit", np.float64, "a habit", fill=3.0),)


@pytest.fixture
def before():
    state = State(
        Sizes(seats=4, skills=2, neighbors=2, pairs=6, teams=1, sites=1, departments=1, roles=1,
              months=3)
    )  # fmt: skip
    state["morale"][:] = [1.0, 2.0, 3.0, 4.0]
    return state


def spoiled(state):
    for array in state.arrays.values():
        array.fill(1)
    return state


def test_used_room_is_as_good_as_new(before):
    new = borrow(before, OWN)
    give_back(spoiled(borrow(before, OWN)))
    used = borrow(before, OWN)
    assert used.arrays.keys() == new.arrays.keys()
    for name, array in new.arrays.items():
        np.testing.assert_array_equal(used[name], array, err_msg=name)


def test_room_is_lent_once_and_used_again(before):
    first = borrow(before, OWN)
    give_back(first)
    assert borrow(before, OWN) is first
    assert borrow(before, OWN) is not first


def test_other_columns_need_other_room(before):
    first = borrow(before, OWN)
    give_back(first)
    assert borrow(before, ()) is not first


def test_large_states_are_not_kept(before, monkeypatch):
    monkeypatch.setattr(pool, "MOST_BYTES", 10)
    first = borrow(before, OWN)
    give_back(first)
    assert borrow(before, OWN) is not first


def test_vacant_room_is_as_good_as_new(before):
    new = vacant(before.sizes, OWN)
    give_back(spoiled(vacant(before.sizes, OWN)))
    used = vacant(before.sizes, OWN)
    assert used.arrays.keys() == new.arrays.keys()
    for name, array in new.arrays.items():
        np.testing.assert_array_equal(used[name], array, err_msg=name)


def test_so_many_rooms_are_kept_and_none_of_another_kind(before):
    lent = [borrow(before, OWN) for _ in range(ROOMS + 1)]
    for state in lent:
        give_back(state)
    found = [borrow(before, OWN) for _ in lent]
    assert [state for state in found if state in lent] == lent[:0:-1]
    for state in (found[0], borrow(before, ())):
        give_back(state)
    assert borrow(before, OWN) is not found[0]
