"""Promote: openings above entry level go to the best placed insider."""

from typing import Any, ClassVar

import numpy as np

from simulation.engine.compiled import compiled
from simulation.engine.draws import person_ids, stream
from simulation.engine.functions import log
from simulation.engine.parameters import param
from simulation.engine.process import Phase, Process, Tick
from simulation.organization.people import People
from simulation.state.columns import Array

TASTE = stream("promote.taste")


@compiled
def respect_kernel(
    occupied: np.ndarray,
    tie_neighbor: np.ndarray,
    tie_strength: np.ndarray,
    draw_a: np.ndarray,
) -> None:
    """Strength with which everybody is asked for advice, summed over those who ask."""
    draw_a[:] = 0.0
    for i in range(occupied.shape[0]):
        if not occupied[i]:
            continue
        for slot in range(tie_neighbor.shape[1]):
            if tie_neighbor[i, slot] < 0:
                break
            draw_a[tie_neighbor[i, slot]] += tie_strength[i, slot]


@compiled
def choose_kernel(
    output: np.ndarray,
    draw_a: np.ndarray,
    sponsorship: np.ndarray,
    candidates: np.ndarray,
    lots: np.ndarray,
    weight_output: float,
    weight_respect: float,
    weight_sponsor: float,
    sponsor_cap: float,
) -> int:
    """Seat of the candidate with the highest score; `draw_a` holds the strength of being asked."""
    best = -1
    highest = -np.inf
    for place in range(candidates.shape[0]):
        i = candidates[place]
        score = weight_output * log(max(0.05, output[i])) + weight_respect * log(1.0 + draw_a[i])
        score += weight_sponsor * min(sponsor_cap, sponsorship[i]) - log(-log(lots[place]))
        if score > highest:
            highest = score
            best = i
    return best


@compiled
def swap_kernel(
    manager: np.ndarray,
    role: np.ndarray,
    level: np.ndarray,
    one: float,
    other: float,
) -> None:
    """Exchange the places in the structure of two seats, reports included."""
    a, b = int(one), int(other)
    role[a], role[b] = role[b], role[a]
    level[a], level[b] = level[b], level[a]
    for i in range(manager.shape[0]):
        if manager[i] == a:
            manager[i] = b
        elif manager[i] == b:
            manager[i] = a
    manager[a], manager[b] = manager[b], manager[a]


@compiled
def new_role_kernel(
    role: np.ndarray,
    role_requirement: np.ndarray,
    role_pay: np.ndarray,
    start_plateau: np.ndarray,
    plateau: np.ndarray,
    pay: np.ndarray,
    seat: float,
    old_role: float,
    usual: float,
    unused: float,
) -> None:
    """Pay moves to the new grade; what practice can reach rises with what the new role asks."""
    i, old = int(seat), int(old_role)
    pay[i] *= role_pay[role[i]] / role_pay[old]
    for k in range(plateau.shape[1]):
        needed, before = role_requirement[role[i], k], role_requirement[old, k]
        center = usual * needed if needed > 0.0 else unused
        was = usual * before if before > 0.0 else unused
        rise = max(0.0, center - was)
        start_plateau[i, k] = max(start_plateau[i, k], min(0.98, start_plateau[i, k] + rise))
        plateau[i, k] = max(plateau[i, k], min(0.98, plateau[i, k] + rise))


class Promote(Process):
    """At a quarter's end, openings held for insiders go to the highest score among candidates.

    candidates: same department, one level below, not yet chosen in this round
    score = a log output + b log(1 + strength of being asked) + .015 min(18, months sponsored) +
    Gumbel luck of (candidate, opening): a logit choice
    The chosen one keeps the seat and swaps role, level, manager and pay grade with the opening;
    the seat that stays vacant is then filled from outside. Higher openings are filled first.
    """

    name: ClassVar[str] = "promote"
    position: ClassVar[float] = 11.5
    phase: ClassVar[Phase] = Phase.QUARTER_END
    burn_in: ClassVar[bool] = True
    kernels: ClassVar[tuple[Any, ...]] = (
        respect_kernel,
        choose_kernel,
        swap_kernel,
        new_role_kernel,
    )
    reads: ClassVar[tuple[str, ...]] = ("department", "holder", "internal_first")
    writes: ClassVar[tuple[str, ...]] = (
        "role",
        "level",
        "manager",
        "pay",
        "start_plateau",
        "plateau",
        "sponsorship",
        "internal_first",
        "vacant_months",
        "q_promoted",
        "tally_vacancies_filled",
    )

    output_weight: float = param(
        3.3,
        low=1.5,
        high=6.0,
        unit="logit/log",
        assumed="one logit per standard deviation (.3) of log output",
        doc="weight of last month's output",
    )
    respect_weight: float = param(
        1.2,
        low=0.0,
        high=3.0,
        unit="logit/log",
        assumed="about half a logit per standard deviation of log in-strength",
        doc="weight of being asked for advice",
    )
    sponsor_weight: float = param(
        0.015,
        low=0.005,
        high=0.03,
        unit="logit/month",
        anchor="V15",
        off=0.0,
        mechanism="Sponsors open doors",
        doc="weight of a month with a strong mentor",
    )
    sponsor_cap: float = param(
        18.0,
        low=12.0,
        high=24.0,
        unit="months",
        anchor="V15",
        doc="months of sponsorship that count at most",
    )

    def step(self, tick: Tick) -> None:
        """Fill the openings held for insiders, the highest first."""
        state = tick.state
        held = np.flatnonzero(~state["occupied"] & state["internal_first"])
        if not len(held):
            return
        tick.call(respect_kernel)
        chosen = np.zeros(len(state["occupied"]), dtype=bool)
        for opening in held[np.lexsort((held, -state["level"][held]))]:
            winner = self._choose(tick, int(opening), chosen)
            if winner >= 0:
                chosen[winner] = True
                promote(tick, winner, int(opening))
        state["internal_first"][held] = False

    def _choose(self, tick: Tick, opening: int, chosen: Array) -> int:
        """Seat of the insider who gets the opening, -1 where nobody qualifies."""
        state = tick.state
        below = state["level"] == state["level"][opening] - 1
        near = state["department"] == state["department"][opening]
        candidates = np.flatnonzero(state["occupied"] & below & near & ~chosen)
        address = np.repeat(person_ids([opening], state["holder"][[opening]]), len(candidates))
        lots = tick.draws.pair_uniform(TASTE, state["person"][candidates], address)
        winner = tick.call(
            choose_kernel,
            candidates,
            lots,
            self.output_weight,
            self.respect_weight,
            self.sponsor_weight,
            self.sponsor_cap,
        )
        return int(winner)


def promote(tick: Tick, winner: int, opening: int) -> None:
    """Move the person on seat `winner` into the place of the vacant seat `opening`."""
    state = tick.state
    people: People = tick.setting.people
    old_role = int(state["role"][winner])
    tick.call(swap_kernel, winner, opening)
    tick.call(new_role_kernel, winner, old_role, people.plateau_mean, people.unused_level)
    state["sponsorship"][winner] = 0.0
    state["q_promoted"][winner] = True
    state["vacant_months"][opening] = 0.0
    state["tally_vacancies_filled"][0] += 1
