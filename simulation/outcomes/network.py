"""Network: who asks whom for advice."""

import numpy as np

from simulation.engine.compiled import compiled
from simulation.engine.links import find_slot
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
    closed = _clustering(
        view["occupied"], view["tie_neighbor"], view["tie_strength"], ASKS, MOST_SEATS
    )
    return float(closed) if closed >= 0 else None


def _counts(view: View) -> Array:
    """For every seat: ties out, those across departments, ties in, mutual ties; shape (N, 4)."""
    return view.once(
        "ties",
        lambda: _count_ties(
            view["occupied"], view["department"], view["tie_neighbor"], view["tie_strength"], ASKS
        ),
    )


@compiled
def _count_ties(
    occupied: np.ndarray,
    department: np.ndarray,
    tie_neighbor: np.ndarray,
    tie_strength: np.ndarray,
    least: float,
) -> np.ndarray:
    """Count ties of every seat: out, across departments, in, mutual."""
    counts = np.zeros((occupied.shape[0], 4))
    for i in range(occupied.shape[0]):
        if not occupied[i]:
            continue
        for slot in range(tie_neighbor.shape[1]):
            j = tie_neighbor[i, slot]
            if j < 0:
                break
            if tie_strength[i, slot] < least or not occupied[j]:
                continue
            counts[i, 0] += 1.0
            counts[j, 2] += 1.0
            if department[i] != department[j]:
                counts[i, 1] += 1.0
            back = find_slot(tie_neighbor[j], i)
            if back >= 0 and tie_strength[j, back] >= least:
                counts[i, 3] += 1.0
    return counts


@compiled
def _clustering(
    occupied: np.ndarray,
    tie_neighbor: np.ndarray,
    tie_strength: np.ndarray,
    least: float,
    most_seats: int,
) -> float:
    """Mean local clustering over people with two contacts or more; -1 if there are none.

    Large organizations are sampled: every n-th seat, so that about `most_seats` are looked at.
    """
    seats, width = tie_neighbor.shape
    linked = np.zeros((seats, width), dtype=np.bool_)
    for i in range(seats):
        for slot in range(width):
            j = tie_neighbor[i, slot]
            if j < 0:
                break
            if occupied[i] and occupied[j] and tie_strength[i, slot] >= least:
                linked[i, slot] = True
                back = find_slot(tie_neighbor[j], i)
                if back >= 0:
                    linked[j, back] = True
    near = np.full(seats, -1, dtype=np.int64)
    total = 0.0
    people = 0
    for i in range(0, seats, max(1, seats // most_seats)):
        contacts = 0
        for slot in range(width):
            if linked[i, slot]:
                near[tie_neighbor[i, slot]] = i
                contacts += 1
        if contacts < 2:
            continue
        closed = 0
        for slot in range(width):
            if linked[i, slot]:
                other = tie_neighbor[i, slot]
                for place in range(width):
                    if linked[other, place] and near[tie_neighbor[other, place]] == i:
                        closed += 1
        total += closed / (contacts * (contacts - 1.0))
        people += 1
    return total / people if people > 0 else -1.0
