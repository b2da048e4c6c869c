"""Clean people -> the organization that the simulation starts from: turnover, roles, levels."""

from typing import Any

import numpy as np
import pandas as pd

from simulation.workforce_file.cleaning import Staff
from simulation.workforce_file.report import ImportReport
from simulation.workforce_file.turnover import (
    SNAPSHOT_MONTHS,
    Rate,
    Watch,
    department_rates,
    tenure_bands,
    watch_dated,
    watch_snapshot,
    whole_rate,
)
from simulation.workforce_file.words import title_level

SMALL_GROUP = 5


def describe(staff: Staff, name: str, months: float | None, report: ImportReport) -> dict[str, Any]:
    """Return the organization's keys; what the file does not tell is left out.

    `months` is the time that a flag of leavers covers, where the map file states it.
    """
    organization: dict[str, Any] = {"name": name}
    if staff.currency:
        organization["currency"] = staff.currency
    departments = sorted(set(staff.people["department"].dropna().tolist()))
    turnover, rates, bands = _turnover(staff, months, report)
    if turnover is not None:
        organization["turnover"] = turnover
    if departments:
        organization["departments"] = {
            each: {"turnover": rates[each]} if each in rates else {} for each in departments
        }
    if bands:
        organization["tenure_turnover"] = bands
    roles = _roles(staff.people, report)
    if roles:
        organization["roles"] = roles
    known = [*staff.people["level"].dropna().tolist(), *(role["level"] for role in roles.values())]
    if known:
        organization["levels"] = int(max(known))
    _note_small_groups(staff.people, report)
    return organization


def _turnover(
    staff: Staff, months: float | None, report: ImportReport
) -> tuple[float | None, dict[str, float], list[dict[str, float]]]:
    watch = _watch(staff, months, report)
    whole = whole_rate(watch) if watch is not None else None
    if watch is None or whole is None:
        report.note("turnover: the file does not tell it; state it in the organization's file")
        return None, {}, []
    report.derive(f"turnover of the whole organization: {_told(whole)}")
    rates = department_rates(watch, staff.departments, whole)
    for name, (raw, shrunk) in rates.items():
        report.derive(
            f"turnover of {name}: {_told(raw)}; "
            f"{shrunk:.1%} after shrinkage toward the whole (empirical Bayes)"
        )
    bands = tenure_bands(watch, whole_years=staff.whole_years)
    low = 0
    for band in bands:
        rate = band.rate
        report.derive(
            f"turnover at {low}-{band.months} months of tenure: {band.raw:.2f} times the whole "
            f"({rate.low:.2f} to {rate.high:.2f}; {rate.exits} leavers, "
            f"{rate.years:,.0f} person-years); {rate.value:.2f} after shrinkage"
        )
        low = band.months
    return (
        round(whole.value, 4),
        {name: round(shrunk, 4) for name, (_, shrunk) in rates.items()},
        [{"months": b.months, "multiplier": round(b.rate.value, 3)} for b in bands],
    )


def _told(rate: Rate) -> str:
    return (
        f"{rate.value:.1%} a year ({rate.low:.1%} to {rate.high:.1%}; "
        f"{rate.exits:,} leavers, {rate.years:,.0f} person-years)"
    )


def _watch(staff: Staff, months: float | None, report: ImportReport) -> Watch | None:
    """Choose leave dates where most leavers have one, else the flag over an assumed year."""
    leavers, calendar = staff.leavers, staff.calendar
    if not leavers.told or not leavers.gone.any():
        return None
    report.derive("leavers are used for turnover only, not kept as people")
    limit = np.nan if calendar.as_of is None else calendar.as_of
    dated = leavers.gone & (calendar.left <= limit)
    if dated.sum() > 0.5 * leavers.gone.sum():
        watch, window = watch_dated(
            leavers.gone,
            leavers.unwilling,
            calendar.hired,
            np.where(dated, calendar.left, np.nan),
            limit,
        )
        report.derive(f"leave dates cover {window:.0f} months; leavers before are not used")
        if not dated[leavers.gone].all():
            missing = int((leavers.gone & ~dated).sum())
            report.note(f"leavers without leave date, not in turnover: {missing}")
    else:
        period = SNAPSHOT_MONTHS if months is None else months
        watch = watch_snapshot(leavers.gone, leavers.unwilling, staff.tenure, period)
        if months is None:
            report.guess("the leavers in the file left within 12 months: no leave dates tell")
    if leavers.unwilling.any():
        report.derive(
            f"leavers who did not want to leave, not in turnover: {leavers.unwilling.sum()}"
        )
    else:
        report.guess(
            "all leavers left of their own accord: the file does not tell who was sent away"
        )
    return watch


def _roles(people: pd.DataFrame, report: ImportReport) -> dict[str, dict[str, Any]]:
    """Return each role's only department, usual level, median pay and guessed complexity."""
    roles: dict[str, dict[str, Any]] = {}
    for name, members in people[people["role"].notna()].groupby("role", sort=True):
        roles[str(name)] = _role(str(name), members)
    if not roles:
        report.note("roles: the file does not tell them")
        return roles
    if people["level"].isna().all():
        report.guess("levels of roles are read from the words of their titles: no level column")
    _add_complexity(roles)
    report.guess(
        "complexity of roles: high in the top third of levels or from 1.5 times the roles' median "
        "pay, low at the lowest level with pay below it, else medium"
    )
    return roles


def _role(name: str, members: pd.DataFrame) -> dict[str, Any]:
    role: dict[str, Any] = {}
    departments = members["department"].dropna().unique()
    if len(departments) == 1:  # a role found in several departments has no home
        role["department"] = str(departments[0])
    grades = members["level"].dropna().mode()
    role["level"] = int(grades.iloc[0]) if len(grades) else title_level(name)
    pay = members["pay"].dropna()
    if len(pay):
        role["pay"] = round(float(pay.median()))
    return role


def _add_complexity(roles: dict[str, dict[str, Any]]) -> None:
    levels = [role["level"] for role in roles.values()]
    pays = [role["pay"] for role in roles.values() if "pay" in role]
    usual = float(np.median(pays)) if pays else None
    lowest, highest = min(levels), max(levels)
    upper = lowest + 2 * (highest - lowest) / 3
    for role in roles.values():
        ratio = role["pay"] / usual if usual and "pay" in role else 1.0
        if (role["level"] >= upper and highest > lowest) or ratio >= 1.5:
            role["complexity"] = "high"
        elif role["level"] == lowest < highest and ratio < 1.0:
            role["complexity"] = "low"
        else:
            role["complexity"] = "medium"


def _note_small_groups(people: pd.DataFrame, report: ImportReport) -> None:
    for kind in ("department", "role"):
        counts = people[kind].value_counts()
        small = int((counts < SMALL_GROUP).sum())
        if small:
            report.note(
                f"{small} of {len(counts)} {kind}s have fewer than {SMALL_GROUP} people: "
                "reports suppress such groups"
            )
