"""Pool: the state of a finished run is the room of the next one, which so allocates none."""

from simulation.state.columns import Column
from simulation.state.state import BEGUN_ANEW, Sizes, State

MOST_BYTES = 1 << 28
"""Larger states are not kept: they take longer to fill than to allocate, and memory is scarce."""

_spare: dict[tuple[Sizes, tuple[Column, ...]], State] = {}


def borrow(before: State, columns: tuple[Column, ...]) -> State:
    """A state that takes over from `before`, with the processes' own columns, in used room if any.

    It is the borrower's alone until it is given back.
    """
    state = _spare.pop((before.sizes, columns), None)
    if state is None:
        state = State(before.sizes)
        state.add_columns(columns)
    else:
        for name in state.tables:
            if name in BEGUN_ANEW or name not in before.tables:
                state.tables[name].clear()
        state.begin_pairs()
    state.copy_from(before)
    return state


def give_back(state: State, columns: tuple[Column, ...]) -> None:
    """Leave a state that nobody will look at any more to the next run; the last one is kept."""
    if state.nbytes <= MOST_BYTES:
        _spare.clear()
        _spare[state.sizes, columns] = state
