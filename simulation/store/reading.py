"""The queries of a `SqlStore` and the tables made of their answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import batched
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from simulation.store import tables
from simulation.store.records import KEY_COLUMNS, RUN_COLUMNS, Failure

if TYPE_CHECKING:
    import pandas as pd

IDS_PER_QUERY = 500  # databases limit the parameters of one statement

type Header = sa.Row[tuple[str, str, str, str, str, float, str]]


def select_by_id(
    connection: sa.Connection,
    query: sa.Select[Any],
    column: sa.ColumnElement[str],
    ids: Sequence[str],
) -> Iterator[sa.Row[Any]]:
    """The rows of `query` whose `column` is one of `ids`, however many these are."""
    for part in batched(ids, IDS_PER_QUERY):
        yield from connection.execute(query.where(column.in_(part))).all()


def finished(connection: sa.Connection, run_ids: Iterable[str]) -> set[str]:
    """Those of `run_ids` that have finished."""
    column = tables.run.c.id
    ids = list(dict.fromkeys(run_ids))
    return {row.id for row in select_by_id(connection, sa.select(column), column, ids)}


def headers(connection: sa.Connection) -> Sequence[Header]:
    """Every finished run, without its rows."""
    return connection.execute(_header_query()).all()


def headers_of(connection: sa.Connection, run_ids: Iterable[str]) -> dict[str, Header]:
    """The finished ones of `run_ids`, in that order."""
    ids = list(dict.fromkeys(run_ids))
    rows = select_by_id(connection, _header_query(), tables.run.c.id, ids)
    by_id = {row.id: row for row in rows}
    return {run_id: by_id[run_id] for run_id in ids if run_id in by_id}


def _header_query() -> sa.Select[tuple[str, str, str, str, str, float, str]]:
    run, scenario = tables.run, tables.scenario
    return sa.select(
        run.c.id,
        run.c.scenario_id,
        scenario.c.name,
        run.c.seed,
        run.c.outcomes,
        run.c.seconds,
        run.c.version,
    ).join(scenario)


def outcomes_of(runs: Iterable[Header]) -> list[str]:
    """Every outcome of `runs`, in the order in which they first name it."""
    names = (name for run in runs for name in run.outcomes.split(",") if name)
    return list(dict.fromkeys(names))


def outcome_rows(
    connection: sa.Connection,
    run_ids: Sequence[str],
    slice_kind: str | None,
    outcomes: Sequence[str],
) -> list[Sequence[Any]]:
    """Rows (run id, quarter, slice kind, slice, *values) in the order of `run_ids`, then key."""
    table = tables.outcome_row
    key = (table.c.run_id, table.c.quarter, table.c.slice_kind, table.c.slice)
    query = sa.select(*key, *map(sa.column, outcomes)).select_from(table)
    if slice_kind is not None:
        query = query.where(table.c.slice_kind == slice_kind)
    position = {run_id: index for index, run_id in enumerate(run_ids)}
    rows: list[Sequence[Any]] = list(select_by_id(connection, query, table.c.run_id, run_ids))
    # Sorted here and not by the database: collations differ between servers.
    rows.sort(key=lambda row: (position[row[0]], *row[1:4]))
    return rows


def ledgers(connection: sa.Connection, run_ids: Iterable[str]) -> dict[str, bytes]:
    """The ledgers of `run_ids` that have one, in that order."""
    table = tables.ledger
    ids = list(dict.fromkeys(run_ids))
    rows = select_by_id(connection, sa.select(table), table.c.run_id, ids)
    found = {row.run_id: row.people for row in rows}
    return {run_id: bytes(found[run_id]) for run_id in ids if run_id in found}


def rows_frame(
    runs: dict[str, Header], rows: Sequence[Sequence[Any]], outcomes: Sequence[str]
) -> pd.DataFrame:
    """The table that `Store.rows` gives."""
    names = ("run_id", *KEY_COLUMNS, *outcomes)
    columns = dict(zip(names, zip(*rows, strict=True) if rows else [()] * len(names), strict=True))
    heads = [runs[run_id] for run_id in columns["run_id"]]
    kinds = dict.fromkeys(outcomes, "float64") | {"quarter": "int64"}
    return _frame(_run_columns(heads) | columns, kinds)


def runs_frame(runs: Iterable[Header]) -> pd.DataFrame:
    """The table that `Store.runs` gives."""
    heads = sorted(runs, key=lambda run: (run.name, run.scenario_id, int(run.seed), run.id))
    columns = {
        **_run_columns(heads),
        "seconds": [run.seconds for run in heads],
        "version": [run.version for run in heads],
    }
    return _frame(columns, {"seconds": "float64"})


def _run_columns(heads: Sequence[Header]) -> dict[str, Sequence[Any]]:
    cells = (
        [run.id for run in heads],
        [run.scenario_id for run in heads],
        [run.name for run in heads],
        [int(run.seed) for run in heads],
    )
    return dict(zip(RUN_COLUMNS, cells, strict=True))


def _frame(columns: dict[str, Sequence[Any]], kinds: dict[str, str]) -> pd.DataFrame:
    import numpy as np
    import pandas as pd

    kinds = {"seed": "uint64", **kinds}
    return pd.DataFrame(
        {
            name: np.array(cells, dtype=kinds[name])
            if name in kinds
            else pd.Series(cells, dtype="str")
            for name, cells in columns.items()
        }
    )


def failures(connection: sa.Connection, run_ids: Iterable[str] | None) -> list[Failure]:
    """The failures of `run_ids` in that order, or all of them by run id."""
    failure, scenario = tables.failure, tables.scenario
    query = sa.select(
        failure.c.run_id,
        failure.c.scenario_id,
        scenario.c.name,
        scenario.c.text,
        failure.c.seed,
        failure.c.message,
        failure.c.traceback,
        failure.c.reproducer,
    ).join(scenario)
    if run_ids is None:
        found = [_failure(row) for row in connection.execute(query)]
        return sorted(found, key=lambda failure: failure.run_id)
    ids = list(dict.fromkeys(run_ids))
    rows = select_by_id(connection, query, failure.c.run_id, ids)
    by_id = {row.run_id: _failure(row) for row in rows}
    return [by_id[run_id] for run_id in ids if run_id in by_id]


def _failure(row: Any) -> Failure:
    return Failure(
        run_id=row.run_id,
        scenario_id=row.scenario_id,
        scenario_name=row.name,
        scenario_text=row.text,
        seed=int(row.seed),
        message=row.message,
        traceback=row.traceback,
        reproducer=row.reproducer,
    )
