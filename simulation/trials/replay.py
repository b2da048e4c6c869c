"""Replay: trials run with many seeds over worker processes; the same bytes for any number."""

import gc
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, overload

import numpy as np
import pandas as pd

from simulation.engine.addresses import replication_seed
from simulation.errors import ModelError
from simulation.pool import executor, stop
from simulation.trials.panel import record
from simulation.trials.results import TrialResult, check_result
from simulation.trials.setting import Level
from simulation.trials.trial import Replay, Trial

type Parameters = Mapping[str, Mapping[str, float]]
type Measured = list[list[tuple[float, ...] | None]]
"""Parts by seed and check; None where there is no such number without a program."""

SEEDS_IN_A_TASK = 10

NULL_SEEDS = 60
"""Most replications without any program: they tell what passes for nothing, not how much it is."""


@dataclass(frozen=True)
class Task:
    """Some seeds of a trial at one level of its assumed settings."""

    trial: Trial
    level: Level
    seeds: tuple[int, ...]
    null: bool = False
    parameters: Parameters | None = None


def replication(
    trial: Trial,
    seed: int,
    level: Level = "mid",
    *,
    null: bool = False,
    parameters: Parameters | None = None,
) -> Replay:
    """Run every arm of a trial with one seed and return their panels."""
    panels = {
        arm: record(trial.scenario(arm, level, null=null, parameters=parameters), seed, arm)
        for arm in trial.arms
    }
    return Replay(seed, level, panels, trial.values(level))


@overload
def replay(
    trial: Trial, *, seeds: int | None = ..., workers: int | None = ..., panel: Literal[True]
) -> pd.DataFrame: ...
@overload
def replay(
    trial: Trial,
    *,
    seeds: int | None = ...,
    workers: int | None = ...,
    panel: Literal[False] = ...,
) -> TrialResult: ...
def replay(
    trial: Trial, *, seeds: int | None = None, workers: int | None = None, panel: bool = False
) -> TrialResult | pd.DataFrame:
    """Replay one trial; with `panel` its person-month data (one seed unless told otherwise).

    The panel has the columns of `record`, `run` (the arm whose run it is) and `seed`.
    """
    if not panel:
        return replay_all([trial], seeds=seeds, workers=workers)[0]
    parts = []
    for seed in _seeds(seeds or 1):
        panels = replication(trial, seed).panels
        parts += [frame.assign(run=arm, seed=seed) for arm, frame in panels.items()]
    return pd.concat(parts, ignore_index=True)


def replay_all(
    trials: Sequence[Trial],
    *,
    seeds: int | None = None,
    workers: int | None = None,
    null: bool = False,
    report: Callable[[int, int], None] = lambda done, total: None,
) -> tuple[TrialResult, ...]:
    """Replay trials at every level of their assumed settings; `null` also without any program.

    The result depends on no number of workers.
    """
    tasks = [task for trial in trials for task in _tasks(trial, seeds or trial.seeds, null)]
    measured, seconds = _run(tasks, workers, report)
    results = []
    for trial in trials:
        own = [place for place, task in enumerate(tasks) if task.trial is trial]
        levels = {level: _gather(tasks, measured, own, level, False) for level in trial.levels}
        nothing = _gather(tasks, measured, own, "mid", True) if null else None
        checks = tuple(
            check_result(
                trial,
                check,
                {level: [row[number] for row in rows] for level, rows in levels.items()},
                None if nothing is None else [row[number] for row in nothing],
            )
            for number, check in enumerate(trial.checks)
        )
        spent = sum(seconds[place] for place in own)
        count = seeds or trial.seeds
        results.append(TrialResult(trial.id, trial.name, checks, count, trial.explained, spent))
    return tuple(results)


def measure(task: Task) -> Measured:
    """Parts of every check for every seed of a task."""
    rows: Measured = []
    for seed in task.seeds:
        one = replication(task.trial, seed, task.level, null=task.null, parameters=task.parameters)
        rows.append(
            [_parts(task, check.quantity, check.measure(one), seed) for check in task.trial.checks]
        )
        gc.collect()  # Mesa's models hold themselves: without it, dozens of companies pile up
    return rows


def map_tasks[T](
    function: Callable[[Task], T], tasks: Sequence[Task], workers: int | None
) -> Iterator[T]:
    """Results of tasks in their order, over worker processes where there are several."""
    workers = workers or os.cpu_count() or 1
    if workers == 1 or len(tasks) == 1:
        yield from map(function, tasks)
        return
    try:
        yield from executor(workers).map(function, tasks)
    except KeyboardInterrupt:
        stop()
        raise


def seeds_of(count: int) -> tuple[int, ...]:
    """The replication seeds of every trial: derived from their number, never from a scenario."""
    return _seeds(count)


def _seeds(count: int) -> tuple[int, ...]:
    return tuple(replication_seed(1, number) for number in range(count))


def _tasks(trial: Trial, count: int, null: bool) -> Iterator[Task]:
    seeds = _seeds(count)
    runs: list[tuple[Level, bool]] = [(level, False) for level in trial.levels]
    runs += [("mid", True)] if null else []
    for level, nothing in runs:
        used = seeds[:NULL_SEEDS] if nothing else seeds
        for first in range(0, len(used), SEEDS_IN_A_TASK):
            yield Task(trial, level, used[first : first + SEEDS_IN_A_TASK], nothing)


def _run(
    tasks: list[Task], workers: int | None, report: Callable[[int, int], None]
) -> tuple[list[Measured], list[float]]:
    measured, seconds = [], []
    for done, (rows, spent) in enumerate(map_tasks(_timed, tasks, workers), start=1):
        measured.append(rows)
        seconds.append(spent)
        report(done, len(tasks))
    return measured, seconds


def _timed(task: Task) -> tuple[Measured, float]:
    begun = time.perf_counter()
    return measure(task), time.perf_counter() - begun


def _gather(
    tasks: list[Task], measured: list[Measured], own: list[int], level: Level, null: bool
) -> Measured:
    return [
        row
        for place in own
        if tasks[place].level == level and tasks[place].null == null
        for row in measured[place]
    ]


def _parts(task: Task, quantity: str, given: Any, seed: int) -> tuple[float, ...] | None:
    """Parts as floats; a number that is missing or not finite is a defect of the estimator."""
    if given is None and task.null:
        return None
    if given is None:
        given = np.nan
    parts = tuple(float(part) for part in np.atleast_1d(given))
    if not np.isfinite(parts).all():
        raise ModelError(
            f'{task.trial.id}, "{quantity}", seed {seed}: the estimator gave {parts}. Return a '
            "number for every replication; for a ratio its parts, combined by `ratio`."
        )
    return parts
