"""Seating: open pairs in the pair table, alone or around larger tables, and keep it in order."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from simulation.errors import ModelError
from simulation.state.columns import Array
from simulation.state.pairs import PAIRS
from simulation.state.state import State


def open_pairs(
    state: State, helper: Array, helped: Array, beginning: Mapping[str, Any], groups: list[Array]
) -> None:
    """Open a pair for each helper and helped, in free rows; `beginning` gives the other columns.

    Afterwards all counts and flags of the people are true, and the table is sorted.

    Raises:
        ModelError: the pair table has too few free rows.
    """
    rows = np.flatnonzero(~state["pair_active"])[: len(helper)]
    if len(rows) < len(helper):
        raise ModelError(
            f"{len(helper)} new pairs for {len(rows)} free rows of the pair table: "
            "it must hold every pair that a program can make"
        )
    number, size = places(groups, helped)
    begun = {column.name: column.fill for column in PAIRS} | dict(beginning)
    begun |= {"pair_active": True, "pair_mentor": helper, "pair_mentee": helped}
    begun |= {"pair_mentor_person": state["person"][helper]}
    begun |= {"pair_mentee_person": state["person"][helped]}
    begun |= {"pair_group": number + state["tally_next_group"][0], "pair_size": size}
    for name, value in begun.items():
        state[name][rows] = value
    state["tally_next_group"][0] += len(groups)
    _count_in(state, helper, helped)
    sort_pairs(state)


def companies(state: State) -> Array:
    """Company of every seat: its department where that is isolated, -1 for all the others.

    Whatever is shared or ranked in a program stays within a company.
    """
    department = state["department"]
    isolated = state["department_isolated"][department]
    company: Array = np.where(isolated, department, -1)
    return company


def tables(leader: Array, follower: Array, apart: bool) -> list[Array]:
    """Who sits at each table, leader first; `apart` = every pair has a table of its own."""
    if apart:
        return [np.array(pair) for pair in zip(leader, follower, strict=True)]
    return [np.append(one, follower[leader == one]) for one in np.unique(leader)]


def everybody(groups: list[Array]) -> tuple[Array, Array]:
    """Helper and helped of every ordered pair at every table."""
    pairs = [(a, b) for group in groups for a in group for b in group if a != b]
    helper, helped = np.array(pairs, dtype=np.int64).T
    return np.ascontiguousarray(helper), np.ascontiguousarray(helped)


def places(groups: list[Array], helped: Array) -> tuple[Array, Array]:
    """Table number and people at the table of every pair; each helped person sits at one."""
    # Who leads one table may be helped at another, and then belongs there.
    table = {int(group[0]): number for number, group in enumerate(groups)}
    table |= {int(seat): number for number, group in enumerate(groups) for seat in group[1:]}
    number = np.array([table[int(seat)] for seat in helped], dtype=np.int64)
    size = np.array([len(group) for group in groups], dtype=np.float64)
    return number, size[number]


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
    order = np.lexsort((state["pair_mentor"], state["pair_mentee"], ~state["pair_active"]))
    for column in PAIRS:
        array = state[column.name]
        array[...] = array[order]
