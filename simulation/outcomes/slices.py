"""Slices: the whole organization, and its parts by department, level, group and status."""

from dataclasses import dataclass

import numpy as np

from simulation.engine.compiled import compiled
from simulation.engine.process import Tick
from simulation.state.columns import Array
from simulation.state.state import State

STATUSES = ("neither", "mentee", "mentor", "both")
"""Participant status by number: 1 = has been a mentee, 2 = a mentor, 3 = both."""

SMALLEST = 5
"""Slices of fewer people are left out, so that nobody can be recognized."""


@dataclass(frozen=True)
class Slices:
    """Which slices there are, and to which each seat and each leaver of the quarter belongs.

    `seats` and `leavers` hold one row per kind of slice with the slice's number, -1 = none.
    """

    keys: tuple[tuple[str, str], ...]
    seats: Array
    leavers: Array
    heads: Array

    def total(self, values: Array) -> Array:
        """Sum of a personal column over the people of every slice, shape (slices,)."""
        return _sum_by(self.seats, np.ascontiguousarray(values, dtype=np.float64), len(self.keys))

    def mean(self, values: Array) -> Array:
        """Mean over the people of every slice; NaN where there is nobody."""
        return ratio(self.total(values), self.heads)

    def share(self, mask: Array) -> Array:
        """Percent of the people of every slice for whom the mask holds."""
        return 100.0 * self.mean(mask)

    def left(self, values: Array) -> Array:
        """Sum over the quarter's leavers of every slice."""
        return _sum_by(self.leavers, np.ascontiguousarray(values, dtype=np.float64), len(self.keys))


@compiled
def _sum_by(codes: np.ndarray, values: np.ndarray, count: int) -> np.ndarray:
    """Sum values by the codes of every row, -1 left out."""
    out = np.zeros(count)
    for kind in range(codes.shape[0]):
        for i in range(values.shape[0]):
            code = codes[kind, i]
            if code >= 0:
                out[code] += values[i]
    return out


def ratio(part: Array, whole: Array) -> Array:
    """part / whole, NaN where the whole is zero: a share of nothing has no meaning."""
    return np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0)


def status_of(state: State) -> Array:
    """Participant status of every seat, as an index into STATUSES."""
    return state["ever_mentee"].astype(np.int64) + 2 * state["ever_mentor"]


def slices_of(tick: Tick, groups: tuple[str, ...]) -> Slices:
    """Cut the organization as it stands at the end of a quarter."""
    state = tick.state
    count = int(state["tally_leavers"][0])
    levels = np.arange(int(state["level"].max()) + 1)
    kinds = (
        ("whole", ("whole",), np.zeros(state.sizes.seats, dtype=np.int64), np.zeros(count)),
        ("department", tick.setting.departments, state["department"], _log(state, "department")),
        ("level", tuple(map(str, levels)), state["level"], _log(state, "level")),
        ("group", groups, state["group"], _log(state, "group")),
        ("status", STATUSES, status_of(state), _log(state, "status")),
    )
    keys: list[tuple[str, str]] = []
    seats, leavers = [], []
    for kind, names, codes, gone in kinds:
        here = np.where(state["occupied"] & (codes >= 0), codes + len(keys), -1)
        gone = np.asarray(gone, dtype=np.int64)
        seats.append(here)
        leavers.append(np.where(gone >= 0, gone + len(keys), -1))
        keys += [(kind, name) for name in names]
    codes = np.ascontiguousarray(np.stack(seats))
    heads = _sum_by(codes, np.ones(state.sizes.seats), len(keys))
    return Slices(tuple(keys), codes, np.ascontiguousarray(np.stack(leavers)), heads)


def _log(state: State, name: str) -> Array:
    return state[f"leaver_{name}"][: int(state["tally_leavers"][0])]
