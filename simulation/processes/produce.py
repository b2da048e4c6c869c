"""Produce: what people get done, from what they can, want and have time for."""

from typing import Any, ClassVar

import numpy as np

from simulation.engine.compiled import compiled
from simulation.engine.functions import exp, log
from simulation.engine.parameters import param
from simulation.engine.process import Process, Tick
from simulation.state.columns import Column

WINDOW = 24
"""Last months of burn-in over which the spread of coverage is measured."""

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
def coverage_kernel(
    occupied: np.ndarray,
    role: np.ndarray,
    role_requirement: np.ndarray,
    skill: np.ndarray,
    borrowed: np.ndarray,
    borrowed_peers: np.ndarray,
    level_lag: np.ndarray,
    coverage: np.ndarray,
    log_coverage: np.ndarray,
    least: float,
) -> None:
    """Coverage: mean over the job's skills of min(1, usable / requirement), month's mean level."""
    for i in range(occupied.shape[0]):
        if not occupied[i]:
            continue
        total = 0.0
        used = 0
        for k in range(skill.shape[1]):
            needed = role_requirement[role[i], k]
            if needed > 0.0:
                level = min(1.0, skill[i, k] + borrowed[i, k] + borrowed_peers[i, k])
                level = max(0.0, level - level_lag[i, k])
                total += min(1.0, level / needed)
                used += 1
        share = total / used if used > 0 else 1.0
        coverage[i] = max(least, share)
        log_coverage[i] = log(max(least, share))


@compiled
def output_kernel(
    occupied: np.ndarray,
    role: np.ndarray,
    team: np.ndarray,
    department: np.ndarray,
    role_cv: np.ndarray,
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
    log_coverage: np.ndarray,
    output: np.ndarray,
    q_output: np.ndarray,
    shares: np.ndarray,
    satisfaction_gain: float,
    displaced_share: float,
) -> None:
    """Log output as a sum; `shares` = (ability, conscientiousness, stability, extraversion, team,
    person) are roots of variance shares of log output."""
    for i in range(occupied.shape[0]):
        if not occupied[i]:
            output[i] = 0.0
            continue
        cv = role_cv[role[i]]
        spread = np.sqrt(log(1.0 + cv * cv))
        z = shares[0] * ability[i] + shares[1] * conscientiousness[i]
        z += shares[2] * stability[i] + shares[3] * extraversion[i]
        z += shares[4] * team_output[team[i]] + shares[5] * output_person[i]
        z += satisfaction_gain * satisfaction[i]
        away = displaced_share * (time_lent[i] - help_lent[i]) + help_lent[i]
        away = min(0.9, max(0.0, away))
        total = spread * z + department_eps[department[i]] * log_coverage[i]
        total += log(max(0.05, effort[i])) + log(1.0 - away)
        output[i] = exp(min(3.0, total))
        q_output[i] += output[i]


@compiled
def measure_kernel(
    occupied: np.ndarray,
    department: np.ndarray,
    log_coverage: np.ndarray,
    department_coverage_sum: np.ndarray,
    department_coverage_squares: np.ndarray,
    department_coverage_count: np.ndarray,
) -> None:
    """Add this month's log coverage to each department's sums."""
    for i in range(occupied.shape[0]):
        if occupied[i]:
            d = department[i]
            department_coverage_sum[d] += log_coverage[i]
            department_coverage_squares[d] += log_coverage[i] * log_coverage[i]
            department_coverage_count[d] += 1.0


