"""Matching algorithms on arrays: who is paired, given preferences, weights and capacities."""

import numpy as np
from numpy.typing import NDArray

from simulation.engine.compiled import compiled
from simulation.errors import ModelError

type Ints = NDArray[np.int64]
type Bools = NDArray[np.bool_]

# Float64 holds every integer up to 2**53. Weights stay below 2**50, so that the sums and
# differences of the dense solver (potentials are bounded by one weight, because being unmatched
# is open to every mentee) are exact.
EXACT = 2**50
TIE_BITS = 32
FINEST_JITTER = 2**30


@compiled
def _hold(mentee: int, places: Ints, appeal: Ints) -> int:
    """Let a mentor keep `mentee` if there is room or someone less appealing; return who leaves."""
    if places.size == 0:
        return mentee
    worst = 0
    for place in range(places.size):
        if places[place] < 0:
            places[place] = mentee
            return -1
        if appeal[places[place]] < appeal[places[worst]]:
            worst = place
    if appeal[mentee] < appeal[places[worst]]:
        return mentee
    leaves = int(places[worst])
    places[worst] = mentee
    return leaves


@compiled
def _places(capacity: Ints) -> Ints:
    """Empty places, one row a mentor, as wide as the largest capacity."""
    widest = capacity.max() if capacity.size else 0
    return np.full((capacity.size, widest), -1, dtype=np.int64)


@compiled
def _mate_of(places: Ints, mentees: int) -> Ints:
    """Turn the mentors' places into one mentor for every mentee, -1 for none."""
    mate = np.full(mentees, -1, dtype=np.int64)
    for mentor in range(places.shape[0]):
        for mentee in places[mentor]:
            if mentee >= 0:
                mate[mentee] = mentor
    return mate


@compiled
def deferred_acceptance(
    order: Ints, length: Ints, appeal: Ints, capacity: Ints, rounds: int
) -> Ints:
    """Gale and Shapley's algorithm: mentees ask, mentors hold the best so far.

    In a round every mentee who is held by nobody asks the next mentor on the list. A mentor's
    standard only rises, so the order within a round does not matter.

    Args:
        order: int64[M, L], each mentee's mentors, best first.
        length: int64[M], how many of them the mentee would ask.
        appeal: int64[P, M], how each mentor ranks each mentee, higher is better, no ties in a row.
        capacity: int64[P], how many mentees a mentor holds.
        rounds: when to stop; M * L is always enough to finish.

    Returns:
        int64[M]: each mentee's mentor, -1 for none.

    Source: Gale and Shapley (1962), doi 10.1080/00029890.1962.11989827.
    """
    places = _places(capacity)
    asked = np.zeros(length.size, dtype=np.int64)
    free = np.arange(length.size)
    waiting = length.size
    for _ in range(rounds):
        turned_away = 0
        for turn in range(waiting):
            mentee = free[turn]
            if asked[mentee] == length[mentee]:
                continue
            mentor = order[mentee, asked[mentee]]
            asked[mentee] += 1
            leaves = _hold(mentee, places[mentor, : capacity[mentor]], appeal[mentor])
            if leaves >= 0:
                free[turned_away] = leaves
                turned_away += 1
        waiting = turned_away
        if waiting == 0:
            break
    return _mate_of(places, length.size)


@compiled
def next_free(start: Ints, slot_mentor: Ints, eligible: Bools) -> Ints:
    """Give each mentee in turn the first free, eligible slot at or after `start`, in a circle.

    Args:
        start: int64[M], where on the circle of slots each mentee starts to look.
        slot_mentor: int64[S], whose slot it is.
        eligible: bool[M, P].

    Returns:
        int64[M]: each mentee's mentor, -1 for none.
    """
    slots = slot_mentor.size
    mate = np.full(start.size, -1, dtype=np.int64)
    taken = np.zeros(slots, dtype=np.bool_)
    for mentee in range(start.size):
        for step in range(slots):
            slot = (start[mentee] + step) % slots
            if not taken[slot] and eligible[mentee, slot_mentor[slot]]:
                taken[slot] = True
                mate[mentee] = slot_mentor[slot]
                break
    return mate


@compiled
def pair_off(first: Ints, second: Ints, persons: int) -> Ints:
    """Walk through possible pairs and join the two whenever both are still alone.

    Args:
        first: int64[E], one person of each possible pair.
        second: int64[E], the other person.
        persons: how many persons there are.

    Returns:
        int64[persons]: each person's partner, -1 for none.
    """
    partner = np.full(persons, -1, dtype=np.int64)
    for pair in range(first.size):
        one, other = first[pair], second[pair]
        if partner[one] < 0 and partner[other] < 0:
            partner[one] = other
            partner[other] = one
    return partner


@compiled
def _search(root: int, mate: Ints, load: Ints, eligible: Bools, capacity: Ints, via: Ints) -> int:
    """Breadth first from `root` along alternating paths to a mentor with room; -1 if there is none.

    `via[mentor]` becomes the mentee from whom the mentor was reached; mentors with `via` >= 0
    are not looked at again.
    """
    mentees, mentors = eligible.shape
    queue = np.empty(mentees, dtype=np.int64)
    queue[0] = root
    head, tail = 0, 1
    while head < tail:
        mentee = queue[head]
        head += 1
        for mentor in range(mentors):
            if not eligible[mentee, mentor] or via[mentor] >= 0:
                continue
            via[mentor] = mentee
            if load[mentor] < capacity[mentor]:
                return mentor
            for other in range(mentees):
                if mate[other] == mentor:
                    queue[tail] = other
                    tail += 1
    return -1


