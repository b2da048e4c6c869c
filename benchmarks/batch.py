"""Batch: many runs, and the price of a decision, against mesa.batch_run with plain Mesa."""

import statistics
import time

import mesa

from benchmarks.company import company
from benchmarks.rows import Row, cpu_seconds, row_of
from simulation.burn_in import burned_in
from simulation.engine.addresses import replication_seed
from simulation.model import MentoringModel
from simulation.runner import jobs_for, run, run_many
from simulation.scenario import Scenario
from simulation.store.sql import open_store
from tests.reference import ReferenceModel, founded

PEOPLE = 500
QUARTERS = 12
RUNS = 100
PROCESSES = 2
SOME = 10
PAIRS = 60
HALF_WIDTH = 0.5
Z = 1.96


class PlainRun(ReferenceModel):
    """Plain Mesa as `batch_run` makes it: a run by its number, from a burn-in of its own."""

    def __init__(self, number: int = 0, rng: int | None = None) -> None:
        scenario, seed = company(PEOPLE, quarters=QUARTERS), replication_seed(1, number)
        super().__init__(scenario, rng=seed, randomness="plain", start=founded(scenario, seed))
        self.burn_in(scenario.organization.burn_in_months)


def batch() -> Row:
    """Runs per second of a batch, each from its own start, start-up of processes apart.

    Every run has a seed of its own, so each side burns a company in for each of its runs, by its
    own code. Designs that share a seed's burn-in, as in a study, are what `decision` measures.
    """
    ours_start, ours = _ours(PROCESSES), _ours(RUNS)  # our processes stay, Mesa's begin anew
    plain_start, plain = _plain(PROCESSES), _plain(RUNS)
    speed = RUNS / ours
    other = (RUNS - PROCESSES) / max(1e-9, plain - plain_start)
    return row_of(
        "batch",
        [speed / other],
        "ours / mesa.batch_run, runs per second",
        f"{RUNS} runs of {PEOPLE} people x {QUARTERS} quarters in {PROCESSES} processes, wall time",
        target="at least 100",
        note=f"{speed:.1f} against {other:.2f} runs a second; start-up {ours_start:.1f} s and "
        f"{plain_start:.1f} s apart. {_burn_in()}",
    )


def _burn_in() -> str:
    """What part of a run of each side is burn-in, and the ratio of what comes after it."""
    scenario = company(PEOPLE, quarters=QUARTERS)
    run(scenario, replication_seed(3, 0))  # whatever is made once
    begun = ours = 0.0
    for seed in (replication_seed(4, number) for number in range(SOME)):
        begun += cpu_seconds(lambda own=seed: burned_in(scenario, own)) / SOME
        ours += cpu_seconds(lambda own=seed: run(scenario, own)) / SOME
    models: list[PlainRun] = []
    plain_begun = cpu_seconds(lambda: models.append(PlainRun(RUNS)))
    plain = cpu_seconds(lambda: _live(models[0]))
    return (
        f"Burning in is {begun / (begun + ours):.0%} of a run of ours and "
        f"{plain_begun / (plain_begun + plain):.0%} of the other's; without it a run takes "
        f"{plain / ours:.0f} times as long there."
    )


def _ours(runs: int) -> float:
    begun = time.perf_counter()
    with open_store("sqlite://") as store:
        scenario = company(PEOPLE, quarters=QUARTERS)
        run_many(jobs_for([scenario], 1, runs), store, workers=PROCESSES)
    return time.perf_counter() - begun


def _plain(runs: int) -> float:
    begun = time.perf_counter()
    mesa.batch_run(
        PlainRun,
        parameters={"number": list(range(runs))},
        rng=[1],
        number_processes=PROCESSES,
        data_collection_period=-1,
        display_progress=False,
    )
    return time.perf_counter() - begun


def decision() -> Row:
    """CPU seconds until the paired 95% half-width is half a point of annual turnover."""
    arms = (company(PEOPLE, program=False), company(PEOPLE))
    gaps, ours_seconds = _paired(arms)
    spreads, plain_seconds = _independent(arms)
    ours = _needed(statistics.variance(gaps)) * ours_seconds
    plain = _needed(spreads) * plain_seconds
    speed = plain_seconds / ours_seconds
    less = spreads / statistics.variance(gaps)
    return row_of(
        "decision",
        [plain / ours],
        "plain Mesa / ours, CPU seconds",
        f"program against none at {PEOPLE} people x {QUARTERS} quarters: 95% half-width of "
        f"{HALF_WIDTH} points of annual turnover, twins against independent seeds",
        target="at least 300",
        note=f"Speed x variance: {speed:.0f} x {less:.1f}. Ours {ours:.2f} s, plain {plain:,.0f} s "
        "of CPU, computed from spread and time per run.",
    )


def _needed(variance: float) -> float:
    return Z * Z * variance / HALF_WIDTH**2


def _turnover(rows: list[tuple], names: tuple[str, ...], people: int) -> float:
    """Exits a year in percent of the people of the first day."""
    last = [row for row in rows if row[1] == "whole"][-1]
    exits = last[3 + names.index("exits_total")]
    return 100.0 * exits / people / (QUARTERS / 4)


def _paired(arms: tuple[Scenario, Scenario]) -> tuple[list[float], float]:
    run(arms[1], replication_seed(1, 0))  # whatever is made once
    gaps = []

    def live() -> None:
        for number in range(PAIRS):
            rates = []
            for arm in arms:
                record = run(arm, replication_seed(1, number))
                rates.append(_turnover(list(record.rows), record.outcomes, PEOPLE))
            gaps.append(rates[1] - rates[0])

    return gaps, cpu_seconds(live) / PAIRS


def _independent(arms: tuple[Scenario, Scenario], runs: int = 12) -> tuple[float, float]:
    """Sum of both arms' variances and CPU seconds of one run of each, from a few runs."""
    variances, seconds = [], 0.0
    for place, arm in enumerate(arms):
        models = [
            ReferenceModel(arm, rng=replication_seed(2, runs * place + n), randomness="plain")
            for n in range(runs)
        ]
        seconds += cpu_seconds(lambda every=models: [_live(model) for model in every]) / runs
        rates = [100.0 * model.tally["exits_total"] / PEOPLE / (QUARTERS / 4) for model in models]
        variances.append(statistics.variance(rates))
    return sum(variances), seconds


def _live(model: MentoringModel | ReferenceModel) -> None:
    while model.running:
        model.step()
