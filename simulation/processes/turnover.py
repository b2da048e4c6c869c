"""Turnover: who leaves, why, and what a departure takes along."""

from typing import Any, ClassVar

import numpy as np

from simulation.engine.addresses import stream
from simulation.engine.base_rate import solve_kernel
from simulation.engine.compiled import compiled, compiled_inline
from simulation.engine.functions import log, logistic
from simulation.engine.parameters import param
from simulation.engine.philox import fill_uniform
from simulation.engine.process import Process, Tick
from simulation.engine.rates import monthly_hazard
from simulation.engine.service import bands_kernel, tenure_part
from simulation.evidence.fitted import fitted
from simulation.organization import departure
from simulation.organization.organization import TenureBand
from simulation.state.accounts import Exit
from simulation.state.columns import Array
from simulation.state.workforce import PLACE

QUIT = stream("turnover.quit")
DISMISSED = stream("turnover.dismissed")

SOLVED_MONTHS = 24
"""Last months of burn-in whose solved intercepts are averaged."""

BEFORE_THE_RUN = -1
"""A month in which the labor market is as usual."""

BAND_PACE = 0.2
"""Share of a band's gap closed in a month of burn-in: few newcomers a month tell little."""

BAND_PASSES = 60
"""Steps of the same where there is no burn-in."""

SOLVE_PASSES = 200
"""More than ever needed; a solve ends when nothing moves any more."""


@compiled_inline
def standing(skill: np.ndarray, requirement: np.ndarray, usual: float, dispersion: float) -> float:
    """By how much somebody's skills exceed those usual in the role: mean in SD, of skills used."""
    above = 0.0
    used = 0
    for k in range(skill.shape[0]):
        if requirement[k] > 0.0:
            above += skill[k] - usual * requirement[k]
            used += 1
    return float(above / (dispersion * max(1, used)))


@compiled
def logit_kernel(
    occupied: np.ndarray,
    department: np.ndarray,
    role: np.ndarray,
    role_requirement: np.ndarray,
    department_band: np.ndarray,
    skill: np.ndarray,
    tenure: np.ndarray,
    satisfaction: np.ndarray,
    commitment: np.ndarray,
    stress: np.ndarray,
    search: np.ndarray,
    alternatives_person: np.ndarray,
    alternatives: np.ndarray,
    pay_standing: np.ndarray,
    embeddedness: np.ndarray,
    draw_a: np.ndarray,
    exit_logit: np.ndarray,
    usual: float,
    dispersion: float,
    pull: float,
    market: float,
    honeymoon: float,
    half_life: float,
    fall: float,
    band_ends: np.ndarray,
    weight_satisfaction: float,
    weight_commitment: float,
    weight_stress: float,
    pace: float,
    at_once_below: float,
    weight_alternatives: float,
    weight_pay: float,
    weight_embeddedness: float,
) -> None:
    """Logit of quitting this month, without the department's intercept; `draw_a` = tenure's.

    Outside options in it are a personal part and skill, scaled to SD 1, plus the labor market.
    Job search in it follows ill-being with a lag; newcomers' follows at once.
    """
    tenure_part(department, tenure, department_band, draw_a, honeymoon, half_life, fall, band_ends)
    scale = 1.0 / np.sqrt(1.0 + pull * pull)
    for i in range(occupied.shape[0]):
        if not occupied[i]:
            continue
        able = standing(skill[i], role_requirement[role[i]], usual, dispersion)
        alternatives[i] = scale * (alternatives_person[i] + pull * able) + market
        drive = weight_satisfaction * satisfaction[i] + weight_commitment * commitment[i]
        drive += weight_stress * stress[i]
        if tenure[i] < at_once_below:
            search[i] = drive
        else:
            search[i] += pace * (drive - search[i])
        logit = draw_a[i]
        logit += search[i] + weight_alternatives * alternatives[i]
        logit += weight_pay * pay_standing[i] + weight_embeddedness * embeddedness[i]
        exit_logit[i] = logit


@compiled
def decide_kernel(
    occupied: np.ndarray,
    person: np.ndarray,
    department: np.ndarray,
    department_intercept: np.ndarray,
    exit_logit: np.ndarray,
    forced_out: np.ndarray,
    draw_a: np.ndarray,
    draw_b: np.ndarray,
    draw_c: np.ndarray,
    quit_probability: np.ndarray,
    tenure: np.ndarray,
    q_months: np.ndarray,
    seats: np.ndarray,
    kinds: np.ndarray,
    luck: np.ndarray,
    involuntary: float,
    quit_kind: float,
    involuntary_kind: float,
) -> int:
    """List who leaves: quit when u < h, else dismissed when u' < involuntary or forced out.

    Whoever stays is a month older in the job. Fills `seats` and `kinds` and returns how many leave.
    `luck` = (seed's two words, month word, hashes of quits and dismissals), uint32.
    """
    u, dismissal, hazard = draw_a, draw_b, draw_c
    fill_uniform(luck[0], luck[1], luck[2], luck[3], person, u)
    if involuntary > 0.0:
        fill_uniform(luck[0], luck[1], luck[2], luck[4], person, dismissal)
    for i in range(occupied.shape[0]):
        hazard[i] = department_intercept[department[i]] + exit_logit[i]
    for i in range(occupied.shape[0]):
        hazard[i] = logistic(hazard[i])
    count = 0
    for i in range(occupied.shape[0]):
        if not occupied[i]:
            continue
        quit_probability[i] = hazard[i]
        quits = u[i] < hazard[i]
        dismissed = involuntary > 0.0 and dismissal[i] < involuntary
        if quits or dismissed or forced_out[i]:
            seats[count] = i
            kinds[count] = int(quit_kind if quits else involuntary_kind)
            count += 1
        else:
            tenure[i] += 1.0
            q_months[i] += 1.0
    return count


