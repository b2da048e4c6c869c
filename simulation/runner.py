"""Runner: many runs in chunks over worker processes; a failed run is a row, not a crash."""

import hashlib
import json
import shlex
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from itertools import batched
from typing import Any

from simulation import pool
from simulation.about import VERSION
from simulation.engine.addresses import replication_seed
from simulation.errors import ModelError
from simulation.plugins import load_plugins
from simulation.scenario import Scenario, from_data, renew
from simulation.store.protocol import Store
from simulation.store.records import Failure, Rows, RunRecord

type Record = RunRecord | Failure

MOST_IN_A_CHUNK = 8
"""Runs in a task: handing it over costs nothing against them, and the last one is waited for."""


@dataclass(frozen=True)
class Job:
    """One run to be made: a scenario and the seed of one replication."""

    scenario: Scenario
    seed: int

    @property
    def run_id(self) -> str:
        """Content id: everything that the run's rows depend on."""
        text = f"{self.scenario.content_id}/{self.seed}"
        return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


@dataclass
class Outcome:
    """What became of a batch of jobs."""

    finished: int = 0
    reused: int = 0
    failures: list[Failure] = field(default_factory=list)
    interrupted: bool = False
    seconds: float = 0.0


@dataclass(frozen=True)
class Progress:
    """Told after every chunk: runs done of all, and the time it took."""

    done: int
    total: int
    seconds: float


def jobs_for(scenarios: Iterable[Scenario], seed: int, replications: int) -> list[Job]:
    """Twins: every scenario with the same replication seeds, seed by seed."""
    arms = list(scenarios)
    seeds = [replication_seed(seed, replication) for replication in range(replications)]
    return [Job(scenario, own) for own in seeds for scenario in arms]


def run(scenario: Scenario, seed: int) -> RunRecord:
    """Run one scenario with one 64-bit replication seed, here and now."""
    from simulation.model import MentoringModel

    begun = time.perf_counter()
    model = MentoringModel(scenario, rng=seed, model_reporters={})  # rows hold all outcomes
    while model.running:
        model.step()
    record = RunRecord(
        **_identity(Job(scenario, seed)),
        outcomes=model.outcome_names,
        rows=Rows(*model.table),
        ledger=model.ledger.as_bytes(),
        seconds=time.perf_counter() - begun,
        version=VERSION,
    )
    model.release()
    return record


def run_many(
    jobs: Sequence[Job],
    store: Store,
    *,
    workers: int | None = None,
    report: Callable[[Progress], None] = lambda progress: None,
) -> Outcome:
    """Run what the store does not know yet; every chunk is stored as it finishes.

    The result depends on no number of workers and no order. Ctrl-C keeps what is finished.
    """
    begun = time.perf_counter()
    wanted = {job.run_id: job for job in jobs}  # designs that are the same share their runs
    known = store.known(wanted)
    todo = [job for run_id, job in wanted.items() if run_id not in known]
    result = Outcome(reused=len(jobs) - len(todo))
    report(Progress(result.reused, len(jobs), 0.0))
    try:
        for finished in _records(todo, pool.size(workers)):
            records = [_repeatable(record, store.url) for record in finished]
            with pool.uninterrupted():  # what is stored is counted
                store.add(records)
                result.failures += [r for r in records if isinstance(r, Failure)]
                result.finished += sum(isinstance(r, RunRecord) for r in records)
            done = result.reused + result.finished + len(result.failures)
            report(Progress(done, len(jobs), time.perf_counter() - begun))
    except KeyboardInterrupt:
        result.interrupted = True
    result.seconds = time.perf_counter() - begun
    return result


def _repeatable(record: Record, url: str) -> Record:
    """A failure whose reproducer also names the store that holds its scenario."""
    if isinstance(record, RunRecord):
        return record
    return replace(record, reproducer=f"{record.reproducer} --store {shlex.quote(url)}")


def _records(jobs: Sequence[Job], workers: int) -> Iterator[list[Record]]:
    chunks = _tasks(jobs, workers)
    if workers == 1 or (len(chunks) <= 1 and pool.at_hand() == 1):
        # Seed by seed: an interruption then costs the runs of one seed at most.
        for chunk in _chunks(jobs, 1):
            yield _or_failed(chunk, partial(_run_chunk, [_packed(job) for job in chunk]))
    else:
        yield from _pooled(chunks, workers)


