"""Commands that say where numbers come from: `explain` and `screening`."""

import json
from pathlib import Path
from typing import Annotated

import typer

from simulation.cli.options import (
    STORE,
    AsJson,
    Company,
    Out,
    Quarters,
    Replications,
    Seed,
    StoreUrl,
    Workers,
)
from simulation.cli.preparing import preparing
from simulation.cli.progress import bar, leave, plain, slug


def explain(
    files: Annotated[
        list[Path], typer.Argument(help="A study file, or one or more scenario files.")
    ],
    design: Annotated[
        str | None, typer.Option("--design", help="Only this design of the study.")
    ] = None,
    replications: Replications = None,
    seed: Seed = None,
    quarters: Quarters = None,
    workers: Workers = None,
    store: StoreUrl = STORE,
    out: Out = None,
    organization: Company = None,
    as_json: AsJson = False,
) -> None:
    """Explain where a design's effect comes from: every lever and mechanism, one at a time.

    Example: mentorsim explain scenarios/programs/full_design.yaml --replications 30
    """
    from simulation.experiments.explain import explain as find
    from simulation.experiments.study import load_study
    from simulation.report.explained import explanation_text, write_explanation
    from simulation.scenario import load_scenario
    from simulation.store.sql import open_store
    from simulation.warming import warm

    company = load_scenario(organization) if organization else None
    study = load_study(files, company).at(replications=replications, seed=seed, quarters=quarters)
    study = study.only(design) if design else study
    folder = out or Path("results") / f"{slug(study.name)}-explained"
    warm(preparing)
    with open_store(store) as opened, bar(quiet=as_json) as report:
        found = find(study, opened, workers=workers, report=report)
    if as_json:
        table = found.table.to_dict("records")
        rows = [{str(key): plain(value) for key, value in row.items()} for row in table]
        head = {"study": study.name, "arms": list(study.arms), "quarters": study.quarters}
        size = {"replications": study.replications, "seed": study.seed}
        typer.echo(json.dumps({**head, **size, "contributions": rows}, indent=1))
    elif not found.batch.interrupted:
        typer.echo(explanation_text(found))
        pictures = write_explanation(found, folder)
        typer.echo(f"{len(pictures)} files in {folder}, start with {pictures[0].name}")
    leave(found.batch, store)


def screening(
    replications: Replications = None,
    workers: Workers = None,
    store: StoreUrl = STORE,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="File to write; the package's own unless given."),
    ] = None,
) -> None:
    """Compute the influence of every assumed parameter again; takes about ten minutes.

    Example: mentorsim screening --replications 12
    """
    from simulation.evidence.screening import FILE, write_screening
    from simulation.experiments.screening import REPLICATIONS, screen
    from simulation.scenario import load_scenario
    from simulation.shipped import shipped
    from simulation.store.sql import open_store
    from simulation.warming import warm

    design = load_scenario(shipped("programs/full_design.yaml"))
    size = replications or REPLICATIONS
    warm(preparing)
    with open_store(store) as opened, bar(quiet=False) as report:
        found, batch = screen(design, opened, replications=size, workers=workers, report=report)
    if found.rows:
        place = write_screening(found, out or FILE)
        typer.echo(f"{len(found.parameters)} assumed parameters screened: {place}")
    leave(batch, store)
