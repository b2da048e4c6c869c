"""The benchmarks' face: rows of the promised names, and a table that carries all of them."""

import json

import pytest

from benchmarks import startup
from benchmarks.__main__ import TABLE, kept, line, rows
from benchmarks.company import company
from benchmarks.roofline import counts
from benchmarks.rows import row_of
from benchmarks.runs import shares
from simulation.model import MentoringModel

NAMES = (
    "run_500", "run_5000", "run_100000", "roofline_5000", "batch", "decision", "matching_10000",
    "matching_memory", "import", "compile", "memory_million", "growth",
)  # fmt: skip


def test_rows_have_the_promised_names_and_all_modules_import():
    assert tuple(rows()) == NAMES
    assert all(callable(measure) for measure in rows().values())


def test_the_table_has_every_row():
    assert set(kept(NAMES)) == set(NAMES), f"run `make bench`: {TABLE} lacks rows"


@pytest.mark.parametrize(("ratios", "verdict"), [([61.0, 64.0], "met"), ([12.0], "**missed**")])
def test_a_row_says_whether_its_target_is_met(ratios, verdict):
    row = row_of("run_500", ratios, "plain / ours", "a quarter", target="at least 60", note="n")
    assert verdict in line(row)
    told = json.loads(json.dumps(row.as_json()))
    assert list(told) == ["name", "ratio", "low", "high", "unit", "against"]


def test_shares_of_time_name_processes():
    model = MentoringModel(company(60, quarters=4), rng=1)
    model.step()
    assert "exchange" in shares(model)
    assert "outcomes and shell" in shares(model)


@pytest.mark.slow
@pytest.mark.parametrize("code", [startup.MODEL, startup.HELP])
def test_what_start_up_measures_starts(code):
    assert startup.cpu_of(code) > 0.0


@pytest.mark.slow
def test_operations_are_counted():
    counted = counts()
    for name in ("bytes", "exp", "gathers", "log", "normal_center", "philox"):
        assert counted[name] > 1.0, name
