"""Seating: companies within a state; how pairs sit is seen where they are opened."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simulation.state.seating import companies, distinct
from simulation.state.state import Sizes, State


def test_an_isolated_department_is_a_company_of_its_own():
    state = State(
        Sizes(seats=4, skills=1, neighbors=1, pairs=1, teams=1, sites=1, departments=3, roles=1,
              months=1)
    )  # fmt: skip
    state["department"][:] = [0, 2, 1, 2]
    state["department_isolated"][2] = True
    assert companies(state).tolist() == [-1, 2, -1, 2]


@given(st.lists(st.integers(-1, 5)))
def test_distinct_values_are_those_of_numpy(values):
    assert (
        distinct(np.array(values, dtype=np.int64)).tolist()
        == np.unique(np.array(values, dtype=np.int64)).tolist()
    )
