"""Sight: scores as whoever does the matching sees them, in whole numbers without ties.

A pair's **seen score** is rint(10^6 max(0, score + noise z)), z a standard normal draw of the two
persons; its **key** is the seen score times 2^24 plus 24 bits that the two persons draw: a
fraction of a quantum that keeps equal scores apart. (Where a mentee's scores count by a weight w,
the seen score in the key is floor(w x seen).) A mentor's **rank** of a mentee is made like a
key, of the mentor's own preference without error and with the tie bits of the pair.
A pair is **eligible** if the rules permit it, the mentor has room, and the seen score reaches the
minimum.
"""

from typing import NamedTuple

import numpy as np

from simulation.assignment.rules import Persons, Rules, permit
from simulation.engine.addresses import Stream
from simulation.engine.compiled import compiled
from simulation.engine.draws import Draws
from simulation.engine.functions import inverse_normal
from simulation.engine.philox import uniform_at

QUANTA = 1_000_000
"""Per unit of score: whole numbers add up the same in every order."""

TIE_BITS = 24
TIES = 1 << TIE_BITS

WHOLE = 1 << 12
"""The weight of a mentee whose scores count in full."""


class Sight(NamedTuple):
    """How scores are seen.

    Attributes:
        noise: standard deviation of the error, score.
        minimum: least seen score of an eligible pair, quanta.
        luck: uint32 (5,), this month's address of draws: the seed's two words, the month's, and
            the hashes of the streams of errors and ties.
    """

    noise: float
    minimum: float
    luck: Persons


def sight(noise: float, minimum: float, draws: Draws, errors: Stream, ties: Stream) -> Sight:
    """See with an error of this size this month; `minimum` is a score, 0 = whatever counts."""
    luck = draws.luck(errors, ties)
    luck[2] = draws.month << 16  # whatever the turn: pairs look as they did
    return Sight(noise, float(round(minimum * QUANTA)), luck)


@compiled
def _fill_draws(
    eye: Sight, person: np.uint32, others: np.ndarray, error: np.ndarray, tie: np.ndarray
) -> None:
    """Fill error, in score, and tie bits of one person with each of the others."""
    noise, _, luck = eye
    key0, key1, word, noise_stream, tie_stream = luck[0], luck[1], luck[2], luck[3], luck[4]
    for w in range(others.shape[0]):
        tie[w] = np.int64(uniform_at(key0, key1, person, others[w], word, tie_stream) * TIES)
    error[:] = 0.0
    if noise > 0.0:
        for w in range(others.shape[0]):
            error[w] = uniform_at(key0, key1, person, others[w], word, noise_stream)
        for w in range(others.shape[0]):
            error[w] = noise * inverse_normal(error[w])


@compiled
def keys_kernel(
    rules: Rules,
    capacity: np.ndarray,
    eye: Sight,
    weight: np.ndarray,
    rows: np.ndarray,
    first: np.ndarray,
    score: np.ndarray,
    mentor_score: np.ndarray,
    key: np.ndarray,
    rank: np.ndarray,
) -> int:
    """Fill keys and ranks of eligible pairs, -1 for the others.

    Args:
        rules, capacity, eye, weight: as in `Market`.
        rows: int64 (R,), mentees.
        first: int64 (R,), the first mentor of each.
        score: float64 (R, C), true scores.
        mentor_score: float64 (R, C), mentors' own.
        key: int64 (R, C), filled.
        rank: int64 (R, C), filled.

    Returns:
        How many scores of permitted pairs are not in 0..1.
    """
    minimum, width = eye.minimum, score.shape[1]
    persons, others = rules.mentee_persons, rules.mentor_persons
    one, near = np.empty((2, width), dtype=np.int64)
    tie = np.empty(width, dtype=np.int64)
    who, allowed, error = np.empty_like(others[:width]), np.empty(width, np.bool_), np.empty(width)
    wrong = 0
    for row in range(rows.shape[0]):
        i, begin = rows[row], first[row]
        for w in range(width):
            one[w], near[w] = i, begin + w
        permit(rules, one, near, allowed)
        count = 0
        for w in range(width):
            key[row, w] = rank[row, w] = -1
            near[count], who[count] = w, others[begin + w]
            count += allowed[w] & (capacity[begin + w] > 0)
        # Draws cost most, and most pairs are not permitted.
        _fill_draws(eye, persons[i], who[:count], error[:count], tie)
        for place in range(count):
            w = near[place]
            value, liked = score[row, w], mentor_score[row, w]
            if not (value >= 0.0 and value <= 1.0 and liked >= 0.0 and liked <= 1.0):
                wrong += 1
                continue
            seen = np.rint(max(value + error[place], 0.0) * QUANTA)
            if seen >= minimum:
                key[row, w] = np.int64(seen) * weight[i] // WHOLE * TIES + tie[place]
                rank[row, w] = np.int64(np.rint(liked * QUANTA)) * TIES + tie[place]
    return wrong
