"""What only a database shared by processes can show: killed and competing writers."""

import sqlite3
from pathlib import Path

import pytest

from simulation.errors import StoreError
from simulation.store.sql import SqlStore, open_store

RECORDS = """
import sys, time
from simulation.store.records import Failure, RunRecord
from simulation.store.sql import open_store

def run(run_id, outcomes):
    rows = tuple((q, "whole", "", *[0.5] * len(outcomes)) for q in range(40))
    return RunRecord(run_id, "s1", "baseline", "text", 1, outcomes, rows, 1.0, "0.1.0")
"""

STOP_INSIDE = (
    RECORDS
    + """
from sqlalchemy import Engine, event
url, point = sys.argv[1:]

@event.listens_for(Engine, "after_cursor_execute")
def stop(connection, cursor, statement, *rest):
    if statement.startswith(point):
        print("inside", flush=True)
        time.sleep(60)

open_store(url).add([run(f"new{i}", ("fresh",)) for i in range(20)])
"""
)

KEEP_ADDING = (
    RECORDS
    + """
store = open_store(sys.argv[1])
for batch in range(10_000):
    store.add([run(f"{batch}-{i}", ("y", "z")) for i in range(10)])
    print(batch, flush=True)
"""
)

COMPETE = (
    RECORDS
    + """
url, me = sys.argv[1:]
store = open_store(url)
print("open", flush=True)
for batch in range(12):
    mine = run(f"{me}-{batch}", (f"of_{me}_{batch}", "common"))
    shared = [run(f"shared-{batch}-{i}", ("common", f"both_{batch}")) for i in range(5)]
    store.add([mine, *(shared if me == "a" else reversed(shared))])
print("done", flush=True)
"""
)


@pytest.mark.parametrize("point", ["ALTER TABLE", "INSERT INTO run", "INSERT INTO outcome_row"])
def test_a_writer_killed_inside_add_leaves_nothing_of_it(shared_url, make_run, start_python, point):
    with open_store(shared_url) as store:
        store.add([make_run("before")])
        process = start_python(STOP_INSIDE, shared_url, point)
        assert process.stdout.readline() == "inside\n"
        process.kill()
        process.wait()
        ids = [f"new{index}" for index in range(20)]
        assert store.known(["before", *ids]) == {"before"}
        assert len(store.rows(ids, slice_kind=None)) == 0
        with pytest.raises(StoreError, match="no run here has the outcome 'fresh'"):
            store.rows(["before"], outcomes=["fresh"])
        # Nothing is left locked: the same can be added now.
        store.add([make_run(run_id, outcomes=("fresh", "more")) for run_id in ids])
        assert len(store.rows(ids)) == 40
        assert store.rows(["before"])["turnover"].tolist() == [0.1, 0.2]


@pytest.mark.slow
def test_a_writer_killed_at_any_moment_loses_nothing_it_was_told_is_stored(
    shared_url, start_python
):
    process = start_python(KEEP_ADDING, shared_url)
    told = [int(process.stdout.readline()) for _ in range(7)]
    process.kill()
    told += [
        int(line) for line in process.stdout.read().splitlines(keepends=True) if line[-1:] == "\n"
    ]
    with open_store(shared_url) as store:
        batches = range(told[-1] + 3)
        ids = {batch: [f"{batch}-{index}" for index in range(10)] for batch in batches}
        counts = {batch: len(store.known(ids[batch])) for batch in batches}
        assert [counts[batch] for batch in told] == [10] * len(told)
        assert set(counts.values()) <= {0, 10}
        stored = [run_id for batch in batches if counts[batch] for run_id in ids[batch]]
        assert len(store.rows(stored)) == 40 * len(stored)


