"""Exact assignment with capacities: successive shortest paths on integers, with prices as proof."""

import numpy as np

from simulation.assignment.lists import Lists, best_of
from simulation.assignment.places import fill_places, move_up
from simulation.assignment.rules import Ints
from simulation.engine.compiled import compiled, compiled_inline

FAR = np.int64(2**62)
TAKEN, UNSEEN = -2, -1
"""Where a mentor stands who is not in the heap: taken from it, or never put there."""


@compiled_inline
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
    at[top] = TAKEN
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


@compiled_inline
def _look(
    lists: Lists,
    i: int,
    base: int,
    reach: int,
    capacity: np.ndarray,
    price: np.ndarray,
    distance: np.ndarray,
    via: np.ndarray,
    heap: np.ndarray,
    at: np.ndarray,
    touched: np.ndarray,
    size: int,
    found: int,
) -> tuple[int, int]:
    """Relax all pairs of one mentee closer than `reach`; return sizes of heap and touched."""
    start, column, key, _ = lists
    for place in range(start[i], start[i + 1]):
        if base - key[place] >= reach:
            break  # best first: no later pair is closer
        j = column[place]
        cost = base + price[j] - key[place]
        if cost >= distance[j] or cost >= reach or at[j] == TAKEN or capacity[j] == 0:
            continue
        if at[j] == UNSEEN:
            touched[found] = j
            found += 1
            heap[size] = j
            at[j] = size
            size += 1
        distance[j], via[j] = cost, i
        _rise(heap, at, distance, at[j])
    return size, found


@compiled
def _settle(
    reach: int,
    rows: np.ndarray,
    reached_at: np.ndarray,
    touched: np.ndarray,
    worth: np.ndarray,
    price: np.ndarray,
    distance: np.ndarray,
    at: np.ndarray,
) -> None:
    """Change the potentials of all that the search has reached, and forget the search."""
    for i in rows:
        worth[i] -= max(0, reach - reached_at[i])
    for j in touched:
        if at[j] == TAKEN:
            price[j] += reach - distance[j]
        distance[j], at[j] = FAR, UNSEEN


@compiled
def heaviest(lists: Lists, capacity: np.ndarray) -> tuple[Ints, Ints]:
    """Pair so that the sum of keys is the largest possible; who is not paired counts 0.

    One mentee after the other looks for the shortest path, in reduced costs
    u_i + p_j - key_ij >= 0, to a mentor with room or to somebody who rather stays alone
    (Dijkstra); then all on the way move up, and the potentials u, p keep the costs >= 0. At the
    end mentors with p > 0 are full and every pair made costs 0: sum of keys = sum of capacity x p
    + sum of u, which proves the optimum.

    Args:
        lists: pairs to choose from, best first; keys below 2**60.
        capacity: int64 (P,).

    Returns:
        mate, int64 (M,), each mentee's mentor, -1 for none; price, int64 (P,), >= 0.

    Source: Jonker and Volgenant (1987), doi 10.1007/BF02278710; Edmonds and Karp (1972),
    doi 10.1145/321694.321699.
    """
    mentees, mentors = lists.start.shape[0] - 1, capacity.shape[0]
    first = np.empty(mentors + 1, dtype=np.int64)
    held = np.full(fill_places(capacity, mentees, first), -1)
    load, price = np.zeros(mentors, dtype=np.int64), np.zeros(mentors, dtype=np.int64)
    mate, seat = np.full(mentees, -1), np.full(mentees, -1)
    worth, reached_at = np.zeros(mentees, dtype=np.int64), np.zeros(mentees, dtype=np.int64)
    distance, via, at = np.full(mentors, FAR), np.full(mentors, -1), np.full(mentors, UNSEEN)
    heap, touched = np.empty(mentors, dtype=np.int64), np.empty(mentors, dtype=np.int64)
    rows = np.empty(mentees, dtype=np.int64)
    for root in range(mentees):
        worth[root] = best_of(lists, root, price)
        rows[0], reached_at[root] = root, 0
        alone, reach, sink = root, worth[root], -1
        size, found, looked, known = 0, 0, 0, 1
        while sink < 0:
            for turn in range(looked, known):
                i = rows[turn]
                base = reached_at[i] + worth[i]
                if base < reach:
                    alone, reach = i, base
                size, found = _look(
                    lists, i, base, reach, capacity, price, distance, via, heap, at, touched,
                    size, found,
                )  # fmt: skip
            looked = known
            if size == 0 or distance[heap[0]] >= reach:
                break
            j = _take(heap, at, distance, size)
            size -= 1
            if load[j] < first[j + 1] - first[j]:
                sink, reach = j, distance[j]
            for place in range(first[j], first[j] + load[j]):
                rows[known] = held[place]
                reached_at[held[place]] = distance[j]
                known += 1
        _settle(reach, rows[:known], reached_at, touched[:found], worth, price, distance, at)
        if sink >= 0:
            load[sink] += 1
            move_up(sink, first[sink] + load[sink] - 1, via, mate, seat, held)
        else:
            mentor, place = mate[alone], seat[alone]
            mate[alone], seat[alone] = -1, -1
            move_up(mentor, place, via, mate, seat, held)
    return mate, price
