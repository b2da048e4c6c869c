"""The statements of `SqlStore.add`; each runs in the caller's write transaction."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import batched

import numpy as np
import sqlalchemy as sa

from simulation.store import tables
from simulation.store.reading import IDS_PER_QUERY, finished, select_by_id
from simulation.store.records import Failure, Rows, Run, RunRecord, cells_of


def new_records(
    connection: sa.Connection, records: Sequence[RunRecord | Failure]
) -> tuple[list[RunRecord], list[Failure]]:
    """The runs not yet stored (the first record of each) and the last failure of the others.

    Sorted by run id, so that what is stored does not depend on the order of arrival.
    """
    stored = finished(connection, (record.run_id for record in records))
    done: dict[str, RunRecord] = {}
    failed: dict[str, Failure] = {}
    for record in records:
        if record.run_id in stored:
            continue
        if isinstance(record, RunRecord):
            done.setdefault(record.run_id, record)
        else:
            failed[record.run_id] = record
    unfinished = [failed[run_id] for run_id in sorted(failed.keys() - done.keys())]
    return [done[run_id] for run_id in sorted(done)], unfinished


def insert_scenarios(connection: sa.Connection, runs: Iterable[Run]) -> None:
    """Insert the scenarios that are not there yet."""
    table = tables.scenario
    new: dict[str, dict[str, object]] = {
        run.scenario_id: {
            "id": run.scenario_id,
            "name": run.scenario_name,
            "text": run.scenario_text,
        }
        for run in runs
    }
    for row in select_by_id(connection, sa.select(table.c.id), table.c.id, list(new)):
        del new[row.id]
    _insert(connection, table, new.values())


def replace_failures(
    connection: sa.Connection, done: Iterable[Run], failed: Sequence[Failure]
) -> None:
    """Remove the failures of runs that finished, and write those of runs that failed."""
    table = tables.failure
    for ids in batched([run.run_id for run in (*done, *failed)], IDS_PER_QUERY):
        connection.execute(sa.delete(table).where(table.c.run_id.in_(ids)))
    _insert(connection, table, map(_failure_values, failed))


def insert_runs(connection: sa.Connection, done: Sequence[RunRecord]) -> None:
    """Insert finished runs, their rows and ledgers; the columns of their outcomes are there."""
    _insert(connection, tables.run, map(_run_values, done))
    _insert(connection, tables.ledger, map(_ledger_values, filter(lambda r: r.ledger, done)))
    by_outcomes: dict[tuple[str, ...], list[RunRecord]] = {}
    for record in done:
        by_outcomes.setdefault(record.outcomes, []).append(record)
    for outcomes, records in by_outcomes.items():
        for names, rows in _by_kind(outcomes, records):
            connection.exec_driver_sql(tables.insert_rows(connection.dialect, names), rows)


def _by_kind(
    outcomes: tuple[str, ...], records: Sequence[RunRecord]
) -> Iterator[tuple[list[str], list[tuple[object, ...]]]]:
    """Rows to insert by kind of slice, with the names of the outcomes that have a value there.

    Half of all values are absent, mostly whole columns of a kind. They need not be said: a column
    that an insertion does not name is null.
    """
    found = [(record.run_id, Rows.of(record.rows, len(outcomes))) for record in records]
    heads = [(run_id, *key) for run_id, rows in found for key in rows.keys]
    values = np.concatenate([rows.table for _, rows in found])
    kinds = np.array([kind for _, _, kind, _ in heads])
    for kind in np.unique(kinds):
        places = np.flatnonzero(kinds == kind)
        [present] = np.nonzero(~np.isnan(values[places]).all(axis=0))
        cells = cells_of(values[np.ix_(places, present)])
        names = [outcomes[place] for place in present]
        yield names, [(*heads[at], *row) for at, row in zip(places, cells, strict=True)]


def _insert(
    connection: sa.Connection, table: sa.Table, values: Iterable[dict[str, object]]
) -> None:
    rows = list(values)
    if rows:
        connection.execute(sa.insert(table), rows)


def _run_values(record: RunRecord) -> dict[str, object]:
    return {
        "id": record.run_id,
        "scenario_id": record.scenario_id,
        "seed": str(record.seed),
        "outcomes": ",".join(record.outcomes),
        "seconds": record.seconds,
        "version": record.version,
    }


def _ledger_values(record: RunRecord) -> dict[str, object]:
    return {"run_id": record.run_id, "people": record.ledger}


def _failure_values(failure: Failure) -> dict[str, object]:
    return {
        "run_id": failure.run_id,
        "scenario_id": failure.scenario_id,
        "seed": str(failure.seed),
        "message": failure.message,
        "traceback": failure.traceback,
        "reproducer": failure.reproducer,
    }
