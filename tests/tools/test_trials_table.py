"""The table of trials in README.md: made from the sources and the ledger as they are."""

import importlib.util
from pathlib import Path

import pytest

from simulation.trials import all_trials

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def tool():
    spec = importlib.util.spec_from_file_location("trials_table", ROOT / "tools/trials_table.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_table_is_that_of_these_sources(tool) -> None:
    assert tool.written() == tool.made_from(), "README.md is stale: run `make tables`"


def test_every_check_of_every_trial_stands_in_it(tool) -> None:
    block = tool.BLOCK.search(tool.README.read_text(encoding="utf-8"))[0]
    for trial in all_trials():
        assert f"| {trial.id} " in block
        assert all(check.quantity in block for check in trial.checks)


def test_an_edit_of_a_trial_makes_it_stale(tool, tmp_path, monkeypatch) -> None:
    before = tool.made_from()
    folder = tmp_path / "simulation" / "trials"
    folder.mkdir(parents=True)
    (folder / "v99_mine.py").write_text("")
    monkeypatch.setattr(tool, "ROOT", tmp_path)
    assert tool.made_from() != before
