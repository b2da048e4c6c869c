"""Account: what output is worth, what the program's time and fees cost."""

from typing import Any, ClassVar

import numpy as np

from simulation.engine.compiled import compiled
from simulation.engine.functions import exp, log
from simulation.engine.parameters import param
from simulation.engine.process import Process, Tick


@compiled
def value_kernel(
    occupied: np.ndarray,
    opened: np.ndarray,
    role: np.ndarray,
    role_pay: np.ndarray,
    pay: np.ndarray,
    output: np.ndarray,
    q_value: np.ndarray,
    account_value: np.ndarray,
    account_pay: np.ndarray,
    account_vacancies: np.ndarray,
    month: float,
    multiple: float,
) -> None:
    """Value = output x usual pay of the role x multiple; vacant seats miss it."""
    m = int(month)
    value, paid, missed = account_value[m], account_pay[m], account_vacancies[m]
    for i in range(occupied.shape[0]):
        worth = role_pay[role[i]] / 12.0 * multiple
        if occupied[i]:
            value += output[i] * worth
            q_value[i] += output[i] * worth
            paid += pay[i] / 12.0
        elif opened[i]:
            missed += worth
    account_value[m], account_pay[m], account_vacancies[m] = value, paid, missed


@compiled
def shortfall_kernel(
    occupied: np.ndarray,
    role: np.ndarray,
    role_requirement: np.ndarray,
    role_pay: np.ndarray,
    department: np.ndarray,
    department_eps: np.ndarray,
    start_plateau: np.ndarray,
    skill: np.ndarray,
    output: np.ndarray,
    account_shortfall: np.ndarray,
    month: float,
    multiple: float,
) -> None:
    """Value that people lack until they master what they can: value ((full / now)^eps - 1).

    Full coverage counts the plateau they came with, so that learning more is no shortfall: who is
    below it in no skill that the job asks more of lacks nothing.
    """
    lacking = np.empty(occupied.shape[0], np.int64)
    count = 0
    for i in range(occupied.shape[0]):
        below = False
        for k in range(skill.shape[1]):
            below |= skill[i, k] < min(start_plateau[i, k], role_requirement[role[i], k])
        lacking[count] = i
        count += below & occupied[i]
    for i in lacking[:count]:
        now = 0.0
        full = 0.0
        for k in range(skill.shape[1]):
            needed = role_requirement[role[i], k]
            if needed > 0.0:
                now += min(1.0, skill[i, k] / needed)
                full += min(1.0, max(start_plateau[i, k], skill[i, k]) / needed)
        if full > now > 0.0:
            missing = exp(department_eps[department[i]] * log(full / now)) - 1.0
            value = output[i] * role_pay[role[i]] / 12.0 * multiple
            account_shortfall[int(month)] += value * missing


@compiled
def meeting_kernel(
    occupied: np.ndarray,
    pay: np.ndarray,
    time_lent: np.ndarray,
    help_lent: np.ndarray,
    account_meetings: np.ndarray,
    month: float,
    released: float,
) -> None:
    """Program time that displaces no output is released time and costs its pay."""
    cost = account_meetings[int(month)]
    for i in range(occupied.shape[0]):
        if occupied[i]:
            share = max(0.0, time_lent[i] - help_lent[i])
            cost += released * share * pay[i] / 12.0
    account_meetings[int(month)] = cost


@compiled
def participants_kernel(
    occupied: np.ndarray,
    seeks_mentor: np.ndarray,
    offers_mentoring: np.ndarray,
    mentees: np.ndarray,
    mentors: np.ndarray,
) -> int:
    """Count who takes part: who seeks or offers mentoring, helps or is helped."""
    people = 0
    for i in range(occupied.shape[0]):
        enrolled = seeks_mentor[i] | offers_mentoring[i]
        people += occupied[i] & (enrolled | (mentees[i] > 0) | (mentors[i] > 0))
    return people


class Account(Process):
    """Book the month: value of output, pay, vacancies, program time and fees.

    value = output x usual pay of the role / 12 x multiple; vacancies and what newcomers still
    lack are noted beside it and not taken off again
    Time in the program costs once: the displaced share as output not produced, the rest as pay.
    Fees: platform per participant. Other processes book their own headings as they spend.
    """

    name: ClassVar[str] = "account"
    position: ClassVar[float] = 12.5
    kernels: ClassVar[tuple[Any, ...]] = (
        value_kernel,
        shortfall_kernel,
        meeting_kernel,
        participants_kernel,
    )
    writes: ClassVar[tuple[str, ...]] = (
        "q_value",
        "account_value",
        "account_pay",
        "account_vacancies",
        "account_shortfall",
        "account_meetings",
        "account_platform",
    )

    multiple: float = param(
        1.85,
        low=1.7,
        high=2.0,
        unit="value/pay",
        evidence=("bls22-laborshare", "sh83-sdy"),
        doc="value of a fully competent person's output relative to pay",
    )

    def step(self, tick: Tick) -> None:
        """Book one month; a month beyond the horizon has no row in the accounts."""
        if tick.month >= tick.state.sizes.months:
            return
        tick.call(value_kernel, tick.month, self.multiple)
        tick.call(shortfall_kernel, tick.month, self.multiple)
        tick.call(meeting_kernel, tick.month, 1.0 - tick.setting.organization.displaced_share)
        if tick.setting.running(tick.month):
            fee = tick.setting.program.costs.platform_per_participant
            people = tick.call(participants_kernel)
            tick.state["account_platform"][tick.month] += people * fee
