"""Shocks: dated events of a scenario that no program causes."""

from typing import Any, ClassVar

import numpy as np

from simulation.engine.addresses import stream
from simulation.engine.functions import log
from simulation.engine.process import Process, Tick
from simulation.organization.recruit import PAY_SPREAD
from simulation.organization.shocks import LayoffShock, MoraleShock, PayShock
from simulation.state.columns import Array
from simulation.state.state import State

LAYOFF = stream("shocks.layoff")
FELT = stream("shocks.felt")


class Shocks(Process):
    """Blows and lifts of the scenario, in the month they are dated, for those who are meant.

    morale: shock += size + spread x luck (z), fading in well-being
    pay:    pay *= 1 + share, pay standing += log(1 + share) / SD of log pay
    layoff: forced out when u < share; turnover carries it out as an involuntary exit
    """

    name: ClassVar[str] = "shocks"
    position: ClassVar[float] = 1.5
    reads: ClassVar[tuple[str, ...]] = ("department", "level", "assigned", "mentees", "mentors")
    writes: ClassVar[tuple[str, ...]] = ("shock", "pay", "pay_standing", "forced_out")

    def step(self, tick: Tick) -> None:
        """Apply this month's events, in the order of the scenario."""
        for number, shock in enumerate(tick.setting.shocks):
            if shock.month == tick.month:
                _strike(tick, shock, number, _struck(tick, shock))


def _struck(tick: Tick, shock: Any) -> Array:
    """Mask over seats: occupied, in a department and on a level that is named, if any is."""
    state = tick.state
    mask: Array = state["occupied"] & _is_meant(state, shock.who)
    if shock.departments:
        codes = [tick.setting.departments.index(name) for name in shock.departments]
        mask &= np.isin(state["department"], codes)
    if shock.levels:
        mask &= np.isin(state["level"], shock.levels)
    return mask


def _is_meant(state: State, who: str) -> Array:
    match who:
        case "assigned":
            mask: Array = state["assigned"] == 1
        case "unassigned":
            mask = state["assigned"] == 0
        case "mentors" | "mentees":
            # A column counts the others: who has mentees is a mentor.
            mask = state["mentees" if who == "mentors" else "mentors"] > 0
        case _:
            mask = np.ones(state.sizes.seats, dtype=bool)
    return mask


def _strike(tick: Tick, shock: Any, number: int, struck: Array) -> None:
    match shock:
        case MoraleShock():
            tick.state["shock"][struck] += shock.size
            if shock.spread > 0.0:
                felt = tick.draws.normal(FELT, tick.state["person"], index=number)
                tick.state["shock"][struck] += shock.spread * felt[struck]
        case PayShock():
            tick.state["pay"][struck] *= 1.0 + shock.share
            tick.state["pay_standing"][struck] += log(1.0 + shock.share) / PAY_SPREAD
        case LayoffShock():
            lot = tick.draws.uniform(LAYOFF, tick.state["person"], index=number)
            tick.state["forced_out"][struck & (lot < shock.share)] = True
