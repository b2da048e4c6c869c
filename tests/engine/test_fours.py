"""Fours: four skills side by side."""

import numpy as np
import pytest

from simulation.engine.fours import four, four_from, plus


@pytest.mark.parametrize(
    ("first", "skills", "expected"),
    [
        (0, 4, (0, 1, 2, 3)),
        (4, 9, (4, 5, 6, 7)),
        (0, 1, (0, 0, 0, 0)),
        (4, 6, (4, 5, 5, 5)),
    ],
)
def test_the_last_skill_stands_in_for_those_beyond(first, skills, expected):
    assert four_from(first, skills) == expected


def test_rows_and_sums():
    table = np.arange(12.0).reshape(2, 6)
    skills = four_from(1, 6)
    assert four(table, 1, skills) == (7.0, 8.0, 9.0, 10.0)
    assert plus(four(table, 0, skills), four(table, 1, skills)) == (8.0, 10.0, 12.0, 14.0)
