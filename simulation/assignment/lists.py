"""Candidate lists: for each mentee the mentors looked at, with what the pairs are worth."""

from typing import NamedTuple

import numpy as np

from simulation.assignment.order import fill_order
from simulation.assignment.rules import Ints, Listing
from simulation.engine.compiled import compiled
from simulation.errors import ModelError


class Lists(NamedTuple):
    """Eligible pairs, mentee by mentee: row i is `start[i]:start[i + 1]`.

    Attributes:
        start: int64 (M + 1,).
        column: int64 (E,), mentors.
        key: int64 (E,), worth of each pair, >= 0; negative = not a candidate.
        rank: int64 (E,), how the mentor ranks the mentee, higher is better.
    """

    start: Ints
    column: Ints
    key: Ints
    rank: Ints

    @property
    def row(self) -> Ints:
        """The mentee of each pair."""
        return np.repeat(np.arange(self.start.size - 1), np.diff(self.start))

    def above(self, floor: int) -> "Lists":
        """Only the pairs with keys of at least `floor`, best first."""
        kept = np.flatnonzero(self.key >= floor)
        row = self.row[kept]
        order = kept[np.lexsort((-self.key[kept], row))]
        start = np.zeros_like(self.start)
        np.cumsum(np.bincount(row, minlength=start.size - 1), out=start[1:])
        return Lists(start, self.column[order], self.key[order], self.rank[order])

    def among(self, rows: Ints, mentees: int) -> "Lists":
        """The same lists as those of some of the mentees, the others having none."""
        count = np.zeros(mentees, dtype=np.int64)
        count[rows] = np.diff(self.start)
        return self._replace(start=np.append(0, np.cumsum(count)))


def listed(pairs: Listing, key: Ints, rank: Ints) -> Lists:
    """Candidate lists of these pairs, with their keys (-1 = not eligible) and ranks."""
    return Lists(pairs.start, pairs.column, key, rank)


@compiled
def _compact(
    column: np.ndarray,
    key: np.ndarray,
    rank: np.ndarray,
    start: np.ndarray,
    columns: np.ndarray,
    keys: np.ndarray,
    ranks: np.ndarray,
) -> int:
    """Write the eligible pairs of padded rows one behind the other, each row best first.

    `column` has the mentors of each row, or one row that is that of all. Keys lie below 2**53.

    Returns:
        How many pairs there are.
    """
    width = key.shape[1]
    eligible, short_of = np.empty(width, np.int64), np.empty(width)
    order, room = np.empty(width, np.int64), np.empty((4, width + 1), np.int64)
    at = 0
    for row in range(key.shape[0]):
        start[row] = at
        mentors = column[row if column.shape[0] > 1 else 0]
        count = 0
        for place in range(width):
            eligible[count], short_of[count] = place, -float(key[row, place])
            count += key[row, place] >= 0
        fill_order(short_of[:count], order[:count], room)
        for item in order[:count]:
            place = eligible[item]
            columns[at], keys[at] = mentors[place], key[row, place]
            ranks[at] = rank[row, place]
            at += 1
    start[key.shape[0]] = at
    return at


def compacted(column: Ints, key: Ints, rank: Ints) -> Lists:
    """Lists, best first, of padded rows (R, k); key -1 = not eligible, or room that is left."""
    start = np.empty(key.shape[0] + 1, dtype=np.int64)
    room = np.empty((3, key.size), dtype=np.int64)
    size = _compact(column, key, rank, start, *room)
    return Lists(start, *room[:, :size])


def full_lists(key: Ints, rank: Ints) -> Lists:
    """All eligible pairs of matrices (M, P), best first; key -1 = not eligible."""
    return compacted(np.arange(key.shape[1])[np.newaxis], key, rank)


@compiled
def _merge(
    one_start: np.ndarray,
    one_column: np.ndarray,
    one_key: np.ndarray,
    one_rank: np.ndarray,
    start: np.ndarray,
    column: np.ndarray,
    key: np.ndarray,
    rank: np.ndarray,
    mentors: int,
    out_start: np.ndarray,
    out_column: np.ndarray,
    out_key: np.ndarray,
    out_rank: np.ndarray,
) -> int:
    """Write the lists of the first, then what only the second has; return how many pairs."""
    seen_in = np.full(mentors, -1)
    at = 0
    for row in range(one_start.shape[0] - 1):
        out_start[row] = at
        for place in range(one_start[row], one_start[row + 1]):
            seen_in[one_column[place]] = row
            out_column[at], out_key[at] = one_column[place], one_key[place]
            out_rank[at] = one_rank[place]
            at += 1
        for place in range(start[row], start[row + 1]):
            if seen_in[column[place]] != row:
                out_column[at], out_key[at], out_rank[at] = column[place], key[place], rank[place]
                at += 1
    out_start[out_start.shape[0] - 1] = at
    return at


