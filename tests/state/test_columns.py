"""Columns and tables: allocated once, changed in place, held to their ranges."""

import numpy as np
import pytest

from simulation.errors import ModelError
from simulation.state.columns import Column, Table

COLUMNS = (
    Column("level", np.int64, "a level", low=0, high=9, fill=1),
    Column("mood", np.float64, "a mood", reset="month"),
    Column("seen", np.float64, "a count", fill=2, low=2, reset="quarter"),
    Column("skill", np.float64, "skills", extra="skills", high=1),
    Column("site", np.int64, "where", low=0, below="sites"),
)
SIZES = {"skills": 2, "sites": 4}


@pytest.fixture
def table():
    return Table(COLUMNS, 3, SIZES)


def test_columns_are_allocated_to_capacity_with_their_fill(table):
    assert list(table) == ["level", "mood", "seen", "skill", "site"]
    assert len(table) == 5
    assert table["level"].tolist() == [1, 1, 1]
    assert table["skill"].shape == (3, 2)
    assert table["level"].dtype == np.int64


@pytest.mark.parametrize(("period", "left"), [("month", [5, 0, 5]), ("quarter", [5, 5, 2])])
def test_only_counters_of_the_period_are_reset(table, period, left):
    for name in ("level", "mood", "seen"):
        table[name].fill(5)
    table.reset(period)
    assert [table[name][0] for name in ("level", "mood", "seen")] == left


def test_values_are_taken_over_in_place(table):
    other = Table(COLUMNS, 3, SIZES)
    other["mood"][:] = [1, 2, 3]
    kept = table["mood"]
    table.copy_from(other)
    assert table["mood"] is kept
    other["mood"][0] = 9
    assert kept.tolist() == [1, 2, 3]


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("level", -1, "level fell to -1, below 0"),
        ("level", 10, "level rose to 10, above 9"),
        ("skill", 1.5, "skill rose to 1.5, above 1"),
        ("site", 4, "site rose to 4, above 3"),
        ("mood", np.nan, "mood holds a value that is not finite"),
        ("mood", np.inf, "mood holds a value that is not finite"),
    ],
)
def test_values_out_of_range_are_defects(table, name, value, words):
    table.check_ranges()
    table[name][2] = value
    table.check_ranges(np.array([True, True, False]))
    with pytest.raises(ModelError, match=words):
        table.check_ranges()


def test_nobody_is_within_any_range(table):
    table["level"][:] = 99
    table.check_ranges(np.zeros(3, dtype=bool))
