"""Exact assignment with capacities: successive shortest paths on integers, with prices as proof."""

import numpy as np

from simulation.assignment.lists import Lists
from simulation.assignment.rules import Ints
from simulation.engine.compiled import compiled

FAR = np.int64(2**62)


@compiled
def _rise(heap: np.ndarray, at: np.ndarray, distance: np.ndarray, place: int) -> None:
    """Move a mentor towards the top of the heap until who stands above is not farther."""
    item = heap[place]
    while place > 0:
        above = (place - 1) // 2
        if distance[heap[above]] <= distance[item]:
            break
        heap[place] = heap[above]
        at[heap[place]] = place
        place = above
    heap[place] = item
    at[item] = place


@compiled
def _take(heap: np.ndarray, at: np.ndarray, distance: np.ndarray, size: int) -> int:
    """Take the nearest mentor from the top of a heap of this size."""
    top = heap[0]
    at[top] = -2
    item = heap[size - 1]
    place = 0
    while 2 * place + 1 < size - 1:
        below = 2 * place + 1
        if below + 1 < size - 1 and distance[heap[below + 1]] < distance[heap[below]]:
            below += 1
        if distance[heap[below]] >= distance[item]:
            break
        heap[place] = heap[below]
        at[heap[place]] = place
        place = below
    if size > 1:
        heap[place] = item
        at[item] = place
    return int(top)


@compiled
def heaviest(lists: Lists, capacity: np.ndarray) -> tuple[Ints, Ints]:
    """Pair so that the sum of keys is the largest possible; who is not paired counts 0.

    One mentee after the other looks for the shortest path, in reduced costs
    u_i + p_j - key_ij >= 0, to a mentor with room or to somebody who rather stays alone
    (Dijkstra); then all on the way move up, and the potentials u, p keep the costs >= 0. At the
    end mentors with p > 0 are full and every pair made costs 0: sum of keys = sum of capacity x p
    + sum of u, which proves the optimum.

    Args:
        lists: pairs to choose from; keys below 2**60.
        capacity: int64 (P,).

    Returns:
        mate, int64 (M,), each mentee's mentor, -1 for none; price, int64 (P,), >= 0.

    Source: Jonker and Volgenant (1987), doi 10.1007/BF02278710; Edmonds and Karp (1972),
    doi 10.1145/321694.321699.
    """
    start, column, key = lists.start, lists.column, lists.key
    mentees, mentors = start.shape[0] - 1, capacity.shape[0]
    mate, slot = np.full(mentees, -1), np.full(mentees, -1)
    worth = np.zeros(mentees, dtype=np.int64)  # u
    price = np.zeros(mentors, dtype=np.int64)
    first = np.zeros(mentors + 1, dtype=np.int64)
    for j in range(mentors):
        first[j + 1] = first[j] + min(capacity[j], mentees)
    held = np.full(first[mentors], -1)
    load = np.zeros(mentors, dtype=np.int64)
    distance = np.full(mentors, FAR)
    via = np.full(mentors, -1)
    heap, at = np.empty(mentors, dtype=np.int64), np.full(mentors, -1)
    touched, rows = np.empty(mentors, dtype=np.int64), np.empty(mentees, dtype=np.int64)
    reached_at = np.zeros(mentees, dtype=np.int64)
    for root in range(mentees):
        for place in range(start[root], start[root + 1]):
            if key[place] >= 0:
                worth[root] = max(worth[root], key[place] - price[column[place]])
        size, found, seen_rows = 0, 0, 1
        rows[0], reached_at[root] = root, 0
        alone, nearest_exit = root, worth[root]
        sink, looked = -1, 0
        while True:
            while looked < seen_rows:
                i = rows[looked]
                looked += 1
                base = reached_at[i] + worth[i]
                if base < nearest_exit:
                    alone, nearest_exit = i, base
                for place in range(start[i], start[i + 1]):
                    j = column[place]
                    if key[place] < 0 or at[j] == -2 or first[j + 1] == first[j]:
                        continue
                    cost = base + price[j] - key[place]
                    if cost < distance[j] and cost < nearest_exit:
                        if distance[j] == FAR:
                            touched[found] = j
                            found += 1
                            heap[size] = j
                            at[j] = size
                            size += 1
                        distance[j], via[j] = cost, i
                        _rise(heap, at, distance, at[j])
            if size == 0 or distance[heap[0]] >= nearest_exit:
                break
            j = _take(heap, at, distance, size)
            size -= 1
            if load[j] < first[j + 1] - first[j]:
                sink, nearest_exit = j, distance[j]
                break
            for place in range(first[j], first[j + 1]):
                rows[seen_rows] = held[place]
                reached_at[held[place]] = distance[j]
                seen_rows += 1
        for place in range(seen_rows):
            worth[rows[place]] -= max(0, nearest_exit - reached_at[rows[place]])
        for place in range(found):
            j = touched[place]
            if at[j] == -2:
                price[j] += nearest_exit - distance[j]
        if sink >= 0:
            j, hole = sink, first[sink] + load[sink]
            load[sink] += 1
        else:
            j, hole = mate[alone], slot[alone]
            mate[alone], slot[alone] = -1, -1
        while j >= 0:
            i = via[j]
            before, left = mate[i], slot[i]
            mate[i], slot[i], held[hole] = j, hole, i
            j, hole = before, left
        for place in range(found):
            j = touched[place]
            distance[j], via[j], at[j] = FAR, -1, -1
    return mate, price
