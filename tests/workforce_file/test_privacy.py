import numpy as np
import pytest

from simulation.workforce_file.assigning import Assignment
from simulation.workforce_file.privacy import (
    known_persons,
    names_person,
    points_at_persons,
    without_persons,
)
from simulation.workforce_file.table import Column


def cells(*values):
    return np.array(values, dtype=object)


@pytest.fixture
def known():
    every = {
        "name": [Column("Name", cells("Smith, Jane", "Omar Baker"))],
        "id": [Column("ID", cells("QX-17", "44"))],
        "manager": [Column("Boss", cells("Kim Park", "Sales Manager"))],
    }
    return known_persons(Assignment(every=every))


@pytest.mark.parametrize(
    "value", ["jane smith", "Office of Jane Smith", "QX-17", "mail a@b.example", "Kim Park desk"]
)
def test_whole_names_ids_and_mails_are_found(known, value):
    assert names_person(value, known, parts=False)


@pytest.mark.parametrize("value", ["Sales", "Baker", "44", "Sales Manager", "Bakery"])
def test_words_that_only_look_like_names_stay(known, value):
    assert not names_person(value, known, parts=False)


def test_teams_are_searched_for_parts_of_names(known):
    named, where = without_persons(cells("Team Smith", "Blue", "Team Smith"), "team", known)
    assert named.tolist() == ["Team 1", "Blue", "Team 1"]
    assert where.tolist() == [True, False, True]


def test_nearly_unique_values_point_at_persons():
    assert points_at_persons(cells("a", "b", "c", ""))
    assert not points_at_persons(cells("a", "a", "c", ""))
    assert points_at_persons(cells(*[str(i) for i in range(25)], *["x"] * 3))
    assert not points_at_persons(cells("", ""))
