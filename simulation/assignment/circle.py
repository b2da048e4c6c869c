"""Lots on a circle: everybody takes the next free place, so few pairs need a look."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.assignment.rules import Bools, Ints, Persons, Rules, permit
from simulation.engine.compiled import compiled

AT_A_TIME = 4
"""Free slots looked at together."""


@compiled
def _next_free(following: np.ndarray, slot: int) -> int:
    """The first free slot at or after `slot`; the last entry stands for the end of the row."""
    root = slot
    while following[root] != root:
        root = following[root]
    while following[slot] != root:  # whoever looks here next jumps at once
        following[slot], slot = root, following[slot]
    return root


@compiled
def _find(
    rules: Rules,
    mentee: int,
    start: int,
    slot_mentor: np.ndarray,
    following: np.ndarray,
    ask: np.ndarray,
    allowed: np.ndarray,
) -> int:
    """The first free, permitted slot for a mentee, from `start` once round the circle, or -1.

    `ask` (3, n) and `allowed` (n,) are room for the slots that are looked at together.
    """
    slots, at_a_time = slot_mentor.shape[0], allowed.shape[0]
    rows, near, mentors = ask[0], ask[1], ask[2]
    rows[:] = mentee
    for lap in range(2):
        slot, last = _next_free(following, start if lap == 0 else 0), slots if lap == 0 else start
        while slot < last:
            count = 0
            while slot < last and count < at_a_time:
                near[count], mentors[count] = slot, slot_mentor[slot]
                count += 1
                slot = _next_free(following, slot + 1)
            permit(rules, rows[:count], mentors[:count], allowed[:count])
            for place in range(count):
                if allowed[place]:
                    return int(near[place])
    return -1


@compiled
def walk(
    rules: Rules,
    turn: np.ndarray,
    start: np.ndarray,
    slot_mentor: np.ndarray,
    mentee_as_mentor: np.ndarray,
    mentor_as_mentee: np.ndarray,
) -> Ints:
    """Give each mentee in turn the first free, permitted slot at or after `start`, in a circle.

    Whoever is on both sides and is paired on one is not free any more on the other; where the
    rules allow it the two are then each other's mentor.

    Args:
        rules: who may be paired with whom.
        turn: int64[M], mentees in the order in which they choose.
        start: int64[M], where on the circle of slots each mentee starts to look.
        slot_mentor: int64[S], whose slot it is.
        mentee_as_mentor: int64[M], the column of each mentee who is also a mentor, else -1.
        mentor_as_mentee: int64[P], the row of each mentor who is also a mentee, else -1.

    Returns:
        int64[M]: each mentee's mentor, -1 for none.
    """
    slots = slot_mentor.shape[0]
    mate, met = np.full(turn.shape[0], -1), np.zeros(turn.shape[0], dtype=np.bool_)
    following = np.arange(slots + 1)
    own_slot = np.full(mentor_as_mentee.shape[0], -1)
    for slot in range(slots):
        own_slot[slot_mentor[slot]] = slot
    ask, allowed = np.empty((3, AT_A_TIME), dtype=np.int64), np.empty(AT_A_TIME, dtype=np.bool_)
    for mentee in turn:
        if met[mentee]:
            continue
        slot = _find(rules, mentee, start[mentee], slot_mentor, following, ask, allowed)
        if slot < 0:
            continue
        mentor = slot_mentor[slot]
        following[slot] = slot + 1
        mate[mentee] = mentor
        twin, other = mentee_as_mentor[mentee], mentor_as_mentee[mentor]
        if twin >= 0 and own_slot[twin] >= 0:
            following[own_slot[twin]] = own_slot[twin] + 1
        if other >= 0:
            met[other] = True
            if twin >= 0:
                permit(rules, np.full(1, other), np.full(1, twin), allowed)
                mate[other] = twin if allowed[0] else -1
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
    order = np.argsort(lots.place, kind="stable")
    turn = np.argsort(lots.own, kind="stable")
    start = np.searchsorted(lots.place[order], lots.own)
    slot_mentor = lots.slot_mentor[order]
    sides = rules.mentee_persons, rules.mentor_persons
    twins = (_places(*sides), _places(*sides[::-1])) if meet else tuple(map(_nowhere, sides))
    while True:
        mate = walk(rules, turn, start, slot_mentor, *twins)
        if refused is None:
            return mate
        rows = np.flatnonzero(mate >= 0)
        poor = rows[refused(rows, mate[rows])]
        if not poor.size:
            return mate
        rules = rules.barring(poor, mate[poor])


def _places(persons: Persons, among: Persons) -> Ints:
    """Where each person stands in another list, -1 for who is not in it."""
    order = np.append(np.argsort(among), -1)
    place = order[np.searchsorted(among, persons, sorter=order[:-1])]
    return np.where((place >= 0) & (np.append(among, 0)[place] == persons), place, -1)


def _nowhere(persons: Persons) -> Ints:
    return np.full(persons.size, -1)
