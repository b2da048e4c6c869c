"""The command `trials`: published studies replayed on the frozen model."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulation.cli.options import AsJson, Workers
from simulation.cli.preparing import preparing

if TYPE_CHECKING:
    from simulation.trials import Trial

Only = Annotated[
    list[str] | None,
    typer.Option("--only", help="Trials to replay, by id; all unless given. Repeat for several."),
]
Seeds = Annotated[
    int | None,
    typer.Option(
        "--seeds", min=2, max=100_000, help="Replications; each trial's own unless given."
    ),
]
Null = Annotated[
    bool, typer.Option("--null", help="Also replay with every program off: what does that pass?")
]
Knowledge = Annotated[
    int | None,
    typer.Option(
        "--knowledge", min=1, help="Joint draws of the parameters: which share comes out inside?"
    ),
]
Own = Annotated[
    Path | None, typer.Option("--file", help="A Python file with trials of your own instead.")
]


def trials(
    only: Only = None,
    seeds: Seeds = None,
    null: Null = False,
    knowledge: Knowledge = None,
    file: Own = None,
    workers: Workers = None,
    as_json: AsJson = False,
) -> None:
    """Replay published studies on the model and show which results it reproduces.

    Example: mentorsim trials --only V01 --seeds 20
    """
    from rich.console import Console

    from simulation.trials import chosen, read_trials, replay_all
    from simulation.trials.results import as_json as plain
    from simulation.trials.table import print_results
    from simulation.warming import warm

    wanted = read_trials(file) if file else chosen(only or ())
    warm(preparing)
    if knowledge is not None:
        _tell_knowledge(wanted, knowledge, seeds, workers, as_json)
        return
    with _bar(quiet=as_json) as report:
        results = replay_all(wanted, seeds=seeds, workers=workers, null=null, report=report)
    if as_json:
        typer.echo(json.dumps(plain(results), indent=1))
    else:
        print_results(Console(), results)


def _tell_knowledge(
    wanted: "Sequence[Trial]", draws: int, seeds: int | None, workers: int | None, as_json: bool
) -> None:
    from rich.console import Console

    from simulation.trials.knowledge import SEEDS
    from simulation.trials.knowledge import knowledge as share_of_draws
    from simulation.trials.table import print_shares

    with _bar(quiet=as_json) as report:
        shares = share_of_draws(wanted, draws, seeds=seeds or SEEDS, workers=workers, report=report)
    if as_json:
        data = [{**vars(one), "share": one.share} for one in shares]
        typer.echo(json.dumps(data, indent=1))
    else:
        print_shares(Console(), shares)


@contextmanager
def _bar(*, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on the terminal's error stream: tasks done of all."""
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), disable=quiet, transient=True) as bar:
        task = bar.add_task("Replaying", total=None)

        def report(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield report
