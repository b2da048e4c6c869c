"""What a column tells where names are odd, misspelled, missing or in each other's way."""

import pytest

VALUES = """A,B,C,D,E,F,G
jane@x.example,Sales,Sales Manager,2015-03-04,"$50,000",Female,Active
bob@x.example,Finance,Accountant,2016-03-04,"$51,000",Male,Terminated
cyd@x.example,Sales,Sales Assistant,2017-03-04,"$52,000",Female,Active
dee@x.example,Finance,Accountant,2018-03-04,"$53,000",Male,Active
eve@x.example,Sales,Sales Assistant,2019-03-04,"$54,000",Female,Active
fay@x.example,HR,Sales Assistant,2020-03-04,"$55,000",Female,Active
"""


def understood(done):
    return {each.meaning: (each.column, each.how) for each in done.report.understood}


def test_values_tell_where_names_do_not(load):
    done = load(VALUES)
    assert understood(done) == {
        "department": ("B", "by values"),
        "role": ("C", "by values"),
        "hire_date": ("D", "by values"),
        "pay": ("E", "by values"),
        "group": ("F", "by values"),
        "left": ("G", "by values"),
    }
    assert "A: personal data (e-mail addresses): never kept" in done.report.ignored
    assert "B is department: its values are names of departments" in done.report.guessed


def test_managers_by_values(load):
    rows = [f"K{i}x,Sales,Clerk,{'K0x' if i else ''}" for i in range(8)]
    done = load("\n".join(["Employee ID,Department,Role,Whatever", *rows]))
    assert understood(done)["manager"] == ("Whatever", "by values")
    assert done.people["manager"].notna().sum() == 7


@pytest.mark.parametrize(
    ("header", "meaning"),
    [("Departement of", "department"), ("Salery", "pay"), ("Jobb Title", "role")],
)
def test_misspelled_names(load, header, meaning):
    cell = "40000" if meaning == "pay" else "North"
    done = load("\n".join([f"Site,{header}", *[f"Here,{cell}"] * 4, *[f"There,{cell}"] * 4]))
    assert meaning in understood(done)
    assert done.report.guessed


@pytest.mark.parametrize(
    ("headers", "cells", "why"),
    [
        ("Salary", "many", "named like pay, but its values do not read as that"),
        ("Hire Date", "soon", "named like hire_date, but its values do not read as that"),
        ("Shoe size", "42", "constant"),
        ("Address", "Elm Street 1", "personal data: never kept"),
        ("Religion", "none such", "sensitive data: not used unless a map file names it as group"),
        ("Empty one", "", "empty"),
    ],
)
def test_why_columns_are_ignored(load, headers, cells, why):
    done = load("\n".join([f"Department,Role,{headers}", *[f"Sales,Clerk,{cells}"] * 6]))
    assert f"{headers}: {why}" in done.report.ignored


def test_every_column_is_accounted_for(load, staff):
    header = "Employee ID,Full Name,Department,Job Title,Hire Date,Annual Salary,Odd,Job Role,DOB"
    rows = [f"{row},{i % 3},x,1980-01-01" for i, row in enumerate(staff())]
    report = load("\n".join([header, *rows])).report
    told = {each.column for each in report.understood} | {
        line.split(":")[0] for line in report.ignored
    }
    assert told == set(header.split(","))


def test_latest_date_of_any_past_column_tells_when_the_file_was_made(load, staff):
    header = (
        "Employee ID,Full Name,Department,Job Title,Hire Date,Annual Salary,Laptop given,Next talk"
    )
    rows = [f"{row},2012-12-{10 + i % 3},2013-06-{10 + i % 3}" for i, row in enumerate(staff())]
    done = load("\n".join([header, *rows]), today=None)
    assert done.report.guessed[0].startswith("the file tells up to 2012-12-12")


def test_stated_service_beats_an_assumed_day(load, staff):
    header = "Employee ID,Full Name,Department,Job Title,Hire Date,Annual Salary,Tenure (months)"
    rows = [f"{row},{100 + i}" for i, row in enumerate(staff())]
    text = "\n".join([header, *rows])
    assert sorted(load(text, today=None).people["tenure"]) == list(range(100, 112))
    assert load(text).people["tenure"].min() == 165
