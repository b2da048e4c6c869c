"""Pool: the worker processes of this session, started once and shared by all who have work."""

import importlib
import os
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor
from typing import Any

IDLE_SECONDS = 60
"""After so long without work the processes end by themselves."""

_started: dict[str, int] = {}


def executor(workers: int) -> Any:
    """Return the pool with this many processes, started where there is none yet."""
    from loky import get_reusable_executor

    _started["workers"] = workers
    return get_reusable_executor(max_workers=workers, timeout=IDLE_SECONDS, initializer=_quiet)


def start(workers: int | None, module: str) -> None:
    """Start the processes ahead of their work: they import a module while files are still read."""
    workers = size(workers)
    if workers > 1:
        started = executor(workers)
        for _ in range(workers):
            started.submit(_import, module)


def size(workers: int | None) -> int:
    """Processes to run in: all cores unless a number is given."""
    return workers or os.cpu_count() or 1


def stop() -> None:
    """Kill the processes, if any: nobody waits for work that nobody wants any more."""
    if not _started:
        return
    from loky import get_reusable_executor

    _started.clear()
    get_reusable_executor(reuse=True).shutdown(wait=False, kill_workers=True)


def side_by_side[T](tasks: Sequence[Callable[[], T]]) -> list[T]:
    """Results of all tasks in order; in the pool where one is at hand, else here one by one.

    Starting processes takes longer than a few small tasks, so none are started for them.
    """
    workers = _started.get("workers", 1)
    if workers == 1 or len(tasks) == 1:
        return [task() for task in tasks]
    try:
        futures = [executor(workers).submit(task) for task in tasks]
        return [future.result() for future in futures]
    except BrokenExecutor:  # a worker died, out of memory perhaps; here there is room
        return [task() for task in tasks]


def _import(module: str) -> None:
    importlib.import_module(module)


def _quiet() -> None:
    # The terminal sends Ctrl-C to every process; only the one that talks to the user answers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
