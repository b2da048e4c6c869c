"""The scan: look at all pairs of some mentees and keep the best few, without building a matrix."""

import numpy as np

from simulation.assignment.rules import Rules, permit
from simulation.assignment.sight import QUANTA, TIES, WHOLE, Sight
from simulation.engine.compiled import compiled, compiled_for_threads, compiled_inline
from simulation.engine.functions import inverse_normal
from simulation.engine.philox import uniform_at

STEPS = 1024
"""Steps in which the error of a pair is bounded from above before it is worked out."""

WORTH, KEY, COLUMN, RANK = 0, 1, 2, 3
"""Where a heap holds what."""

SCALE = float(QUANTA * TIES)
SLACK = float(2 * TIES)
"""What rounding to quanta and the tie bits add to a key at most, and a quantum more."""


@compiled
def fill_bounds(noise: float, out: np.ndarray) -> None:
    """Fill the largest error within each step of the uniform draw; the last has no bound."""
    for step in range(out.shape[0] - 1):
        out[step] = noise * inverse_normal((step + 1.0) / out.shape[0])
    out[out.shape[0] - 1] = np.inf if noise > 0.0 else 0.0


@compiled
def _swap(heaps: np.ndarray, row: int, one: int, other: int) -> None:
    """Let two entries of a row's heap change places."""
    for part in range(heaps.shape[0]):
        value = heaps[part, row, one]
        heaps[part, row, one] = heaps[part, row, other]
        heaps[part, row, other] = value


@compiled
def _sink(heaps: np.ndarray, row: int) -> None:
    """Restore a row's full heap (lowest worth on top) after its top has changed."""
    size = heaps.shape[2]
    place = 0
    while 2 * place + 1 < size:
        below = 2 * place + 1
        if below + 1 < size and heaps[WORTH, row, below + 1] < heaps[WORTH, row, below]:
            below += 1
        if heaps[WORTH, row, below] >= heaps[WORTH, row, place]:
            break
        _swap(heaps, row, below, place)
        place = below


@compiled
def _lift(heaps: np.ndarray, row: int, place: int) -> None:
    """Restore a row's heap after an entry was appended to it."""
    while place > 0:
        above = (place - 1) // 2
        if heaps[WORTH, row, above] <= heaps[WORTH, row, place]:
            break
        _swap(heaps, row, above, place)
        place = above


@compiled
def _insert(
    heaps: np.ndarray,
    row: int,
    n: int,
    worth: np.int64,
    key: np.int64,
    column: int,
    rank: np.int64,
) -> int:
    """Put a pair into a row's heap of n, for the worst if it is full; return how many it has."""
    at = n if n < heaps.shape[2] else 0
    heaps[WORTH, row, at], heaps[KEY, row, at] = worth, key
    heaps[COLUMN, row, at], heaps[RANK, row, at] = column, rank
    if at < n:
        _sink(heaps, row)
        return n
    _lift(heaps, row, at)
    return n + 1


@compiled
def _fill_most(
    eye: Sight,
    person: np.uint32,
    others: np.ndarray,
    bounds: np.ndarray,
    score: np.ndarray,
    price: np.ndarray,
    scale: float,
    most: np.ndarray,
) -> None:
    """Fill what the worth of each pair of one mentee cannot exceed; no bound for a wrong score."""
    noise, _, luck = eye
    key0, key1, word, noise_stream, tie_stream = luck[0], luck[1], luck[2], luck[3], luck[4]
    stream = noise_stream if noise > 0.0 else tie_stream
    for w in range(most.shape[0]):
        most[w] = uniform_at(key0, key1, person, others[w], word, stream)
    if noise > 0.0:
        for w in range(most.shape[0]):
            most[w] = bounds[np.uint64(most[w] * STEPS)]
        for w in range(most.shape[0]):
            most[w] = max(score[w] + most[w], 0.0) * scale + SLACK
    else:  # then nothing is in doubt: equal scores must not all be looked at
        for w in range(most.shape[0]):
            most[w] = np.rint(score[w] * QUANTA) * (scale / QUANTA) + most[w] * TIES + 1.0
    for w in range(most.shape[0]):
        fine = score[w] >= 0.0 and score[w] <= 1.0
        most[w] = most[w] - price[w] if fine else np.inf


