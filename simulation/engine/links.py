"""Links of the advice network: find, add, strengthen and drop, rows kept sorted by neighbor.

A row lists the neighbors of one seat, free slots (-1) last. Links are symmetric: whoever adds one
adds both sides, whoever drops one drops both. Sums over a row therefore have one order.
"""

import numpy as np

from simulation.engine.compiled import compiled


@compiled
def find_slot(neighbors: np.ndarray, seat: int) -> int:
    """Slot of `seat` in one sorted row (free slots, -1, come last), or -1."""
    for slot in range(neighbors.shape[0]):
        if neighbors[slot] == seat:
            return slot
        if neighbors[slot] < 0:
            return -1
    return -1


@compiled
def _insert(
    tie_neighbor: np.ndarray,
    tie_strength: np.ndarray,
    tie_target: np.ndarray,
    seat: int,
    other: int,
) -> None:
    """Put `other` in order into the row of `seat`, which has a free slot."""
    slot = tie_neighbor.shape[1] - 1
    while slot > 0 and (tie_neighbor[seat, slot - 1] < 0 or tie_neighbor[seat, slot - 1] > other):
        tie_neighbor[seat, slot] = tie_neighbor[seat, slot - 1]
        tie_strength[seat, slot] = tie_strength[seat, slot - 1]
        tie_target[seat, slot] = tie_target[seat, slot - 1]
        slot -= 1
    tie_neighbor[seat, slot] = other
    tie_strength[seat, slot] = 0.0
    tie_target[seat, slot] = 0.0


@compiled
def _remove(
    tie_neighbor: np.ndarray, tie_strength: np.ndarray, tie_target: np.ndarray, seat: int, slot: int
) -> None:
    """Take one slot out of a row and close the gap."""
    width = tie_neighbor.shape[1]
    for place in range(slot, width - 1):
        tie_neighbor[seat, place] = tie_neighbor[seat, place + 1]
        tie_strength[seat, place] = tie_strength[seat, place + 1]
        tie_target[seat, place] = tie_target[seat, place + 1]
    tie_neighbor[seat, width - 1] = -1
    tie_strength[seat, width - 1] = 0.0
    tie_target[seat, width - 1] = 0.0


@compiled
def _make_room(
    tie_neighbor: np.ndarray, tie_strength: np.ndarray, tie_target: np.ndarray, seat: int
) -> None:
    """Drop the weakest link of a full row, on both sides."""
    width = tie_neighbor.shape[1]
    weakest = 0
    least = np.inf
    for slot in range(width):
        other = tie_neighbor[seat, slot]
        weight = tie_target[seat, slot] + tie_strength[seat, slot]
        back = find_slot(tie_neighbor[other], seat)
        if back >= 0:
            weight += tie_target[other, back] + tie_strength[other, back]
        if weight < least:
            least = weight
            weakest = slot
    other = tie_neighbor[seat, weakest]
    _remove(tie_neighbor, tie_strength, tie_target, seat, weakest)
    back = find_slot(tie_neighbor[other], seat)
    if back >= 0:
        _remove(tie_neighbor, tie_strength, tie_target, other, back)


@compiled
def add_link(
    tie_neighbor: np.ndarray,
    tie_strength: np.ndarray,
    tie_target: np.ndarray,
    seat: int,
    other: int,
) -> None:
    """Make `seat` and `other` neighbors (strength 0 both ways) unless they are already.

    A full row drops its weakest link, so a row never overflows.
    """
    if find_slot(tie_neighbor[seat], other) >= 0:
        return
    width = tie_neighbor.shape[1]
    if tie_neighbor[seat, width - 1] >= 0:
        _make_room(tie_neighbor, tie_strength, tie_target, seat)
    if tie_neighbor[other, width - 1] >= 0:
        _make_room(tie_neighbor, tie_strength, tie_target, other)
    _insert(tie_neighbor, tie_strength, tie_target, seat, other)
    _insert(tie_neighbor, tie_strength, tie_target, other, seat)


@compiled
def drop_links(
    tie_neighbor: np.ndarray, tie_strength: np.ndarray, tie_target: np.ndarray, seat: int
) -> None:
    """Drop all links of a seat, on both sides."""
    for slot in range(tie_neighbor.shape[1]):
        other = tie_neighbor[seat, slot]
        if other < 0:
            break
        back = find_slot(tie_neighbor[other], seat)
        _remove(tie_neighbor, tie_strength, tie_target, other, back)
        tie_neighbor[seat, slot] = -1
        tie_strength[seat, slot] = 0.0
        tie_target[seat, slot] = 0.0


@compiled
def strengthen(
    tie_neighbor: np.ndarray,
    tie_strength: np.ndarray,
    tie_target: np.ndarray,
    seat: int,
    other: int,
    amount: float,
    ceiling: float,
) -> None:
    """Let `seat` ask `other` more: target and strength rise by `amount`, at most to `ceiling`."""
    add_link(tie_neighbor, tie_strength, tie_target, seat, other)
    slot = find_slot(tie_neighbor[seat], other)
    tie_target[seat, slot] = max(
        tie_target[seat, slot], min(ceiling, tie_target[seat, slot] + amount)
    )
    tie_strength[seat, slot] = max(
        tie_strength[seat, slot], min(tie_target[seat, slot], tie_strength[seat, slot] + amount)
    )
