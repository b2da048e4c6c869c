"""Seating: who sits with whom, alone or around larger tables, and within which company."""

from typing import NamedTuple

import numpy as np

from simulation.state.columns import Array
from simulation.state.state import State


class Seating(NamedTuple):
    """Who helps whom at which table.

    Attributes:
        helper: seats.
        helped: seats.
        table: number of the table of each pair, as in `pair_group`.
        shared: whether several pairs may sit at a table.
        mirrored: whether the second half are the pairs of the first, the other way round.
    """

    helper: Array
    helped: Array
    table: Array
    shared: bool = True
    mirrored: bool = False


def apart(state: State, helper: Array, helped: Array) -> Seating:
    """Every pair has a table of its own."""
    first = int(state["tally_next_group"][0])
    table = np.arange(first, first + len(helper))
    return Seating(helper, helped, table, shared=False)


def around(state: State, leader: Array, follower: Array) -> Seating:
    """One table for each leader, who helps the followers; who leads one already, keeps it."""
    rows = np.flatnonzero(state["pair_active"] & ~state["pair_peer"])
    return Seating(leader, follower, _numbered(state, leader, rows))


def round_tables(state: State, leader: Array, follower: Array) -> Seating:
    """One table for each leader; everybody at a table helps everybody else there, once.

    A leader who sits at a table already stands for all who sit there.
    """
    seats = state.sizes.seats
    rows = np.flatnonzero(state["pair_active"] & state["pair_peer"])
    number = _numbered(state, leader, rows)
    touched = marked(number, max(number.max(initial=-1) + 1, state["tally_next_group"][0]))
    joined = rows[touched[state["pair_group"][rows]]]
    at_table = np.concatenate([number, number, state["pair_group"][joined]])
    seated = np.concatenate([leader, follower, state["pair_mentor"][joined]])
    table, people = np.divmod(distinct(at_table * seats + seated), seats)
    helper, helped, table = _everybody(table, people)
    fresh = marked(follower, seats)
    fresh[leader[number >= state["tally_next_group"][0]]] = True
    new = fresh[helper] | fresh[helped]
    return Seating(helper[new], helped[new], table[new])


def _numbered(state: State, leader: Array, rows: Array) -> Array:
    """Table of each leader: that of these pairs where they help already, else the next free."""
    table = np.full(state.sizes.seats, -1)
    table[state["pair_mentor"][rows]] = state["pair_group"][rows]
    new = marked(leader, state.sizes.seats) & (table < 0)
    table[new] = state["tally_next_group"][0] + np.arange(np.count_nonzero(new))
    return table[leader]


def _everybody(table: Array, people: Array) -> tuple[Array, Array, Array]:
    """Helper, helped and table of every ordered pair at every table; tables in a row."""
    start = np.flatnonzero(np.diff(table, prepend=-1))
    size = np.diff(start, append=len(table))
    own = np.repeat(size, size)  # people at the table of each person
    helper = np.repeat(people, own)
    # Each helper goes round the own table, from its first person to its last.
    round_of = np.arange(len(helper)) - np.repeat(np.cumsum(own) - own, own)
    helped = people[np.repeat(np.repeat(start, size), own) + round_of]
    others = helper != helped
    return helper[others], helped[others], np.repeat(table, own)[others]


def marked(numbers: Array, size: int) -> Array:
    """Which of so many are among these numbers."""
    marks = np.zeros(size, dtype=bool)
    marks[numbers] = True
    return marks


def distinct(values: Array) -> Array:
    """Distinct values, ascending."""
    values = np.sort(values)
    if not len(values) or values[0] == values[-1]:
        return values[:1]
    first: Array = values[np.diff(values, prepend=values[:1] - 1) != 0]
    return first


def one_company(state: State) -> bool:
    """Whether no department is isolated, so that all are one company."""
    return not np.count_nonzero(state["department_isolated"])


def companies(state: State) -> Array:
    """Company of every seat: its department where that is isolated, -1 for all the others.

    Whatever is shared or ranked in a program stays within a company.
    """
    if one_company(state):
        return np.full(state.sizes.seats, -1)
    department = state["department"]
    isolated = state["department_isolated"][department]
    company: Array = np.where(isolated, department, -1)
    return company
