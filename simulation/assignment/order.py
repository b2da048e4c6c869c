"""Order: numbers sorted as they stand, in about as many steps as there are numbers."""

import numpy as np

from simulation.assignment.rules import Ints
from simulation.engine.compiled import compiled

CROWD = 16
"""Numbers on a shelf that are shelved among themselves, rather than moved one by one."""


@compiled
def _shelve(
    values: np.ndarray, order: np.ndarray, begin: int, end: int, last: np.ndarray, taken: np.ndarray
) -> int:
    """Bring a part of an order onto shelves by size, each as it stood; return how many there are.

    There are as many shelves as values, and `last` gets where each ends. None are needed where all
    values are the same.
    """
    count = end - begin
    least = most = values[order[begin]]
    for place in range(begin, end):
        value = values[order[place]]
        least, most = min(least, value), max(most, value)
    if most == least:
        return 0
    scale = (count - 1) / (most - least)
    last[: count + 1] = 0
    for place in range(begin, end):
        taken[place] = order[place]
        last[min(count - 1, int((values[taken[place]] - least) * scale)) + 1] += 1
    last[0] = begin
    for shelf in range(count):
        last[shelf + 1] += last[shelf]
    for place in range(begin, end):
        item = taken[place]
        shelf = min(count - 1, int((values[item] - least) * scale))
        order[last[shelf]] = item
        last[shelf] += 1
    return count


@compiled
def fill_order(values: np.ndarray, order: np.ndarray, room: np.ndarray) -> None:
    """Fill the order of some numbers, ascending, equal ones as they stand.

    Each goes to a shelf by its size, of as many shelves as there are numbers. Shelves that are
    crowded are shelved in turn, by what lies between their own least and most; few share one in the
    end, so few are still to be moved.

    Args:
        values: float64 (N,), finite.
        order: int64 (N,), filled.
        room: int64 (4, N + 1) or more, to work in.
    """
    count = values.shape[0]
    last, taken, begins, ends = room[0], room[1], room[2], room[3]
    for item in range(count):
        order[item] = item
    begins[0], ends[0] = 0, count
    crowds = int(count > 1)
    while crowds > 0:
        crowds -= 1
        first = begins[crowds]
        for shelf in range(_shelve(values, order, first, ends[crowds], last, taken)):
            if last[shelf] - first > CROWD:
                begins[crowds], ends[crowds] = first, last[shelf]
                crowds += 1
            first = last[shelf]
    for at in range(1, count):
        item, to = order[at], at
        while to > 0 and values[order[to - 1]] > values[item]:
            order[to] = order[to - 1]
            to -= 1
        order[to] = item


@compiled
def in_order(values: np.ndarray) -> Ints:
    """The order of some finite numbers, ascending, equal ones as they stand."""
    count = values.shape[0]
    order = np.empty(count, dtype=np.int64)
    fill_order(values, order, np.empty((4, count + 1), dtype=np.int64))
    return order
