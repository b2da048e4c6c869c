"""Promote: openings above entry level go to the best placed insider."""

from typing import Any, ClassVar, NamedTuple

import numpy as np

from simulation.engine.addresses import HOLDERS, stream
from simulation.engine.compiled import compiled
from simulation.engine.functions import exp, log
from simulation.engine.parameters import param
from simulation.engine.philox import uniform_at
from simulation.engine.process import Phase, Process, Tick
from simulation.evidence.fitted import fitted
from simulation.organization.people import People
from simulation.state.columns import Array

TASTE = stream("promote.taste")

NEVER_AGAIN = -1e300
"""Score of those who were chosen in this round: lower than any."""


@compiled
def respect_kernel(
    occupied: np.ndarray,
    tie_count: np.ndarray,
    tie_neighbor: np.ndarray,
    tie_strength: np.ndarray,
    draw_a: np.ndarray,
) -> None:
    """Strength with which everybody is asked for advice, summed over those who ask."""
    draw_a[:] = 0.0
    for i in range(occupied.shape[0]):
        if not occupied[i]:
            continue
        for slot in range(tie_count[i]):
            draw_a[tie_neighbor[i, slot]] += tie_strength[i, slot]


@compiled
def weigh_kernel(
    output: np.ndarray,
    sponsorship: np.ndarray,
    draw_a: np.ndarray,
    draw_b: np.ndarray,
    draw_c: np.ndarray,
    draw_d: np.ndarray,
    weight_output: float,
    weight_respect: float,
    weight_sponsor: float,
    sponsor_cap: float,
) -> None:
    """Fill everybody's score but for luck, in two parts (b, c), and its exponential (d).

    `draw_a` holds the strength of being asked.
    """
    for i in range(output.shape[0]):
        able, asked = log(max(0.05, output[i])), log(1.0 + draw_a[i])
        draw_b[i] = weight_output * able + weight_respect * asked
        draw_c[i] = weight_sponsor * min(sponsor_cap, sponsorship[i])
    for i in range(output.shape[0]):
        draw_d[i] = exp(draw_b[i] + draw_c[i])


@compiled
def rank_kernel(
    occupied: np.ndarray,
    department: np.ndarray,
    department_eps: np.ndarray,
    level: np.ndarray,
    seats: np.ndarray,
    start: np.ndarray,
) -> None:
    """List the people of every department and level, ascending: `seats[start[k] : start[k + 1]]`.

    k = level + levels x department, levels being as many as `start` has room for.
    """
    levels = (start.shape[0] - 1) // department_eps.shape[0]
    start[:] = 0
    for i in range(occupied.shape[0]):
        start[level[i] + levels * department[i] + 1] += occupied[i]
    for k in range(1, start.shape[0]):
        start[k] += start[k - 1]
    for i in range(occupied.shape[0] - 1, -1, -1):
        if occupied[i]:
            k = level[i] + levels * department[i] + 1
            start[k] -= 1
            seats[start[k]] = i
    # Filling moved every start back to that of its own people.
    for k in range(start.shape[0] - 1):
        start[k] = start[k + 1]
    start[-1] = occupied.sum()


@compiled
def weight_kernel(
    occupied: np.ndarray,
    department: np.ndarray,
    level: np.ndarray,
    draw_d: np.ndarray,
    weight: np.ndarray,
    levels: float,
) -> None:
    """Add up exp(score but for luck) of every department's and level's people."""
    for i in range(occupied.shape[0]):
        if occupied[i]:
            weight[level[i] + int(levels) * department[i]] += draw_d[i]


@compiled
def chance_kernel(
    occupied: np.ndarray,
    department: np.ndarray,
    level: np.ndarray,
    draw_b: np.ndarray,
    draw_d: np.ndarray,
    q_promotion_chance: np.ndarray,
    drawn: np.ndarray,
    levels: float,
) -> None:
    """Chances of those who were not chosen, over all openings of their round."""
    for i in range(occupied.shape[0]):
        if occupied[i] and draw_b[i] != NEVER_AGAIN:
            q_promotion_chance[i] = draw_d[i] * drawn[level[i] + int(levels) * department[i]]


@compiled
def choose_kernel(
    holder: np.ndarray,
    person: np.ndarray,
    draw_b: np.ndarray,
    draw_c: np.ndarray,
    draw_d: np.ndarray,
    draw_e: np.ndarray,
    candidates: np.ndarray,
    opening: float,
    key0: np.uint32,
    key1: np.uint32,
    word: np.uint32,
    stream_hash: np.uint32,
) -> int:
    """Seat of the candidate with the highest b + c - log(-log u), -1 where there is none.

    Who was chosen before has b = NEVER_AGAIN. Since -log u is at least 1 - u, most cannot be the
    highest any more, which 1 - u tells without a logarithm; `draw_e` is room for u.
    """
    address = np.uint32(int(opening) * HOLDERS + holder[int(opening)])
    for place in range(candidates.shape[0]):
        who = person[candidates[place]]
        draw_e[place] = uniform_at(key0, key1, who, address, word, stream_hash)
    best = -1
    highest = NEVER_AGAIN
    needed = np.inf
    for place in range(candidates.shape[0]):
        i = candidates[place]
        if 1.0 - draw_e[place] > draw_d[i] * needed:
            continue
        score = draw_b[i] + (draw_c[i] - log(-log(draw_e[place])))
        if score > highest:
            highest = score
            needed = 1.000001 * exp(-highest)
            best = i
    return best