class Turnover(Process):
    """People leave when their luck falls below their hazard; ties and pairs leave with them.

    logit h = department + tenure curve + search + w_a alternatives + w_p pay + w_e embeddedness
    tenure curve: -honeymoon 2^(-(t - 1) / half-life) - fall log(1 + t / 12) / log 5, t month of
    service: the hazard peaks near month 3, because the honeymoon ends before ties have grown, and
    falls by more than half to year 4, because ties hold and those who stay are those who gain by
    it; where the organization states exit rates by tenure band, a department's log hazard of the
    band instead, solved in burn-in so that mean hazards of bands differ by the stated multipliers
    search += (drive - search) / (1 + lag), drive = w_s satisfaction + w_c commitment + w_t stress;
    without lag below 3 months of tenure
    alternatives = personal part + .1 per SD of skill (SD 1) + market; the market shifts the log
    hazard by elasticity x log(unemployment / usual)
    The department's intercept is solved in burn-in so that the mean hazard is its base rate, and
    the mean of the last 24 months stays for the run.
    Losing a colleague costs the share of one's own tie strength that was with the leaver.
    """

    name: ClassVar[str] = "turnover"
    position: ClassVar[float] = 10.0
    burn_in: ClassVar[bool] = True
    kernels: ClassVar[tuple[Any, ...]] = (
        logit_kernel,
        solve_kernel,
        bands_kernel,
        decide_kernel,
        *departure.KERNELS,
    )
    reads: ClassVar[tuple[str, ...]] = (
        *PLACE,
        "department_intercept_sum",
        "department_intercept_months",
        "department_band_sum",
    )
    writes: ClassVar[tuple[str, ...]] = (
        *departure.WRITES,
        "department_intercept",
        "department_intercept_sum",
        "department_intercept_months",
        "department_band",
        "department_band_sum",
    )

    satisfaction: float = param(
        fitted("turnover.satisfaction"),
        low=-0.9,
        high=-0.3,
        unit="logit/SD",
        evidence="rubenstein18-jobsat",
        doc="weight of satisfaction in job search",
    )
    commitment: float = param(
        fitted("turnover.commitment"),
        low=-0.9,
        high=-0.3,
        unit="logit/SD",
        evidence="rubenstein18-commit",
        doc="weight of commitment in job search",
    )
    stress: float = param(
        fitted("turnover.stress"),
        low=0.1,
        high=0.7,
        unit="logit/SD",
        evidence=("rubenstein18-stress", "swider10-turnover"),
        doc="weight of stress in job search",
    )
    alternatives: float = param(
        fitted("turnover.alternatives"),
        low=0.5,
        high=1.4,
        unit="logit/SD",
        evidence="rubenstein18-altern",
        doc="weight of outside options",
    )
    pay: float = param(
        fitted("turnover.pay"),
        low=-1.0,
        high=-0.3,
        unit="logit/SD",
        evidence="rubenstein18-pay",
        doc="weight of pay against the role's usual pay",
    )
    embeddedness: float = param(
        -0.40,
        low=-0.7,
        high=0.0,
        unit="logit/SD",
        assumed="holds beside satisfaction, commitment and alternatives; published as a sign",
        signs="jiang12-embedded",
        doc="weight of embeddedness; acts at once",
    )
    lag: float = param(
        2.0,
        low=0.0,
        high=4.0,
        unit="months",
        assumed="a fixed delay and no delay both contradict the trials",
        doc="mean lag of job search behind well-being",
    )
    at_once_below: float = param(
        3.0,
        low=0.0,
        high=6.0,
        unit="months",
        assumed="newcomers have no notice habits and still know the market",
        doc="tenure below which job search follows without lag",
    )
    skill_pull: float = param(
        0.1,
        low=0.0,
        high=0.3,
        unit="SD/SD",
        assumed="better skills open some doors; model description",
        off=0.0,
        mechanism="Skills open doors elsewhere",
        doc="outside options gained per SD of skill",
    )
    market_elasticity: float = param(
        -0.56,
        low=-0.60,
        high=-0.46,
        unit="log/log",
        evidence="jolts-elasticity",
        doc="elasticity of quits to unemployment",
    )
    honeymoon: float = param(
        fitted("turnover.honeymoon"),
        low=0.0,
        high=3.0,
        unit="log",
        evidence=("farber94-peak", "nsi16-newgrad"),
        doc="log hazard that newcomers are spared in their first month",
    )
    honeymoon_half_life: float = param(
        fitted("turnover.honeymoon_half_life"),
        low=0.5,
        high=2.5,
        unit="months",
        evidence="farber94-peak",
        doc="half-life of the honeymoon; with few ties at first it puts the peak near month 3",
    )
    tenure_fall: float = param(
        fitted("turnover.tenure_fall"),
        low=-0.4,
        high=0.7,
        unit="log",
        evidence=("bls-tenure-median", "rubenstein18-tenure"),
        doc="log hazard lost by the end of year 4 beyond what ties and sorting bring about",
    )
    replacement_cost: float = param(
        0.30,
        low=0.16,
        high=0.40,
        unit="of annual pay",
        evidence=("boushey12-median", "bahn20-mean"),
        doc="cost of replacing a leaver, lost output apart",
    )

    def prepare(self, tick: Tick) -> None:
        """Without solved intercepts, solve them on the people at hand, settled in their search.

        The base rate is that of the usual labor market, whatever the first month brings.
        """
        if not tick.state["department_intercept_months"].any():
            for _ in range(BAND_PASSES if len(_bands(tick)[0]) else 1):
                self._expect(tick, BEFORE_THE_RUN, lag=0.0)
                _solve(tick)

    def step(self, tick: Tick) -> None:
        """Decide who leaves this month, and let them go."""
        self._expect(tick, tick.month, lag=self.lag)
        if tick.month < 0:
            _solve(tick)
        leavers, kinds = self._decide(tick)
        if tick.month < 0:
            _average(tick)
        if len(leavers):
            departure.leave(tick, leavers, kinds, self.replacement_cost)

    def _expect(self, tick: Tick, month: int, *, lag: float) -> None:
        """Bring outside options, job search and the logit of quitting to a month of the market."""
        people, organization = tick.setting.people, tick.setting.organization
        ratio = organization.market.ratio(month)
        shift = self.market_elasticity * float(log(ratio)) if ratio != 1.0 else 0.0
        tick.call(
            logit_kernel,
            people.plateau_mean,
            people.skill_dispersion,
            self.skill_pull,
            shift / self.alternatives,
            self.honeymoon,
            self.honeymoon_half_life,
            self.tenure_fall,
            _bands(tick)[0],
            self.satisfaction,
            self.commitment,
            self.stress,
            1.0 / (1.0 + lag),
            self.at_once_below,
            self.alternatives,
            self.pay,
            self.embeddedness,
        )

    def _decide(self, tick: Tick) -> tuple[Array, Array]:
        """Seats of those who leave, and as which kind of exit; the others' month is lived."""
        involuntary = monthly_hazard(tick.setting.organization.involuntary)
        seats, kinds = tick.once("turnover.list", lambda: _empty_list(tick.state.sizes.seats))
        luck = tick.draws.luck(QUIT, DISMISSED)
        numbers = involuntary, Exit.QUIT, Exit.INVOLUNTARY
        count = tick.call(decide_kernel, seats, kinds, luck, *numbers)
        return seats[:count], kinds[:count]


