"""The clock: turns the crank, one month at a time."""

from collections.abc import Callable, Iterable
from functools import partial

from simulation.engine.checked import checked_step
from simulation.engine.process import MONTHS_A_QUARTER, PHASES, Process, Tick

type Calendar = tuple[tuple[Callable[[Tick], None], ...], ...]
"""The steps that are due in the first, the second and the third month of a quarter, in order."""

BURN_IN_ADDRESS = 1 << 15
"""Burn-in months are addressed from here on, so that its length shifts no later draw."""


def address(month: int, burn_in: int) -> int:
    """Month in the address of a draw: initial draws 0, month m as m + 1, burn-in apart."""
    return month + 1 if month >= 0 else BURN_IN_ADDRESS + burn_in + month


def calendar(processes: Iterable[Process], *, checked: bool = False) -> Calendar:
    """Which processes, in the order given, step in which month of a quarter.

    With `checked`, every step is held to what its process declares.
    """
    steps = [
        (process.phase, partial(checked_step, process) if checked else process.step)
        for process in processes
    ]
    return tuple([tuple([step for phase, step in steps if phase in due]) for due in PHASES])


def advance(tick: Tick, month: int, steps: Calendar, *, burn_in: int = 0) -> None:
    """Live through one month: reset what counts by the month, then take each due step in order."""
    tick.month = month
    tick.draws.at(address(month, burn_in))
    if tick.first_of_quarter:
        tick.state.reset("quarter")
    tick.state.reset("month")
    for step in steps[month % MONTHS_A_QUARTER]:
        step(tick)
