"""Circles: some twenty people of a department, whole teams, and no growth moves anybody."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.organization.circles import MOST, USUAL, circles


def laid(*departments, growth=()):
    """Circles of departments given as team sizes; `growth` = (department, team within) of seats."""
    department, team, opening = [], [], []
    first = {}
    for code, sizes in enumerate(departments):
        for size in sizes:
            first.setdefault(code, len(set(team)))
            number = len(set(team))
            department += [code] * size
            team += [number] * size
            opening += [0] * size
    for code, place in growth:
        department.append(code)
        team.append(first[code] + place)
        opening.append(5)
    return np.array(team), circles(np.array(department), np.array(team), np.array(opening))


def sizes(circle):
    return np.bincount(circle).tolist()


@pytest.mark.parametrize(
    ("teams", "expected"),
    [
        ([21], [21]),
        ([1, 5, 8, 3, 4], [21]),
        ([8], [8]),
        ([7] * 6, [21, 21]),
        ([9] * 20, [18, 18, 18, 27, 18, 18, 18, 27, 18]),
        ([10, 10, 10], [30]),
        ([200], [20] * 10),
        ([2] * 21, [20, 22]),
    ],
)
def test_a_department_is_cut_into_circles_of_whole_teams(teams, expected):
    assert sorted(sizes(laid(teams)[1])) == sorted(expected)


def test_circles_end_with_the_department():
    circle = laid([8, 8], [8, 8], [5])[1]
    assert sizes(circle) == [16, 16, 5]
    assert circle.tolist() == sorted(circle.tolist())


def test_what_other_departments_do_moves_nobody():
    alone = laid([9] * 7)[1]
    together = laid([9] * 7, [12] * 30)[1]
    np.testing.assert_array_equal(together[:63], alone)


def test_growth_joins_its_team_until_the_circle_is_full_and_then_opens_others():
    plan = [7, 7, 7]
    room = MOST - sum(plan)
    circle = laid(plan, growth=[(0, k % 3) for k in range(room + 40)])[1]
    np.testing.assert_array_equal(circle[:21], laid(plan)[1])
    assert (circle[21 : 21 + room] == 0).all()
    assert sizes(circle)[0] == MOST
    assert sum(sizes(circle)[1:]) == 40
    assert max(sizes(circle)) == MOST


@given(st.lists(st.lists(st.integers(1, 70), min_size=1, max_size=15), min_size=1, max_size=4))
def test_circles_hold_everybody_once_and_keep_teams_together(departments):
    team, circle = laid(*departments)
    assert (circle >= 0).all()
    assert max(sizes(circle)) <= 3 * USUAL
    assert min(sizes(circle)) >= 1
    flat = [size for one in departments for size in one]
    for number, size in enumerate(flat):
        if size < 1.5 * USUAL:
            assert len(set(circle[team == number])) == 1
