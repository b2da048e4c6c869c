"""Told: what a workforce file tells of its people, in the units of the state; NaN where silent."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from simulation.engine.functions import log
from simulation.organization.people import STATES
from simulation.organization.recruit import PAY_SPREAD
from simulation.state.columns import Array

WIDEST = 3.0
"""Pay stands at most so many SDs above or below what is usual in the role."""


@dataclass(frozen=True)
class Told:
    """What a file tells, by seat; it is the same for every seed.

    Attributes:
        seats: seats of the people told of, ascending.
        tenure: months in the job.
        pay: annual pay.
        pay_standing: its standing against the usual pay of the role, in SDs.
        performance: rating, in SDs.
        scores: states by name, in reference SDs.
    """

    seats: Array
    tenure: Array
    pay: Array
    pay_standing: Array
    performance: Array
    scores: Mapping[str, Array]

    @property
    def likeness(self) -> tuple[Array, ...]:
        """What lenders are compared in, in the order of `LIKENESS`."""
        return (*self.scores.values(), self.pay_standing)


LIKENESS = (*STATES, "pay_standing")
"""Columns of the state that are compared with what is told."""


def tell(people: pd.DataFrame, role: Array, role_pay: Array) -> Told:
    """Read what the people of a file are told to be; `role` by seat, usual pay by role."""
    tenure, pay, performance = (_numbers(people, name) for name in ("tenure", "pay", "performance"))
    return Told(
        seats=np.flatnonzero(people["told"].to_numpy(dtype=bool)),
        tenure=tenure,
        pay=pay,
        pay_standing=_pay_standing(pay / role_pay[role], role),
        performance=performance,
        scores={name: _numbers(people, name) for name in STATES},
    )


def _numbers(people: pd.DataFrame, name: str) -> Array:
    return people[name].to_numpy(dtype=float)


def _pay_standing(ratio: Array, role: Array) -> Array:
    apart = np.array([float(log(value)) for value in ratio])
    standing: Array = np.clip(apart / pay_spread(apart, role), -WIDEST, WIDEST)
    return standing


def pay_spread(apart: Array, role: Array) -> Array:
    """One SD of log pay for everybody's role: the file's where it is wider than the reference.

    The weight of pay is published per SD of pay, and titles of a file often span several grades.
    """
    spread = np.full(int(role.max()) + 1, PAY_SPREAD)
    known = ~np.isnan(apart)
    for code in np.unique(role[known]):
        squares = (apart[known & (role == code)] ** 2).tolist()
        spread[code] = max(PAY_SPREAD, float(np.sqrt(sum(squares) / len(squares))))
    return spread[role]
