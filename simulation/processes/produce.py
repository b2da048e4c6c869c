"""Produce: what people get done, from what they can, want and have time for."""

from typing import Any, ClassVar

import numpy as np

from simulation.engine.compiled import compiled
from simulation.engine.functions import exp, log
from simulation.engine.grouping import group
from simulation.engine.parameters import param
from simulation.engine.process import Process, Tick
from simulation.evidence.fitted import fitted
from simulation.state.columns import Array, Column

WINDOW = 24
"""Months of burn-in over which the monthly solutions of eps are averaged."""

PASSES = 6
"""Steps toward each of them; every step leaves about a fifth of the error."""

PRIOR_PEOPLE = 30.0
"""Weight, in people, of the expected spread of coverage against the measured one."""

LEAST_COVERAGE = 0.05
"""Nobody is of no use at all: the logarithm stays finite."""

LEAST_EPS, MOST_EPS = 0.3, 6.0
"""Bounds of the solved elasticity, for departments whose coverage hardly varies or varies much."""

TYPICAL_SKILLS = 4.0
"""Skills of a job, for the spread of coverage that is expected before any is measured."""

TYPICAL_LEVEL = 0.55
"""Plateau of a typical job's skills, for the same."""


@compiled
def output_kernel(
    occupied: np.ndarray,
    role: np.ndarray,
    role_requirement: np.ndarray,
    skill: np.ndarray,
    borrowed: np.ndarray,
    borrowed_peers: np.ndarray,
    level_lag: np.ndarray,
    coverage: np.ndarray,
    log_coverage: np.ndarray,
    team: np.ndarray,
    department: np.ndarray,
    department_eps: np.ndarray,
    team_output: np.ndarray,
    ability: np.ndarray,
    conscientiousness: np.ndarray,
    stability: np.ndarray,
    extraversion: np.ndarray,
    output_person: np.ndarray,
    satisfaction: np.ndarray,
    effort: np.ndarray,
    time_lent: np.ndarray,
    help_lent: np.ndarray,
    draw_a: np.ndarray,
    draw_b: np.ndarray,
    output: np.ndarray,
    q_output: np.ndarray,
    spread: np.ndarray,
    shares: np.ndarray,
    satisfaction_gain: float,
    displaced_share: float,
) -> None:
    """Coverage: mean over the job's skills of min(1, usable / requirement), month's mean level.

    Then log output as a sum; `draw_a` and `draw_b` are room. `shares` = (ability,
    conscientiousness, stability, extraversion, team, person) are roots of variance shares of log
    output, whose `spread` is its SD by role.
    """
    for i in range(occupied.shape[0]):
        if not occupied[i]:
            continue
        total = 0.0
        used = 0
        job = role[i]
        for k in range(skill.shape[1]):
            needed = role_requirement[job, k]
            asked = needed > 0.0
            level = min(1.0, skill[i, k] + borrowed[i, k] + borrowed_peers[i, k])
            level = max(0.0, level - level_lag[i, k])
            part = min(1.0, level / (needed if asked else 1.0))
            total += part if asked else 0.0
            used += asked
        share = total / used if used > 0 else 1.0
        coverage[i] = max(LEAST_COVERAGE, share)
    # Logarithms and exponentials in loops of their own run side by side.
    for i in range(occupied.shape[0]):
        now = log(max(LEAST_COVERAGE, coverage[i]))
        log_coverage[i] = now if occupied[i] else log_coverage[i]
    for i in range(occupied.shape[0]):
        away = displaced_share * (time_lent[i] - help_lent[i]) + help_lent[i]
        draw_b[i] = 1.0 - min(0.9, max(0.0, away))
    for i in range(occupied.shape[0]):
        draw_b[i] = log(draw_b[i])
    for i in range(occupied.shape[0]):
        draw_a[i] = log(max(0.05, effort[i])) + draw_b[i]
    for i in range(occupied.shape[0]):
        z = shares[0] * ability[i] + shares[1] * conscientiousness[i]
        z += shares[2] * stability[i] + shares[3] * extraversion[i]
        z += shares[4] * team_output[team[i]] + shares[5] * output_person[i]
        z += satisfaction_gain * satisfaction[i]
        total = spread[role[i]] * z + department_eps[department[i]] * log_coverage[i]
        draw_a[i] = min(3.0, total + draw_a[i])
    for i in range(occupied.shape[0]):
        draw_a[i] = exp(draw_a[i])
    for i in range(occupied.shape[0]):
        output[i] = draw_a[i] if occupied[i] else 0.0
        q_output[i] += output[i]


