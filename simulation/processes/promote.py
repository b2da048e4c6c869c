"""Promote: openings above entry level go to the best placed insider."""

from functools import partial
from typing import Any, ClassVar, NamedTuple

import numpy as np

from simulation.engine.addresses import HOLDERS, stream
from simulation.engine.compiled import compiled
from simulation.engine.functions import exp, log
from simulation.engine.parameters import param
from simulation.engine.philox import uniform_at
from simulation.engine.process import Phase, Process, Tick
from simulation.evidence.fitted import fitted
from simulation.state.columns import Array
from simulation.state.state import Sizes
from simulation.state.workforce import HIGHEST_LEVEL

TASTE = stream("promote.taste")

NEVER_AGAIN = -1e300
"""Score of those who were chosen in this round: lower than any."""


@compiled
def list_held(
    occupied: np.ndarray, internal_first: np.ndarray, level: np.ndarray, openings: np.ndarray
) -> int:
    """List the openings held for insiders, the highest first, and hold them no longer.

    Returns how many; `openings` is room for all seats.
    """
    count = 0
    for i in range(occupied.shape[0]):
        if occupied[i] or not internal_first[i]:
            continue
        internal_first[i] = False
        place = count
        while place > 0 and level[openings[place - 1]] < level[i]:
            openings[place] = openings[place - 1]
            place -= 1
        openings[place] = i
        count += 1
    return count


@compiled
def respect(
    occupied: np.ndarray,
    tie_count: np.ndarray,
    tie_neighbor: np.ndarray,
    tie_strength: np.ndarray,
    asked: np.ndarray,
) -> None:
    """Strength with which everybody is asked for advice, summed over those who ask."""
    asked[:] = 0.0
    for i in range(occupied.shape[0]):
        if not occupied[i]:
            continue
        for slot in range(tie_count[i]):
            asked[tie_neighbor[i, slot]] += tie_strength[i, slot]


@compiled
def rank(
    occupied: np.ndarray,
    department: np.ndarray,
    level: np.ndarray,
    levels: int,
    odds: np.ndarray,
    seats: np.ndarray,
    start: np.ndarray,
    weight: np.ndarray,
) -> None:
    """List the people of every department and level, ascending: `seats[start[k] : start[k + 1]]`.

    k = level + levels x department; `weight` adds up their `odds`.
    """
    start[:] = 0
    weight[:] = 0.0
    for i in range(occupied.shape[0]):
        if occupied[i]:
            k = level[i] + levels * department[i]
            start[k + 1] += 1
            weight[k] += odds[i]
    for k in range(1, start.shape[0]):
        start[k] += start[k - 1]
    people = start[-1]
    for i in range(occupied.shape[0] - 1, -1, -1):
        if occupied[i]:
            k = level[i] + levels * department[i] + 1
            start[k] -= 1
            seats[start[k]] = i
    # Filling moved every start back to that of its own people.
    for k in range(start.shape[0] - 1):
        start[k] = start[k + 1]
    start[-1] = people


@compiled
def weigh_kernel(
    occupied: np.ndarray,
    department: np.ndarray,
    department_eps: np.ndarray,
    level: np.ndarray,
    internal_first: np.ndarray,
    tie_count: np.ndarray,
    tie_neighbor: np.ndarray,
    tie_strength: np.ndarray,
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
    openings: np.ndarray,
    seats: np.ndarray,
    start: np.ndarray,
    weight: np.ndarray,
) -> int:
    """List the openings held for insiders, and the people with what speaks for them; how many.

    Fills everybody's score but for luck, in two parts (b, c), and its exponential (d). `draw_a` is
    room for the strength of being asked; there are as many levels as `weight` has room for.
    """
    count = list_held(occupied, internal_first, level, openings)
    if count == 0:
        return 0
    respect(occupied, tie_count, tie_neighbor, tie_strength, draw_a)
    for i in range(output.shape[0]):
        able, asked = log(max(0.05, output[i])), log(1.0 + draw_a[i])
        draw_b[i] = weight_output * able + weight_respect * asked
        draw_c[i] = weight_sponsor * min(sponsor_cap, sponsorship[i])
    for i in range(output.shape[0]):
        draw_d[i] = exp(draw_b[i] + draw_c[i])
    levels = weight.shape[0] // department_eps.shape[0]
    rank(occupied, department, level, levels, draw_d, seats, start, weight)
    return int(count)


@compiled
def highest_of(
    draw_b: np.ndarray,
    draw_c: np.ndarray,
    draw_d: np.ndarray,
    draw_e: np.ndarray,
    candidates: np.ndarray,
) -> int:
    """Seat of the candidate with the highest b + c - log(-log u), -1 where there is none.

    Who was chosen before has b = NEVER_AGAIN; `draw_e` holds u by candidate. Since -log u is at
    least 1 - u, most cannot be the highest any more, which 1 - u tells without a logarithm.
    """
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
    return int(best)


@compiled
def swap(
    a: int, b: int, manager: np.ndarray, role: np.ndarray, level: np.ndarray, moved: np.ndarray
) -> None:
    """Exchange the places in the structure of two seats; reports follow in `report`.

    `moved` holds where the place of every seat has gone (row 0), and whose place came there (1).
    """
    role[a], role[b] = role[b], role[a]
    level[a], level[b] = level[b], level[a]
    manager[a], manager[b] = manager[b], manager[a]
    place_a, place_b = moved[1, a], moved[1, b]
    moved[0, place_a], moved[0, place_b] = b, a
    moved[1, a], moved[1, b] = place_b, place_a


