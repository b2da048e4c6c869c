"""Digests: plain data, files and sources each count; a whole number is the same number."""

import pytest

from simulation.engine.digest import digest_of
from simulation.errors import ScenarioError


def test_every_part_counts(tmp_path):
    file = tmp_path / "people.csv"
    file.write_text("a", encoding="utf-8")
    base = digest_of({"a": 1}, [file], "sources")
    assert base == digest_of({"a": 1.0}, [file], "sources")
    others = [
        digest_of({"a": 2}, [file], "sources"),
        digest_of({"a": True}, [file], "sources"),
        digest_of({"a": 1}, [], "sources"),
        digest_of({"a": 1}, [file], "others"),
    ]
    file.write_text("b", encoding="utf-8")
    others.append(digest_of({"a": 1}, [file], "sources"))
    assert len({base, *others}) == 6


def test_a_file_that_is_gone_is_told(tmp_path):
    with pytest.raises(ScenarioError, match="cannot be read"):
        digest_of({}, [tmp_path / "gone.csv"])
