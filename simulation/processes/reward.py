"""Reward: recognition and prizes move effort for a while, and leave no skill behind."""

from typing import Any, ClassVar

import numpy as np

from simulation.engine.compiled import compiled
from simulation.engine.parameters import param
from simulation.engine.process import Process, Tick
from simulation.engine.rates import kept
from simulation.evidence.fitted import fitted
from simulation.families import Scheme
from simulation.state.columns import Array


@compiled
def effort_kernel(
    occupied: np.ndarray,
    exposed: np.ndarray,
    mentees: np.ndarray,
    mentors: np.ndarray,
    effort: np.ndarray,
    effort_lift: np.ndarray,
    morale_relief: np.ndarray,
    audience: np.ndarray,
    participants_only: float,
    incentive: float,
    lift_kept: float,
) -> None:
    """Mark whom the scheme is for and set this month's effort; then recognition's lift fades."""
    for i in range(occupied.shape[0]):
        takes_part = participants_only == 0.0 or mentees[i] > 0 or mentors[i] > 0
        audience[i] = occupied[i] and exposed[i] and takes_part
        if not occupied[i]:
            continue
        effort[i] = max(0.0, 1.0 + effort_lift[i] + (incentive if audience[i] else 0.0))
        effort_lift[i] *= lift_kept
        morale_relief[i] *= lift_kept


@compiled
def rank_kernel(
    q_output: np.ndarray,
    q_output_before: np.ndarray,
    q_months: np.ndarray,
    q_months_before: np.ndarray,
    audience: np.ndarray,
    seats: np.ndarray,
    rank_by: np.ndarray,
) -> int:
    """List the seats to be ranked, with minus the mean output of the own months; return how many.

    Who has had no month of the own yet is not ranked.
    """
    ranked = 0
    for i in range(audience.shape[0]):
        months = q_months[i] - q_months_before[i]
        if audience[i] and months > 0.0:
            seats[ranked] = i
            rank_by[ranked] = -((q_output[i] - q_output_before[i]) / months)
            ranked += 1
    return ranked


@compiled
def recognize_kernel(
    department: np.ndarray,
    effort_lift: np.ndarray,
    morale_relief: np.ndarray,
    q_recognized: np.ndarray,
    people: np.ndarray,
    chosen: np.ndarray,
    best_first: np.ndarray,
    share: float,
    lift: float,
    relief: float,
    others_lift: float,
) -> int:
    """Recognize the first `share` of every department's seats, at least one; return how many.

    Ranks stay within a department, so departments apart do not touch each other. `people` and
    `chosen` are room to count in, by department.
    """
    people[:] = 0.0
    chosen[:] = 0.0
    for place in range(best_first.shape[0]):
        people[department[best_first[place]]] += 1.0
    recognized = 0
    for place in range(best_first.shape[0]):
        seat = best_first[place]
        where = department[seat]
        if chosen[where] < max(1.0, np.floor(share * people[where] + 0.5)):
            chosen[where] += 1.0
            recognized += 1
            effort_lift[seat] += lift
            morale_relief[seat] += relief
            q_recognized[seat] = True
        else:
            effort_lift[seat] += others_lift
    return recognized


NOTHING = Scheme()
"""What is recognized and paid where no program runs."""


