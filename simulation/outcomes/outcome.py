"""Outcomes: functions of the state at a quarter's end, registered by name."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np

from simulation.engine.process import MONTHS_A_QUARTER, Tick
from simulation.engine.registry import Registry
from simulation.outcomes.labels import Better, Label
from simulation.outcomes.slices import Slices
from simulation.state.accounts import ACCOUNTS
from simulation.state.columns import Array
from simulation.state.state import State

BOOKS = tuple(column.name.removeprefix("account_") for column in ACCOUNTS)
"""Headings that money is booked under, in the order of the accounts."""

type Whose = Literal["people", "seats", "leavers"]
type Function = Callable[["View"], Array | float | None]


class View:
    """What an outcome sees: the state, cut into slices, at the end of a quarter."""

    def __init__(self, tick: Tick, slices: Slices) -> None:
        self.tick = tick
        self.state: State = tick.state
        self._known: dict[str, Any] = {}
        self._sums: dict[str, Array] = {}
        self.slices = slices

    def __getitem__(self, name: str) -> Array:
        return self.state[name]

    @cached_property
    def launched(self) -> bool:
        """Whether the program has started by now."""
        setting = self.tick.setting
        return bool(setting.acts) and setting.program_month(self.tick.month) >= 0

    @property
    def leavers(self) -> slice:
        """Rows of the log that this quarter's leavers fill."""
        return slice(0, int(self.state["tally_leavers"][0]))

    @cached_property
    def months(self) -> Array:
        """Person-months lived this quarter, by slice."""
        return self.sum("q_months")

    def once[T](self, name: str, compute: Callable[[], T]) -> T:
        """What several outcomes need, computed when the first one asks."""
        if name not in self._known:
            self._known[name] = compute()
        known: T = self._known[name]
        return known

    def sum(self, name: str) -> Array:
        """Sum of a named personal number (see `summed`) by slice."""
        if name not in self._sums:
            summed = SUMS[name]
            rows = self.add_up(summed.whose, summed.kernel, len(summed.names))
            self._sums.update(zip(summed.names, rows, strict=True))
        return self._sums[name]

    def add_up(self, whose: Whose, kernel: Callable[..., None], width: int, *numbers: Any) -> Array:
        """Sums that a kernel adds up for the people, seats or leavers: shape (width, slices)."""
        sums = np.zeros((len(self.slices.keys), width))
        self.tick.call(kernel, getattr(self.slices, whose), sums, *numbers)
        return np.ascontiguousarray(sums.T)

    def tally(self, name: str) -> float:
        """A counter of the whole organization."""
        return float(self.state[f"tally_{name}"][0])

    def booked(self, name: str) -> float:
        """Money booked under a heading this quarter."""
        return self._books[0][name]

    def booked_total(self, name: str) -> float:
        """Money booked under a heading since month 0."""
        return self._books[1][name]

    @cached_property
    def _books(self) -> tuple[dict[str, float], dict[str, float]]:
        """Money booked by heading: this quarter, and since month 0."""
        [accounts] = self.state.tables["accounts"].blocks
        months = accounts.array[:, : self.tick.month + 1]
        recent = months[:, -MONTHS_A_QUARTER:].sum(axis=1).tolist()
        total = months.sum(axis=1).tolist()
        return dict(zip(BOOKS, recent, strict=True)), dict(zip(BOOKS, total, strict=True))


@dataclass(frozen=True)
class Summed:
    """Personal numbers that one kernel adds up in one pass, and whose they are."""

    whose: Whose
    names: tuple[str, ...]
    kernel: Callable[..., None]


SUMS: dict[str, Summed] = {}
"""Personal numbers by name, for `View.sum`."""


def summed[K: Callable[..., None]](whose: Whose, *names: str) -> Callable[[K], K]:
    """Register a kernel that adds up personal numbers by slice, for `view.sum(name)`.

    Its arguments are columns by name, then `codes`, the slices of everybody, and `sums`, shape
    (slices, names), to which it adds everybody's numbers with `slices.add_row`.
    """

    def register(kernel: K) -> K:
        for name in names:
            SUMS[name] = Summed(whose, names, kernel)
        return kernel

    return register


@dataclass(frozen=True)
class Outcome:
    """An outcome: its label and the function that answers it, for all slices or the whole only."""

    label: Label
    function: Function

    @property
    def name(self) -> str:
        """Name in tables and files."""
        return self.label.name

    def values(self, view: View) -> Array:
        """Value for every slice, NaN where it has no meaning."""
        out = np.full(len(view.slices.keys), np.nan)
        self.enter(view, out)
        return out

    def enter(self, view: View, out: Array) -> None:
        """Enter the value of every slice in which it has a meaning; elsewhere `out` stays NaN."""
        answer = self.function(view)
        if isinstance(answer, np.ndarray):
            out[:] = answer
        elif answer is not None:
            out[0] = answer


OUTCOMES: Registry[Outcome] = Registry("outcome")
"""All outcomes by name, but those that a catalogue's skills add."""


def outcome(
    name: str,
    label: str,
    unit: str,
    better: Better = None,
    *,
    decimals: int = 1,
    flow: bool = False,
) -> Callable[[Function], Function]:
    """Register a function of a View as an outcome; its docstring says what it is.

    The function returns one value per slice (NaN = no meaning there), or a single number (None =
    no meaning) for the whole organization.
    """

    def register(function: Function) -> Function:
        doc = (function.__doc__ or "").strip()
        OUTCOMES.add(name, Outcome(Label(name, label, unit, better, decimals, flow, doc), function))
        return function

    return register
