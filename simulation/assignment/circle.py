"""Lots on a circle: everybody takes the next free place, so few pairs need a look.

Free places stand in a tree by what their mentors bring, so that those without anybody senior
enough are passed over at once, however large the company."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.assignment.order import in_order
from simulation.assignment.rules import Bools, Ints, Rules, permitted
from simulation.engine.compiled import compiled
from simulation.engine.philox import uniform_at

SENIOR = 1e6
"""Months of service that a level outweighs, whoever serves however long."""

TAKEN = -np.inf


@compiled
def slots_of(
    capacity: np.ndarray, mentor_persons: np.ndarray, luck: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Draw a place on the circle for every slot of every mentor; return it and whose it is.

    Everybody's first slot comes first; the n-th has index n of the stream. `luck` = (seed's two
    words, month word, hash of the stream), uint32.
    """
    total, most = 0, 0
    for mentor in range(capacity.shape[0]):
        total += capacity[mentor]
        most = max(most, capacity[mentor])
    place, slot_mentor = np.empty(total), np.empty(total, dtype=np.int64)
    last = 0
    for index in range(most):
        first = last
        for mentor in range(capacity.shape[0]):
            if capacity[mentor] > index:
                slot_mentor[last] = mentor
                last += 1
        word = np.uint32(luck[2] | np.uint32(index))
        for slot in range(first, last):
            person = mentor_persons[slot_mentor[slot]]
            place[slot] = uniform_at(luck[0], luck[1], person, np.uint32(0), word, luck[3])
    return place, slot_mentor


@compiled
def standings(rules: Rules) -> tuple[np.ndarray, np.ndarray]:
    """What mentors bring, and what mentees need at least, where seniority decides at all.

    A number each, so that whole stretches of the circle are passed over: nobody below what a
    mentee needs is permitted, though not everybody above is. By `rules.direction`.
    """
    brought = np.zeros(rules.mentors.shape[0])
    needed = np.zeros(rules.mentees.shape[0])
    if rules.direction == 1.0:
        for column in range(brought.shape[0]):
            seat = rules.mentors[column]
            brought[column] = SENIOR * rules.level[seat] + rules.tenure[seat]
        for row in range(needed.shape[0]):
            seat = rules.mentees[row]
            own = SENIOR * rules.level[seat] + rules.tenure[seat]
            needed[row] = own + rules.senior_by - 1e-3  # sums are rounded; `permit` is exact
    elif rules.direction == -1.0:
        for column in range(brought.shape[0]):
            brought[column] = -rules.level[rules.mentors[column]]
        for row in range(needed.shape[0]):
            needed[row] = 0.5 - rules.level[rules.mentees[row]]
    return brought, needed


@compiled
def tree_of(values: np.ndarray) -> np.ndarray:
    """A tree over a row of values: every node holds the highest below it, the root is 1."""
    leaves = 1
    while leaves < values.shape[0]:
        leaves *= 2
    highest = np.full(2 * leaves, TAKEN)
    for place in range(values.shape[0]):
        highest[leaves + place] = values[place]
    for node in range(leaves - 1, 0, -1):
        highest[node] = max(highest[2 * node], highest[2 * node + 1])
    return highest


@compiled
def next_with(highest: np.ndarray, place: int, needed: float) -> int:
    """The first place at or after `place` whose value is high enough; the number of leaves if none.

    Up while everything to the right lies too low, then down to the first that does not.
    """
    leaves = highest.shape[0] // 2
    if place >= leaves:
        return int(leaves)
    node = leaves + place
    while highest[node] < needed:
        while node > 1 and node % 2 == 1:
            node //= 2
        if node == 1:
            return int(leaves)
        node += 1
    while node < leaves:
        node *= 2
        node += highest[node] < needed
    return int(node - leaves)


@compiled
def take(highest: np.ndarray, place: int) -> None:
    """Take a place out of the tree."""
    node = highest.shape[0] // 2 + place
    highest[node] = TAKEN
    while node > 1:
        node //= 2
        highest[node] = max(highest[2 * node], highest[2 * node + 1])


@compiled
def _find(
    rules: Rules,
    mentee: int,
    start: int,
    slot_mentor: np.ndarray,
    highest: np.ndarray,
    needed: float,
) -> int:
    """The first free, permitted slot for a mentee, from `start` once round the circle, or -1."""
    slots = slot_mentor.shape[0]
    for lap in range(2):
        slot, last = (start, slots) if lap == 0 else (0, start)
        slot = next_with(highest, slot, needed)
        while slot < last:
            if permitted(rules, mentee, slot_mentor[slot]):
                return int(slot)
            slot = next_with(highest, slot + 1, needed)
    return -1


