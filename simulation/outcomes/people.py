"""People: who is here, who left, who came."""

import numpy as np

from simulation.engine.compiled import compiled, compiled_inline
from simulation.engine.process import MONTHS_A_QUARTER
from simulation.outcomes.outcome import View, outcome, summed
from simulation.outcomes.slices import add_row, ratio
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
    count: Array = _left(view)[0]
    return count


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
    return 100.0 * float(view.sum("stayed")[0]) / start if start else None


@outcome("newcomer_retention", "First-year retention of newcomers", "%", "higher", flow=True)
def newcomer_retention(view: View) -> Array:
    """Share of newcomers who would complete a year at this quarter's exit rates, percent.

    100 (1 - exits / months at risk)^12 over months of service 1 to 12 that were lived this quarter.
    """
    _, gone, lived = _left(view)
    lived = lived + view.sum("first_year_months")
    stay: Array = 100.0 * (1.0 - ratio(gone, lived)) ** 12
    return stay


def _left(view: View) -> Array:
    """Leavers, those in their first year, and months of service 1 to 12 that leavers lived."""
    begun = view.tick.month + 1 - MONTHS_A_QUARTER
    return view.once("left", lambda: view.add_up("leavers", left_kernel, 3, begun))


@outcome("hires", "Hires", "people", decimals=1, flow=True)
def hires(view: View) -> float:
    """People hired this quarter."""
    return view.tally("hires")


@outcome("vacancies", "Vacancies", "people", "lower", decimals=1)
def vacancies(view: View) -> float:
    """Seats that exist and are empty at the end of the quarter."""
    return float(view.sum("vacant")[0])


@outcome("promotions", "Promotions", "people", decimals=1, flow=True)
def promotions(view: View) -> Array:
    """People promoted this quarter."""
    return view.sum("q_promoted")


def turnover(view: View) -> Array:
    """Exits of the quarter per person-year by slice, percent."""
    return 100.0 * 12.0 * ratio(_left(view)[0], view.months)


@compiled_inline
def _first_year(tenure: float, months: float) -> float:
    """Of the last `months` before `tenure`, how many lay in the first year of service."""
    return max(0.0, min(tenure, FIRST_YEAR) - max(0.0, tenure - months))


@summed("people", "first_year_months", "stayed")
@compiled
def present_kernel(
    tenure: np.ndarray, hired: np.ndarray, codes: np.ndarray, sums: np.ndarray
) -> None:
    """Add up the quarter's months in the first year of service, and who was here at month 0."""
    row = np.empty(2)
    for i in range(codes.shape[0]):
        row[0] = _first_year(tenure[i], MONTHS_A_QUARTER)
        row[1] = hired[i] < 0
        add_row(sums, codes, i, row)


@compiled
def left_kernel(
    leaver_tenure: np.ndarray,
    leaver_month: np.ndarray,
    codes: np.ndarray,
    sums: np.ndarray,
    begun: float,
) -> None:
    """Count leavers, those in their first year, and the quarter's months they lived in it."""
    row = np.ones(3)
    for i in range(codes.shape[0]):
        row[1] = leaver_tenure[i] < FIRST_YEAR
        row[2] = _first_year(leaver_tenure[i] + 1.0, leaver_month[i] - begun + 1.0)
        add_row(sums, codes, i, row)


@summed(
    "seats",
    "q_months",
    "q_output",
    "q_value",
    "q_ideas",
    "q_adopted",
    "q_promoted",
    "q_matched",
    "q_wait",
    "q_meetings",
    "q_planned",
    "q_hours",
    "vacant",
)
@compiled
def flow_kernel(
    occupied: np.ndarray,
    opened: np.ndarray,
    q_months: np.ndarray,
    q_output: np.ndarray,
    q_value: np.ndarray,
    q_ideas: np.ndarray,
    q_adopted: np.ndarray,
    q_promoted: np.ndarray,
    q_matched: np.ndarray,
    q_wait: np.ndarray,
    q_meetings: np.ndarray,
    q_planned: np.ndarray,
    q_hours: np.ndarray,
    codes: np.ndarray,
    sums: np.ndarray,
) -> None:
    """Add up what happened on every seat this quarter, and the seats that are vacant at its end."""
    row = np.empty(12)
    for i in range(codes.shape[0]):
        row[0] = q_months[i]
        row[1] = q_output[i]
        row[2] = q_value[i]
        row[3] = q_ideas[i]
        row[4] = q_adopted[i]
        row[5] = q_promoted[i]
        row[6] = q_matched[i]
        row[7] = q_wait[i]
        row[8] = q_meetings[i]
        row[9] = q_planned[i]
        row[10] = q_hours[i]
        row[11] = opened[i] and not occupied[i]
        add_row(sums, codes, i, row)
