"""Shocks: dated events of a scenario that no program causes."""

from typing import Any, ClassVar

import numpy as np

from simulation.engine.draws import stream
from simulation.engine.functions import log
from simulation.engine.process import Process, Tick
from simulation.organization.recruit import PAY_SPREAD
from simulation.organization.shocks import LayoffShock, MoraleShock, PayShock
from simulation.state.columns import Array

LAYOFF = stream("shocks.layoff")


class Shocks(Process):
    """Blows and lifts of the scenario, in the month they are dated.

    morale: shock += size (z), fading in well-being
    pay:    pay *= 1 + share, pay standing += log(1 + share) / SD of log pay
    layoff: forced out when u < share; turnover carries it out as an involuntary exit
    """

    name: ClassVar[str] = "shocks"
    position: ClassVar[float] = 0.5
    reads: ClassVar[tuple[str, ...]] = ("department",)
    writes: ClassVar[tuple[str, ...]] = ("shock", "pay", "pay_standing", "forced_out")

    def step(self, tick: Tick) -> None:
        """Apply this month's events, in the order of the scenario."""
        for number, shock in enumerate(tick.setting.shocks):
            if shock.month == tick.month:
                _strike(tick, shock, number, _struck(tick, shock.departments))


def _struck(tick: Tick, departments: tuple[str, ...]) -> Array:
    """Mask over seats: occupied, and in one of the departments (all when none is named)."""
    occupied: Array = tick.state["occupied"]
    if not departments:
        return occupied.copy()
    codes = [tick.setting.departments.index(name) for name in departments]
    mask: Array = occupied & np.isin(tick.state["department"], codes)
    return mask


def _strike(tick: Tick, shock: Any, number: int, struck: Array) -> None:
    match shock:
        case MoraleShock():
            tick.state["shock"][struck] += shock.size
        case PayShock():
            tick.state["pay"][struck] *= 1.0 + shock.share
            tick.state["pay_standing"][struck] += log(1.0 + shock.share) / PAY_SPREAD
        case LayoffShock():
            lot = tick.draws.uniform(LAYOFF, tick.state["person"], index=number)
            tick.state["forced_out"][struck & (lot < shock.share)] = True
