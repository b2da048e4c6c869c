"""Outcomes: functions of the state at a quarter's end, registered by name."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from simulation.engine.process import MONTHS_A_QUARTER, Tick
from simulation.engine.registry import Registry
from simulation.outcomes.labels import Better, Label
from simulation.outcomes.slices import Slices
from simulation.state.columns import Array
from simulation.state.state import State

type Function = Callable[["View"], Array | float | None]


class View:
    """What an outcome sees: the state, cut into slices, at the end of a quarter."""

    def __init__(self, tick: Tick, slices: Slices) -> None:
        self.tick = tick
        self.state: State = tick.state
        self._known: dict[str, Any] = {}
        self.slices = slices

    def __getitem__(self, name: str) -> Array:
        return self.state[name]

    @property
    def launched(self) -> bool:
        """Whether the program has started by now."""
        setting = self.tick.setting
        return not setting.program.is_none and setting.program_month(self.tick.month) >= 0

    @property
    def leavers(self) -> slice:
        """Rows of the log that this quarter's leavers fill."""
        return slice(0, int(self.state["tally_leavers"][0]))

    @cached_property
    def months(self) -> Array:
        """Person-months lived this quarter, by slice."""
        return self.slices.flow(self.state["q_months"])

    def once[T](self, name: str, compute: Callable[[], T]) -> T:
        """What several outcomes need, computed when the first one asks."""
        if name not in self._known:
            self._known[name] = compute()
        known: T = self._known[name]
        return known

    def tally(self, name: str) -> float:
        """A counter of the whole organization."""
        return float(self.state[f"tally_{name}"][0])

    def booked(self, name: str) -> float:
        """Money booked under a heading this quarter."""
        end = self.tick.month + 1
        return float(self.state[f"account_{name}"][end - MONTHS_A_QUARTER : end].sum())

    def booked_total(self, name: str) -> float:
        """Money booked under a heading since month 0."""
        return float(self.state[f"account_{name}"][: self.tick.month + 1].sum())


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
        answer = self.function(view)
        if isinstance(answer, np.ndarray):
            return answer
        values = np.full(len(view.slices.keys), np.nan)
        if answer is not None:
            values[0] = answer
        return values


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
