"""Max-min: the worst pair as good as possible."""

from bisect import bisect_left

import numpy as np

from simulation.assignment.cardinality import most_pairs
from simulation.assignment.exact import heaviest
from simulation.assignment.lists import Lists, favoring_pairs
from simulation.assignment.market import TIES
from simulation.assignment.rules import Ints


def max_min(lists: Lists, capacity: Ints) -> Ints:
    """Make as many pairs as possible, then raise the lowest seen score, then the sum of keys.

    Args:
        lists: pairs to choose from.
        capacity: int64 (P,).

    Returns:
        int64 (M,), each mentee's mentor, -1 for none.
    """
    floors = np.unique(lists.key[lists.key >= 0] // TIES) * TIES

    def pairs_above(floor: int) -> int:
        return int(np.count_nonzero(most_pairs(lists, capacity, floor) >= 0))

    most = pairs_above(0)
    too_high = bisect_left(floors, True, key=lambda floor: pairs_above(floor) < most)
    floor = floors[too_high - 1] if floors.size else 0
    above = lists._replace(key=np.where(lists.key >= floor, lists.key, -1))
    return heaviest(favoring_pairs(above), capacity)[0]
