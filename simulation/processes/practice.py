"""Practice and forget: the job teaches what it uses, and what it does not use is lost."""

from typing import Any, ClassVar

import numpy as np

from simulation.engine.compiled import compiled
from simulation.engine.functions import exp, log
from simulation.engine.parameters import param
from simulation.engine.process import Process, Tick
from simulation.engine.rates import kept
from simulation.evidence.fitted import fitted
from simulation.organization.organization import RAMP_MONTHS
from simulation.state.columns import Array

TOGETHER = 128
"""People whose levels change together: few, so that their jobs stay in the first cache."""


@compiled
def practice_kernel(
    role: np.ndarray,
    role_requirement: np.ndarray,
    start_plateau: np.ndarray,
    plateau: np.ndarray,
    skill: np.ndarray,
    borrowed: np.ndarray,
    borrowed_peers: np.ndarray,
    level_lag: np.ndarray,
    rates: np.ndarray,
    wanted: np.ndarray,
    pace: np.ndarray,
    forget_unused: float,
    obsolescence: float,
    borrowed_kept: float,
) -> None:
    """One month of practice, forgetting and fading of borrowed know-how; `rates` are by role.

    `wanted` and `pace` are room for what the job asks of some people and skills: with this beside
    their levels, all skills of these people run side by side. On vacant seats everything is 0, and
    stays so.
    """
    remembered = 1.0 - forget_unused
    for begin in range(0, role.shape[0], wanted.shape[0]):
        end = min(begin + wanted.shape[0], role.shape[0])
        for i in range(begin, end):
            job, fast = role[i], rates[role[i]]
            for k in range(wanted.shape[1]):
                wanted[i - begin, k] = role_requirement[job, k]
                pace[i - begin, k] = fast
        start, ceiling = start_plateau[begin:end].reshape(-1), plateau[begin:end].reshape(-1)
        own, lag = skill[begin:end].reshape(-1), level_lag[begin:end].reshape(-1)
        lent, told = borrowed[begin:end].reshape(-1), borrowed_peers[begin:end].reshape(-1)
        asked, rate = wanted.reshape(-1), pace.reshape(-1)
        for n in range(own.shape[0]):
            level, reached, first = own[n], ceiling[n], start[n]
            borrows, hears = lent[n], told[n]
            before = min(1.0, level + borrows + hears)
            used = max(first, asked[n])
            less = used + (reached - used) * remembered
            reached = less if reached > used else reached
            less = reached - (min(reached, used) - first) * obsolescence
            reached = less if reached > first else reached
            ceiling[n] = reached
            more = level + rate[n] * (reached - level)
            level = more if level < reached else reached
            own[n] = level
            borrows *= borrowed_kept
            hears *= borrowed_kept
            lent[n] = borrows
            told[n] = hears
            after = min(1.0, level + borrows + hears)
            lag[n] += 0.5 * (after - before)


class Practice(Process):
    """Practice raises skill to the plateau; gains above what the job uses are forgotten.

    skill += r (plateau - skill)+, where 1 - r = (1 - rate)^(months of a medium job / the job's own)
    of months to full productivity: simple jobs are mastered sooner (`mellon03-clerical` against
    `mellon03-exec`)
    plateau above u = max(start plateau, requirement): decays by f a month (the job does not use it)
    plateau between start plateau and u: decays by o = 1 - 2^(-1/48) a month (obsolescence)
    skill never stays above the plateau; borrowed know-how halves every month, in contact or not.
    The month's output uses the mean of before and after.
    """

    name: ClassVar[str] = "practice"
    position: ClassVar[float] = 7.0
    burn_in: ClassVar[bool] = True
    kernels: ClassVar[tuple[Any, ...]] = (practice_kernel,)
    reads: ClassVar[tuple[str, ...]] = ("role_ramp",)
    writes: ClassVar[tuple[str, ...]] = (
        "plateau",
        "skill",
        "borrowed",
        "borrowed_peers",
        "level_lag",
    )

    rate: float = param(
        fitted("practice.rate"),
        low=0.15,
        high=0.4,
        unit="1/month",
        evidence="shaw08-learning-curve",
        doc="share of the distance to the plateau that a month of practice closes in a medium job",
    )
    forget_unused: float = param(
        0.07,
        low=0.053,
        high=0.106,
        unit="1/month",
        evidence=("tatel25-half-accuracy", "tatel25-half-mixed", "tatel25-half-speed"),
        doc="share of a gain that the job does not use, forgotten each month",
    )
    obsolescence_half_life: float = param(
        48.0,
        low=36.0,
        high=96.0,
        unit="months",
        assumed="know-how above the own starting plateau ages within four years",
        doc="half-life of gains above the own starting plateau that the job does use",
    )
    borrowed_half_life: float = param(
        1.0,
        low=0.5,
        high=2.0,
        unit="months",
        assumed="borrowed know-how is usable only while contact lasts",
        off=0.01,
        mechanism="Borrowed know-how outlasts the month",
        doc="half-life of know-how borrowed from others",
    )

    def step(self, tick: Tick) -> None:
        """Practice for one month."""
        tick.call(practice_kernel, *tick.once("practice.numbers", lambda: self._numbers(tick)))

    def _numbers(self, tick: Tick) -> tuple[Array, Array, Array, float, float, float]:
        """What the kernel takes beside columns, in its order."""
        room = TOGETHER, tick.state.sizes.skills
        aged, lent = 1.0 - kept(self.obsolescence_half_life), kept(self.borrowed_half_life)
        rates = rates_of(self.rate, tick.state["role_ramp"])
        return rates, np.empty(room), np.empty(room), self.forget_unused, aged, lent


def rates_of(rate: float, ramp: Array) -> Array:
    """Monthly rate of practice by role: 1 - (1 - rate)^(ramp of a medium job / own ramp)."""
    speeds = [RAMP_MONTHS["medium"] / float(months) for months in ramp]
    return np.array([1.0 - float(exp(power * log(1.0 - rate))) for power in speeds])
