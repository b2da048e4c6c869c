"""The clock: turns the crank, one month at a time."""

from collections.abc import Sequence

from simulation.engine.checked import checked_step
from simulation.engine.process import Process, Tick

BURN_IN_ADDRESS = 1 << 15
"""Burn-in months are addressed from here on, so that its length shifts no later draw."""


def address(month: int, burn_in: int) -> int:
    """Month in the address of a draw: initial draws 0, month m as m + 1, burn-in apart."""
    return month + 1 if month >= 0 else BURN_IN_ADDRESS + burn_in + month


def advance(
    tick: Tick, month: int, processes: Sequence[Process], *, burn_in: int = 0, checked: bool = False
) -> None:
    """Live through one month: reset what counts by the month, then each due process in order."""
    tick.month = month
    tick.draws.at(address(month, burn_in))
    if tick.first_of_quarter:
        tick.state.reset("quarter")
    tick.state.reset("month")
    phases = tick.phases
    for process in processes:
        if process.phase in phases:
            if checked:
                checked_step(process, tick)
            else:
                process.step(tick)