@compiled_inline
def _quanta(score: float) -> np.int64:
    return np.int64(np.rint(max(score, 0.0) * QUANTA))


@compiled_for_threads
def scan_kernel(
    rules: Rules,
    capacity: np.ndarray,
    eye: Sight,
    weight: np.ndarray,
    bounds: np.ndarray,
    rows: np.ndarray,
    begin: int,
    score: np.ndarray,
    mentor_score: np.ndarray,
    price: np.ndarray,
    standard: np.ndarray,
    by_rank: bool,
    floor: np.ndarray,
    heaps: np.ndarray,
    count: np.ndarray,
) -> int:
    """Let a block of pairs compete for the places in the mentees' lists of the best.

    A pair's worth is key - price; it competes if it is eligible, if its rank with the mentor,
    or else its key, is above the mentor's standard, and if its worth is above the mentee's
    floor. Its error is bounded from above first; only a pair that this bound does not rule out
    is looked at.

    Args:
        rules, capacity, eye, weight: as in `Market`.
        bounds: float64 (STEPS,), from `fill_bounds`.
        rows: int64 (R,), mentees.
        begin: the first mentor of the block.
        score: float64 (R, C), true scores of the block.
        mentor_score: float64 (R, C).
        price: int64 (P,).
        standard: int64 (P,), what a pair must exceed to be taken by the mentor, -1 = nothing.
        by_rank: whether mentors judge by their own preference.
        floor: int64 (R,).
        heaps: int64 (4, R, k), worth, key, mentor and rank of the best so far, lowest worth first.
        count: int64 (R,), entries of each heap.

    Returns:
        How many scores of permitted pairs are not in 0..1.
    """
    noise, minimum, luck = eye
    key0, key1, word, noise_stream, tie_stream = luck[0], luck[1], luck[2], luck[3], luck[4]
    persons, mentor_persons = rules.mentee_persons, rules.mentor_persons
    width, places = score.shape[1], heaps.shape[2]
    others, costs = mentor_persons[begin : begin + width], price[begin : begin + width]
    most, allowed = np.empty(width), np.empty(width, dtype=np.bool_)
    one, near = np.empty(width, dtype=np.int64), np.empty(width, dtype=np.int64)
    wrong = 0
    for row in range(rows.shape[0]):
        i = rows[row]
        person, whole = persons[i], weight[i]
        _fill_most(eye, person, others, bounds, score[row], costs, SCALE * whole / WHOLE, most)
        least = floor[row]
        if count[row] == places:
            least = max(least, heaps[WORTH, row, 0])
        passed = 0
        for w in range(width):
            if most[w] > least and capacity[begin + w] > 0:
                one[passed], near[passed] = i, begin + w
                passed += 1
        permit(rules, one[:passed], near[:passed], allowed[:passed])
        for place in range(passed):
            j = near[place]
            w = j - begin
            if not allowed[place] or most[w] <= least:
                continue
            value, liked = score[row, w], mentor_score[row, w]
            if not (value >= 0.0 and value <= 1.0 and liked >= 0.0 and liked <= 1.0):
                wrong += 1
                continue
            if noise > 0.0:
                drawn = uniform_at(key0, key1, person, mentor_persons[j], word, noise_stream)
                value += noise * inverse_normal(drawn)
            drawn = uniform_at(key0, key1, person, mentor_persons[j], word, tie_stream)
            tie, seen = np.int64(drawn * TIES), _quanta(value)
            own = seen * whole // WHOLE * TIES + tie
            judged = _quanta(liked) * TIES + tie if by_rank else own
            if seen < minimum or judged <= standard[j] or own - price[j] <= least:
                continue
            count[row] = _insert(heaps, row, count[row], own - price[j], own, j, judged)
            if count[row] == places:
                least = max(least, heaps[WORTH, row, 0])
    return wrong
