"""The importer as a whole: real files, odd files, broken files, privacy, round trips."""

import tempfile
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulation.documents import load_document
from simulation.errors import WorkforceError
from simulation.workforce_file import PEOPLE, Imported, import_workforce, write

HEADER = "Employee ID,Full Name,Department,Job Title,Hire Date,Annual Salary"
SAMPLE = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "hr_attrition_sample.csv"


def table(*rows, header=HEADER):
    return "\n".join([header, *rows]) + "\n"


@pytest.fixture(scope="module")
def sample():
    if not SAMPLE.exists():
        pytest.skip("hr_attrition_sample.csv is not beside the repository")
    return import_workforce(SAMPLE)


class TestSample:
    def test_counts(self, sample):
        assert (sample.report.rows, sample.report.people, sample.report.leavers) == (
            1470,
            1233,
            237,
        )
        assert sample.organization["turnover"] == pytest.approx(237 / 1470, abs=5e-5)

    def test_columns(self, sample):
        meanings = {each.meaning: each.column for each in sample.report.understood}
        assert meanings == {
            "age": "Age",
            "left": "Attrition",
            "department": "Department",
            "role": "JobRole",
            "overtime": "OverTime",
            "group": "Gender",
            "level": "JobLevel",
            "satisfaction": "JobSatisfaction",
            "performance": "PerformanceRating",
            "tenure": "YearsAtCompany",
            "pay": "MonthlyIncome",
        }
        assert tuple(sample.people.columns) == PEOPLE

    def test_people_agree_with_the_file(self, sample):
        raw = pd.read_csv(SAMPLE)
        stay = raw[raw["Attrition"] == "No"]
        people = sample.people
        assert people["pay"].sum() == 12 * stay["MonthlyIncome"].sum()
        assert people["tenure"].sum() == 12 * stay["YearsAtCompany"].sum() + 6 * len(stay)
        assert people["overtime"].sum() == (stay["OverTime"] == "Yes").sum()
        assert people["level"].value_counts().to_dict() == stay["JobLevel"].value_counts().to_dict()
        assert people["department"].value_counts().to_dict() == (
            stay["Department"].value_counts().to_dict()
        )
        ranks = people[["satisfaction"]].nunique().item()
        assert ranks == 4
        assert people["satisfaction"].mean() == pytest.approx(0, abs=1e-3)
        assert people["satisfaction"].std(ddof=0) == pytest.approx(1, abs=1e-3)

    def test_turnover_by_department_is_shrunk_toward_the_whole(self, sample):
        told = {name: part["turnover"] for name, part in sample.organization["departments"].items()}
        whole = 237 / 1470
        for name, raw in (
            ("Sales", 92 / 446),
            ("Research & Development", 133 / 961),
            ("Human Resources", 12 / 63),
        ):
            assert min(raw, whole) < told[name] < max(raw, whole)
        # Marshall's weights worked by hand: A = .000717, v = .1352.
        assert told["Sales"] == pytest.approx(0.1929, abs=2e-4)

    def test_turnover_falls_with_tenure(self, sample):
        bands = sample.organization["tenure_turnover"]
        assert bands[0]["months"] == 12
        assert bands[-1]["months"] == 1200
        assert max(band["multiplier"] for band in bands[:3]) > 2
        assert bands[-1]["multiplier"] < 0.8

    def test_roles(self, sample):
        roles = sample.organization["roles"]
        assert len(roles) == 9
        assert roles["Sales Executive"] == {
            "department": "Sales",
            "level": 2,
            "pay": roles["Sales Executive"]["pay"],
            "complexity": "medium",
        }
        assert roles["Manager"]["complexity"] == "high"
        assert roles["Sales Representative"]["complexity"] == "low"
        assert sample.organization["levels"] == 5

    def test_what_is_assumed_is_said(self, sample):
        text = "\n".join(sample.report.lines())
        assert "left within 12 months: no leave dates tell" in text
        assert "DailyRate: pay is already told by MonthlyIncome" in text
        assert "EmployeeCount: constant" in text
        assert "EmployeeNumber: identifier: only used to find duplicates" in text

    def test_reads_back(self, sample, tmp_path):
        _, people = write(sample, tmp_path / "o.yaml")
        pd.testing.assert_frame_equal(import_workforce(people).people, sample.people)


