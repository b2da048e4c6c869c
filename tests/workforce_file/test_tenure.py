from datetime import date

import numpy as np
import pytest

from simulation.workforce_file.dates import day_number
from simulation.workforce_file.tenure import months_between, parse_duration, read_tenure
from simulation.workforce_file.vocabulary import words_of


@pytest.mark.parametrize(
    ("cell", "months"),
    [("3 yrs 4 months", 40), ("2 Jahre", 24), ("6 mo", 6), ("5 ans", 60), ("1,5 años", 18)],
)
def test_units_in_cells(cell, months):
    assert parse_duration(cell).months == months
    assert parse_duration(cell).named


@pytest.mark.parametrize(
    ("header", "cells", "months"),
    [
        ("Tenure", ["1.5", "2.5"], [18, 30]),
        ("Tenure", ["1", "10"], [18, 126]),
        ("Tenure", ["14", "130"], [14, 130]),
        ("Tenure (months)", ["1", "10"], [1, 10]),
        ("tenure_months", ["1", "10"], [1, 10]),
        ("Betriebszugehörigkeit (Jahre)", ["1,5", "12,25"], [18, 147]),
        ("Ancienneté en mois", ["3", "4"], [3, 4]),
        ("Tenure", ["365", "3652"], [12, 120]),
        ("Tenure", ["2 years", "8 months"], [24, 8]),
    ],
)
def test_units(header, cells, months):
    tenure = read_tenure(np.array(cells, dtype=object), None, words_of(header).period)
    assert np.round(tenure.months).tolist() == months


def test_only_whole_years_are_centered():
    assert read_tenure(np.array(["1", "2"], dtype=object), "year", None).centered
    assert not read_tenure(np.array(["1", "2.5"], dtype=object), "year", None).centered


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2020-01-01", "2020-02-01", 1),
        ("2020-01-15", "2020-02-14", 0),
        ("2020-01-31", "2021-01-31", 12),
        ("1999-12-31", "2020-01-01", 240),
        ("2020-02-01", "2020-01-01", -1),
    ],
)
def test_completed_months(start, end, months):
    days = [np.array([day_number(date.fromisoformat(each))]) for each in (start, end)]
    assert months_between(*days).tolist() == [months]


class TestInFiles:
    HEADER = "Department,Job Title,Age,Tenure (years),Hire Date"

    def load(self, load, *odd):
        rows = [f"Sales,Clerk,40,{i}.5," for i in range(8)]
        return load("\n".join([self.HEADER, *rows, *odd]))

    @pytest.mark.parametrize(
        ("row", "words"),
        [
            ("Sales,Clerk,40,-2,", "tenure below 0"),
            ("Sales,Clerk,40,,2031-01-01", "tenure below 0"),
            ("Sales,Clerk,40,88,", "above 60 years"),
            ("Sales,Clerk,20,15.5,", "hired before the age of 14"),
        ],
    )
    def test_impossible_is_blank(self, load, row, words):
        done = self.load(load, row)
        assert done.people["tenure"].isna().sum() == 1
        repaired = [str(each) for each in done.report.repaired]
        assert any(words in each and "(row 10)" in each for each in repaired)

    def test_hire_date_goes_first_and_years_fill_gaps(self, load):
        done = self.load(load, "Sales,Clerk,40,9.5,2024-01-01")
        assert done.people["tenure"].tolist()[:3] == [6, 12, 18]
