"""Departure: what happens when people leave, whatever made them; the counterpart of recruit."""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from simulation.engine.addresses import HOLDERS, stream
from simulation.engine.compiled import Look, compiled, compiled_inline, entry
from simulation.engine.functions import log
from simulation.engine.links import drop_links, find_slot
from simulation.engine.pairing import end_pair
from simulation.engine.philox import uniform_at
from simulation.engine.process import PERSONAL, Tick
from simulation.state.columns import Array
from simulation.state.state import State

VACANCY = stream("departure.vacancy")

DAYS_A_MONTH = 365.25 / 12.0


@compiled
def _sum(row: np.ndarray) -> float:
    total = 0.0
    for slot in range(row.shape[0]):
        total += row[slot]
    return total


@compiled
def _managers_part(attention: np.ndarray, regular_contacts: np.ndarray, seat: int) -> float:
    """Share of the month's regular contacts that were with the manager."""
    if attention[seat] <= 0.0:
        return 0.0
    return float(attention[seat] / (attention[seat] + regular_contacts[seat]))


@compiled
def part_kernel(
    occupied: np.ndarray,
    manager: np.ndarray,
    attention: np.ndarray,
    regular_contacts: np.ndarray,
    mentees: np.ndarray,
    mentors: np.ndarray,
    pair_active: np.ndarray,
    pair_mentor: np.ndarray,
    pair_mentee: np.ndarray,
    tie_neighbor: np.ndarray,
    tie_strength: np.ndarray,
    tie_target: np.ndarray,
    tie_count: np.ndarray,
    tie_total: np.ndarray,
    tie_contact: np.ndarray,
    tie_lost: np.ndarray,
    tally_pairs_completed: np.ndarray,
    tally_pairs_ended_early: np.ndarray,
    tally_pairs_ended_total: np.ndarray,
    draw_a: np.ndarray,
    draw_b: np.ndarray,
    seats: np.ndarray,
) -> None:
    """Leavers take along the tie that contact with them had lent, their pairs, and their ties.

    Of contact they take a share: an attentive manager's is that of the month's contacts, mentors
    share the rest alike. Ties go one after the other: what two leavers lose in each other depends
    on who goes first, and goes with them. `draw_a` and `draw_b` are room by seat.
    """
    share, gone = draw_a, draw_b
    share[:] = 0.0
    gone[:] = 0.0
    for place in range(seats.shape[0]):
        gone[seats[place]] = 1.0
    for row in range(pair_active.shape[0]):
        if not pair_active[row]:
            continue
        mentor, mentee = pair_mentor[row], pair_mentee[row]
        if gone[mentor]:
            rest = 1.0 - _managers_part(attention, regular_contacts, mentee)
            share[mentee] += rest / mentors[mentee]
    for i in range(occupied.shape[0]):
        if not occupied[i]:
            continue
        if manager[i] >= 0 and gone[manager[i]]:
            share[i] += _managers_part(attention, regular_contacts, i)
        if share[i] > 0.0 and tie_total[i] > 0.0:
            lent = max(0.0, tie_total[i] - _sum(tie_strength[i]))
            tie_lost[i] += share[i] * lent / tie_total[i]
            tie_contact[i] *= 1.0 - min(1.0, share[i])
    for row in range(pair_active.shape[0]):
        if pair_active[row] and (gone[pair_mentor[row]] or gone[pair_mentee[row]]):
            end_pair(
                pair_active,
                pair_mentor,
                pair_mentee,
                mentees,
                mentors,
                tally_pairs_completed,
                tally_pairs_ended_early,
                tally_pairs_ended_total,
                row,
                0.0,
            )
    for place in range(seats.shape[0]):
        _part_ties(
            tie_neighbor, tie_strength, tie_target, tie_count, tie_total, tie_lost, seats[place]
        )


@compiled
def _part_ties(
    tie_neighbor: np.ndarray,
    tie_strength: np.ndarray,
    tie_target: np.ndarray,
    tie_count: np.ndarray,
    tie_total: np.ndarray,
    tie_lost: np.ndarray,
    leaver: int,
) -> None:
    """Count what others lose in a leaver, then let the ties between them go."""
    for slot in range(tie_neighbor.shape[1]):
        i = tie_neighbor[leaver, slot]
        if i < 0:
            break
        back = find_slot(tie_neighbor[i], leaver)
        if 0 <= back < tie_count[i] and tie_total[i] > 0.0:
            tie_lost[i] += tie_strength[i, back] / tie_total[i]
    drop_links(tie_neighbor, tie_strength, tie_target, tie_count, leaver)


@compiled_inline
def status_of(ever_mentee: bool, ever_mentor: bool) -> int:
    """Participant status: 0 = neither, 1 = has been a mentee, 2 = a mentor, 3 = both."""
    return int(ever_mentee) + 2 * int(ever_mentor)


