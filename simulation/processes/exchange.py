"""Exchange: people ask those they are tied to, with or without a program."""

from typing import Any, ClassVar

import numpy as np

from simulation.engine.compiled import compiled
from simulation.engine.functions import exp
from simulation.engine.parameters import param
from simulation.engine.process import Process, Tick
from simulation.engine.rates import HOURS_A_MONTH
from simulation.state.columns import Column


@compiled
def ask_kernel(
    occupied: np.ndarray,
    growth_motivation: np.ndarray,
    team: np.ndarray,
    team_safety: np.ndarray,
    mentor_contacts: np.ndarray,
    tie_neighbor: np.ndarray,
    tie_strength: np.ndarray,
    skill: np.ndarray,
    borrowed: np.ndarray,
    borrowed_peers: np.ndarray,
    asked_hours: np.ndarray,
    asked_strength: np.ndarray,
    exchange_usable: np.ndarray,
    usual: float,
    motivation: float,
    safety: float,
    replaced: float,
    hours_a_contact: float,
) -> None:
    """Hours asked = usual exp(a g - a^2 / 2 + c safety), less what formal meetings replace.

    Nobody asks without ties. Also notes everybody's usable level as it is now.
    """
    for i in range(occupied.shape[0]):
        asked_hours[i] = 0.0
        asked_strength[i] = 0.0
        if not occupied[i]:
            continue
        for k in range(skill.shape[1]):
            exchange_usable[i, k] = min(1.0, skill[i, k] + borrowed[i, k] + borrowed_peers[i, k])
        total = 0.0
        for slot in range(tie_neighbor.shape[1]):
            j = tie_neighbor[i, slot]
            if j < 0:
                break
            if occupied[j]:
                total += tie_strength[i, slot]
        wish = motivation * growth_motivation[i] - 0.5 * motivation * motivation
        hours = usual * exp(wish + safety * team_safety[team[i]])
        hours = max(0.0, hours - replaced * hours_a_contact * mentor_contacts[i])
        asked_strength[i] = total
        asked_hours[i] = hours * total / (total + 1.0)


@compiled
def exchange_kernel(
    occupied: np.ndarray,
    role: np.ndarray,
    role_requirement: np.ndarray,
    ability: np.ndarray,
    teaching: np.ndarray,
    tie_neighbor: np.ndarray,
    tie_strength: np.ndarray,
    asked_hours: np.ndarray,
    asked_strength: np.ndarray,
    exchange_usable: np.ndarray,
    breadth_hours: np.ndarray,
    plateau: np.ndarray,
    skill: np.ndarray,
    borrowed: np.ndarray,
    borrowed_peers: np.ndarray,
    level_lag: np.ndarray,
    growth: np.ndarray,
    help_lent: np.ndarray,
    time_lent: np.ndarray,
    speed: float,
    learned: float,
    ability_gain: float,
    teaching_mean: float,
    answer_cost: float,
    hours_a_month: float,
) -> None:
    """Learn a little from everybody asked; each answer costs the expert time.

    x is small, so 1 - exp(-x) = x; what several experts tell adds up to at most the best's gap.
    """
    for i in range(occupied.shape[0]):
        if asked_hours[i] <= 0.0:
            continue
        used = 0
        for k in range(skill.shape[1]):
            if role_requirement[role[i], k] > 0.0:
                used += 1
        per_strength = asked_hours[i] / asked_strength[i]
        speed_here = speed * exp(ability_gain * ability[i]) / max(1, used)
        for slot in range(tie_neighbor.shape[1]):
            j = tie_neighbor[i, slot]
            if j < 0:
                break
            if not occupied[j] or tie_strength[i, slot] <= 0.0:
                continue
            hours = per_strength * tie_strength[i, slot]
            cost = answer_cost * hours / hours_a_month
            help_lent[j] += cost
            time_lent[j] += cost
            taught = speed_here * hours * teaching[j] / teaching_mean
            for k in range(skill.shape[1]):
                if role_requirement[role[i], k] <= 0.0:
                    continue
                gap = exchange_usable[j, k] - plateau[i, k] - borrowed[i, k] - borrowed_peers[i, k]
                if gap <= 0.0:
                    continue
                gain = min(0.5, taught / breadth_hours[k]) * gap
                mastery = min(1.0, skill[i, k] / max(0.02, plateau[i, k]))
                stays = learned * gain
                plateau[i, k] = min(1.0, plateau[i, k] + stays)
                skill[i, k] = min(plateau[i, k], skill[i, k] + stays * mastery)
                lent = (gain - stays) * mastery
                borrowed_peers[i, k] = min(1.0, borrowed_peers[i, k] + lent)
        for k in range(skill.shape[1]):
            if role_requirement[role[i], k] > 0.0:
                now = min(1.0, skill[i, k] + borrowed[i, k] + borrowed_peers[i, k])
                rise = now - exchange_usable[i, k]
                level_lag[i, k] += 0.5 * rise
                growth[i] += rise / used


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
    occupied: np.ndarray,
    tie_neighbor: np.ndarray,
    tie_strength: np.ndarray,
    tie_target: np.ndarray,
    speed: float,
) -> None:
    """Ties grow toward their strength: s += v (target - s)."""
    for i in range(occupied.shape[0]):
        if not occupied[i]:
            continue
        for slot in range(tie_neighbor.shape[1]):
            if tie_neighbor[i, slot] < 0:
                break
            tie_strength[i, slot] += speed * (tie_target[i, slot] - tie_strength[i, slot])


