"""Pairing: end pairs so that everybody's counts stay true, whoever ends them and why.

What holds before and after every call: `mentees[s]` is the number of active rows with seat s as
mentor, `mentors[s]` the number with s as mentee. An ended row keeps its values until it is reused.
"""

import numpy as np

from simulation.engine.compiled import compiled


@compiled
def part(
    pair_active: np.ndarray,
    pair_mentor: np.ndarray,
    pair_mentee: np.ndarray,
    mentees: np.ndarray,
    mentors: np.ndarray,
    tally_pairs_ended_total: np.ndarray,
    row: int,
) -> None:
    """Free both people of an active pair; how it ended is the caller's to count."""
    pair_active[row] = False
    mentees[pair_mentor[row]] -= 1
    mentors[pair_mentee[row]] -= 1
    tally_pairs_ended_total[0] += 1


@compiled
def end_pair(
    pair_active: np.ndarray,
    pair_mentor: np.ndarray,
    pair_mentee: np.ndarray,
    mentees: np.ndarray,
    mentors: np.ndarray,
    tally_pairs_completed: np.ndarray,
    tally_pairs_ended_early: np.ndarray,
    tally_pairs_ended_total: np.ndarray,
    row: int,
    completed: float,
) -> None:
    """End one active pair, at its term (`completed` > 0) or early; an ended one stays as it is."""
    if not pair_active[row]:
        return
    part(pair_active, pair_mentor, pair_mentee, mentees, mentors, tally_pairs_ended_total, row)
    if completed > 0.0:
        tally_pairs_completed[0] += 1
    else:
        tally_pairs_ended_early[0] += 1


@compiled
def find_pair(
    pair_active: np.ndarray,
    pair_mentor: np.ndarray,
    pair_mentee: np.ndarray,
    mentor: int,
    mentee: int,
) -> int:
    """Row of the active pair in which `mentor` helps `mentee`, or -1."""
    for row in range(pair_active.shape[0]):
        if pair_active[row] and pair_mentor[row] == mentor and pair_mentee[row] == mentee:
            return row
    return -1
