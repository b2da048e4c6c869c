"""Collect: one row a quarter and slice, values in a fixed order, absent where without meaning."""

from typing import Any

import numpy as np

from simulation.engine.process import Tick
from simulation.outcomes.labels import Label
from simulation.outcomes.outcome import OUTCOMES, Outcome, View
from simulation.outcomes.skills import skill_outcomes
from simulation.outcomes.slices import SMALLEST, slices_of

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
    known = tick.once("outcomes", lambda: all_outcomes(tick.setting.skills))
    table = np.full((len(names), len(slices.keys)), np.nan)
    for name, row in zip(names, table, strict=True):
        known[name].enter(view, row)
    values = table.T.astype(object)
    values[np.isnan(table.T)] = None
    return [
        (tick.quarter, *key, *row)
        for key, row, heads in zip(slices.keys, values.tolist(), slices.heads, strict=True)
        if key[0] == "whole" or heads >= SMALLEST
    ]
