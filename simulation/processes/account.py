"""Account: what output is worth, what the program's time and fees cost."""

from typing import Any, ClassVar

import numpy as np

from simulation.engine.compiled import compiled
from simulation.engine.parameters import param
from simulation.engine.process import Process, Tick

HOURS_A_YEAR = 1920.0
"""Paid working hours of a year, to turn annual pay into an hour's price."""


@compiled
def value_kernel(
    occupied: np.ndarray,
    role: np.ndarray,
    role_pay: np.ndarray,
    pay: np.ndarray,
    output: np.ndarray,
    department: np.ndarray,
    department_eps: np.ndarray,
    plateau: np.ndarray,
    skill: np.ndarray,
    role_requirement: np.ndarray,
    opened: np.ndarray,
    q_value: np.ndarray,
    account_value: np.ndarray,
    account_pay: np.ndarray,
    account_vacancies: np.ndarray,
    account_shortfall: np.ndarray,
    month: float,
    multiple: float,
) -> None:
    """Value = output x usual pay x multiple; vacant seats miss it, newcomers fall short of it."""
    m = int(month)
    for i in range(occupied.shape[0]):
        worth = role_pay[role[i]] / 12.0 * multiple
        if not occupied[i]:
            if opened[i]:
                account_vacancies[m] += worth
            continue
        value = output[i] * worth
        account_value[m] += value
        q_value[i] += value
        account_pay[m] += pay[i] / 12.0
        short = 0.0
        used = 0.0
        for k in range(skill.shape[1]):
            needed = role_requirement[role[i], k]
            if needed > 0.0:
                full = min(1.0, plateau[i, k] / needed)
                short += max(0.0, full - min(1.0, skill[i, k] / needed))
                used += 1.0
        if used > 0.0:
            account_shortfall[m] += value * department_eps[department[i]] * short / used


@compiled
def meeting_kernel(
    occupied: np.ndarray,
    pay: np.ndarray,
    time_lent: np.ndarray,
    help_lent: np.ndarray,
    account_meetings: np.ndarray,
    month: float,
    released: float,
    hours_a_month: float,
    hours_a_year: float,
) -> None:
    """Program time that displaces no output is released time and costs its pay."""
    m = int(month)
    for i in range(occupied.shape[0]):
        if occupied[i]:
            hours = max(0.0, time_lent[i] - help_lent[i]) * hours_a_month
            account_meetings[m] += released * hours * pay[i] / hours_a_year


class Account(Process):
    """Book the month: value of output, pay, vacancies, program time and fees.

    value = output x usual pay of the role / 12 x multiple
    Time in the program costs once: the displaced share as output not produced, the rest as pay.
    Fees: platform per participant. Other processes book their own headings as they spend.
    """

    name: ClassVar[str] = "account"
    position: ClassVar[float] = 12.5
    burn_in: ClassVar[bool] = False
    kernels: ClassVar[tuple[Any, ...]] = (value_kernel, meeting_kernel)
    reads: ClassVar[tuple[str, ...]] = ("seeks_mentor", "offers_mentoring", "mentees", "mentors")
    writes: ClassVar[tuple[str, ...]] = (
        "q_value", "account_value", "account_pay", "account_vacancies", "account_shortfall",
        "account_meetings", "account_platform",
    )  # fmt: skip

    multiple: float = param(
        1.85,
        low=1.7,
        high=2.0,
        unit="value/pay",
        evidence=("bls22-laborshare", "sh83-sdy"),
        doc="value of a fully competent person's output relative to pay",
    )

    def step(self, tick: Tick) -> None:
        """Book one month; months outside the run are not booked."""
        if not 0 <= tick.month < tick.state.sizes.months:
            return
        tick.call(value_kernel, tick.month, self.multiple)
        setting = tick.setting
        if setting.running(tick.month):
            released = 1.0 - setting.organization.displaced_share
            tick.call(meeting_kernel, tick.month, released, 160.0, HOURS_A_YEAR)
            self._fees(tick)

    @staticmethod
    def _fees(tick: Tick) -> None:
        state = tick.state
        taking_part = state["seeks_mentor"] | state["offers_mentoring"]
        taking_part = taking_part | (state["mentees"] > 0) | (state["mentors"] > 0)
        people = int((taking_part & state["occupied"]).sum())
        fee = tick.setting.program.costs.platform_per_participant
        state["account_platform"][tick.month] += people * fee