class TestPlainFile:
    def test_people(self, load, staff):
        done = load(table(*staff()))
        assert len(done.people) == 12
        assert done.people["department"].tolist() == ["Finance"] * 6 + ["Sales"] * 6
        assert done.people["pay"].sum() == sum(30_000 + 1_000 * i for i in range(12))
        newest = done.people.sort_values("tenure").iloc[0]
        assert newest["tenure"] == 12 * 13 + 9  # 15 March 2011 to 1 January 2025

    def test_nothing_told_is_left_out(self, load, staff):
        done = load(table(*staff()))
        assert set(done.organization) == {"name", "departments", "roles", "levels"}
        assert done.organization["departments"] == {"Finance": {}, "Sales": {}}
        assert done.people["satisfaction"].isna().all()
        assert any("turnover: the file does not tell it" in line for line in done.report.lines())

    def test_row_order_does_not_matter(self, load, staff):
        rows = staff()
        first = load(table(*rows)).people
        pd.testing.assert_frame_equal(load(table(*reversed(rows))).people, first)

    def test_small_groups_are_noted(self, load, staff):
        rows = [*staff(), "E900,Solo Body,Legal,Counsel,2020-01-01,50000"]
        notes = load(table(*rows)).report.notes
        assert "1 of 3 departments have fewer than 5 people: reports suppress such groups" in notes


class TestRows:
    def test_title_rows_blank_rows_and_total(self, load, staff):
        text = "\n".join(
            [
                "People report 2024,,,,,",
                ",,,,,",
                HEADER,
                *staff(6),
                ",,,,,",
                *staff(8)[6:],
                "Total,,,,,268000",
            ]
        )
        done = load(text)
        assert len(done.people) == 8
        assert "column names are in row 3" in done.report.reading
        assert [str(each) for each in done.report.dropped] == ["total or footer rows: 1 (row 13)"]

    def test_repeated_header(self, load, staff):
        rows = staff(12)
        done = load(table(*rows[:6], HEADER, *rows[6:]))
        assert len(done.people) == 12

    def test_same_id_twice_keeps_the_last(self, load, staff):
        rows = [*staff(), "E003,Person Nr3,Sales,Clerk,2003-03-15,99000"]
        done = load(table(*rows))
        assert len(done.people) == 12
        assert 99_000 in done.people["pay"].tolist()
        assert "same Employee ID again: the last row is kept: 1 (row 5)" in [
            str(each) for each in done.report.dropped
        ]

    def test_snapshots_keep_the_latest(self, load, staff):
        new = [f"2024-06-30,{row}" for row in staff(8)]
        old = [f"2023-06-30,{row[:-5]}11111" for row in staff(8)]
        done = load(table(*new, *old, header=f"Snapshot Date,{HEADER}"))
        assert len(done.people) == 8
        assert 11_111 not in done.people["pay"].tolist()

    def test_ragged_rows(self, load, staff):
        rows = staff(8)
        rows[2] = rows[2].rsplit(",", 2)[0]
        rows[4] += ",surplus"
        done = load(table(*rows))
        assert len(done.people) == 8
        assert done.people["pay"].isna().sum() == 1
        assert any("to the right of the last column name" in line for line in done.report.lines())

    def test_repeated_and_missing_column_names(self, load, staff):
        rows = [f"{row},1,x,y" for row in staff(8)]
        done = load(table(*rows, header=f"{HEADER},Department,,Department"))
        ignored = "\n".join(done.report.ignored)
        assert "Department (2): department is already told by Department" in ignored
        assert "Department (3): department is already told by Department" in ignored
        assert "column 8: constant" in ignored

    def test_unclosed_quote(self, load, staff):
        rows = staff(60)
        rows[3] = rows[3].replace("E003,", 'E003,"')
        done = load(table(*rows))
        assert len(done.people) == 60
        assert any("never closed" in line for line in done.report.reading)


