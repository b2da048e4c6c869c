"""Places: mentors' capacity spelled out, place by place, for algorithms that move people about."""

import numpy as np

from simulation.engine.compiled import compiled


@compiled
def fill_places(capacity: np.ndarray, mentees: int, first: np.ndarray) -> int:
    """Fill where each mentor's places begin, and the end (P + 1,); none has more than needed.

    Returns:
        How many places there are.
    """
    first[0] = 0
    for j in range(capacity.shape[0]):
        first[j + 1] = first[j] + min(capacity[j], mentees)
    return int(first[-1])


@compiled
def move_up(
    mentor: int,
    place: int,
    via: np.ndarray,
    mate: np.ndarray,
    seat: np.ndarray,
    held: np.ndarray,
) -> None:
    """Fill a free place along a path: who comes leaves a place to the next, to the path's root.

    Args:
        mentor: whose place is free, -1 = nobody's.
        place: the free place.
        via: int64 (P,), the mentee from whom the search came to each mentor.
        mate, seat: int64 (M,), each mentee's mentor and place, -1 for none.
        held: int64, the mentee in each place.
    """
    while mentor >= 0:
        mentee = via[mentor]
        before, left = mate[mentee], seat[mentee]
        mate[mentee], seat[mentee], held[place] = mentor, place, mentee
        mentor, place = before, left
