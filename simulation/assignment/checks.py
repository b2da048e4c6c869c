"""Checks: candidates that do not contradict themselves, matches that keep the rules."""

import numpy as np

from simulation.assignment.rules import Ints, Persons, Rules, permit
from simulation.errors import ModelError


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
    rows = np.flatnonzero(mate >= 0)
    allowed = np.empty(rows.size, dtype=np.bool_)
    permit(rules, rows, mate[rows], allowed)
    barred = rows[~allowed]
    load = np.bincount(mate[mate >= 0], minlength=mentors)
    over = np.flatnonzero(load > capacity)
    problems = [f"mentee {row} is paired with a mentor not permitted" for row in barred[:1]]
    problems += [f"mentor {j} has {load[j]} mentees of {capacity[j]}" for j in over[:1]]
    if problems:
        raise ModelError("; ".join(problems))


def _repeated(persons: Persons) -> bool:
    ordered = np.sort(persons)
    return bool((ordered[1:] == ordered[:-1]).any())
