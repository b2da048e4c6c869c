"""Well-being: morale, satisfaction, commitment and stress return to their set points."""

from functools import lru_cache, partial
from typing import Any, ClassVar, NamedTuple

import numpy as np

from simulation.engine.addresses import stream
from simulation.engine.compiled import compiled
from simulation.engine.parameters import param
from simulation.engine.philox import fill_normals
from simulation.engine.process import Process, Tick
from simulation.engine.rates import kept
from simulation.engine.small_algebra import cholesky, nearest_definite, product
from simulation.evidence.fitted import fitted
from simulation.organization.people import STATES, People
from simulation.state.columns import Array

NOISE = stream("wellbeing.noise")

LEAST_NOISE = 0.01
"""Share of a state's variance around its set point that its own noise keeps at least."""

MORALE, SATISFACTION, COMMITMENT, STRESS = range(len(STATES))


@compiled
def revert_kernel(
    occupied: np.ndarray,
    person: np.ndarray,
    morale: np.ndarray,
    satisfaction: np.ndarray,
    commitment: np.ndarray,
    stress: np.ndarray,
    morale_set: np.ndarray,
    satisfaction_set: np.ndarray,
    commitment_set: np.ndarray,
    stress_set: np.ndarray,
    growth: np.ndarray,
    shock: np.ndarray,
    support: np.ndarray,
    support_set: np.ndarray,
    tie_lost: np.ndarray,
    pair_push_satisfaction: np.ndarray,
    pair_push_stress: np.ndarray,
    time_lent: np.ndarray,
    support_reach: np.ndarray,
    voice: np.ndarray,
    morale_relief: np.ndarray,
    luck: np.ndarray,
    noise: np.ndarray,
    rates: np.ndarray,
    factor: np.ndarray,
    pushes: np.ndarray,
    reliefs: np.ndarray,
    feed: float,
    loss_kept: float,
    shock_kept: float,
) -> None:
    """One month toward the targets, with `factor` times four normal draws, the rows of `noise`.

    `luck` = (seed's two words, month word, hash of the noise), uint32; `noise` is filled. `pushes`
    are those of growth, of support, of lost ties and of load, and the load that is usual; `reliefs`
    those by support and by voice, and the part of the first that reaches commitment. Losses and
    shocks fade as soon as they are felt.
    """
    fill_normals(luck[0], luck[1], luck[2], luck[3], person, noise)
    growth_push, support_push, loss_push = pushes[0], pushes[1], pushes[2]
    load_push, usual_load = pushes[3], pushes[4]
    relief_support, relief_voice, commitment_part = reliefs[0], reliefs[1], reliefs[2]
    most_m, most_s = 1.0 / rates[0] - 1.0, 1.0 / rates[1] - 1.0
    most_o, most_t = 1.0 / rates[2] - 1.0, 1.0 / rates[3] - 1.0
    for i in range(occupied.shape[0]):
        if not occupied[i]:
            continue
        a, b, c, d = noise[0, i], noise[1, i], noise[2, i], noise[3, i]
        noise_0 = factor[0, 0] * a
        noise_1 = factor[1, 0] * a + factor[1, 1] * b
        noise_2 = factor[2, 0] * a + factor[2, 1] * b + factor[2, 2] * c
        noise_3 = factor[3, 0] * a + factor[3, 1] * b + factor[3, 2] * c + factor[3, 3] * d
        felt = support_push * (support[i] - support_set[i])
        push_morale = growth_push * growth[i] + shock[i] + felt
        push_satisfaction = pair_push_satisfaction[i] - loss_push * tie_lost[i]
        load = load_push * max(0.0, time_lent[i] - usual_load)
        push_stress = pair_push_stress[i] + loss_push * tie_lost[i] + load
        tie_lost[i] *= loss_kept
        shock[i] *= shock_kept
        carried, heard = relief_support * support_reach[i], relief_voice * voice[i]
        relief_m = min(most_m, carried + heard + morale_relief[i])
        relief_s = min(most_s, carried + heard)
        relief_o = min(most_o, commitment_part * carried + heard)
        relief_t = min(most_t, carried + heard)
        m, s, o, t = morale[i], satisfaction[i], commitment[i], stress[i]
        target_m = morale_set[i] + push_morale + relief_m * max(0.0, -m)
        fed = feed * (m - morale_set[i])
        target_s = satisfaction_set[i] + push_satisfaction + fed + relief_s * max(0.0, -s)
        target_o = commitment_set[i] + relief_o * max(0.0, -o)
        target_t = stress_set[i] + push_stress - relief_t * max(0.0, t)
        morale[i] = m + rates[0] * (target_m - m) + noise_0
        satisfaction[i] = s + rates[1] * (target_s - s) + noise_1
        commitment[i] = o + rates[2] * (target_o - o) + noise_2
        stress[i] = t + rates[3] * (target_t - t) + noise_3


