"""Seating: open pairs in the pair table, alone or around larger tables, and keep it in order."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from simulation.errors import ModelError
from simulation.state.columns import Array
from simulation.state.state import State


class Seating(NamedTuple):
    """Who helps whom at which table.

    Attributes:
        helper: seats.
        helped: seats.
        table: number of the table of each pair, as in `pair_group`.
        shared: whether several pairs may sit at a table.
    """

    helper: Array
    helped: Array
    table: Array
    shared: bool = True


def apart(state: State, helper: Array, helped: Array) -> Seating:
    """Every pair has a table of its own."""
    table = state["tally_next_group"][0] + np.arange(len(helper))
    return Seating(helper, helped, table, shared=False)


def face_to_face(state: State, leader: Array, follower: Array) -> Seating:
    """The two of every pair have a table of their own, at which each helps the other."""
    order = np.argsort(leader)  # tables are numbered by who leads them, as `round_tables` does
    leader, follower = leader[order], follower[order]
    helper, helped = np.concatenate([leader, follower]), np.concatenate([follower, leader])
    table = np.tile(apart(state, leader, follower).table, 2)
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
    touched = _marked(number, max(number.max(initial=-1) + 1, state["tally_next_group"][0]))
    joined = rows[touched[state["pair_group"][rows]]]
    at_table = np.concatenate([number, number, state["pair_group"][joined]])
    seated = np.concatenate([leader, follower, state["pair_mentor"][joined]])
    table, people = np.divmod(distinct(at_table * seats + seated), seats)
    helper, helped, table = _everybody(table, people)
    fresh = _marked(follower, seats)
    fresh[leader[number >= state["tally_next_group"][0]]] = True
    new = fresh[helper] | fresh[helped]
    return Seating(helper[new], helped[new], table[new])


def _numbered(state: State, leader: Array, rows: Array) -> Array:
    """Table of each leader: that of these pairs where they help already, else the next free."""
    table = np.full(state.sizes.seats, -1)
    table[state["pair_mentor"][rows]] = state["pair_group"][rows]
    new = _marked(leader, state.sizes.seats) & (table < 0)
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


def open_pairs(state: State, seating: Seating, beginning: Mapping[str, Any]) -> None:
    """Open a pair for each helper and helped; `beginning` gives the other columns.

    Afterwards all counts and flags of the people are true, also how many sit at each table, and
    the pair table is sorted.

    Raises:
        ModelError: the pair table has too few free rows.
    """
    rows, persons = _free_rows(state, len(seating.helper)), state["person"]
    state.admit_pairs(rows.stop)
    begun = {"pair_active": True, "pair_mentor": seating.helper, "pair_mentee": seating.helped}
    begun |= {"pair_mentor_person": persons[seating.helper]}
    begun |= {"pair_mentee_person": persons[seating.helped]}
    begun |= {"pair_group": seating.table}
    state.tables["pairs"].empty(rows)
    for name, value in (begun | dict(beginning)).items():
        state[name][rows] = value
    next_table = max(state["tally_next_group"][0], seating.table.max(initial=-1) + 1)
    state["tally_next_group"][0] = next_table
    if seating.shared:
        _count_tables(state, seating.table)
    _count_in(state, seating.helper, seating.helped)
    sort_pairs(state)


def _free_rows(state: State, opened: int) -> slice:
    """So many free rows side by side: behind all pairs, which close up where room is short."""
    active, room = np.flatnonzero(state.in_use("pair_active")), state.sizes.pairs
    if opened > room - len(active):
        raise ModelError(
            f"{opened} new pairs for {room - len(active)} free rows of the pair table: it must "
            "hold every pair that a program can make"
        )
    first = active[-1] + 1 if len(active) else 0
    if first + opened > room:
        sort_pairs(state)
        first = len(active)
    return slice(first, first + opened)


def _count_tables(state: State, table: Array) -> None:
    """Write how many sit at each of some tables into all their pairs."""
    touched = _marked(table, state["tally_next_group"][0])
    rows = np.flatnonzero(state["pair_active"])
    rows = rows[touched[state["pair_group"][rows]]]
    number, seats = state["pair_group"][rows], state.sizes.seats
    people = np.concatenate([state["pair_mentor"][rows], state["pair_mentee"][rows]])
    seated = distinct(np.tile(number, 2) * seats + people)
    state["pair_size"][rows] = np.bincount(seated // seats, minlength=len(touched))[number]


def _marked(numbers: Array, size: int) -> Array:
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
    return not state["department_isolated"].any()


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


def _count_in(state: State, helper: Array, helped: Array) -> None:
    """Bring everybody's counts and flags up to date with the new pairs."""
    np.add.at(state["mentees"], helper, 1)
    np.add.at(state["mentors"], helped, 1)
    state["tally_pairs_started"][0] += len(helper)
    state["tally_pairs_started_total"][0] += len(helper)
    state["q_matched"][helped] = True
    state["q_wait"][helped] += state["waiting"][helped]  # once, however many helpers
    state["waiting"][helped] = 0.0
    state["seeks_mentor"][helped] = False
    state["ever_mentee"][helped] = True
    state["ever_mentor"][helper] = True


def sort_pairs(state: State) -> None:
    """Sort active pairs by mentee and mentor to the front of the table."""
    active = np.flatnonzero(state["pair_active"])
    count = len(active)
    place = state["pair_mentee"][active] * state.sizes.seats + state["pair_mentor"][active]
    if (place[1:] > place[:-1]).all() and (not count or active[-1] == count - 1):
        return
    state.tables["pairs"].to_front(active[np.argsort(place, kind="stable")])
    state["pair_active"][count:] = False
