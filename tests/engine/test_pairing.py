"""Pairing: whoever ends a pair, counts stay true."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.engine.pairing import end_pair, find_pair, part

SEATS = 5
PARTED = ("pair_active", "pair_mentor", "pair_mentee", "mentees", "mentors", "total")


def table(pairs, seats=SEATS):
    """Columns of a pair table with these (mentor, mentee) active, and true counts."""
    mentor = np.array([pair[0] for pair in pairs], dtype=np.int64)
    mentee = np.array([pair[1] for pair in pairs], dtype=np.int64)
    return {
        "pair_active": np.ones(len(pairs), dtype=bool),
        "pair_mentor": mentor,
        "pair_mentee": mentee,
        "mentees": np.bincount(mentor, minlength=seats),
        "mentors": np.bincount(mentee, minlength=seats),
        "completed": np.zeros(1, dtype=np.int64),
        "early": np.zeros(1, dtype=np.int64),
        "total": np.zeros(1, dtype=np.int64),
    }


def assert_counts_are_true(columns):
    active = columns["pair_active"]
    for count, end in (("mentees", "pair_mentor"), ("mentors", "pair_mentee")):
        expected = np.bincount(columns[end][active], minlength=SEATS)
        np.testing.assert_array_equal(columns[count], expected)
    assert columns["total"][0] == np.count_nonzero(~active)
    assert columns["completed"][0] + columns["early"][0] == columns["total"][0]


@pytest.mark.parametrize(("completed", "column"), [(1.0, "completed"), (0.0, "early")])
def test_ending_a_pair_frees_both_and_counts_how_it_ended(completed, column):
    columns = table([(0, 1), (0, 2)])
    end_pair(*columns.values(), 1, completed)
    assert columns["pair_active"].tolist() == [True, False]
    assert columns["mentees"].tolist() == [1, 0, 0, 0, 0]
    assert columns["mentors"].tolist() == [0, 1, 0, 0, 0]
    assert columns[column][0] == columns["total"][0] == 1


def test_a_pair_ends_once():
    columns = table([(0, 1)])
    end_pair(*columns.values(), 0, 1.0)
    end_pair(*columns.values(), 0, 0.0)
    assert columns["mentees"][0] == 0
    assert (columns["completed"][0], columns["early"][0], columns["total"][0]) == (1, 0, 1)


def test_parting_frees_both_and_counts_no_kind_of_ending():
    columns = table([(0, 1), (2, 0), (3, 4)])
    part(*[columns[name] for name in PARTED], 1)
    assert columns["pair_active"].tolist() == [True, False, True]
    assert columns["mentees"].tolist() == [1, 0, 0, 1, 0]
    assert columns["mentors"].tolist() == [0, 1, 0, 0, 1]
    assert (columns["completed"][0], columns["early"][0], columns["total"][0]) == (0, 0, 1)


def test_find_pair_looks_for_the_direction_and_for_active_rows_only():
    columns = table([(0, 1), (1, 0), (2, 3)])
    ends = [columns[name] for name in ("pair_active", "pair_mentor", "pair_mentee")]
    assert find_pair(*ends, 1, 0) == 1
    assert find_pair(*ends, 3, 2) == -1
    columns["pair_active"][1] = False
    assert find_pair(*ends, 1, 0) == -1


PAIR = st.tuples(st.integers(0, SEATS - 1), st.integers(0, SEATS - 1)).filter(
    lambda pair: pair[0] != pair[1]
)


@given(
    st.lists(PAIR, min_size=1, max_size=8),
    st.lists(st.tuples(st.integers(0, 7), st.sampled_from([0.0, 1.0]))),
)
def test_counts_stay_true_whatever_ends_in_whatever_order(pairs, endings):
    columns = table(pairs)
    for which, completed in endings:
        end_pair(*columns.values(), which % len(pairs), completed)
        assert_counts_are_true(columns)


def test_compiled_and_plain_agree():
    one, other = table([(0, 1), (1, 2), (2, 0)]), table([(0, 1), (1, 2), (2, 0)])
    end_pair(*one.values(), 2, 0.0)
    end_pair.py_func(*other.values(), 2, 0.0)
    for name, column in one.items():
        np.testing.assert_array_equal(column, other[name])
