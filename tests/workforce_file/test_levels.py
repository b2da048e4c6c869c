import numpy as np
import pytest

from simulation.workforce_file.levels import direction, read_level, read_levels, turned


def cells(*values):
    return np.array(values, dtype=object)


@pytest.mark.parametrize(
    ("cell", "level"),
    [("3", 3), ("L4", 4), ("Band 2", 2), ("Grade 5.0", 5), ("Senior", 3), ("Entry level", 1),
     ("Director", 5), ("VP", 6), ("E13", 13)],
)  # fmt: skip
def test_reads(cell, level):
    assert read_level(cell) == level


@pytest.mark.parametrize("cell", ["blue", "", "2020-01-01", "1.5"])
def test_no_level(cell):
    assert np.isnan(read_level(cell))


def test_whole_numbers_to_seven_stay():
    levels, how = read_levels(cells("2", "5", "7", ""))
    assert levels[:3].tolist() == [2, 5, 7]
    assert how == "as in the file"


def test_other_numbers_are_ranked():
    assert read_levels(cells("0", "10", "20"))[0].tolist() == [1, 2, 3]


def test_many_grades_are_joined_in_order():
    levels, how = read_levels(cells(*[f"E{i}" for i in range(1, 15)]))
    assert levels.tolist() == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7]
    assert how == "14 grades joined to 7 levels"


UP = np.repeat([1.0, 2.0, 3.0], 5)
NONE = np.full(15, np.nan)


def test_pay_tells_the_direction():
    assert direction(UP, UP * 1000, None) == (False, "pay")
    assert direction(UP, -UP, None) == (True, "pay")


def test_reporting_lines_tell_without_pay():
    assert direction(UP, NONE, UP == 1) == (True, "reporting lines")
    assert direction(UP, NONE, UP == 3) == (False, "reporting lines")


def test_a_pyramid_on_its_highest_number_is_turned():
    levels = np.array([1.0] + [2.0] * 4 + [3.0] * 16)
    assert direction(levels, np.full(21, np.nan), None)[0]
    assert direction(UP, NONE, None) == (False, "no evidence in the file")


def test_turned():
    assert turned(np.array([1.0, 2.0, 5.0])).tolist() == [5, 4, 1]
