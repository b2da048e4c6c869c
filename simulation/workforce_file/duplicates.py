"""The same person twice: the last row counts, or with snapshot dates the latest one."""

from collections import Counter

import numpy as np
import pandas as pd

from simulation.workforce_file.assigning import Assignment
from simulation.workforce_file.dates import find_order, read_dates
from simulation.workforce_file.source import Source
from simulation.workforce_file.table import Bools, Cells, Column, Ints

_MOST_REPEATED = 0.5


def kept_rows(source: Source) -> Ints:
    """Return the rows to keep, in file order: one per id (or e-mail), none without any cell."""
    table, found, report = source.table, source.found, source.report
    rows = np.arange(source.size)
    used = [column.filled for meaning, column in found.columns.items() if meaning not in _KEYS]
    if found.own or not used:
        return rows
    blank = ~np.logical_or.reduce(used)
    report.drop("rows that tell nothing of use", table.numbers[np.flatnonzero(blank)])
    rows = rows[~blank]
    key = _key(found)
    return rows if key is None else _last_of_each(rows, key, source)


_KEYS = ("id", "name", "first_name", "last_name", "email", "private", "sensitive", "age")


def _key(found: Assignment) -> Column | None:
    filled = (each for each in found.all_of("id", "email") if each.filled.mean() > 0.5)
    return next(filled, None)


def _last_of_each(rows: Ints, column: Column, source: Source) -> Ints:
    keys = column.known[rows]
    times = Counter(keys.tolist())
    snapshot = source.column("snapshot_date")
    repeated = sum(count - 1 for key, count in times.items() if key)
    if repeated > _MOST_REPEATED * len(rows) and snapshot is None:
        source.report.note(
            f"{column.name} repeats too often for an identifier: no duplicates looked for"
        )
        return rows
    order = _by_snapshot(rows, snapshot)
    keep = _mask_of_last(keys, order)
    source.report.drop(
        f"same {column.name} again: the {'latest' if snapshot else 'last'} row is kept",
        source.table.numbers[rows[~keep]],
    )
    return rows[keep]


def _by_snapshot(rows: Ints, snapshot: Column | None) -> Ints:
    """Return places of rows in order of their snapshot date, file order among equals."""
    if snapshot is None:
        return np.arange(len(rows))
    order = find_order([snapshot.known], european=False)
    days = read_dates(snapshot.known, order).days[rows]
    return np.argsort(np.where(np.isnan(days), -np.inf, days), kind="stable")


def _mask_of_last(keys: Cells, order: Ints) -> Bools:
    last = ~pd.Series(keys[order]).duplicated(keep="last").to_numpy() | (keys[order] == "")
    keep = np.zeros(len(keys), dtype=bool)
    keep[order[last.astype(bool)]] = True
    return keep
