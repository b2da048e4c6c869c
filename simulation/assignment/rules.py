"""Rules: which mentee and mentor may be paired at all, asked of one pair at a time."""

from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from simulation.engine.compiled import compiled, compiled_inline

type Ints = NDArray[np.int64]
type Bools = NDArray[np.bool_]
type Persons = NDArray[np.uint32]


class Listing(NamedTuple):
    """Pairs, mentee by mentee: those of row i are `column[start[i]:start[i + 1]]`, ascending."""

    start: Ints
    column: Ints

    @classmethod
    def nothing(cls, rows: int) -> Self:
        """No pair at all."""
        return cls(np.zeros(rows + 1, dtype=np.int64), np.empty(0, dtype=np.int64))

    @classmethod
    def of(cls, rows: Ints, columns: Ints, count: int) -> Self:
        """These pairs, in any order, of `count` mentees."""
        if not rows.size:
            return cls.nothing(count)
        order = np.lexsort((columns, rows))
        start = np.zeros(count + 1, dtype=np.int64)
        np.cumsum(np.bincount(rows, minlength=count), out=start[1:])
        return cls(start, columns[order].astype(np.int64))

    @property
    def row(self) -> Ints:
        """The mentee of each pair."""
        return np.repeat(np.arange(self.start.size - 1), np.diff(self.start))

    def joined(self, rows: Ints, columns: Ints) -> "Listing":
        """These pairs and more."""
        if not rows.size:
            return self
        both = np.concatenate([self.row, rows]), np.concatenate([self.column, columns])
        return Listing.of(*both, self.start.size - 1)


class Rules(NamedTuple):
    """What decides whether two may be paired; columns are by seat, shared with the company.

    Attributes:
        mentees: int64 (M,), seats.
        mentors: int64 (P,), seats.
        mentee_persons: uint32 (M,).
        mentor_persons: uint32 (P,).
        department: int64 by seat.
        isolated: bool by department; nobody of an isolated one is paired outside.
        level: int64 by seat.
        tenure: float64 by seat, months.
        manager: int64 by seat, -1 at the top.
        leads: bool by seat, whether somebody reports to them (`leads_kernel`).
        barred_start, barred_column: further pairs that may not be made, a `Listing`.
        direction: 1 = the mentor stands above, or has served `senior_by` months more at the same
            level; -1 = the mentor stands below; 0 = at most one level apart; 2 = whoever.
        department_rule: 1 = one department only, -1 = never one department, 0 = whoever.
        line_allowed: whether a superior may be paired with somebody below in the line.
        senior_by: months.
    """

    mentees: Ints
    mentors: Ints
    mentee_persons: Persons
    mentor_persons: Persons
    department: Ints
    isolated: Bools
    level: Ints
    tenure: NDArray[np.float64]
    manager: Ints
    leads: Bools
    barred_start: Ints
    barred_column: Ints
    direction: float
    department_rule: float
    line_allowed: float
    senior_by: float

    def barring(self, rows: Ints, columns: Ints) -> "Rules":
        """The same rules with more pairs barred."""
        barred = Listing(self.barred_start, self.barred_column).joined(rows, columns)
        return self._replace(barred_start=barred.start, barred_column=barred.column)


@compiled_inline
def _suits(rules: Rules, row: int, column: int) -> bool:
    """Whether persons, seniority and departments permit a pair.

    Answers follow no pattern: to look at all of them takes less time than to jump.
    """
    one, other = np.uint64(row), np.uint64(column)
    i, j = np.uint64(rules.mentees[one]), np.uint64(rules.mentors[other])
    level, tenure, direction = rules.level, rules.tenure, rules.direction
    above = level[j] - level[i]
    fine = rules.mentee_persons[one] != rules.mentor_persons[other]
    if direction == 1.0:
        fine &= (above > 0) | ((above == 0) & (tenure[j] >= tenure[i] + rules.senior_by))
    elif direction == -1.0:
        fine &= above < 0
    elif direction == 0.0:
        fine &= abs(above) <= 1
    own, others = np.uint64(rules.department[i]), np.uint64(rules.department[j])
    apart = rules.isolated[own] | rules.isolated[others]
    may_share, may_differ = rules.department_rule >= 0.0, rules.department_rule <= 0.0
    together = may_share if own == others else may_differ & ~apart
    return bool(fine & together)


@compiled
def _in_line(rules: Rules, row: int, column: int) -> bool:
    """Whether one of the two stands above the other where that is not allowed."""
    if rules.line_allowed != 0.0:
        return False
    i, j = rules.mentees[row], rules.mentors[column]
    leads, manager = rules.leads, rules.manager
    above = leads[j] and superior(manager, i, j)
    return bool(above or (leads[i] and superior(manager, j, i)))


@compiled_inline
def _barred(rules: Rules, row: int, column: int) -> bool:
    """Whether a pair is barred one by one."""
    return listed(rules.barred_start, rules.barred_column, row, column)


@compiled
def permitted(rules: Rules, row: int, column: int) -> bool:
    """Whether no rule forbids a pair."""
    fine = _suits(rules, row, column) and not _in_line(rules, row, column)
    return fine and not _barred(rules, row, column)


@compiled
def permit(rules: Rules, rows: np.ndarray, columns: np.ndarray, out: np.ndarray) -> None:
    """Mark which of some pairs no rule forbids: many take less time side by side."""
    for pair in range(rows.shape[0]):
        out[pair] = _suits(rules, rows[pair], columns[pair])
    if rules.line_allowed == 0.0:
        for pair in range(rows.shape[0]):
            i, j = rules.mentees[rows[pair]], rules.mentors[columns[pair]]
            if out[pair] & (rules.leads[i] | rules.leads[j]):  # few lead
                out[pair] = not _in_line(rules, rows[pair], columns[pair])
    if rules.barred_column.shape[0] > 0:
        for pair in range(rows.shape[0]):
            if out[pair]:
                out[pair] = not _barred(rules, rows[pair], columns[pair])


@compiled
def leads_kernel(manager: np.ndarray, leads: np.ndarray) -> None:
    """Mark to whom somebody reports."""
    leads[:] = False
    for above in manager:
        if above >= 0:
            leads[above] = True


@compiled_inline
def superior(manager: np.ndarray, seat: int, other: int) -> bool:
    """Whether `other` stands above `seat` in the reporting line."""
    above = manager[seat]
    steps = manager.shape[0]  # a circle in the line must end
    while above >= 0 and above != other and steps > 0:
        above = manager[above]
        steps -= 1
    return bool(above == other and above >= 0)


@compiled_inline
def listed(start: np.ndarray, column: np.ndarray, row: int, wanted: int) -> bool:
    """Whether a pair is in a listing, by bisection."""
    low, end = start[row], start[row + 1]
    high = end
    while low < high:
        middle = (low + high) // 2
        if column[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return bool(low < end and column[low] == wanted)
