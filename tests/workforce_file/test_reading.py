"""Encodings, delimiters, workbooks, header rows."""

from datetime import date, datetime
from io import BytesIO

import openpyxl
import pytest

from simulation.errors import WorkforceError
from simulation.workforce_file import import_workforce
from simulation.workforce_file.decoding import decode
from simulation.workforce_file.delimited import read_delimited

HEADER = ["Abteilung", "Stelle", "Gehalt (EUR, jährlich)", "Eintrittsdatum", "Ort"]
ROWS = [
    [("Vertrieb", "Einkauf")[i % 2], ("Prüfer", "Käufer")[i % 3 % 2], f"4{i}.500,00",
     f"{10 + i}.03.2015", ("Köln", "Zürich")[i % 2]]
    for i in range(8)
]  # fmt: skip


def german(separator=";"):
    return "\n".join(separator.join(row) for row in [HEADER, *ROWS])


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "cp1252"],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(load, encoding, end):
    done = load(german().replace("\n", end).encode(encoding))
    assert set(done.people["role"]) == {"Prüfer", "Käufer"}
    assert set(done.people["site"]) == {"Köln", "Zürich"}
    assert done.people["pay"].sum() == sum(40_500 + 1000 * i for i in range(8))
    assert done.organization["currency"] == "EUR"


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_delimiters(load, separator):
    assert len(load(german(separator)).people) == 8


def test_stated_delimiter_and_comma_decimals_in_quotes(load):
    assert len(load("sep=;\n" + german()).people) == 8
    quoted = "\n".join(",".join(f'"{cell}"' for cell in row) for row in [HEADER, *ROWS])
    assert load(quoted).people["pay"].min() == 40_500


def test_quoted_line_breaks(load, staff):
    header = 'Department,"Job\nTitle",Hire Date'
    rows = [f'Sales,"Clerk,\nsenior",20{i:02d}-01-01' for i in range(6)]
    done = load("\n".join([header, *rows]))
    assert set(done.people["role"]) == {"Clerk, senior"}


def test_damaged_utf8_is_replaced_and_counted():
    text = decode("é".encode() * 100 + b"\xff" + b"abc", "x.csv")
    assert (text.encoding, text.damaged) == ("UTF-8", 1)
    assert decode("café".encode("cp1252"), "x.csv").text == "café"


def test_row_numbers_are_the_file_s():
    grid = read_delimited("a,b\n\n1,2\n,\n3,4\n", "x.csv")
    assert grid.numbers == [1, 3, 5]


def test_huge_cell_is_refused():
    with pytest.raises(WorkforceError, match="not a table of cells"):
        read_delimited('a,b\n"' + "x" * 200_000 + "\n", "x.csv")


class TestWorkbooks:
    def save(self, tmp_path, sheets):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
        path = tmp_path / "export.xlsx"
        book.save(path)
        return path

    def people(self):
        header = [
            "Department",
            "Job Title",
            "Salary per year",
            "Hire Date",
            "Left",
            "Tenure (years)",
        ]
        return [header] + [
            [
                "Sales",
                ("Clerk", "Buyer")[i % 2],
                40000.5 + i,
                datetime(2010 + i, 1, 15),
                i == 7,
                1.234,
            ]
            for i in range(8)
        ]

    def test_typed_cells(self, tmp_path):
        done = import_workforce(
            self.save(tmp_path, {"People": self.people()}), today=date(2025, 1, 15)
        )
        assert (done.report.people, done.report.leavers) == (7, 1)
        assert sorted(done.people["tenure"]) == [12 * years for years in range(9, 16)]
        assert done.people["pay"].between(40_000, 40_010).all()

    def test_sheet_that_looks_like_people_is_picked(self, tmp_path):
        notes = [["Read me"], ["This workbook lists people"]]
        path = self.save(tmp_path, {"Notes": notes, "Staff": self.people(), "Codes": [["a", "b"]]})
        done = import_workforce(path)
        assert len(done.people) == 7
        assert 'sheet "Staff" (looks most like people); not read: "Notes", "Codes"' in (
            done.report.reading
        )

    def test_sheet_by_map(self, tmp_path, save):
        path = self.save(tmp_path, {"Old": self.people(), "New": self.people()[:7]})
        assert len(import_workforce(path, save("sheet: New", "m.yaml")).people) == 6
        with pytest.raises(
            WorkforceError, match=r'no sheet "Newer".*Sheets of this workbook: "Old"'
        ):
            import_workforce(path, save("sheet: Newer", "m.yaml"))

    def test_merged_header_cells(self, tmp_path):
        book = openpyxl.Workbook()
        sheet = book.active
        for row in (
            ["Report of people"],
            ["Where", None, "Pay", None, "Hire Date"],
            ["Department", "Job Title", "Annual Salary", "Currency", None],
        ):
            sheet.append(row)
        for i in range(8):
            sheet.append(
                ["Sales", ("Clerk", "Buyer")[i % 2], 40000 + i, "EUR", date(2010 + i, 1, 1)]
            )
        for cells in ("A2:B2", "C2:D2", "E2:E3"):
            sheet.merge_cells(cells)
        path = tmp_path / "merged.xlsx"
        book.save(path)
        done = import_workforce(path)
        assert {each.column: each.meaning for each in done.report.understood} == {
            "Department": "department",
            "Job Title": "role",
            "Annual Salary": "pay",
            "Currency": "currency",
            "Hire Date": "hire_date",
        }
        assert len(done.people) == 8

    def test_serial_dates_in_text(self, load):
        rows = [f"Sales,Clerk,{40_000 + 400 * i}" for i in range(8)]
        done = load("\n".join(["Department,Job Title,Hire Date", *rows]))
        assert done.people["tenure"].notna().all()

    def test_cached_values_of_formulas(self, tmp_path):
        xlsxwriter = pytest.importorskip("xlsxwriter")
        content = BytesIO()
        book = xlsxwriter.Workbook(content)
        sheet = book.add_worksheet("People")
        sheet.write_row(0, 0, ["Department", "Job Title", "Annual Salary"])
        for i in range(1, 9):
            sheet.write_row(i, 0, ["Sales", "Clerk"])
            sheet.write_formula(i, 2, "=A1+1", value=40_000 + i)
        book.close()
        path = tmp_path / "formulas.xlsx"
        path.write_bytes(content.getvalue())
        assert import_workforce(path).people["pay"].sum() == 8 * 40_000 + 36
