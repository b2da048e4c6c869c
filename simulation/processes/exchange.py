"""Exchange: people ask those they are tied to, with or without a program."""

from typing import Any, ClassVar

import numpy as np

from simulation.engine.compiled import compiled
from simulation.engine.functions import exp
from simulation.engine.parameters import param
from simulation.engine.process import Process, Tick
from simulation.engine.rates import HOURS_A_MONTH, kept
from simulation.evidence.fitted import fitted
from simulation.organization.network import draw_ties, draw_ties_kernel
from simulation.state.columns import Column

NEWCOMER_MONTHS = 3.0
"""Months in which newcomers take their manager's time."""

TENTHS = 3.321928094887362
"""Half-lives that leave a tenth: log2 10."""

DOUBLED = 12.0 * 2.0 ** np.arange(6)
"""Months of service at which it has doubled once more: 1, 2, 4, 8, 16 and 32 years."""


@compiled
def usable_kernel(
    occupied: np.ndarray,
    skill: np.ndarray,
    borrowed: np.ndarray,
    borrowed_peers: np.ndarray,
    exchange_usable: np.ndarray,
) -> None:
    """Usable level of everybody as asking begins: min(1, skill + borrowed)."""
    for i in range(occupied.shape[0]):
        if occupied[i]:
            for k in range(skill.shape[1]):
                level = skill[i, k] + borrowed[i, k] + borrowed_peers[i, k]
                exchange_usable[i, k] = min(1.0, level)


@compiled
def ask_kernel(
    occupied: np.ndarray,
    growth_motivation: np.ndarray,
    team: np.ndarray,
    team_safety: np.ndarray,
    mentor_contacts: np.ndarray,
    tie_count: np.ndarray,
    tie_strength: np.ndarray,
    asked_hours: np.ndarray,
    asked_rate: np.ndarray,
    usual: float,
    motivation: float,
    safety: float,
    replaced: float,
) -> None:
    """Hours asked = usual exp(a g - a^2 / 2 + c safety), less what formal meetings replace.

    Who has few to ask asks less, and nobody asks without ties: times T / (T + 1), T = all ties.
    The hours are spread over the ties by strength. `replaced` counts hours per meeting.
    """
    for i in range(occupied.shape[0]):  # exponentials in a loop of their own run side by side
        wish = motivation * growth_motivation[i] - 0.5 * motivation * motivation
        hours = usual * exp(wish + safety * team_safety[team[i]])
        asked_hours[i] = max(0.0, hours - replaced * mentor_contacts[i]) * occupied[i]
    for i in range(occupied.shape[0]):
        total = 0.0
        for slot in range(tie_count[i]):
            total += tie_strength[i, slot]
        asked_rate[i] = asked_hours[i] / (total + 1.0)
        asked_hours[i] = asked_rate[i] * total


@compiled
def hear_kernel(
    occupied: np.ndarray,
    role: np.ndarray,
    role_requirement: np.ndarray,
    ability: np.ndarray,
    teaching: np.ndarray,
    tie_count: np.ndarray,
    tie_neighbor: np.ndarray,
    tie_strength: np.ndarray,
    asked_rate: np.ndarray,
    exchange_usable: np.ndarray,
    breadth_hours: np.ndarray,
    plateau: np.ndarray,
    borrowed: np.ndarray,
    borrowed_peers: np.ndarray,
    heard: np.ndarray,
    ahead: np.ndarray,
    speed: float,
    ability_gain: float,
) -> None:
    """Sum doses from those who know more, and doses times how much more, skill by skill.

    The asker's hours are split over the skills of the job; a dose of 1 is the breadth's hours.
    """
    pace = np.empty(occupied.shape[0])
    for i in range(occupied.shape[0]):
        pace[i] = speed * exp(ability_gain * ability[i]) * asked_rate[i]
    seat = np.zeros(tie_neighbor.shape[1], np.int64)
    dose = np.zeros(tie_neighbor.shape[1])
    heard[:] = 0.0
    ahead[:] = 0.0
    for i in range(occupied.shape[0]):
        if not occupied[i] or asked_rate[i] <= 0.0:
            continue
        used = 0
        for k in range(heard.shape[1]):
            if role_requirement[role[i], k] > 0.0:
                used += 1
        experts = 0
        for slot in range(tie_count[i]):
            j = tie_neighbor[i, slot]
            # Written in any case and kept if asked: no branch, since ties come in no pattern.
            seat[experts] = j
            dose[experts] = pace[i] * tie_strength[i, slot] * teaching[j]
            experts += tie_strength[i, slot] > 0.0
        for k in range(heard.shape[1]):
            if role_requirement[role[i], k] > 0.0:
                known = plateau[i, k] + borrowed[i, k] + borrowed_peers[i, k]
                doses = 0.0
                gaps = 0.0
                for e in range(experts):
                    gap = max(0.0, exchange_usable[seat[e], k] - known)
                    doses += dose[e] * (gap > 0.0)
                    gaps += dose[e] * gap
                heard[i, k] = doses / used / breadth_hours[k]
                ahead[i, k] = gaps / used / breadth_hours[k]