class Reward(Process):
    """Effort rises while an award is open or a prize runs; being recognized lifts it afterwards.

    effort = 1 + w e_a [award announced and open] + e_p min(1, prize / full prize) + lift
    at the quarter's end the best `share` of the audience of each department is recognized, by the
    mean output of the months that each has been here this quarter:
    lift of the recipients += w a v,  relief of their morale += w b v: a share of the distance by
    which it lies below the reference, praise lifts who feels low, not who is content
    lift of the others     += w^2 c v   (they drive it when few are chosen)
    w = 1 - d share: who recognizes all says little;  v = 1 in public, less in private.
    Lifts fade with their half-life; prizes leave nothing.
    """

    name: ClassVar[str] = "reward"
    position: ClassVar[float] = 8.0
    kernels: ClassVar[tuple[Any, ...]] = (effort_kernel, rank_kernel, recognize_kernel)
    reads: ClassVar[tuple[str, ...]] = ("pay",)
    writes: ClassVar[tuple[str, ...]] = (
        "effort",
        "effort_lift",
        "morale_relief",
        "q_recognized",
        "account_rewards",
    )

    announced_effort: float = param(
        fitted("reward.announced_effort"),
        low=0.05,
        high=0.19,
        unit="ratio",
        anchor="V14",
        off=0.0,
        mechanism="Open awards and prizes lift effort",
        doc="effort while an announced award is open",
    )
    award_novelty: float = param(
        6.0,
        low=2.0,
        high=24.0,
        unit="months",
        assumed="an award that is announced quarter after quarter becomes routine; the anchored "
        "experiment lasted hours",
        doc="half-life of the effort that one and the same open award commands",
    )
    prize_effort: float = param(
        fitted("reward.prize_effort"),
        low=0.05,
        high=0.20,
        unit="ratio",
        anchor="V02",
        off=0.0,
        mechanism="Open awards and prizes lift effort",
        doc="effort while a prize on joint results runs",
    )
    full_prize: float = param(
        0.02,
        low=0.005,
        high=0.05,
        unit="share of pay",
        assumed="recognition budgets are about 2% of pay; a smaller prize moves less",
        signs="waw11-budget",
        doc="prize that has the full effect",
    )
    recipient_lift: float = param(
        0.03,
        low=0.0,
        high=0.08,
        unit="ratio",
        assumed="smaller than the open award's effect, since nothing is left to win",
        off=0.0,
        mechanism="Recognition lifts effort and mood",
        doc="effort that recognition leaves in its recipients",
    )
    others_lift: float = param(
        0.04,
        low=0.0,
        high=0.10,
        unit="ratio",
        assumed="non-recipients drive the effect of praise given to few",
        off=0.0,
        mechanism="Recognition lifts effort and mood",
        doc="effort that recognition of few leaves in the others",
    )
    recipient_morale: float = param(
        0.7,
        low=0.0,
        high=1.0,
        unit="share of distance",
        assumed="a quarter of a standard deviation on average, since mean low morale is .4 of one",
        off=0.0,
        mechanism="Recognition lifts effort and mood",
        doc="relief of low morale that recognition leaves in its recipients",
    )
    dilution: float = param(
        0.9,
        low=0.5,
        high=1.0,
        unit="1",
        assumed="recognizing all adds little",
        doc="loss of worth of a recognition that everybody gets",
    )
    private_worth: float = param(
        0.6,
        low=0.3,
        high=1.0,
        unit="1",
        assumed="published effects are of public recognition; private praise counts less",
        doc="worth of private recognition against public one",
    )
    lift_half_life: float = param(
        2.0,
        low=0.5,
        high=6.0,
        unit="months",
        assumed="recognition is asked for again every week to quarter",
        doc="half-life of what recognition leaves",
    )

    def step(self, tick: Tick) -> None:
        """Set effort; at the quarter's end decide who is recognized."""
        setting = tick.setting
        scheme = setting.scheme if setting.running(tick.month) else NOTHING
        seats = tick.state.sizes.seats
        audience = tick.once("reward.audience", lambda: np.empty(seats, dtype=bool))
        participants_only = scheme.audience == "participants"
        incentive = self._incentive(scheme, setting.program_month(tick.month))
        incentive *= setting.part(tick.month)
        tick.call(effort_kernel, audience, participants_only, incentive, kept(self.lift_half_life))
        if scheme.prize > 0.0:
            _pay_prize(tick, scheme, audience)
        if scheme.share > 0.0 and tick.last_of_quarter:
            self._decide(tick, scheme, audience)

    def _worth(self, scheme: Scheme) -> float:
        return 1.0 - self.dilution * scheme.share

    def _incentive(self, scheme: Scheme, month: int) -> float:
        """Effort of the audience while an award is open and a prize runs."""
        prize = self.prize_effort * min(1.0, scheme.prize / self.full_prize)
        if not (scheme.announced and scheme.share > 0.0):
            return prize
        fresh = kept(self.award_novelty / month) if month > 0 else 1.0
        return prize + self.announced_effort * self._worth(scheme) * fresh

    def _decide(self, tick: Tick, scheme: Scheme, audience: Array) -> None:
        """Recognize the best of each department, and let the others see it."""
        worth = self._worth(scheme)
        loud = 1.0 if scheme.public else self.private_worth
        recognized = tick.call(
            recognize_kernel,
            *np.empty((2, tick.state.sizes.departments)),
            _best_first(tick, audience),
            scheme.share,
            worth * self.recipient_lift * loud,
            worth * self.recipient_morale * loud,
            worth * worth * self.others_lift * loud,
        )
        tick.state["account_rewards"][tick.month] += scheme.gift * recognized


def _best_first(tick: Tick, audience: Array) -> Array:
    """Seats that are ranked by mean output, the best first; of equal ones the lower seat first."""
    seats = np.empty(len(audience), dtype=np.int64)
    rank_by = np.empty(len(audience))
    ranked = tick.call(rank_kernel, audience, seats, rank_by)
    best_first: Array = seats[np.argsort(rank_by[:ranked], kind="stable")]
    return best_first


def _pay_prize(tick: Tick, scheme: Scheme, audience: Array) -> None:
    pay = tick.setting.part(tick.month) * sum(tick.state["pay"][audience].tolist()) / 12.0
    tick.state["account_rewards"][tick.month] += scheme.prize * pay
