"""People: who is here, who left, who came."""

import numpy as np

from simulation.engine.process import MONTHS_A_QUARTER
from simulation.outcomes.outcome import View, outcome
from simulation.outcomes.slices import ratio
from simulation.state.columns import Array

FIRST_YEAR = 12.0
"""Months of service of a newcomer."""


@outcome("headcount", "Headcount", "people", decimals=0)
def headcount(view: View) -> Array:
    """People present at the end of the quarter."""
    return view.slices.heads


@outcome("exits", "Exits", "people", "lower", decimals=1, flow=True)
def exits(view: View) -> Array:
    """People who left this quarter, for whatever reason."""
    return _left(view)


@outcome("exits_total", "Exits since the start", "people", "lower", decimals=1)
def exits_total(view: View) -> float:
    """People who left since month 0, for whatever reason."""
    return view.tally("exits_total")


@outcome("turnover_annualized", "Annualized turnover", "%", "lower", flow=True)
def turnover_annualized(view: View) -> Array:
    """Exits of the quarter per person-year, percent."""
    return turnover(view)


@outcome("retention", "Retention", "%", "higher")
def retention(view: View) -> float | None:
    """Share of the people present at month 0 who are still here, percent."""
    start = view.tally("start")
    stayed = view["occupied"] & (view["hired"] < 0)
    return 100.0 * float(stayed.sum()) / start if start else None


@outcome("newcomer_retention", "First-year retention of newcomers", "%", "higher", flow=True)
def newcomer_retention(view: View) -> Array:
    """Share of newcomers who would complete a year at this quarter's exit rates, percent.

    100 (1 - exits / months at risk)^12 over months of service 1 to 12 that were lived this quarter.
    """
    rows, tenure = view.leavers, view["leaver_tenure"][view.leavers]
    month = view["leaver_month"][rows] - (view.tick.month + 1 - MONTHS_A_QUARTER)
    lived = view.slices.total(_first_year(view["tenure"], MONTHS_A_QUARTER))
    lived = lived + view.slices.left(_first_year(tenure + 1.0, month + 1.0))
    gone: Array = ratio(view.slices.left(tenure < FIRST_YEAR), lived)
    stay: Array = 100.0 * (1.0 - gone) ** 12
    return stay


def _first_year(tenure: Array, months: Array | float) -> Array:
    """Of the last `months` before `tenure`, how many lay in the first year of service."""
    lived: Array = np.minimum(tenure, FIRST_YEAR) - np.maximum(0.0, tenure - months)
    return np.maximum(0.0, lived)


@outcome("hires", "Hires", "people", decimals=1, flow=True)
def hires(view: View) -> float:
    """People hired this quarter."""
    return view.tally("hires")


@outcome("vacancies", "Vacancies", "people", "lower", decimals=1)
def vacancies(view: View) -> float:
    """Seats that exist and are empty at the end of the quarter."""
    return float((view["opened"] & ~view["occupied"]).sum())


@outcome("promotions", "Promotions", "people", decimals=1, flow=True)
def promotions(view: View) -> Array:
    """People promoted this quarter."""
    return view.slices.flow(view["q_promoted"])


def turnover(view: View) -> Array:
    """Exits of the quarter per person-year by slice, percent."""
    return 100.0 * 12.0 * ratio(_left(view), view.months)


def _left(view: View) -> Array:
    return view.slices.left(np.ones(view.leavers.stop))
