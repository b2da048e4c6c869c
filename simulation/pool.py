"""Pool: the worker processes of this session, started once and shared by all who have work."""

import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future
from contextlib import contextmanager
from functools import partial
from typing import Any

IDLE_SECONDS = 60
"""After so long without work the processes end by themselves."""

_started: dict[str, int] = {}
_copied: dict[str, int] = {}


def executor(workers: int) -> Any:
    """Return the pool with this many processes, started where there is none yet."""
    from loky import get_reusable_executor

    _started["workers"] = workers
    return get_reusable_executor(
        max_workers=workers,
        timeout=IDLE_SECONDS,
        initializer=_quiet,
        context="forkserver" if _copied else None,
    )


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Put Ctrl-C off until this is done, whichever thread the system tells of it."""
    usual = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or usual is None:
        yield  # only the main thread is ever interrupted, by what Python has set
        return
    asked: list[int] = []
    signal.signal(signal.SIGINT, lambda number, frame: asked.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, usual)
    if asked:
        signal.raise_signal(signal.SIGINT)


def prepare(workers: int | None, module: str) -> None:
    """Import a module in a process that all others will be copies of, while files are still read.

    Only for a command, whose main file does nothing when it is imported. Elsewhere than on Linux
    processes cannot be copied safely, and each imports what it needs when its first task comes.
    Where the module is being imported already, nothing is done.
    """
    if size(workers) == 1 or sys.platform != "linux" or module in _copied:
        return
    from multiprocessing import forkserver, resource_tracker

    _copied[module] = size(workers)
    forkserver.set_forkserver_preload([module])
    resource_tracker.ensure_running()  # which unblocks signals
    # Ctrl-C is for the one that talks to the user: it waits here, and interrupts no import.
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)


@contextmanager
def importing() -> Iterator[None]:
    """What is imported in here stays, so that it is never looked through for garbage.

    Processes that are copied afterwards go on sharing its memory.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.freeze()


def size(workers: int | None) -> int:
    """Processes to run in: all cores unless a number is given."""
    return workers or os.cpu_count() or 1


def at_hand() -> int:
    """Processes that take tasks without importing much first: started or prepared; else 1."""
    return _started.get("workers") or max(_copied.values(), default=1)


def stop() -> None:
    """Kill the processes, if any: nobody waits for work that nobody wants any more."""
    if not _started:
        return
    from loky import get_reusable_executor

    _started.clear()
    get_reusable_executor(reuse=True).shutdown(wait=False, kill_workers=True)


def side_by_side[T](tasks: Sequence[Callable[[], T]]) -> list[T]:
    """Results of all tasks in order; in the pool where one is at hand, else here one by one."""
    return begin(tasks)()


def begin[T](tasks: Sequence[Callable[[], T]]) -> Callable[[], list[T]]:
    """Begin tasks and go on at once; what is returned waits for their results, in order.

    Processes that import everything first take longer than a few small tasks, so none are started
    for them: without a pool at hand the tasks are done here, when they are waited for.
    """
    here = partial(_one_by_one, tasks)
    workers = at_hand()
    if workers == 1:
        return here
    try:
        futures = [executor(workers).submit(task) for task in tasks]
    except BrokenExecutor:
        return here
    return partial(_waited_for, futures, here)


def _one_by_one[T](tasks: Sequence[Callable[[], T]]) -> list[T]:
    return [task() for task in tasks]


def _waited_for[T](futures: Sequence[Future[T]], here: Callable[[], list[T]]) -> list[T]:
    try:
        return [future.result() for future in futures]
    except BrokenExecutor:  # a worker died, out of memory perhaps; here there is room
        return here()


def _quiet() -> None:
    # The terminal sends Ctrl-C to every process; only the one that talks to the user answers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