@pytest.mark.slow
def test_processes_that_open_and_write_the_same_new_database_all_succeed(shared_url, start_python):
    writers = [start_python(COMPETE, shared_url, me) for me in "abc"]
    for writer in writers:
        assert writer.communicate()[0] == "open\ndone\n"
        assert writer.returncode == 0
    with open_store(shared_url) as store:
        runs = store.runs()
        assert len(runs) == 3 * 12 + 12 * 5
        rows = store.rows(runs["run_id"])
        assert len(rows) == 40 * len(runs)
        assert (rows["common"] == 0.5).all()
        for me in "abc":
            assert rows[f"of_{me}_11"].count() == 40
        assert rows["both_11"].count() == 40 * 5


def test_readers_do_not_wait_for_a_writer(shared_url, make_run):
    with SqlStore(shared_url) as writer, SqlStore(shared_url) as reader:
        writer.add([make_run("r1")])
        with writer._writing():
            assert reader.known(["r1"]) == {"r1"}
            assert len(reader.rows(["r1"])) == 2
            with SqlStore(shared_url) as late:
                assert late.known(["r1"]) == {"r1"}


def test_what_one_store_adds_another_sees(shared_url, make_run):
    with open_store(shared_url) as one, open_store(shared_url) as other:
        one.add([make_run("r1")])
        assert other.known(["r1"]) == {"r1"}
        other.add([make_run("r2", outcomes=("morale",))])
        assert one.rows(["r2"])["morale"].tolist() == [0.1, 0.2]
        # `one` has not seen the column appear.
        one.add([make_run("r3", outcomes=("morale",))])
        assert other.rows(["r3"])["morale"].tolist() == [0.1, 0.2]


def test_a_closed_file_is_one_file_that_anything_can_read(tmp_path, make_run, make_failure):
    path = tmp_path / "deep" / "er" / "results.db"
    with open_store(path) as store:
        store.add([make_run("r1"), make_failure("r2")])
    assert [entry.name for entry in path.parent.iterdir()] == ["results.db"]
    connection = sqlite3.connect(path)
    found = connection.execute(
        "SELECT scenario.name, run.seed, quarter, turnover, match_rate FROM outcome_row "
        "JOIN run ON run.id = run_id JOIN scenario ON scenario.id = scenario_id ORDER BY quarter"
    ).fetchall()
    connection.close()
    assert found == [
        ("baseline", "18446744073709551615", 0, 0.1, None),
        ("baseline", "18446744073709551615", 1, 0.2, 0.75),
    ]


def test_a_store_in_memory_ends_with_it(make_run):
    with open_store(":memory:") as one, open_store(":memory:") as other:
        one.add([make_run("r1")])
        assert other.known(["r1"]) == set()


def test_a_reader_does_not_make_a_new_database(tmp_path):
    path = tmp_path / "typo" / "results.db"
    with pytest.raises(StoreError, match=r"results\.db: there is no results database here\. Run"):
        open_store(path, create=False)
    assert not path.parent.exists()
    open_store(path).close()
    with open_store(path, create=False) as store:
        assert len(store.runs()) == 0


@pytest.mark.parametrize("given", ["x.db", Path("x.db"), "sqlite:///x.db"])
def test_the_url_names_the_file(tmp_path, monkeypatch, given):
    monkeypatch.chdir(tmp_path)
    with open_store(given) as store:
        assert store.url == "sqlite+pysqlite:///x.db"
        assert (tmp_path / "x.db").exists()


def test_workers_can_import_records_without_sqlalchemy_or_pandas(start_python):
    script = (
        "import sys, simulation.store.records, simulation.store.protocol\n"
        "print(sorted({'sqlalchemy', 'alembic', 'pandas', 'numpy'} & sys.modules.keys()))"
    )
    assert start_python(script).communicate()[0] == "[]\n"


def test_opening_a_current_database_does_not_import_alembic(tmp_path, start_python):
    path = tmp_path / "results.db"
    open_store(path).close()
    script = (
        "import sys\nfrom simulation.store.sql import open_store\nopen_store(sys.argv[1])\n"
        "print('alembic' in sys.modules, 'pandas' in sys.modules)"
    )
    assert start_python(script, str(path)).communicate()[0] == "False False\n"
