"""What a run leaves behind: the rows of a finished run, or why it failed."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, filterfalse, islice
from math import inf, isfinite
from typing import TYPE_CHECKING, Any, overload

from simulation.errors import ModelError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

type Key = tuple[int, str, str]
type Row = tuple[int, str, str, *tuple[float | None, ...]]

KEY_COLUMNS = ("quarter", "slice_kind", "slice")
RUN_COLUMNS = ("run_id", "scenario_id", "scenario_name", "seed")

_RESERVED = frozenset(KEY_COLUMNS + RUN_COLUMNS)
# Lower case, because SQLite takes Turnover and turnover for the same column; 63 characters,
# because PostgreSQL silently cuts a longer name.
_OUTCOME_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
_PLAIN_TYPES = frozenset({float, type(None)})
_SHOWN_PROBLEMS = 10


class Rows(Sequence[Row]):
    """Rows whose values stand in one table, which is small to hand over and quick to check.

    Attributes:
        keys: (quarter, slice kind, slice) of every row.
        table: values, shape (rows, outcomes): NaN is absent, negative zero is zero.
    """

    __slots__ = ("keys", "table")

    def __init__(self, keys: Sequence[Key], table: NDArray[np.float64]) -> None:
        self.keys = tuple(keys)
        self.table: NDArray[np.float64] = table + 0.0

    @classmethod
    def of(cls, rows: Sequence[Row], outcomes: int) -> Rows:
        """The same rows as a table of so many outcomes."""
        import numpy as np

        if isinstance(rows, Rows):
            return rows
        keys = [(row[0], row[1], row[2]) for row in rows]
        values = np.array([row[3:] for row in rows], dtype=np.float64)
        return cls(keys, values.reshape(len(rows), outcomes))

    def __iter__(self) -> Iterator[Row]:
        cells = cells_of(self.table)
        return iter([(*key, *row) for key, row in zip(self.keys, cells, strict=True)])

    @property
    def finite(self) -> bool:
        """Whether every value that is there is finite."""
        return not (abs(self.table) == inf).any()

    def __len__(self) -> int:
        return len(self.keys)

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Row]: ...
    def __getitem__(self, place: int | slice) -> Row | Sequence[Row]:
        if isinstance(place, slice):
            return Rows(self.keys[place], self.table[place])
        [row] = Rows([self.keys[place]], self.table[[place]])
        return row

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))


def cells_of(table: NDArray[np.float64]) -> list[Any]:
    """The values of a table as a list for each row, None where they are absent."""
    import numpy as np

    cells = table.astype(object)
    cells[np.isnan(table)] = None
    rows: list[Any] = cells.tolist()
    return rows


@dataclass(frozen=True, slots=True)
class Run:
    """The identity of one run: `run_id` is its content id, `seed` its 64-bit replication seed.

    `scenario_text` is the resolved scenario (YAML or JSON), whose content id is `scenario_id`.
    """

    run_id: str
    scenario_id: str
    scenario_name: str
    scenario_text: str
    seed: int


@dataclass(frozen=True, slots=True)
class RunRecord(Run):
    """A finished run: one row per quarter and slice, one value or None per outcome.

    A row is (quarter, slice kind, slice, *values in the order of `outcomes`). None says that
    the outcome has no meaning there. `seconds` is what the run took, `version` the package's.
    Negative zero becomes zero and a NumPy float a Python one, so that every store gives back
    exactly the bits that the record holds. `ledger` is what became of its people, as bytes that
    `simulation.outcomes.ledger` reads; empty where a run keeps none.

    Raises ModelError naming outcome and quarter where a value is NaN, infinite or no float,
    where a row has another width or is there twice, or where an outcome's name cannot be a column.
    """

    outcomes: tuple[str, ...]
    rows: Sequence[Row]
    seconds: float
    version: str
    ledger: bytes = b""

    def __post_init__(self) -> None:
        if isinstance(self.rows, Rows):
            _refuse(self.run_id, _run_problems(self, sound=self.rows.finite))
            return
        values = list(chain.from_iterable(row[3:] for row in self.rows))
        sound = _are_sound(values)
        _refuse(self.run_id, _run_problems(self, sound=sound))
        if not sound or _holds_minus_zero(values):
            object.__setattr__(self, "rows", tuple(map(_plain_row, self.rows)))


@dataclass(frozen=True, slots=True)
class Failure(Run):
    """A run that failed: the error's message, its traceback and a one-line `reproducer`.

    Characters that a database cannot hold (NUL, lone surrogates) are kept as their escapes.
    """

    message: str
    traceback: str
    reproducer: str

    def __post_init__(self) -> None:
        _refuse(self.run_id, _seed_problems(self.seed))
        for name in ("message", "traceback", "reproducer"):
            object.__setattr__(self, name, _storable(getattr(self, name)))


def _refuse(run_id: str, problems: Iterator[str]) -> None:
    shown = list(islice(problems, _SHOWN_PROBLEMS))
    if shown:
        more = sum(1 for _ in problems)
        rest = [f"and {more} more"] if more else []
        raise ModelError("\n".join([f"run {run_id} cannot be recorded:", *shown, *rest]))


def _run_problems(record: RunRecord, *, sound: bool) -> Iterator[str]:
    yield from _seed_problems(record.seed)
    yield from _name_problems(record.outcomes)
    rows = record.rows
    yield from _key_problems(rows.keys if isinstance(rows, Rows) else (row[:3] for row in rows))
    # The first row of a table is as wide as all others.
    for row in rows[:1] if isinstance(rows, Rows) and sound else rows:
        if len(row) != 3 + len(record.outcomes):
            width, wanted = len(row) - 3, len(record.outcomes)
            yield f"{_place(row)}: {width} values for {wanted} outcomes"
        elif not sound:
            yield from _value_problems(row, record.outcomes)


def _seed_problems(seed: int) -> Iterator[str]:
    if type(seed) is not int or not 0 <= seed < 2**64:
        yield f"seed {seed!r} is not an integer from 0 to 2**64 - 1"


@lru_cache(maxsize=16)
def _name_problems(outcomes: tuple[str, ...]) -> tuple[str, ...]:
    """What is wrong with names of outcomes: runs by the thousand have the same."""
    return tuple(_each_name_problem(outcomes))


def _each_name_problem(outcomes: tuple[str, ...]) -> Iterator[str]:
    for name, count in Counter(outcomes).items():
        if not _OUTCOME_NAME.fullmatch(name):
            yield (
                f"outcome {name!r} is not a column name: "
                "1 to 63 of a-z, 0-9 and _, starting with a letter"
            )
        elif name in _RESERVED:
            yield f"outcome {name!r} has the name of a fixed column: choose another"
        if count > 1:
            yield f"outcome {name!r} is there {count} times"


def _key_problems(keys: Iterable[Key]) -> Iterator[str]:
    for key, count in Counter(keys).items():
        if list(map(type, key)) != [int, str, str]:
            yield f"row {key!r} does not start with quarter (int), slice kind and slice (str)"
        elif count > 1:
            yield f"{_place(key)}: the row is there {count} times"


# Millions of values pass here, so both looks are loops in C.
def _are_sound(values: Sequence[float | None]) -> bool:
    """Whether all values are absent or finite floats, none of a subtype.

    A sum that overflows sends sound values to the slow check, which finds nothing.
    """
    return _PLAIN_TYPES.issuperset(map(type, values)) and isfinite(sum(filter(None, values)))


def _holds_minus_zero(values: Sequence[float | None]) -> bool:
    """Whether one of the values is -0.0, the only zero with a bit set."""
    zeros = array("d", [zero for zero in filterfalse(None, values) if zero is not None])
    return bool(zeros.tobytes().strip(b"\0"))


def _value_problems(row: Row, outcomes: Sequence[str]) -> Iterator[str]:
    for name, value in zip(outcomes, row[3:], strict=True):
        if value is None:
            continue
        if not isinstance(value, float):
            yield f"outcome {name}, {_place(row)}: {value!r} is neither a float nor None"
        elif not isfinite(value):
            yield f"outcome {name}, {_place(row)}: {value!r} is not finite; absent is None"


def _place(row: Sequence[object]) -> str:
    return f"quarter {row[0]}, {row[1]} {row[2]}".rstrip()


def _plain_row(row: Row) -> Row:
    """The row with -0.0 as 0.0 (SQLite loses the sign) and every value of type float exactly."""
    plain = (None if value is None else float(value) + 0.0 for value in row[3:])
    return (row[0], row[1], row[2], *plain)


def _storable(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode("utf-8").replace("\0", "\\x00")