class TestLeavers:
    def rows(self, staff, flags):
        return [f"{row},{flag}" for row, flag in zip(staff(len(flags)), flags, strict=True)]

    @pytest.mark.parametrize(
        ("header", "stay", "left"),
        [
            ("Attrition", "No", "Yes"),
            ("Left", "0", "1"),
            ("Employment Status", "Active", "Voluntarily Terminated"),
            ("Employment Status", "On leave", "Resigned"),
            ("Active", "Yes", "No"),
            ("Is Active", "TRUE", "FALSE"),
            ("Statut", "Actif", "Démissionné"),
            ("Aktiv", "Ja", "Nein"),
            ("Beschäftigungsstatus", "aktiv", "ausgeschieden"),
            ("Estado", "Activo", "Baja"),
            ("Termination Date", "", "2024-08-01"),
            ("Exit date", "n/a", "2024-08-01"),
        ],
    )
    def test_flags(self, load, staff, header, stay, left):
        flags = [stay] * 9 + [left] * 3
        done = load(table(*self.rows(staff, flags), header=f"{HEADER},{header}"))
        assert (done.report.people, done.report.leavers) == (9, 3)
        assert done.organization["turnover"] > 0

    def test_those_sent_away_are_not_turnover(self, load, staff):
        flags = ["Active"] * 8 + ["Terminated for Cause"] * 2 + ["Voluntarily Terminated"] * 2
        done = load(table(*self.rows(staff, flags), header=f"{HEADER},Employment Status"))
        assert done.report.leavers == 4
        assert done.organization["turnover"] == pytest.approx(2 / 11, abs=1e-4)

    def test_leave_dates_give_time_at_risk(self, load):
        # 100 stay all 12 months, two leave at the start of each month: monthly hazard =
        # exits / person-months.
        header = "Department,Hire Date,Termination Date"
        rows = ["Sales,2010-01-01,"] * 100
        rows += [f"Sales,2010-01-01,2024-{1 + i % 12:02d}-01" for i in range(24)]
        done = load("\n".join([header, *rows]))
        months = 100 * 12 + sum((i % 12) for i in range(24))
        expected = 1 - (1 - 24 / months) ** 12
        assert done.organization["turnover"] == pytest.approx(expected, rel=0.01)

    def test_future_leave_date_is_still_employed(self, load, staff):
        flags = [""] * 11 + ["2025-06-30"]
        done = load(table(*self.rows(staff, flags), header=f"{HEADER},Leave Date"))
        assert (done.report.people, done.report.leavers) == (12, 0)

    def test_flag_and_date_disagree(self, load, staff):
        rows = [f"{row},Active," for row in staff(12)]
        rows[4] = f"{staff(12)[4]},Active,2024-05-01"
        done = load(table(*rows, header=f"{HEADER},Status,Leave Date"))
        assert done.report.leavers == 1
        assert any("the leave date has passed" in line for line in done.report.lines())


class TestScoresAndFlags:
    def test_higher_scores_give_higher_z(self, column):
        z = column("Job Satisfaction", list("1123344555"), "satisfaction")
        assert z[0] == z[1] < z[2] < z[3] == z[4] < z[5] == z[6] < z[7] == z[9]
        assert sum(z) == pytest.approx(0, abs=1e-3)

    def test_text_answers(self, column):
        answers = [
            "very dissatisfied",
            "Dissatisfied",
            "Neutral",
            "SATISFIED",
            "Very Satisfied",
        ] * 2
        z = column("Satisfaction", answers, "satisfaction")
        assert z[0] < z[1] < z[2] < z[3] < z[4]

    def test_code_for_no_answer_is_blank(self, column):
        z = column("Engagement score", ["1", "2", "3", "4", "5"] * 20 + ["99"], "commitment")
        assert z[100] is None
        assert z[0] < z[4]

    def test_constant_scores_are_blank(self, column):
        assert column("Stress", ["3"] * 10, "stress") == [None] * 10

    def test_overtime_hours(self, column):
        given = ["0", "5", "0", "12,5", "0", "1", "1", "0", "", "0"]
        got = column("Overtime hours", given, "overtime")
        assert got == [0, 1, 0, 1, 0, 1, 1, 0, None, 0]


