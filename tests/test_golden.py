"""A small golden run: every outcome of a year, refreshed only on purpose.

Refresh with MENTORSIM_REFRESH_GOLDEN=1 and say in the changelog why the numbers moved.
"""

import json
import os
from pathlib import Path

import pytest

from simulation.runner import run

GOLDEN = Path(__file__).parent / "assets" / "golden.json"


def figures(scenario):
    """Outcomes of the whole organization in the last quarter, those with a meaning."""
    record = run(scenario, 1)
    last = [row for row in record.rows if row[1] == "whole"][-1]
    values = dict(zip(record.outcomes, last[3:], strict=True))
    return {name: value for name, value in sorted(values.items()) if value is not None}


@pytest.fixture(scope="module")
def golden(nothing, full):
    now = {"nothing": figures(nothing), "full": figures(full)}
    if os.environ.get("MENTORSIM_REFRESH_GOLDEN"):
        GOLDEN.write_text(json.dumps(now, indent=1) + "\n", encoding="utf-8")
    return now, json.loads(GOLDEN.read_text(encoding="utf-8"))


@pytest.mark.parametrize("design", ["nothing", "full"])
def test_the_numbers_have_not_moved(golden, design):
    now, then = golden
    assert now[design].keys() == then[design].keys()
    moved = {
        name: (then[design][name], value)
        for name, value in now[design].items()
        if value != pytest.approx(then[design][name], rel=1e-9, abs=1e-12)
    }
    assert moved == {}
