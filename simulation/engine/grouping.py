"""Grouping: values sorted by department, so that each department's are read in a row."""

import numpy as np

from simulation.engine.compiled import compiled


@compiled
def group(
    occupied: np.ndarray,
    department: np.ndarray,
    values: np.ndarray,
    first: np.ndarray,
    grouped: np.ndarray,
) -> None:
    """List the values of who is there by department, each by seat: grouped[first[d] : first[d+1]].

    `first` has two places more than there are departments, the last of which is room.
    """
    first[:] = 0
    for i in range(occupied.shape[0]):
        first[department[i] + 2] += occupied[i]
    for d in range(2, first.shape[0]):
        first[d] += first[d - 1]
    # Every department's start stands one place too far, and moves on to that of the next.
    for i in range(occupied.shape[0]):
        if occupied[i]:
            grouped[first[department[i] + 1]] = values[i]
            first[department[i] + 1] += 1
