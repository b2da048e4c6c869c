"""The pool: tasks side by side, in order, wherever they are done."""

import os
import sys
from functools import partial

import pytest

from simulation import pool


@pytest.fixture
def none_started(monkeypatch):
    monkeypatch.setattr(pool, "_started", {})


def killed_in(process: int) -> str:
    """A task that survives only in one process."""
    if os.getpid() != process:
        os._exit(1)
    return "done"


def test_without_a_pool_tasks_are_done_here(none_started) -> None:
    assert pool.side_by_side([os.getpid, os.getpid]) == [os.getpid()] * 2


def test_no_tasks_have_no_results(none_started) -> None:
    assert pool.side_by_side([]) == []


@pytest.mark.slow
def test_with_a_pool_tasks_are_done_there_and_keep_their_order(none_started) -> None:
    pool.executor(2)
    assert pool.side_by_side([partial(pow, 2, n) for n in range(6)]) == [1, 2, 4, 8, 16, 32]
    assert os.getpid() not in pool.side_by_side([os.getpid, os.getpid])


def loaded(module: str) -> bool:
    """Whether this process has imported a module, asked of a worker."""
    return module in sys.modules


@pytest.mark.slow
def test_started_ahead_all_processes_import_a_module(none_started, tmp_path, monkeypatch) -> None:
    (tmp_path / "slow_to_import.py").write_text("import time\ntime.sleep(1.0)\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    pool.executor(2)
    pool.stop()  # workers of earlier tests know nothing of this path
    pool.start(2, "slow_to_import")
    assert pool.side_by_side([partial(loaded, "slow_to_import")] * 2) == [True, True]


def test_one_process_is_this_one_and_need_not_be_started(none_started) -> None:
    pool.start(1, "slow_to_import")
    assert pool._started == {}


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
