"""Imports go one way: the contracts of .importlinter hold here, and each of them bites."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CONTRACTS = ROOT / ".importlinter"

# The whole picture, empty: what the planted imports below are planted into.
MODULES = [
    "__init__",
    "errors",
    "documents",
    "evidence",
    "store/__init__",
    "store/sql",
    "store/migrations/__init__",
    "store/migrations/env",
    "state/__init__",
    "engine/__init__",
    "engine/draws",
    "families",
    "policies/__init__",
    "policies/matching/__init__",
    "policies/matching/_common",
    "policies/matching/optimal",
    "policies/matching/stable",
    "policies/rewards/__init__",
    "policies/rewards/points",
    "program",
    "organization",
    "processes/__init__",
    "processes/meet",
    "processes/turnover",
    "outcomes/__init__",
    "outcomes/money",
    "workforce_file",
    "scenario",
    "model",
    "runner",
    "report/__init__",
    "report/html",
    "experiments/__init__",
    "experiments/compare",
    "trials/__init__",
    "app/__init__",
    "app/pages",
    "cli",
]


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the command of `make lint` in a folder."""
    program = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [program, "--no-cache"],
        cwd=folder,
        env={**os.environ, "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package of empty modules beside a copy of the contracts."""
    shutil.copy(CONTRACTS, tmp_path)
    package = tmp_path / "simulation"
    for module in MODULES:
        path = package / f"{module}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return package


def plant(package: Path, module: str, line: str) -> None:
    path = package / f"{module}.py"
    path.write_text(f"{path.read_text()}{line}\n")


def test_this_package_keeps_every_contract() -> None:
    result = lint_imports(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


ALLOWED = [
    ("model", "import mesa"),
    ("store/sql", "import sqlalchemy"),
    ("store/__init__", "import sqlalchemy"),
    ("store/migrations/env", "import alembic"),
    ("app/pages", "import nicegui"),
    ("policies/matching/optimal", "from simulation.policies.matching import _common"),
    ("processes/meet", "from simulation.policies.matching import optimal"),
    ("experiments/compare", "import simulation.runner"),
    ("cli", "import simulation.app"),
    ("cli", "from simulation import __version__"),
]


def test_what_the_architecture_allows_is_allowed(package: Path) -> None:
    for module, line in ALLOWED:
        plant(package, module, line)
    result = lint_imports(package.parent)
    assert result.returncode == 0, result.stdout + result.stderr


FORBIDDEN = [
    ("errors", "import simulation.documents", "Imports go one way"),
    ("engine/draws", "from simulation.policies.matching import optimal", "Imports go one way"),
    ("outcomes/money", "import simulation.processes.meet", "Imports go one way"),
    ("trials/__init__", "import simulation.experiments", "Imports go one way"),
    ("state/__init__", "import simulation", "Imports go one way"),
    ("app/pages", "from simulation import __version__", "Nothing but the command imports"),
    ("processes/meet", "import simulation.processes.turnover", "Processes are strangers"),
    (
        "policies/matching/stable",
        "from simulation.policies.matching.optimal import x",
        "Policies are strangers",
    ),
    (
        "policies/rewards/points",
        "from simulation.policies.matching.optimal import x",
        "Policies are strangers",
    ),
    (
        "policies/matching/_common",
        "from simulation.policies.matching.optimal import x",
        "Policies are strangers",
    ),
    ("runner", "import mesa", "Only simulation.model imports mesa"),
    ("model", "from simulation.report import html", "A report never reaches"),
    ("report/html", "import simulation.model", "A report never reaches"),
    ("report/html", "from simulation import runner", "A report never reaches"),
    ("experiments/compare", "from sqlalchemy import orm", "Only simulation.store imports"),
    ("cli", "import alembic.command", "Only simulation.store imports"),
    ("cli", "from nicegui import ui", "Only simulation.app imports nicegui"),
]


@pytest.mark.parametrize(("module", "line", "contract"), FORBIDDEN)
def test_each_contract_bites(package: Path, module: str, line: str, contract: str) -> None:
    plant(package, "__init__", "import simulation.cli")
    plant(package, "runner", "import simulation.model")
    plant(package, module, line)
    result = lint_imports(package.parent)
    broken = [row for row in result.stdout.splitlines() if row.rstrip().endswith("BROKEN")]
    assert result.returncode == 1
    assert any(row.startswith(contract) for row in broken), result.stdout


def test_a_module_without_a_layer_is_refused(package: Path) -> None:
    (package / "helpers.py").touch()
    result = lint_imports(package.parent)
    assert result.returncode == 1
    assert "helpers" in result.stdout
