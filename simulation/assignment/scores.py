"""Scores: how well two suit each other, asked block by block, never all pairs of a large pool."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from simulation.assignment.rules import Bools, Ints, Listing, Rules, permit
from simulation.errors import ModelError

type Floats = NDArray[np.float64]

MOST_PAIRS = 1 << 24
"""Pairs that are ever spelled out as one matrix: about four thousand on either side."""


class Scores(Protocol):
    """True scores of all pairs, and who knows whom."""

    @property
    def known(self) -> Listing:
        """Whom each mentee knows."""
        ...

    def fill(self, rows: Ints, first: Ints, score: Floats, mentor_score: Floats) -> None:
        """Fill both scores, each 0..1, of some mentees with mentors from each one's `first` on.

        Args:
            rows: int64 (R,), mentees.
            first: int64 (R,), the first mentor of each; as many follow as there are columns.
            score: float64 (R, C), what the mentee and the program gain.
            mentor_score: float64 (R, C), the mentor's own preference.
        """
        ...


def all_permitted(rules: Rules) -> Bools:
    """Spell out which pairs may be made, bool (M, P); ModelError for a large pool."""
    shape = spelled_out(rules.mentees.size, rules.mentors.size)
    rows, columns = (side.ravel() for side in np.indices(shape))
    allowed = np.empty(rows.size, dtype=np.bool_)
    permit(rules, rows, columns, allowed)
    return allowed.reshape(shape)


def all_known(scores: Scores, mentors: int) -> Bools:
    """Spell out whom mentees know, bool (M, P); ModelError for a large pool."""
    known = np.zeros(spelled_out(scores.known.start.size - 1, mentors), dtype=np.bool_)
    known[scores.known.row, scores.known.column] = True
    return known


def all_scores(scores: Scores, mentees: int, mentors: int) -> tuple[Floats, Floats]:
    """Spell out both scores of all pairs, float64 (M, P); ModelError for a large pool."""
    score, mentor_score = np.empty((2, *spelled_out(mentees, mentors)))
    scores.fill(np.arange(mentees), np.zeros(mentees, dtype=np.int64), score, mentor_score)
    return score, mentor_score


def spelled_out(mentees: int, mentors: int) -> tuple[int, int]:
    """Give back the shape of all pairs of a pool small enough for it, else raise ModelError."""
    if mentees * mentors > MOST_PAIRS:
        raise ModelError(
            f"{mentees} mentees and {mentors} mentors are too many to spell out every pair. "
            "Ask for candidate lists (simulation.assignment) instead of the whole matrix."
        )
    return mentees, mentors
