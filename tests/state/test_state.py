"""The state: one flat namespace, cleared, reset and copied table by table."""

import numpy as np
import pytest

from simulation.errors import ModelError
from simulation.organization.departure import clear_people
from simulation.state.columns import CACHE_LINE, Column
from simulation.state.state import TABLES, Sizes, State
from simulation.state.workforce import PLACE

OWN = Column("own_habit", np.float64, "a column of a process", fill=3, high=5)


def sizes(**changes):
    usual = {"seats": 4, "skills": 3, "neighbors": 2, "pairs": 5, "teams": 2, "sites": 1,
             "departments": 2, "roles": 2, "months": 6}  # fmt: skip
    return Sizes(**{**usual, **changes})


@pytest.fixture
def state():
    return State(sizes())


def test_all_tables_are_in_one_namespace_at_their_sizes(state):
    rows = {"workforce": 4, "ties": 4, "pairs": 5, "teams": 2, "accounts": 6, "leavers": 12,
            "breadths": 3, "tally": 1}  # fmt: skip
    for name, count in rows.items():
        assert state.tables[name].rows == count
    for name, table in state.tables.items():
        for column in table:
            assert state[column] is table[column], name
            assert column in state
    assert state["skill"].shape == (4, 3)
    assert state["tie_neighbor"].shape == (4, 2)
    assert "nothing" not in state


def test_no_column_is_declared_twice():
    names = [column.name for columns, _ in TABLES.values() for column in columns]
    assert len(names) == len(set(names))


def test_every_fill_lies_in_its_range():
    for columns, _ in TABLES.values():
        for column in columns:
            assert column.low is None or column.fill >= column.low or column.name == "level"
            assert column.high is None or column.fill <= column.high, column.name


def test_every_column_says_what_it_means():
    for columns, _ in TABLES.values():
        assert all(column.doc and column.unit for column in columns)


def test_a_fresh_state_is_in_range(state):
    state.check_ranges()


def test_own_columns_are_added_once_and_belong_to_people(state):
    state.add_columns((OWN,))
    array = state["own_habit"]
    state.add_columns((OWN,))
    assert state["own_habit"] is array
    assert array.tolist() == [3.0] * 4
    assert "own_habit" in state.personal
    array[:] = 1.0
    clear_people(state, np.array([2]))
    assert array.tolist() == [1.0, 1.0, 3.0, 1.0]


def test_a_table_cannot_bring_a_column_that_exists(state):
    with pytest.raises(ModelError, match="column ability is declared twice"):
        state._add("more", state.tables["workforce"])


def test_a_cleared_person_leaves_place_and_quarter(state):
    for name in state.tables["workforce"]:
        state[name][:] = 1
    clear_people(state, np.array([0, 2]))
    for column in state.tables["workforce"].columns:
        stays = column.name in PLACE or column.reset == "quarter"
        assert (state[column.name][0] == (1 if stays else column.fill)).all(), column.name
        assert (state[column.name][1] == 1).all(), column.name


def test_personal_columns_are_all_but_the_seats(state):
    assert set(state.personal) == set(state.tables["workforce"]) - PLACE


def test_periods_are_reset_in_all_tables(state):
    state["contacts"][:] = 2.0
    state["tally_hires"][:] = 2
    state.reset("month")
    assert state["contacts"].sum() == 0.0
    assert state["tally_hires"][0] == 2
    state.reset("quarter")
    assert state["tally_hires"][0] == 0


def test_copies_share_values_not_arrays_and_skip_tables_of_other_sizes(state):
    state.add_columns((OWN,))
    state["morale"][:] = 0.5
    state["own_habit"][:] = 4.0
    state["account_pay"][:] = 7.0
    other = State(sizes(months=9))
    other.add_columns((OWN,))
    other.copy_from(state)
    state["morale"][:] = 0.0
    assert (other["morale"] == 0.5).all()
    assert (other["own_habit"] == 4.0).all()
    assert (other["account_pay"] == 0.0).all()


def test_ranges_of_people_hold_for_the_present_only(state):
    state["occupied"][:2] = True
    state["skill"][3] = 7.0
    state.check_ranges()
    state["skill"][1] = 7.0
    with pytest.raises(ModelError, match="skill rose to 7"):
        state.check_ranges()


def test_people_are_the_occupied_seats_ascending(state):
    state["occupied"][[3, 1]] = True
    assert state.people.tolist() == [1, 3]


def test_memory_is_what_the_arrays_hold(state):
    columns = sum(array.nbytes for array in state.arrays.values())
    blocks = sum(len(table.blocks) for table in state.tables.values())
    assert 0 < columns <= state.nbytes < columns + CACHE_LINE * blocks


def test_kernels_see_more_rows_of_pairs_when_more_are_opened():
    state = State(sizes(pairs=1000))
    first = state.bound
    assert state.pair_rows == len(state.in_use("pair_mentor")) == 64
    assert len(state["pair_mentor"]) == 1000
    assert len(state.in_use("morale")) == state.sizes.seats
    for rows, seen in ((10, 64), (64, 64), (65, 256), (3, 256), (900, 1000)):
        state.admit_pairs(rows)
        assert state.pair_rows == len(state.in_use("pair_mentor")) == seen
    assert state.bound is not first
    state.begin_pairs()
    assert state.bound is first


def test_a_pair_that_kernels_do_not_see_is_found():
    state = State(sizes(pairs=100))
    state["pair_active"][63] = True
    state["pair_mentor"][:] = state["pair_mentee"][:] = 0
    state.check_ranges()
    state["pair_active"][64] = True
    with pytest.raises(ModelError, match="beyond the rows in use"):
        state.check_ranges()


def test_what_is_seen_of_pairs_survives_new_columns():
    state = State(sizes(pairs=1000))
    state.admit_pairs(100)
    state.add_columns((OWN,))
    assert state.pair_rows == 256
    assert not state.bound


def test_room_is_made_once_and_stays_with_the_state(state):
    made = state.room("sums", lambda: np.zeros(3))
    assert state.room("sums", lambda: np.ones(3)) is made
    assert state.room("other", lambda: np.ones(3)) is not made
