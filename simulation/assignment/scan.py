"""The scan: look at all pairs of some mentees and keep the best few, without building a matrix."""

import numpy as np

from simulation.assignment.rules import Rules, permitted
from simulation.assignment.sight import QUANTA, TIES, WHOLE, Sight
from simulation.engine.compiled import compiled, compiled_inline
from simulation.engine.draws import uniform_at
from simulation.engine.functions import inverse_normal

STEPS = 1024
"""Steps in which the error of a pair is bounded from above before it is worked out."""

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
def _sink(worth: np.ndarray, key: np.ndarray, column: np.ndarray, rank: np.ndarray) -> None:
    """Restore the heap (lowest worth on top) after its top has changed."""
    size = worth.shape[0]
    place = 0
    while 2 * place + 1 < size:
        below = 2 * place + 1
        if below + 1 < size and worth[below + 1] < worth[below]:
            below += 1
        if worth[below] >= worth[place]:
            break
        worth[place], worth[below] = worth[below], worth[place]
        key[place], key[below] = key[below], key[place]
        column[place], column[below] = column[below], column[place]
        rank[place], rank[below] = rank[below], rank[place]
        place = below


@compiled
def _lift(worth: np.ndarray, key: np.ndarray, column: np.ndarray, rank: np.ndarray, n: int) -> None:
    """Restore the heap of n after an entry was appended to it."""
    place = n - 1
    while place > 0:
        above = (place - 1) // 2
        if worth[above] <= worth[place]:
            break
        worth[place], worth[above] = worth[above], worth[place]
        key[place], key[above] = key[above], key[place]
        column[place], column[above] = column[above], column[place]
        rank[place], rank[above] = rank[above], rank[place]
        place = above


@compiled
def _insert(
    worth: np.ndarray,
    key: np.ndarray,
    column: np.ndarray,
    rank: np.ndarray,
    n: int,
    entry: tuple[np.int64, np.int64, np.int64, np.int64],
) -> int:
    """Put a pair into a heap of n, for the worst if it is full; return how many it has then."""
    at = n if n < worth.shape[0] else 0
    worth[at], key[at], column[at], rank[at] = entry
    if at < n:
        _sink(worth, key, column, rank)
        return n
    _lift(worth, key, column, rank, n + 1)
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
    noise, _, key0, key1, word, noise_stream, _ = eye
    most[:] = 0.0
    if noise > 0.0:
        for w in range(most.shape[0]):
            most[w] = uniform_at(key0, key1, person, others[w], word, noise_stream)
        for w in range(most.shape[0]):
            most[w] = bounds[np.uint64(most[w] * STEPS)]
    for w in range(most.shape[0]):
        fine = score[w] >= 0.0 and score[w] <= 1.0
        seen = max(score[w] + most[w], 0.0) * scale + SLACK - price[w]
        most[w] = seen if fine else np.inf


@compiled_inline
def _quanta(score: float) -> np.int64:
    return np.int64(np.rint(max(score, 0.0) * QUANTA))


@compiled
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
    worth: np.ndarray,
    key: np.ndarray,
    column: np.ndarray,
    rank: np.ndarray,
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
        worth, key, column, rank: int64 (R, k), heaps of the best so far, lowest worth on top.
        count: int64 (R,), entries of each heap.

    Returns:
        How many scores of permitted pairs are not in 0..1.
    """
    (a, b, c, d, e, f, g, h, q, m, n, o, p, r, s) = rules
    noise, minimum, key0, key1, word, noise_stream, tie_stream = eye
    width, places = score.shape[1], worth.shape[1]
    others, costs = d[begin : begin + width], price[begin : begin + width]
    most = np.empty(width)
    wrong = 0
    for row in range(rows.shape[0]):
        i = rows[row]
        _fill_most(eye, c[i], others, bounds, score[row], costs, SCALE * weight[i] / WHOLE, most)
        least = max(floor[row], worth[row, 0] if count[row] == places else floor[row])
        for w in range(width):
            j = begin + w
            if most[w] <= least or capacity[j] == 0:
                continue
            if not permitted(a, b, c, d, e, f, g, h, q, m, n, o, p, r, s, i, j):
                continue
            value, liked = score[row, w], mentor_score[row, w]
            if not (value >= 0.0 and value <= 1.0 and liked >= 0.0 and liked <= 1.0):
                wrong += 1
                continue
            if noise > 0.0:
                drawn = uniform_at(key0, key1, c[i], d[j], word, noise_stream)
                value += noise * inverse_normal(drawn)
            seen = _quanta(value)
            tie = np.int64(uniform_at(key0, key1, c[i], d[j], word, tie_stream) * TIES)
            own = seen * weight[i] // WHOLE * TIES + tie
            theirs = _quanta(liked) * TIES + tie
            judged = theirs if by_rank else own
            if seen < minimum or judged <= standard[j] or own - price[j] <= least:
                continue
            entry = own - price[j], own, np.int64(j), judged
            count[row] = _insert(worth[row], key[row], column[row], rank[row], count[row], entry)
            if count[row] == places:
                least = max(floor[row], worth[row, 0])
    return wrong