class Dynamics(NamedTuple):
    """Monthly rates of return, shape (4,), and the Cholesky factor of the noise, shape (4, 4)."""

    rates: Array
    factor: Array


class Wellbeing(Process):
    """Four states return to their set points; support, voice, recognition relieve the worst off.

    x = (morale, satisfaction, commitment, stress),  r = 1 - 2^(-1 / half-life)
    x' = x + r (target - x) + noise,   target = set point + pushes + relief (reference - x)+
    relief R = min(1 / r - 1, transport (w_s reach + w_v voice)): a share of the distance by which x
    is worse than the reference 0 (below it; above it for stress), reach the saturation of support
    by contacts; commitment: half of support; morale, the first that praise reaches: recognition
    on top
    transport: the two weights are anchored on published experiments, which are published winners;
    ordinary programs reach a quarter
    Whoever is worse off than the reference settles at set point / (1 + R), nearer to it and never
    beyond; (1 - r (1 + R)) of the distance outlasts a month, which the bound on R keeps from
    turning round: nobody is carried past the reference, and whoever is better off stays so.
    pushes: morale: growth, shocks, felt support; satisfaction: pair quality, lost
    ties, .3 (morale - its set point); stress: bad pairs, lost ties, workload beyond the usual.
    The noise covariance Q = S - A S A' keeps, without pushes and relief, the states' SD at 1
    (times the organization's ratio) and their correlations as given; A is the linear part of the
    return to the set points and S the covariance of the states around them.
    """

    name: ClassVar[str] = "wellbeing"
    position: ClassVar[float] = 9.0
    burn_in: ClassVar[bool] = True
    kernels: ClassVar[tuple[Any, ...]] = (revert_kernel,)
    writes: ClassVar[tuple[str, ...]] = (*STATES, "tie_lost", "shock")

    half_life_morale: float = param(
        1.0,
        low=0.5,
        high=2.0,
        unit="months",
        assumed="the fast process; daily to monthly mood",
        doc="half-life of deviations of morale",
    )
    half_life_satisfaction: float = param(
        4.0,
        low=2.0,
        high=8.0,
        unit="months",
        assumed="between morale and commitment",
        doc="half-life of deviations of satisfaction",
    )
    half_life_commitment: float = param(
        9.0,
        low=5.0,
        high=15.0,
        unit="months",
        assumed="the slowest of the attitudes",
        doc="half-life of deviations of commitment",
    )
    half_life_stress: float = param(
        fitted("wellbeing.half_life_stress"),
        low=0.8,
        high=10.0,
        unit="months",
        evidence="nohe15-strain-half",
        doc="half-life of deviations of stress",
    )
    morale_feed: float = param(
        0.3,
        low=0.0,
        high=0.5,
        unit="SD/SD",
        assumed="moods add up to an attitude",
        doc="weight of morale in the target of satisfaction",
    )
    relief_support: float = param(
        fitted("wellbeing.relief_support"),
        low=0.4,
        high=4.0,
        unit="share of distance",
        anchor="V09",
        off=0.0,
        mechanism="Support relieves the strained",
        doc="relief R of ill-being by saturating support: R / (1 + R) of it goes in the long run",
    )
    relief_commitment_part: float = param(
        0.5,
        low=0.0,
        high=1.0,
        unit="1",
        assumed="support reaches commitment half as much as satisfaction and stress",
        doc="part of the relief by support that reaches commitment",
    )
    relief_voice: float = param(
        fitted("wellbeing.relief_voice"),
        low=0.3,
        high=4.0,
        unit="share of distance",
        anchor="V10",
        off=0.0,
        mechanism="Being heard relieves the strained",
        doc="relief R of ill-being by a voice channel: R / (1 + R) of it goes in the long run",
    )
    transport: float = param(
        0.25,
        low=0.1,
        high=1.0,
        unit="1",
        assumed="published experiments are published winners (trials replay at 1); with a quarter "
        "of their relief an open door alone prevents less than a tenth of exits",
        shared="transport",
        doc="share of a published relief by support and by voice that ordinary programs reach",
    )
    support_push: float = param(
        0.3,
        low=0.0,
        high=0.6,
        unit="SD/SD",
        assumed="support beyond the usual lifts the mood a little",
        off=0.0,
        mechanism="Felt support lifts the mood",
        doc="push of felt support beyond the usual on morale",
    )
    growth_push: float = param(
        0.5,
        low=0.0,
        high=1.5,
        unit="z",
        assumed="a visible gain in a month lifts the mood by half a standard deviation",
        off=0.0,
        mechanism="Visible growth lifts the mood",
        doc="push on morale by a month's gain of one SD of skill",
    )
    loss_push: float = param(
        0.5,
        low=0.0,
        high=1.5,
        unit="z",
        assumed="losing all ties costs half a standard deviation",
        doc="push of lost ties against satisfaction and toward stress",
    )
    loss_half_life: float = param(
        3.0,
        low=1.0,
        high=6.0,
        unit="months",
        assumed="as long as a contact that stops is remembered",
        doc="half-life of what a lost tie is felt",
    )
    load_push: float = param(
        2.0,
        low=0.0,
        high=5.0,
        unit="z/share of month",
        assumed="a tenth of the month beyond the usual costs a fifth of a standard deviation",
        off=0.0,
        mechanism="Time given strains",
        doc="push on stress by time lent beyond the usual",
    )
    usual_load: float = param(
        0.10,
        low=0.03,
        high=0.15,
        unit="share of month",
        assumed="helping colleagues takes 3-10% of a senior's month",
        doc="time lent that strains nobody",
    )
    shock_half_life: float = param(
        3.0,
        low=1.0,
        high=9.0,
        unit="months",
        assumed="a disappointment is felt for about half a year",
        doc="half-life of a mood shock",
    )

    def prepare(self, tick: Tick) -> None:
        """Solve the noise, so that impossible parameters fail at once."""
        self._dynamics(tick)

    def step(self, tick: Tick) -> None:
        """Well-being of one month."""
        numbers = tick.once("wellbeing.numbers", lambda: self._numbers(tick))
        tick.call(revert_kernel, tick.draws.luck(NOISE), *numbers)

    def _numbers(self, tick: Tick) -> tuple[Array | float, ...]:
        """Room for the noise, and what every month of a run has in common."""
        growth = self.growth_push / tick.setting.people.skill_dispersion
        pushes = growth, self.support_push, self.loss_push, self.load_push, self.usual_load
        reliefs = (
            self.transport * self.relief_support,
            self.transport * self.relief_voice,
            self.relief_commitment_part,
        )
        shape = len(STATES), tick.state.sizes.seats
        return (
            tick.state.room("wellbeing.noise", partial(np.empty, shape)),
            *self._dynamics(tick),
            np.array(pushes),
            np.array(reliefs),
            self.morale_feed,
            kept(self.loss_half_life),
            kept(self.shock_half_life),
        )

    def _dynamics(self, tick: Tick) -> Dynamics:
        return tick.once("wellbeing.dynamics", lambda: self._solved(tick))

    def _solved(self, tick: Tick) -> Dynamics:
        organization = tick.setting.organization
        ratios = tuple(organization.offset(name).ratio for name in STATES)
        return solve_dynamics(self, tick.setting.people, ratios)


