"""Opening: new pairs get rows of the pair table, which stays true and in order."""

from collections.abc import Callable
from typing import Any

import numpy as np

from simulation.engine.compiled import compiled
from simulation.engine.process import call
from simulation.errors import ModelError
from simulation.state.columns import Array
from simulation.state.seating import Seating
from simulation.state.state import State


@compiled
def set_rows(block: np.ndarray, row: np.ndarray, first: int, last: int) -> None:
    """Set rows of a block of the pair table, up to `last`, to one row."""
    for column in range(block.shape[0]):
        for place in range(first, last):
            block[column, place] = row[column, 0]


@compiled
def open_kernel(
    person: np.ndarray,
    mentees: np.ndarray,
    mentors: np.ndarray,
    seeks_mentor: np.ndarray,
    waiting: np.ndarray,
    q_wait: np.ndarray,
    q_matched: np.ndarray,
    ever_mentee: np.ndarray,
    ever_mentor: np.ndarray,
    pair_active: np.ndarray,
    pair_mentor: np.ndarray,
    pair_mentee: np.ndarray,
    pair_mentor_person: np.ndarray,
    pair_mentee_person: np.ndarray,
    pair_group: np.ndarray,
    tally_pairs_started: np.ndarray,
    tally_pairs_started_total: np.ndarray,
    tally_next_group: np.ndarray,
    flags: np.ndarray,
    seats: np.ndarray,
    persons: np.ndarray,
    numbers: np.ndarray,
    new_flags: np.ndarray,
    new_seats: np.ndarray,
    new_persons: np.ndarray,
    new_numbers: np.ndarray,
    helper: np.ndarray,
    helped: np.ndarray,
    table: np.ndarray,
    start: float,
) -> None:
    """Write new pairs into rows of their table from `start` on, and count their people in.

    All begin alike, as one row of the table says; both table and row are given block by block.
    Counts and flags of the people are brought up to date, and so is the next free table.
    """
    first, last = int(start), int(start) + helper.shape[0]
    set_rows(flags, new_flags, first, last)
    set_rows(seats, new_seats, first, last)
    set_rows(persons, new_persons, first, last)
    set_rows(numbers, new_numbers, first, last)
    for pair in range(helper.shape[0]):
        row, i, j = first + pair, helped[pair], helper[pair]
        pair_active[row] = True
        pair_mentor[row], pair_mentee[row], pair_group[row] = j, i, table[pair]
        pair_mentor_person[row], pair_mentee_person[row] = person[j], person[i]
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
def count_tables_kernel(
    pair_active: np.ndarray,
    pair_mentor: np.ndarray,
    pair_mentee: np.ndarray,
    pair_group: np.ndarray,
    pair_size: np.ndarray,
    tally_next_group: np.ndarray,
    table: np.ndarray,
    seats: float,
) -> None:
    """Write how many sit at each of some tables into all their pairs."""
    tables = tally_next_group[0]
    touched, people = np.zeros(tables, dtype=np.bool_), np.zeros(tables, dtype=np.int64)
    for number in table:
        touched[number] = True
    first = np.zeros(tables + 1, dtype=np.int64)
    for row in range(pair_active.shape[0]):
        if pair_active[row] and touched[pair_group[row]]:
            first[pair_group[row] + 1] += 1
    for number in range(tables):
        first[number + 1] += first[number]
    rows = np.empty(first[-1], dtype=np.int64)
    for row in range(pair_active.shape[0]):
        if pair_active[row] and touched[pair_group[row]]:
            rows[first[pair_group[row]]] = row
            first[pair_group[row]] += 1
    seen_at = np.full(int(seats), -1)
    for row in rows:  # table by table
        for seat in (pair_mentor[row], pair_mentee[row]):
            people[pair_group[row]] += seen_at[seat] != pair_group[row]
            seen_at[seat] = pair_group[row]
    for row in rows:
        pair_size[row] = people[pair_group[row]]


@compiled
def free_kernel(pair_active: np.ndarray) -> int:
    """The first row behind all active pairs."""
    row = pair_active.shape[0]
    while row > 0 and not pair_active[row - 1]:
        row -= 1
    return int(row)


