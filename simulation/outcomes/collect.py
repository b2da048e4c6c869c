"""Collect: one row a quarter and slice, values in a fixed order, absent where without meaning."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from simulation.engine.process import Tick
from simulation.outcomes.labels import Label
from simulation.outcomes.outcome import OUTCOMES, Outcome, Sheet, sheet_of
from simulation.outcomes.skills import skill_outcomes
from simulation.outcomes.slices import SMALLEST, slices_of
from simulation.outcomes.view import View
from simulation.state.columns import Array

type Key = tuple[int, str, str]
type Row = tuple[Any, ...]


def all_outcomes(skills: tuple[str, ...]) -> dict[str, Outcome]:
    """Every outcome that an organization with these skills has, by name."""
    return {each.label.name: each for each in (*OUTCOMES, *skill_outcomes(skills))}


def outcome_names(scenario: Any) -> tuple[str, ...]:
    """Names of the outcomes a scenario keeps, in the order of rows and tables."""
    every = all_outcomes(scenario.organization.skill_names)
    return tuple(name for name in every if not scenario.outcomes or name in scenario.outcomes)


def labels_of(scenario: Any) -> dict[str, Label]:
    """Labels of the outcomes a scenario keeps, by name."""
    every = all_outcomes(scenario.organization.skill_names)
    return {name: every[name].label for name in outcome_names(scenario)}


class Collected(NamedTuple):
    """What a quarter's end left: values of every slice, NaN where there is no meaning.

    Slices of fewer than five people are left out, but for the whole, which comes first. Rows are
    made of it when somebody asks for them: most quarters are read with all others.
    """

    quarter: int
    keys: tuple[tuple[str, str], ...]
    values: Array


def collect(tick: Tick, names: tuple[str, ...], groups: tuple[str, ...] = ()) -> Collected:
    """Values of the quarter that just ended, shape (slices, outcomes)."""
    slices = slices_of(tick, groups)
    view = View(tick, slices)
    table = _sheet(view, names).table(view)
    heads = slices.heads.tolist()
    shown = [place for place, count in enumerate(heads) if count >= SMALLEST or place == 0]
    keys = tuple([slices.keys[place] for place in shown])
    return Collected(tick.quarter, keys, table.take(shown, axis=0))


def table_of(quarters: Iterable[Collected]) -> tuple[list[Key], Array]:
    """Keys (quarter, slice kind, slice) of all rows in order, and values, (rows, outcomes)."""
    quarters = list(quarters)
    keys = [(each.quarter, *key) for each in quarters for key in each.keys]
    return keys, np.concatenate([each.values for each in quarters])


def rows_of(quarters: Iterable[Collected]) -> list[Row]:
    """Rows (quarter, slice kind, slice, *values) of the same; what has no meaning is None."""
    quarters = list(quarters)
    if not quarters:
        return []
    keys, table = table_of(quarters)
    cells = table.astype(object)
    cells[np.isnan(table)] = None
    return [(*key, *row) for key, row in zip(keys, cells.tolist(), strict=True)]


def _sheet(view: View, names: tuple[str, ...]) -> Sheet:
    """The table of a quarter: the same for all that have the same slices."""
    tick = view.tick
    sheets: dict[Any, Sheet] = tick.once("sheets", dict)
    key = names, view.layout
    sheet = sheets.get(key)
    if sheet is None:
        known = all_outcomes(tick.setting.skills)
        sheet = sheets[key] = sheet_of(tuple(known[name] for name in names), view.layout)
    return sheet
