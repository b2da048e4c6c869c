"""Candidate lists: for each mentee the mentors looked at, with keys."""

from typing import NamedTuple

import numpy as np

from simulation.assignment.rules import Ints
from simulation.engine.compiled import compiled
from simulation.errors import ModelError


class Lists(NamedTuple):
    """Pairs with their worth, mentee by mentee: row i is `start[i]:start[i + 1]`.

    Attributes:
        start: int64 (M + 1,).
        column: int64 (E,), mentors.
        key: int64 (E,), worth of each pair, >= 0, or -1 where the pair is not eligible.
    """

    start: Ints
    column: Ints
    key: Ints

    @property
    def row(self) -> Ints:
        """The mentee of each pair."""
        return np.repeat(np.arange(self.start.size - 1), np.diff(self.start))


def full_lists(key: Ints) -> Lists:
    """All pairs of a key matrix, -1 = not eligible."""
    mentees, mentors = key.shape
    start = np.arange(mentees + 1) * mentors
    return Lists(start, np.tile(np.arange(mentors), mentees), key.ravel())


def favoring_pairs(lists: Lists) -> Lists:
    """The same pairs, each worth so much more that one pair more outweighs any keys.

    The bonus must outweigh a whole augmenting path, that is, the largest key times all mentees.

    Raises:
        ModelError: so many mentees that the potentials of an exact solver would not fit.
    """
    mentees = lists.start.size - 1
    bonus = mentees * int(lists.key.max(initial=0)) + 1
    if bonus >= 2**59:
        raise ModelError(f"{mentees} mentees are too many to pair as many as possible exactly")
    return lists._replace(key=np.where(lists.key >= 0, lists.key + bonus, -1))


@compiled
def _surplus(lists: Lists, price: np.ndarray) -> int:
    """Sum over mentees of the best key less price, 0 where none is positive."""
    total = 0
    for row in range(lists.start.shape[0] - 1):
        best = 0
        for place in range(lists.start[row], lists.start[row + 1]):
            if lists.key[place] >= 0:
                best = max(best, lists.key[place] - price[lists.column[place]])
        total += best
    return total


@compiled
def _worth(lists: Lists, mate: np.ndarray) -> int:
    """Sum of the keys of the pairs made."""
    total = 0
    for row in range(mate.shape[0]):
        for place in range(lists.start[row], lists.start[row + 1]):
            if lists.column[place] == mate[row]:
                total += lists.key[place]
    return total


def worth(lists: Lists, mate: Ints) -> int:
    """Sum of the keys of the pairs made."""
    return int(_worth(lists, mate))


def bound(lists: Lists, capacity: Ints, price: Ints) -> int:
    """What no matching on these lists can exceed.

    For any prices p >= 0 no matching is worth more than
    sum_j capacity_j p_j + sum_i max(0, max_j (key_ij - p_j)): linear programming duality.
    """
    return int(capacity @ price) + int(_surplus(lists, price))


def gap_between(reached: int, most: int) -> float:
    """How far at most what is reached is from the best, as a share of the best: 0 = proven best."""
    return (most - reached) / most if most else 0.0
