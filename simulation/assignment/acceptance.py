"""Matching algorithms on arrays: who is paired, given preferences, weights and capacities."""

import numpy as np
from numpy.typing import NDArray

from simulation.engine.compiled import compiled

type Ints = NDArray[np.int64]


@compiled
def _hold(mentee: int, places: Ints, appeal: Ints) -> int:
    """Let a mentor keep `mentee` if there is room or someone less appealing; return who leaves."""
    if places.size == 0:
        return mentee
    worst = 0
    for place in range(places.size):
        if places[place] < 0:
            places[place] = mentee
            return -1
        if appeal[places[place]] < appeal[places[worst]]:
            worst = place
    if appeal[mentee] < appeal[places[worst]]:
        return mentee
    leaves = int(places[worst])
    places[worst] = mentee
    return leaves


@compiled
def _places(capacity: Ints) -> Ints:
    """Empty places, one row a mentor, as wide as the largest capacity."""
    widest = capacity.max() if capacity.size else 0
    return np.full((capacity.size, widest), -1, dtype=np.int64)


@compiled
def _mate_of(places: Ints, mentees: int) -> Ints:
    """Turn the mentors' places into one mentor for every mentee, -1 for none."""
    mate = np.full(mentees, -1, dtype=np.int64)
    for mentor in range(places.shape[0]):
        for mentee in places[mentor]:
            if mentee >= 0:
                mate[mentee] = mentor
    return mate


@compiled
def deferred_acceptance(
    order: Ints, length: Ints, appeal: Ints, capacity: Ints, rounds: int
) -> Ints:
    """Gale and Shapley's algorithm: mentees ask, mentors hold the best so far.

    In a round every mentee who is held by nobody asks the next mentor on the list. A mentor's
    standard only rises, so the order within a round does not matter.

    Args:
        order: int64[M, L], each mentee's mentors, best first.
        length: int64[M], how many of them the mentee would ask.
        appeal: int64[P, M], how each mentor ranks each mentee, higher is better, no ties in a row.
        capacity: int64[P], how many mentees a mentor holds.
        rounds: when to stop; M * L is always enough to finish.

    Returns:
        int64[M]: each mentee's mentor, -1 for none.

    Source: Gale and Shapley (1962), doi 10.1080/00029890.1962.11989827.
    """
    places = _places(capacity)
    asked = np.zeros(length.size, dtype=np.int64)
    free = np.arange(length.size)
    waiting = length.size
    for _ in range(rounds):
        turned_away = 0
        for turn in range(waiting):
            mentee = free[turn]
            if asked[mentee] == length[mentee]:
                continue
            mentor = order[mentee, asked[mentee]]
            asked[mentee] += 1
            leaves = _hold(mentee, places[mentor, : capacity[mentor]], appeal[mentor])
            if leaves >= 0:
                free[turned_away] = leaves
                turned_away += 1
        waiting = turned_away
        if waiting == 0:
            break
    return _mate_of(places, length.size)
