"""The waterfall: parts lead from zero to the total, in order, and what does nothing is named."""

from types import SimpleNamespace

import pandas as pd
import pytest

from simulation.errors import UserError
from simulation.report.explained import explanation_text
from simulation.report.figures.page import Page
from simulation.report.figures.waterfall import _bars, _order, waterfall
from simulation.report.style import KEPT, people_kept

PARTS = {"A": -3.0, "B": -9.0, "C": 0.0, "D": 1.0}
"""Exits of each part; people kept are their opposite."""


@pytest.fixture
def table():
    """A design with four levers, whose interaction is -2 exits."""
    rows = [("total", "Total effect", -13.0), *(("lever", n, v) for n, v in PARTS.items()),
            ("lever", "Interaction of all", -2.0)]  # fmt: skip
    return pd.DataFrame(
        {
            "arm": "Plan", "against": "No program", "kind": kind, "part": part, "quarter": 12,
            "outcome": outcome, "mean": size * mean, "ci_low": size * mean - abs(mean) / 4,
            "ci_high": size * mean + abs(mean) / 4, "n": 20, "level": 0.95,
        }
        for outcome, size in (("exits_total", 1.0), ("skill", -0.1), ("net_total", -5e4))
        for kind, part, mean in rows
    )  # fmt: skip


@pytest.fixture
def pages(monkeypatch):
    """Collect the pages that are saved."""
    saved = []
    monkeypatch.setattr(Page, "save", lambda page, stem: saved.append(page) or [stem])
    return saved


def test_the_largest_part_comes_first_then_interaction_and_total(table):
    order, idle = _order(people_kept(table), "lever")
    assert order == ["B", "A", "D", "Interaction of all", "Total effect"]
    assert idle == ["C"]


def test_every_bar_begins_where_the_one_before_ends(table):
    rows = people_kept(table)
    bars = _bars(rows, KEPT, _order(rows, "lever")[0])
    assert [(bar.start, bar.end) for bar in bars] == [
        (0.0, 9.0), (9.0, 12.0), (12.0, 11.0), (11.0, 13.0), (0.0, 13.0),
    ]  # fmt: skip


def test_the_title_is_the_takeaway_and_the_note_names_what_is_idle(
    table, labels, pages, tmp_path, provenance
):
    waterfall(table, labels, "lever", stem=tmp_path / "x", provenance=provenance)
    [page] = pages
    assert page.title == 'Plan: +13 people kept, most from "B" (+9) and "A" (+3.0)'
    words = " ".join(text.get_text() for text in reversed(page.figure.texts))
    assert "nothing at all from: C" in words
    assert "n = 20 paired futures" in words
    assert len(page.figure.axes) == 3


def test_both_files_are_written(table, labels, tmp_path, provenance):
    files = waterfall(table, labels, "lever", stem=tmp_path / "x", provenance=provenance)
    assert [file.name for file in files] == ["x.svg", "x.png"]
    assert all(file.stat().st_size > 5_000 for file in files)


def test_a_design_without_any_part_has_no_waterfall(table, labels, tmp_path, provenance):
    with pytest.raises(UserError, match="no mechanism"):
        waterfall(table, labels, "mechanism", stem=tmp_path / "x", provenance=provenance)


def test_as_text_every_part_has_a_line_and_every_outcome_a_column(table, labels):
    study = SimpleNamespace(against="No program", quarters=12, seed=1)
    found = SimpleNamespace(people=600, study=study, table=table, labels=labels)
    text = explanation_text(found)
    lines = {line.split("  ")[0].strip() or line.strip(): line for line in text.splitlines()}
    assert "+9 (7 to 11)" in text
    assert any(line.strip().startswith("Interaction of all") for line in text.splitlines())
    assert lines, text
