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

    A tie counts that joins people present and is strong enough. Two ties between the same two
    people are both counted at the first of them.
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
            for back in range(tie_count[j] * (j > i)):
                returned += (tie_neighbor[j, back] == i) & (tie_strength[j, back] >= ASKS)
        row[0] = asks
        row[1] = across
        row[2] = 2 * returned
        row[3] = asks == 0 and not asked[i]
        add_row(sums, codes, i, row)


@compiled
def looked_at(
    occupied: np.ndarray,
    tie_count: np.ndarray,
    tie_neighbor: np.ndarray,
    tie_strength: np.ndarray,
    every: int,
) -> np.ndarray:
    """Number those whose contacts matter, every n-th seat and its contacts; -1 for all others."""
    seats = occupied.shape[0]
    number = np.full(seats, -1)
    number[::every] = 0
    for i in range(seats):
        for slot in range(tie_count[i] * occupied[i]):
            j = tie_neighbor[i, slot]
            if tie_strength[i, slot] >= ASKS and occupied[j]:
                number[i] = 0 if j % every == 0 else number[i]
                number[j] = 0 if i % every == 0 else number[j]
    count = 0
    for i in range(seats):
        if number[i] >= 0:
            number[i] = count
            count += 1
    return number


@compiled
def contacts_of(
    occupied: np.ndarray,
    tie_count: np.ndarray,
    tie_neighbor: np.ndarray,
    tie_strength: np.ndarray,
    number: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """List whom everybody with a number asks or is asked by, once each.

    Returns how many for each number, and who: shape (numbers, slots). Links are symmetric, so
    nobody has more contacts than slots.
    """
    size = np.zeros(number.max() + 1, np.int64)
    contacts = np.empty((size.shape[0], tie_neighbor.shape[1]), np.int32)
    for i in range(occupied.shape[0]):
        own = number[i]
        if own < 0 or not occupied[i]:
            continue
        count = 0
        asks = tie_count[i]
        for slot in range(tie_neighbor.shape[1]):
            j = tie_neighbor[i, slot]
            if j < 0:
                break
            tied = slot < asks and tie_strength[i, slot] >= ASKS
            if not tied:
                for back in range(tie_count[j]):
                    tied |= tie_neighbor[j, back] == i and tie_strength[j, back] >= ASKS
            contacts[own, count] = j
            count += tied and occupied[j]
        size[own] = count
    return size, contacts


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
    every = max(1, seats // int(most_seats))
    number = looked_at(occupied, tie_count, tie_neighbor, tie_strength, every)
    size, contacts = contacts_of(occupied, tie_count, tie_neighbor, tie_strength, number)
    near = np.full(seats, -1, np.int32)
    total = 0.0
    people = 0
    for i in range(0, seats, every):
        own = number[i]
        if size[own] < 2:
            continue
        for spot in range(size[own]):
            near[contacts[own, spot]] = i
        closed = 0
        for spot in range(size[own]):
            other = number[contacts[own, spot]]
            for step in range(size[other]):
                closed += int(near[contacts[other, step]] == i)
        total += closed / (size[own] * (size[own] - 1.0))
        people += 1
    return total / people if people > 0 else -1.0
