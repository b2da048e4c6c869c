"""Network: who asks whom for advice."""

from contextlib import AbstractContextManager, nullcontext
from typing import Any, NamedTuple

import numpy as np

from simulation.engine.compiled import compiled, compiled_inline, is_compiled
from simulation.outcomes.formula import Formula, percent_of, ratio_of
from simulation.outcomes.outcome import outcome
from simulation.outcomes.slices import add_row
from simulation.outcomes.view import View, numbers
from simulation.state.columns import Array

ASKS = 0.1
"""Strength from which a tie counts as asking for advice."""

MOST_SEATS = 300
"""Seats that clustering is measured on; organizations of twice as many are sampled."""

MOST_MARKED = 1024
"""Seats up to which it is faster to mark all contacts as bits than to walk over a sample's."""


@outcome("network_degree", "Colleagues asked for advice", "people", "higher")
def network_degree() -> Formula:
    """Colleagues a person asks for advice, mean."""
    return ratio_of("ties", "heads")


@outcome("network_cross_department", "Advice across departments", "%", "higher")
def network_cross_department() -> Formula:
    """Share of advice ties that cross departments, percent."""
    return percent_of("ties_across", "ties")


@outcome("network_isolates", "People without advice ties", "%", "lower")
def network_isolates() -> Formula:
    """Share of people who ask nobody and whom nobody asks, percent."""
    return percent_of("isolated", "heads")


@outcome("network_reciprocity", "Mutual advice", "%", decimals=0)
def network_reciprocity(view: View) -> float | None:
    """Share of advice ties that are returned, percent."""
    ties, links = view.whole("ties"), int(_advice(view).first_link[-1])
    return 100.0 * 2.0 * (ties - links) / ties if ties else None


@outcome("network_clustering", "Clustering of advice", "ratio", decimals=2)
def network_clustering(view: View) -> float | None:
    """Mean share of a person's contacts who are contacts of each other, direction aside."""
    advice = _advice(view)
    links = advice.first_link, advice.links
    with _wrapping():
        closed = view.tick.call(clustering, advice.asked_by, advice.askers, *links, MOST_SEATS)
    return closed if closed >= 0.0 else None


def _wrapping() -> AbstractContextManager[Any]:
    """Where words may wrap round, as in `_bits`: plain Python would warn of it."""
    return nullcontext() if is_compiled(clustering) else np.errstate(over="ignore")


class Advice(NamedTuple):
    """Who asks whom: counts of every seat, its askers, and links, two people once.

    The askers of seat i are the first `asked_by[i]` of row i of `askers`, ascending. A link stands
    at who asks, if both do at the lower seat: those at i are `links[first_link[i] :
    first_link[i + 1]]`. So there are as many ties more than links as go both ways.
    """

    askers: Array
    asked: Array
    across: Array
    asked_by: Array
    first_link: Array
    links: Array


def room_for_advice(seats: int, width: int) -> Advice:
    """Room for who asks whom, where rows of ties have so many slots."""
    asked, across, asked_by = np.empty((3, seats), np.uint32)
    askers, links = np.empty((seats, width), np.uint32), np.empty(seats * width + 1, np.uint32)
    return Advice(askers, asked, across, asked_by, np.empty(seats + 1, np.uint32), links)


def _advice(view: View) -> Advice:
    """Who asks whom at the end of this quarter."""
    view.add(view.layout.source("ties"))
    return _room(view)


def _room(view: View) -> Advice:
    """Room for who asks whom, which belongs to the state."""
    return view.state.room("advice", lambda: room_for_advice(*view["tie_neighbor"].shape))


@numbers("ties", "ties_across", "isolated")
def ties(view: View, sums: Array) -> None:
    """List who asks whom; add up ties, those across departments, and who has none either way."""
    view.tick.call(advice_kernel, *_room(view), view.slices.people, sums)


