"""Account: what output is worth, what the program's time and fees cost."""

from typing import Any, ClassVar

import numpy as np

from simulation.engine.compiled import compiled, compiled_inline
from simulation.engine.functions import exp, log
from simulation.engine.parameters import param
from simulation.engine.process import Process, Tick


@compiled_inline
def _lacks(
    role_requirement: np.ndarray,
    start_plateau: np.ndarray,
    skill: np.ndarray,
    job: int,
    i: int,
) -> bool:
    """Whether a person is below what they can in a skill that the job asks more of."""
    below = False
    for k in range(skill.shape[1]):
        below |= skill[i, k] < min(start_plateau[i, k], role_requirement[job, k])
    return below


@compiled_inline
def _missing(
    role_requirement: np.ndarray,
    start_plateau: np.ndarray,
    skill: np.ndarray,
    eps: float,
    job: int,
    i: int,
) -> float:
    """Output that mastery would add, as a share of today's: (full / now)^eps - 1.

    Full coverage counts the plateau they came with, so that learning more is no shortfall.
    """
    now = 0.0
    full = 0.0
    for k in range(skill.shape[1]):
        needed = role_requirement[job, k]
        if needed > 0.0:
            now += min(1.0, skill[i, k] / needed)
            full += min(1.0, max(start_plateau[i, k], skill[i, k]) / needed)
    return exp(eps * log(full / now)) - 1.0 if full > now > 0.0 else 0.0


@compiled
def account_kernel(
    occupied: np.ndarray,
    opened: np.ndarray,
    role: np.ndarray,
    role_requirement: np.ndarray,
    role_pay: np.ndarray,
    department: np.ndarray,
    department_eps: np.ndarray,
    pay: np.ndarray,
    start_plateau: np.ndarray,
    skill: np.ndarray,
    output: np.ndarray,
    time_lent: np.ndarray,
    help_lent: np.ndarray,
    seeks_mentor: np.ndarray,
    offers_mentoring: np.ndarray,
    mentees: np.ndarray,
    mentors: np.ndarray,
    q_value: np.ndarray,
    account_value: np.ndarray,
    account_pay: np.ndarray,
    account_vacancies: np.ndarray,
    account_shortfall: np.ndarray,
    account_meetings: np.ndarray,
    account_platform: np.ndarray,
    month: float,
    multiple: float,
    released: float,
    fee: float,
) -> None:
    """Book one month: what people produce, cost and lack, their program time, platform fees.

    Value = output x usual pay of the role x multiple; vacant seats miss it. Program time that
    displaces no output is `released` time and costs its pay. The fee is per participant: who
    seeks or offers mentoring, helps or is helped.
    """
    m = int(month)
    value, paid, missed = account_value[m], account_pay[m], account_vacancies[m]
    meetings = account_meetings[m]
    participants = 0
    for i in range(occupied.shape[0]):
        worth = role_pay[role[i]] / 12.0 * multiple
        if occupied[i]:
            value += output[i] * worth
            q_value[i] += output[i] * worth
            paid += pay[i] / 12.0
            meetings += released * max(0.0, time_lent[i] - help_lent[i]) * pay[i] / 12.0
            enrolled = seeks_mentor[i] | offers_mentoring[i]
            participants += enrolled | (mentees[i] > 0) | (mentors[i] > 0)
        elif opened[i]:
            missed += worth
    account_value[m], account_pay[m], account_vacancies[m] = value, paid, missed
    account_meetings[m] = meetings
    account_platform[m] += participants * fee
    lacking = np.empty(occupied.shape[0], np.int64)
    count = 0
    for i in range(occupied.shape[0]):
        lacking[count] = i
        count += occupied[i] & _lacks(role_requirement, start_plateau, skill, role[i], i)
    for i in lacking[:count]:
        eps = department_eps[department[i]]
        missing = _missing(role_requirement, start_plateau, skill, eps, role[i], i)
        account_shortfall[m] += output[i] * role_pay[role[i]] / 12.0 * multiple * missing


class Account(Process):
    """Book the month: value of output, pay, vacancies, program time and fees.

    value = output x usual pay of the role / 12 x multiple; vacancies and what newcomers still
    lack are noted beside it and not taken off again
    Time in the program costs once: the displaced share as output not produced, the rest as pay.
    Fees: platform per participant. Other processes book their own headings as they spend.
    """

    name: ClassVar[str] = "account"
    position: ClassVar[float] = 12.5
    kernels: ClassVar[tuple[Any, ...]] = (account_kernel,)
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
        setting = tick.setting
        released = 1.0 - setting.organization.displaced_share
        fee = setting.program.costs.platform_per_participant if setting.running(tick.month) else 0.0
        tick.call(account_kernel, tick.month, self.multiple, released, fee)
