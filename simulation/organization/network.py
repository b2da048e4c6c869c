"""Network: who can ask whom, and who does; drawn pair by pair, so that no headcount matters.

Everybody has a circle (`circles`), a manager, and a few acquaintances in the own department and
in others. Of such a pair each direction is a tie with a chance of its own,

    logit p(i asks j) = usual of the kind + d c_i + a z_j + s (n_j - 3) + l (level_j - level_i)
                        + m (j is i's manager) + e_ij,

c = tie capacity, z = ability, n = doublings of years of service, levels apart at most 2, and
e_ij = e_ji what the two share. Every draw belongs to the two people, so a tie changes only with
service and level: when service has doubled, more others ask; nobody stops. Ties are drawn when
somebody sits down, and go with whoever leaves first.
"""

import numpy as np

from simulation.engine.addresses import stream
from simulation.engine.compiled import compiled, compiled_inline
from simulation.engine.draws import Draws
from simulation.engine.functions import logistic
from simulation.engine.links import add_link, set_tie
from simulation.engine.philox import (
    fill_pair_uniform,
    philox,
    to_normal,
    uniform_at,
    whole_vectors,
)
from simulation.engine.process import call
from simulation.organization.asking import Asking
from simulation.state.columns import Array
from simulation.state.state import State

TIES = stream("network.ties")
MEETING = stream("network.meeting")

SLOTS = 40
"""Width of the tie table: a circle, the acquaintances that come to something, and a program's."""

NEAR = 6
"""Acquaintances that a place of the own department can have beyond the circle."""

ACROSS = 14
"""Acquaintances in other departments: as many pairs of departments can be told apart by a bit."""

USUAL_SERVICE = 3
"""Doublings of service that the usual chances are for: four to eight years."""

FARTHEST = 2
"""Levels apart from which more make no difference."""

TOGETHER = 512
"""Pairs from which on they are drawn: enough for whole vectors, few enough for the first cache."""


def lay_circles(state: State, circle: Array) -> None:
    """Write down who sits in whose circle."""
    size = np.bincount(circle)
    state["circle_order"][:] = np.argsort(circle, kind="stable")
    state["circle_first"][:] = (np.cumsum(size) - size)[circle]
    state["circle_size"][:] = size[circle]


@compiled_inline
def acquaintance_of(
    department: np.ndarray,
    department_isolated: np.ndarray,
    department_place: np.ndarray,
    department_order: np.ndarray,
    department_first: np.ndarray,
    department_seats: np.ndarray,
    i: int,
    number: int,
    key0: np.uint32,
    key1: np.uint32,
    stream_hash: np.uint32,
) -> int:
    """Seat of the numbered acquaintance of a seat, or -1; it is mutual, and hangs on no headcount.

    Departments d and d xor m know each other, m = 1 to 7, 8, 16, 32 and so on. Of the places
    2^k to 2^(k+1) - 1 in both, x and y are acquainted when (x a mod 2^k) xor (y a mod 2^k) = w,
    with a (odd) and w drawn for the two departments, k and the number.
    """
    here = department[i]
    mask = 0
    if number >= NEAR:
        mask = number - NEAR + 1
        if mask > 7:
            mask = 1 << (mask - 5)
    there = here ^ mask
    if there >= department_seats.shape[0]:
        return -1
    if mask > 0 and (department_isolated[here] or department_isolated[there]):
        return -1
    place = int(department_place[i])
    octave = 0
    while (2 << octave) <= place:
        octave += 1
    low = np.uint32(min(here, there))
    high = np.uint32(max(here, there))
    word = np.uint32((octave << 8) | number)
    words = philox(key0, key1, low, high, word, stream_hash)
    most = (1 << octave) - 1
    factor = (int(words[0]) & most) | 1
    inverse = factor
    for _ in range(3):  # an odd number is its own inverse to 3 bits; each round doubles them
        inverse = (inverse * ((2 - factor * inverse) & most)) & most
    start = 1 << octave
    moved = (((place - start) * factor) & most) ^ (int(words[1]) & most)
    other = start + ((moved * inverse) & most)
    if other > department_seats[there]:
        return -1
    j = int(department_order[department_first[there] + other - 1])
    return -1 if j == i else j


@compiled
def introduce_kernel(
    department: np.ndarray,
    department_isolated: np.ndarray,
    acquaintance: np.ndarray,
    place: np.ndarray,
    order: np.ndarray,
    first: np.ndarray,
    seats: np.ndarray,
    key0: np.uint32,
    key1: np.uint32,
    stream_hash: np.uint32,
) -> None:
    """Fill the acquaintances of every seat."""
    for i in range(acquaintance.shape[0]):
        for number in range(acquaintance.shape[1]):
            acquaintance[i, number] = acquaintance_of(
                department,
                department_isolated,
                place,
                order,
                first,
                seats,
                i,
                number,
                key0,
                key1,
                stream_hash,
            )


