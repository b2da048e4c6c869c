"""Seating: open pairs in the pair table, alone or around larger tables, and keep it in order."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from simulation.errors import ModelError
from simulation.state.columns import Array
from simulation.state.pairs import PAIRS
from simulation.state.state import State


class Seating(NamedTuple):
    """Who helps whom at which table.

    Attributes:
        helper: seats.
        helped: seats.
        table: number of the table of each pair, counted from 0.
        size: people at the table of each pair, helper included.
    """

    helper: Array
    helped: Array
    table: Array
    size: Array


def apart(helper: Array, helped: Array) -> Seating:
    """Every pair has a table of its own."""
    return Seating(helper, helped, np.arange(len(helper)), np.full(len(helper), 2.0))


def around(leader: Array, follower: Array) -> Seating:
    """One table for each leader, who helps the followers; tables in the order of leaders."""
    _, table, count = np.unique(leader, return_inverse=True, return_counts=True)
    return Seating(leader, follower, table, count[table] + 1.0)


def round_tables(leader: Array, follower: Array) -> Seating:
    """One table for each leader; everybody at a table helps everybody else there, once."""
    first, table, count = np.unique(leader, return_inverse=True, return_counts=True)
    order = np.argsort(np.concatenate([np.arange(len(first)), table]), kind="stable")
    people = np.concatenate([first, follower])[order]
    size = count + 1
    start = np.cumsum(size) - size
    number = np.repeat(np.arange(len(first)), size)
    helper = np.repeat(people, size[number])
    # Each helper goes round the own table, from its first person to its last.
    row = np.repeat(np.cumsum(size[number]) - size[number], size[number])
    helped = people[np.repeat(start[number], size[number]) + np.arange(len(helper)) - row]
    others = helper != helped
    number = np.repeat(number, size[number])[others]
    return Seating(helper[others], helped[others], number, size[number].astype(np.float64))


def open_pairs(state: State, seating: Seating, beginning: Mapping[str, Any]) -> None:
    """Open a pair for each helper and helped; `beginning` gives the other columns.

    Afterwards all counts and flags of the people are true, and the table is sorted.

    Raises:
        ModelError: the pair table has too few free rows.
    """
    kept = np.flatnonzero(state["pair_active"])
    begin, end = len(kept), len(kept) + len(seating.helper)
    if end > state.sizes.pairs:
        raise ModelError(
            f"{len(seating.helper)} new pairs for {state.sizes.pairs - begin} free rows of the "
            "pair table: it must hold every pair that a program can make"
        )
    persons = state["person"]
    begun = {column.name: column.fill for column in PAIRS} | dict(beginning)
    begun |= {"pair_active": True, "pair_mentor": seating.helper, "pair_mentee": seating.helped}
    begun |= {"pair_mentor_person": persons[seating.helper]}
    begun |= {"pair_mentee_person": persons[seating.helped]}
    begun |= {"pair_group": seating.table + state["tally_next_group"][0]}
    begun |= {"pair_size": seating.size}
    sort_pairs(state)
    for name, value in begun.items():
        state[name][begin:end] = value
    state["tally_next_group"][0] += seating.table.max(initial=-1) + 1
    _count_in(state, seating.helper, seating.helped)
    sort_pairs(state)


def companies(state: State) -> Array:
    """Company of every seat: its department where that is isolated, -1 for all the others.

    Whatever is shared or ranked in a program stays within a company.
    """
    department = state["department"]
    isolated = state["department_isolated"][department]
    company: Array = np.where(isolated, department, -1)
    return company


def _count_in(state: State, helper: Array, helped: Array) -> None:
    """Bring everybody's counts and flags up to date with the new pairs."""
    np.add.at(state["mentees"], helper, 1)
    np.add.at(state["mentors"], helped, 1)
    state["tally_pairs_started"][0] += len(helper)
    state["tally_pairs_started_total"][0] += len(helper)
    matched = np.unique(helped)
    state["q_matched"][matched] = True
    state["q_wait"][matched] += state["waiting"][matched]
    state["waiting"][matched] = 0.0
    state["seeks_mentor"][matched] = False
    state["ever_mentee"][matched] = True
    state["ever_mentor"][helper] = True


def sort_pairs(state: State) -> None:
    """Sort active pairs by mentee and mentor to the front of the table."""
    active = np.flatnonzero(state["pair_active"])
    count = len(active)
    order = active[np.lexsort((state["pair_mentor"][active], state["pair_mentee"][active]))]
    if np.array_equal(order, np.arange(count)):
        return
    for column in PAIRS:
        array = state[column.name]
        array[:count] = array[order]
    state["pair_active"][count:] = False
