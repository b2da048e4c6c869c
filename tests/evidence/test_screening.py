"""The screening file: of the parameters that are assumed today, and read back as written."""

import pytest

from simulation.evidence.screening import (
    FILE,
    Influence,
    Screening,
    load_screening,
    write_screening,
)
from simulation.scenario import all_parameters

SHIPPED = load_screening()


def row(parameter="learn.a", outcome="skill", effect=2.0, swing=1.0, low=0.5, high=1.5):
    return Influence(parameter, "a", outcome, effect, 1.0, 2.0, swing, low, high, 12)


def test_it_lists_the_assumed_parameters_of_the_registry():
    assumed = {p.path for p in all_parameters() if p.status == "assumed" and not p.outside}
    assert set(SHIPPED.parameters) == assumed, "run `mentorsim screening` and commit the file"


def test_it_says_what_it_was_made_from():
    assert len(SHIPPED.sources) == 32
    assert "replications" in SHIPPED.made


def test_every_row_is_whole():
    for each in SHIPPED.rows:
        assert each.effect is not None
        assert (each.n == 0) == (each.at_low is None) == (each.swing is None)


def test_the_shipped_file_is_as_it_is_written(tmp_path):
    copy = write_screening(SHIPPED, tmp_path / "copy.csv")
    assert copy.read_bytes() == FILE.read_bytes()


def test_written_is_read_back(tmp_path):
    blank = Influence("learn.b", "learn.b", "skill", 2.0, None, None, None, None, None, 0)
    table = Screening("0" * 32, "somehow", (row(), blank))
    assert load_screening(write_screening(table, tmp_path / "a.csv")) == table


@pytest.mark.parametrize(
    ("low", "high", "sure"), [(0.5, 1.5, 0.25), (-1.5, -0.5, 0.25), (-0.5, 1.5, 0.0)]
)
def test_the_weight_is_what_moves_for_sure_relative_to_the_effect(low, high, sure):
    assert row(low=low, high=high).weight == (sure, 0.5)


def test_the_weightiest_comes_first():
    table = Screening("", "", (row("a", swing=0.1, low=-1.0), row("b"), row("c", effect=0.5)))
    assert table.parameters == ["c", "b", "a"]