@compiled
def _in_order(
    pair_active: np.ndarray, pair_mentor: np.ndarray, pair_mentee: np.ndarray, seats: int
) -> np.ndarray:
    """List the rows of active pairs by mentee and mentor.

    Each mentee's rows get places side by side, among which few are still to be moved.
    """
    first = np.zeros(seats + 1, dtype=np.int64)
    for row in range(pair_active.shape[0]):
        if pair_active[row]:
            first[pair_mentee[row] + 1] += 1
    for seat in range(seats):
        first[seat + 1] += first[seat]
    rows = np.empty(first[-1], dtype=np.int64)
    for row in range(pair_active.shape[0]):
        if pair_active[row]:
            mentee = pair_mentee[row]
            rows[first[mentee]] = row
            first[mentee] += 1
    for at in range(1, rows.shape[0]):
        row, to = rows[at], at
        mentee, mentor = pair_mentee[row], pair_mentor[row]
        while to > 0 and pair_mentee[rows[to - 1]] == mentee and pair_mentor[rows[to - 1]] > mentor:
            rows[to] = rows[to - 1]
            to -= 1
        rows[to] = row
    return rows


@compiled
def _to_front(block: np.ndarray, rows: np.ndarray) -> None:
    """Bring some rows of a block to the front, in this order; what stood there is lost."""
    moved = np.empty(rows.shape[0], block.dtype)
    for column in range(block.shape[0]):
        for place in range(rows.shape[0]):
            moved[place] = block[column, rows[place]]
        for place in range(rows.shape[0]):
            block[column, place] = moved[place]


@compiled
def sort_kernel(
    pair_active: np.ndarray,
    pair_mentor: np.ndarray,
    pair_mentee: np.ndarray,
    flags: np.ndarray,
    seats: np.ndarray,
    persons: np.ndarray,
    numbers: np.ndarray,
    people: float,
) -> None:
    """Sort active pairs by mentee and mentor to the front of the table, given block by block."""
    rows = _in_order(pair_active, pair_mentor, pair_mentee, int(people))
    _to_front(flags, rows)
    _to_front(seats, rows)
    _to_front(persons, rows)
    _to_front(numbers, rows)
    pair_active[rows.shape[0] :] = False


type Row = list[Array]
"""Values of a row of the pair table, from `Table.row`."""

KERNELS: tuple[Any, ...] = (
    free_kernel,
    open_kernel,
    count_tables_kernel,
    sort_kernel,
)
"""For whoever opens pairs."""


def open_pairs(
    state: State, seating: Seating, row: Row, begin: Callable[[slice], None] | None = None
) -> None:
    """Open a pair for each helper and helped, all as in `row` of the pair table, made once.

    `begin` fills in, for these rows of the table, what is not the same for all. Afterwards all
    counts and flags of the people are true, also how many sit at each table, and the pair table
    is sorted.

    Raises:
        ModelError: the pair table has too few free rows.
    """
    opened = len(seating.helper)
    first = _free_row(state, opened)
    state.admit_pairs(first + opened)
    call(state, open_kernel, *state.tables["pairs"].arrays, *row, *seating[:3], first)
    if begin is not None:
        begin(slice(first, first + opened))
    if seating.shared:
        call(state, count_tables_kernel, seating.table, state.sizes.seats)
    sort_pairs(state)


def _free_row(state: State, opened: int) -> int:
    """The first of so many free rows: behind all pairs, which close up where room is short."""
    first, room = int(call(state, free_kernel)), state.sizes.pairs
    if first + opened <= room:
        return first
    active = int(np.count_nonzero(state["pair_active"]))
    if opened > room - active:
        raise ModelError(
            f"{opened} new pairs for {room - active} free rows of the pair table: it must "
            "hold every pair that a program can make"
        )
    sort_pairs(state)
    return active


def sort_pairs(state: State) -> None:
    """Sort active pairs by mentee and mentor to the front of the table."""
    call(state, sort_kernel, *state.tables["pairs"].arrays, state.sizes.seats)
