"""The command that refits the defaults: `calibrate`."""

import os
from pathlib import Path
from typing import Annotated

import typer

from simulation.cli.options import Workers
from simulation.cli.preparing import preparing

PAGE = Path("docs/calibration.md")


def calibrate(
    workers: Workers = None,
    page: Annotated[Path, typer.Option("--page", help="Report to write.")] = PAGE,
    keep: Annotated[
        bool, typer.Option("--dry-run", help="Write the report only; leave the defaults.")
    ] = False,
) -> None:
    """Refit the defaults to the calibration rows and anchors of the ledger (about 20 minutes).

    Writes the file of fitted values that the package reads its defaults from, and a report.

    Example: mentorsim calibrate --dry-run --page calibration.md
    """
    from simulation.calibration.fit import calibrate as fit
    from simulation.calibration.page import write_page
    from simulation.evidence.fitted import FILE, write_fits
    from simulation.warming import warm

    page.parent.mkdir(parents=True, exist_ok=True)  # told now, not after the fit
    warm(preparing)
    found = fit(workers or os.cpu_count() or 1, lambda text: typer.echo(text, err=True))
    page.write_text(write_page(found), encoding="utf-8")
    typer.echo(f"{len(found.fits)} parameters fitted to {len(found.rows)} numbers: {page}")
    if not keep:
        write_fits(found.fits)
        typer.echo(f"Written: {FILE}. Run `make tables` to bring everything else up to date.")