def leave(tick: Tick, seat: int, kind: int, turnover: Turnover | None = None) -> None:
    """Let the person on a seat go outside the hazard, as one of the kinds of `Exit`.

    Replacing costs what `turnover`, the run's own process, says; its default without one.
    """
    cost = (turnover or Turnover()).replacement_cost
    departure.leave(tick, np.array([seat]), np.array([kind]), cost)


def _empty_list(seats: int) -> tuple[Array, Array]:
    return np.empty(seats, np.int64), np.empty(seats, np.int64)


def _solve(tick: Tick) -> None:
    """Bring intercepts to the base rates, and the bands' hazards nearer to what is stated."""
    tick.call(solve_kernel, SOLVE_PASSES)
    bands = _bands(tick)
    if len(bands[0]):
        tick.call(bands_kernel, *bands, BAND_PACE)


def _bands(tick: Tick) -> tuple[Array, Array]:
    """Upper ends and multipliers of the organization's tenure bands, by tenure."""
    columns: tuple[Array, Array] = tick.once(
        "turnover.bands", lambda: _columns_of(tick.setting.organization.bands)
    )
    return columns


def _columns_of(bands: tuple[TenureBand, ...]) -> tuple[Array, Array]:
    months, multipliers = [band.months for band in bands], [band.multiplier for band in bands]
    return np.array(months, np.float64), np.array(multipliers, np.float64)


def _average(tick: Tick) -> None:
    """Gather the solved intercepts of late burn-in; its last month sets their mean."""
    if tick.month < -SOLVED_MONTHS:
        return
    state, months = tick.state, tick.state["department_intercept_months"]
    months += 1.0
    for name in ("intercept", "band"):
        state[f"department_{name}_sum"] += state[f"department_{name}"]
    if tick.month == -1:
        state["department_intercept"] = state["department_intercept_sum"] / months
        state["department_band"] = state["department_band_sum"] / months[:, None]