class TestPrivacy:
    FIRST = ("Zebulon", "Quirina", "Ottokar", "Philippa", "Xanthippe", "Balthasar")
    LAST = (
        "Abernathy",
        "Featherstone",
        "Quackenbush",
        "Wigglesworth",
        "Throckmorton",
        "Yarborough",
    )

    def export(self):
        header = (
            "Badge Number,Name,Work Mail,Team,Department,Job Title,Line Manager,Manager Email,"
            "Phone,DOB,Home Address,Comment,Nickname,Salary,Tenure (months),Status"
        )
        rows = []
        for i in range(36):
            first, last = self.FIRST[i % 6], self.LAST[i // 6]
            boss_first, boss_last = self.FIRST[0], self.LAST[i // 6]
            rows.append(
                f'QX-{7000 + i},"{last}, {first}",{first.lower()}.{last.lower()}@corp.example,'
                f"Team {boss_last},{('Sales', 'Legal')[i % 2]},Clerk,{boss_first} {boss_last},"
                f"{boss_first.lower()}.{boss_last.lower()}@corp.example,+49 171 55{i:04d},"
                f'1980-02-{1 + i % 28:02d},"{i} Elm Street",likes {first},nick{i}{first},'
                f"{40_000 + 137 * i},{10 + i},{'Active' if i % 6 else 'Resigned'}"
            )
        return "\n".join([header, *rows])

    def test_nothing_personal_gets_out(self, load, tmp_path):
        done = load(self.export())
        organization, people = write(done, tmp_path / "o.yaml")
        said = "\n".join(done.report.lines())
        out = (organization.read_text() + people.read_text() + said).casefold()
        planted = [
            *self.FIRST,
            *self.LAST,
            "qx-70",
            "@corp",
            "+49",
            "1980-02",
            "elm street",
            "nick1",
        ]
        assert [word for word in planted if word.casefold() in out] == []
        assert done.people["team"].nunique() == 6

    def test_nearly_unique_roles_are_left_blank(self, load, staff):
        rows = [
            row.replace(",Clerk,", f",Work {i},").replace(",Analyst,", f",Work {i},")
            .replace(",Manager,", f",Work {i},")
            for i, row in enumerate(staff(30))
        ]  # fmt: skip
        done = load(table(*rows))
        assert done.people["role"].isna().all()
        assert any("nearly every person has a role" in note for note in done.report.notes)

    def test_sensitive_columns_need_a_map(self, load, staff):
        rows = [f"{row},{'AB'[i % 2]}" for i, row in enumerate(staff(10))]
        text = table(*rows, header=f"{HEADER},Ethnicity")
        assert load(text).people["group"].isna().all()
        mapped = load(text, "columns: {group: Ethnicity}")
        assert set(mapped.people["group"]) == {"A", "B"}

    def test_formulas_are_defused(self, load, staff):
        rows = [row.replace("Sales", "=cmd()|x") for row in staff(12)]
        assert set(load(table(*rows)).people["department"]) == {"Finance", "cmd()|x"}


class TestRefusals:
    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"", "the file is empty"),
            (b"\n\n ,,\n", "the file is empty"),
            ((HEADER + "\n").encode(), "no rows"),
            (b"a,b\n1,2\n3,4\n", "tells where people work"),
            (b"1,2,x@y.z\n3,4,a@b.c\n", "no row of column names"),
            (
                b"Jane Doe,Manager,2015-01-01\nJoe Bloggs,Clerk,2015-01-02\n",
                "no row of column names",
            ),
            (b"\xd0\xcf\x11\xe0abc", "old .xls"),
            (b"%PDF-1.4", "PDF"),
            (b"<html><table>", "web page"),
            (b"PK\x03\x04garbage", "workbook cannot be read"),
            (b"\x00\x01\x02\x03" * 200, "binary"),
        ],
    )
    def test_unusable_files(self, load, content, words):
        with pytest.raises(WorkforceError) as caught:
            load(content)
        assert words in str(caught.value)
        assert "export.csv" in str(caught.value)

    def test_too_few_people(self, load, staff):
        with pytest.raises(WorkforceError, match="only 4 usable current people; at least 5"):
            load(table(*staff(4)))

    def test_missing_file_and_folder(self, tmp_path):
        with pytest.raises(WorkforceError, match="no such file"):
            import_workforce(tmp_path / "none.csv")
        with pytest.raises(WorkforceError, match="is a folder"):
            import_workforce(tmp_path)


