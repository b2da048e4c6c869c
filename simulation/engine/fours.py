"""Fours: the same of four skills or people side by side, where loops are too short to be fast.

Four sums at a time wait for each other no longer than one does, and rows of ties, whose lengths no
processor foresees, are walked once for the four of them.
"""

import numpy as np

from simulation.engine.compiled import compiled_inline

type Places = tuple[np.uint32, np.uint32, np.uint32, np.uint32]
type Four = tuple[float, float, float, float]

NOTHING = (0.0, 0.0, 0.0, 0.0)


@compiled_inline
def four_from(first: int, count: int) -> Places:
    """Four places from one on, of so many; where there are fewer, the last one stands in."""
    a, last = np.uint32(first), np.uint32(count - 1)  # never negative: a test less
    return (
        a,
        min(np.uint32(a + np.uint32(1)), last),
        min(np.uint32(a + np.uint32(2)), last),
        min(np.uint32(a + np.uint32(3)), last),
    )


@compiled_inline
def four(table: np.ndarray, row: int | np.uint32, places: Places) -> Four:
    """What a row of a table says at four places."""
    return (
        table[row, places[0]],
        table[row, places[1]],
        table[row, places[2]],
        table[row, places[3]],
    )


@compiled_inline
def plus(a: Four, b: Four) -> Four:
    """Sums, place by place."""
    return a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3]
