"""Collect: one row a quarter and slice, values in a fixed order, absent where without meaning."""

from typing import Any

import numpy as np

from simulation.engine.process import Tick
from simulation.outcomes.labels import Label
from simulation.outcomes.outcome import OUTCOMES, Outcome, Sheet
from simulation.outcomes.skills import skill_outcomes
from simulation.outcomes.slices import SMALLEST, slices_of
from simulation.outcomes.view import View

type Row = tuple[Any, ...]


def all_outcomes(skills: tuple[str, ...]) -> dict[str, Outcome]:
    """Every outcome that an organization with these skills has, by name."""
    return {each.name: each for each in (*OUTCOMES, *skill_outcomes(skills))}


def outcome_names(scenario: Any) -> tuple[str, ...]:
    """Names of the outcomes a scenario keeps, in the order of rows and tables."""
    every = all_outcomes(scenario.organization.skill_names)
    return tuple(name for name in every if not scenario.outcomes or name in scenario.outcomes)


def labels_of(scenario: Any) -> dict[str, Label]:
    """Labels of the outcomes a scenario keeps, by name."""
    every = all_outcomes(scenario.organization.skill_names)
    return {name: every[name].label for name in outcome_names(scenario)}


def collect(tick: Tick, names: tuple[str, ...], groups: tuple[str, ...] = ()) -> list[Row]:
    """Rows (quarter, slice kind, slice, *values) of the quarter that just ended.

    Slices of fewer than five people are left out; what has no meaning is None.
    """
    slices = slices_of(tick, groups)
    view = View(tick, slices)
    table = _sheet(view, names).table(view)
    values = np.empty(table.shape, dtype=object)
    np.copyto(values, table, where=~np.isnan(table))
    return [
        (tick.quarter, *key, *row)
        for key, row, heads in zip(slices.keys, values.tolist(), slices.heads, strict=True)
        if key[0] == "whole" or heads >= SMALLEST
    ]


def _sheet(view: View, names: tuple[str, ...]) -> Sheet:
    """The table of a quarter: the same for all that have the same slices."""
    tick = view.tick
    sheets: dict[Any, Sheet] = tick.once("sheets", dict)
    key = names, view.slices.keys
    if key not in sheets:
        known = all_outcomes(tick.setting.skills)
        sheets[key] = Sheet(tuple(known[name] for name in names), view)
    return sheets[key]
