"""Build: everything that a comparison is told with, from its tables."""

from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, Literal, Protocol

import pandas as pd

from simulation.errors import Problem, UserError
from simulation.pool import at_hand, begin
from simulation.report.layers import layer_of, made_of
from simulation.report.readings import reading_sentence, seen_by_dashboards
from simulation.report.style import Provenance, number
from simulation.report.verdict import LOST, OVERVIEW, verdict

FANS = ("exits_total", "skill", "morale")
"""Outcomes drawn as a fan of futures each."""

DIFFERENCES = ("net_total",)
"""Outcomes drawn as differences from the reference, which has none itself."""

RETURN = "return_on_investment"
DRAWING = "simulation.report.figures.fan"
"""What draws takes long to import."""

type Drawing = Callable[[], list[list[Path]]]
"""Figures that are being drawn: waits for the paths of each."""

type Chart = Literal["overview", "fan_chart", "difference_chart", "readings_chart"]

RETRY = "The failures say why; the same command tries them again."


class Compared(Protocol):
    """What a comparison offers to a report: tables, labels and where they come from."""

    @property
    def study(self) -> Any:
        """Name, arms, against, quarters, replications, seed."""

    @property
    def table(self) -> pd.DataFrame:
        """Differences with intervals."""

    @property
    def bands(self) -> pd.DataFrame:
        """Quantiles of futures."""

    @property
    def readings(self) -> pd.DataFrame:
        """What a dashboard shows of participants beside what the program did."""

    @property
    def labels(self) -> Any:
        """Labels by outcome."""

    @property
    def people(self) -> int:
        """People on the first day."""


def verdicts(comparison: Compared) -> list[str]:
    """What every design does against the reference: one sentence, and the range of its return."""
    if comparison.table.empty:
        return []
    compared = set(comparison.table["arm"])
    return [_verdict(comparison, arm) for arm in comparison.study.arms if arm in compared]


def _verdict(comparison: Compared, arm: str) -> str:
    study = comparison.study
    table = comparison.table.loc[comparison.table["arm"] == arm]
    bands = comparison.bands.loc[comparison.bands["arm"] == arm]
    sentence = verdict(
        arm,
        study.against,
        table,
        comparison.labels,
        quarters=study.quarters,
        replications=study.replications,
        currency=study.arms[study.against].organization.currency,
        levels=bands,
    )
    return " ".join(
        (
            sentence,
            *_made_of(table, study.quarters),
            *_range_of_return(bands, study.quarters),
            *_participation(bands),
            *filter(None, [reading_sentence(comparison.readings, arm)]),
        )
    )


def _made_of(table: pd.DataFrame, quarter: int) -> list[str]:
    """What the spread of a design's headline is made of, where parameters vary."""
    at = (table["quarter"] == quarter) & (table["outcome"] == LOST)
    return [words for _, row in table.loc[at].iterrows() for words in made_of(row, "people kept")]


def _participation(bands: pd.DataFrame) -> list[str]:
    """How many take part in the fullest quarter, and whether they meet: the effect's other side."""
    own = bands.loc[bands["n"] > 0].set_index("outcome")
    if "active_pairs" not in own.index or "enrolled" not in own.index:
        return []
    enrolled = own.loc[["enrolled"], "p50"].max()
    paired = own.loc[["active_pairs"], "p50"].max()
    if not enrolled:
        return []
    words = f"At the fullest quarter's end {number(enrolled, 0)} people take part"
    words += f", {number(paired, 0)} of them with a mentor"
    if "meeting_rate" in own.index:
        held = number(own.loc[["meeting_rate"], "p50"].mean(), 0)
        words += f"; {held}% of planned meetings take place"
    return [words + "."]


def _range_of_return(bands: pd.DataFrame, quarter: int) -> list[str]:
    """What the return is worth: nobody knows how much of the extra output can be sold or saved."""
    at = bands.loc[bands["quarter"] == quarter].set_index("outcome")
    if f"{RETURN}_low" not in at.index or not at.loc[f"{RETURN}_low", "n"]:
        return []
    if layer_of(bands) != "luck":
        return ["How much of the extra output is sold or saved is drawn too, from a fifth to all."]
    low, high = (number(at["p50"][f"{RETURN}_{end}"], 2) for end in ("low", "high"))
    return [
        "Half of the extra output is taken to be sold or saved; "
        f"the return is {low} if a fifth of it is, {high} if all of it is."
    ]


