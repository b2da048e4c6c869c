"""The runner: what is made, what is reused, and what becomes of runs that break."""

import pytest

from simulation import burn_in, pool, runner
from simulation.engine.addresses import replication_seed
from simulation.errors import ModelError
from simulation.runner import MOST_IN_A_CHUNK, Job, jobs_for, run_many
from simulation.store.sql import open_store


@pytest.fixture
def store(tmp_path):
    with open_store(tmp_path / "runs.db") as opened:
        yield opened


@pytest.fixture
def tiny(company):
    """A company whose runs take a moment."""
    return company(burn_in_months=3).with_changes("quarters", 1)


@pytest.fixture
def other(tiny):
    return tiny.with_changes("organization.turnover", 0.4)


@pytest.fixture
def made(monkeypatch):
    """Jobs that are run from here on; `made.broken` maps a seed to what it raises."""

    class Made(list):
        broken = None

    jobs, original = Made(), runner.run
    jobs.broken = {}

    def run(scenario, seed):
        jobs.append((scenario.content_id, seed))
        if seed in jobs.broken:
            raise jobs.broken[seed]
        return original(scenario, seed)

    monkeypatch.setattr(runner, "run", run)
    return jobs


def test_twins_share_their_seed(tiny, other):
    jobs = jobs_for([tiny, other], 7, 2)
    assert [(job.scenario, job.seed) for job in jobs] == [
        (tiny, replication_seed(7, 0)), (other, replication_seed(7, 0)),
        (tiny, replication_seed(7, 1)), (other, replication_seed(7, 1)),
    ]  # fmt: skip


def test_a_run_is_known_by_all_that_its_rows_depend_on(tiny, other):
    ids = {Job(tiny, 1).run_id, Job(tiny, 2).run_id, Job(other, 1).run_id}
    assert len(ids) == 3
    assert Job(tiny.with_changes("name", "Other words"), 1).run_id == Job(tiny, 1).run_id


def test_what_the_store_knows_is_not_run_again(tiny, other, store, made):
    first = run_many(jobs_for([tiny], 7, 3), store, workers=1)
    again = run_many(jobs_for([tiny, other], 7, 3), store, workers=1)
    assert (first.finished, first.reused) == (3, 0)
    assert (again.finished, again.reused) == (3, 3)
    assert len(made) == len(set(made)) == 6


def test_one_run_asked_for_twice_is_run_once(tiny, store, made):
    result = run_many([*jobs_for([tiny], 7, 2), *jobs_for([tiny], 7, 2)], store, workers=1)
    assert (result.finished, result.reused, len(made)) == (2, 2, 2)


def test_progress_ends_with_all_runs(tiny, other, store):
    told = []
    run_many(jobs_for([tiny, other], 7, 3), store, workers=1, report=told.append)
    assert [each.done for each in told] == [0, 1, 2, 3, 4, 5, 6], "burn-in by burn-in"
    assert {each.total for each in told} == {6}
    assert [each.seconds for each in told] == sorted(each.seconds for each in told)


def test_a_run_that_breaks_is_a_row_and_counts_as_done(tiny, store, made):
    made.broken = {replication_seed(7, 1): ValueError("out of luck")}
    told = []
    result = run_many(jobs_for([tiny], 7, 3), store, workers=1, report=told.append)
    assert (result.finished, len(result.failures), told[-1].done) == (2, 1, 3)
    (failure,) = store.failures()
    assert failure.message == "ValueError: out of luck"
    again = f"mentorsim run {failure.run_id} --seed {failure.seed} --store "
    assert failure.reproducer.startswith(again)
    assert "out of luck" in failure.traceback


def test_a_failed_run_that_goes_well_later_is_no_failure_any_more(tiny, store, made):
    made.broken = {replication_seed(7, 1): ValueError("out of luck")}
    run_many(jobs_for([tiny], 7, 2), store, workers=1)
    made.broken = {}
    assert run_many(jobs_for([tiny], 7, 2), store, workers=1).finished == 1
    assert store.failures() == []


def test_an_interruption_keeps_what_is_finished_and_the_rest_follows(tiny, store, made):
    made.broken = {replication_seed(7, 2): KeyboardInterrupt()}
    result = run_many(jobs_for([tiny], 7, 4), store, workers=1)
    assert result.interrupted
    assert (result.finished, len(store.runs())) == (2, 2)
    made.broken = {}
    rest = run_many(jobs_for([tiny], 7, 4), store, workers=1)
    assert (rest.finished, rest.reused, rest.interrupted) == (2, 2, False)


