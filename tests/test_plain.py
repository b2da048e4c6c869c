"""Plain: the kernels as plain Python, for debuggers and coverage, live the same life to the bit."""

import json
import os
import subprocess
import sys
from pathlib import Path

import coverage
import pytest

from simulation import warming
from simulation.runner import run
from simulation.scenario import from_data

ROOT = Path(__file__).resolve().parents[1]

LIVE = """
import json, sys
from tests.test_plain import lives
print(json.dumps(lives(sys.argv[1])))
"""


def lives(matching):
    """Rows of a tiny company that calls every kernel, under a kind of matching."""
    scenario = from_data(warming.TINY).with_changes("program.matching.kind", matching)
    for path, value in warming.CHANGES[matching].items():
        scenario = scenario.with_changes(path, value)
    return [list(row) for row in run(scenario, 1).rows]


def watched():
    """What has coverage watch a process that begins, where it watches this one."""
    watching = coverage.Coverage.current() is not None
    return {"COVERAGE_PROCESS_START": str(ROOT / "pyproject.toml")} if watching else {}


@pytest.mark.slow
@pytest.mark.skipif(
    os.environ.get(warming.SWITCH) == "off", reason="MENTORSIM_COMPILE=off: nothing compiles"
)
@pytest.mark.parametrize("matching", warming.CHANGES)
def test_compiled_or_not_the_same_people_live_the_same_life(matching):
    plainly = {warming.SWITCH: "off", "PYTHONWARNINGS": "error::RuntimeWarning"}
    done = subprocess.run(
        [sys.executable, "-c", LIVE, matching],
        env={**os.environ, **plainly, **watched()},
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    assert json.loads(done.stdout) == lives(matching)