@compiled
def twins(rules: Rules) -> tuple[np.ndarray, np.ndarray]:
    """The column of each mentee who is a mentor as well, and the row of each such mentor, or -1."""
    as_mentor = np.full(rules.mentees.shape[0], -1)
    as_mentee = np.full(rules.mentors.shape[0], -1)
    column_of = np.full(rules.level.shape[0], -1)
    for column in range(as_mentee.shape[0]):
        column_of[rules.mentors[column]] = column
    for row in range(as_mentor.shape[0]):
        as_mentor[row] = column_of[rules.mentees[row]]
        if as_mentor[row] >= 0:
            as_mentee[as_mentor[row]] = row
    return as_mentor, as_mentee


@compiled
def walk(
    rules: Rules,
    own: np.ndarray,
    place: np.ndarray,
    slot_mentor: np.ndarray,
    meet: bool,
) -> Ints:
    """Give mentees by their places the first free, permitted slot from there on, in a circle.

    Where people meet, whoever is on both sides and is paired on one is not free any more on the
    other; where the rules allow it the two are then each other's mentor.

    Args:
        rules: who may be paired with whom.
        own: float64[M], place of each mentee.
        place: float64[S], place of each slot.
        slot_mentor: int64[S], whose slot it is.
        meet: whether that is so.

    Returns:
        int64[M]: each mentee's mentor, -1 for none.
    """
    slots = place.shape[0]
    mate, met = np.full(own.shape[0], -1), np.zeros(own.shape[0], dtype=np.bool_)
    brought, needed = standings(rules)
    mentee_as_mentor, mentor_as_mentee = twins(rules)
    circle, turn = in_order(place), in_order(own)
    holder, value = np.empty(slots, dtype=np.int64), np.empty(slots)
    own_slot = np.full(brought.shape[0], -1)
    for slot in range(slots):
        holder[slot] = slot_mentor[circle[slot]]
        value[slot] = brought[holder[slot]]
        own_slot[holder[slot]] = slot
    highest = tree_of(value)
    first = 0
    for mentee in turn:
        while first < slots and place[circle[first]] < own[mentee]:
            first += 1
        if met[mentee]:
            continue
        slot = _find(rules, mentee, first, holder, highest, needed[mentee])
        if slot < 0:
            continue
        mentor = holder[slot]
        take(highest, slot)
        mate[mentee] = mentor
        if not meet:
            continue
        twin, other = mentee_as_mentor[mentee], mentor_as_mentee[mentor]
        if twin >= 0 and own_slot[twin] >= 0:
            take(highest, own_slot[twin])
        if other >= 0:
            met[other] = True
            if twin >= 0 and permitted(rules, other, twin):
                mate[other] = twin
    return mate


@dataclass(frozen=True)
class Lots:
    """What has been drawn, places in (0, 1).

    Attributes:
        own: float64 (M,), place of each mentee.
        place: float64 (S,), place of each slot.
        slot_mentor: int64 (S,), whose slot it is.
    """

    own: NDArray[np.float64]
    place: NDArray[np.float64]
    slot_mentor: Ints


type Look = Callable[[Ints, Ints], Bools]
"""Which of some pairs, mentees and mentors, may not be made after all."""


def draw_lots(rules: Rules, lots: Lots, refused: Look | None = None, *, meet: bool = False) -> Ints:
    """Pair by lot: mentees in the order of their places take the next free slot of the circle.

    Pairs that are `refused` are looked at only once somebody would take them: then they are
    barred and the walk is taken again, which ends where asking at every slot would have ended.

    Args:
        rules: who may be paired with whom.
        lots: the draws.
        refused: tells which pairs may not be made, None = all that the rules permit may.
        meet: whoever is listed on both sides gets one partner in all, and the two are each
            other's mentor; every mentor must then have one slot.

    Returns:
        int64 (M,), each mentee's mentor, -1 for none.
    """
    while True:
        mate = walk(rules, lots.own, lots.place, lots.slot_mentor, meet)
        if refused is None:
            return mate
        rows = np.flatnonzero(mate >= 0)
        poor = rows[refused(rows, mate[rows])]
        if not poor.size:
            return mate
        rules = rules.barring(poor, mate[poor])
