"""The command line on a tiny company: files in a folder of their own, calls, and processes."""

import copy
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from simulation import plugins
from simulation.cli.main import app
from simulation.engine.process import PROCESSES
from simulation.scenario import renew

ROOT = Path(__file__).resolve().parents[2]

FRAGILE = '''
import os
import signal
from typing import ClassVar
from simulation.engine.process import Process


class {title}(Process):
    """Something breaks for one seed."""

    name: ClassVar[str] = "{name}"
    position: ClassVar[float] = 90
    default_on: ClassVar[bool] = False
    burn_in: ClassVar[bool] = False

    def step(self, tick):
        """Break."""
        if tick.draws.seed == {seed}:
            {action}
'''
"""A plug-in whose process breaks for one seed."""


@pytest.fixture
def folder(tmp_path, monkeypatch, company, programs):
    """A folder with scenario files of a tiny company, and a study of them; we stand in it."""
    tiny = company(burn_in_months=6, levels=2).as_data()["organization"]
    tiny["departments"]["Service"]["headcount"] = 24
    tiny["departments"]["Works"]["headcount"] = 16
    write(tmp_path / "company.yaml", {"name": "Nothing", "organization": tiny, "quarters": 2})
    for name in ("pairs", "full"):
        arm = {"name": name, "extends": "company.yaml", "program": copy.deepcopy(programs[name])}
        write(tmp_path / f"{name}.yaml", arm)
    write(tmp_path / "study.yaml", {
        "name": "Tiny study", "against": "None", "replications": 3, "seed": 7,
        "arms": {"Pairs": "pairs.yaml", "None": "company.yaml", "Full": "full.yaml"},
    })  # fmt: skip
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path, data):
    """Write a YAML file."""
    path.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    return path


@pytest.fixture(name="write")
def write_fixture():
    """`write(path, data)` writes a YAML file."""
    return write


@pytest.fixture
def call():
    """`call("run", "x.yaml")`: a command in this process; its result has exit_code and stdout."""

    def invoke(*words):
        return CliRunner().invoke(app, [str(word) for word in words], prog_name="mentorsim")

    return invoke


@pytest.fixture
def well(call):
    """Like `call`, but the command must go well; answers what it printed."""

    def invoke(*words):
        result = call(*words)
        assert result.exit_code == 0, result.output
        return result.stdout

    return invoke


@pytest.fixture(scope="session")
def start():
    """`start("run", "x.yaml", cwd=folder)`: a command as a process of its own."""

    def popen(*words, **how):
        command = [sys.executable, "-m", "simulation.cli", *map(str, words)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "100"}
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        # Whoever started the tests in the background made them, and so this, deaf to Ctrl-C.
        how["preexec_fn"] = lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)
        return subprocess.Popen(command, env=environment, **{**pipes, **how})

    return popen


@pytest.fixture
def fragile(folder):
    """`fragile("raise ValueError", seed)`: a scenario file whose process breaks for that seed."""
    made = []

    def make(action, seed, name="fragile"):
        plugin = folder / f"{name}.py"
        text = FRAGILE.format(action=action, seed=seed, name=name, title=name.title())
        plugin.write_text(text, encoding="utf-8")
        made.append(name)
        return write(folder / f"with_{name}.yaml", {
            "name": f"With {name}", "extends": "pairs.yaml",
            "plugins": [plugin.name], "processes": {name: True},
        })  # fmt: skip

    yield make
    for name in made:
        PROCESSES._things.pop(name, None)
    plugins._loaded.clear()
    renew()
