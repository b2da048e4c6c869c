"""The pool: tasks side by side, in order, wherever they are done."""

import gc
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from simulation import pool


@pytest.fixture
def none_started(monkeypatch):
    monkeypatch.setattr(pool, "_started", {})
    monkeypatch.setattr(pool, "_copied", {})


def killed_in(process: int) -> str:
    """A task that survives only in one process."""
    if os.getpid() != process:
        os._exit(1)
    return "done"


def test_without_a_pool_tasks_are_done_here(none_started) -> None:
    assert pool.side_by_side([os.getpid, os.getpid]) == [os.getpid()] * 2


def test_without_a_pool_tasks_begin_when_they_are_waited_for(none_started) -> None:
    done: list[int] = []
    results = pool.begin([partial(done.append, 1)])
    assert done == []
    assert results() == [None]
    assert done == [1]


def test_no_tasks_have_no_results(none_started) -> None:
    assert pool.side_by_side([]) == []


def test_an_interruption_waits_until_it_may_come() -> None:
    usual, done = signal.getsignal(signal.SIGINT), []

    def interrupted() -> None:
        with pool.uninterrupted():
            signal.raise_signal(signal.SIGINT)
            done.append(1)

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert done == [1]
    assert signal.getsignal(signal.SIGINT) is usual


def test_threads_are_never_interrupted_and_need_no_care() -> None:
    def work() -> int:
        with pool.uninterrupted():
            return 1

    with ThreadPoolExecutor(1) as threads:
        assert threads.submit(work).result() == 1


@pytest.mark.slow
def test_with_a_pool_tasks_are_done_there_and_keep_their_order(none_started) -> None:
    pool.executor(2)
    assert pool.side_by_side([partial(pow, 2, n) for n in range(6)]) == [1, 2, 4, 8, 16, 32]
    assert os.getpid() not in pool.side_by_side([os.getpid, os.getpid])


COPIES = """
import sys
from simulation import pool

def loaded():
    return "slow_to_import" in sys.modules

if __name__ == "__main__":
    pool.prepare(2, "slow_to_import")
    print(pool.side_by_side([loaded] * 8), loaded())
    pool.stop()
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux only")
def test_prepared_processes_are_copies_of_one_that_imported_a_module(tmp_path) -> None:
    note = "import os; print('imported', file=open(f'{__name__}-{os.getpid()}', 'a'))\n"
    (tmp_path / "slow_to_import.py").write_text(note)
    (tmp_path / "script.py").write_text(COPIES)
    path = os.pathsep.join((str(tmp_path), str(Path(__file__).parents[1])))
    script = [sys.executable, str(tmp_path / "script.py")]
    done = subprocess.run(
        script,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == (f"{[True] * 8} False\n", "")
    assert len([*tmp_path.glob("slow_to_import-*")]) == 1


def test_what_is_imported_to_stay_is_not_looked_through_for_garbage() -> None:
    before = gc.get_freeze_count()
    try:
        with pool.importing():
            assert not gc.isenabled()
            kept = [[] for _ in range(1000)]
        assert gc.isenabled()
        assert gc.get_freeze_count() >= before + len(kept)
    finally:
        gc.unfreeze()


def test_one_process_is_this_one_and_nothing_is_prepared(none_started) -> None:
    pool.prepare(1, "slow_to_import")
    assert pool._started == {}
    assert pool._copied == {}


def test_prepared_processes_are_at_hand_until_others_are_started(none_started) -> None:
    assert pool.at_hand() == 1
    pool._copied["simulation.worker"] = 3
    assert pool.at_hand() == 3
    pool._started["workers"] = 2
    assert pool.at_hand() == 2


def test_what_is_being_prepared_is_not_prepared_again(none_started, monkeypatch) -> None:
    monkeypatch.setitem(pool._copied, "slow_to_import", 2)
    pool.prepare(4, "slow_to_import")
    assert pool._copied == {"slow_to_import": 2}


def test_where_none_was_started_stopping_starts_none(none_started, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "loky", None)  # whoever imports it fails
    pool.stop()


@pytest.mark.slow
def test_where_a_worker_dies_the_tasks_are_done_here(none_started) -> None:
    pool.executor(2)
    assert pool.side_by_side([partial(killed_in, os.getpid())] * 2) == ["done", "done"]


@pytest.mark.slow
def test_a_task_that_fails_says_why(none_started) -> None:
    pool.executor(2)
    with pytest.raises(ZeroDivisionError):
        pool.side_by_side([partial(divmod, 1, 0), partial(divmod, 1, 1)])
