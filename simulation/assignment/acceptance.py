"""Deferred acceptance on candidate lists: mentees ask, mentors hold the best so far."""

from dataclasses import dataclass, field

import numpy as np

from simulation.assignment.lists import Lists
from simulation.assignment.market import Market
from simulation.assignment.places import fill_places
from simulation.assignment.rules import Ints
from simulation.engine.compiled import compiled

WITHOUT_END = 2**62

SHORT_LIST = 20
"""Mentors listed at a time for a mentee of a large pool; who is turned away by all gets more."""


@compiled
def _worst(held: np.ndarray, liked: np.ndarray, first: int, last: int) -> int:
    """The place of a mentor that is empty or else holds the least liked."""
    worst = first
    for place in range(first, last):
        if held[place] < 0:
            return place
        if liked[place] < liked[worst]:
            worst = place
    return worst


@compiled
def ask_kernel(
    lists: Lists,
    capacity: np.ndarray,
    begin: np.ndarray,
    asked: np.ndarray,
    free: np.ndarray,
    held: np.ndarray,
    liked: np.ndarray,
    mate: np.ndarray,
    rounds: int,
) -> int:
    """Let those who are held by nobody ask, one mentor a round, until all are or lists end.

    A mentor keeps whom it ranks highest; its standard only rises, so the order within a round
    does not matter, and lists may be prolonged and the asking resumed at any time.

    Args:
        lists: each mentee's mentors, best first, with the mentors' ranks.
        capacity: int64 (P,).
        begin: int64 (P + 1,), first place of each mentor, and the end.
        asked: int64 (M,), how many of the list each mentee has asked.
        free: int64 (M,), room for the mentees who wait; all who are unmatched are asked first.
        held, liked: int64, mentee in each place (-1 = empty) and its rank.
        mate: int64 (M,), each mentee's mentor, -1 for none.
        rounds: when to stop.

    Returns:
        How many have asked their whole list in vain.
    """
    start, column, _, rank = lists
    waiting = 0
    for mentee in range(mate.shape[0]):
        if mate[mentee] < 0:
            free[waiting] = mentee
            waiting += 1
    for _ in range(rounds):
        turned_away = 0
        for turn in range(waiting):
            mentee = free[turn]
            at = start[mentee] + asked[mentee]
            if at == start[mentee + 1]:
                continue
            asked[mentee] += 1
            mentor = column[at]
            if capacity[mentor] == 0:
                free[turned_away] = mentee
                turned_away += 1
                continue
            place = _worst(held, liked, begin[mentor], begin[mentor + 1])
            leaves = held[place]
            if leaves >= 0 and rank[at] <= liked[place]:
                leaves = mentee
            else:
                held[place], liked[place], mate[mentee] = mentee, rank[at], mentor
            if leaves >= 0:
                if leaves != mentee:
                    mate[leaves] = -1
                free[turned_away] = leaves
                turned_away += 1
        waiting = turned_away
        if waiting == 0:
            break
    return waiting


@dataclass
class Asking:
    """Deferred acceptance under way.

    Source: Gale and Shapley (1962), doi 10.1080/00029890.1962.11989827.
    """

    lists: Lists
    capacity: Ints
    mate: Ints = field(init=False)

    def __post_init__(self) -> None:
        mentees = len(self.lists.start) - 1
        self._begin = np.empty(len(self.capacity) + 1, dtype=np.int64)
        places = fill_places(self.capacity, mentees, self._begin)
        self._asked = np.zeros(mentees, dtype=np.int64)
        self._free, self.mate = np.full((2, mentees), -1)
        self._held, self._liked = np.full((2, places), -1)

    def go_on(self, rounds: int = WITHOUT_END) -> None:
        """Let those who are held by nobody ask on."""
        state = self._begin, self._asked, self._free, self._held, self._liked, self.mate
        ask_kernel(self.lists, self.capacity, *state, rounds)

    @property
    def standard(self) -> Ints:
        """int64 (P,): the rank a mentee must exceed to be held now, -1 = there is room."""
        standard = np.full(self.capacity.size, -1)
        some = np.flatnonzero(np.diff(self._begin))
        if some.size:
            standard[some] = np.minimum.reduceat(self._liked, self._begin[some])
        return standard

    def prolong(self, rows: Ints, more: Lists) -> None:
        """Give some mentees new lists instead of their old ones."""
        self.lists = more.among(rows, self.mate.size)
        self._asked[:] = 0


def accepted(market: Market, *, by_rank: bool) -> Ints:
    """Run deferred acceptance to its end over all eligible pairs.

    Mentees rank by key; mentors by their own rank, or by key as well, which makes the pairs that
    taking the best pair left, again and again, would make. In a large pool mentees ask a short
    list; who is turned away by all gets a new one of the best mentors who would hold them now.
    Standards only rise, so nobody who is left out of a list would ever be held: the result is
    that of full lists.

    Returns:
        int64 (M,), each mentee's mentor, -1 for none.
    """
    if market.small:
        start, column, key, rank = market.all_pairs
        lists = Lists(start, column, key, rank if by_rank else key)
        asking = Asking(lists, market.capacity)
        asking.go_on()
        return asking.mate
    asking = Asking(market.best(SHORT_LIST, by_rank=by_rank), market.capacity)
    while True:
        asking.go_on()
        alone = np.flatnonzero(asking.mate < 0)
        more = market.best(SHORT_LIST, alone, standard=asking.standard, by_rank=by_rank)
        if not more.column.size:
            return asking.mate
        asking.prolong(alone, more)
