from pathlib import Path

import pytest
import yaml

from simulation.errors import WorkforceError
from simulation.workforce_file import import_workforce, write


@pytest.fixture
def done(load, staff):
    header = "Employee ID,Full Name,Department,Job Title,Hire Date,Annual Salary"
    return load("\n".join([header, *staff()]))


def test_writes_both_files(done, tmp_path):
    organization, people = write(done, tmp_path / "o.yaml")
    assert (organization.name, people.name) == ("o.yaml", "o.people.csv")
    data = yaml.safe_load(organization.read_text())
    told = {**done.organization, "workforce": "o.people.csv"}
    assert data == {"name": told["name"], "organization": told}
    assert organization.read_text().startswith("# Imported by mentorsim from export.csv.\n")
    assert "\n# guessed: " in organization.read_text()
    assert people.read_text().splitlines()[0].startswith("site,department,team,role,level,manager")
    assert len(people.read_text().splitlines()) == 13
    assert sorted(each.name for each in tmp_path.iterdir()) == [
        "export.csv",
        "o.people.csv",
        "o.yaml",
    ]


def test_failing_second_file_leaves_everything_as_it_was(done, tmp_path, monkeypatch):
    out, people = tmp_path / "o.yaml", tmp_path / "o.people.csv"
    people.write_text("before")
    rename = Path.replace

    def failing(self, target):
        if Path(target) == out:
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(WorkforceError, match="cannot be written: No space left on device"):
        write(done, out)
    assert people.read_text() == "before"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["export.csv", "o.people.csv"]


def test_overwrites_an_earlier_import(done, tmp_path):
    first = [path.read_bytes() for path in write(done, tmp_path / "o.yaml")]
    assert [path.read_bytes() for path in write(done, tmp_path / "o.yaml")] == first


def test_makes_the_folder(done, tmp_path):
    assert all(path.exists() for path in write(done, tmp_path / "new" / "o.yaml"))


@pytest.mark.parametrize(
    ("name", "words"),
    [("o.csv", "must end in .yaml"), ("file/o.yaml", "cannot be written")],
)
def test_refusals(done, tmp_path, name, words):
    (tmp_path / "file").write_text("a file where the folder should be")
    with pytest.raises(WorkforceError, match=words):
        write(done, tmp_path / name)


def test_never_overwrites_the_imported_file(done, tmp_path):
    _, people = write(done, tmp_path / "o.yaml")
    again = import_workforce(people)
    with pytest.raises(WorkforceError, match="would overwrite the imported file"):
        write(again, tmp_path / "o.yaml")
