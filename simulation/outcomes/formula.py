"""Formulas: outcomes that are a sum by slice, or a share of one sum in another."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from simulation.engine.compiled import compiled, compiled_inline
from simulation.outcomes.slices import SMALLEST
from simulation.outcomes.view import NOWHERE, Layout, View
from simulation.state.columns import Array


@dataclass(frozen=True)
class Formula:
    """times part / whole in every slice, absent where the whole is zero.

    Attributes:
        part: name of a number by slice (see `view.numbers`).
        whole: name of another.
        times: what the share is multiplied by.
        launched: whether it is absent before there is a program.
        gap: whether it is the whole organization's largest less smallest value of a group.
        alone: whether only the whole organization has it.
    """

    part: str
    whole: str = "one"
    times: float = 1.0
    launched: bool = False
    gap: bool = False
    alone: bool = False


def sum_of(part: str) -> Formula:
    """Sum over the people of every slice."""
    return Formula(part)


def ratio_of(part: str, whole: str, times: float = 1.0) -> Formula:
    """times part / whole, absent where the whole is zero: a share of nothing has no meaning."""
    return Formula(part, whole, times)


def percent_of(part: str, whole: str) -> Formula:
    """100 part / whole, absent where the whole is zero."""
    return Formula(part, whole, 100.0)


def when_launched(formula: Formula) -> Formula:
    """The same, absent before there is a program."""
    return replace(formula, launched=True)


def gap_between_groups(formula: Formula) -> Formula:
    """Largest less smallest value over groups that are large enough to show."""
    return replace(formula, gap=True)


def of_the_whole(formula: Formula) -> Formula:
    """The same for the whole organization only."""
    return replace(formula, alone=True)


class Places(NamedTuple):
    """Formulas as arrays, a row each.

    Column of the table, places of numbers by slice, factor, whether it waits for a program, and
    whether it is the gap between groups.
    """

    columns: Array
    parts: Array
    wholes: Array
    times: Array
    waits: Array
    gaps: Array


class Formulas:
    """Formulas of a table, all computed at once: where their numbers stand, and their columns."""

    def __init__(self, formulas: Iterable[tuple[int, Formula]], layout: Layout) -> None:
        chosen = list(formulas)
        self._sources = list(
            dict.fromkeys(
                layout.source(name) for _, one in chosen for name in (one.part, one.whole)
            )
        )
        self._places = _places(chosen, layout)

    def enter(self, view: View, table: Array) -> None:
        """Enter their values into a table, shape (slices, outcomes)."""
        for source in self._sources:
            view.add(source)
        heads, groups = view.slices.heads, view.slices.groups
        numbers = view.launched, groups.start, groups.stop
        view.tick.call(formulas_kernel, view.sums, *self._places, table, heads, *numbers)


def _places(formulas: list[tuple[int, Formula]], layout: Layout) -> Places:
    shape = (len(formulas), layout.slices)
    return Places(
        np.array([column for column, _ in formulas], dtype=np.int64),
        np.array([_part(one, layout) for _, one in formulas], dtype=np.int64).reshape(shape),
        np.array([layout.where(one.whole) for _, one in formulas], dtype=np.int64).reshape(shape),
        np.array([one.times for _, one in formulas], dtype=np.float64),
        np.array([one.launched for _, one in formulas], dtype=np.bool_),
        np.array([one.gap for _, one in formulas], dtype=np.bool_),
    )


def _part(formula: Formula, layout: Layout) -> Array:
    """Places of what is divided, by slice."""
    where = layout.where(formula.part).copy()
    if formula.alone:
        where[1:] = NOWHERE
    return where


@compiled_inline
def share(part: float, whole: float, times: float) -> float:
    """times part / whole, NaN where the whole is zero or has no meaning."""
    return times * (part / whole) if whole > 0.0 else np.nan


@compiled
def formulas_kernel(
    sums: np.ndarray,
    columns: np.ndarray,
    parts: np.ndarray,
    wholes: np.ndarray,
    times: np.ndarray,
    waits: np.ndarray,
    gaps: np.ndarray,
    table: np.ndarray,
    heads: np.ndarray,
    launched: float,
    begin: float,
    end: float,
) -> None:
    """Enter every share of every slice, but those that wait for a program.

    Of gaps enter, for the whole, how far the shares of groups that are shown, those from `begin` to
    before `end`, lie apart, if there are two.
    """
    for row in range(columns.shape[0]):
        if waits[row] and launched == 0.0:
            continue
        count = 0
        low, high = np.inf, -np.inf
        first, last = (int(begin), int(end)) if gaps[row] else (0, parts.shape[1])
        for piece in range(first, last):
            value = share(sums[parts[row, piece]], sums[wholes[row, piece]], times[row])
            if not gaps[row]:
                table[piece, columns[row]] = value
            elif heads[piece] >= SMALLEST and not np.isnan(value):
                count += 1
                low, high = min(low, value), max(high, value)
        if count > 1:
            table[0, columns[row]] = high - low