@compiled
def log_kernel(
    person: np.ndarray,
    department: np.ndarray,
    level: np.ndarray,
    group: np.ndarray,
    ever_mentee: np.ndarray,
    ever_mentor: np.ndarray,
    eligible_mentee: np.ndarray,
    eligible_mentor: np.ndarray,
    tenure: np.ndarray,
    pay: np.ndarray,
    quit_probability: np.ndarray,
    leaver_seat: np.ndarray,
    leaver_person: np.ndarray,
    leaver_month: np.ndarray,
    leaver_kind: np.ndarray,
    leaver_department: np.ndarray,
    leaver_level: np.ndarray,
    leaver_group: np.ndarray,
    leaver_status: np.ndarray,
    leaver_eligible: np.ndarray,
    leaver_tenure: np.ndarray,
    leaver_pay: np.ndarray,
    leaver_quit_probability: np.ndarray,
    tally_leavers: np.ndarray,
    tally_first_exits: np.ndarray,
    tally_exits_total: np.ndarray,
    account_exits: np.ndarray,
    seats: np.ndarray,
    kinds: np.ndarray,
    month: float,
    replacement_cost: float,
) -> None:
    """Enter leavers into the log of the quarter, count them, and book what replacing them costs."""
    paid = 0.0
    for place in range(seats.shape[0]):
        i = seats[place]
        row = tally_leavers[0] + place
        leaver_seat[row] = i
        leaver_person[row] = person[i]
        leaver_month[row] = int(month)
        leaver_kind[row] = kinds[place]
        leaver_department[row] = department[i]
        leaver_level[row] = level[i]
        leaver_group[row] = group[i]
        leaver_status[row] = status_of(ever_mentee[i], ever_mentor[i])
        leaver_eligible[row] = int(eligible_mentee[i]) + 2 * int(eligible_mentor[i])
        leaver_tenure[row] = tenure[i]
        leaver_pay[row] = pay[i]
        leaver_quit_probability[row] = quit_probability[i]
        tally_first_exits[0] += tenure[i] < 12.0
        paid += pay[i]
    tally_leavers[0] += seats.shape[0]
    tally_exits_total[0] += seats.shape[0]
    account_exits[int(month)] += replacement_cost * paid


@compiled
def vacate_kernel(
    holder: np.ndarray,
    level: np.ndarray,
    fill_after: np.ndarray,
    internal_first: np.ndarray,
    seats: np.ndarray,
    luck: np.ndarray,
    mean_months: float,
    internal_share: float,
) -> None:
    """Open the vacancies: an exponential delay in whole months, and whether insiders go first.

    `luck` = (seed's two words, month word, hash of the stream), uint32; it is the next holder's.
    """
    for place in range(seats.shape[0]):
        i = seats[place]
        successor = np.uint32(i * HOLDERS + holder[i] + 1)
        none = np.uint32(0)
        delay = uniform_at(luck[0], luck[1], successor, none, luck[2], luck[3])
        second = np.uint32(luck[2] | np.uint32(1))
        insider = uniform_at(luck[0], luck[1], successor, none, second, luck[3])
        fill_after[i] = np.floor(0.5 - mean_months * log(delay))
        internal_first[i] = level[i] > 1 and insider < internal_share


@compiled
def clear_kernel(
    words: np.ndarray,
    word_start: np.ndarray,
    word_step: np.ndarray,
    word_fill: np.ndarray,
    bytes_: np.ndarray,
    byte_start: np.ndarray,
    byte_step: np.ndarray,
    byte_fill: np.ndarray,
    seats: np.ndarray,
) -> None:
    """Set columns to their empty values on `seats`, whatever their types, as `State.cleared` says.

    Both `words` and `bytes_` are the memory of the table: rows of 8 bytes or more go faster so.
    """
    for k in range(word_start.shape[0]):
        for place in range(seats.shape[0]):
            words[word_start[k] + word_step[k] * seats[place]] = word_fill[k]
    for k in range(byte_start.shape[0]):
        for place in range(seats.shape[0]):
            bytes_[byte_start[k] + byte_step[k] * seats[place]] = byte_fill[k]


KERNELS: tuple[Any, ...] = (
    log_kernel,
    part_kernel,
    vacate_kernel,
)
"""Kernels of a departure, for the processes that let people go."""

WRITES = (
    PERSONAL,
    "tie_neighbor",
    "tie_strength",
    "tie_target",
    "tie_count",
    "pair_active",
    "leaver_seat",
    "leaver_person",
    "leaver_month",
    "leaver_kind",
    "leaver_department",
    "leaver_level",
    "leaver_group",
    "leaver_status",
    "leaver_eligible",
    "leaver_tenure",
    "leaver_pay",
    "leaver_quit_probability",
    "tally_leavers",
    "tally_exits_total",
    "tally_first_exits",
    "tally_pairs_completed",
    "tally_pairs_ended_early",
    "tally_pairs_ended_total",
    "account_exits",
)
"""Columns that a departure changes."""


def leave(tick: Tick, seats: Array, kinds: Array, replacement_cost: float) -> None:
    """Let the people on `seats` (ascending) go, each as one of the kinds of `Exit`, int64 arrays.

    From month 0 on they are logged and replacing them is paid for (a share of annual pay). Their
    pairs end, their ties go, their seats fall vacant.
    """
    if tick.month >= 0:
        tick.call(log_kernel, seats, kinds, tick.month, replacement_cost)
    tick.call(part_kernel, seats)
    _vacate(tick, seats)


def clear_people(state: State, seats: Array) -> None:
    """Empty the personal columns of seats; their place in the structure stays."""
    seats = np.ascontiguousarray(seats, dtype=np.int64)  # compiled code looks at no type
    clear = _clearing()
    for cells in state.cleared:
        clear(*cells, seats)


@cache
def _clearing() -> Callable[..., None]:
    """Compiled code of `clear_kernel`: words, bytes, and where their cells lie."""
    words, bytes_, places = (np.dtype(kind) for kind in (np.uint64, np.uint8, np.int64))
    cells = [Look(each, 1) for kind in (words, bytes_) for each in (kind, places, places, kind)]
    return entry(clear_kernel, [*cells, Look(places, 1)])


def _vacate(tick: Tick, seats: Array) -> None:
    """Empty the seats and open their vacancies."""
    hiring = tick.setting.organization.hiring
    clear_people(tick.state, seats)
    tick.call(
        vacate_kernel,
        seats,
        tick.draws.luck(VACANCY),
        hiring.days_to_fill / DAYS_A_MONTH,
        hiring.internal_share,
    )