@compiled
def advice_kernel(
    occupied: np.ndarray,
    department: np.ndarray,
    tie_count: np.ndarray,
    tie_neighbor: np.ndarray,
    tie_strength: np.ndarray,
    askers: np.ndarray,
    asked: np.ndarray,
    across: np.ndarray,
    asked_by: np.ndarray,
    first_link: np.ndarray,
    links: np.ndarray,
    codes: np.ndarray,
    sums: np.ndarray,
) -> None:
    """List who asks whom, by ties that join people present and are strong enough: see `Advice`.

    Then add up everybody's ties, those across departments, and who has none in either direction.

    Rows of ties hold both sides of a link, so nobody has more askers than a row has slots. Seats
    take their turn in order: who was before i and asks i is known when i's own ties are looked at.
    """
    seats = occupied.shape[0]
    asked_by[:] = 0
    last_asked = np.full(seats, -1, np.int32)
    count = np.int64(0)
    for i in range(seats):
        first_link[i] = count
        for place in range(np.int64(asked_by[i])):
            last_asked[askers[i, place]] = i
        here = department[i]
        own = 0
        beyond = 0
        for slot in range(tie_count[i] * occupied[i]):
            j = np.uint32(tie_neighbor[i, slot])
            if occupied[j] & (tie_strength[i, slot] >= ASKS):  # one branch, nearly always taken
                own += 1
                beyond += department[j] != here
                askers[j, asked_by[j]] = i
                asked_by[j] += 1
                links[count] = j
                count += last_asked[j] != i
        asked[i] = own
        across[i] = beyond
    first_link[seats] = count
    for i in range(seats):
        alone = asked[i] + asked_by[i] == 0
        add_row(sums, codes, i, (1.0 * asked[i], 1.0 * across[i], 1.0 * alone))


@compiled
def clustering(
    asked_by: np.ndarray,
    askers: np.ndarray,
    first_link: np.ndarray,
    links: np.ndarray,
    most_seats: float,
) -> float:
    """Mean local clustering over people with two contacts or more; -1 if there are none.

    C_i = pairs of contacts of i who are in contact / (n_i (n_i - 1) / 2). Large organizations are
    sampled: every n-th seat, so that about `most_seats` are looked at.
    """
    seats = first_link.shape[0] - 1
    every = max(1, seats // int(most_seats))
    if seats <= MOST_MARKED:
        return clustering_by_marks(first_link, links, every)
    return clustering_by_walks(asked_by, askers, first_link, links, every)


@compiled
def clustering_by_marks(first_link: np.ndarray, links: np.ndarray, every: int) -> float:
    """Mean local clustering of every n-th seat, by marks of who is in contact with whom.

    Contacts are bits, one row of words a seat: every contact that two who are linked have in
    common closes a triangle, and over the links of i each triangle at i is met twice.
    """
    seats = first_link.shape[0] - 1
    words = (seats + 63) // 64
    near = np.zeros((seats, words), np.uint64)
    size = np.zeros(seats, np.int64)
    for i in range(seats):
        for j in links[first_link[i] : first_link[i + 1]]:
            _mark(near[i], j)
            _mark(near[j], i)
            size[i] += 1
            size[j] += 1
    closed = np.zeros(seats, np.int64)
    for i in range(seats):
        for j in links[first_link[i] : first_link[i + 1]]:
            common = np.int64(0)
            for word in range(words):
                common += _bits(near[i, word] & near[j, word])
            closed[i] += common
            closed[j] += common
    total = 0.0
    people = 0
    for i in range(0, seats, every):
        if size[i] > 1:
            total += closed[i] / (size[i] * (size[i] - 1.0))
            people += 1
    return total / people if people > 0 else -1.0


@compiled_inline
def _mark(row: np.ndarray, place: int) -> None:
    """Set the bit at a place of a row of words."""
    row[place >> 6] |= np.uint64(1) << np.uint64(place & 63)


@compiled_inline
def _bits(word: np.uint64) -> np.int64:
    """Number of bits that are set, by the sums of ever longer parts: one instruction, once seen."""
    word -= (word >> np.uint64(1)) & np.uint64(0x5555555555555555)
    pairs = np.uint64(0x3333333333333333)
    word = (word & pairs) + ((word >> np.uint64(2)) & pairs)
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((word * np.uint64(0x0101010101010101)) >> np.uint64(56))


@compiled
def clustering_by_walks(
    asked_by: np.ndarray,
    askers: np.ndarray,
    first_link: np.ndarray,
    links: np.ndarray,
    every: int,
) -> float:
    """Mean local clustering of every n-th seat, by a walk over the links of its contacts."""
    seats = first_link.shape[0] - 1
    near = np.zeros(seats, np.bool_)
    contacts = np.empty(seats, np.uint32)
    total = 0.0
    people = 0
    for i in range(0, seats, every):
        size = 0
        for j in links[first_link[i] : first_link[i + 1]]:
            contacts[size] = j
            near[j] = True
            size += 1
        for j in askers[i, : asked_by[i]]:
            contacts[size] = j
            size += not near[j]
            near[j] = True
        closed = 0
        for spot in range(size):
            j = contacts[spot]
            for place in range(first_link[j], first_link[j + 1]):
                closed += near[links[place]]
        for spot in range(size):
            near[contacts[spot]] = False
        if size > 1:
            total += 2 * closed / (size * (size - 1.0))
            people += 1
    return total / people if people > 0 else -1.0
