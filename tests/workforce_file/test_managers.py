import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.workforce_file.managers import (
    NOBODY,
    Key,
    break_cycles,
    by_row,
    keep_rows,
    resolve,
    team_names,
)
from simulation.workforce_file.table import Column, normal_key


def cells(*values):
    return np.array(values, dtype=object)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Doe, Jane", "jane doe"),
        ("007", "7.0"),
        ("A@B.com", "a@b.com"),
        ("Müller Eva", "Eva Muller"),
    ],
)
def test_spellings_of_a_key_agree(one, other):
    assert normal_key(one) == normal_key(other)


def test_best_key_goes_first_and_others_fill_gaps():
    ids = Key("ID", cells("1", "2", "3", "4"))
    names = Key("Name", cells("ann", "bob", "cyd", "dee"))
    found = resolve(Column("boss", cells("", "1", "1", "bob")), [names, ids])
    assert found.rows.tolist() == [NOBODY, 0, 0, 1]
    assert found.keys == ("ID", "Name")


def test_unmatched_ambiguous_and_own():
    names = Key("Name", cells("ann", "ann", "cyd", "dee"))
    found = resolve(Column("boss", cells("ann", "cyd", "cyd", "zoe")), [names])
    assert found.rows.tolist() == [NOBODY, 2, NOBODY, NOBODY]
    assert found.ambiguous.tolist() == [0]
    assert found.own.tolist() == [2]
    assert found.unmatched.tolist() == [3]


def test_rows_of_a_people_file():
    found = by_row(Column("boss", cells("", "0", "2", "9", "x")))
    assert found.rows.tolist() == [NOBODY, 0, NOBODY, NOBODY, NOBODY]
    assert found.own.tolist() == [2]
    assert found.unmatched.tolist() == [3, 4]


def test_circle_is_cut_above_the_most_senior():
    managers = np.array([1, 2, 0, 0])
    tree, cut = break_cycles(managers, np.array([1.0, 9.0, 2.0, 99.0]))
    assert cut == [1]
    assert tree.tolist() == [1, NOBODY, 0, 0]


@given(st.lists(st.integers(-1, 19), min_size=20, max_size=20))
def test_no_circle_is_left_and_only_circles_are_cut(managers):
    given_managers = np.array(managers)
    tree, cut = break_cycles(given_managers, np.zeros(20))
    for start in range(20):
        row, steps = start, 0
        while row != NOBODY:
            row, steps = int(tree[row]), steps + 1
            assert steps <= 20
    assert np.flatnonzero(tree != given_managers).tolist() == sorted(cut)
    for row in cut:  # whoever was cut loose would come back to themselves
        at = int(given_managers[row])
        for _ in range(20):
            if at == row:
                break
            at = int(given_managers[at])
        assert at == row


def test_managers_move_with_the_rows_kept():
    managers, orphans = keep_rows(np.array([NOBODY, 0, 1, 0]), np.array([0, 2, 3]))
    assert managers.tolist() == [NOBODY, NOBODY, 0]
    assert orphans.tolist() == [1]


def test_teams_are_named_by_main_department_and_size():
    keys = cells("x", "x", "x", "y", "y", "", "z")
    departments = cells("Sales", "Sales", "HR", "Sales", "Sales", "HR", "")
    numbers = np.arange(7.0)
    assert team_names(keys, departments, numbers, numbers).tolist() == (
        ["Sales 1"] * 3 + ["Sales 2"] * 2 + ["", "Team 1"]
    )


class TestInFiles:
    @pytest.mark.parametrize(
        ("header", "boss"),
        [
            ("Manager ID", "E000"),
            ("Reports to", "Nr0, Person"),
            ("Line Manager", "person nr0"),
            ("Manager email", "P0@X.EXAMPLE"),
            ("Vorgesetzter", "E000"),
            ("Responsable", "E000"),
        ],
    )
    def test_managers_become_rows(self, load, staff, header, boss):
        rows = [f'{row},p{i}@x.example,"{boss if i else ""}"' for i, row in enumerate(staff(9))]
        top = "Employee ID,Full Name,Department,Job Title,Hire Date,Annual Salary,Email"
        people = load("\n".join([f"{top},{header}", *rows])).people
        chief = int(people.index[people["pay"] == 30_000][0])
        assert people["manager"].dropna().unique().tolist() == [chief]
        assert people["manager"].isna().sum() == 1
        assert people["team"].dropna().unique().tolist() == ["Finance 1"]

    def test_circles_and_leavers_are_reported(self, load, staff):
        bosses = ["E001", "E000", "E002", "E008", "E001", "E001", "E404", "E001", ""]
        rows = [
            f"{row},{boss},{'Yes' if i == 8 else 'No'}"
            for i, (row, boss) in enumerate(zip(staff(9), bosses, strict=True))
        ]
        top = "Employee ID,Full Name,Department,Job Title,Hire Date,Annual Salary,Manager,Attrition"
        done = load("\n".join([top, *rows]))
        said = [str(each) for each in done.report.repaired]
        assert "Manager: nobody in the file, left blank: 1 (row 8)" in said
        assert "Manager: their own manager, taken as the top: 1 (row 4)" in said
        assert "managers in a circle: cut above the most senior: 1 (row 3)" in said
        assert "the manager has left: manager left blank: 1 (row 5)" in said

    def test_the_column_that_finds_most_managers_counts(self, load, staff):
        rows = [f"{row},{900 + i % 2},Person Nr{i % 2}" for i, row in enumerate(staff(9))]
        top = "Employee ID,Full Name,Department,Job Title,Hire Date,Annual Salary,ManagerID,Manager"
        done = load("\n".join([top, *rows]))
        assert "Manager is matched to people by Full Name" in done.report.derived
        assert done.people["manager"].notna().sum() == 7

    def test_unknown_managers_still_make_teams(self, load, staff):
        rows = [f"{row},Boss {'AB'[i % 2]}" for i, row in enumerate(staff(10))]
        top = "Employee ID,Full Name,Department,Job Title,Hire Date,Annual Salary,Manager"
        done = load("\n".join([top, *rows]))
        assert done.people["manager"].isna().all()
        assert set(done.people["team"]) == {"Sales 1", "Finance 1"}
