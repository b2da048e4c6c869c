"""Fours: four skills side by side."""

import numpy as np
import pytest

from simulation.engine.fours import first_four, four, plus


@pytest.mark.parametrize(
    ("skills", "expected"),
    [(1, (0, 0, 0, 0)), (3, (0, 1, 2, 2)), (4, (0, 1, 2, 3)), (6, (0, 1, 2, 3))],
)
def test_the_last_skill_stands_in_for_missing_ones(skills, expected):
    assert first_four(skills) == expected


def test_rows_and_sums():
    table = np.arange(12.0).reshape(2, 6)
    skills = first_four(6)
    assert four(table, 1, skills) == (6.0, 7.0, 8.0, 9.0)
    assert plus(four(table, 0, skills), four(table, 1, skills)) == (6.0, 8.0, 10.0, 12.0)
