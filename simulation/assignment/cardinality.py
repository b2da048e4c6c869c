"""Cardinality: as many pairs as possible, by augmenting paths."""

import numpy as np

from simulation.assignment.lists import Lists
from simulation.assignment.rules import Ints
from simulation.engine.compiled import compiled


@compiled
def most_pairs(lists: Lists, capacity: np.ndarray, floor: int) -> Ints:
    """Pair as many mentees as possible, with keys of at least `floor` (>= 0).

    Breadth first from each mentee along alternating paths to a mentor with room. What a failed
    search has reached can never be part of a later path, so it stays marked, and scarce capacity
    costs no more than one pass over the pairs.

    Args:
        lists: pairs to choose from.
        capacity: int64 (P,).
        floor: lowest key that counts.

    Returns:
        int64 (M,), each mentee's mentor, -1 for none.

    Source: Berge (1957), doi 10.1073/pnas.43.9.842; Kuhn (1955), doi 10.1002/nav.3800020109.
    """
    start, column, key = lists.start, lists.column, lists.key
    mentees, mentors = start.shape[0] - 1, capacity.shape[0]
    mate, slot = np.full(mentees, -1), np.full(mentees, -1)
    first = np.zeros(mentors + 1, dtype=np.int64)
    for j in range(mentors):
        first[j + 1] = first[j] + min(capacity[j], mentees)
    held = np.full(first[mentors], -1)
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
        j, hole = sink, first[sink] + load[sink]
        load[sink] += 1
        while j >= 0:
            i = via[j]
            before, left = mate[i], slot[i]
            mate[i], slot[i], held[hole] = j, hole, i
            j, hole = before, left
        for place in range(found):
            via[touched[place]] = -1
    return mate
