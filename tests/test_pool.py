"""The pool: tasks side by side, in order, wherever they are done."""

import os
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


@pytest.mark.slow
def test_where_a_worker_dies_the_tasks_are_done_here(none_started) -> None:
    pool.executor(2)
    assert pool.side_by_side([partial(killed_in, os.getpid())] * 2) == ["done", "done"]


@pytest.mark.slow
def test_a_task_that_fails_says_why(none_started) -> None:
    pool.executor(2)
    with pytest.raises(ZeroDivisionError):
        pool.side_by_side([partial(divmod, 1, 0), partial(divmod, 1, 1)])