class TestWithoutToday:
    def test_file_tells_up_to_its_latest_date(self, load, staff):
        done = load(table(*staff(12)), today=None)
        assert (
            "the file tells up to 2011-03-15: the latest date in it that is not in the future"
            in (done.report.guessed)
        )
        assert done.people["tenure"].min() == 0

    def test_snapshot_column_decides(self, load, staff):
        rows = [f"{row},31.12.2012" for row in staff(12)]
        done = load(table(*rows, header=f"{HEADER},Stichtag"), today=None)
        assert done.people["tenure"].min() == 21


def people_frames():
    """Own people files: any mix of known and blank cells, managers included."""
    word = st.one_of(
        st.none(), st.sampled_from(["Sales", "NA", "none", "R&D, EU", 'Say "so"', "7"])
    )
    score = st.one_of(st.none(), st.floats(-3, 3).map(lambda x: round(x, 4)))

    def row(size):
        return st.fixed_dictionaries(
            dict.fromkeys(("site", "department", "team", "role", "group"), word)
            | {
                "level": st.one_of(st.none(), st.integers(1, 7)),
                "manager": st.one_of(st.none(), st.integers(0, size - 1)),
                "tenure": st.integers(0, 700),
                "pay": st.one_of(st.none(), st.integers(1, 10_000_000)),
                "overtime": st.sampled_from([None, 0, 1]),
            }
            | dict.fromkeys(
                ("satisfaction", "commitment", "stress", "morale", "performance"), score
            )
        )

    return st.integers(5, 12).flatmap(lambda n: st.lists(row(n), min_size=n, max_size=n))


def reimported(done: Imported, folder: Path) -> Imported:
    _, people = write(done, folder / "o.yaml")
    return import_workforce(people)


@settings(max_examples=25, deadline=None)
@given(people_frames())
def test_people_files_read_back_the_same(rows):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "start.csv"
        pd.DataFrame(rows, dtype=object)[list(PEOPLE)].to_csv(path, index=False)
        first = import_workforce(path)
        assert len(first.people) == len(rows)
        again = reimported(first, folder)
        pd.testing.assert_frame_equal(again.people, first.people)
        assert first.people["tenure"].sum() == sum(row["tenure"] for row in rows)


def imports_or_refuses(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "any.csv"
        path.write_bytes(content)
        try:
            done = import_workforce(path, today=date(2025, 1, 1))
        except WorkforceError as error:
            problems = [str(problem) for problem in error.problems]
        else:
            problems = done.report.lines()
            assert len(done.people) >= 5
            out, people = write(done, Path(folder) / "o.yaml")
            assert load_document(out).data == {
                "name": done.organization["name"],
                "organization": {**done.organization, "workforce": "o.people.csv"},
            }
            pd.testing.assert_frame_equal(import_workforce(people).people, done.people)
    assert problems
    assert all(problems)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(st.binary(max_size=400), st.text(max_size=400).map(str.encode)))