@compiled
def take_kernel(
    role: np.ndarray,
    role_requirement: np.ndarray,
    exchange_usable: np.ndarray,
    heard: np.ndarray,
    ahead: np.ndarray,
    plateau: np.ndarray,
    skill: np.ndarray,
    borrowed: np.ndarray,
    borrowed_peers: np.ndarray,
    level_lag: np.ndarray,
    growth: np.ndarray,
    learned: float,
) -> None:
    """Gain (1 - exp(-x)) of the mean gap: part of it stays, the rest is borrowed."""
    x = heard.reshape(heard.size)
    gains = ahead.reshape(ahead.size)
    for n in range(x.shape[0]):
        gains[n] *= (1.0 - exp(-x[n])) / max(x[n], 1e-300)
    for i in range(heard.shape[0]):
        used = 0
        rise = 0.0
        for k in range(heard.shape[1]):
            if role_requirement[role[i], k] > 0.0:
                used += 1
            gain = ahead[i, k]
            if gain > 0.0:
                mastery = min(1.0, skill[i, k] / max(0.02, plateau[i, k]))
                plateau[i, k] = min(1.0, plateau[i, k] + learned * gain)
                skill[i, k] = min(1.0, skill[i, k] + learned * gain * mastery)
                lent = (1.0 - learned) * gain * mastery
                borrowed_peers[i, k] = min(1.0, borrowed_peers[i, k] + lent)
                now = min(1.0, skill[i, k] + borrowed[i, k] + borrowed_peers[i, k])
                level_lag[i, k] += 0.5 * (now - exchange_usable[i, k])
                rise += now - exchange_usable[i, k]
        growth[i] += rise / max(1, used)


@compiled
def answer_kernel(
    tie_count: np.ndarray,
    tie_neighbor: np.ndarray,
    tie_strength: np.ndarray,
    asked_rate: np.ndarray,
    answered: np.ndarray,
    help_lent: np.ndarray,
    time_lent: np.ndarray,
    cost: float,
) -> None:
    """Each answer costs the expert time: `cost` months per hour asked."""
    answered[:] = 0.0
    for i in range(tie_neighbor.shape[0]):
        for slot in range(tie_count[i]):
            answered[tie_neighbor[i, slot]] += asked_rate[i] * tie_strength[i, slot]
    for j in range(answered.shape[0]):
        help_lent[j] += cost * answered[j]
        time_lent[j] += cost * answered[j]


@compiled
def onboard_kernel(
    occupied: np.ndarray,
    tenure: np.ndarray,
    manager: np.ndarray,
    help_lent: np.ndarray,
    time_lent: np.ndarray,
    hours: float,
    months: float,
    hours_a_month: float,
) -> None:
    """Newcomers take their manager's time: most at first, none after the first quarter."""
    for i in range(occupied.shape[0]):
        if not occupied[i] or tenure[i] >= months:
            continue
        boss = manager[i]
        if boss >= 0 and occupied[boss]:
            # Twice the mean at first, nothing at the end: the mean over the months is `hours`.
            now = 2.0 * hours * (1.0 - (tenure[i] + 0.5) / months)
            help_lent[boss] += now / hours_a_month
            time_lent[boss] += now / hours_a_month


@compiled
def grow_kernel(
    tie_count: np.ndarray, tie_strength: np.ndarray, tie_target: np.ndarray, speed: float
) -> None:
    """Ties grow toward their strength, s += v (target - s)."""
    for i in range(tie_strength.shape[0]):
        for slot in range(tie_count[i]):
            tie_strength[i, slot] += speed * (tie_target[i, slot] - tie_strength[i, slot])


@compiled
def doubled_kernel(
    occupied: np.ndarray, tenure: np.ndarray, seats: np.ndarray, doubled: np.ndarray
) -> int:
    """List those whose service has just reached one of the `doubled`; return how many."""
    count = 0
    for i in range(occupied.shape[0]):
        now = False
        for step in range(doubled.shape[0]):
            now |= tenure[i] == doubled[step]
        seats[count] = i
        count += now and occupied[i]
    return count


