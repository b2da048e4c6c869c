"""Slices: the whole organization, and its parts by department, level, group and status."""

from dataclasses import dataclass

import numpy as np

from simulation.engine.compiled import compiled
from simulation.engine.process import Tick
from simulation.state.columns import Array
from simulation.state.state import State

STATUSES = ("neither", "mentee", "mentor", "both")
"""Participant status by number: 1 = has been a mentee, 2 = a mentor, 3 = both."""

IS_PLACE = np.array([True, True, True, False, False])
"""Kinds of slices that a seat belongs to, whoever sits there: whole, department, level."""

SMALLEST = 5
"""Slices of fewer people are left out, so that nobody can be recognized."""


@dataclass(frozen=True)
class Slices:
    """Which slices there are, and to which each person, seat and leaver of the quarter belongs.

    `people`, `seats` and `leavers` hold one column per kind of slice with the slice's number, -1 =
    none. `people` leaves vacant seats out, `seats` keeps them wherever the slice is a place.
    """

    keys: tuple[tuple[str, str], ...]
    people: Array
    seats: Array
    leavers: Array
    heads: Array

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


def ratio(part: Array, whole: Array) -> Array:
    """part / whole, NaN where the whole is zero: a share of nothing has no meaning."""
    shares: Array = np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0)
    return shares


def status_of(state: State) -> Array:
    """Participant status of every seat, as an index into STATUSES."""
    status: Array = state["ever_mentee"].astype(np.int64) + 2 * state["ever_mentor"]
    return status


def slices_of(tick: Tick, groups: tuple[str, ...]) -> Slices:
    """Cut the organization as it stands at the end of a quarter."""
    state = tick.state
    leavers = int(state["tally_leavers"][0])
    levels = tuple(str(level) for level in range(1, int(state["level"].max()) + 1))
    kinds = (
        ("whole", ("whole",), np.zeros(state.sizes.seats, dtype=np.int64), np.zeros(leavers)),
        ("department", tick.setting.departments, state["department"], _gone(state, "department")),
        ("level", levels, state["level"] - 1, _gone(state, "level") - 1),
        ("group", groups, state["group"], _gone(state, "group")),
        ("status", STATUSES, status_of(state), _gone(state, "status")),
    )
    keys: list[tuple[str, str]] = []
    seats, left = [], []
    for kind, names, at, gone in kinds:
        seats.append(_numbers(at, len(names), len(keys)))
        left.append(_numbers(gone, len(names), len(keys)))
        keys += [(kind, name) for name in names]
    places = np.stack(seats, axis=1)
    people = np.where(state["occupied"][:, None], places, -1)
    places = np.where(IS_PLACE, places, people)
    heads = _sum_by(people, np.ones(state.sizes.seats), len(keys))
    return Slices(tuple(keys), people, places, np.stack(left, axis=1), heads)


def _numbers(codes: Array, names: int, first: int) -> Array:
    """Slice numbers of one kind from `first` on; -1 for a code that none of its names has."""
    known = (codes >= 0) & (codes < names)
    numbers: Array = np.where(known, codes + first, -1).astype(np.int64)
    return numbers


def _gone(state: State, name: str) -> Array:
    """What the quarter's leavers were when they left."""
    return state[f"leaver_{name}"][: int(state["tally_leavers"][0])]
