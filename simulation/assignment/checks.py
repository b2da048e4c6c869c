"""Checks: candidates that do not contradict themselves, matches that keep the rules."""

import numpy as np

from simulation.assignment.rules import Ints, Persons, Rules, permit
from simulation.engine.compiled import compiled
from simulation.errors import ModelError


def check_candidates(rules: Rules, capacity: Ints) -> None:
    """Refuse candidates that contradict themselves.

    Raises:
        ModelError: names every problem.
    """
    persons = rules.mentee_persons, rules.mentor_persons
    if capacity.shape == rules.mentors.shape and as_usual(capacity, *persons):
        return
    problems = []
    if capacity.shape != rules.mentors.shape:
        problems.append(f"capacity has shape {capacity.shape}, not {rules.mentors.shape}")
    if capacity.size and capacity.min() < 0:
        problems.append("capacity is negative")
    if _repeated(persons[0]):
        problems.append("a mentee is listed twice")
    if _repeated(persons[1]):
        problems.append("a mentor is listed twice")
    if problems:
        raise ModelError("matching candidates: " + "; ".join(problems))


@compiled
def as_usual(capacity: np.ndarray, mentee_persons: np.ndarray, mentor_persons: np.ndarray) -> bool:
    """Whether nobody's room is negative and both lists ascend, so that nobody is listed twice."""
    usual = True
    for j in range(capacity.shape[0]):
        usual = usual and capacity[j] >= 0
    for i in range(1, mentee_persons.shape[0]):
        usual = usual and mentee_persons[i - 1] < mentee_persons[i]
    for j in range(1, mentor_persons.shape[0]):
        usual = usual and mentor_persons[j - 1] < mentor_persons[j]
    return usual


@compiled
def first_faults(rules: Rules, capacity: np.ndarray, mate: np.ndarray) -> tuple[int, int, int, int]:
    """Find the first mentee whose mate is no mentor; or else who breaks the other rules first.

    Returns:
        How many pairs there are; the mentee whose mate is no mentor; the mentee whose mate is not
        permitted; the mentor with too many. -1 = none.
    """
    mentees, mentors = mate.shape[0], capacity.shape[0]
    rows, columns = np.empty(mentees, dtype=np.int64), np.empty(mentees, dtype=np.int64)
    allowed, load = np.empty(mentees, dtype=np.bool_), np.zeros(mentors, dtype=np.int64)
    pairs = 0
    for row in range(mentees):
        if mate[row] < -1 or mate[row] >= mentors:
            return pairs, row, -1, -1
        if mate[row] >= 0:
            rows[pairs], columns[pairs] = row, mate[row]
            load[mate[row]] += 1
            pairs += 1
    permit(rules, rows[:pairs], columns[:pairs], allowed[:pairs])
    barred, over = -1, -1
    for place in range(pairs - 1, -1, -1):
        barred = barred if allowed[place] else rows[place]
    for j in range(mentors - 1, -1, -1):
        over = j if load[j] > capacity[j] else over
    return pairs, -1, barred, over


def check_mates(rules: Rules, capacity: Ints, mate: Ints) -> int:
    """Hold matches to the rules (indices, permission, capacity) and return how many there are.

    Raises:
        ModelError: a rule is broken; names every broken rule with the first person concerned.
    """
    mentees, mentors = rules.mentees.size, rules.mentors.size
    if mate.shape != (mentees,):
        raise ModelError(f"matches have shape {mate.shape}, not one mentor for {mentees} mentees")
    pairs, stray, barred, over = first_faults(rules, capacity, mate)
    problems = []
    if stray >= 0:
        problems.append(f"mentee {stray} is paired with mentor {mate[stray]} of {mentors}")
    if barred >= 0:
        problems.append(f"mentee {barred} is paired with a mentor not permitted")
    if over >= 0:
        load = np.count_nonzero(mate == over)
        problems.append(f"mentor {over} has {load} mentees of {capacity[over]}")
    if problems:
        raise ModelError("; ".join(problems))
    return pairs


def _repeated(persons: Persons) -> bool:
    return np.unique(persons).size < persons.size
