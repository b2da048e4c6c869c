"""Columns: every array of the state, declared once with its meaning, range and unit."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from simulation.errors import ModelError

type Array = NDArray[Any]
type Shape = Literal["", "skills", "neighbors", "acquaintances", "months", "bands"]
type Numbered = Literal["", "seats", "teams", "sites", "departments", "roles"]

CACHE_LINE = 64


@dataclass(frozen=True)
class Column:
    """One array of the state.

    Attributes:
        name: name in kernels and in the state, unique over all tables.
        dtype: numpy type.
        doc: meaning, in a sentence.
        unit: unit, "z" for reference standard deviations.
        low: smallest allowed value, or None.
        high: largest allowed value, or None.
        below: the size (of `Sizes`) that its values lie below: they number its rows.
        fill: value of an empty row.
        extra: a second dimension: one column per skill, neighbor slot, acquaintance,
            month or tenure band.
        reset: when the engine sets it back to `fill`: every month, every quarter or never.
    """

    name: str
    dtype: Any
    doc: str
    unit: str = "1"
    low: float | None = None
    high: float | None = None
    fill: float = 0
    extra: Shape = ""
    reset: Literal["", "month", "quarter"] = ""
    below: Numbered = ""

    def highest(self, sizes: Mapping[str, int]) -> float | None:
        """Largest allowed value in a state of these sizes, or None."""
        return sizes[self.below] - 1 if self.below else self.high


class Block:
    """Columns of one shape and type in one array, so that resetting and copying is one operation.

    `array` has the shape (columns, rows, ...); a column is one contiguous part of it. It lies in
    `memory`, zeros of as many bytes as it takes. `row` is an empty row, `zero` whether all of it
    is zeros.
    """

    def __init__(self, columns: tuple[Column, ...], shape: tuple[int, ...], memory: Array) -> None:
        self.columns = columns
        self.memory = memory
        dtype = np.dtype(columns[0].dtype)
        self.array: Array = memory.view(dtype).reshape(len(columns), *shape)
        self.fills = np.array([column.fill for column in columns], dtype)
        self.row = self.fills.reshape(-1, *[1] * len(shape))
        self.zero = not self.fills.any()
        for column, fill in zip(self.array, self.fills, strict=True):
            if fill:
                column.fill(fill)

    def reset(self) -> None:
        """Set all columns back to their empty values."""
        if self.zero:
            self.memory.fill(0)  # bytes take a third of the time that numbers do
        else:
            self.array.T[...] = self.fills


class Table(Mapping[str, Array]):
    """A set of equally long columns, allocated once and changed in place, never rebound.

    `arrays` are those of its blocks, in the order of `row`.
    """

    def __init__(self, columns: tuple[Column, ...], rows: int, sizes: Mapping[str, int]) -> None:
        self.columns = columns
        self.rows = rows
        self.sizes = sizes
        kinds: dict[tuple[Any, ...], list[Column]] = {}
        for column in columns:
            kinds.setdefault((column.dtype, column.extra, column.reset), []).append(column)
        shapes = [(rows, sizes[extra]) if extra else (rows,) for _, extra, _ in kinds]
        counts = [
            len(alike) * math.prod(shape) * np.dtype(dtype).itemsize
            for ((dtype, _, _), alike), shape in zip(kinds.items(), shapes, strict=True)
        ]
        # Memory that is zero by birth costs nothing until it is written to.
        self.memory: Array = np.zeros(sum(map(_aligned, counts)), np.uint8)
        self.blocks = []
        first = 0
        for alike, shape, count in zip(kinds.values(), shapes, counts, strict=True):
            self.blocks.append(Block(tuple(alike), shape, self.memory[first : first + count]))
            first += _aligned(count)
        self.arrays = tuple([block.array for block in self.blocks])
        found = {
            column.name: array
            for block in self.blocks
            for column, array in zip(block.columns, block.array, strict=True)
        }
        self._arrays: dict[str, Array] = {column.name: found[column.name] for column in columns}

    def __getitem__(self, name: str) -> Array:
        return self._arrays[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._arrays)

    def __len__(self) -> int:
        return len(self._arrays)

    def reset(self, period: str) -> None:
        """Set the columns that count within a month or a quarter back to their empty value."""
        for block in self.blocks:
            if block.columns[0].reset == period:
                block.reset()

    def clear(self) -> None:
        """Set all columns back to their empty values."""
        for block in self.blocks:
            block.reset()

    def row(self, values: Mapping[str, float]) -> list[Array]:
        """An empty row but for these values, block by block."""
        made = [block.row.copy() for block in self.blocks]
        for block, row in zip(self.blocks, made, strict=True):
            for place, column in enumerate(block.columns):
                row[place] = values.get(column.name, column.fill)
        return made

    def copy_from(self, other: "Table") -> None:
        """Take over all values of a table of the same columns and shape."""
        self.memory[:] = other.memory

    def check_ranges(self, where: Array | None = None) -> None:
        """Raise ModelError where a value is not finite or leaves its declared range."""
        for column in self.columns:
            values = self._arrays[column.name]
            values = values if where is None else values[where]
            _check_range(column, values, column.highest(self.sizes))


def _aligned(count: int) -> int:
    """So many bytes or a few more: the next block begins where a line of the cache does."""
    return -(-count // CACHE_LINE) * CACHE_LINE


def _check_range(column: Column, values: Array, high: float | None) -> None:
    if values.dtype.kind == "f" and not np.isfinite(values).all():
        raise ModelError(f"{column.name} holds a value that is not finite")
    if values.size == 0:
        return
    if column.low is not None and values.min() < column.low:
        raise ModelError(f"{column.name} fell to {values.min()}, below {column.low}")
    if high is not None and values.max() > high:
        raise ModelError(f"{column.name} rose to {values.max()}, above {high}")
