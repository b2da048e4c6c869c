"""The market: scores as whoever does the matching sees them, in whole numbers without ties.

A pair's **seen score** is rint(10^6 max(0, score + noise z)), z a standard normal draw of the two
persons; its **key** is the seen score times 2^24 plus 24 bits that the two persons draw: a
fraction of a quantum that keeps equal scores apart. All matching ranks and adds up keys.
A pair is **eligible** if the rules permit it, the mentor has room, and the seen score reaches the
minimum.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from simulation.assignment.rules import Bools, Ints, Rules, permitted
from simulation.assignment.scores import Scores, spelled_out
from simulation.engine.compiled import compiled
from simulation.engine.draws import Draws, Stream, uniform_at
from simulation.engine.functions import inverse_normal
from simulation.errors import ModelError

QUANTA = 1_000_000
"""Per unit of score: whole numbers add up the same in every order."""

TIE_BITS = 24
TIES = 1 << TIE_BITS


class Sight(NamedTuple):
    """How scores are seen: the error's standard deviation, the least that counts, the draws."""

    noise: float
    minimum: float
    key0: np.uint32
    key1: np.uint32
    word: np.uint32
    noise_stream: np.uint32
    tie_stream: np.uint32


def sight(noise: float, minimum: float, draws: Draws, errors: Stream, ties: Stream) -> Sight:
    """See with an error of this size this month; `minimum` is a score, 0 = whatever counts."""
    word = np.uint32(draws.month << 16)
    return Sight(noise, float(np.rint(minimum * QUANTA)), *draws.key, word, errors.hash, ties.hash)


@compiled
def _fill_draws(
    eye: Sight, person: np.uint32, others: np.ndarray, error: np.ndarray, tie: np.ndarray
) -> None:
    """Fill error, in score, and tie bits of one person with each of the others."""
    for c in range(others.shape[0]):
        drawn = uniform_at(eye.key0, eye.key1, person, others[c], eye.word, eye.tie_stream)
        tie[c] = np.int64(drawn * TIES)
    error[:] = 0.0
    if eye.noise > 0.0:
        for c in range(others.shape[0]):
            error[c] = uniform_at(eye.key0, eye.key1, person, others[c], eye.word, eye.noise_stream)
        for c in range(others.shape[0]):
            error[c] = eye.noise * inverse_normal(error[c])


@compiled
def keys_kernel(
    rules: Rules,
    capacity: np.ndarray,
    eye: Sight,
    rows: np.ndarray,
    first: np.ndarray,
    score: np.ndarray,
    key: np.ndarray,
) -> int:
    """Fill keys of eligible pairs, -1 for the others; return how many scores are not in 0..1."""
    (a, b, c, d, e, f, g, h, k, m, n, o, p, q, r) = rules
    width = score.shape[1]
    error = np.empty(width)
    tie = np.empty(width, dtype=np.int64)
    wrong = 0
    for row in range(rows.shape[0]):
        i, begin = rows[row], first[row]
        _fill_draws(eye, c[i], d[begin : begin + width], error, tie)
        for w in range(width):
            j = begin + w
            key[row, w] = -1
            if capacity[j] == 0 or not permitted(a, b, c, d, e, f, g, h, k, m, n, o, p, q, r, i, j):
                continue
            if not (score[row, w] >= 0.0 and score[row, w] <= 1.0):
                wrong += 1
                continue
            seen = np.rint(max(score[row, w] + error[w], 0.0) * QUANTA)
            if seen >= eye.minimum:
                key[row, w] = np.int64(seen) * TIES + tie[w]
    return wrong


@dataclass(frozen=True)
class Market:
    """Who may be paired, as whoever does the matching sees it.

    Attributes:
        rules: which pairs may be made.
        capacity: int64 (P,), mentees each mentor may still take.
        scores: true scores and the mentors' own.
        eye: how the scores are seen.
    """

    rules: Rules
    capacity: Ints
    scores: Scores
    eye: Sight

    @property
    def shape(self) -> tuple[int, int]:
        """Mentees and mentors."""
        return self.rules.mentees.size, self.rules.mentors.size

    def block(self, rows: Ints, first: Ints, width: int) -> tuple[Ints, Ints]:
        """Keys and mentors' ranks of some mentees with `width` mentors from each one's `first` on.

        A mentor's rank of a mentee is made like a key, of the mentor's own preference, which is
        seen as it is: the tie bits are those of the pair. Both are -1 where a pair is not
        eligible or not permitted.

        Raises:
            ModelError: a score of a permitted pair is not a number from 0 to 1.
        """
        score, mentor_score = np.empty((2, rows.size, width))
        key, rank = np.empty((2, rows.size, width), dtype=np.int64)
        self.scores.fill(rows, first, score, mentor_score)
        sure = self.eye._replace(noise=0.0, minimum=0.0)
        for name, eye, seen, out in (
            ("score", self.eye, score, key),
            ("mentor_score", sure, mentor_score, rank),
        ):
            wrong = keys_kernel(self.rules, self.capacity, eye, rows, first, seen, out)
            if wrong:
                raise ModelError(
                    f"matching candidates: {name} is outside 0..1 or not a number for {wrong} pairs"
                )
        return key, rank

    @cached_property
    def keys(self) -> Ints:
        """Keys of all pairs, int64 (M, P), -1 = not eligible; ModelError for a large pool."""
        return self._all[0]

    @cached_property
    def ranks(self) -> Ints:
        """Mentors' ranks of all pairs, int64 (P, M); ModelError for a large pool."""
        return np.ascontiguousarray(self._all[1].T)

    @cached_property
    def _all(self) -> tuple[Ints, Ints]:
        mentees, mentors = spelled_out(*self.shape)
        return self.block(np.arange(mentees), np.zeros(mentees, dtype=np.int64), mentors)

    def too_poor(self, rows: Ints, columns: Ints) -> Bools:
        """Which of some permitted pairs are not eligible, because they are seen as too poor."""
        return self.block(rows, columns, 1)[0][:, 0] < 0
