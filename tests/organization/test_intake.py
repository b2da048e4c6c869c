"""Intake: limits, the pool, and letting in; compiled and plain alike."""

import numpy as np
import pytest

from simulation.organization.intake import (
    cap_kernel,
    eligible_kernel,
    join_kernel,
    pool_kernel,
    served_kernel,
    wait_kernel,
)

YES, NO = True, False


def either(kernel):
    return pytest.mark.parametrize("kernel", [kernel, kernel.py_func], ids=["compiled", "plain"])


def flags(*values):
    return np.array(values, dtype=bool)


@either(eligible_kernel)
@pytest.mark.parametrize(
    ("column", "value"),
    [
        (0, 1), (1, 2.0), (1, 36.0), (2, 1), (2, 4), (3, -1.0), (4, -1.0), (5, -2.0), (5, 2.0),
    ],
)  # fmt: skip
def test_one_limit_missed_is_enough_to_be_left_out(kernel, column, value):
    """Columns: department, tenure, level, willingness, respect, readiness; seat 1 misses one."""
    columns = [np.array([each, each]) for each in (0, 12.0, 2, 0.0, 0.0, 0.0)]
    columns[column][1] = value
    limits = np.array([3.0, 36.0, 2.0, 3.0, -0.5, -0.5, -1.0, 1.5])
    here, mask = flags(YES, YES), flags(NO, NO)
    kernel(here, *columns, flags(YES, NO), limits, flags(YES, YES), mask)
    assert mask.tolist() == [True, False]
    for seated, among in ((flags(NO, YES), here), (here, flags(NO, YES))):
        kernel(seated, *columns, flags(YES, NO), limits, among, mask)
        assert not mask.any()  # nobody sits there, or nobody who is asked


@either(pool_kernel)
def test_the_pool_holds_who_may_join_on_either_side(kernel):
    seeks = flags(NO, YES, NO, NO, YES)
    mentors = np.array([0, 0, 1, 0, 0])
    may_mentee, may_mentor = flags(YES, YES, YES, NO, NO), flags(NO, YES, NO, NO, NO)
    person = np.arange(5, dtype=np.uint32) * 8
    wishes = np.linspace(0.0, 1.0, 5), np.linspace(2.0, 3.0, 5)
    types = np.int64, np.uint32, bool, bool, float, float
    columns = [np.empty(5, each) for each in types]
    zeros, here = np.zeros(5), flags(*[YES] * 5)
    everybody = flags(YES), np.array([-9.0, 9.0] * 2 + [-9.0] * 3 + [9.0])
    people = here, np.zeros(5, dtype=np.int64), zeros, np.ones(5, dtype=np.int64), zeros
    eligible = np.empty((2, 5), dtype=bool)
    asked = *everybody, may_mentee, *everybody, may_mentor
    count = kernel(
        person, *people, seeks, mentors, *eligible, zeros, zeros, *wishes, *asked, *columns
    )
    assert (eligible == [may_mentee, may_mentor]).all()
    found = [column[:count].tolist() for column in columns]
    # Seat 1 waits for a mentor, so it joins as one only; seat 2 has one.
    assert found == [[0, 1], [0, 8], [True, False], [False, True], [0.0, 0.25], [2.0, 2.25]]


@either(served_kernel)
def test_who_has_a_mentor_or_seeks_one_is_served_once(kernel):
    here, seeks = flags(YES, YES, YES, YES, NO), flags(NO, YES, NO, YES, YES)
    assert kernel(here, np.array([0, 0, 2, 1, 1]), seeks) == 3


@either(cap_kernel)
def test_the_first_in_order_are_taken_while_their_company_has_room(kernel):
    here, seeks, mentors = flags(*[YES] * 6), flags(YES, *[NO] * 5), np.array([0, 1, 0, 0, 0, 0])
    company, taken = np.array([-1, 2, -1, -1, 2, 2]), flags(*[NO] * 4)
    kernel(
        here, mentors, seeks, company, np.array([2, 3, 4, 5]), np.array([1, 3, 0, 2]), taken, 2.0
    )
    assert taken.tolist() == [False, True, False, True]  # seats 3 and 5: one place left in each


@either(join_kernel)
def test_who_offered_before_is_forgotten_and_who_seeks_waits_on(kernel):
    seeks, offers, capacity = flags(YES, NO, NO, NO), flags(NO, NO, NO, YES), np.full(4, 9)
    kernel(seeks, offers, capacity, np.array([1, 2]), flags(YES, YES), flags(NO, YES), 3.0)
    assert seeks.tolist() == [True, True, True, False]
    assert offers.tolist() == [False, False, True, False]
    assert capacity.tolist() == [0, 0, 3, 0]


@either(wait_kernel)
def test_only_those_who_seek_wait(kernel):
    waiting = np.array([1.0, 0.0, 2.0])
    kernel(flags(YES, YES, NO), waiting)
    assert waiting.tolist() == [2.0, 1.0, 2.0]