@compiled
def report(manager: np.ndarray, moved: np.ndarray) -> None:
    """Let everybody report to whoever has the manager's place now."""
    for i in range(manager.shape[0]):
        if manager[i] >= 0:
            manager[i] = moved[0, manager[i]]


@compiled
def rise(
    needed: np.ndarray,
    before: np.ndarray,
    usual: float,
    unused: float,
    start_plateau: np.ndarray,
    plateau: np.ndarray,
) -> None:
    """What practice can reach rises with what the new role asks, skill by skill."""
    for k in range(plateau.shape[0]):
        center = usual * needed[k] if needed[k] > 0.0 else unused
        was = usual * before[k] if before[k] > 0.0 else unused
        more = max(0.0, center - was)
        start_plateau[k] = max(start_plateau[k], min(0.98, start_plateau[k] + more))
        plateau[k] = max(plateau[k], min(0.98, plateau[k] + more))


@compiled
def fill_kernel(
    occupied: np.ndarray,
    holder: np.ndarray,
    person: np.ndarray,
    department: np.ndarray,
    department_eps: np.ndarray,
    manager: np.ndarray,
    role: np.ndarray,
    role_requirement: np.ndarray,
    role_pay: np.ndarray,
    level: np.ndarray,
    start_plateau: np.ndarray,
    plateau: np.ndarray,
    pay: np.ndarray,
    sponsorship: np.ndarray,
    vacant_months: np.ndarray,
    q_promoted: np.ndarray,
    q_promotion_chance: np.ndarray,
    tally_vacancies_filled: np.ndarray,
    draw_b: np.ndarray,
    draw_c: np.ndarray,
    draw_d: np.ndarray,
    draw_e: np.ndarray,
    usual: float,
    unused: float,
    luck: np.ndarray,
    openings: np.ndarray,
    seats: np.ndarray,
    start: np.ndarray,
    weight: np.ndarray,
    drawn: np.ndarray,
    moved: np.ndarray,
) -> None:
    """Fill one opening after the other with an insider; where nobody qualifies it stays open.

    The arrays after `openings` are those of `_Room`; `luck` = (seed's two words, month word,
    stream). Whoever rises takes the opening's place, which has been vacant there for no time, the
    pay of its grade and the reports. Chances of those who were not chosen are summed at the end.
    """
    levels = weight.shape[0] // department_eps.shape[0]
    drawn[:] = 0.0
    for seat in range(moved.shape[1]):
        moved[0, seat] = moved[1, seat] = seat
    for seat in openings:
        cell = level[seat] - 1 + levels * department[seat]
        candidates = seats[start[cell] : start[cell + 1]]
        address = np.uint32(seat * HOLDERS + holder[seat])
        for place in range(candidates.shape[0]):
            who = person[candidates[place]]
            draw_e[place] = uniform_at(luck[0], luck[1], who, address, luck[2], luck[3])
        i = highest_of(draw_b, draw_c, draw_d, draw_e, candidates)
        if i < 0:
            continue
        drawn[cell] += 1.0 / weight[cell]
        weight[cell] -= draw_d[i]
        q_promotion_chance[i] = draw_d[i] * drawn[cell]
        draw_b[i] = NEVER_AGAIN
        sponsorship[i] = 0.0
        q_promoted[i] = True
        vacant_months[seat] = 0.0
        tally_vacancies_filled[0] += 1
        new, old = role[seat], role[i]
        swap(i, seat, manager, role, level, moved)
        pay[i] *= role_pay[new] / role_pay[old]
        asked, before = role_requirement[new], role_requirement[old]
        rise(asked, before, usual, unused, start_plateau[i], plateau[i])
    for i in range(occupied.shape[0]):
        if occupied[i] and draw_b[i] != NEVER_AGAIN:
            q_promotion_chance[i] = draw_d[i] * drawn[level[i] + levels * department[i]]
    report(manager, moved)


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
        weigh_kernel,
        fill_kernel,
    )
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
        openings, people, drawn, moved = tick.once("promote.room", partial(_room, tick.state.sizes))
        weights = self.output_weight, self.respect_weight, self.sponsor_weight
        count = tick.call(weigh_kernel, *weights, self.sponsor_cap, openings, *people)
        if not count:
            return
        reach, luck = tick.setting.people, tick.draws.luck(TASTE)
        usual = reach.plateau_mean, reach.unused_level
        tick.call(fill_kernel, *usual, luck, openings[:count], *people, drawn, moved)


class _People(NamedTuple):
    """People by department and level: seats, and where each list starts.

    `weight` is the sum of exp(score but for luck) over those not chosen yet.
    """

    seats: Array
    start: Array
    weight: Array


class _Room(NamedTuple):
    """Room for a round: the openings, the people, and where places have `moved` (`swap`).

    `drawn` is the sum of 1 / weight over a list's openings so far: times exp(score), somebody's
    chances up to now.
    """

    openings: Array
    people: _People
    drawn: Array
    moved: Array


def _room(sizes: Sizes) -> _Room:
    """Room for every round of a run, whichever level somebody's own rule leads to."""
    seats, cells = sizes.seats, (HIGHEST_LEVEL + 1) * sizes.departments
    by_seat = np.empty((2, seats), np.int64)
    people = _People(by_seat[0], np.empty(cells + 1, np.int64), np.empty(cells))
    return _Room(by_seat[1], people, np.empty(cells), np.empty((2, seats), np.int64))
