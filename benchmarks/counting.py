"""Counting: what the kernels of a quarter do, counted by running them as plain Python.

Run as `python -m benchmarks.counting PEOPLE`, it prints JSON. With compilation off, every kernel
is an ordinary function, so the mathematical functions it calls and the array cells it touches can
be counted one by one. A cell within a cache line of the last one touched in the same column is
read in order; any other is a gather.
"""

import json
import os
import sys
from collections import Counter
from collections.abc import Callable
from typing import Any

os.environ["MENTORSIM_COMPILE"] = "off"

import numpy as np

CACHE_LINE = 64
COUNTED = {"functions": ("exp", "log", "normal_center", "normal_tail"), "philox": ("philox",)}

tally: Counter[str] = Counter()
counting = False


class Cells(np.ndarray):
    """A column that counts which of its cells are touched, and in what order."""

    seen: list[int]
    lines: set[int]

    def __array_finalize__(self, source: Any) -> None:
        # Rows and slices share the memory of their column, so they share its count.
        self.seen = getattr(source, "seen", [-CACHE_LINE])
        self.lines = getattr(source, "lines", set())

    def _touch(self, index: Any) -> None:
        indices = index if isinstance(index, tuple) else (index,)
        start = self.__array_interface__["data"][0]
        address = start + sum(int(i) * s for i, s in zip(indices, self.strides, strict=True))
        tally["in_order" if abs(address - self.seen[0]) <= CACHE_LINE else "gathers"] += 1
        self.seen[0] = address
        self.lines.add(address // CACHE_LINE)

    def __getitem__(self, index: Any) -> Any:
        if counting and _is_cell(self, index):
            self._touch(index)
        return super().__getitem__(index)

    def __setitem__(self, index: Any, value: Any) -> None:
        if counting and _is_cell(self, index):
            self._touch(index)
        super().__setitem__(index, value)


def _is_cell(array: np.ndarray, index: Any) -> bool:
    indices = index if isinstance(index, tuple) else (index,)
    return len(indices) == array.ndim and all(isinstance(i, int | np.integer) for i in indices)


def _counted(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    def call(*values: Any) -> Any:
        if counting:
            tally[name] += 1
        return function(*values)

    return call


def _watch_functions() -> None:
    """Replace the functions before anybody else imports them."""
    import importlib

    for module, names in COUNTED.items():
        home = importlib.import_module(f"simulation.engine.{module}")
        for name in names:
            setattr(home, name, _counted(name, getattr(home, name)))


def _watch_kernels() -> None:
    from simulation.engine.draws import Draws
    from simulation.engine.process import Tick, column_arguments

    fill = Draws._fill

    def filling(*values: Any, **named: Any) -> Any:
        global counting  # noqa: PLW0603  # switched on only while a kernel runs
        counting = True
        try:
            return fill(*values, **named)
        finally:
            counting = False

    def call(tick: Tick, kernel: Callable[..., Any], *numbers: Any) -> Any:
        global counting  # noqa: PLW0603  # switched on only while a kernel runs
        columns = [_cells(tick.state.in_use(name)) for name in column_arguments(kernel, tick.state)]
        others = [_cells(n) if isinstance(n, np.ndarray) else n for n in numbers]
        counting = True
        try:
            return kernel(*columns, *others)
        finally:
            counting = False
            for array in (*columns, *others):
                if isinstance(array, Cells):
                    tally["bytes"] += CACHE_LINE * len(array.lines)

    Tick.call, Draws._fill = call, filling


def _cells(array: np.ndarray) -> Cells:
    return array.view(Cells)


def count(people: int) -> dict[str, float]:
    """Operations per person and quarter, mean of the second quarter of a program."""
    _watch_functions()
    from benchmarks.company import company
    from simulation.model import MentoringModel

    model = MentoringModel(company(people), rng=1)
    model.step()
    _watch_kernels()
    tally.clear()
    model.step()
    return {name: number / people for name, number in sorted(tally.items())}


if __name__ == "__main__":
    print(json.dumps(count(int(sys.argv[1]))))