def test_any_bytes_import_or_are_refused(content):
    imports_or_refuses(content)


ODD_CELLS = (
    "|n/a|Yes|no|1|-3|1.234,5|85k|01/02/2020|2020-13-45|9999-12-31|Sales|E001|E002|"
    'Very satisfied|=1+1|1e400|"|Total|40000|0,0|(12)|5 yrs 3 months|-'
)
ODD_HEADERS = (
    "Employee ID|Name|Department|Job Title|Level|Manager|Hire Date|Tenure|Leave Date|Attrition|"
    "Salary|Satisfaction|Overtime|Age|Currency|Termination Reason|Snapshot Date|Gender|Team|Site|"
    "Stress|x|"
)
CELLS = st.one_of(
    st.sampled_from(ODD_CELLS.split("|")),
    st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=8),
)
HEADERS = st.sampled_from(ODD_HEADERS.split("|"))


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(HEADERS, min_size=1, max_size=8),
    st.lists(st.lists(CELLS, min_size=1, max_size=9), min_size=5, max_size=14),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_any_table_imports_or_is_refused(headers, rows, separator, encoding):
    text = "\n".join(separator.join(row) for row in [headers, *rows])
    imports_or_refuses(text.encode(encoding, errors="replace"))


FULL_HEADER = (
    "Employee ID,Full Name,Email,Department,Job Title,Level,Manager ID,Hire Date,Leave Date,"
    "Termination Reason,Salary,Tenure (months),Gender,Job Satisfaction,Overtime,Age,Status"
)
FULL_ROWS = [
    f"E{i},Ann Nr{i},a{i}@x.example,{('Sales', 'IT')[i % 2]},Clerk {i % 3},{1 + i % 4},E{i // 4},"
    f"2015-0{1 + i % 9}-1{i % 10},{'2024-05-01' if i == 7 else ''},{'career' if i == 7 else ''},"
    f'"{40 + i},500.00",{100 + i},{"MF"[i % 2]},{1 + i % 5},{"Yes" if i % 3 else "No"},{30 + i},'
    f"{'Left' if i == 7 else 'Active'}"
    for i in range(14)
]
FULL = "\n".join([FULL_HEADER, *FULL_ROWS])


def test_the_file_to_mutate_imports_whole(load):
    done = load(FULL)
    assert (done.report.people, done.report.leavers) == (13, 1)
    assert len(done.report.understood) == 14


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(st.integers(0, len(FULL) - 1), st.integers(0, 12), st.text(max_size=6)),
        max_size=8,
    ),
    st.lists(st.tuples(st.integers(0, 13), st.integers(0, 16), CELLS), max_size=20),
)
def test_any_mutation_imports_or_is_refused(cuts, cells):
    rows = [row.split(",") for row in FULL_ROWS]
    for row, column, cell in cells:
        rows[row][column] = cell
    text = "\n".join([FULL_HEADER, *(",".join(row) for row in rows)])
    for at, length, new in cuts:
        text = text[:at] + new + text[at + length :]
    imports_or_refuses(text.encode(errors="replace"))


@pytest.mark.slow
def test_a_hundred_thousand_rows(load):
    header = "Personalnummer;Name;Abteilung;Stelle;Vorgesetzter;Eintrittsdatum;Gehalt;Notiz"
    rows = [
        f"P{i};Nachname{i}, Vorname;{('Vertrieb', 'Einkauf', 'IT')[i % 3]};Sachbearbeiter {i % 7};"
        f"P{i // 10};{1 + i % 28:02d}.{1 + i % 12:02d}.{2000 + i % 25};{40_000 + i % 900},5;n{i}"
        for i in range(100_000)
    ]
    text = "\n".join([header, *rows])
    done = load(text)
    assert len(done.people) == 100_000
    assert done.people["manager"].notna().sum() == 99_999