class Exchange(Process):
    """Colleagues ask and answer over the advice network; ties grow with time.

    hours asked = (h exp(a g - a^2 / 2 + c safety) - formal hours replaced)+ T / (T + 1),
    spread over the ties, T their sum
    g = (1 - exp(-x)) mean (expert's usable level - plateau - borrowed), for each skill of the job,
    over those who know more, by the dose that each gives; x = sum of doses / hours of breadth
    dose = transport agenda teaching exp(.15 ability) hours, all hours split over the job's skills
    plateau += lambda g; of skill / plateau as much: skill += lambda g, borrowed from peers the
    rest. Answering costs the expert time.
    Newcomers take 17 hours a month of their manager in the first quarter (`bishop91-manager`).
    When service has doubled (1, 2, 4, ... years) more others ask: ties are drawn once more.
    New ties grow over about four months: s += v (target - s).
    """

    name: ClassVar[str] = "exchange"
    position: ClassVar[float] = 6.0
    burn_in: ClassVar[bool] = True
    columns: ClassVar[tuple[Column, ...]] = (
        Column("asked_hours", np.float64, "hours of advice asked this month", "hours"),
        Column("asked_rate", np.float64, "hours asked per unit of tie strength", "hours"),
        Column("answered", np.float64, "hours of questions answered this month", "hours"),
        Column("heard", np.float64, "x: doses from those who know more", extra="skills"),
        Column("ahead", np.float64, "doses times how much more; then the gain", extra="skills"),
        Column("exchange_usable", np.float64, "usable level when asking began", extra="skills"),
    )
    kernels: ClassVar[tuple[Any, ...]] = (
        usable_kernel,
        ask_kernel,
        hear_kernel,
        take_kernel,
        answer_kernel,
        onboard_kernel,
        doubled_kernel,
        grow_kernel,
        draw_ties_kernel,
    )
    writes: ClassVar[tuple[str, ...]] = (
        "asked_hours",
        "asked_rate",
        "answered",
        "heard",
        "ahead",
        "exchange_usable",
        "plateau",
        "skill",
        "borrowed_peers",
        "level_lag",
        "growth",
        "help_lent",
        "time_lent",
        "tie_neighbor",
        "tie_strength",
        "tie_target",
        "tie_count",
    )

    hours: float = param(
        1.0,
        low=0.3,
        high=3.0,
        unit="hours/month",
        assumed="about an hour a month beside pairs; all informal training takes 1.2 hours a week",
        signs="bls95-informal",
        off=0.0,
        mechanism="Colleagues advise each other",
        doc="advice asked by an ordinary, established person",
    )
    motivation: float = param(
        1.0,
        low=0.5,
        high=1.5,
        unit="log/SD",
        assumed="those who want to grow find help anyway",
        signs="kyndt13-participation",
        doc="log hours asked per SD of growth motivation",
    )
    safety: float = param(
        0.15,
        low=0.05,
        high=0.3,
        unit="log/SD",
        assumed="half of the perceived relation is causal",
        signs=("frazier17-learning", "frazier17-infoshare"),
        shared="causal share of perceptions",
        doc="log hours asked per SD of psychological safety",
    )
    replaced: float = param(
        0.5,
        low=0.2,
        high=0.8,
        unit="1",
        assumed="half of formal help replaces informal asking",
        doc="informal hours saved per formal hour",
    )
    agenda: float = param(
        0.35,
        low=0.2,
        high=0.6,
        unit="1",
        assumed="advice without an agenda",
        shared="worth of an agenda",
        doc="worth of an informal hour against a worksheet hour",
    )
    learned: float = param(
        0.3,
        low=0.1,
        high=0.5,
        unit="1",
        assumed="as in meetings without an agenda",
        shared="share that stays",
        doc="share of what is told that stays",
    )
    transport: float = param(
        0.5,
        low=0.2,
        high=1.0,
        unit="1",
        assumed="as in learning from mentors",
        shared="transport",
        doc="share of a published learning rate reached",
    )
    ability_gain: float = param(
        0.15,
        low=0.05,
        high=0.3,
        unit="1/SD",
        assumed="able people learn faster",
        shared="learning by ability",
        doc="log learning per SD of ability",
    )
    answer_cost: float = param(
        fitted("exchange.answer_cost"),
        low=0.5,
        high=4.0,
        unit="hours/hour",
        anchor="V19",
        doc="the expert's time per hour asked, interruption included",
    )
    newcomer_hours: float = param(
        17.0,
        low=8.0,
        high=25.0,
        unit="hours/month",
        evidence="bishop91-manager",
        doc="manager's time for a newcomer, mean over the first quarter",
    )
    tie_months: float = param(
        4.0,
        low=2.0,
        high=8.0,
        unit="months",
        assumed="ties to a replacement take a season",
        doc="time in which a tie reaches nine tenths of its strength",
    )

    def step(self, tick: Tick) -> None:
        """Ask, answer, and let ties grow."""
        tick.call(usable_kernel)
        hours_a_meeting = tick.setting.terms.minutes / 60.0
        replaced = self.replaced * hours_a_meeting
        tick.call(ask_kernel, self.hours, self.motivation, self.safety, replaced)
        speed = self.transport * self.agenda / tick.setting.people.teaching_mean
        tick.call(hear_kernel, speed, self.ability_gain)
        tick.call(take_kernel, self.learned)
        tick.call(answer_kernel, self.answer_cost / HOURS_A_MONTH)
        tick.call(onboard_kernel, self.newcomer_hours, NEWCOMER_MONTHS, HOURS_A_MONTH)
        _draw_more(tick)
        tick.call(grow_kernel, 1.0 - kept(self.tie_months / TENTHS))


def _draw_more(tick: Tick) -> None:
    """Let more others ask those whose service has doubled this month."""
    room = tick.once("exchange.list", lambda: np.empty(tick.state.sizes.seats, np.int64))
    count = tick.call(doubled_kernel, room, DOUBLED)
    if count:
        draw_ties(tick.state, tick.draws, tick.setting.people, room[:count], more=True)