def merged(lists: Lists, more: Lists, mentors: int) -> Lists:
    """The pairs of both lists; those of the first stay in front."""
    start = np.empty_like(lists.start)
    room = np.empty((3, lists.column.size + more.column.size), dtype=np.int64)
    size = _merge(*lists, *more, mentors, start, *room)
    return Lists(start, *(part[:size].copy() for part in room))


@compiled
def _enter(made: Lists, first: int, end: int, last: int, j: int, key: int, rank: int) -> int:
    """Enter a pair into a list that stands from `first` on, best first; return its new end.

    In a list that reaches to `last` the worst gives way.
    """
    _, columns, keys, ranks = made
    at = min(end, last - 1)
    while at > first and keys[at - 1] < key:
        columns[at], keys[at], ranks[at] = columns[at - 1], keys[at - 1], ranks[at - 1]
        at -= 1
    columns[at], keys[at], ranks[at] = j, key, rank
    return min(end + 1, last)


@compiled
def _fill_best_and_known(
    key: np.ndarray, rank: np.ndarray, known: Listing, count: int, least: int, made: Lists
) -> int:
    """Write the lists of `best_and_known`; return how many pairs there are."""
    start, columns, keys, _ = made
    shown_to = np.full(key.shape[1], -1)
    end = 0
    for row in range(key.shape[0]):
        first = start[row] = end
        last = first + count
        beaten = least - 1
        for j in range(key.shape[1]):
            if key[row, j] > beaten:
                end = _enter(made, first, end, last, j, key[row, j], rank[row, j])
                beaten = keys[end - 1] if end == last else beaten
        for at in range(first, end):
            shown_to[columns[at]] = row
        for place in range(known.start[row], known.start[row + 1]):
            j = known.column[place]
            if key[row, j] >= least and shown_to[j] != row:
                end = _enter(made, first, end, columns.shape[0], j, key[row, j], rank[row, j])
    start[key.shape[0]] = end
    return end


def best_and_known(key: Ints, rank: Ints, known: Listing, count: int, least: int) -> Lists:
    """The best `count` pairs of each mentee and all acquaintances, of matrices (M, P), best first.

    Only pairs with keys of at least `least`.
    """
    start = np.empty(key.shape[0] + 1, dtype=np.int64)
    room = np.empty((3, key.shape[0] * count + known.column.size), dtype=np.int64)
    size = _fill_best_and_known(key, rank, known, count, least, Lists(start, *room))
    return Lists(start, *room[:, :size])


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
    return lists._replace(key=lists.key + bonus)


@compiled
def best_of(lists: Lists, row: int, price: np.ndarray) -> int:
    """The best key less price of one mentee, 0 if none is positive."""
    start, column, key, _ = lists
    best = 0
    for place in range(start[row], start[row + 1]):
        best = max(best, key[place] - price[column[place]])
    return best


@compiled
def fill_best(lists: Lists, price: np.ndarray, best: np.ndarray) -> None:
    """Fill each mentee's best key less price, 0 where none is positive."""
    for row in range(best.shape[0]):
        best[row] = best_of(lists, row, price)


type Halves = tuple[int, int]
"""A sum in two halves, in units of 2**24 and the rest: together they may not fit 64 bits."""

HALF = 24


@compiled
def _worth(lists: Lists, mate: np.ndarray) -> Halves:
    """Sum of the keys of the pairs made."""
    start, column, key, _ = lists
    high, low = 0, 0
    for row in range(mate.shape[0]):
        for place in range(start[row], start[row + 1]):
            if column[place] == mate[row]:
                high += key[place] >> HALF
                low += key[place] & ((1 << HALF) - 1)
    return high, low


@compiled
def _bound(lists: Lists, capacity: np.ndarray, price: np.ndarray) -> Halves:
    """The sum in `bound`."""
    high, low = 0, 0
    for j in range(price.shape[0]):
        paid = capacity[j] * price[j]
        high += paid >> HALF
        low += paid & ((1 << HALF) - 1)
    for row in range(lists.start.shape[0] - 1):
        best = best_of(lists, row, price)
        high += best >> HALF
        low += best & ((1 << HALF) - 1)
    return high, low


def _whole(halves: Halves) -> int:
    return (halves[0] << HALF) + halves[1]


def total(values: Ints) -> int:
    """Exact sum of int64 values, also where it does not fit 64 bits."""
    return _whole((int((values >> HALF).sum()), int((values & ((1 << HALF) - 1)).sum())))


def worth(lists: Lists, mate: Ints) -> int:
    """Sum of the keys of the pairs made, all of which are in the lists."""
    return _whole(_worth(lists, mate))


def bound(lists: Lists, capacity: Ints, price: Ints) -> int:
    """What no matching on these lists can exceed.

    For any prices p >= 0 no matching is worth more than
    sum_j capacity_j p_j + sum_i max(0, max_j (key_ij - p_j)): linear programming duality.
    """
    return _whole(_bound(lists, capacity, price))


def gap_between(reached: int, most: int) -> float:
    """How far at most what is reached is from the best, as a share of the best: 0 = proven best."""
    return (most - reached) / most if most else 0.0
