"""Differences between designs as sentences: the verdict of a design, the title of a chart.

A sentence claims a difference only where its interval, as printed, lies on one side of zero.
"""

import math
from collections.abc import Mapping, Sequence

import pandas as pd

from simulation.outcomes.labels import Label
from simulation.report.layers import interval
from simulation.report.style import (
    KEPT,
    Estimate,
    counted,
    estimate_of,
    need,
    number,
    short_unit,
    with_unit,
)

DIFFERENCE_COLUMNS = (
    *("arm", "against", "outcome", "quarter", "mean"),
    *("ci_low", "ci_high", "share_better", "n", "level"),
)
BAND_COLUMNS = (
    *("arm", "outcome", "quarter", "p5", "p25", "p50", "p75", "p95"),
    *("n", "futures"),
)
STATES = ("skill", "morale")
LOST = "exits_total"
OVERVIEW = (*STATES, "net_total")
"""Outcomes of the first figure, beside people kept, which are those not lost."""

MONEY = {"cost_total": "cost", "net_total": "net benefit"}
RETURNS = ("return_on_investment", "payback_quarter")

type Row = "pd.Series[float]"


def verdict(
    arm: str,
    against: str,
    differences: pd.DataFrame,
    labels: Mapping[str, Label],
    *,
    quarters: int,
    replications: int,
    currency: str,
    levels: pd.DataFrame | None = None,
) -> str:
    """Return one sentence on what `arm` does compared with `against` after `quarters` quarters.

    `differences` are those of experiments.statistics, of which the rows at `quarters` are read;
    `levels` are its bands, needed for the return on investment and the payback quarter, which
    a design without a program does not have. What is missing is left out of the sentence.
    """
    rows = _compared(differences, arm, against, quarters)
    clauses = [_clause(labels[name], rows[name], replications) for name in STATES if name in rows]
    clauses += [
        _clause(Label(name, word, currency, None, 0), rows[name], replications)
        for name, word in MONEY.items()
        if name in rows
    ]
    if levels is not None:
        costs = "cost_total" not in rows or rows["cost_total"]["mean"] > 0
        clauses += _returns(_levels(levels, arm, quarters), quarters, costs)
    return _sentence(arm, against, rows.get(LOST), clauses, span(quarters), replications)


def headline(differences: pd.DataFrame, label: Label, arms: Sequence[str], quarter: int) -> str:
    """Return the takeaway of one outcome at one quarter, for the title of a chart.

    One design is compared with its reference; of several, the title counts those that differ
    clearly, says how much, and names the one that differs most where its interval meets no
    other's. To be picked flatters it: say so in the chart's note.
    """
    need(differences, DIFFERENCE_COLUMNS)
    found = estimates(differences, label, arms, quarter)
    if not found:
        return f"{label.label}: no pair of futures to compare {after(quarter)}"
    against = str(differences["against"].iloc[0])
    than = f"{against} {after(quarter)}"
    if len(found) == 1:
        [(arm, estimate)] = found.items()
        return _one_design(arm, estimate, label, than)
    return _several_designs(found, label, than)


def estimates(
    differences: pd.DataFrame, label: Label, arms: Sequence[str], quarter: int
) -> dict[str, Estimate]:
    """Return the difference of each arm that has one in this outcome at this quarter."""
    at = (differences["outcome"] == label.name) & (differences["quarter"] == quarter)
    by_arm = {str(row["arm"]): row for _, row in differences.loc[at].iterrows()}
    found = {arm: estimate_of(by_arm[arm], label) for arm in arms if arm in by_arm}
    return {arm: estimate for arm, estimate in found.items() if estimate is not None}


