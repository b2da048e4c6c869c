"""Opening: new pairs get rows of the pair table, which stays true and in order."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from simulation.engine.compiled import compiled
from simulation.engine.process import call
from simulation.errors import ModelError
from simulation.state.columns import Array
from simulation.state.seating import Seating, distinct, marked
from simulation.state.state import State


@compiled
def seat_kernel(
    person: np.ndarray,
    pair_active: np.ndarray,
    pair_mentor: np.ndarray,
    pair_mentee: np.ndarray,
    pair_mentor_person: np.ndarray,
    pair_mentee_person: np.ndarray,
    pair_group: np.ndarray,
    helper: np.ndarray,
    helped: np.ndarray,
    table: np.ndarray,
    first: float,
) -> None:
    """Write who sits at which table into rows of the pair table, from `first` on."""
    for pair in range(helper.shape[0]):
        row, i, j = int(first) + pair, helped[pair], helper[pair]
        pair_active[row] = True
        pair_mentor[row], pair_mentee[row], pair_group[row] = j, i, table[pair]
        pair_mentor_person[row], pair_mentee_person[row] = person[j], person[i]


@compiled
def count_in_kernel(
    mentees: np.ndarray,
    mentors: np.ndarray,
    seeks_mentor: np.ndarray,
    waiting: np.ndarray,
    q_wait: np.ndarray,
    q_matched: np.ndarray,
    ever_mentee: np.ndarray,
    ever_mentor: np.ndarray,
    tally_pairs_started: np.ndarray,
    tally_pairs_started_total: np.ndarray,
    tally_next_group: np.ndarray,
    helper: np.ndarray,
    helped: np.ndarray,
    table: np.ndarray,
) -> None:
    """Bring everybody's counts and flags up to date with new pairs, and the next free table."""
    for pair in range(helper.shape[0]):
        i, j = helped[pair], helper[pair]
        mentees[j] += 1
        mentors[i] += 1
        ever_mentor[j] = ever_mentee[i] = q_matched[i] = True
        q_wait[i] += waiting[i]  # once, however many helpers
        waiting[i] = 0.0
        seeks_mentor[i] = False
        tally_next_group[0] = max(tally_next_group[0], table[pair] + 1)
    tally_pairs_started[0] += helper.shape[0]
    tally_pairs_started_total[0] += helper.shape[0]


@compiled
def order_kernel(
    pair_active: np.ndarray,
    pair_mentor: np.ndarray,
    pair_mentee: np.ndarray,
    rows: np.ndarray,
    seats: float,
) -> int:
    """List the rows of active pairs by mentee and mentor; return how many there are.

    Each mentee's rows get places side by side, among which few are still to be moved.
    """
    first = np.zeros(int(seats) + 1, dtype=np.int64)
    for row in range(pair_active.shape[0]):
        if pair_active[row]:
            first[pair_mentee[row] + 1] += 1
    for seat in range(int(seats)):
        first[seat + 1] += first[seat]
    for row in range(pair_active.shape[0]):
        if pair_active[row]:
            mentee = pair_mentee[row]
            rows[first[mentee]] = row
            first[mentee] += 1
    count = first[-1]
    for at in range(1, count):
        row, to = rows[at], at
        mentee, mentor = pair_mentee[row], pair_mentor[row]
        while to > 0 and pair_mentee[rows[to - 1]] == mentee and pair_mentor[rows[to - 1]] > mentor:
            rows[to] = rows[to - 1]
            to -= 1
        rows[to] = row
    return int(count)


type Row = list[Array]
"""Values of a row of the pair table, from `Table.row`."""

KERNELS: tuple[Any, ...] = (seat_kernel, count_in_kernel, order_kernel)
"""For whoever opens pairs."""


def open_pairs(
    state: State, seating: Seating, beginning: Mapping[str, Any], row: Row | None = None
) -> None:
    """Open a pair for each helper and helped; `beginning` gives the other columns.

    What is the same for all of them may come as a `row` of the pair table, made once. Afterwards
    all counts and flags of the people are true, also how many sit at each table, and the pair
    table is sorted.

    Raises:
        ModelError: the pair table has too few free rows.
    """
    rows, who = _free_rows(state, len(seating.helper)), seating[:3]
    state.admit_pairs(rows.stop)
    table = state.tables["pairs"]
    table.begin(rows, table.row({}) if row is None else row)
    call(state, seat_kernel, *who, rows.start)
    for name, value in beginning.items():
        state[name][rows] = value
    call(state, count_in_kernel, *who)
    if seating.shared:
        _count_tables(state, seating.table)
    sort_pairs(state)


def _free_rows(state: State, opened: int) -> slice:
    """So many free rows side by side: behind all pairs, which close up where room is short."""
    active, room = state.in_use("pair_active").nonzero()[0], state.sizes.pairs
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
    touched = marked(table, state["tally_next_group"][0])
    rows = np.flatnonzero(state["pair_active"])
    rows = rows[touched[state["pair_group"][rows]]]
    number, seats = state["pair_group"][rows], state.sizes.seats
    people = np.concatenate([state["pair_mentor"][rows], state["pair_mentee"][rows]])
    seated = distinct(np.tile(number, 2) * seats + people)
    state["pair_size"][rows] = np.bincount(seated // seats, minlength=len(touched))[number]


def sort_pairs(state: State) -> None:
    """Sort active pairs by mentee and mentor to the front of the table."""
    rows = np.empty(state.pair_rows, dtype=np.int64)
    count = call(state, order_kernel, rows, state.sizes.seats)
    state.tables["pairs"].to_front(rows[:count])
    state["pair_active"][count:] = False
