"""Intake: who may join a program, who is asked, and how those who join are let in."""

import numpy as np

from simulation.engine.compiled import compiled


@compiled
def eligible_kernel(
    occupied: np.ndarray,
    department: np.ndarray,
    tenure: np.ndarray,
    level: np.ndarray,
    willingness: np.ndarray,
    draw_b: np.ndarray,
    draw_c: np.ndarray,
    asked: np.ndarray,
    among: np.ndarray,
    mask: np.ndarray,
    min_tenure: float,
    max_tenure: float,
    min_level: float,
    max_level: float,
    min_willingness: float,
    min_respect: float,
    min_readiness: float,
    max_readiness: float,
) -> None:
    """Mark who `among` some is within the limits of one side, in a department asked.

    `draw_b` and `draw_c` hold respect and readiness.
    """
    for i in range(mask.shape[0]):
        served = (tenure[i] >= min_tenure) & (tenure[i] < max_tenure)
        rung = (level[i] >= min_level) & (level[i] <= max_level)
        respected, willing = draw_b[i] >= min_respect, willingness[i] >= min_willingness
        ready = (min_readiness <= draw_c[i]) & (draw_c[i] < max_readiness)
        # All is looked at, whatever the answers, which takes less time than to jump.
        here = occupied[i] & among[i] & asked[department[i]]
        mask[i] = here & served & rung & respected & willing & ready


@compiled
def wait_kernel(seeks_mentor: np.ndarray, waiting: np.ndarray) -> None:
    """Count one month more for everybody who seeks a mentor."""
    for i in range(seeks_mentor.shape[0]):
        waiting[i] += seeks_mentor[i]


@compiled
def pool_kernel(
    person: np.ndarray,
    seeks_mentor: np.ndarray,
    mentors: np.ndarray,
    eligible_mentee: np.ndarray,
    eligible_mentor: np.ndarray,
    draw_d: np.ndarray,
    draw_e: np.ndarray,
    seats: np.ndarray,
    persons: np.ndarray,
    may_mentee: np.ndarray,
    may_mentor: np.ndarray,
    wish_mentee: np.ndarray,
    wish_mentor: np.ndarray,
) -> int:
    """List who may join on either side, seats ascending; return how many there are.

    Who waits for a mentor or has one joins no second time. `draw_d` and `draw_e` hold the wishes.
    """
    count = 0
    for seat in range(person.shape[0]):
        free = not seeks_mentor[seat] and mentors[seat] == 0
        mentee = eligible_mentee[seat] and free
        if mentee or eligible_mentor[seat]:
            seats[count], persons[count] = seat, person[seat]
            may_mentee[count], may_mentor[count] = mentee, eligible_mentor[seat]
            wish_mentee[count], wish_mentor[count] = draw_d[seat], draw_e[seat]
            count += 1
    return count


@compiled
def served_kernel(occupied: np.ndarray, mentors: np.ndarray, seeks_mentor: np.ndarray) -> int:
    """Count who has a mentor or seeks one."""
    count = 0
    for i in range(occupied.shape[0]):
        count += occupied[i] & ((mentors[i] > 0) | seeks_mentor[i])
    return count


@compiled
def join_kernel(
    seeks_mentor: np.ndarray,
    offers_mentoring: np.ndarray,
    mentor_capacity: np.ndarray,
    seats: np.ndarray,
    seeking: np.ndarray,
    offering: np.ndarray,
    capacity: float,
) -> None:
    """Let in those of a pool who seek, and those who offer, instead of whoever offered before."""
    offers_mentoring[:] = False
    mentor_capacity[:] = 0
    for place in range(seats.shape[0]):
        seat = seats[place]
        if seeking[place]:
            seeks_mentor[seat] = True
        if offering[place]:
            offers_mentoring[seat] = True
            mentor_capacity[seat] = int(capacity)