def write_report(comparison: Compared, folder: Path) -> list[Path]:
    """Write figures (SVG and PNG) and tables; the overview comes first. Paths are absolute.

    Raises:
        UserError: there is nothing to compare, because no pair of runs finished.
    """
    return begin_report(comparison, folder, begin_figures(comparison, folder))()


def get_ready() -> None:
    """Let the processes of the pool import what draws, as soon as each has nothing else to do."""
    begin([_import_drawing] * at_hand())


def _import_drawing() -> None:
    """Import what draws; a module as the answer would be imported by who receives it as well."""
    import_module(DRAWING)


def begin_figures(comparison: Compared, folder: Path) -> Drawing:
    """Begin the figures that need no readings and go on at once; what is returned waits for them.

    Raises:
        UserError: there is nothing to compare, because no pair of runs finished.
    """
    study, table = comparison.study, comparison.table
    if table.empty:
        raise UserError(
            Problem("no pair of runs finished, so there is nothing to report", hint=RETRY)
        )
    folder = folder.absolute()  # a process of the pool may stand elsewhere
    folder.mkdir(parents=True, exist_ok=True)
    present = set(table["arm"])
    arms = [arm for arm in study.arms if arm in present]
    provenance = _provenance(comparison)
    last = table.loc[table["outcome"].isin([LOST, *OVERVIEW])]
    first = partial(_draw, "overview", last, comparison.labels, arms, stem=folder / "overview")
    tasks = [partial(first, provenance=provenance)]
    for outcome in (*FANS, *DIFFERENCES):
        if outcome in comparison.labels and (table["outcome"] == outcome).any():
            tasks.append(_picture(comparison, outcome, arms, folder, provenance))
    return begin(tasks)


def begin_report(comparison: Compared, folder: Path, figures: Drawing) -> Callable[[], list[Path]]:
    """Begin what `write_report` does beside `figures`; what is returned waits for all paths."""
    folder = folder.absolute()
    seen = len(seen_by_dashboards(comparison.readings)) > 0
    last = begin([_both_readings(comparison, folder)] if seen else [])
    return partial(_written, figures, last, comparison, folder)


def _provenance(comparison: Compared) -> Provenance:
    return Provenance(comparison.people, comparison.study.seed, comparison.study.name)


def _written(figures: Drawing, last: Drawing, comparison: Compared, folder: Path) -> list[Path]:
    """Paths of figures and tables; tables are written here while figures are still drawn."""
    tables = {
        "differences": comparison.table,
        "levels": comparison.bands,
        "readings": comparison.readings,
    }
    files = {folder / f"{name}.csv": table for name, table in tables.items()}
    for file, table in files.items():
        table.to_csv(file, index=False)
    return [*(path for paths in (*figures(), *last()) for path in paths), *files]


def _draw(chart: Chart, *what: Any, **how: Any) -> list[Path]:
    """Draw a chart: what draws is imported only where it is done, mostly in the pool."""
    from simulation.report.figures import fan, readings

    charts: dict[Chart, Callable[..., list[Path]]] = {
        "overview": fan.overview,
        "fan_chart": fan.fan_chart,
        "difference_chart": fan.difference_chart,
        "readings_chart": readings.readings_chart,
    }
    return charts[chart](*what, **how)


def _both_readings(comparison: Compared, folder: Path) -> partial[list[Path]]:
    """The drawing of what a dashboard shows beside what the program did."""
    study = comparison.study
    designs = [arm for arm in study.arms if not study.arms[arm].program.is_none]
    return partial(
        _draw,
        "readings_chart",
        comparison.readings,
        designs,
        quarter=study.quarters,
        stem=folder / "naive_beside_causal",
        provenance=_provenance(comparison),
    )


def _picture(
    comparison: Compared, outcome: str, arms: list[str], folder: Path, provenance: Provenance
) -> partial[list[Path]]:
    """The drawing of one outcome, to be done in any process."""
    label = comparison.labels[outcome]
    table = comparison.table.loc[comparison.table["outcome"] == outcome]
    if outcome in DIFFERENCES:
        stem = folder / f"difference_{outcome}"
        how = {"stem": stem, "provenance": provenance}
        return partial(_draw, "difference_chart", table, label, arms, **how)
    return partial(
        _draw,
        "fan_chart",
        comparison.bands.loc[comparison.bands["outcome"] == outcome],
        label,
        [comparison.study.against, *arms],
        stem=folder / f"fan_{outcome}",
        provenance=provenance,
        differences=table,
    )
