"""Outcomes: functions of the state at a quarter's end, registered by name."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from simulation.engine.registry import Registry
from simulation.outcomes.formula import Formula, Formulas
from simulation.outcomes.labels import Better, Label
from simulation.outcomes.view import Layout, View
from simulation.state.columns import Array

type Function = Callable[[View], Array | float | None]


@dataclass(frozen=True, eq=False)
class Outcome:
    """An outcome: its label, and what answers it for all slices or the whole only.

    That is a formula, or a function of a View which is called every quarter.
    """

    label: Label
    answer: Function | Formula

    @property
    def name(self) -> str:
        """Name in tables and files."""
        return self.label.name

    def values(self, view: View) -> Array:
        """Value for every slice, NaN where it has no meaning."""
        table: Array = Sheet((self,), view.layout).table(view)
        return table[:, 0]


class Sheet:
    """A table of outcomes, one column each: which are computed at once, and which are called."""

    def __init__(self, outcomes: tuple[Outcome, ...], layout: Layout) -> None:
        self._shape = (layout.slices, len(outcomes))
        formulas: list[tuple[int, Formula]] = []
        self._functions: list[tuple[int, Function]] = []
        for column, each in enumerate(outcomes):
            if not isinstance(each.answer, Formula):
                self._functions.append((column, each.answer))
            else:
                formulas.append((column, each.answer))
        self._formulas = Formulas(formulas, layout)

    def table(self, view: View) -> Array:
        """Values of a quarter, shape (slices, outcomes), NaN where there is no meaning.

        The next quarter's take their place.
        """
        table = view.state.room(self, lambda: np.empty(self._shape))
        table.fill(np.nan)
        self._formulas.enter(view, table)
        for column, function in self._functions:
            answer = function(view)
            if isinstance(answer, np.ndarray):
                table[:, column] = answer
            elif answer is not None:
                table[0, column] = answer
        return table


@lru_cache(maxsize=16)
def sheet_of(outcomes: tuple[Outcome, ...], layout: Layout) -> Sheet:
    """The table of these outcomes, the same for every run."""
    return Sheet(outcomes, layout)


OUTCOMES: Registry[Outcome] = Registry("outcome")
"""All outcomes by name, but those that a catalogue's skills add."""


def outcome[F: Callable[..., Any]](
    name: str,
    label: str,
    unit: str,
    better: Better = None,
    *,
    decimals: int = 1,
    flow: bool = False,
) -> Callable[[F], F]:
    """Register an outcome; the docstring of what it decorates says what it is.

    Decorates a function of a View, which returns one value per slice (NaN = no meaning there), or
    a single number (None = no meaning) for the whole organization. Or one of nothing that returns
    a formula: it is called here, and all formulas of a table are computed at once.
    """

    def register(function: F) -> F:
        doc = (function.__doc__ or "").strip()
        answer = function if inspect.signature(function).parameters else function()
        OUTCOMES.add(name, Outcome(Label(name, label, unit, better, decimals, flow, doc), answer))
        return function

    return register
