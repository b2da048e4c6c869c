"""Fours: four skills or people side by side."""

import numpy as np
import pytest

from simulation.engine.fours import four, four_from, plus


@pytest.mark.parametrize(
    ("first", "count", "expected"),
    [
        (0, 1, (0, 0, 0, 0)),
        (0, 3, (0, 1, 2, 2)),
        (0, 4, (0, 1, 2, 3)),
        (0, 6, (0, 1, 2, 3)),
        (4, 6, (4, 5, 5, 5)),
        (4, 8, (4, 5, 6, 7)),
    ],
)
def test_the_last_place_stands_in_for_missing_ones(first, count, expected):
    assert four_from(first, count) == expected


def test_rows_and_sums():
    table = np.arange(12.0).reshape(2, 6)
    places = four_from(0, 6)
    assert four(table, 1, places) == (6.0, 7.0, 8.0, 9.0)
    assert plus(four(table, 0, places), four(table, 1, places)) == (6.0, 8.0, 10.0, 12.0)