def introduce(state: State, draws: Draws) -> None:
    """Write down the acquaintances of every seat: seats, not people, have them for good."""
    department = state["department"]
    order = np.argsort(department, kind="stable")
    seats = np.bincount(department, minlength=state.sizes.departments)
    first = np.cumsum(seats) - seats
    place = np.empty_like(order)
    place[order] = np.arange(len(order)) + 1
    place -= first[department]
    call(state, introduce_kernel, place, order, first, seats, *draws.key, MEETING.hash)


@compiled_inline
def doublings(tenure: float) -> int:
    """How often service has doubled: 0 in the first year, then 1, 2 after two years, 3 after 4."""
    count = 0
    for doubling in range(6):
        count += tenure >= 12.0 * (1 << doubling)
    return count


@compiled_inline
def list_known(
    circle_order: np.ndarray,
    circle_first: np.ndarray,
    circle_size: np.ndarray,
    acquaintance: np.ndarray,
    i: int,
    known: np.ndarray,
    first: int,
) -> int:
    """List a seat's circle and acquaintances, mutual all, from `first` on; return the end."""
    count = first + circle_size[i]
    for step in range(circle_size[i]):
        known[first + step] = circle_order[circle_first[i] + step]
    for number in range(acquaintance.shape[1]):
        seat = acquaintance[i, number]
        known[count] = seat
        count += seat >= 0
    return int(count)


@compiled_inline
def weigh_pairs(
    occupied: np.ndarray,
    person: np.ndarray,
    department: np.ndarray,
    team: np.ndarray,
    manager: np.ndarray,
    level: np.ndarray,
    tenure: np.ndarray,
    ability: np.ndarray,
    tie_capacity: np.ndarray,
    circle_first: np.ndarray,
    i: int | np.uint32,
    first: int,
    end: int,
    pairs: np.ndarray,
    weights: np.ndarray,
    persons: np.ndarray,
    wishes: np.ndarray,
    sides: int,
) -> int:
    """Keep those of the others, `pairs` from `first` to `end`, who are there; return the new end.

    Filled are `pairs`, (other, i), `persons`, (theirs, that of i, the lower, the higher), and
    `wishes`, log-odds that each asks i and (with two `sides`) that i asks each, but for what the
    two share.
    """
    count = first
    i = np.uint32(i)  # never negative, like j: one test less for every look-up
    service = weights[6] * (doublings(tenure[i]) - USUAL_SERVICE)
    for place in range(first, end):
        j = np.uint32(pairs[0, place])
        if i == j or not occupied[j]:
            continue
        # Looked up in any case: a choice between known numbers is no branch to be foreseen.
        same_team, same_circle = team[i] == team[j], circle_first[i] == circle_first[j]
        same_house = department[i] == department[j]
        leads, led = manager[j] == i, manager[i] == j
        kind = 2 if same_house else 3
        kind = 1 if same_circle or leads or led else kind  # wherever a manager sits
        kind = 0 if same_circle and same_team else kind
        above = weights[5] * min(FARTHEST, max(-FARTHEST, level[i] - level[j]))
        asks = weights[kind] + weights[8] * tie_capacity[j] + weights[7] * ability[i]
        wishes[0, count] = asks + (service + above + (weights[4] if leads else 0.0))
        if sides > 1:
            asked = weights[kind] + weights[8] * tie_capacity[i] + weights[7] * ability[j]
            asked += weights[6] * (doublings(tenure[j]) - USUAL_SERVICE) - above
            wishes[1, count] = asked + (weights[4] if led else 0.0)
        persons[0, count], persons[1, count] = person[j], person[i]
        persons[2, count] = min(person[i], person[j])
        persons[3, count] = max(person[i], person[j])
        pairs[0, count], pairs[1, count] = j, i
        count += 1
    return count


@compiled
def draw_pairs(
    persons: np.ndarray,
    wishes: np.ndarray,
    room: np.ndarray,
    tails: np.ndarray,
    count: int,
    sides: int,
    dispersion: float,
    luck: np.ndarray,
) -> None:
    """Turn the wishes of `weigh_pairs` into chance less luck: who is above 0 asks.

    `room` and `tails` are overwritten. Numbers are drawn in loops of their own, whole vectors of
    them, so that they run side by side.
    """
    key0, key1, stream_hash = luck[0], luck[1], luck[3]
    drawn = whole_vectors(count)
    shared, u = room[0, :drawn], room[1, :drawn]
    low, high = persons[2, :drawn], persons[3, :drawn]
    fill_pair_uniform(key0, key1, np.uint32(2), stream_hash, low, high, shared)
    to_normal(shared, tails, room[2])
    for side in range(sides):
        asker, expert, wish = persons[side, :drawn], persons[1 - side, :drawn], wishes[side, :drawn]
        fill_pair_uniform(key0, key1, np.uint32(0), stream_hash, asker, expert, u)
        for place in range(wish.shape[0]):
            wish[place] = logistic(wish[place] + dispersion * shared[place]) - u[place]


