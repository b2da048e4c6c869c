import numpy as np
import pytest

from simulation.workforce_file.pay import currency_of, read_pay
from simulation.workforce_file.table import Column


def column(header, *cells):
    return Column(header, np.array(cells, dtype=object))


@pytest.mark.parametrize(
    ("header", "cell", "yearly", "guessed"),
    [
        ("MonthlyIncome", "5,000", 60_000, False),
        ("Salary (EUR, annual)", "60.000", 60_000, False),
        ("Salary per hour", "30", 62_400, False),
        ("Jahresgehalt", "60.000,00", 60_000, False),
        ("Bruttomonatsgehalt", "5.000,00", 60_000, False),
        ("Salaire mensuel", "5 000", 60_000, False),
        ("Salario anual", "60.000", 60_000, False),
        ("Salary", "60000", 60_000, True),
        ("Salary", "5000", 60_000, True),
        ("Wage", "30", 62_400, True),
        ("Annual salary (k€)", "60", 60_000, False),
        ("Salary", "60k", 60_000, True),
    ],
)
def test_period(header, cell, yearly, guessed):
    pay = read_pay(column(header, *[cell] * 3), None, trusted=False)
    assert pay.yearly.tolist() == [yearly] * 3
    assert pay.guessed is guessed


def test_map_goes_before_name():
    pay = read_pay(column("MonthlyIncome", "5000"), "year", trusted=False)
    assert pay.yearly.tolist() == [5000]


def test_absurd_amounts_are_blank():
    cells = ["50000"] * 10 + ["0", "-5", "50000000", "50", "x"]
    pay = read_pay(column("Annual Salary", *cells), None, trusted=False)
    assert np.isnan(pay.yearly[10:]).all()
    assert (pay.not_positive.sum(), pay.absurd.sum(), pay.unreadable.sum()) == (2, 2, 1)


def test_a_chief_is_not_absurd():
    pay = read_pay(column("Annual Salary", *["30000"] * 10, "3000000"), None, trusted=False)
    assert pay.yearly[10] == 3_000_000


@pytest.mark.parametrize(
    ("header", "cells", "code"),
    [
        ("Salary (EUR)", ["1"], "EUR"),
        ("Salary", ["$5,000", "$6,000"], "USD"),
        ("Salary", ["5000 CHF"], "CHF"),
        ("Salary", ["5000"], None),
        ("Salary", ["5000 €", "6000", "7000"], None),
    ],
)
def test_currency(header, cells, code):
    assert currency_of(column(header, *cells)) == code


def test_other_currencies_are_blank(load, staff):
    rows = [f"{row},{'EUR' if i else 'JPY'}" for i, row in enumerate(staff(8))]
    header = "Employee ID,Full Name,Department,Job Title,Hire Date,Annual Salary,Currency"
    done = load("\n".join([header, *rows]))
    assert done.organization["currency"] == "EUR"
    assert done.people["pay"].isna().sum() == 1
    assert "Annual Salary: not in EUR, left blank: 1 (row 2)" in map(str, done.report.repaired)