@compiled
def solve_kernel(
    department_coverage_sum: np.ndarray,
    department_coverage_squares: np.ndarray,
    department_coverage_count: np.ndarray,
    occupied: np.ndarray,
    department: np.ndarray,
    role: np.ndarray,
    role_cv: np.ndarray,
    department_eps: np.ndarray,
    share: float,
    months: float,
    prior_variance: float,
    prior_people: float,
    lowest: float,
    highest: float,
) -> None:
    """eps^2 var(log coverage) = share x var(log output), department by department."""
    for d in range(department_eps.shape[0]):
        variance = 0.0
        heads = 0.0
        for i in range(occupied.shape[0]):
            if occupied[i] and department[i] == d:
                cv = role_cv[role[i]]
                variance += log(1.0 + cv * cv)
                heads += 1.0
        count = department_coverage_count[d]
        if heads == 0.0 or count == 0.0:
            continue
        mean = department_coverage_sum[d] / count
        measured = max(0.0, department_coverage_squares[d] / count - mean * mean)
        people = count / months
        spread = (people * measured + prior_people * prior_variance) / (people + prior_people)
        eps = np.sqrt(share * (variance / heads) / spread)
        department_eps[d] = min(highest, max(lowest, eps))


class Produce(Process):
    """Output: what is usable of what the job needs, times effort, less time away.

    log output = s (a ability + k conscientiousness + st stability + ex extraversion
        + t team + p person + m satisfaction) + eps log coverage + log effort + log(1 - displaced)
    s^2 = log(1 + cv^2) of the role; displaced = share of meeting time + all helping time.
    eps is solved at the end of burn-in, by department: eps^2 var(log coverage) = .65 s^2, so that
    the spread of output without a program is the organization's (site effects are in the team's).
    """

    name: ClassVar[str] = "produce"
    position: ClassVar[float] = 12.0
    columns: ClassVar[tuple[Column, ...]] = (
        Column("coverage", np.float64, "share of what the job needs that is usable", low=0, high=1),
        Column("log_coverage", np.float64, "its logarithm", "log"),
    )
    kernels: ClassVar[tuple[Any, ...]] = (
        coverage_kernel,
        output_kernel,
        measure_kernel,
        solve_kernel,
    )
    writes: ClassVar[tuple[str, ...]] = (
        "coverage",
        "log_coverage",
        "output",
        "q_output",
        "department_eps",
        "department_coverage_sum",
        "department_coverage_squares",
        "department_coverage_count",
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
        0.06,
        low=0.04,
        high=0.09,
        unit="1",
        evidence=("sackett22-gma", "sackett23-gma"),
        doc="share that ability carries by itself",
    )
    share_conscientiousness: float = param(
        0.04,
        low=0.02,
        high=0.06,
        unit="1",
        evidence="zell22-consci",
        doc="share that conscientiousness carries",
    )
    share_stability: float = param(
        0.015,
        low=0.005,
        high=0.03,
        unit="1",
        evidence="zell22-neurot",
        doc="share that emotional stability carries",
    )
    share_extraversion: float = param(
        0.015,
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
        doc="causal effect of satisfaction on log output",
    )

    def step(self, tick: Tick) -> None:
        """Produce for one month; in burn-in also measure coverage and finally solve eps."""
        tick.call(coverage_kernel, LEAST_COVERAGE)
        tick.call(
            output_kernel,
            self._shares(),
            self.satisfaction,
            tick.setting.organization.displaced_share,
        )
        if -WINDOW <= tick.month < 0:
            tick.call(measure_kernel)
        if tick.month == -1:
            months = min(WINDOW, tick.setting.organization.burn_in_months)
            tick.call(
                solve_kernel,
                self.share_coverage,
                months,
                self._prior(tick),
                PRIOR_PEOPLE,
                LEAST_EPS,
                MOST_EPS,
            )

    def _shares(self) -> np.ndarray:
        named = np.array(
            [
                self.share_ability,
                self.share_conscientiousness,
                self.share_stability,
                self.share_extraversion,
                self.share_team,
            ]
        )
        person = max(0.0, 1.0 - self.share_coverage - float(named.sum()))
        return np.sqrt(np.append(named, person))

    @staticmethod
    def _prior(tick: Tick) -> float:
        """Expected variance of log coverage, halved since more than the job asks counts nothing."""
        people = tick.setting.people
        shared = people.growth_loading**2
        spread = people.skill_dispersion / TYPICAL_LEVEL
        return float(spread**2 * (shared + (1.0 - shared) / TYPICAL_SKILLS) / 2.0)