@compiled
def link_pairs(
    tie_neighbor: np.ndarray,
    tie_strength: np.ndarray,
    tie_target: np.ndarray,
    tie_count: np.ndarray,
    pairs: np.ndarray,
    persons: np.ndarray,
    wishes: np.ndarray,
    count: int,
    sides: int,
    luck: np.ndarray,
    established: float,
    more: float,
) -> None:
    """Tie pairs where `draw_pairs` says so; who asks already (`more`) asks as before."""
    for place in range(count):
        for side in range(sides):
            if wishes[side, place] <= 0.0:
                continue
            a, b = pairs[side, place], pairs[1 - side, place]
            slot = add_link(tie_neighbor, tie_strength, tie_target, tie_count, a, b)
            if more > 0.0 and tie_target[a, slot] > 0.0:
                continue
            asker, expert = persons[side, place], persons[1 - side, place]
            u = uniform_at(luck[0], luck[1], asker, expert, np.uint32(1), luck[3])
            target = 0.5 + u
            strength = max(tie_strength[a, slot], target * established)
            set_tie(tie_neighbor, tie_strength, tie_target, tie_count, a, slot, strength, target)


@compiled
def draw_ties_kernel(
    occupied: np.ndarray,
    person: np.ndarray,
    department: np.ndarray,
    team: np.ndarray,
    manager: np.ndarray,
    level: np.ndarray,
    tenure: np.ndarray,
    ability: np.ndarray,
    tie_capacity: np.ndarray,
    circle_order: np.ndarray,
    circle_first: np.ndarray,
    circle_size: np.ndarray,
    acquaintance: np.ndarray,
    tie_neighbor: np.ndarray,
    tie_strength: np.ndarray,
    tie_target: np.ndarray,
    tie_count: np.ndarray,
    seats: np.ndarray,
    weights: np.ndarray,
    luck: np.ndarray,
    established: float,
    more: float,
) -> None:
    """Draw the ties of the people on `seats`, or (`more`) those that their service has brought.

    `luck` = (seed's two words, a month that no tie depends on, hash of the stream), uint32.
    """
    chosen = np.zeros(occupied.shape[0] + 1, dtype=np.bool_)  # the last, at -1: no manager
    largest = 1
    for place in range(seats.shape[0]):
        chosen[seats[place]] = True
        largest = max(largest, circle_size[seats[place]])
    concerned = np.empty(occupied.shape[0] + 1, dtype=np.int64)
    last = -1
    for seat in range(occupied.shape[0]):
        concerned[last + 1] = seat
        last += chosen[seat] | chosen[manager[seat]]
    sides = 1 if more > 0.0 else 2
    most = largest + acquaintance.shape[1] + 1
    places = whole_vectors(TOGETHER + most)
    pairs = np.empty((2, places), dtype=np.int64)
    persons = np.zeros((4, places), dtype=np.uint32)
    wishes, room = np.zeros((2, places)), np.empty((3, places))
    tails = np.empty(places, dtype=np.int64)
    count = 0
    for step in range(last + 1):
        seat = concerned[step]
        boss, i, end = manager[seat], seat, count
        if chosen[seat]:
            found = list_known(
                circle_order, circle_first, circle_size, acquaintance, seat, pairs[0], count
            )
            for place in range(count, found):
                # Both of two newcomers would draw the same: the later leaves it to the earlier.
                known = pairs[0, place]
                pairs[0, end] = known
                end += not (more == 0.0 and chosen[known] and known < seat)
        if boss >= 0 and occupied[seat]:
            pairs[0, end] = boss if chosen[seat] else seat
            i = seat if chosen[seat] else boss
            end += 1
        count = weigh_pairs(
            occupied,
            person,
            department,
            team,
            manager,
            level,
            tenure,
            ability,
            tie_capacity,
            circle_first,
            i,
            count,
            end,
            pairs,
            weights,
            persons,
            wishes,
            sides,
        )
        if count >= TOGETHER or step == last:
            draw_pairs(persons, wishes, room, tails, count, sides, weights[9], luck)
            link_pairs(
                tie_neighbor,
                tie_strength,
                tie_target,
                tie_count,
                pairs,
                persons,
                wishes,
                count,
                sides,
                luck,
                established,
                more,
            )
            count = 0


def draw_ties(
    state: State,
    draws: Draws,
    asking: Asking,
    seats: Array,
    *,
    established: bool = False,
    more: bool = False,
) -> None:
    """Draw the ties of those who just sat down on `seats`, both ways; they begin at 0 or grown.

    With `more`, the people have sat there and their service has doubled: only who begins to ask
    them is drawn, with the luck of the first time.
    """
    call(
        state,
        draw_ties_kernel,
        np.ascontiguousarray(seats, dtype=np.int64),
        asking.weights,
        draws.luck(TIES),
        float(established),
        float(more),
    )
