"""People: who is here, who left, who came."""

import numpy as np

from simulation.engine.compiled import compiled, compiled_inline
from simulation.engine.process import MONTHS_A_QUARTER
from simulation.outcomes.formula import Formula, of_the_whole, ratio_of, sum_of
from simulation.outcomes.outcome import outcome
from simulation.outcomes.slices import add_row
from simulation.outcomes.view import View, numbers, summed
from simulation.state.columns import Array

FIRST_YEAR = 12.0
"""Months of service of a newcomer."""


@outcome("headcount", "Headcount", "people", decimals=0)
def headcount() -> Formula:
    """People present at the end of the quarter."""
    return sum_of("heads")


@outcome("exits", "Exits", "people", "lower", decimals=1, flow=True)
def exits() -> Formula:
    """People who left this quarter, for whatever reason."""
    return sum_of("left")


@outcome("exits_total", "Exits since the start", "people", "lower", decimals=1)
def exits_total() -> Formula:
    """People who left since month 0, for whatever reason."""
    return sum_of("tally_exits_total")


@outcome("turnover_annualized", "Annualized turnover", "%", "lower", flow=True)
def turnover_annualized() -> Formula:
    """Exits of the quarter per person-year, percent."""
    return ratio_of("left", "q_months", times=100.0 * 12.0)


@outcome("retention", "Retention", "%", "higher")
def retention(view: View) -> float | None:
    """Share of the people present at month 0 who are still here, percent."""
    start = view.tally("start")
    return 100.0 * view.whole("stayed") / start if start else None


@outcome("newcomer_retention", "First-year retention of newcomers", "%", "higher", flow=True)
def newcomer_retention(view: View) -> Array:
    """Share of newcomers who would complete a year at this quarter's exit rates, percent.

    100 (1 - exits / months at risk)^12 over months of service 1 to 12 that were lived this quarter.
    """
    places = [view.places(n) for n in ("left_first_year", "left_lived", "first_year_months")]
    slices = view.layout.slices
    shares = view.state.room((newcomer_retention, slices), lambda: np.empty(slices))
    view.tick.call(first_year_kernel, view.sums, *places, shares)
    return shares


@compiled
def first_year_kernel(
    sums: np.ndarray,
    exits: np.ndarray,
    lived_by_leavers: np.ndarray,
    lived_by_stayers: np.ndarray,
    shares: np.ndarray,
) -> None:
    """Fill 100 (1 - exits / months at risk)^12 of every slice, NaN where nobody was at risk."""
    for piece in range(shares.shape[0]):
        at_risk = sums[lived_by_leavers[piece]] + sums[lived_by_stayers[piece]]
        month = 1.0 - (sums[exits[piece]] / at_risk if at_risk > 0.0 else np.nan)
        quarter = month * month * month  # a power's last bits would depend on the processor
        half_year = quarter * quarter
        shares[piece] = 100.0 * (half_year * half_year)


@numbers("left", "left_first_year", "left_lived")
def left(view: View, sums: Array) -> None:
    """Leavers, those in their first year, and months of service 1 to 12 that leavers lived."""
    begun = view.tick.month + 1 - MONTHS_A_QUARTER
    view.tick.call(left_kernel, view.slices.leavers, sums, begun)


@outcome("hires", "Hires", "people", decimals=1, flow=True)
def hires() -> Formula:
    """People hired this quarter."""
    return sum_of("tally_hires")


@outcome("vacancies", "Vacancies", "people", "lower", decimals=1)
def vacancies() -> Formula:
    """Seats that exist and are empty at the end of the quarter."""
    return of_the_whole(sum_of("vacant"))


@outcome("promotions", "Promotions", "people", decimals=1, flow=True)
def promotions() -> Formula:
    """People promoted this quarter."""
    return sum_of("q_promoted")


@compiled_inline
def _first_year(tenure: float, months: float) -> float:
    """Of the last `months` before `tenure`, how many lay in the first year of service."""
    return max(0.0, min(tenure, FIRST_YEAR) - max(0.0, tenure - months))


@summed("people", "first_year_months", "stayed")
@compiled
def present_kernel(tenure: np.ndarray, hired: np.ndarray, rows: np.ndarray) -> None:
    """Enter the quarter's months in the first year of service, and who was here at month 0."""
    for i in range(rows.shape[0]):
        rows[i, 0] = _first_year(tenure[i], MONTHS_A_QUARTER)
        rows[i, 1] = hired[i] < 0


@compiled
def left_kernel(
    leaver_tenure: np.ndarray,
    leaver_month: np.ndarray,
    tally_leavers: np.ndarray,
    codes: np.ndarray,
    sums: np.ndarray,
    begun: float,
) -> None:
    """Count leavers, those in their first year, and the quarter's months they lived in it."""
    for i in range(tally_leavers[0]):
        early = 1.0 * (leaver_tenure[i] < FIRST_YEAR)
        lived = _first_year(leaver_tenure[i] + 1.0, leaver_month[i] - begun + 1.0)
        add_row(sums, codes, i, (1.0, early, lived))


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
    "wanted_mentor",
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
    seeks_mentor: np.ndarray,
    rows: np.ndarray,
) -> None:
    """Enter what happened on every seat this quarter, and the seats that are vacant at its end.

    A mentor was wanted by who has been matched, and by who still seeks.
    """
    for i in range(rows.shape[0]):
        rows[i, 0] = q_months[i]
        rows[i, 1] = q_output[i]
        rows[i, 2] = q_value[i]
        rows[i, 3] = q_ideas[i]
        rows[i, 4] = q_adopted[i]
        rows[i, 5] = q_promoted[i]
        rows[i, 6] = q_matched[i]
        rows[i, 7] = q_wait[i]
        rows[i, 8] = q_meetings[i]
        rows[i, 9] = q_planned[i]
        rows[i, 10] = q_hours[i]
        rows[i, 11] = opened[i] & ~occupied[i]
        rows[i, 12] = q_matched[i] + (occupied[i] & seeks_mentor[i])