@compiled
def solve_kernel(
    occupied: np.ndarray,
    department: np.ndarray,
    role: np.ndarray,
    log_coverage: np.ndarray,
    department_eps: np.ndarray,
    asked: np.ndarray,
    prior_variance: float,
    weight: float,
) -> None:
    """Move each department's eps by its weight to where coverage^eps varies as is asked.

    That is the mean of its people's roles' `asked`; a department without people keeps its eps.
    """
    departments = department_eps.shape[0]
    first, wanted = np.empty(departments + 2, dtype=np.int64), np.zeros(departments)
    coverage, room = np.empty(occupied.shape[0]), np.empty(occupied.shape[0])
    group(occupied, department, log_coverage, first, coverage)
    for i in range(occupied.shape[0]):
        if occupied[i]:
            wanted[department[i]] += asked[role[i]]
    for d in range(departments):
        own = coverage[first[d] : first[d + 1]]
        people = own.shape[0]
        if people > 0:
            mean = wanted[d] / people
            solution = eps_of(own, department_eps[d], mean, prior_variance, room[:people])
            department_eps[d] += weight * (solution - department_eps[d])


@compiled
def eps_of(
    log_coverage: np.ndarray, eps: float, wanted: float, prior_variance: float, part: np.ndarray
) -> float:
    """Bring eps to where log of 1 + CV^2 of coverage^eps is as wanted; `part` is room.

    It is about eps^2 x variance, so eps *= sqrt(wanted / reached) closes in on it quickly. The
    spread counts as if PRIOR_PEOPLE more, of the expected variance, worked there.
    """
    people = log_coverage.shape[0]
    for _ in range(PASSES):
        for i in range(people):  # in a loop of its own, exponentials run side by side
            part[i] = exp(eps * log_coverage[i])
        first, second = 0.0, 0.0
        for i in range(people):
            first += part[i]
            second += part[i] * part[i]
        measured = people * log(people * second / (first * first))
        expected = PRIOR_PEOPLE * prior_variance * eps * eps
        reached = (measured + expected) / (people + PRIOR_PEOPLE)
        eps = min(MOST_EPS, max(LEAST_EPS, eps * np.sqrt(wanted / reached)))
    return eps


