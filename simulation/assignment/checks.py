"""Checks: candidates that do not contradict themselves, matches that keep the rules."""

import numpy as np

from simulation.assignment.rules import Ints, Persons, Rules, permitted
from simulation.engine.compiled import compiled
from simulation.errors import ModelError


@compiled
def _first_forbidden(rules: Rules, mate: np.ndarray) -> int:
    """The first mentee whose pair the rules forbid, or -1."""
    (a, b, c, d, e, f, g, h, k, m, n, o, p, q, r) = rules
    for row in range(mate.shape[0]):
        if mate[row] >= 0 and not permitted(
            a, b, c, d, e, f, g, h, k, m, n, o, p, q, r, row, mate[row]
        ):
            return row
    return -1


def check_candidates(rules: Rules, capacity: Ints) -> None:
    """Refuse candidates that contradict themselves.

    Raises:
        ModelError: names every problem.
    """
    broken = {
        f"capacity has shape {capacity.shape}, not {rules.mentors.shape}": (
            capacity.shape != rules.mentors.shape
        ),
        "capacity is negative": capacity.size and capacity.min() < 0,
        "a mentee is listed twice": _repeated(rules.mentee_persons),
        "a mentor is listed twice": _repeated(rules.mentor_persons),
    }
    problems = [text for text, is_so in broken.items() if is_so]
    if problems:
        raise ModelError("matching candidates: " + "; ".join(problems))


def check_mates(rules: Rules, capacity: Ints, mate: Ints) -> None:
    """Hold matches to the rules: indices, permission, capacity.

    Raises:
        ModelError: a rule is broken; names every broken rule with the first person concerned.
    """
    mentees, mentors = rules.mentees.size, rules.mentors.size
    if mate.shape != (mentees,):
        raise ModelError(f"matches have shape {mate.shape}, not one mentor for {mentees} mentees")
    stray = np.flatnonzero((mate < -1) | (mate >= mentors))
    if stray.size:
        raise ModelError(f"mentee {stray[0]} is paired with mentor {mate[stray[0]]} of {mentors}")
    barred = _first_forbidden(rules, mate)
    load = np.bincount(mate[mate >= 0], minlength=mentors)
    over = np.flatnonzero(load > capacity)
    problems = [f"mentee {barred} is paired with a mentor not permitted"] * (barred >= 0)
    problems += [f"mentor {j} has {load[j]} mentees of {capacity[j]}" for j in over[:1]]
    if problems:
        raise ModelError("; ".join(problems))


def _repeated(persons: Persons) -> bool:
    ordered = np.sort(persons)
    return bool((ordered[1:] == ordered[:-1]).any())
