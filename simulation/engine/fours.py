"""Fours: the same of four skills side by side, where loops over skills are too short to be fast.

Four sums at a time wait for each other no longer than one does, and rows of ties, whose lengths no
processor foresees, are walked once for the four of them.
"""

import numpy as np

from simulation.engine.compiled import compiled_inline

type Skills = tuple[np.uint32, np.uint32, np.uint32, np.uint32]
type Four = tuple[float, float, float, float]

NOTHING = (0.0, 0.0, 0.0, 0.0)


@compiled_inline
def four_from(first: int, skills: int) -> Skills:
    """Four skills from `first` on; the last one stands in for those beyond it."""
    last = skills - 1
    a, b, c, d = first, min(first + 1, last), min(first + 2, last), min(first + 3, last)
    return np.uint32(a), np.uint32(b), np.uint32(c), np.uint32(d)  # never negative: a test less


@compiled_inline
def four(table: np.ndarray, row: int | np.uint32, skills: Skills) -> Four:
    """What a row of a table says of four skills."""
    return (
        table[row, skills[0]],
        table[row, skills[1]],
        table[row, skills[2]],
        table[row, skills[3]],
    )


@compiled_inline
def plus(a: Four, b: Four) -> Four:
    """Sums, skill by skill."""
    return a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3]