@compiled
def swap_kernel(
    manager: np.ndarray,
    role: np.ndarray,
    level: np.ndarray,
    moved: np.ndarray,
    one: float,
    other: float,
) -> None:
    """Exchange the places in the structure of two seats; reports follow in `report_kernel`.

    `moved` holds where the place of every seat has gone (row 0), and whose place came there (1).
    """
    a, b = int(one), int(other)
    role[a], role[b] = role[b], role[a]
    level[a], level[b] = level[b], level[a]
    manager[a], manager[b] = manager[b], manager[a]
    place_a, place_b = moved[1, a], moved[1, b]
    moved[0, place_a], moved[0, place_b] = b, a
    moved[1, a], moved[1, b] = place_b, place_a


@compiled
def report_kernel(manager: np.ndarray, moved: np.ndarray) -> None:
    """Let everybody report to whoever has the manager's place now."""
    for i in range(manager.shape[0]):
        if manager[i] >= 0:
            manager[i] = moved[0, manager[i]]


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
    chance of a candidate = exp(score but for luck) / its sum over the opening's candidates; summed
    over a round's openings, it says of everybody what luck then decides
    The chosen one keeps the seat and swaps role, level, manager and pay grade with the opening;
    the seat that stays vacant is then filled from outside. Higher openings are filled first.
    """

    name: ClassVar[str] = "promote"
    position: ClassVar[float] = 11.5
    phase: ClassVar[Phase] = Phase.QUARTER_END
    burn_in: ClassVar[bool] = True
    kernels: ClassVar[tuple[Any, ...]] = (
        respect_kernel,
        weigh_kernel,
        rank_kernel,
        weight_kernel,
        choose_kernel,
        chance_kernel,
        swap_kernel,
        report_kernel,
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
        "q_promotion_chance",
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
        fitted("promote.sponsor_weight"),
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
        weights = self.output_weight, self.respect_weight, self.sponsor_weight
        tick.call(weigh_kernel, *weights, self.sponsor_cap)
        people = _by_level(tick)
        moved = np.empty((2, state.sizes.seats), np.int64)
        moved[:] = np.arange(state.sizes.seats)
        for opening in held[np.lexsort((held, -state["level"][held]))].tolist():
            winner = _choose(tick, opening, people)
            if winner >= 0:
                promote(tick, winner, opening, moved)
        tick.call(chance_kernel, people.drawn, people.levels)
        tick.call(report_kernel, moved)
        state["internal_first"][held] = False


class _People(NamedTuple):
    """People by department and level: seats, where each list starts, and how many levels.

    `weight` is the sum of exp(score but for luck) over those not chosen yet, `drawn` the sum of
    1 / weight over the openings so far: times exp(score), somebody's chances up to now.
    """

    seats: Array
    start: Array
    levels: int
    weight: Array
    drawn: Array


def _by_level(tick: Tick) -> _People:
    state = tick.state
    levels = int(state["level"].max()) + 1
    cells = levels * state.sizes.departments
    people = _People(
        np.empty(state.sizes.seats, np.int64),
        np.empty(cells + 1, np.int64),
        levels,
        np.zeros(cells),
        np.zeros(cells),
    )
    tick.call(rank_kernel, people.seats, people.start)
    tick.call(weight_kernel, people.weight, levels)
    return people


def _choose(tick: Tick, opening: int, people: _People) -> int:
    """Seat of the insider who gets the opening, -1 where nobody qualifies."""
    state = tick.state
    below = int(state["level"][opening]) - 1
    cell = below + people.levels * int(state["department"][opening])
    candidates = people.seats[people.start[cell] : people.start[cell + 1]]
    word = np.uint32(tick.draws.month << 16)
    luck: tuple[Any, ...] = (*tick.draws.key, word, TASTE.hash)
    winner = int(tick.call(choose_kernel, candidates, opening, *luck))
    if winner >= 0:
        people.drawn[cell] += 1.0 / people.weight[cell]
        people.weight[cell] -= state["draw_d"][winner]
        state["q_promotion_chance"][winner] = state["draw_d"][winner] * people.drawn[cell]
    return winner


def promote(tick: Tick, winner: int, opening: int, moved: Array) -> None:
    """Move the person on seat `winner` into the place of the vacant seat `opening`."""
    state = tick.state
    people: People = tick.setting.people
    old_role = int(state["role"][winner])
    tick.call(swap_kernel, moved, winner, opening)
    state["draw_b"][winner] = NEVER_AGAIN
    tick.call(new_role_kernel, winner, old_role, people.plateau_mean, people.unused_level)
    state["sponsorship"][winner] = 0.0
    state["q_promoted"][winner] = True
    state["vacant_months"][opening] = 0.0
    state["tally_vacancies_filled"][0] += 1