def test_all_runs_of_a_burn_in_but_the_last_announce_that_more_follow(tiny, monkeypatch):
    announced = []
    monkeypatch.setattr(runner, "run", lambda *job: announced.append(burn_in._more_follow.get()))
    arms = [tiny, tiny.without_program(), tiny.with_changes("quarters", tiny.quarters + 1)]
    runner._run_chunk([runner._packed(job) for job in jobs_for(arms, 7, 2)])
    assert announced == [True, False, False] * 2


def test_sources_that_changed_meanwhile_are_a_failure_and_never_a_wrong_row(
    tiny, store, monkeypatch
):
    """A worker may start after a file was edited; its rows would stand under the old id."""
    jobs = jobs_for([tiny], 7, 2)
    packed = [runner._packed(job) for job in jobs]
    stale = [type(each)(each.text, each.plugins, "0" * 32, each.seed) for each in packed]
    with pytest.raises(ModelError, match="changed while runs were made"):
        runner._run_chunk(stale)
    replaced = iter(stale)
    monkeypatch.setattr(runner, "_packed", lambda job: next(replaced))
    result = run_many(jobs, store, workers=1)
    assert result.finished == 0
    assert len(result.failures) == len(store.failures()) == 2
    assert store.runs().empty


@pytest.mark.parametrize("size", [1, 3, 4, 50])
def test_a_task_holds_all_that_shares_a_burn_in(tiny, other, size):
    twin = tiny.with_changes("outcomes", ["exits"])
    assert twin.burn_in_id == tiny.burn_in_id != other.burn_in_id
    jobs = jobs_for([tiny, twin, other], 7, 6)
    chunks = runner._chunks(jobs, size)
    assert [job for chunk in chunks for job in chunk] == jobs
    burn_ins = [{(job.seed, job.scenario.burn_in_id) for job in chunk} for chunk in chunks]
    assert sum(map(len, burn_ins)) == len(set().union(*burn_ins)) == 12
    assert all(len(chunk) <= max(2, size + 1) for chunk in chunks)


class TestTasks:
    @pytest.fixture
    def twin(self, tiny):
        return tiny.with_changes("outcomes", ["exits"])

    @pytest.fixture
    def jobs(self, tiny, twin):
        return jobs_for([tiny, twin] * 2, seed=1, replications=1)

    @pytest.fixture
    def at_hand(self, monkeypatch):
        return lambda count: monkeypatch.setattr(pool, "at_hand", lambda: count)

    def test_one_burn_in_is_one_task_where_processes_would_have_to_start(self, jobs, at_hand):
        at_hand(1)
        assert runner._tasks(jobs, 2) == [jobs]

    def test_processes_at_hand_share_the_runs_of_one_burn_in(self, jobs, at_hand):
        at_hand(2)
        assert runner._tasks(jobs, 2) == [jobs[:2], jobs[2:]]

    def test_a_single_run_is_a_single_task(self, jobs, at_hand):
        at_hand(2)
        assert runner._tasks(jobs[:1], 2) == [jobs[:1]]

    def test_nothing_to_do_is_no_task(self, at_hand):
        at_hand(2)
        assert runner._tasks([], 2) == []

    def test_burn_ins_stay_whole_where_there_are_enough(self, tiny, twin, at_hand):
        at_hand(2)
        jobs = jobs_for([tiny, twin], seed=1, replications=3)
        assert runner._tasks(jobs, 2) == [jobs[:2], jobs[2:4], jobs[4:]]


def test_a_task_is_small_enough_to_lose():
    assert 1 < MOST_IN_A_CHUNK <= 50


@pytest.mark.slow
def test_workers_give_what_one_process_gives(tiny, other, store, tmp_path):
    jobs = jobs_for([tiny, other], 7, 6)
    ids = [job.run_id for job in jobs]
    run_many(jobs, store, workers=1)
    with open_store(tmp_path / "pooled.db") as pooled:
        result = run_many(jobs, pooled, workers=2)
        assert (result.finished, result.failures) == (12, [])
        assert pooled.rows(ids, slice_kind=None).equals(store.rows(ids, slice_kind=None))
