"""Preparing: what a user sees while the engine is compiled, once for each version."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress

WORDS = "Preparing the engine, once, about 30 s"
LOOKS_A_SECOND = 4.0


@contextmanager
def preparing() -> Iterator[None]:
    """Show on the error stream how many functions are compiled, in a line without a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    console = Console(stderr=True)
    if not console.is_terminal:
        console.print(f"{WORDS}.", highlight=False)
        yield
        return
    columns = (TextColumn(WORDS), BarColumn(), MofNCompleteColumn(), TextColumn("functions"))
    done = threading.Event()
    with Progress(*columns, console=console, transient=True) as bar:
        watch = threading.Thread(target=_watch, args=(bar, done), daemon=True)
        watch.start()
        try:
            yield
        finally:
            done.set()
            watch.join()


def _watch(bar: "Progress", done: threading.Event) -> None:
    from simulation.engine.compiled import ready

    task = bar.add_task("", total=None)
    while not done.wait(1.0 / LOOKS_A_SECOND):
        compiled, every = ready()
        bar.update(task, completed=compiled, total=every)
