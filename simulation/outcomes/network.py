"""Network: who asks whom for advice."""

import numpy as np

from simulation.engine.compiled import compiled
from simulation.outcomes.outcome import View, outcome
from simulation.outcomes.slices import ratio
from simulation.state.columns import Array

ASKS = 0.1
"""Strength from which a tie counts as asking for advice."""

MOST_SEATS = 300
"""Seats that clustering is measured on; larger organizations are sampled."""


@outcome("network_degree", "Colleagues asked for advice", "people", "higher")
def network_degree(view: View) -> Array:
    """Colleagues a person asks for advice, mean."""
    return view.slices.mean(_counts(view)[:, 0])


@outcome("network_cross_department", "Advice across departments", "%", "higher")
def network_cross_department(view: View) -> Array:
    """Share of advice ties that cross departments, percent."""
    counts = _counts(view)
    return 100.0 * ratio(view.slices.total(counts[:, 1]), view.slices.total(counts[:, 0]))


@outcome("network_isolates", "People without advice ties", "%", "lower")
def network_isolates(view: View) -> Array:
    """Share of people who ask nobody and whom nobody asks, percent."""
    counts = _counts(view)
    return view.slices.share((counts[:, 0] + counts[:, 2]) == 0)


@outcome("network_reciprocity", "Mutual advice", "%", decimals=0)
def network_reciprocity(view: View) -> float | None:
    """Share of advice ties that are returned, percent."""
    counts = _counts(view)
    ties = counts[:, 0].sum()
    return float(100.0 * counts[:, 3].sum() / ties) if ties else None


@outcome("network_clustering", "Clustering of advice", "ratio", decimals=2)
def network_clustering(view: View) -> float | None:
    """Mean share of a person's contacts who are contacts of each other, direction aside."""
    counts, contacts = _ties(view)
    closed = clustering(contacts, counts[:, 4].astype(np.int64), MOST_SEATS)
    return float(closed) if closed >= 0 else None


def _counts(view: View) -> Array:
    return _ties(view)[0]


def _ties(view: View) -> tuple[Array, Array]:
    return view.once(
        "ties",
        lambda: read_ties(
            view["occupied"],
            view["department"],
            view["tie_count"],
            view["tie_neighbor"],
            view["tie_strength"],
            ASKS,
        ),
    )


@compiled
def read_ties(
    occupied: np.ndarray,
    department: np.ndarray,
    tie_count: np.ndarray,
    tie_neighbor: np.ndarray,
    tie_strength: np.ndarray,
    least: float,
) -> tuple[np.ndarray, np.ndarray]:
    """Count every seat's ties, and list whom it is in contact with, direction aside.

    Returns counts (N, 5): ties out, those across departments, ties in, mutual ties, contacts; and
    contacts (N, slots): seats, as many as counted. A tie joins people present, `least` or stronger.
    Links are symmetric, so nobody has more contacts than slots.
    """
    counts = np.zeros((occupied.shape[0], 5))
    contacts = np.full(tie_neighbor.shape, -1)
    for i in range(occupied.shape[0]):
        if not occupied[i]:
            continue
        for slot in range(tie_count[i]):
            j = tie_neighbor[i, slot]
            if tie_strength[i, slot] < least or not occupied[j]:
                continue
            counts[i, 0] += 1.0
            counts[j, 2] += 1.0
            if department[i] != department[j]:
                counts[i, 1] += 1.0
            # Both sides list a contact when the first of them asks; then the second returns a tie.
            if _lists(contacts[i], j):
                counts[i, 3] += 1.0
                counts[j, 3] += 1.0
            else:
                contacts[i, int(counts[i, 4])] = j
                contacts[j, int(counts[j, 4])] = i
                counts[i, 4] += 1.0
                counts[j, 4] += 1.0
    return counts, contacts


@compiled
def _lists(row: np.ndarray, seat: int) -> bool:
    """Whether a row of seats, filled from the left, holds a seat."""
    for place in range(row.shape[0]):
        if row[place] == seat:
            return True
        if row[place] < 0:
            return False
    return False


@compiled
def clustering(contacts: np.ndarray, sizes: np.ndarray, most_seats: int) -> float:
    """Mean local clustering over people with two contacts or more; -1 if there are none.

    C_i = ordered pairs of contacts of i who are in contact / (n_i (n_i - 1)). Large organizations
    are sampled: every n-th seat, so that about `most_seats` are looked at.
    """
    seats = contacts.shape[0]
    near = np.full(seats, -1)
    total = 0.0
    people = 0
    for i in range(0, seats, max(1, seats // most_seats)):
        if sizes[i] < 2:
            continue
        for place in range(sizes[i]):
            near[contacts[i, place]] = i
        closed = 0
        for place in range(sizes[i]):
            other = contacts[i, place]
            for step in range(sizes[other]):
                closed += int(near[contacts[other, step]] == i)
        total += closed / (sizes[i] * (sizes[i] - 1.0))
        people += 1
    return total / people if people > 0 else -1.0
