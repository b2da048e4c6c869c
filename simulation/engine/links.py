"""Links of the advice network: find, add, strengthen and drop, rows kept in order.

A row lists the neighbors of one seat: first those whom the person asks (`tie_count` of them, target
above 0), then those who may come to be asked, each part sorted by neighbor, free slots (-1) last.
So whoever sums over ties stops after the first part, and a sum has one order. Links are symmetric:
whoever adds one adds both sides, whoever drops one drops both; asking is one-sided.
"""

import numpy as np

from simulation.engine.compiled import compiled, compiled_inline


@compiled_inline
def find_slot(neighbors: np.ndarray, seat: int) -> int:
    """Slot of `seat` in one row, where it stands at most once, or -1."""
    found = 0
    for slot in range(neighbors.shape[0]):  # to the end: several slots are compared at once
        found += (slot + 1) * (neighbors[slot] == seat)
    return found - 1


@compiled_inline
def as_seat(neighbor: int) -> int:
    """A neighbor as wide as other seats are: what takes seats is compiled for one width."""
    return int(np.int64(neighbor))


@compiled
def _insert(tie_neighbor: np.ndarray, tie_count: np.ndarray, seat: int, other: int) -> int:
    """Put `other` among those whom `seat` may come to ask; return the slot, one of them is free."""
    slot = 0
    for place in range(tie_neighbor.shape[1]):
        slot += tie_neighbor[seat, place] >= 0
    while slot > tie_count[seat] and tie_neighbor[seat, slot - 1] > other:
        tie_neighbor[seat, slot] = tie_neighbor[seat, slot - 1]
        slot -= 1
    tie_neighbor[seat, slot] = other
    return slot


@compiled
def _begin(
    tie_neighbor: np.ndarray,
    tie_strength: np.ndarray,
    tie_target: np.ndarray,
    tie_count: np.ndarray,
    seat: int,
    slot: int,
) -> int:
    """Move the neighbor in `slot` to those who are asked, with strength 0; return the new slot."""
    other = tie_neighbor[seat, slot]
    while slot > tie_count[seat]:
        tie_neighbor[seat, slot] = tie_neighbor[seat, slot - 1]
        slot -= 1
    while slot > 0 and tie_neighbor[seat, slot - 1] > other:
        tie_neighbor[seat, slot] = tie_neighbor[seat, slot - 1]
        tie_strength[seat, slot] = tie_strength[seat, slot - 1]
        tie_target[seat, slot] = tie_target[seat, slot - 1]
        slot -= 1
    tie_neighbor[seat, slot] = other
    tie_strength[seat, slot] = 0.0
    tie_target[seat, slot] = 0.0
    tie_count[seat] += 1
    return slot


@compiled
def _end(
    tie_neighbor: np.ndarray,
    tie_strength: np.ndarray,
    tie_target: np.ndarray,
    tie_count: np.ndarray,
    seat: int,
    slot: int,
) -> None:
    """Move the neighbor in `slot` from those who are asked to those who may be."""
    other = tie_neighbor[seat, slot]
    tie_count[seat] -= 1
    while slot < tie_count[seat]:
        tie_neighbor[seat, slot] = tie_neighbor[seat, slot + 1]
        tie_strength[seat, slot] = tie_strength[seat, slot + 1]
        tie_target[seat, slot] = tie_target[seat, slot + 1]
        slot += 1
    tie_strength[seat, slot] = 0.0
    tie_target[seat, slot] = 0.0
    last = tie_neighbor.shape[1] - 1
    while slot < last and 0 <= tie_neighbor[seat, slot + 1] < other:
        tie_neighbor[seat, slot] = tie_neighbor[seat, slot + 1]
        slot += 1
    tie_neighbor[seat, slot] = other


@compiled_inline
def set_tie(
    tie_neighbor: np.ndarray,
    tie_strength: np.ndarray,
    tie_target: np.ndarray,
    tie_count: np.ndarray,
    seat: int,
    slot: int,
    strength: float,
    target: float,
) -> None:
    """Set how much `seat` asks the neighbor in `slot`, who moves where the row's order wants."""
    asked = slot < tie_count[seat]
    if target > 0.0:
        if not asked:
            slot = _begin(tie_neighbor, tie_strength, tie_target, tie_count, seat, slot)
        tie_strength[seat, slot] = strength
        tie_target[seat, slot] = target
    elif asked:
        _end(tie_neighbor, tie_strength, tie_target, tie_count, seat, slot)