class Exchange(Process):
    """Colleagues ask and answer over the advice network; ties grow with time.

    hours asked = h exp(a g - a^2 / 2 + c safety) - formal hours replaced, spread over ties
    g_k = x_k (expert's usable level - plateau - borrowed)+, x = rate transport agenda hours / breadth
    plateau += lambda g; the rest is borrowed from peers. Answering costs the expert time.
    Newcomers take 17 hours a month of their manager in the first quarter (`bishop91-manager`).
    Ties to somebody new grow over about four months: s += v (target - s).
    """

    name: ClassVar[str] = "exchange"
    position: ClassVar[float] = 6.0
    columns: ClassVar[tuple[Column, ...]] = (
        Column("asked_hours", np.float64, "hours of advice asked this month", "hours"),
        Column("asked_strength", np.float64, "sum of the tie strengths asked over"),
        Column("exchange_usable", np.float64, "usable level when asking began", extra="skills"),
    )
    kernels: ClassVar[tuple[Any, ...]] = (
        ask_kernel,
        exchange_kernel,
        onboard_kernel,
        grow_kernel,
    )
    writes: ClassVar[tuple[str, ...]] = (
        "asked_hours", "asked_strength", "exchange_usable", "plateau", "skill",
        "borrowed_peers", "level_lag", "growth", "help_lent", "time_lent", "tie_strength",
    )  # fmt: skip

    hours: float = param(
        1.0,
        low=0.3,
        high=3.0,
        unit="hours/month",
        evidence="bishop91-coworker",
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
        doc="worth of an informal hour against a worksheet hour",
    )
    learned: float = param(
        0.3,
        low=0.1,
        high=0.5,
        unit="1",
        assumed="as in meetings without an agenda",
        doc="share of what is told that stays",
    )
    transport: float = param(
        0.5,
        low=0.2,
        high=1.0,
        unit="1",
        assumed="as in learning from mentors",
        doc="share of a published learning rate reached",
    )
    ability_gain: float = param(
        0.15,
        low=0.05,
        high=0.3,
        unit="1/SD",
        assumed="able people learn faster",
        doc="log learning per SD of ability",
    )
    answer_cost: float = param(
        1.5,
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
        terms = tick.setting.terms
        tick.call(
            ask_kernel,
            self.hours,
            self.motivation,
            self.safety,
            self.replaced,
            terms.minutes / 60.0,
        )
        tick.call(
            exchange_kernel,
            self.agenda * self.transport,
            self.learned,
            self.ability_gain,
            tick.setting.people.teaching_mean,
            self.answer_cost,
            HOURS_A_MONTH,
        )
        tick.call(onboard_kernel, self.newcomer_hours, 3.0, HOURS_A_MONTH)
        tick.call(grow_kernel, 1.0 - float(exp(-2.302585092994046 / self.tie_months)))
