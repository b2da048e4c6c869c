"""Stores of every kind, and records to put into them."""

import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from simulation.store.protocol import Store
from simulation.store.records import Failure, RunRecord
from simulation.store.sql import open_store

POSTGRES = "MENTORSIM_TEST_POSTGRES"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def make_run() -> Callable[..., RunRecord]:
    def make(run_id: str = "r1", **changes: Any) -> RunRecord:
        fields: dict[str, Any] = {
            "run_id": run_id,
            "scenario_id": "s1",
            "scenario_name": "baseline",
            "scenario_text": "name: baseline\n",
            "seed": 2**64 - 1,
            "outcomes": ("turnover", "match_rate"),
            "rows": ((0, "whole", "", 0.1, None), (1, "whole", "", 0.2, 0.75)),
            "seconds": 1.25,
            "version": "0.1.0",
        }
        fields |= changes
        if "rows" not in changes:
            width = 3 + len(fields["outcomes"])
            fields["rows"] = tuple(row[:width] for row in fields["rows"])
        return RunRecord(**fields)

    return make


@pytest.fixture
def make_failure() -> Callable[..., Failure]:
    def make(run_id: str = "r1", **changes: Any) -> Failure:
        fields: dict[str, Any] = {
            "run_id": run_id,
            "scenario_id": "s1",
            "scenario_name": "baseline",
            "scenario_text": "name: baseline\n",
            "seed": 7,
            "message": "division by zero",
            "traceback": "Traceback ...\nZeroDivisionError",
            "reproducer": "mentorsim run baseline.yaml --seed 7",
        }
        return Failure(**(fields | changes))

    return make


def _tool(name: str) -> str | None:
    """Path of a PostgreSQL program; Debian keeps the server's beside the search path."""
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return shutil.which(name) or (str(installed[-1]) if installed else None)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str | None]:
    """The server that the environment names, else one of our own, else None."""
    initdb, control = _tool("initdb"), _tool("pg_ctl")
    if os.environ.get(POSTGRES) or not (initdb and control):
        yield os.environ.get(POSTGRES)
        return
    # The server refuses to run as root, so root lends it to the user that Debian made for it.
    other = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as folder:
        if other:
            shutil.chown(folder, "postgres")
        data, sockets = f"{folder}/data", f"-c listen_addresses= -k {folder}"

        def call(*command: str) -> None:
            subprocess.run([*other, *command], check=True, stdout=subprocess.DEVNULL, cwd=folder)

        call(initdb, "-D", data, "-U", "test", "-A", "trust")
        call(control, "-D", data, "-l", f"{folder}/log", "-w", "-o", sockets, "start")
        try:
            yield f"postgresql+psycopg://test@/postgres?host={folder}"
        finally:
            call(control, "-D", data, "-m", "immediate", "stop")


@pytest.fixture
def postgres_url(postgres_server: str | None) -> Iterator[str]:
    """A schema of its own on a real server."""
    server = postgres_server
    if server is None:
        pytest.skip(f"needs PostgreSQL: install it, or set {POSTGRES} to an empty database's URL")
    schema = f"test_{uuid.uuid4().hex}"
    engine = sa.create_engine(server)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
    url = sa.make_url(server).update_query_dict({"options": f"-csearch_path={schema}"})
    yield url.render_as_string(hide_password=False)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"DROP SCHEMA {schema} CASCADE")
    engine.dispose()


@pytest.fixture(params=["sqlite-file", "postgresql"])
def shared_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database that several processes can open; made anew for every test."""
    if request.param == "postgresql":
        url: str = request.getfixturevalue("postgres_url")
        return url
    return str(tmp_path / "results.db")


@pytest.fixture(params=["sqlite-file", "sqlite-memory", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store of each kind. A new kind of store is one more parameter here."""
    urls: dict[str, Callable[[], str]] = {
        "sqlite-file": lambda: str(tmp_path / "results.db"),
        "sqlite-memory": lambda: ":memory:",
        "postgresql": lambda: request.getfixturevalue("postgres_url"),
    }
    with open_store(urls[request.param]()) as opened:
        yield opened


@pytest.fixture
def start_python() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start other Python processes on this source tree; none outlives the test."""
    started: list[subprocess.Popen[str]] = []

    def start(script: str, *arguments: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", script, *arguments],
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()
