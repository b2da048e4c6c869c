"""What long commands share: a progress bar, and how they end."""

import math
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from simulation.runner import Outcome, Progress


LOOKS_A_SECOND = 2.0
"""Drawing the bar takes time from the runs."""


@contextmanager
def bar(*, quiet: bool) -> Iterator[Any]:
    """A progress bar on the terminal's error stream: runs done, runs per second, time left."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("Simulating"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("runs"),
        TextColumn("{task.fields[rate]}"),
        TextColumn("time left"),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    with Bar(*columns, console=console, disable=quiet, refresh_per_second=LOOKS_A_SECOND) as shown:
        task = shown.add_task("runs", total=None, rate="")

        def report(progress: "Progress") -> None:
            rate = f"{progress.done / progress.seconds:.0f}/s" if progress.seconds else ""
            shown.update(task, completed=progress.done, total=progress.total, rate=rate)

        yield report


def plain(value: Any) -> Any:
    """Numbers as JSON knows them: what has no meaning is null."""
    return None if isinstance(value, float) and math.isnan(value) else value


def leave(batch: "Outcome", store_url: str) -> None:
    """Say what failed or was cut short, and leave with the exit code that says the same."""
    if batch.failures:
        total = batch.finished + batch.reused + len(batch.failures)
        typer.echo(
            f"\n{len(batch.failures)} of {total} runs failed; the others are kept.", err=True
        )
        for failure in batch.failures[:3]:
            typer.echo(
                f"  {failure.scenario_name}: {failure.message}\n  again: {failure.reproducer}",
                err=True,
            )
    if batch.interrupted:
        kept = batch.finished + batch.reused
        typer.echo(
            f"\nInterrupted: {kept} runs are kept in {store_url}; "
            "the same command goes on from there.",
            err=True,
        )
        sys.exit(130)
    if batch.failures:
        sys.exit(1)


def slug(name: str) -> str:
    """A name as that of a folder."""
    return "-".join("".join(c if c.isalnum() else " " for c in name.lower()).split()) or "study"