class Produce(Process):
    """Output: what is usable of what the job needs, times effort, less time away.

    log output = s (a ability + k conscientiousness + st stability + ex extraversion
        + t team + p person + m satisfaction) + eps log coverage + log effort + log(1 - displaced)
    coverage = mean over the job's skills of min(1, usable / requirement), at the month's mean
    level. Skills weigh alike on purpose: how much of each a job needs is in the ratio already,
    and no evidence says which skill counts more.
    s^2 = log(1 + cv^2) of the role; displaced = share of meeting time x displacement + all time of
    help and of ordered attention. a, k, st, ex, t, p are roots of shares of variance; what the
    named ones leave is the person's, and where they would exceed 1 together, all shrink alike.
    eps is solved in burn-in, by department: 1 + CV(coverage^eps)^2 = (1 + cv^2)^.65, so that the
    CV of output without a program is the organization's (site effects are in the team's). It is
    the mean of the last two years' monthly solutions, and frozen once the run begins.
    """

    name: ClassVar[str] = "produce"
    position: ClassVar[float] = 12.0
    burn_in: ClassVar[bool] = True
    columns: ClassVar[tuple[Column, ...]] = (
        Column("coverage", np.float64, "share of what the job needs that is usable", low=0, high=1),
        Column("log_coverage", np.float64, "its logarithm", "log"),
    )
    kernels: ClassVar[tuple[Any, ...]] = (output_kernel, solve_kernel)
    writes: ClassVar[tuple[str, ...]] = (
        "coverage",
        "log_coverage",
        "output",
        "q_output",
        "department_eps",
    )

    share_coverage: float = param(
        0.65,
        low=0.5,
        high=0.8,
        unit="1",
        assumed="what the other shares leave",
        doc="share of the variance of log output that coverage carries",
    )
    share_ability: float = param(
        fitted("produce.share_ability"),
        low=0.04,
        high=0.09,
        unit="1",
        evidence=("sackett22-gma", "sackett23-gma"),
        doc="share that ability carries by itself",
    )
    share_conscientiousness: float = param(
        fitted("produce.share_conscientiousness"),
        low=0.02,
        high=0.06,
        unit="1",
        evidence="zell22-consci",
        doc="share that conscientiousness carries",
    )
    share_stability: float = param(
        fitted("produce.share_stability"),
        low=0.005,
        high=0.03,
        unit="1",
        evidence="zell22-neurot",
        doc="share that emotional stability carries",
    )
    share_extraversion: float = param(
        fitted("produce.share_extraversion"),
        low=0.005,
        high=0.03,
        unit="1",
        evidence="zell22-extrav",
        doc="share that extraversion carries",
    )
    share_team: float = param(
        0.15,
        low=0.05,
        high=0.22,
        unit="1",
        evidence="lazear15-boss",
        doc="share that teams and their sites carry",
    )
    satisfaction: float = param(
        0.06,
        low=0.02,
        high=0.10,
        unit="SD/SD",
        evidence="riketta08-lag",
        off=0.0,
        mechanism="The satisfied produce more",
        doc="causal effect of satisfaction on log output",
    )
    displacement: float = param(
        1.0,
        low=0.7,
        high=1.3,
        unit="hours/hour",
        assumed="an hour away costs an hour's output: some is made up for, some thread is lost",
        off=0.0,
        mechanism="Program time displaces output",
        doc="output lost by an hour of program time that is not released",
    )

    def step(self, tick: Tick) -> None:
        """Produce for one month; in burn-in also solve eps."""
        tick.call(
            output_kernel,
            tick.once("produce.spread", lambda: _spread(tick)),
            tick.once("produce.shares", self._shares),
            self.satisfaction,
            self.displacement * tick.setting.organization.displaced_share,
        )
        if tick.month < 0:
            self._solve(tick)

    def _solve(self, tick: Tick) -> None:
        lived = tick.month + tick.setting.organization.burn_in_months + 1
        asked, prior = tick.once("produce.asked", lambda: (self._asked(tick), self._prior(tick)))
        tick.call(solve_kernel, asked, prior, 1.0 / max(1, min(WINDOW, lived)))

    @property
    def _named(self) -> Array:
        """Shares that parameters name, coverage first; above 1 together, all shrink alike."""
        named = np.array(
            [
                self.share_coverage,
                self.share_ability,
                self.share_conscientiousness,
                self.share_stability,
                self.share_extraversion,
                self.share_team,
            ]
        )
        return named / max(1.0, float(named.sum()))

    def _asked(self, tick: Tick) -> Array:
        """Log of 1 + CV^2 that coverage is to bring to output, by role."""
        share = float(self._named[0])
        return np.array([share * _log_variation(cv) for cv in tick.state["role_cv"].tolist()])

    def _shares(self) -> Array:
        named = self._named
        person = max(0.0, 1.0 - float(named[0]) - float(named[1:].sum()))
        return np.sqrt(np.append(named[1:], person))

    @staticmethod
    def _prior(tick: Tick) -> float:
        """Expected variance of log coverage, halved since more than the job asks counts nothing."""
        people = tick.setting.people
        shared = people.growth_loading**2
        spread = people.skill_dispersion / TYPICAL_LEVEL
        return float(spread**2 * (shared + (1.0 - shared) / TYPICAL_SKILLS) / 2.0)


def _spread(tick: Tick) -> Array:
    """SD of log output by role: sqrt(log(1 + cv^2)), of a lognormal with that variation."""
    return np.sqrt([_log_variation(cv) for cv in tick.state["role_cv"].tolist()])


def _log_variation(cv: float) -> float:
    """Variance of the logarithm of what is lognormal and varies by `cv`."""
    return float(log(1.0 + cv * cv))