def _tasks(jobs: Sequence[Job], workers: int) -> list[list[Job]]:
    """Cut jobs into tasks: between burn-ins, or, where processes at hand would idle, anywhere."""
    size = min(MOST_IN_A_CHUNK, -(-len(jobs) // (4 * workers)))
    chunks = _chunks(jobs, size)
    if 0 < len(chunks) < min(workers, pool.at_hand()):
        return [list(part) for part in batched(jobs, -(-len(jobs) // workers))]
    return chunks


def _chunks(jobs: Sequence[Job], size: int) -> list[list[Job]]:
    """Cut jobs into tasks between burn-ins, so that each is computed once."""
    chunks: list[list[Job]] = []
    for job in jobs:
        full = not chunks or len(chunks[-1]) >= size
        if full and not (chunks and _share_burn_in(chunks[-1][-1], job)):
            chunks.append([])
        chunks[-1].append(job)
    return chunks


def _share_burn_in(one: Job, other: Job) -> bool:
    return one.seed == other.seed and one.scenario.burn_in_id == other.scenario.burn_in_id


def _or_failed(chunk: list[Job], records: Callable[[], list[Record]]) -> list[Record]:
    """The records of a task; where it could not even begin, a failure for each of its runs."""
    try:
        return records()
    except BrokenExecutor:
        raise
    except Exception as error:
        return [_failure(job, error, _in_words(error)) for job in chunk]


def _pooled(chunks: list[list[Job]], workers: int) -> Iterator[list[Record]]:
    executor = pool.executor(workers)
    waiting = {_submitted(executor, chunk): chunk for chunk in chunks}
    lost: list[Job] = []
    try:
        while waiting:
            done, _ = wait(waiting, return_when=FIRST_COMPLETED)
            for future in done:
                chunk = waiting.pop(future)
                if isinstance(future.exception(), BrokenExecutor):
                    lost += chunk
                else:
                    yield _or_failed(chunk, future.result)
        for job in lost:
            yield [_alone(job)]
    except KeyboardInterrupt:
        finished = [future.result() for future in waiting if _is_well(future)]
        pool.stop()
        yield from finished
        raise
    except GeneratorExit:
        pool.stop()
        raise


def _submitted(executor: Any, chunk: list[Job]) -> Future[list[Record]]:
    """A task handed over; to a pool that a dying worker has just broken, it is lost at once."""
    try:
        future: Future[list[Record]] = executor.submit(_run_chunk, [_packed(j) for j in chunk])
    except BrokenExecutor as error:
        future = Future()
        future.set_exception(error)
    return future


def _is_well(future: Future[list[Record]]) -> bool:
    return future.done() and not future.cancelled() and future.exception() is None


def _alone(job: Job) -> Record:
    """Try a run again in a process of its own after a worker died; dying twice is a failure."""
    try:
        return _or_failed([job], _submitted(pool.executor(1), [job]).result)[0]
    except BrokenExecutor as error:
        return _failure(job, error, "the worker process died, out of memory perhaps")


@dataclass(frozen=True)
class _Packed:
    """A job as text: workers import plug-ins before they read the scenario."""

    text: str
    plugins: tuple[str, ...]
    scenario_id: str
    seed: int


def _packed(job: Job) -> _Packed:
    scenario = job.scenario
    plugins = tuple(map(str, scenario.plugins))
    return _Packed(_text(scenario), plugins, scenario.content_id, job.seed)


@lru_cache(maxsize=64)
def _unpacked(text: str, plugins: tuple[str, ...], scenario_id: str) -> Scenario:
    """The scenario as its sender knows it; workers may have read other sources than the sender."""
    load_plugins(plugins, reread=renew)
    scenario = from_data(json.loads(text))
    if scenario.content_id != scenario_id:
        raise ModelError(
            "a file of the package, a plug-in or the people file changed while runs were made. "
            "Start again; what is finished is kept."
        )
    return scenario


def _run_chunk(packed: list[_Packed]) -> list[Record]:
    from simulation.burn_in import shared

    jobs = [Job(_unpacked(p.text, p.plugins, p.scenario_id), p.seed) for p in packed]
    records = []
    for job, following in zip(jobs, [*jobs[1:], None], strict=True):
        with shared(following is not None and _share_burn_in(job, following)):
            records.append(_run_or_fail(job))
    return records


def _run_or_fail(job: Job) -> Record:
    try:
        return run(job.scenario, job.seed)
    except Exception as error:  # whatever went wrong belongs into the row of this run
        return _failure(job, error, _in_words(error))


def _in_words(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"


def _failure(job: Job, error: BaseException, message: str) -> Failure:
    return Failure(
        **_identity(job),
        message=message,
        traceback="".join(traceback.format_exception(error)),
        reproducer=f"mentorsim run {job.run_id} --seed {job.seed}",
    )


def _identity(job: Job) -> dict[str, Any]:
    return {
        "run_id": job.run_id,
        "scenario_id": job.scenario.content_id,
        "scenario_name": job.scenario.name,
        "scenario_text": _text(job.scenario),
        "seed": job.seed,
    }


def _text(scenario: Scenario) -> str:
    return scenario.as_json
