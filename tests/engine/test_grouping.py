"""Grouping: each department's values in a row, by seat, without the vacant seats."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simulation.engine.grouping import group

DEPARTMENTS = 4


def grouped(occupied, department, values, kernel=group):
    first, found = np.empty(DEPARTMENTS + 2, dtype=np.int64), np.full(len(values), np.nan)
    kernel(np.array(occupied, bool), np.array(department, int), np.array(values), first, found)
    return [found[first[d] : first[d + 1]].tolist() for d in range(DEPARTMENTS)]


def test_values_by_department_and_seat():
    case = [True, True, False, True, True], [2, 0, 0, 2, 0], [1.0, 2.0, 3.0, 4.0, 5.0]
    assert grouped(*case) == [[2.0, 5.0], [], [1.0, 4.0], []]
    assert grouped(*case, kernel=group.py_func) == grouped(*case)


@given(st.lists(st.tuples(st.booleans(), st.integers(0, DEPARTMENTS - 1)), max_size=60))
def test_nobody_is_lost_and_nobody_is_added(people):
    occupied, department = [p[0] for p in people], [p[1] for p in people]
    values = np.arange(len(people), dtype=float)
    for d, found in enumerate(grouped(occupied, department, values)):
        assert found == [i for i, p in enumerate(people) if p == (True, d)]
