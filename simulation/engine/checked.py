"""Checked mode: a process is held to what it declares to read and write."""

from collections.abc import Mapping

import numpy as np

from simulation.engine.process import PERSONAL, Process, Tick
from simulation.errors import ModelError
from simulation.state.accounts import SCRATCH as SCRATCH_COLUMNS
from simulation.state.accounts import TALLY
from simulation.state.columns import Array

ALWAYS = {"occupied", "person"}
"""Columns that every process may read: who is there, and the address of their luck."""

SCRATCH = frozenset(column.name for column in SCRATCH_COLUMNS)

COUNTS = frozenset(column.name for column in TALLY)
"""Whole numbers that are no index, in tables of one row."""


def checked_step(process: Process, tick: Tick) -> None:
    """Step once, and raise ModelError when the process reads or writes more than it declares.

    The step is taken twice from one state: as it is, and with every undeclared column, scratch
    included, filled with garbage. Undeclared columns must stay as they were, declared ones must
    come out the same.
    """
    state = tick.state
    before = {name: array.copy() for name, array in state.arrays.items()}
    setting = tick.setting.snapshot()
    process.step(tick)
    declared = _spelled_out(process, tick)
    writes = declared | SCRATCH
    _refuse_changes(process, before, state.arrays, writes)
    after = {name: state[name].copy() for name in declared}
    after_setting = tick.setting.snapshot()
    _restore(state.arrays, before)
    tick.setting.restore(setting)
    known = process.all_reads(state) - SCRATCH | declared | ALWAYS
    for name, array in state.arrays.items():
        if name not in known:
            _spoil(name, array)
    tick.draws.forget_uses()
    process.step(tick)
    for name, expected in after.items():
        if not np.array_equal(state[name], expected, equal_nan=True):
            raise ModelError(
                f"process {process.name} reads a column it does not declare: "
                f"{name} came out differently with undeclared columns spoiled"
            )
    spoiled_back = {name: array for name, array in before.items() if name not in declared}
    _restore(state.arrays, spoiled_back)
    tick.setting.restore(after_setting)


def _spelled_out(process: Process, tick: Tick) -> set[str]:
    """The columns a process declares to write, with "person.*" as every personal column."""
    names = set(process.writes)
    if PERSONAL in names:
        names.remove(PERSONAL)
        names |= set(tick.state.personal)
    return names


def _refuse_changes(
    process: Process, before: dict[str, Array], now: Mapping[str, Array], writes: set[str]
) -> None:
    for name, array in before.items():
        if name not in writes and not np.array_equal(array, now[name], equal_nan=True):
            raise ModelError(f"process {process.name} changed {name}, which it does not declare")


def _restore(arrays: Mapping[str, Array], values: dict[str, Array]) -> None:
    for name, array in values.items():
        arrays[name][...] = array


def _spoil(name: str, array: Array) -> None:
    if array.dtype.kind == "f":
        array.fill(7.77e5)
    elif name in COUNTS:
        array += 1
    elif array.dtype.kind == "b":
        np.logical_not(array, out=array)
    else:  # seats and codes must stay within their tables
        array[...] = np.roll(array, 1, axis=0)
