"""Early: which commands have worker processes prepared before they are imported."""

import pytest

from simulation.cli import early


@pytest.mark.parametrize(
    ("words", "count"),
    [
        (["compare", "study.yaml"], 1),
        (["demo", "-n", "2"], 1),
        (["compare", "study.yaml", "--workers", "1"], 0),
        (["compare", "study.yaml", "--workers=4"], 0),
        (["compare", "--help"], 0),
        (["run", "design.yaml"], 0),
        ([], 0),
    ],
)
def test_processes_begin_early_unless_an_option_may_say_otherwise(words, count, monkeypatch):
    begun = []
    monkeypatch.setattr(early.pool, "prepare", lambda *what: begun.append(what))
    early.begin_early(words)
    assert begun == [(None, early.WORKER)] * count
