"""Base turnover by department and tenure, as far as the file tells it.

Annual share = 1 - (1 - h)^12 with h the monthly hazard of leaving of one's own accord. With leave
dates, h = exits / person-months inside the time the file covers (36 months at most). A snapshot
with a flag only is taken to cover 12 months: the share is leavers / people. Those sent away count
half a period at risk. Differences are shrunk toward the whole by Marshall's (1991, Applied
Statistics 40:283-294) empirical Bayes weights A / (A + v / n), v the sampling variance of one
person-year and A what the spread between groups has in excess of it.
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np

from simulation.workforce_file.dates import day_number, day_of
from simulation.workforce_file.table import Bools, Cells, Floats
from simulation.workforce_file.tenure import DAYS_A_MONTH

TELLING_YEARS = 50.0
TELLING_EXITS = 10
SNAPSHOT_MONTHS = 12.0
LONGEST_WINDOW = 36
_BANDS = (6.0, 12.0, 24.0, 36.0, 60.0, 120.0, 1200.0)


@dataclass(frozen=True, slots=True)
class Watch:
    """Each person's time at risk: months, tenure at its two ends, and whether it ended in an exit.

    `period` is the months a snapshot covers, None where dates give the time at risk itself.
    """

    exits: Bools
    months: Floats
    start: Floats
    end: Floats
    period: float | None

    def years(self, who: Bools) -> float:
        """Return person-years at risk; in a snapshot, people x period, those sent away half."""
        if self.period is None:
            return float(self.months[who].sum()) / 12
        halves = who & ~self.exits & (self.months < self.period)
        return float(who.sum() - 0.5 * halves.sum()) * self.period / 12

    def share(self, who: Bools) -> float:
        """Return the annual voluntary share 1 - (1 - h)^12 among some people."""
        exits, years = float((self.exits & who).sum()), self.years(who)
        if self.period is None:
            return float(1 - (1 - min(1.0, exits / (12 * years))) ** 12)
        return float(1 - (1 - exits / (12 * years / self.period)) ** (12 / self.period))


def watch_snapshot(
    gone: Bools, unwilling: Bools, tenure: Floats, period: float = SNAPSHOT_MONTHS
) -> Watch:
    """People on a list with a flag: stayers were at risk all the time, leavers half of it."""
    months = np.where(gone, period / 2, period)
    return Watch(gone & ~unwilling, months, np.maximum(0, tenure - months), tenure, period)


def watch_dated(
    gone: Bools, unwilling: Bools, hired: Floats, left: Floats, as_of: float
) -> tuple[Watch, float]:
    """People with leave dates (days): time at risk inside the window; also its length in months.

    The window begins with the month of the first exit on file, at most 36 months back. Leavers
    without a date (NaN) are at risk no time, so they count nowhere.
    """
    first = float(np.min(left[gone & (left <= as_of)]))
    opens = max(_first_of_month(first), as_of - LONGEST_WINDOW * DAYS_A_MONTH)
    # All exits may fall on the last day of a month; a window has at least one month.
    opens = min(opens, as_of - DAYS_A_MONTH)
    end = np.where(gone, left, as_of)
    start = np.maximum(np.where(np.isnan(hired), opens, hired), opens)
    at_risk = np.clip((end - start) / DAYS_A_MONTH, 0, None)
    at_risk = np.where(np.isnan(at_risk), 0, at_risk)
    inside = gone & ~unwilling & (left >= opens)
    ends = (end - hired) / DAYS_A_MONTH
    return Watch(inside, at_risk, ends - at_risk, ends, None), (as_of - opens) / DAYS_A_MONTH


def _first_of_month(day: float) -> float:
    return day_number(day_of(day).replace(day=1))


@dataclass(frozen=True, slots=True)
class Rate:
    """An annual share or a multiplier with its evidence: 95% interval, person-years, exits."""

    value: float
    low: float
    high: float
    years: float
    exits: int


@dataclass(frozen=True, slots=True)
class Band:
    """Tenure up to `months` (upper bound): hazard relative to the whole."""

    months: int
    rate: Rate
    raw: float


def whole_rate(watch: Watch) -> Rate | None:
    """Return the annual share of everybody; None without person-years or without an exit."""
    who = np.ones(len(watch.exits), dtype=bool)
    exits, years = int(watch.exits.sum()), watch.years(who)
    if exits == 0 or years <= 0:
        return None
    share = watch.share(who)
    return Rate(share, *_wilson(share, years), years, exits)


def department_rates(
    watch: Watch, departments: Cells, whole: Rate
) -> dict[str, tuple[Rate, float]]:
    """Return department -> (raw rate, shrunk share) where 50 person-years or more tell."""
    raw: dict[str, Rate] = {}
    for name in sorted(set(departments.tolist()) - {""}):
        who = np.asarray(departments == name, dtype=bool)
        years = watch.years(who)
        if years >= TELLING_YEARS:
            share = watch.share(who)
            raw[name] = Rate(share, *_wilson(share, years), years, int((watch.exits & who).sum()))
    if len(raw) < 2:
        return {}
    values = np.array([rate.value for rate in raw.values()])
    sizes = np.array([rate.years for rate in raw.values()])
    shrunk = shrink(values, sizes, whole.value, whole.value * (1 - whole.value))
    return {name: (raw[name], float(value)) for name, value in zip(raw, shrunk, strict=True)}


def tenure_bands(watch: Watch, *, whole_years: bool) -> list[Band]:
    """Return hazards by tenure relative to the whole; empty where fewer than two bands tell.

    Bands are joined until each has 50 person-years and 10 exits; the multipliers are shrunk
    toward 1 and average 1 over the person-years at risk.
    """
    known = ~np.isnan(watch.end)
    bounds = [bound for bound in _BANDS if not (whole_years and bound < 12)]
    cells = _joined(watch, known, bounds)
    if len(cells) < 2:
        return []
    exits = np.array([cell[1] for cell in cells])
    years = np.array([cell[2] for cell in cells])
    mean = exits.sum() / years.sum()
    multipliers = shrink(exits / years, years, mean, mean) / mean
    multipliers *= years.sum() / (multipliers * years).sum()
    return [
        Band(int(cells[i][0]), _band_rate(multipliers[i], exits[i], years[i], mean), raw)
        for i, raw in enumerate((exits / years / mean).tolist())
    ]


def _joined(watch: Watch, known: Bools, bounds: list[float]) -> list[tuple[float, float, float]]:
    """Return (upper bound, exits, person-years), narrow bands joined until they tell."""
    cells: list[tuple[float, float, float]] = []
    exits = years = lower = 0.0
    for upper in bounds:
        exits += _exits_between(watch, known, lower, upper)
        years += _years_between(watch, known, lower, upper)
        lower = upper
        if exits >= TELLING_EXITS and years >= TELLING_YEARS:
            cells.append((upper, exits, years))
            exits = years = 0.0
    if cells:
        _, more_exits, more_years = cells.pop()
        cells.append((bounds[-1], exits + more_exits, years + more_years))
    return cells


def _exits_between(watch: Watch, known: Bools, lower: float, upper: float) -> float:
    return float((watch.exits & known & (watch.end >= lower) & (watch.end < upper)).sum())


def _years_between(watch: Watch, known: Bools, lower: float, upper: float) -> float:
    inside = np.minimum(watch.end, upper) - np.maximum(watch.start, lower)
    return float(np.clip(inside[known], 0, None).sum()) / 12


def _band_rate(multiplier: float, exits: float, years: float, mean: float) -> Rate:
    """Byar's approximation gives the Poisson interval of the exits."""
    low = exits * (1 - 1 / (9 * exits) - 1.96 / (3 * sqrt(exits))) ** 3
    more = exits + 1
    high = more * (1 - 1 / (9 * more) + 1.96 / (3 * sqrt(more))) ** 3
    expected = years * mean
    return Rate(float(multiplier), low / expected, high / expected, years, int(exits))


def shrink(values: Floats, sizes: Floats, mean: float, variance: float) -> Floats:
    """Return values drawn toward `mean` by A / (A + variance / size) (Marshall 1991)."""
    spread = float((sizes * (values - mean) ** 2).sum() / sizes.sum())
    between = max(0.0, spread - variance / float(sizes.mean()))
    weights = between / (between + variance / sizes)
    return mean + weights * (values - mean)


def _wilson(share: float, n: float) -> tuple[float, float]:
    """Return Wilson's 95% interval of a share seen on n person-years."""
    z = 1.96
    center = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return max(0.0, center - half), min(1.0, center + half)