@compiled
def most_pairs(eligible: Bools, capacity: Ints) -> Ints:
    """Pair as many mentees as possible, by augmenting paths.

    What a failed search has reached can never be part of a later path, so it stays marked and
    scarce capacity costs no more than one pass over the pairs.

    Args:
        eligible: bool[M, P].
        capacity: int64[P].

    Returns:
        int64[M]: each mentee's mentor, -1 for none.

    Source: Berge (1957), doi 10.1073/pnas.43.9.842; Kuhn (1955), doi 10.1002/nav.3800020109.
    """
    mentees, mentors = eligible.shape
    mate = np.full(mentees, -1, dtype=np.int64)
    load = np.zeros(mentors, dtype=np.int64)
    dead = np.full(mentors, -1, dtype=np.int64)
    for root in range(mentees):
        via = dead.copy()
        mentor = _search(root, mate, load, eligible, capacity, via)
        if mentor < 0:
            dead = via
            continue
        load[mentor] += 1
        while mentor >= 0:
            mentee = via[mentor]
            before = mate[mentee]
            mate[mentee] = mentor
            mentor = before
    return mate


def heaviest_pairs(key: Ints, capacity: Ints, *, most: bool = False) -> Ints:
    """Pair so that the total seen score is the largest possible; exact.

    Every mentee may stay unmatched, at value 0, in a private column. Equal totals are decided by
    the tie hashes, which together weigh less than one quantum of score.

    Args:
        key: int64[M, P], seen score in quanta times 2**32 plus a tie hash; -1 = not eligible.
        capacity: int64[P].
        most: pair as many as possible first, and only then maximize the total. A pair's bonus
            must outweigh a whole augmenting path, that is, the largest score times all pairs.

    Returns:
        int64[M]: each mentee's mentor, -1 for none.

    Raises:
        ModelError: so many mentees that weights would not be exact.
    """
    from scipy.optimize import linear_sum_assignment

    mentees = key.shape[0]
    eligible = key >= 0
    slot_mentor = np.repeat(np.arange(capacity.size), np.minimum(capacity, eligible.sum(axis=0)))
    cost = np.full((mentees, slot_mentor.size + mentees), np.inf)
    weight = _weights(key, most=most)
    cost[:, : slot_mentor.size] = np.where(eligible, -weight, np.inf)[:, slot_mentor]
    np.fill_diagonal(cost[:, slot_mentor.size :], 0.0)
    _, column = linear_sum_assignment(cost)
    mate: Ints = np.append(slot_mentor, np.full(mentees, -1))[column]
    return mate


def _weights(key: Ints, *, most: bool) -> NDArray[np.float64]:
    """Integer weights: score and bonus first, then a jitter of the tie hash, from 1 up."""
    mentees = key.shape[0]
    seen, tie = key >> TIE_BITS, key & (2**TIE_BITS - 1)
    top = int(seen.max(initial=0))
    bonus = mentees * top + 1 if most else 0
    jitters = min(FINEST_JITTER, (EXACT // (top + bonus + 1) - 1) // max(mentees, 1))
    if jitters < 1:
        raise ModelError(
            f"{mentees} mentees are too many for the dense exact solver: its weights would need "
            "more than 50 bits. Match fewer at a time, by site or by wave."
        )
    jitter = 1 + (tie * jitters >> TIE_BITS)
    weight: NDArray[np.float64] = (seen + bonus) * float(jitters * mentees + 1) + jitter
    return weight


def proven_gap(key: Ints, capacity: Ints, mate: Ints) -> float:
    """How far at most a matching's total seen score is from the best possible, as a share of it.

    For any prices p >= 0 no matching scores more than
    sum_j capacity_j p_j + sum_i max(0, max_j (seen_ij - p_j)); at the best matching the lowest
    prices that keep everybody with their mentor make this exactly its total (linear programming
    duality). The proof uses nothing of the solver.

    Args:
        key: int64[M, P], seen score in quanta times 2**32 plus a tie hash; -1 = not eligible.
        capacity: int64[P].
        mate: int64[M], the matching.
    """
    seen = key >> TIE_BITS
    rows = np.flatnonzero(mate >= 0)
    total = int(seen[rows, mate[rows]].sum())
    price = supporting_prices(seen, mate)
    surplus = np.where(seen >= 0, seen - price, 0).max(axis=1, initial=0)
    bound = int(capacity @ price + surplus.sum())
    return (bound - total) / bound if bound else 0.0


@compiled
def supporting_prices(seen: Ints, mate: Ints) -> Ints:
    """Raise mentors' prices from 0 until no mentee would rather have another mentor.

    At a matching of the highest total this ends after at most P rounds; elsewhere it is stopped
    there, and the prices still bound the best total.

    Args:
        seen: int64[M, P], negative = not eligible.
        mate: int64[M], mentor of each mentee, -1 for none, which is worth 0.

    Returns:
        int64[P]: prices >= 0 in the unit of `seen`.
    """
    mentees, mentors = seen.shape
    price = np.zeros(mentors, dtype=np.int64)
    for _ in range(mentors + 1):
        settled = True
        for mentee in range(mentees):
            own = mate[mentee]
            utility = seen[mentee, own] - price[own] if own >= 0 else 0
            for mentor in range(mentors):
                if seen[mentee, mentor] >= 0 and seen[mentee, mentor] - utility > price[mentor]:
                    price[mentor] = seen[mentee, mentor] - utility
                    settled = False
        if settled:
            break
    return price
