"""The auction: mentees bid for places until everybody has about the best at the prices paid."""

import numpy as np

from simulation.assignment.lists import Lists
from simulation.assignment.places import fill_places
from simulation.assignment.rules import Ints
from simulation.engine.compiled import compiled


@compiled
def _choose(lists: Lists, i: int, price: np.ndarray, first: np.ndarray) -> tuple[int, int]:
    """The best mentor of a mentee at these prices, -1 = alone, and what the second best lacks."""
    start, column, key, _ = lists
    best, second, choice = 0, 0, -1
    for place in range(start[i], start[i + 1]):
        j = column[place]
        value = key[place] - price[j]
        if value <= second or first[j + 1] == first[j]:
            continue
        if value > best:
            best, second, choice = value, best, j
        else:
            second = value
    return choice, best - second


@compiled
def auction(
    lists: Lists, capacity: np.ndarray, increment: int, bids: int
) -> tuple[Ints, Ints, bool]:
    """Pair so that the sum of keys is within `increment` a pair of the largest possible.

    Prices start at 0. A mentee who is alone bids for the mentor with the best key less price as
    much as leaves them just better off than with the second best (another mentor, or alone) less
    the increment, and drives out the lowest bid of a full mentor. A mentor's price is its lowest
    bid once it is full, else 0; so no mentor with a free place has a price, and at the end nobody
    would gain more than the increment elsewhere.

    Args:
        lists: pairs to choose from.
        capacity: int64 (P,).
        increment: lowest raise, > 0, in the unit of keys.
        bids: when to give up: where many are equal and places are scarce, prices creep.

    Returns:
        mate, int64 (M,), each mentee's mentor, -1 for none; price, int64 (P,), >= 0; whether the
        auction came to its end.

    Source: Bertsekas (1988), doi 10.1007/BF02186476; Bertsekas and Castanon (1989),
    doi 10.1016/0167-8191(89)90105-3 (places of one kind).
    """
    mentees, mentors = lists.start.shape[0] - 1, capacity.shape[0]
    mate, price = np.full(mentees, -1), np.zeros(mentors, dtype=np.int64)
    first = np.empty(mentors + 1, dtype=np.int64)
    places = fill_places(capacity, mentees, first)
    held, offer = np.full(places, -1), np.zeros(places, dtype=np.int64)
    waiting = np.arange(mentees)[::-1].copy()
    left = mentees
    while left > 0 and bids > 0:
        left -= 1
        i = waiting[left]
        choice, gain = _choose(lists, i, price, first)
        if choice < 0:
            continue  # prices only rise: alone for good
        bids -= 1
        begin, end = first[choice], first[choice + 1]
        place = begin + np.argmin(offer[begin:end])  # an empty place has the offer 0
        if held[place] >= 0:
            mate[held[place]] = -1
            waiting[left] = held[place]
            left += 1
        held[place], mate[i] = i, choice
        offer[place] = price[choice] + gain + increment
        if end - begin == capacity[choice]:  # else there is room for more than there are mentees
            price[choice] = offer[begin:end].min()
    return mate, price, left == 0
