"""The commands `import` and `workforce`: from an HR export to a comparison."""

import json
from pathlib import Path

import pandas as pd
import pytest

SAMPLE = Path(__file__).resolve().parents[3] / "shared" / "data" / "hr_attrition_sample.csv"

EXPORT = """Employee Number,Full Name,E-Mail,Department,Job Title,Hire Date,Monthly Salary,Attrition
""" + "".join(
    f"{n},Ada Person{n},ada{n}@example.com,{('Sales', 'Works')[n % 2]},"
    f"{('Clerk', 'Manager')[n % 10 == 0]},20{10 + n % 9}-03-0{1 + n % 9},"
    f"{3000 + 100 * (n % 7)},{('No', 'Yes')[n % 8 == 0]}\n"
    for n in range(1, 81)
)


@pytest.fixture
def export(folder):
    """An HR export of eighty people."""
    (folder / "staff.csv").write_text(EXPORT, encoding="utf-8")
    return folder / "staff.csv"


class TestImport:
    def test_without_out_it_tells_and_writes_nothing(self, well, export, folder):
        before = set(folder.iterdir())
        told = well("import", "staff.csv")
        for column in ("Department", "Job Title", "Hire Date", "Full Name", "E-Mail"):
            assert column in told
        assert "Nothing written" in told
        assert set(folder.iterdir()) == before

    def test_out_writes_an_organization_and_people_without_names(self, well, export, folder):
        told = well("import", "staff.csv", "--out", "mine.yaml")
        assert "mine.yaml" in told
        people = folder / "mine.people.csv"
        assert len(pd.read_csv(people)) > 60
        for written in (people, folder / "mine.yaml"):
            text = written.read_text(encoding="utf-8")
            assert "Ada" not in text
            assert "example.com" not in text

    def test_the_next_step_it_names_works(self, well, export, folder):
        told = well("import", "staff.csv", "--out", "mine.yaml")
        assert "--organization mine.yaml" in told
        words = ["-n", 1, "--quarters", 1, "--workers", 1, "--store", "a.db", "--json"]
        result = json.loads(well("compare", "study.yaml", "--organization", "mine.yaml", *words))
        assert result["differences"]

    def test_the_organization_is_well(self, well, export, folder):
        well("import", "staff.csv", "--out", "mine.yaml")
        assert ", no problems" in well("check", "mine.yaml")

    def test_a_map_of_your_own(self, well, export, folder):
        (folder / "map.yaml").write_text("columns:\n  department: Job Title\n", encoding="utf-8")
        told = well("import", "staff.csv", "--map", "map.yaml")
        assert "Job Title" in told

    @pytest.mark.parametrize("content", ["", "\n", "only one column\n1\n", "a,b\n"])
    def test_a_file_that_cannot_be_used_is_a_sentence(self, call, folder, content):
        (folder / "odd.csv").write_text(content, encoding="utf-8")
        result = call("import", "odd.csv", "--out", "odd.yaml")
        assert result.exit_code == 2
        assert "odd.csv" in result.stderr
        assert not (folder / "odd.yaml").exists()

    def test_a_folder_that_is_not_there_is_a_sentence(self, call, export):
        result = call("import", "staff.csv", "--out", "absent/mine.yaml")
        assert result.exit_code in (0, 2)
        assert isinstance(result.exception, SystemExit | None)

    def test_files_are_written_before_anything_is_told(self, call, export, folder, monkeypatch):
        def closed(*args, **kwargs):
            raise BrokenPipeError

        monkeypatch.setattr("typer.echo", closed)
        call("import", "staff.csv", "--out", "mine.yaml")
        assert (folder / "mine.yaml").exists()
        assert (folder / "mine.people.csv").exists()

    @pytest.mark.slow
    @pytest.mark.skipif(not SAMPLE.is_file(), reason="the shared HR sample is not here")
    def test_the_shared_sample_imports_without_a_map(self, well, folder):
        well("import", SAMPLE, "--out", "mine.yaml")
        assert "1233 people" in well("check", "mine.yaml")


class TestWorkforce:
    def test_it_writes_the_people_of_a_burned_in_company(self, well, folder):
        told = well("workforce", "company.yaml", "--out", "people.csv")
        people = pd.read_csv(folder / "people.csv", comment="#")
        assert told.strip() == f"{len(people)} people written to people.csv"
        assert 30 <= len(people) <= 40

    def test_the_seed_makes_the_people(self, well, folder):
        for name, seed in (("a", 1), ("b", 1), ("c", 2)):
            well("workforce", "company.yaml", "--out", f"{name}.csv", "--seed", seed)
        a, b, c = ((folder / f"{name}.csv").read_bytes() for name in "abc")
        assert a == b != c

    def test_the_people_make_an_organization(self, well, folder, write):
        well("workforce", "company.yaml", "--out", "people.csv")
        write(
            folder / "told.yaml",
            {"extends": "company.yaml", "organization": {"workforce": "people.csv"}},
        )
        assert ", no problems" in well("check", "told.yaml")
