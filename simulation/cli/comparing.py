"""Commands that compare designs: `compare` and `demo`."""

import json
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simulation import pool
from simulation.cli.early import WORKER
from simulation.cli.options import (
    STORE,
    AsJson,
    Company,
    Out,
    Quarters,
    Replications,
    Seed,
    StoreUrl,
    Uncertainty,
    Workers,
)
from simulation.cli.preparing import preparing
from simulation.cli.progress import bar, leave, plain, slug

if TYPE_CHECKING:
    import pandas as pd

    from simulation.experiments.compare import Comparison
    from simulation.experiments.study import Study
    from simulation.report.build import Drawing
    from simulation.runner import Progress

TAKEN = (
    "simulation.experiments.compare",
    "simulation.report.build",
    "simulation.store.sql",
    "loky",
)
"""What a comparison takes here; it takes long to import."""

ENOUGH = 30
"""Futures per design from which shares of futures mean something."""

DIFFERENCE_KEYS = (
    "arm", "against", "outcome", "quarter", "mean", "ci_low", "ci_high", "share_better", "n",
)  # fmt: skip

LAYER_KEYS = ("luck_share", "knowledge_share", "knowledge_low", "knowledge_high", "draws")
"""What differences hold beside, where parameters vary."""


FAILURE_KEYS = ("run_id", "scenario_name", "seed", "message", "reproducer")


def compare(
    files: Annotated[
        list[Path], typer.Argument(help="A study file, or two or more scenario files.")
    ],
    replications: Replications = None,
    seed: Seed = None,
    quarters: Quarters = None,
    workers: Workers = None,
    store: StoreUrl = STORE,
    out: Out = None,
    organization: Company = None,
    uncertainty: Uncertainty = None,
    as_json: AsJson = False,
) -> None:
    """Compare program designs on the same people with the same luck.

    Example: mentorsim compare scenarios/studies/demo.yaml --replications 20
    """
    _begin(workers)
    from simulation.experiments.study import load_study
    from simulation.scenario import load_scenario

    company = load_scenario(organization) if organization else None
    study = load_study(files, company).at(
        replications=replications, seed=seed, quarters=quarters, uncertainty=uncertainty
    )
    _compare_and_tell(study, workers, store, out, as_json)


def demo(
    replications: Replications = None,
    workers: Workers = None,
    store: StoreUrl = STORE,
    out: Out = None,
) -> None:
    """Compare the full design, three partial ones and no program on the sample company.

    Example: mentorsim demo
    """
    _begin(workers)
    from simulation.experiments.study import load_study
    from simulation.shipped import shipped

    typer.echo("Five designs for Meridian, a fictional company of 600 people.\n")
    study = load_study([shipped("studies/demo.yaml")]).at(replications=replications)
    _compare_and_tell(study, workers, store, out, as_json=False)


def _begin(workers: int | None) -> None:
    """Have the processes prepared, and import meanwhile what is needed here."""
    pool.prepare(workers, WORKER)
    with pool.importing():
        for module in TAKEN:
            import_module(module)


def _compare_and_tell(
    study: "Study", workers: int | None, store_url: str, out: Path | None, as_json: bool
) -> None:
    from simulation.experiments.compare import with_readings, without_readings
    from simulation.report.build import begin_figures, get_ready
    from simulation.store.sql import open_store
    from simulation.warming import warm

    folder = out or Path("results") / slug(study.name)
    if not as_json:
        folder.mkdir(parents=True, exist_ok=True)  # told now, not after an hour of simulation
    warm(preparing)
    with open_store(store_url) as store, bar(quiet=as_json) as report:
        told = report if as_json else _then(report, get_ready)
        found = without_readings(study, store, workers=workers, report=told)
        drawn = not as_json and not found.table.empty
        figures = begin_figures(found, folder) if drawn else None  # while readings are made
        comparison = with_readings(found, store)
    if as_json:
        typer.echo(json.dumps(_as_json(comparison), indent=1))
    elif figures:
        _tell(comparison, folder, figures)
    leave(comparison.batch, store_url)


def _then(
    report: "Callable[[Progress], None]", task: Callable[[], None]
) -> "Callable[[Progress], None]":
    """Report progress; the task is done once, when all runs have been handed over."""
    once = cache(task)

    def told(progress: "Progress") -> None:
        report(progress)
        if progress.seconds or progress.done == progress.total:
            once()

    return told


def _tell(comparison: "Comparison", folder: Path, figures: "Drawing") -> None:
    from rich.console import Console

    from simulation.report.build import begin_report, verdicts
    from simulation.report.readings import print_readings
    from simulation.report.table import print_comparison

    study = comparison.study
    written = begin_report(comparison, folder, figures)  # drawn while the rest is told
    company = study.arms[study.against].organization.name
    typer.echo(
        f"{company}, {comparison.people:,} people, {study.quarters} quarters, "
        f"{study.replications} futures per design, seed {study.seed}\n"
    )
    for sentence in verdicts(comparison):
        typer.echo(f"• {sentence}\n")
    if study.replications < ENOUGH:
        typer.echo(
            f"Only {study.replications} futures per design: intervals and shares of so few "
            f"mislead. Use --replications {ENOUGH} or more to decide anything.\n"
        )
    print_comparison(Console(), comparison.table, comparison.labels, quarter=study.quarters)
    print_readings(Console(), comparison.readings, quarter=study.quarters)
    files = written()
    typer.echo(f"{len(files)} files in {folder}, start with {files[0].name}")


def _as_json(comparison: "Comparison") -> dict[str, Any]:
    from simulation.report.build import verdicts

    study = comparison.study
    table = comparison.table
    layered = study.uncertainty != "luck"
    keys = [*DIFFERENCE_KEYS, *(LAYER_KEYS if layered else ())]
    rows = table[keys] if not table.empty else table
    return {
        "study": study.name,
        "arms": list(study.arms),
        "quarters": study.quarters,
        "replications": study.replications,
        "seed": study.seed,
        **({"uncertainty": study.uncertainty} if layered else {}),
        "differences": _records(rows),
        "readings": _records(comparison.readings),
        "failures": [
            {key: getattr(failure, key) for key in FAILURE_KEYS}
            for failure in comparison.batch.failures
        ],
        "verdicts": verdicts(comparison),
    }


def _records(table: "pd.DataFrame") -> list[dict[str, Any]]:
    rows = table.to_dict("records")
    return [{str(key): plain(value) for key, value in row.items()} for row in rows]
