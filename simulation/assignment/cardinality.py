"""Cardinality: as many pairs as possible, by augmenting paths."""

from dataclasses import replace

import numpy as np

from simulation.assignment.lists import Lists, merged
from simulation.assignment.market import Market
from simulation.assignment.places import fill_places, move_up
from simulation.assignment.rules import Bools, Ints
from simulation.engine.compiled import compiled

LISTED = 20
"""Mentors listed for each mentee at a time."""


@compiled
def most_pairs(lists: Lists, capacity: np.ndarray, floor: int) -> tuple[Ints, Ints]:
    """Pair as many mentees as possible, with keys of at least `floor`.

    Breadth first from each mentee along alternating paths to a mentor with room. What a failed
    search has reached can never be part of a later path, so it stays marked, and scarce capacity
    costs no more than one pass over the pairs.

    Args:
        lists: pairs to choose from.
        capacity: int64 (P,).
        floor: lowest key that counts.

    Returns:
        mate, int64 (M,), each mentee's mentor, -1 for none; via, int64 (P,), >= 0 for the mentors
        that failed searches have reached: all are full, of mentees who can only go to them.

    Source: Berge (1957), doi 10.1073/pnas.43.9.842; Kuhn (1955), doi 10.1002/nav.3800020109.
    """
    start, column, key, _ = lists
    mentees, mentors = start.shape[0] - 1, capacity.shape[0]
    mate, seat = np.full(mentees, -1), np.full(mentees, -1)
    first = np.empty(mentors + 1, dtype=np.int64)
    held = np.full(fill_places(capacity, mentees, first), -1)
    load = np.zeros(mentors, dtype=np.int64)
    via, queue = np.full(mentors, -1), np.empty(mentees, dtype=np.int64)
    touched = np.empty(mentors, dtype=np.int64)
    for root in range(mentees):
        queue[0] = root
        head, tail, found, sink = 0, 1, 0, -1
        while head < tail and sink < 0:
            i = queue[head]
            head += 1
            for place in range(start[i], start[i + 1]):
                j = column[place]
                if key[place] < floor or via[j] >= 0:
                    continue
                via[j] = i
                touched[found] = j
                found += 1
                if load[j] < first[j + 1] - first[j]:
                    sink = j
                    break
                for spot in range(first[j], first[j + 1]):
                    queue[tail] = held[spot]
                    tail += 1
        if sink < 0:
            continue  # `via` stays: nobody reached from here can ever find room
        move_up(sink, first[sink] + load[sink], via, mate, seat, held)
        load[sink] += 1
        for place in range(found):
            via[touched[place]] = -1
    return mate, via


class Pairing:
    """How many can be paired among all eligible pairs of a market, with keys of at least a floor.

    In a large pool lists are prolonged until they prove the number: the mentees whom failed
    searches have reached then find no eligible mentor beside those reached, who are full of them
    (Hall's condition).
    """

    def __init__(self, market: Market) -> None:
        self.market = market
        self.lists = market.all_pairs if market.small else market.best(LISTED)

    def most(self, floor: int = 0) -> int:
        """The largest number of pairs."""
        while True:
            mate, via = most_pairs(self.lists, self.market.capacity, floor)
            stuck = (mate < 0) | (np.append(via, -1)[mate] >= 0)
            if self.market.small or not self._prolong(stuck, via >= 0, floor):
                return int(np.count_nonzero(mate >= 0))

    def _prolong(self, mentees: Bools, full: Bools, floor: int) -> bool:
        """List more mentors, beside the full ones, for mentees who are stuck; whether there are."""
        rows = np.flatnonzero(mentees)
        others = replace(self.market, capacity=np.where(full, 0, self.market.capacity))
        if not rows.size or not others.capacity.any():
            return False
        more = others.best(LISTED, rows, floor=np.full(rows.size, floor - 1))
        whole = more.among(rows, mentees.size)
        self.lists = merged(self.lists, whole, self.market.mentors)
        return more.column.size > 0
