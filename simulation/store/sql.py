"""Runs in a SQL database: a SQLite file for one machine, PostgreSQL for a cluster."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from difflib import get_close_matches
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import sqlalchemy as sa

from simulation.errors import Problem, StoreError
from simulation.store import database, migrate, reading, tables, writing
from simulation.store.protocol import Store
from simulation.store.records import Failure, RunRecord

if TYPE_CHECKING:
    import pandas as pd


def open_store(url_or_path: str | Path, *, create: bool = True) -> Store:
    """The store at a file, `:memory:` or a SQLAlchemy URL, brought to the newest revision.

    `create=False` is for readers: a file that is not there is a StoreError, not a new store.
    """
    url = database.database_url(url_or_path)
    file = database.sqlite_file(url)
    if not create and file is not None and not file.exists():
        raise StoreError(
            Problem(
                "there is no results database here",
                file=str(file),
                hint="Run a scenario first, or give the file of an earlier study.",
            )
        )
    return SqlStore(url)


class SqlStore:
    """A Store in SQLite or PostgreSQL; threads may share it, except one in memory."""

    def __init__(self, url: str | sa.URL) -> None:
        self._url = database.database_url(url)
        self._place = database.place_of(self._url)
        self._closed = False
        self._columns: set[str] = set()
        self._engine = database.make_engine(self._url)
        try:
            self._prepare(database.sqlite_file(self._url))
        except BaseException:
            self._engine.dispose()
            raise

    def _prepare(self, file: Path | None) -> None:
        with database.store_errors(self._place):
            if file is not None:
                file.parent.mkdir(parents=True, exist_ok=True)
            with self._reading() as connection:
                current = migrate.is_current(connection, self._place)
            if file is not None:
                database.use_write_ahead_log(self._engine)
        if not current:
            with self._writing() as connection:
                migrate.upgrade(connection)

    @property
    def url(self) -> str:
        """Where the runs are, without a password: safe to print."""
        return self._url.render_as_string(hide_password=True)

    def known(self, run_ids: Iterable[str]) -> set[str]:
        """Those of `run_ids` that are finished; see `Store`."""
        with self._reading() as connection:
            return reading.finished(connection, run_ids)

    def add(self, records: Sequence[RunRecord | Failure]) -> None:
        """Store all of `records` in one transaction; see `Store`."""
        with self._writing() as connection:
            done, failed = writing.new_records(connection, records)
            writing.insert_scenarios(connection, [*done, *failed])
            writing.replace_failures(connection, done, failed)
            self._ensure_columns(connection, done)
            writing.insert_runs(connection, done)

    def rows(
        self,
        run_ids: Iterable[str],
        *,
        slice_kind: str | None = "whole",
        outcomes: Sequence[str] | None = None,
    ) -> pd.DataFrame:
        """The rows of finished runs, ordered by `run_ids` and key; see `Store`."""
        with self._reading() as connection:
            runs = reading.headers_of(connection, run_ids)
            if outcomes is None:
                outcomes = reading.outcomes_of(runs.values())
            else:
                self._require_outcomes(connection, outcomes)
            rows = reading.outcome_rows(connection, list(runs), slice_kind, outcomes)
        return reading.rows_frame(runs, rows, outcomes)

    def ledgers(self, run_ids: Iterable[str]) -> dict[str, bytes]:
        """The ledgers of those of `run_ids` that left one; see `Store`."""
        with self._reading() as connection:
            return reading.ledgers(connection, run_ids)

    def failures(self, run_ids: Iterable[str] | None = None) -> list[Failure]:
        """The failures among `run_ids`, or all of them; see `Store`."""
        with self._reading() as connection:
            return reading.failures(connection, run_ids)

    def scenario_text(self, scenario_id: str) -> str:
        """The resolved scenario as it was stored."""
        table = tables.scenario
        with self._reading() as connection:
            text = connection.scalar(sa.select(table.c.text).where(table.c.id == scenario_id))
        if text is None:
            raise StoreError(
                Problem(
                    f"no scenario has the id {scenario_id!r}",
                    file=self._place,
                    hint="The table of all runs lists the ids that are stored.",
                )
            )
        return str(text)

    def runs(self) -> pd.DataFrame:
        """The finished runs; see `Store`."""
        with self._reading() as connection:
            return reading.runs_frame(reading.headers(connection))

    def close(self) -> None:
        """Let go of the database."""
        self._closed = True
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def _transaction(self, engine: sa.Engine) -> Iterator[sa.Connection]:
        if self._closed:
            raise StoreError(
                Problem("this store is closed", file=self._place, hint="Open it again.")
            )
        with database.store_errors(self._place), engine.begin() as connection:
            yield connection

    def _reading(self) -> AbstractContextManager[sa.Connection]:
        return self._transaction(self._engine)

    def _writing(self) -> AbstractContextManager[sa.Connection]:
        return self._transaction(self._engine.execution_options(writes=True))

    def _ensure_columns(self, connection: sa.Connection, done: Sequence[RunRecord]) -> None:
        names = dict.fromkeys(name for record in done for name in record.outcomes)
        if names.keys() <= self._columns:
            return
        # Remember only what the database says: what is added now may yet be rolled back.
        self._columns = tables.outcome_columns(connection)
        missing = [name for name in names if name not in self._columns]
        tables.add_outcome_columns(connection, missing)

    def _require_outcomes(self, connection: sa.Connection, outcomes: Sequence[str]) -> None:
        columns = tables.outcome_columns(connection)
        problems = [
            Problem(
                f"no run here has the outcome {name!r}",
                file=self._place,
                hint=_nearest(name, columns),
            )
            for name in outcomes
            if name not in columns
        ]
        if problems:
            raise StoreError(problems)


def _nearest(name: str, columns: set[str]) -> str:
    near = get_close_matches(name, sorted(columns))
    if near:
        return f"Did you mean {' or '.join(near)}?"
    return f"There are: {', '.join(sorted(columns)) or 'none yet'}."
