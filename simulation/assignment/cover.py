"""Cover: as few tables as seat everybody who can be seated, in the order in which they open."""

import numpy as np

from simulation.assignment.rules import Bools, Ints, Rules, permit
from simulation.engine.compiled import compiled


@compiled
def cover(
    rules: Rules, turn: np.ndarray, order: np.ndarray, room: np.ndarray
) -> tuple[Bools, Ints]:
    """Choose mentors one by one, each of whom can take somebody whom those before could not.

    Each mentor in order takes, as far as there is room, the mentees in turn who may be paired
    with them and are not taken yet; a mentor who finds nobody is not chosen.

    Args:
        rules: who may be paired with whom.
        turn: int64 (M,), mentees.
        order: int64 (P,), mentors.
        room: int64 (P,).

    Returns:
        bool (P,), the mentors chosen; int64, the mentees nobody could take, in turn.
    """
    chosen = np.zeros(room.shape[0], dtype=np.bool_)
    waiting, allowed = turn.copy(), np.empty(turn.shape[0], dtype=np.bool_)
    left = waiting.shape[0]
    for mentor in order:
        permit(rules, waiting[:left], np.full(left, mentor), allowed[:left])
        kept, taken = 0, 0
        for place in range(left):
            if taken < room[mentor] and allowed[place]:
                taken += 1
            else:
                waiting[kept] = waiting[place]
                kept += 1
        left = kept
        chosen[mentor] = taken > 0
        if left == 0:
            break
    return chosen, waiting[:left].copy()
