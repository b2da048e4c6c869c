"""Network: who asks whom for advice.

Lists of seats stand one after another in one array, with the place where each list begins: those
of seat i are `seats[first[i] : first[i + 1]]`.
"""

import numpy as np

from simulation.engine.compiled import compiled
from simulation.outcomes.outcome import View, outcome
from simulation.outcomes.slices import add_row, percent, ratio
from simulation.state.columns import Array

ASKS = 0.1
"""Strength from which a tie counts as asking for advice."""

MOST_SEATS = 300
"""Seats that clustering is measured on; larger organizations are sampled."""

ASKED, ACROSS, ISOLATED = range(3)
"""Rows of the sums over people: ties, those across departments, and who has none."""


@outcome("network_degree", "Colleagues asked for advice", "people", "higher")
def network_degree(view: View) -> Array:
    """Colleagues a person asks for advice, mean."""
    return ratio(_ties(view)[ASKED], view.slices.heads)


@outcome("network_cross_department", "Advice across departments", "%", "higher")
def network_cross_department(view: View) -> Array:
    """Share of advice ties that cross departments, percent."""
    ties = _ties(view)
    return percent(ties[ACROSS], ties[ASKED])


@outcome("network_isolates", "People without advice ties", "%", "lower")
def network_isolates(view: View) -> Array:
    """Share of people who ask nobody and whom nobody asks, percent."""
    return percent(_ties(view)[ISOLATED], view.slices.heads)


@outcome("network_reciprocity", "Mutual advice", "%", decimals=0)
def network_reciprocity(view: View) -> float | None:
    """Share of advice ties that are returned, percent."""
    ties, links = len(_advice(view)[1]), len(_links(view)[1])
    return 100.0 * 2.0 * (ties - links) / ties if ties else None


@outcome("network_clustering", "Clustering of advice", "ratio", decimals=2)
def network_clustering(view: View) -> float | None:
    """Mean share of a person's contacts who are contacts of each other, direction aside."""
    closed = clustering(*_advice(view), *_links(view), MOST_SEATS)
    return float(closed) if closed >= 0 else None


def _advice(view: View) -> tuple[Array, Array, Array, Array]:
    """Whom everybody asks, and who asks everybody."""

    def lists() -> tuple[Array, Array, Array, Array]:
        asked = view.tick.call(asked_of)
        return *asked, *askers_of(*asked)

    return view.once("advice", lists)


def _links(view: View) -> tuple[Array, Array]:
    return view.once("links", lambda: links_of(*_advice(view)))


def _ties(view: View) -> Array:
    first, asked, first_asker, _ = _advice(view)
    numbers = (first, asked, first_asker)
    return view.once("ties", lambda: view.add_up("people", ties_kernel, 3, *numbers))


@compiled
def asked_of(
    occupied: np.ndarray,
    tie_count: np.ndarray,
    tie_neighbor: np.ndarray,
    tie_strength: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """List whom everybody asks: ties that join people present and are strong enough."""
    seats = occupied.shape[0]
    first = np.empty(seats + 1, np.uint32)
    asked = np.empty(tie_count.sum() + 1, np.uint32)
    count = 0
    for i in range(seats):
        first[i] = count
        for slot in range(tie_count[i] * occupied[i]):
            j = np.uint32(tie_neighbor[i, slot])
            asked[count] = j
            count += occupied[j] & (tie_strength[i, slot] >= ASKS)
    first[seats] = count
    return first, asked[:count]


@compiled
def askers_of(first: np.ndarray, asked: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """List who asks everybody: the same ties from the other side."""
    seats = first.shape[0] - 1
    places = np.zeros(seats + 2, np.uint32)
    for j in asked:
        places[j + 2] += 1
    for i in range(seats):
        places[i + 1] += places[i]
    # Every list begins where the one before ends, so filling it moves its place to the next one's.
    askers = np.empty(asked.shape[0], np.uint32)
    for i in range(seats):
        for j in asked[first[i] : first[i + 1]]:
            askers[places[j + 1]] = i
            places[j + 1] += 1
    return places[:-1], askers


@compiled
def links_of(
    first: np.ndarray, asked: np.ndarray, first_asker: np.ndarray, askers: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """List contacts, direction aside, every two people once: at whom the other asks.

    Where both ask each other, they stand at the higher seat. There are as many ties more than
    links as there are links that go both ways.
    """
    seats = first.shape[0] - 1
    first_link = np.empty(seats + 1, np.uint32)
    links = np.empty(askers.shape[0] + 1, np.uint32)
    asked_by = np.full(seats, -1, np.int32)
    count = 0
    for i in range(seats):
        first_link[i] = count
        for j in asked[first[i] : first[i + 1]]:
            asked_by[j] = i
        for j in askers[first_asker[i] : first_asker[i + 1]]:
            links[count] = j
            count += (asked_by[j] != i) | (j < i)
    first_link[seats] = count
    return first_link, links[:count]


@compiled
def ties_kernel(
    department: np.ndarray,
    codes: np.ndarray,
    sums: np.ndarray,
    first: np.ndarray,
    asked: np.ndarray,
    first_asker: np.ndarray,
) -> None:
    """Count everybody's ties, those across departments, and who has none in either direction."""
    row = np.empty(3)
    for i in range(codes.shape[0]):
        across = 0
        for j in asked[first[i] : first[i + 1]]:
            across += department[j] != department[i]
        row[ASKED] = first[i + 1] - first[i]
        row[ACROSS] = across
        row[ISOLATED] = first[i] == first[i + 1] and first_asker[i] == first_asker[i + 1]
        add_row(sums, codes, i, row)


@compiled
def clustering(
    first: np.ndarray,
    asked: np.ndarray,
    first_asker: np.ndarray,
    askers: np.ndarray,
    first_link: np.ndarray,
    links: np.ndarray,
    most_seats: int,
) -> float:
    """Mean local clustering over people with two contacts or more; -1 if there are none.

    C_i = pairs of contacts of i who are in contact / (n_i (n_i - 1) / 2). Large organizations are
    sampled: every n-th seat, so that about `most_seats` are looked at.
    """
    seats = first.shape[0] - 1
    near = np.zeros(seats, np.bool_)
    contacts = np.empty(seats, np.uint32)
    total = 0.0
    people = 0
    for i in range(0, seats, max(1, seats // most_seats)):
        size = 0
        for j in asked[first[i] : first[i + 1]]:
            contacts[size] = j
            near[j] = True
            size += 1
        for j in askers[first_asker[i] : first_asker[i + 1]]:
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
