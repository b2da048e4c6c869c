"""Network: who asks whom for advice."""

import numpy as np

from simulation.engine.compiled import compiled
from simulation.outcomes.outcome import View, outcome, summed
from simulation.outcomes.slices import add_row, ratio
from simulation.state.columns import Array

ASKS = 0.1
"""Strength from which a tie counts as asking for advice."""

MOST_SEATS = 300
"""Seats that clustering is measured on; larger organizations are sampled."""


@outcome("network_degree", "Colleagues asked for advice", "people", "higher")
def network_degree(view: View) -> Array:
    """Colleagues a person asks for advice, mean."""
    return ratio(view.sum("asks"), view.slices.heads)


@outcome("network_cross_department", "Advice across departments", "%", "higher")
def network_cross_department(view: View) -> Array:
    """Share of advice ties that cross departments, percent."""
    return 100.0 * ratio(view.sum("asks_across"), view.sum("asks"))


@outcome("network_isolates", "People without advice ties", "%", "lower")
def network_isolates(view: View) -> Array:
    """Share of people who ask nobody and whom nobody asks, percent."""
    return 100.0 * ratio(view.sum("isolated"), view.slices.heads)


@outcome("network_reciprocity", "Mutual advice", "%", decimals=0)
def network_reciprocity(view: View) -> float | None:
    """Share of advice ties that are returned, percent."""
    ties = float(view.sum("asks")[0])
    return 100.0 * float(view.sum("asks_back")[0]) / ties if ties else None


@outcome("network_clustering", "Clustering of advice", "ratio", decimals=2)
def network_clustering(view: View) -> float | None:
    """Mean share of a person's contacts who are contacts of each other, direction aside."""
    closed = view.tick.call(clustering, MOST_SEATS)
    return float(closed) if closed >= 0 else None


@summed("people", "asks", "asks_across", "asks_back", "isolated")
@compiled
def ties_kernel(
    occupied: np.ndarray,
    department: np.ndarray,
    tie_count: np.ndarray,
    tie_neighbor: np.ndarray,
    tie_strength: np.ndarray,
    codes: np.ndarray,
    sums: np.ndarray,
) -> None:
    """Count everybody's ties, those across departments, those returned, and who has none.

    A tie counts that joins people present and is strong enough.
    """
    row = np.empty(4)
    asked = np.zeros(occupied.shape[0], np.bool_)
    for i in range(codes.shape[0]):
        for slot in range(tie_count[i] * occupied[i]):
            asked[tie_neighbor[i, slot]] |= tie_strength[i, slot] >= ASKS
    for i in range(codes.shape[0]):
        asks = 0
        across = 0
        returned = 0
        for slot in range(tie_count[i] * occupied[i]):
            j = tie_neighbor[i, slot]
            if tie_strength[i, slot] < ASKS or not occupied[j]:
                continue
            asks += 1
            across += department[i] != department[j]
            for back in range(tie_count[j]):
                returned += (tie_neighbor[j, back] == i) & (tie_strength[j, back] >= ASKS)
        row[0] = asks
        row[1] = across
        row[2] = returned
        row[3] = asks == 0 and not asked[i]
        add_row(sums, codes, i, row)


@compiled
def contacts_of(
    occupied: np.ndarray, tie_count: np.ndarray, tie_neighbor: np.ndarray, tie_strength: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """List whom everybody asks or is asked by, once: `contacts[start[i] : start[i] + size[i]]`.

    Returns (start, size) as one array, shape (2, N), and the contacts.
    """
    seats = occupied.shape[0]
    place = np.zeros((2, seats), np.int64)
    start, size = place[0], place[1]
    for i in range(seats):
        for slot in range(tie_count[i] * occupied[i]):
            size[i] += 1
            size[tie_neighbor[i, slot]] += 1
    for i in range(1, seats):
        start[i] = start[i - 1] + size[i - 1]
    contacts = np.empty(start[-1] + size[-1], np.int64)
    size[:] = 0
    for i in range(seats):
        for slot in range(tie_count[i] * occupied[i]):
            j = tie_neighbor[i, slot]
            if tie_strength[i, slot] < ASKS or not occupied[j]:
                continue
            known = False  # j, who asked first, has listed both sides
            first = start[i]
            for spot in range(first, first + size[i]):
                known |= contacts[spot] == j
            if not known:
                contacts[start[i] + size[i]] = j
                contacts[start[j] + size[j]] = i
                size[i] += 1
                size[j] += 1
    return place, contacts


@compiled
def clustering(
    occupied: np.ndarray,
    tie_count: np.ndarray,
    tie_neighbor: np.ndarray,
    tie_strength: np.ndarray,
    most_seats: float,
) -> float:
    """Mean local clustering over people with two contacts or more; -1 if there are none.

    C_i = ordered pairs of contacts of i who are in contact / (n_i (n_i - 1)). Large organizations
    are sampled: every n-th seat, so that about `most_seats` are looked at.
    """
    seats = occupied.shape[0]
    place, contacts = contacts_of(occupied, tie_count, tie_neighbor, tie_strength)
    start, end = place[0], place[0] + place[1]
    near = np.full(seats, -1)
    total = 0.0
    people = 0
    for i in range(0, seats, max(1, seats // int(most_seats))):
        count = end[i] - start[i]
        if count < 2:
            continue
        for spot in range(start[i], end[i]):
            near[contacts[spot]] = i
        closed = 0
        for spot in range(start[i], end[i]):
            other = contacts[spot]
            for step in range(start[other], end[other]):
                closed += int(near[contacts[step]] == i)
        total += closed / (count * (count - 1.0))
        people += 1
    return total / people if people > 0 else -1.0
