"""The people file: every row a person, blanks stay blank, mistakes are told by line and column."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulation.errors import WorkforceError
from simulation.organization.people_file import COLUMNS, LIMITS, on_circle, read_people


@pytest.fixture
def read(people_file, organize):
    def reading(header, *rows, **organization):
        return read_people(people_file(header, *rows), organize(**organization))

    return reading


def problems(caught):
    return [(p.line, p.key, p.message) for p in caught.value.problems]


def test_absent_columns_are_blank_and_all_columns_are_there(read):
    people = read("department,tenure", "Service,12", "Works,")
    assert tuple(people.columns) == COLUMNS
    assert people["tenure"].tolist()[0] == 12.0
    assert np.isnan(people["tenure"].iloc[1])
    assert people["pay"].isna().all()


def test_what_is_blank_is_what_the_organization_declares(read):
    people = read("department,role,level,site", "Works,Lead,,", "Works,Agent,3,North", "New,,,")
    assert people["level"].tolist() == [2, 3, 1]
    assert people["site"].tolist() == ["South", "North", "main"]
    assert people["role"].tolist() == ["Lead", "Agent", "New level 1"]


def test_people_without_a_department_are_unassigned(read):
    assert read("department,pay", ",50000")["department"].tolist() == ["Unassigned"]


def test_spaces_around_cells_and_rows_without_any_content_do_not_count(read):
    rows = (" Service , Agent ,  ", ",,", "  , ,", "", "Works,Lead,2")
    people = read("department,role,level", *rows)
    assert people["department"].tolist() == ["Service", "Works"]
    assert people["role"].tolist() == ["Agent", "Lead"]


def test_words_that_look_like_nothing_are_words(read):
    assert read("department,role", "NA,None")["department"].tolist() == ["NA"]


@pytest.mark.parametrize("name", sorted({*LIMITS, "manager"}))
def test_all_numbers_are_held_to_their_limits(read, name):
    for cell in ("1e300", "-1e300", "inf", "-inf"):
        with pytest.raises(WorkforceError) as caught:
            read(f"department,{name}", "Service,", f"Service,{cell}")
        assert [(line, key) for line, key, _ in problems(caught)] == [(3, name)]


@pytest.mark.parametrize("cell", ["many", "nan", "1,5", "12 months", "--"])
def test_cells_that_are_no_numbers_are_told_by_line_and_column(read, cell):
    with pytest.raises(WorkforceError) as caught:
        read("department,tenure", "Service,1", "", f'Service,"{cell}"')
    assert problems(caught) == [(4, "tenure", "1 cells are not numbers")]


@pytest.mark.parametrize("name", ["level", "manager"])
def test_levels_and_managers_are_whole(read, name):
    with pytest.raises(WorkforceError) as caught:
        read(f"department,{name}", "Service,1", "Service,1.5")
    assert (3, name, "1.5 is not a whole number") in problems(caught)


def test_all_problems_are_told_at_once(read):
    with pytest.raises(WorkforceError) as caught:
        read("department,tenure,pay", "Service,-1,x", "Works,2,3")
    assert {key for _, key, _ in problems(caught)} == {"tenure", "pay"}


def test_unknown_columns_are_named_with_all_allowed(read):
    with pytest.raises(WorkforceError, match=r"'salary'.*Allowed: site, department.*mentorsim imp"):
        read("department,salary", "Service,1")


@pytest.mark.parametrize(
    ("header", "rows", "words"),
    [
        ("department", (), "nobody is listed"),
        ("department,role", (",",), "nobody is listed"),
        ("", (), "cannot be read"),
        ("department,role", ("a,b,c,d",), "more cells than the header"),
        ("department,role", ("a,b", "a,b,c"), "cannot be read"),
        ("department", ('"open',), "cannot be read"),
    ],
)
def test_files_that_are_no_people_files_are_refused(read, header, rows, words):
    with pytest.raises(WorkforceError, match=words):
        read(header, *rows)


def test_a_file_that_is_not_there_is_refused(tmp_path, organize):
    with pytest.raises(WorkforceError, match="no such people file"):
        read_people(tmp_path / "none.csv", organize())


def test_a_file_in_another_encoding_is_refused(tmp_path, organize):
    path = tmp_path / "people.csv"
    path.write_bytes("department\nEntwicklung für alle\n".encode("latin-1"))
    with pytest.raises(WorkforceError, match="cannot be read as a people file"):
        read_people(path, organize())


def test_who_works_under_themselves_is_told(read):
    with pytest.raises(WorkforceError) as caught:
        read("department,manager", "a,", "a,2", "a,3", "a,1", "a,1")
    assert problems(caught) == [
        (3, "manager", "3 people are managed by people who work under them")
    ]


def test_heads_may_be_their_own_managers_or_have_none(read):
    people = read("department,manager", "a,0", "a,-1", "a,")
    assert people["manager"].tolist()[:2] == [0, -1]


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\x00"), max_size=8)
NUMBER = st.one_of(st.just(""), st.integers(0, 900).map(str), st.floats(0, 900).map(repr))


@given(rows=st.lists(st.tuples(CELL, CELL, NUMBER), min_size=1, max_size=8))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_what_is_written_is_read(rows, tmp_path, organize):
    frame = pd.DataFrame(rows, columns=["department", "role", "tenure"])
    path = tmp_path / "people.csv"
    frame.to_csv(path, index=False, encoding="utf-8")
    cells = [tuple(cell.strip() for cell in row) for row in rows]
    listed = [row for row in cells if any(row)]
    if not listed:
        with pytest.raises(WorkforceError, match="nobody"):
            read_people(path, organize())
        return
    people = read_people(path, organize())
    assert len(people) == len(listed)
    for (department, role, tenure), (_, person) in zip(listed, people.iterrows(), strict=True):
        assert person["department"] == (department or "Unassigned")
        assert person["role"] == (role or f"{person['department']} level 1")
        known = float(tenure) if tenure else np.nan
        assert person["tenure"] == pytest.approx(known, nan_ok=True)


@given(content=st.binary(max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_a_file_holds_it_is_read_or_refused(content, tmp_path, organize):
    path = tmp_path / "people.csv"
    path.write_bytes(b"department,level,manager,stress\n" + content)
    try:
        people = read_people(path, organize())
    except WorkforceError:
        return
    assert people["level"].between(1, 12).all()
    assert not np.isinf(people["stress"]).any()


@given(st.lists(st.integers(-1, 9), min_size=1, max_size=10))
def test_circles_are_those_found_by_walking_up(manager):
    manager = np.array([min(boss, len(manager) - 1) for boss in manager])

    def stands_above_itself(seat):
        boss = manager[seat]
        for _ in range(len(manager)):
            if boss in (-1, seat):
                break
            boss = manager[boss]
        return boss == seat

    expected = [seat for seat in range(len(manager)) if stands_above_itself(seat)]
    assert on_circle(manager).tolist() == expected