@lru_cache(maxsize=8)
def solve_dynamics(
    wellbeing: Wellbeing, people: People, ratios: tuple[float, float, float, float]
) -> Dynamics:
    """Rates of return, and the noise that keeps the states' variances and correlations.

    Deviations d from the set points follow d' = A d + noise; S = A S A' + Q must hold with
    S_ij = ratio_i ratio_j (R_ij - set-point part), hence Q = S - A S A'. Where speeds and ratios
    lie so far apart that no noise gives these correlations, the noise's own shrink alike until
    one does, and a state that the others already move more than stated keeps a little of its own.
    They are the same for every seed, so solved once.
    """
    half_lives = (
        wellbeing.half_life_morale,
        wellbeing.half_life_satisfaction,
        wellbeing.half_life_commitment,
        wellbeing.half_life_stress,
    )
    rates = np.array([1.0 - kept(half_life) for half_life in half_lives])
    linear = np.diag(1.0 - rates)
    linear[SATISFACTION, MORALE] = rates[SATISFACTION] * wellbeing.morale_feed
    scale = np.array(ratios)
    around = people.dynamic_covariance * scale[:, None] * scale[None, :]
    noise = around - product(product(linear, around), linear.T)
    possible = nearest_definite(noise, LEAST_NOISE * np.diag(around))
    return Dynamics(rates, cholesky(possible, "no noise gives the states their variances"))