def span(quarters: int) -> str:
    """Return "over 3 years", or "over 5 quarters" where years do not come out even."""
    amount, word = (quarters, "quarters") if quarters % 4 else (quarters // 4, "years")
    return f"over {amount} {counted(word, str(amount))}"


def after(quarter: int) -> str:
    """Return "after 12 quarters"."""
    return f"after {quarter} {counted('quarters', str(quarter))}"


def level_of(differences: pd.DataFrame) -> str:
    """Return the level of the intervals in a table of differences, "95%"."""
    return f"{100 * float(differences['level'].iloc[0]):g}%"


def lower_first(text: str) -> str:
    """Return the label for use inside a sentence; abbreviations (NPS) keep their capitals."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def share_of_futures(share: float) -> str:
    """Return "93% of futures"; "all" and "no" only where not one future differs."""
    if share in (0, 1):
        return "all futures" if share else "no future"
    if share > 0.99:
        return "more than 99% of futures"
    return f"{number(100 * share, 0)}% of futures" if share >= 0.01 else "under 1% of futures"


def paired_futures(replications: int, pairs: int | None = None) -> str:
    """Return "50 paired futures", or "47 of 50 paired futures" where some have no value."""
    if pairs is None or pairs == replications:
        return f"{replications:,} paired {counted('futures', str(replications))}"
    return f"{pairs:,} of {replications:,} paired futures"


# The clauses of a verdict ------------------------------------------------------------------


def _sentence(
    arm: str, against: str, exits: Row | None, clauses: list[str], when: str, replications: int
) -> str:
    opening = None if exits is None else _people(arm, against, exits, when, replications)
    if opening is None and not clauses:
        return f"{arm} has no outcome that can be compared with {against} {when}."
    opening = opening or f"{arm} against {against} {when} ({paired_futures(replications)})"
    return f"{'; '.join([opening, *clauses])}."


def _compared(differences: pd.DataFrame, arm: str, against: str, quarter: int) -> dict[str, Row]:
    need(differences, DIFFERENCE_COLUMNS)
    here = differences.loc[
        (differences["arm"] == arm)
        & (differences["against"] == against)
        & (differences["quarter"] == quarter)
        & (differences["n"] > 0)
        & differences["outcome"].isin([LOST, *STATES, *MONEY])
    ]
    return {str(row["outcome"]): row for _, row in here.iterrows()}


def _levels(levels: pd.DataFrame, arm: str, quarter: int) -> dict[str, Row]:
    need(levels, BAND_COLUMNS)
    here = levels.loc[
        (levels["arm"] == arm) & (levels["quarter"] == quarter) & levels["outcome"].isin(RETURNS)
    ]
    return {str(row["outcome"]): row for _, row in here.iterrows()}


def _people(arm: str, against: str, row: Row, when: str, replications: int) -> str | None:
    lost = estimate_of(row, KEPT)
    if lost is None:
        return None
    kept = lost.flipped()
    if kept.range is None:
        change = f"{_more_people(kept)} than {against} {when}"
        return f"{arm} {change} in the only pair of futures, too few for an interval"
    futures = paired_futures(replications, int(row["n"]))
    if kept.low == kept.high == 0:
        return f"{arm} keeps exactly as many people as {against} {when} ({futures})"
    level = interval(row)
    if kept.sign == 0:
        return (
            f"{arm} may keep or lose people compared with {against} {when}: {kept.range} people "
            f"({level}, {futures}; no clear difference){_despite(row)}"
        )
    shown = kept if kept.sign > 0 else lost
    often = _often(", in" if kept.sign > 0 else ", keeping more in", row)
    source = f"({level} {shown.range}, {futures})"
    return f"{arm} {_more_people(kept)} than {against} {when} {source}{often}"


def _despite(row: Row) -> str:
    """How often it kept more; where always or never, that this alone proves nothing."""
    if row["share_better"] in (0, 1):
        what = "more" if row["share_better"] else "fewer"
        return (
            f", although it kept {what} in each of the {row['n']:,.0f} simulated, too few to tell"
        )
    return _often(", keeping more in", row)


def _often(words: str, row: Row) -> str:
    share = row["share_better"]
    return "" if pd.isna(share) else f"{words} {share_of_futures(float(share))}"


def _more_people(kept: Estimate) -> str:
    """Return "keeps 14 more people" or "loses 1 more person"."""
    amount = kept.show(abs(kept.mean))
    if amount == "0":
        return "keeps no more people"
    verb = "loses" if kept.mean < 0 else "keeps"
    return f"{verb} {amount} more {counted('people', amount)}"


def _clause(label: Label, row: Row, replications: int) -> str:
    word, estimate = lower_first(label.label), estimate_of(row, label)
    if estimate is None:
        return f"{word} not comparable"
    if estimate.range is None:
        return f"{word} {estimate.signed_unit} in one pair of futures"
    of = f"{row['n']:,.0f} of {replications:,} futures"
    few = "" if row["n"] == replications else f", {of}"
    if estimate.low == estimate.high:
        same = "the same" if estimate.mean == 0 else estimate.signed_unit
        return f"{word} {same} in {of if few else 'all futures'}"
    if estimate.sign == 0:
        return f"{word} not clearly different ({with_unit(estimate.range, label.unit)}{few})"
    return f"{word} {estimate.signed_unit} ({estimate.range}{few})"


def _returns(rows: Mapping[str, Row], quarters: int, costs: bool) -> list[str]:
    clauses = []
    if "return_on_investment" in rows and rows["return_on_investment"]["n"] > 0:
        clauses.append(_return_on_investment(rows["return_on_investment"]))
    if "payback_quarter" in rows and (costs or rows["payback_quarter"]["n"] > 0):
        clauses.append(_payback(rows["payback_quarter"], quarters))
    return clauses


def _return_on_investment(row: Row) -> str:
    low, mid, high = (number(float(row[cut]), 2) for cut in ("p5", "p50", "p95"))
    if row["futures"] == 1:
        return f"return on investment {mid} in the only future"
    of = f", {row['n']:,.0f} of {row['futures']:,.0f} futures"
    few = of if row["n"] < row["futures"] else ""
    return f"return on investment {mid} in the median future ({low} to {high} in 90%{few})"


def _payback(row: Row, quarters: int) -> str:
    if row["n"] == 0:
        return f"it does not pay back within {quarters} {counted('quarters', str(quarters))}"
    first, middle, last = math.floor(row["p5"]), math.ceil(row["p50"]), math.ceil(row["p95"])
    if row["n"] < row["futures"]:
        share = share_of_futures(float(row["n"] / row["futures"]))
        return f"it pays back in {share}, in half of those by quarter {middle}"
    if first == last:
        return f"it pays back in quarter {middle}"
    return f"it pays back by quarter {middle} in half of the futures ({first} to {last} in 90%)"


# The title of a chart ----------------------------------------------------------------------


def _one_design(arm: str, estimate: Estimate, label: Label, than: str) -> str:
    name = lower_first(label.label)
    if estimate.range is None:
        return f"{arm}: {name} {_amount(estimate)} against {than}, in one pair of futures"
    if estimate.sign == 0:
        shown = with_unit(estimate.range, label.unit)
        return f"{arm}: no clear difference in {name} from {than} ({shown})"
    return f"{arm}: {name} {_amount(estimate)} ({estimate.range}) against {than}"


def _several_designs(found: Mapping[str, Estimate], label: Label, than: str) -> str:
    name = lower_first(label.label)
    clear = {arm: one for arm, one in found.items() if one.sign}
    if all(one.range is None for one in found.values()):
        return f"One pair of futures is too few to compare {name} with {than}"
    if not clear:
        none = "Neither design" if len(found) == 2 else f"None of {len(found)} designs"
        return f"{none} differs clearly in {name} from {than}"
    worse = {arm: one for arm, one in clear.items() if one.quality(label.better) == "worse"}
    good = {arm: one for arm, one in clear.items() if arm not in worse}
    word, link = ("different", "from") if label.better is None else ("better", "than")
    if not good:
        word, good, worse = "worse", worse, {}
    count = _of(len(good), len(found))
    verb = "is" if len(good) == 1 else "are"
    others = f"; {len(worse)} worse" if worse else ""
    return f"{count} {verb} {word} in {name} {link} {than}{_sizes(good)}{others}"


def _sizes(clear: Mapping[str, Estimate]) -> str:
    """How large the clear differences are; the largest is named only where it stands apart."""
    ranked = sorted(clear, key=lambda arm: abs(clear[arm].mean))
    first, last = clear[ranked[0]], clear[ranked[-1]]
    if len(ranked) == 1:
        return f": {ranked[0]}, {_amount(last)} ({last.range})"
    sizes = [one.show(abs(one.mean)) for one in (first, last)]
    span_of = with_unit(" to ".join(dict.fromkeys(sizes)), last.unit)
    rest = [one for arm, one in clear.items() if arm != ranked[-1]]
    if any(_overlap(last, one) for one in rest):
        them = "" if len(ranked) == 2 else "the largest are "
        return f", by {span_of}; {them}too close to rank"
    return f", by {span_of}; {ranked[-1]} most ({last.range})"


def _overlap(one: Estimate, other: Estimate) -> bool:
    """Whether two intervals meet: then neither design can be said to do more than the other."""
    if one.low is None or one.high is None or other.low is None or other.high is None:
        return True
    return one.low <= other.high and other.low <= one.high


def _of(some: int, whole: int) -> str:
    if some < whole:
        return f"{some} of {whole} designs"
    return "Both designs" if whole == 2 else f"All {whole} designs"


def _amount(estimate: Estimate) -> str:
    """Return "+14" for people, whom the label names already, and "+2.1 points" else."""
    return estimate.signed if short_unit(estimate.unit) == "people" else estimate.signed_unit
