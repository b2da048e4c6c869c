"""The command `mentorsim`: its commands, and what becomes of errors."""

import os
import sys
from typing import Any

import typer
from typer.core import TyperGroup

from simulation import pool
from simulation.cli import (
    calibrating,
    comparing,
    explaining,
    importing,
    inspecting,
    running,
    trialing,
)


class Commands(TyperGroup):
    """All commands; whatever stops one ends in words and an exit code, not in a traceback."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command: exit 0 well, 1 runs failed, 2 the user's mistake, 130 interrupted."""
        from simulation.errors import MentorsimError

        try:
            return super().invoke(ctx)
        except MentorsimError as error:
            pool.stop()
            _tell(error)
            raise typer.Exit(error.exit_code) from None
        except KeyboardInterrupt:
            pool.stop()
            typer.echo("Interrupted.", err=True)
            raise typer.Exit(130) from None
        except BrokenPipeError:
            # Whoever read the output has gone (`| head`): nothing is wrong, but nobody listens.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(0) from None
        except OSError as error:
            place = f"{error.filename}: " if error.filename else ""
            typer.echo(f"Error: {place}{error.strerror or error}.", err=True)
            raise typer.Exit(2) from None


app = typer.Typer(
    name="mentorsim",
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help=(
        "Test a mentoring program before you launch it: simulate your workforce under "
        "different designs, and see the difference with its uncertainty.\n\n"
        "Start with: mentorsim demo"
    ),
)

app.command()(comparing.demo)
app.command()(comparing.compare)
app.command()(explaining.explain)
app.command()(running.run)
app.command()(trialing.trials)
app.command("import")(importing.import_)
app.command()(importing.workforce)
app.command()(calibrating.calibrate)
app.command()(inspecting.check)
app.command()(inspecting.quarter)
app.command()(inspecting.parameters)
app.command()(explaining.screening)
app.command()(inspecting.policies)
app.command()(inspecting.outcomes)
app.command()(inspecting.schema)
app.command()(inspecting.odd)


@app.callback(invoke_without_command=True)
def _version(
    version: bool = typer.Option(False, "--version", help="Print the version and leave."),
) -> None:
    if version:
        from simulation.about import VERSION

        typer.echo(f"mentorsim {VERSION}")
        raise typer.Exit


def _tell(error: Exception) -> None:
    problems = getattr(error, "problems", None)
    if problems is None:
        typer.echo(f"Error: {error}", err=True)
        return
    count = len(problems)
    typer.echo(f"{count} problem{'s' if count != 1 else ''} found:", err=True)
    for problem in problems:
        typer.echo(f"  {problem}", err=True)
