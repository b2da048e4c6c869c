"""Layers of uncertainty in words: what an interval is about, and what a spread is made of."""

from collections.abc import Sequence

import pandas as pd

from simulation.report.style import number

ABOUT = {
    "luck": "bands and intervals show luck, not uncertainty about the model",
    "knowledge": "bands and ranges show what science does not know, luck averaged out",
    "both": "bands and ranges show luck and what science does not know, together",
}
"""What bands and intervals are about, by layer of uncertainty."""

type Row = "pd.Series[float]"


def layer_of(table: pd.DataFrame) -> str:
    """Return the layer of uncertainty that a table of differences or bands is about."""
    named = "uncertainty" in table.columns and not table.empty
    return str(table["uncertainty"].iloc[0]) if named else "luck"


def about(table: pd.DataFrame) -> str:
    """Return what the table's bands and intervals are about."""
    return ABOUT[layer_of(table)]


def about_means(table: pd.DataFrame) -> str:
    """Return what intervals of plain means over futures are about, whatever varies between them."""
    if layer_of(table) == "luck":
        return about(table)
    return "parameters vary between futures; intervals are of means and narrow with more futures"


def intervals(table: pd.DataFrame) -> str:
    """Return what the intervals of differences are: "95% intervals of paired mean differences"."""
    layer, level = layer_of(table), f"{100 * float(table['level'].iloc[0]):g}"
    if layer == "luck":
        return f"{level}% intervals of paired mean differences"
    return f"ranges of the middle {level}% of {_counted(layer)}"


def titled(table: pd.DataFrame) -> str:
    """Return what a title's number is: "paired mean difference with 95% interval"."""
    return f"paired mean difference with {interval(table.iloc[0])}"


def interval(row: Row) -> str:
    """Return what one interval is: "95% interval", "middle 95% of futures"."""
    level = f"{100 * float(row['level']):g}"
    layer = str(row.get("uncertainty", "luck"))
    return f"{level}% interval" if layer == "luck" else f"middle {level}% of {_counted(layer)}"


def knowledge_share(row: Row) -> str:
    """Return the share of knowledge in a spread with its interval: "75% (48 to 89)", or ""."""
    if "knowledge_share" not in row.index or pd.isna(row["knowledge_share"]):
        return ""
    share, low, high = (
        _percent(float(row[name]))
        for name in ("knowledge_share", "knowledge_low", "knowledge_high")
    )
    return f"{share}% ({low} to {high})"


def made_of(row: Row, what: str) -> list[str]:
    """Return the sentence on what the spread of one design's effect on `what` is made of."""
    share = knowledge_share(row)
    if not share:
        return []
    luck = _percent(float(row["luck_share"]))
    return [
        f"Of the spread in {what}, {luck}% is luck and {share} is what science does not know "
        f"({row['draws']:,.0f} draws of the parameters)."
    ]


def shares(differences: pd.DataFrame, outcome: str, arms: Sequence[str], quarter: int) -> str:
    """Return "unknown science in the differences' spread: 75% (48 to 89) with Plan", or ""."""
    at = (differences["outcome"] == outcome) & (differences["quarter"] == quarter)
    rows = {str(row["arm"]): row for _, row in differences.loc[at].iterrows()}
    found = {arm: knowledge_share(rows[arm]) for arm in arms if arm in rows}
    named = [f"{share} with {arm}" for arm, share in found.items() if share]
    return f"unknown science in the differences' spread: {', '.join(named)}" if named else ""


def _counted(layer: str) -> str:
    return "futures" if layer == "both" else "draws of the parameters"


def _percent(share: float) -> str:
    return number(100 * share, 0)
