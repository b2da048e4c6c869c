"""Intake: who may join a program, who is asked, and how those who join are let in."""

import numpy as np

from simulation.engine.compiled import compiled

LIMITS = (
    "min_tenure", "max_tenure", "min_level", "max_level", "min_willingness", "min_respect",
    "min_readiness", "max_readiness",
)  # fmt: skip
"""What `eligible_kernel` compares with, in the order of its `limits`."""


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
    limits: np.ndarray,
    among: np.ndarray,
    mask: np.ndarray,
) -> None:
    """Mark who `among` some is within the limits of one side, in a department asked.

    `draw_b` and `draw_c` hold respect and readiness; `limits` is float64, as `LIMITS` says.
    """
    min_tenure, max_tenure, min_level, max_level = limits[0], limits[1], limits[2], limits[3]
    min_willingness, min_respect = limits[4], limits[5]
    min_readiness, max_readiness = limits[6], limits[7]
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
    occupied: np.ndarray,
    department: np.ndarray,
    tenure: np.ndarray,
    level: np.ndarray,
    willingness: np.ndarray,
    seeks_mentor: np.ndarray,
    mentors: np.ndarray,
    eligible_mentee: np.ndarray,
    eligible_mentor: np.ndarray,
    draw_b: np.ndarray,
    draw_c: np.ndarray,
    draw_d: np.ndarray,
    draw_e: np.ndarray,
    asked_mentee: np.ndarray,
    limits_mentee: np.ndarray,
    drawn: np.ndarray,
    asked_mentor: np.ndarray,
    limits_mentor: np.ndarray,
    reached: np.ndarray,
    seats: np.ndarray,
    persons: np.ndarray,
    may_mentee: np.ndarray,
    may_mentor: np.ndarray,
    wish_mentee: np.ndarray,
    wish_mentor: np.ndarray,
) -> int:
    """Mark who is eligible and list who may join on either side, seats ascending.

    Returns how many may. Mentees come from among those `drawn`, mentors from all `reached`. Who
    waits for a mentor or has one joins no second time. `draw_d` and `draw_e` hold the wishes.
    """
    people = occupied, department, tenure, level, willingness, draw_b, draw_c
    eligible_kernel(*people, asked_mentee, limits_mentee, drawn, eligible_mentee)
    eligible_kernel(*people, asked_mentor, limits_mentor, reached, eligible_mentor)
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
def cap_kernel(
    occupied: np.ndarray,
    mentors: np.ndarray,
    seeks_mentor: np.ndarray,
    company: np.ndarray,
    seats: np.ndarray,
    order: np.ndarray,
    taken: np.ndarray,
    cap: float,
) -> None:
    """Take of a pool, in this order, as many in each company as the cap leaves room for.

    `company` of each seat is -1 or a department.
    """
    room = np.full(company.max() + 2, int(cap))
    for i in range(occupied.shape[0]):
        room[company[i] + 1] -= occupied[i] & ((mentors[i] > 0) | seeks_mentor[i])
    for place in order:
        one = company[seats[place]] + 1
        taken[place] = room[one] > 0
        room[one] -= taken[place]


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
