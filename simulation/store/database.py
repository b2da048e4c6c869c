"""Open a SQLite or PostgreSQL database so that killed and competing writers do no harm.

One process writes at a time: SQLite by BEGIN IMMEDIATE, PostgreSQL by an advisory lock.
Readers do not wait, but in PostgreSQL for the moment in which a writer adds a column.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.pool import StaticPool

from simulation.errors import MissingExtraError, Problem, StoreError

_DRIVERS = {"sqlite": "pysqlite", "postgresql": "psycopg"}
_BUSY_SECONDS = 120.0
_ADVISORY_LOCK = 0x6D656E746F72  # "mentor"


def database_url(url_or_path: str | Path | sa.URL) -> sa.URL:
    """The URL of a results database given as a file, `:memory:` or a SQLAlchemy URL.

    Raises StoreError where the URL cannot be read or names an unsupported database or driver.
    """
    if isinstance(url_or_path, sa.URL):
        return _with_driver(url_or_path)
    if isinstance(url_or_path, Path) or "://" not in url_or_path:
        return sa.URL.create("sqlite+pysqlite", database=str(url_or_path))
    try:
        return _with_driver(sa.make_url(url_or_path))
    except (sa.exc.ArgumentError, ValueError):
        # The text itself stays out of the message: it may hold a password.
        raise StoreError(Problem("the database URL cannot be read", hint=_URL_HINT)) from None


_URL_HINT = (
    "Give a file such as results/study.db, sqlite:///results/study.db, "
    "or postgresql://user@host/database."
)


def _with_driver(url: sa.URL) -> sa.URL:
    backend = url.get_backend_name()
    driver = _DRIVERS.get(backend)
    if driver is None or url.drivername not in (backend, f"{backend}+{driver}"):
        raise StoreError(Problem(f"{url.drivername} is not supported", hint=_URL_HINT))
    return url.set(drivername=f"{backend}+{driver}")


def place_of(url: sa.URL) -> str:
    """What a message calls the database: the file, or the URL without its password."""
    if url.get_backend_name() == "sqlite" and url.database:
        return url.database
    return url.render_as_string(hide_password=True)


def sqlite_file(url: sa.URL) -> Path | None:
    """The file of a SQLite database; None in memory and on a server."""
    name = url.database or ":memory:"
    if url.get_backend_name() != "sqlite" or name == ":memory:":
        return None
    return Path(name)


def make_engine(url: sa.URL) -> sa.Engine:
    """An engine whose transactions are readers', unless `execution_options(writes=True)`.

    Raises MissingExtraError where the driver is not installed.
    """
    try:
        engine = sa.create_engine(url, **_engine_options(url))
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            f"{error.name} is needed for {url.get_backend_name()}: "
            "pip install 'mentorsim[postgresql]'"
        ) from None
    event.listen(engine, "begin", _begin)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _configure_sqlite)
    return engine


def _engine_options(url: sa.URL) -> dict[str, Any]:
    if url.get_backend_name() != "sqlite":
        # Whoever waited for the lock must see what its holder wrote.
        return {"isolation_level": "READ COMMITTED", "pool_pre_ping": True}
    # isolation_level=None: the sqlite3 module starts no transactions of its own; _begin does.
    options: dict[str, Any] = {"connect_args": {"timeout": _BUSY_SECONDS, "isolation_level": None}}
    if sqlite_file(url) is None:
        options["poolclass"] = StaticPool  # each further connection would be another database
    return options


def _configure_sqlite(connection: sqlite3.Connection, _: object) -> None:
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA synchronous=NORMAL")


def _begin(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
    elif writes:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})")


def use_write_ahead_log(engine: sa.Engine) -> None:
    """Let a SQLite file be read while it is written; the file remembers it.

    Raises StoreError on a file system that cannot.
    """
    connection = engine.raw_connection()
    try:
        mode = _journal_mode(connection.cursor(), time.monotonic() + _BUSY_SECONDS)
    finally:
        connection.close()
    if mode != "wal":
        raise StoreError(
            Problem(
                f"the file system allows only SQLite's {mode} journal, not its write-ahead log",
                file=place_of(engine.url),
                hint="Put the results on a local disk, or use PostgreSQL.",
            )
        )


def _journal_mode(cursor: Any, deadline: float) -> str:
    # SQLite does not wait for others that switch the same new file at this moment.
    while True:
        try:
            mode: str = cursor.execute("PRAGMA journal_mode=WAL").fetchone()[0]
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return mode


@contextmanager
def store_errors(place: str) -> Iterator[None]:
    """Turn what the driver or the file system raises into a StoreError that says what to do."""
    try:
        yield
    except (sa.exc.DBAPIError, sqlite3.Error, OSError) as error:
        cause = error.orig if isinstance(error, sa.exc.DBAPIError) else error
        text = str(cause).strip().splitlines()[0] if str(cause).strip() else type(cause).__name__
        raise StoreError(Problem(text, file=place, hint=_hint(text))) from error


def _hint(text: str) -> str:
    for words, hint in _HINTS.items():
        if words in text:
            return hint
    return "Check that the database can be reached and that you may write to it."


_HINTS = {
    "not a database": "The file is not a results database: give another, or remove it.",
    "unable to open": "Check that its folder exists and that you may write there.",
    "readonly": "Check that you may write to the file and its folder.",
    "Permission denied": "Check that you may write to the file and its folder.",
    "locked": "Another process is writing: wait for it, or end it, and run this again.",
    "is full": "Free some space and run this again: what was stored before is safe.",
}