@compiled
def _remove(
    tie_neighbor: np.ndarray,
    tie_strength: np.ndarray,
    tie_target: np.ndarray,
    tie_count: np.ndarray,
    seat: int,
    other: int,
) -> None:
    """Take `other` out of a row, if it is there, and close the gap."""
    slot = find_slot(tie_neighbor[seat], other)
    if slot < 0:
        return
    last = tie_neighbor.shape[1] - 1
    for place in range(slot, last):
        tie_neighbor[seat, place] = tie_neighbor[seat, place + 1]
    tie_neighbor[seat, last] = -1
    if slot < tie_count[seat]:
        tie_count[seat] -= 1
        last = tie_count[seat]
        for place in range(slot, last):
            tie_strength[seat, place] = tie_strength[seat, place + 1]
            tie_target[seat, place] = tie_target[seat, place + 1]
        tie_strength[seat, last], tie_target[seat, last] = 0.0, 0.0


@compiled
def _make_room(
    tie_neighbor: np.ndarray,
    tie_strength: np.ndarray,
    tie_target: np.ndarray,
    tie_count: np.ndarray,
    seat: int,
) -> None:
    """Drop the weakest link of a full row, of equals that to the first seat, on both sides."""
    width = tie_neighbor.shape[1]
    weakest = 0
    least = np.inf
    for slot in range(width):
        other = as_seat(tie_neighbor[seat, slot])
        weight = tie_target[seat, slot] + tie_strength[seat, slot]
        back = find_slot(tie_neighbor[other], seat)
        if back >= 0:
            weight += tie_target[other, back] + tie_strength[other, back]
        if weight < least or (weight == least and other < tie_neighbor[seat, weakest]):
            least = weight
            weakest = slot
    other = as_seat(tie_neighbor[seat, weakest])
    _remove(tie_neighbor, tie_strength, tie_target, tie_count, seat, other)
    _remove(tie_neighbor, tie_strength, tie_target, tie_count, other, seat)


@compiled
def _link(
    tie_neighbor: np.ndarray,
    tie_strength: np.ndarray,
    tie_target: np.ndarray,
    tie_count: np.ndarray,
    seat: int,
    other: int,
) -> int:
    """Make two who are no neighbors neighbors; return the slot of `other`."""
    width = tie_neighbor.shape[1]
    if tie_neighbor[seat, width - 1] >= 0:
        _make_room(tie_neighbor, tie_strength, tie_target, tie_count, seat)
    if tie_neighbor[other, width - 1] >= 0:
        _make_room(tie_neighbor, tie_strength, tie_target, tie_count, other)
    _insert(tie_neighbor, tie_count, other, seat)
    return _insert(tie_neighbor, tie_count, seat, other)


@compiled_inline
def add_link(
    tie_neighbor: np.ndarray,
    tie_strength: np.ndarray,
    tie_target: np.ndarray,
    tie_count: np.ndarray,
    seat: int,
    other: int,
) -> int:
    """Make `seat` and `other` neighbors (strength 0 both ways) unless they are already.

    A full row drops its weakest link, so a row never overflows. Returns the slot of `other`.
    """
    slot = find_slot(tie_neighbor[seat], other)
    if slot < 0:
        slot = _link(tie_neighbor, tie_strength, tie_target, tie_count, seat, other)
    return slot


@compiled
def drop_links(
    tie_neighbor: np.ndarray,
    tie_strength: np.ndarray,
    tie_target: np.ndarray,
    tie_count: np.ndarray,
    seat: int,
) -> None:
    """Drop all links of a seat, on both sides."""
    for slot in range(tie_neighbor.shape[1]):
        other = as_seat(tie_neighbor[seat, slot])
        if other < 0:
            break
        _remove(tie_neighbor, tie_strength, tie_target, tie_count, other, seat)
        tie_neighbor[seat, slot] = -1
        tie_strength[seat, slot] = 0.0
        tie_target[seat, slot] = 0.0
    tie_count[seat] = 0


@compiled_inline
def strengthen(
    tie_neighbor: np.ndarray,
    tie_strength: np.ndarray,
    tie_target: np.ndarray,
    tie_count: np.ndarray,
    seat: int,
    other: int,
    amount: float,
    ceiling: float,
) -> None:
    """Let `seat` ask `other` more: target and strength rise by `amount`, at most to `ceiling`."""
    slot = add_link(tie_neighbor, tie_strength, tie_target, tie_count, seat, other)
    target, strength = tie_target[seat, slot], tie_strength[seat, slot]
    target = max(target, min(ceiling, target + amount))
    strength = max(strength, min(target, strength + amount))
    set_tie(tie_neighbor, tie_strength, tie_target, tie_count, seat, slot, strength, target)
