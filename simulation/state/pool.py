"""Pool: the states that nobody looks at any more are the room of the next ones."""

from threading import local

from simulation.state.columns import Column
from simulation.state.state import BEGUN_ANEW, Sizes, State

MOST_BYTES = 1 << 28
"""Larger states are not kept: they take longer to fill than to allocate, and memory is scarce."""

ROOMS = 2
"""States that are kept: a burn-in takes one to live in, and one to rehearse a file's people."""


class _Spare(local):
    """Room that a thread may use again, all of it of the same sizes and columns."""

    def __init__(self) -> None:
        self.rooms: list[State] = []


_here = _Spare()


def vacant(sizes: Sizes, columns: tuple[Column, ...]) -> State:
    """A state in which nothing has been lived, with the processes' own columns.

    It is in used room if there is any, and the borrower's alone until it is given back.
    """
    state = _used(sizes, columns)
    if state is None:
        return _new(sizes, columns)
    for table in state.tables.values():
        table.clear()
    state.begin_pairs()
    return state


def borrow(before: State, columns: tuple[Column, ...]) -> State:
    """A state that takes over from `before`: as `vacant`, but with all that it has lived."""
    state = _used(before.sizes, columns)
    if state is None:
        state = _new(before.sizes, columns)
    else:
        for name in state.tables:
            if name in BEGUN_ANEW or name not in before.tables:
                state.tables[name].clear()
        state.begin_pairs()
    state.copy_from(before)
    return state


def give_back(state: State) -> None:
    """Leave a state that nobody will look at any more to the next run; the last few are kept."""
    if state.nbytes <= MOST_BYTES:
        rooms = _here.rooms
        if not _fits(state.sizes, state.own_columns):
            rooms.clear()
        rooms.append(state)
        del rooms[:-ROOMS]


def _used(sizes: Sizes, columns: tuple[Column, ...]) -> State | None:
    return _here.rooms.pop() if _fits(sizes, columns) else None


def _fits(sizes: Sizes, columns: tuple[Column, ...]) -> bool:
    rooms = _here.rooms
    return bool(rooms) and rooms[0].sizes == sizes and rooms[0].own_columns == columns


def _new(sizes: Sizes, columns: tuple[Column, ...]) -> State:
    state = State(sizes)
    state.add_columns(columns)
    return state
