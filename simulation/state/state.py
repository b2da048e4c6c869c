"""The state: what the organization is, as named arrays in one flat namespace."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from simulation.errors import ModelError
from simulation.state.accounts import ACCOUNTS, LEAVERS, SCRATCH, TALLY
from simulation.state.columns import Array, Block, Column, Table
from simulation.state.pairs import PAIRS
from simulation.state.teams import BREADTHS, DEPARTMENTS, ROLES, SITES, TEAMS
from simulation.state.ties import CIRCLES, TIES
from simulation.state.workforce import PLACE, WORKFORCE


@dataclass(frozen=True)
class Sizes:
    """How many rows each table has; fixed for a run."""

    seats: int
    skills: int
    neighbors: int
    pairs: int
    teams: int
    sites: int
    departments: int
    roles: int
    months: int
    bands: int = 1
    acquaintances: int = 1

    @property
    def leavers(self) -> int:
        """Rows of the log of leavers: a seat can be left at most once a month."""
        return 3 * self.seats


Cells = tuple[Array, Array, Array, Array]
"""Memory, and places, steps and values of the cells in a row."""

WORD, BYTE = np.dtype(np.uint64), np.dtype(np.uint8)

FIRST_PAIR_ROWS = 64
PAIR_ROWS_GROW = 4
"""Kernels see few rows of pairs at first; whenever these do not suffice, so many times more."""

BEGUN_ANEW = frozenset(("pairs", "leavers"))
"""Tables that no state takes over from another."""

TABLES: Mapping[str, tuple[tuple[Column, ...], str]] = {
    "workforce": (WORKFORCE, "seats"),
    "ties": (TIES, "seats"),
    "circles": (CIRCLES, "seats"),
    "scratch": (SCRATCH, "seats"),
    "pairs": (PAIRS, "pairs"),
    "teams": (TEAMS, "teams"),
    "sites": (SITES, "sites"),
    "departments": (DEPARTMENTS, "departments"),
    "roles": (ROLES, "roles"),
    "breadths": (BREADTHS, "skills"),
    "accounts": (ACCOUNTS, "months"),
    "leavers": (LEAVERS, "leavers"),
    "tally": (TALLY, "one"),
}
"""Tables by name: their columns and the size that counts their rows."""


class State:
    """All tables of one run; arrays are changed in place and never rebound."""

    def __init__(self, sizes: Sizes) -> None:
        self.sizes = sizes
        self.tables: dict[str, Table] = {}
        self.own_columns: tuple[Column, ...] = ()
        """Columns that processes have brought for themselves."""
        self.bound: dict[Any, Any]
        """Kernels with the columns that they are called with, looked up once."""
        self.pair_rows: int
        """Rows of the pair table that kernels see: no pair lies, or has lain, beyond them."""
        self._arrays: dict[str, Array] = {}
        self._bound_by_rows: dict[int, dict[Any, Any]] = {}
        self._rooms: dict[Hashable, Any] = {}
        for name, (columns, size) in TABLES.items():
            rows = 1 if size == "one" else int(getattr(sizes, size))
            self._add(name, Table(columns, rows, vars(sizes)))
        self.begin_pairs()

    def _add(self, name: str, table: Table) -> None:
        clash = self._arrays.keys() & table.keys()
        if clash:
            raise ModelError(f"column {sorted(clash)[0]} is declared twice")
        self.tables[name] = table
        self._arrays.update(table)

    def add_columns(self, columns: tuple[Column, ...]) -> None:
        """Add the columns that processes bring for themselves, one row a seat."""
        fresh = tuple(column for column in columns if column.name not in self._arrays)
        if fresh:
            self._bound_by_rows.clear()
            self._use_pairs(self.pair_rows)
            for known in ("cleared", "_counting"):
                self.__dict__.pop(known, None)
            self._add(f"own.{fresh[0].name}", Table(fresh, self.sizes.seats, vars(self.sizes)))
            self.own_columns += fresh

    def __getitem__(self, name: str) -> Array:
        return self._arrays[name]

    def __setitem__(self, name: str, values: Array | float) -> None:
        """Change a column in place, so that `state["morale"] += 0.1` means what it says."""
        self._arrays[name][...] = values

    def __contains__(self, name: str) -> bool:
        return name in self._arrays

    @property
    def arrays(self) -> Mapping[str, Array]:
        """All columns by name."""
        return self._arrays

    @property
    def people(self) -> Array:
        """Seats that are occupied, ascending."""
        return np.flatnonzero(self._arrays["occupied"])

    def begin_pairs(self) -> None:
        """No pair has been opened yet: kernels see the first few rows of the pair table."""
        self._use_pairs(FIRST_PAIR_ROWS)

    def admit_pairs(self, rows: int) -> None:
        """Let kernels see at least so many rows of the pair table; whoever opens pairs says so."""
        needed = self.pair_rows
        while needed < rows:
            needed *= PAIR_ROWS_GROW
        if needed > self.pair_rows:
            self._use_pairs(needed)

    def _use_pairs(self, rows: int) -> None:
        self.pair_rows = min(rows, self.sizes.pairs)
        self.bound = self._bound_by_rows.setdefault(self.pair_rows, {})

    def in_use(self, name: str) -> Array:
        """A column as kernels see it: of pairs, the rows that any pair has had since the start."""
        column = self._arrays[name]
        return column[: self.pair_rows] if name in self.tables["pairs"] else column

    def room[T](self, name: Hashable, make: Callable[[], T]) -> T:
        """Room to work in, made when it is first needed; whoever uses it fills it anew.

        It stays with the state from one run to the next, so that kernels, once bound, meet the
        same arrays.
        """
        if name not in self._rooms:
            self._rooms[name] = make()
        room: T = self._rooms[name]
        return room

    def reset(self, period: str) -> None:
        """Start a new month or quarter: set its counting columns back."""
        for block in self._counting[period]:
            block.reset()

    @cached_property
    def _counting(self) -> dict[str, list[Block]]:
        blocks = [block for table in self.tables.values() for block in table.blocks]
        return {
            period: [block for block in blocks if block.columns[0].reset == period]
            for period in ("month", "quarter")
        }

    def copy_from(self, other: "State") -> None:
        """Take over the values of a state of the same sizes (months and pairs may differ).

        Pairs and the log of leavers are left out: who takes over a state begins them anew.
        """
        for name, table in self.tables.items():
            theirs = other.tables.get(name)
            if name not in BEGUN_ANEW and theirs is not None and table.rows == theirs.rows:
                table.copy_from(theirs)

    @cached_property
    def cleared(self) -> list[tuple[*Cells, *Cells]]:
        """Where personal columns lie, by table, for one kernel: emptied when a person leaves.

        Those of a place in the structure stay. Of each table, seen as words of 8 bytes where rows
        allow and then as bytes: the memory, and for each cell of an empty row where that of seat 0
        lies, the step to the next seat's, and its value.
        """
        tables = (
            table
            for name, table in self.tables.items()
            if name == "workforce" or name.startswith("own.")
        )
        return [_personal_memory(table) for table in tables]

    def check_ranges(self) -> None:
        """Raise ModelError where an occupied row, or any other table, leaves its range."""
        occupied = self._arrays["occupied"]
        for name, table in self.tables.items():
            personal = name == "workforce" or name.startswith("own.")
            table.check_ranges(occupied if personal else None)
        if self._arrays["pair_active"][self.pair_rows :].any():
            raise ModelError("a pair lies beyond the rows in use: open pairs by `open_pairs`")

    @property
    def personal(self) -> tuple[str, ...]:
        """Names of the columns that belong to the person on a seat, not to the seat."""
        return tuple(
            column.name
            for name, table in self.tables.items()
            if name == "workforce" or name.startswith("own.")
            for column in table.columns
            if column.name not in PLACE
        )

    @property
    def nbytes(self) -> int:
        """Memory held by all tables, in bytes."""
        return sum(table.memory.nbytes for table in self.tables.values())


def _personal_memory(table: Table) -> tuple[*Cells, *Cells]:
    """A table's memory by words and by bytes, with the cells of its personal columns."""
    rows: dict[Any, list[tuple[Array, Any]]] = {WORD: [], BYTE: []}
    for block in table.blocks:
        for column, values, fill in zip(block.columns, block.array, block.fills, strict=True):
            if column.name not in PLACE and column.reset != "quarter":
                kind = BYTE if values[0].nbytes % WORD.itemsize else WORD
                rows[kind].append((values, fill))
    return *_cells(table.memory, WORD, rows[WORD]), *_cells(table.memory, BYTE, rows[BYTE])


def _cells(memory: Array, kind: Any, columns: list[tuple[Array, Any]]) -> Cells:
    """Memory as cells of a kind; of each in an empty row, its place for seat 0, step and value."""
    places: list[int] = []
    steps: list[int] = []
    fills: list[int] = []
    for values, fill in columns:
        row = np.full(values[0].size, fill).view(kind)
        first = (_address(values) - _address(memory)) // kind.itemsize
        places += range(first, first + row.size)
        steps += [row.size] * row.size
        fills += row.tolist()
    return memory.view(kind), np.array(places, int), np.array(steps, int), np.array(fills, kind)


def _address(array: Array) -> int:
    first: int = array.__array_interface__["data"][0]
    return first
