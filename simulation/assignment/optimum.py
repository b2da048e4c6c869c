"""The optimum: the largest total seen score, exactly or with a proven gap, without a matrix."""

from dataclasses import dataclass

import numpy as np

from simulation.assignment.auction import auction
from simulation.assignment.cardinality import Pairing
from simulation.assignment.exact import heaviest
from simulation.assignment.lists import (
    Lists,
    bound,
    favoring_pairs,
    fill_best,
    gap_between,
    merged,
    total,
    worth,
)
from simulation.assignment.market import Market
from simulation.assignment.rules import Ints
from simulation.assignment.sight import QUANTA, TIE_BITS, TIES

FIRST_LIST, LATER_LIST = 20, 10
"""Mentors listed for each mentee before the first auction, and added after each."""

FIRST_INCREMENT, LATER = 1.0, 0.3
"""Increments of the auctions: the first as a multiple of the tolerance, each of the one before."""

BIDS_A_MENTEE = 200
"""An auction that takes more is left to the exact solver, which does not mind ties."""


@dataclass(frozen=True)
class Optimum:
    """A matching and its proof.

    Attributes:
        mate: int64 (M,), each mentee's mentor, -1 for none.
        gap: how far at most its total is from the best, as a share of the best.
    """

    mate: Ints
    gap: float


def optimum(market: Market, tolerance: float) -> Optimum:
    """Find the largest total: exactly in a small pool, within the tolerance in a large one."""
    if not market.small:
        return _near_optimum(market, tolerance)
    lists = market.all_pairs
    mate, price = heaviest(lists, market.capacity)
    return Optimum(mate, gap_between(worth(lists, mate), bound(lists, market.capacity, price)))


def most_and_best(market: Market, tolerance: float) -> Ints:
    """Make as many pairs as possible, then the largest total of them, int64 (M,).

    In a large pool every pair gets a bonus, which is raised until the number of pairs is the
    largest possible; the total is within the tolerance.
    """
    if market.small:
        return heaviest(favoring_pairs(market.all_pairs), market.capacity)[0]
    most, bonus = Pairing(market).most(), 2 * QUANTA
    while True:
        share = tolerance * QUANTA / (QUANTA + bonus)
        mate = _near_optimum(market, share, bonus).mate
        if np.count_nonzero(mate >= 0) == most:
            return mate
        bonus *= 8


def _near_optimum(market: Market, tolerance: float, bonus: int = 0) -> Optimum:
    """Auctions on lists, with the pairs added that the last prices show to be missing.

    For any prices p >= 0 no matching totals more than
    sum_j capacity_j p_j + sum_i max(0, max_j (seen_ij - p_j)), j over all mentors. What is not
    in a list of the best is no better than the worst in it, and prices make nothing better; only
    mentees for whom that leaves doubt are scanned again. The scan finds the pairs that the lists
    lack. Increments fall until the gap is within the tolerance; at last the lists are solved
    exactly, and when no pair is missing any more the gap is 0.
    """
    lists = _in_quanta(market.best(FIRST_LIST), bonus)
    beyond = _least(lists, FIRST_LIST)
    increment = int(FIRST_INCREMENT * tolerance * (QUANTA + bonus))
    best, reached, least = np.full(market.mentees, -1), -1, 2**80
    while True:
        mate, price = _solved(lists, market.capacity, increment)
        if worth(lists, mate) > reached:
            reached, best = worth(lists, mate), mate
        own = np.empty(market.mentees, dtype=np.int64)
        fill_best(lists, price, own)
        paid = total(market.capacity * price)
        gap = gap_between(reached, paid + total(np.maximum(own, beyond)))
        if gap > tolerance:
            doubtful = np.flatnonzero(beyond > own)
            more = _missing(market, doubtful, own, price, increment, bonus)
            most = own.copy()
            np.maximum.at(most, more.row, more.key - price[more.column])
            least = min(least, paid + total(most))
            gap = gap_between(reached, least)
        if gap <= tolerance:
            return Optimum(best, gap)
        lists = merged(lists, more, market.mentors)
        increment = int(increment * LATER)


def _solved(lists: Lists, capacity: Ints, increment: int) -> tuple[Ints, Ints]:
    if increment:
        bids = BIDS_A_MENTEE * (lists.start.size - 1)
        mate, price, ended = auction(lists, capacity, increment, bids)
        if ended:
            return mate, price
    return heaviest(lists.above(0), capacity)


def _least(lists: Lists, full: int) -> Ints:
    """What no pair beyond each full list is worth more than; -1 where all pairs are listed."""
    least = np.full(lists.start.size - 1, -1)
    count = np.diff(lists.start)
    rows = np.flatnonzero(count == full)
    least[rows] = lists.key[lists.start[rows + 1] - 1]
    return least


def _missing(
    market: Market, rows: Ints, own: Ints, price: Ints, increment: int, bonus: int
) -> Lists:
    """Pairs of some mentees worth at these prices nearly as much as the best listed, or more."""
    floor = np.maximum(own[rows] - 2 * increment, 0) * TIES - 1
    costs = (price - bonus) * TIES
    more = _in_quanta(market.best(LATER_LIST, rows, price=costs, floor=floor), bonus)
    return more.among(rows, market.mentees)


def _in_quanta(lists: Lists, bonus: int) -> Lists:
    """The lists with seen scores, and a bonus, instead of keys: ties no longer matter."""
    return lists._replace(key=(lists.key >> TIE_BITS) + bonus)
