"""Warming: the engine is compiled once a version, and only where anything is compiled."""

import subprocess
import sys
from contextlib import contextmanager

import pytest

from simulation import runner, warming
from simulation.scenario import from_data


@pytest.fixture
def told(monkeypatch, tmp_path):
    """Warm up with a compile cache of our own; answers what was said and run."""
    runs = []
    monkeypatch.delenv(warming.SWITCH, raising=False)
    monkeypatch.setattr(warming, "cache_directory", lambda: tmp_path / "cache")
    monkeypatch.setattr(runner, "run", lambda scenario, seed: runs.append(scenario))

    def warm():
        said = []
        runs.clear()

        @contextmanager
        def watching():
            said.append("begins")
            yield
            said.append("ends")

        warming.warm(watching)
        return said, list(runs)

    return warm


def test_the_first_start_compiles_and_says_so(told):
    said, runs = told()
    assert said == ["begins", "ends"]
    assert {one.program.matching.kind for one in runs} == warming.CHANGES.keys()


def test_the_second_start_is_silent(told):
    told()
    assert told() == ([], [])


def test_without_compiling_nothing_is_warmed_and_nothing_is_noted(told, monkeypatch):
    monkeypatch.setenv(warming.SWITCH, "off")
    assert told() == ([], [])
    monkeypatch.delenv(warming.SWITCH)
    assert told()[1]


def test_where_nothing_can_be_kept_nothing_is_warmed(told, monkeypatch):
    monkeypatch.setattr(warming, "cache_directory", lambda: None)
    assert told() == ([], [])


def test_loading_runs_what_was_compiled_and_compiles_nothing(told, monkeypatch):
    loaded = []
    with monkeypatch.context() as patch:
        patch.setattr(warming, "_run_all", lambda: loaded.append("all"))
        warming.load()
    assert loaded == []
    told()
    monkeypatch.setattr(warming, "_run_all", lambda: loaded.append("all"))
    warming.load()
    assert loaded == ["all"]


def test_the_tiny_company_turns_every_lever():
    program = from_data(warming.TINY).program
    off = [family for family, policy in program.policies().items() if policy.kind == "none"]
    assert off == []


COLD = """
from simulation import warming
from simulation.engine.compiled import _kernels
from simulation.runner import run
from simulation.experiments.study import load_study
from simulation.shipped import shipped

def compiled():
    return {k.py_func.__qualname__ for k in _kernels if k.signatures}

warming._run_all()
before = compiled()
for study in ("formats", "demo"):
    for design in load_study([shipped(f"studies/{study}.yaml")]).at(quarters=4).arms.values():
        run(design, 1)
print(*sorted(compiled() - before))
"""


@pytest.mark.slow
def test_a_study_compiles_nothing_that_warming_has_not(monkeypatch):
    """But for one small kernel, which only companies read from a file of people need."""
    monkeypatch.delenv(warming.SWITCH, raising=False)
    done = subprocess.run([sys.executable, "-c", COLD], check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["cost_kernel"]
