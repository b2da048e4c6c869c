import os
import shutil
import sqlite3
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulation.errors import MissingExtraError, StoreError
from simulation.store import database
from simulation.store.database import database_url, make_engine, place_of, sqlite_file, store_errors
from simulation.store.sql import open_store


@pytest.mark.parametrize(
    ("given", "driver", "name"),
    [
        ("results/x.db", "sqlite+pysqlite", "results/x.db"),
        (Path("results/x.db"), "sqlite+pysqlite", str(Path("results/x.db"))),
        (":memory:", "sqlite+pysqlite", ":memory:"),
        ("odd?name#1 %.db", "sqlite+pysqlite", "odd?name#1 %.db"),
        ("sqlite:///x.db", "sqlite+pysqlite", "x.db"),
        ("sqlite://", "sqlite+pysqlite", None),
        ("postgresql://u:p@host/d", "postgresql+psycopg", "d"),
        ("postgresql+psycopg://host/d", "postgresql+psycopg", "d"),
    ],
)
def test_files_and_urls_are_understood(given, driver, name):
    url = database_url(given)
    assert (url.drivername, url.database) == (driver, name)
    assert database_url(url) == url


@pytest.mark.parametrize(
    "given", ["mysql://host/d", "postgresql+psycopg2://host/d", "sqlite+aiosqlite:///x.db"]
)
def test_other_databases_and_drivers_are_refused(given):
    with pytest.raises(StoreError, match=r"is not supported\. Give a file such as"):
        database_url(given)


@pytest.mark.parametrize("given", ["://x", "postgresql://u:secret@host:port/d"])
def test_a_url_that_cannot_be_read_is_refused_without_showing_it(given):
    with pytest.raises(StoreError, match="the database URL cannot be read") as caught:
        database_url(given)
    assert "secret" not in str(caught.value)


def test_a_message_names_the_file_or_the_server_without_password():
    assert place_of(database_url("results/x.db")) == "results/x.db"
    assert "secret" not in place_of(database_url("postgresql://u:secret@host/d"))


@pytest.mark.parametrize("given", [":memory:", "sqlite://", "postgresql://host/d"])
def test_what_is_no_file_has_none(given):
    assert sqlite_file(database_url(given)) is None


def test_a_missing_driver_gives_the_command(monkeypatch):
    def create_engine(*_args, **_options):
        raise ModuleNotFoundError("No module named 'psycopg'", name="psycopg")

    monkeypatch.setattr(database.sa, "create_engine", create_engine)
    with pytest.raises(MissingExtraError, match=r"pip install 'mentorsim\[postgresql\]'"):
        make_engine(database_url("postgresql://host/d"))


def test_a_file_that_is_no_database_is_refused_and_not_touched(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("not a database, but long enough to hold a header\n" * 40)
    before = path.read_bytes()
    with pytest.raises(StoreError, match=r"notes\.txt: file is not a database\. The file is not"):
        open_store(path)
    assert path.read_bytes() == before


def test_a_folder_is_no_database(tmp_path):
    with pytest.raises(StoreError, match="unable to open database file"):
        open_store(tmp_path)


def test_a_path_through_a_file_is_refused(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match=r"file/x\.db"):
        open_store(tmp_path / "file" / "x.db")


@pytest.fixture
def read_only_folder() -> Iterator[Path]:
    """A folder that this process may not write to, even where the tests run as root."""
    folder = Path(tempfile.mkdtemp())
    with open_store(folder / "old.db") as store:
        assert store.failures() == []
    folder.chmod(0o555)
    (folder / "old.db").chmod(0o444)
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if is_root:
        os.seteuid(65534)
    try:
        yield folder
    finally:
        if is_root:
            os.seteuid(0)
        folder.chmod(0o755)
        shutil.rmtree(folder)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no read-only folders in this sense")
@pytest.mark.parametrize("name", ["new.db", "old.db", "sub/new.db"])
def test_a_read_only_folder_is_a_store_error(read_only_folder, name):
    with pytest.raises(StoreError, match="Check that") as caught:
        open_store(read_only_folder / name)
    assert str(caught.value).startswith(str(read_only_folder / name))


def test_an_unforeseen_refusal_has_a_hint_too():
    with (
        pytest.raises(StoreError, match=r"^here: disk I/O error\. Check that the database can"),
        store_errors("here"),
    ):
        raise sqlite3.OperationalError("disk I/O error")


def test_a_refusal_without_words_is_named_by_its_kind():
    with pytest.raises(StoreError, match="here: TimeoutError"), store_errors("here"):
        raise TimeoutError


def test_a_defect_is_not_dressed_up_as_a_store_error():
    with pytest.raises(ValueError, match="defect"), store_errors("here"):
        raise ValueError("defect")


def test_a_file_system_without_a_write_ahead_log_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(database, "_journal_mode", lambda *_: "delete")
    with pytest.raises(StoreError, match=r"only SQLite's delete journal.*local disk"):
        open_store(tmp_path / "x.db")


def test_opening_waits_for_a_reader_of_a_file_without_a_write_ahead_log(tmp_path):
    path = tmp_path / "x.db"
    open_store(path).close()
    reader = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    assert reader.execute("PRAGMA journal_mode=DELETE").fetchone() == ("delete",)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM run").fetchall()
    threading.Timer(0.3, reader.rollback).start()
    open_store(path).close()
    reader.close()


class SwitchingCursor:
    """A cursor on a file that others are switching for a while: `errors`, then success."""

    def __init__(self, *errors: int) -> None:
        self.errors = list(errors)

    def execute(self, statement: str) -> "SwitchingCursor":
        assert statement == "PRAGMA journal_mode=WAL"
        if self.errors:
            error = sqlite3.OperationalError("refused")
            error.sqlite_errorcode = self.errors.pop(0)
            raise error
        return self

    def fetchone(self) -> tuple[str]:
        return ("wal",)


def test_the_switch_to_a_write_ahead_log_is_tried_while_others_do_the_same():
    cursor = SwitchingCursor(sqlite3.SQLITE_BUSY, sqlite3.SQLITE_BUSY)
    assert database._journal_mode(cursor, time.monotonic() + 60) == "wal"


@pytest.mark.parametrize(
    ("code", "seconds"), [(sqlite3.SQLITE_BUSY, -1), (sqlite3.SQLITE_READONLY, 60)]
)
def test_the_switch_is_given_up_when_time_is_up_or_waiting_cannot_help(code, seconds):
    cursor = SwitchingCursor(code, code)
    with pytest.raises(sqlite3.OperationalError):
        database._journal_mode(cursor, time.monotonic() + seconds)
    assert cursor.errors == [code]


def test_a_file_is_written_ahead_with_foreign_keys_and_waits(tmp_path):
    open_store(tmp_path / "x.db").close()
    engine = make_engine(database_url(tmp_path / "x.db"))
    with engine.connect() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
        }
    engine.dispose()
    assert settings == {
        "journal_mode": "wal",
        "foreign_keys": 1,
        "synchronous": 1,
        "busy_timeout": 120_000,
    }
