import pytest

from simulation.errors import WorkforceError
from simulation.workforce_file.mapping import ColumnNames, load_map
from simulation.workforce_file.vocabulary import MEANINGS

HEADER = "Org Unit X,What,Money,Since,Gone,Happy"
ROWS = [f"{'AB'[i % 2]},Work {i % 3},{100 + i},{i + 1},{'v' if i > 9 else 'n'},{i % 5}"
        for i in range(12)]  # fmt: skip
TEXT = "\n".join([HEADER, *ROWS])
MAP = """
columns: {department: Org Unit X, role: What, pay: Money, tenure: Since, satisfaction: Happy}
units: {pay: hour, tenure: month, satisfaction: reversed}
left: {column: Gone, values: [v], months: 24}
"""


def test_map_decides(load):
    done = load(TEXT, MAP)
    assert (done.report.people, done.report.leavers) == (10, 2)
    assert set(done.people["department"]) == {"A", "B"}
    assert done.people["pay"].sum() == 2080 * sum(100 + i for i in range(10))
    assert done.people["tenure"].sum() == sum(range(1, 11))
    assert done.organization["turnover"] == pytest.approx(1 - (1 - 2 / 12) ** 0.5, abs=1e-4)
    assert {each.how for each in done.report.understood} == {"by map file"}


def test_reversed_scores(load):
    plain = load(TEXT, MAP.replace(", satisfaction: reversed", "")).people["satisfaction"]
    turned = load(TEXT, MAP).people["satisfaction"]
    assert plain.tolist() == pytest.approx((-turned).tolist())


def test_ignored_columns_are_not_used(load, staff):
    header = "Employee ID,Full Name,Department,Job Title,Hire Date,Annual Salary"
    done = load("\n".join([header, *staff()]), "ignore: [Annual Salary]")
    assert done.people["pay"].isna().all()
    assert "Annual Salary: the map file says so" in done.report.ignored


def test_columns_that_the_file_lacks_are_all_named(load):
    with pytest.raises(WorkforceError) as caught:
        load(TEXT, "columns: {department: Org Unit Y, role: Nothing}\nignore: [Monye]")
    text = str(caught.value)
    assert len(caught.value.problems) == 3
    assert 'columns.department: the file has no column "Org Unit Y"' in text
    assert 'Did you mean "Org Unit X"?' in text
    assert 'ignore[0]: the file has no column "Monye"' in text
    assert "Columns of the file: Org Unit X, What, Money" in text


def test_one_column_cannot_tell_two_things(load):
    with pytest.raises(WorkforceError, match=r'columns.role: column "What" is already named'):
        load(TEXT, "columns: {department: What, role: What}")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("columns: {departmnt: X}", 'Did you mean "department"'),
        ("units: {pay: fortnight}", "units.pay"),
        ("left: {column: Gone}", "left.values"),
        ("shet: People", '"sheet"'),
        ("sheet: People", "a text file has no sheets"),
    ],
)
def test_mistakes_in_the_map(load, text, words):
    with pytest.raises(WorkforceError) as caught:
        load(TEXT, text)
    assert words in str(caught.value)


def test_missing_map(tmp_path):
    with pytest.raises(WorkforceError):
        load_map(tmp_path / "none.yaml")


def test_every_usable_meaning_can_be_mapped():
    personal_only = {"private", "sensitive", "first_name", "last_name"}
    assert set(ColumnNames.model_fields) == set(MEANINGS) - personal_only


@pytest.mark.parametrize(
    ("said", "spelled"), [("true", "TRUE"), ("1", "1"), ('"Gone home"', "gone home")]
)
def test_values_of_leavers_in_any_spelling(load, staff, said, spelled):
    rows = [f"{row},{spelled if i < 3 else ''}" for i, row in enumerate(staff(12))]
    top = "Employee ID,Full Name,Department,Job Title,Hire Date,Annual Salary,Out"
    done = load("\n".join([top, *rows]), f"left: {{column: Out, values: [{said}]}}")
    assert done.report.leavers == 3


def test_order_of_dates(load):
    rows = [f"Sales,Clerk,0{i + 1}/02/2020" for i in range(8)]
    text = "\n".join(["Department,Job Title,Hire Date", *rows])
    day = load(text, "units: {dates: day_first}").people["tenure"]
    month = load(text, "units: {dates: month_first}").people["tenure"]
    assert day.nunique() == 2
    assert month.nunique() == 8
