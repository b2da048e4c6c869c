"""Slices: the whole organization, and its parts by department, level, group and status."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from simulation.engine.compiled import compiled, compiled_inline
from simulation.engine.process import Tick
from simulation.organization.departure import status_of
from simulation.state.columns import Array
from simulation.state.state import Sizes

STATUSES = ("neither", "mentee", "mentor", "both")
"""Participant status by number, as in `status_of`."""

KINDS = 5
"""Kinds of slices."""

PLACES = 3
"""The first kinds of slices belong to a seat, whoever sits there: whole, department, level."""

SMALLEST = 5
"""Slices of fewer people are left out, so that nobody can be recognized."""


@dataclass(frozen=True)
class Slices:
    """Which slices there are, and to which each person, seat and leaver of the quarter belongs.

    `people`, `seats` and `leavers` hold one column per kind of slice with the slice's number, -1 =
    none. `people` leaves vacant seats out, `seats` keeps them wherever the slice is a place;
    `leavers` has room for more than have left. The arrays belong to the state: its next slices
    take their place.
    """

    keys: tuple[tuple[str, str], ...]
    people: Array
    seats: Array
    leavers: Array
    heads: Array
    groups: slice = slice(0, 0)

    def total(self, values: Array) -> Array:
        """Sum of a personal column over the people of every slice, shape (slices,)."""
        return self._sum(self.people, values)

    def flow(self, values: Array) -> Array:
        """Sum of what happened on the seats of every slice this quarter, shape (slices,).

        What leavers did counts where they did it: in the whole, their department and level. Group
        and status went with them, so slices of those count the people present.
        """
        return self._sum(self.seats, values)

    def mean(self, values: Array) -> Array:
        """Mean over the people of every slice; NaN where there is nobody."""
        return ratio(self.total(values), self.heads)

    def share(self, mask: Array) -> Array:
        """Percent of the people of every slice for whom the mask holds."""
        percent: Array = 100.0 * self.mean(mask)
        return percent

    def left(self, values: Array) -> Array:
        """Sum over the quarter's leavers of every slice."""
        return self._sum(self.leavers, values)

    def _sum(self, codes: Array, values: Array) -> Array:
        numbers = np.ascontiguousarray(values, dtype=np.float64)
        sums: Array = _sum_by(codes, numbers, len(self.keys))
        return sums


@compiled
def _sum_by(codes: np.ndarray, values: np.ndarray, count: int) -> np.ndarray:
    """Sum values by the codes of every column, -1 left out."""
    out = np.zeros(count)
    # Kinds inside: five sums that do not wait for each other.
    for i in range(values.shape[0]):
        for kind in range(codes.shape[1]):
            code = codes[i, kind]
            if code >= 0:
                out[code] += values[i]
    return out


@compiled_inline
def add_row(sums: np.ndarray, codes: np.ndarray, i: int, row: tuple[float, ...]) -> None:
    """Add a person's numbers to the sums of every slice that the person belongs to."""
    for kind in range(codes.shape[1]):
        code = codes[i, kind]
        if code >= 0:
            for number in range(len(row)):
                sums[code, number] += row[number]


@compiled
def add_rows(codes: np.ndarray, rows: np.ndarray, sums: np.ndarray) -> None:
    """Add everybody's numbers to the sums of every slice that they belong to."""
    for i in range(codes.shape[0]):
        for kind in range(codes.shape[1]):
            code = codes[i, kind]
            if code >= 0:
                for number in range(rows.shape[1]):
                    sums[code, number] += rows[i, number]


@compiled
def ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """part / whole, NaN where the whole is zero: a share of nothing has no meaning."""
    shares = np.full(part.shape[0], np.nan)
    for i in range(part.shape[0]):
        if whole[i] > 0.0:
            shares[i] = part[i] / whole[i]
    return shares


def slices_of(tick: Tick, groups: tuple[str, ...]) -> Slices:
    """Cut the organization as it stands at the end of a quarter; the next takes its place."""
    state = tick.state
    cut = _cut(tick.setting.departments, int(np.maximum.reduce(state["level"])), groups)
    slices: Slices = state.room(cut, lambda: _room(state.sizes, cut))
    codes = slices.people, slices.seats, slices.leavers
    tick.call(number_kernel, *codes, slices.heads, cut.first)
    return slices


@dataclass(frozen=True, eq=False)
class Cut:
    """Kind and name of every slice, and the number at which each kind begins."""

    keys: tuple[tuple[str, str], ...]
    first: Array


def _room(sizes: Sizes, cut: Cut) -> Slices:
    """Where a state keeps the codes of people, seats and leavers, and the heads of its slices."""
    people, seats = np.empty((2, sizes.seats, KINDS), np.int32)
    leavers, heads = np.empty((sizes.leavers, KINDS), np.int32), np.empty(len(cut.keys))
    groups = slice(int(cut.first[3]), int(cut.first[4]))
    return Slices(cut.keys, people, seats, leavers, heads, groups)


@lru_cache(maxsize=64)
def _cut(departments: tuple[str, ...], levels: int, groups: tuple[str, ...]) -> Cut:
    """The cut of an organization so built, the same in every quarter and run."""
    kinds = {
        "whole": ("whole",),
        "department": departments,
        "level": tuple(str(level) for level in range(1, levels + 1)),
        "group": groups,
        "status": STATUSES,
    }
    keys = tuple((kind, name) for kind, names in kinds.items() for name in names)
    return Cut(keys, np.cumsum([0, *(len(names) for names in kinds.values())]))


@compiled
def number_kernel(
    occupied: np.ndarray,
    department: np.ndarray,
    level: np.ndarray,
    group: np.ndarray,
    ever_mentee: np.ndarray,
    ever_mentor: np.ndarray,
    leaver_department: np.ndarray,
    leaver_level: np.ndarray,
    leaver_group: np.ndarray,
    leaver_status: np.ndarray,
    tally_leavers: np.ndarray,
    people: np.ndarray,
    seats: np.ndarray,
    leavers: np.ndarray,
    heads: np.ndarray,
    first: np.ndarray,
) -> None:
    """Number the slices of every seat, every person and every leaver of the quarter; count heads.

    `first` holds the first number of every kind, and the count of all; a code that none of the
    kind's names has is in no slice.
    """
    heads[:] = 0.0
    for i in range(occupied.shape[0]):
        status = status_of(ever_mentee[i], ever_mentor[i])
        codes = (0, department[i], level[i] - 1, group[i], status)
        for kind in range(KINDS):
            number = _number(codes[kind], first, kind)
            present = number if occupied[i] else -1
            people[i, kind] = present
            seats[i, kind] = number if kind < PLACES else present
            if present >= 0:
                heads[present] += 1.0
    for row in range(tally_leavers[0]):
        where, rung = leaver_department[row], leaver_level[row] - 1
        codes = (0, where, rung, leaver_group[row], leaver_status[row])
        for kind in range(KINDS):
            leavers[row, kind] = _number(codes[kind], first, kind)


@compiled
def _number(code: int, first: np.ndarray, kind: int) -> int:
    """Slice number of a code among the names of its kind; -1 where none of them has it."""
    known = 0 <= code < first[kind + 1] - first[kind]
    return int(first[kind] + code) if known else -1
