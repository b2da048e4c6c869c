"""Knowledge: for how much of what the evidence allows does a trial come out inside."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from simulation.engine.parameters import Parameter
from simulation.engine.process import PROCESSES
from simulation.errors import MentorsimError
from simulation.knowledge import draws
from simulation.scenario import PEOPLE, all_parameters
from simulation.trials.replay import Measured, Parameters, Task, map_tasks, measure, seeds_of
from simulation.trials.results import check_result
from simulation.trials.trial import FROZEN, Trial

SEEDS = 10
"""Replications of a draw: many draws with some seeds tell more than few draws with many."""


@dataclass(frozen=True)
class Share:
    """Of `draws` of the parameters, `inside` put every mean into its band; `failed` could not run.

    The rule of precision is left out: a draw has too few seeds for it.
    """

    id: str
    name: str
    draws: int
    inside: int
    failed: int

    @property
    def share(self) -> float | None:
        """Share of the draws that ran."""
        ran = self.draws - self.failed
        return self.inside / ran if ran else None


def uncertain() -> tuple[Parameter, ...]:
    """Parameters of people and processes that a replay does not fix."""
    owners = {PEOPLE, *PROCESSES.names()}
    return tuple(p for p in all_parameters() if _owner(p) in owners and not _is_frozen(p))


def drawn(count: int, seed: int = 1) -> list[Parameters]:
    """Joint draws of all uncertain parameters, as studies draw them."""
    found: list[Parameters] = []
    for values in draws(seed, count):
        draw: dict[str, dict[str, float]] = {}
        for parameter in uncertain():
            draw.setdefault(_owner(parameter), {})[parameter.name] = values[parameter.path]
        found.append(draw)
    return found


def knowledge(
    trials: Sequence[Trial],
    count: int,
    *,
    seeds: int = SEEDS,
    workers: int | None = None,
    report: Callable[[int, int], None] = lambda done, total: None,
) -> tuple[Share, ...]:
    """Replay every trial under `count` joint draws of the parameters, at mid level."""
    own = seeds_of(seeds)
    tasks = [Task(trial, "mid", own, parameters=draw) for trial in trials for draw in drawn(count)]
    results = []
    for done, rows in enumerate(map_tasks(_measured_if_possible, tasks, workers), start=1):
        results.append(rows)
        report(done, len(tasks))
    return tuple(
        _share(trial, results[number * count : (number + 1) * count])
        for number, trial in enumerate(trials)
    )


def _measured_if_possible(task: Task) -> Measured | None:
    """What a task measures; None where its parameters contradict each other."""
    try:
        return measure(task)
    except MentorsimError:
        return None


def _share(trial: Trial, results: Sequence[Measured | None]) -> Share:
    ran = [rows for rows in results if rows is not None]
    inside = sum(_is_inside(trial, rows) for rows in ran)
    return Share(trial.id, trial.name, len(results), inside, len(results) - len(ran))


def _is_inside(trial: Trial, rows: Measured) -> bool:
    for number, check in enumerate(trial.checks):
        found = check_result(trial, check, {"mid": [row[number] for row in rows]}, None)
        if not found.low <= found.simulated.value <= found.high:
            return False
    return True


def _owner(parameter: Parameter) -> str:
    return parameter.path.partition(".")[0]


def _is_frozen(parameter: Parameter) -> bool:
    return parameter.name in FROZEN.get(_owner(parameter), {})
