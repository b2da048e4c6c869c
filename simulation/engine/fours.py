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
def first_four(skills: int) -> Skills:
    """The first four of so many skills; where there are fewer, the last one stands in for them."""
    last = skills - 1
    b, c, d = min(1, last), min(2, last), min(3, last)
    return np.uint32(0), np.uint32(b), np.uint32(c), np.uint32(d)  # never negative: a test less


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
