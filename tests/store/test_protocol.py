"""The contract: what every store does. `conftest.store` lists the kinds of store held to it."""

import struct
import uuid
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulation.errors import StoreError
from simulation.store.records import Failure, RunRecord

RUN_COLUMNS = ["run_id", "scenario_id", "scenario_name", "seed"]
KEY_COLUMNS = ["quarter", "slice_kind", "slice"]
FINITE = st.floats(allow_nan=False, allow_infinity=False)


def slices(*keys):
    return tuple((*key, float(index), None) for index, key in enumerate(keys))


class TestRuns:
    def test_an_empty_store_has_nothing_and_says_so_in_the_right_types(self, store):
        rows = store.rows([])
        assert list(rows.columns) == [*RUN_COLUMNS, *KEY_COLUMNS]
        assert len(rows) == 0
        assert rows.dtypes["quarter"] == "int64"
        assert rows.dtypes["seed"] == "uint64"
        assert store.known(["r1"]) == set()
        assert store.failures() == []
        assert len(store.runs()) == 0

    def test_adding_nothing_changes_nothing(self, store):
        store.add([])
        assert len(store.runs()) == 0

    def test_a_run_comes_back_as_it_went_in(self, store, make_run):
        record = make_run()
        store.add([record])
        rows = store.rows(["r1"])
        assert list(rows.columns) == [*RUN_COLUMNS, *KEY_COLUMNS, "turnover", "match_rate"]
        assert rows["run_id"].tolist() == ["r1", "r1"]
        assert rows["scenario_id"].tolist() == ["s1", "s1"]
        assert rows["scenario_name"].tolist() == ["baseline", "baseline"]
        assert rows["seed"].tolist() == [2**64 - 1, 2**64 - 1]
        assert rows["quarter"].tolist() == [0, 1]
        assert rows["turnover"].tolist() == [0.1, 0.2]
        assert rows["match_rate"].isna().tolist() == [True, False]
        assert rows.dtypes["match_rate"] == "float64"
        assert store.scenario_text("s1") == "name: baseline\n"

    def test_the_list_of_runs(self, store, make_run):
        store.add(
            [
                make_run("r3", seed=2),
                make_run("r2", seed=10),
                make_run("r1", scenario_id="s0", scenario_name="a", seconds=0.1),
            ]
        )
        runs = store.runs()
        assert list(runs.columns) == [*RUN_COLUMNS, "seconds", "version"]
        assert runs["run_id"].tolist() == ["r1", "r3", "r2"]
        assert runs["seed"].tolist() == [2**64 - 1, 2, 10]
        assert runs["seconds"].tolist() == [0.1, 1.25, 1.25]
        assert runs["version"].tolist() == ["0.1.0"] * 3

    def test_an_unknown_scenario_is_an_error(self, store):
        with pytest.raises(StoreError, match="no scenario has the id 'nowhere'"):
            store.scenario_text("nowhere")

    def test_a_run_without_outcomes_or_rows_is_known(self, store, make_run):
        store.add([make_run(outcomes=(), rows=())])
        assert store.known(["r1"]) == {"r1"}
        assert len(store.rows(["r1"])) == 0

    def test_only_stored_runs_are_known(self, store, make_run):
        store.add([make_run("r1"), make_run("r2")])
        assert store.known(iter(["r2", "r3"])) == {"r2"}

    def test_many_ids_are_one_question(self, store, make_run):
        store.add([make_run("r1")])
        # PostgreSQL takes 65,535 parameters in a statement, SQLite 32,766 by default.
        ids = [f"x{index}" for index in range(66_000)]
        assert store.known([*ids, "r1"]) == {"r1"}


class TestValues:
    @settings(
        max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(values=st.lists(FINITE, min_size=1, max_size=40))
    def test_every_bit_comes_back(self, store, make_run, values):
        run_id = struct.pack(f"{len(values)}d", *values).hex()
        rows = tuple((quarter, "whole", "", value) for quarter, value in enumerate(values))
        record = make_run(run_id, outcomes=("y",), rows=rows)
        store.add([record])
        stored = store.rows([run_id])["y"].to_numpy().tobytes()
        assert stored == struct.pack(f"{len(values)}d", *(row[3] for row in record.rows))

    @pytest.mark.parametrize("value", [5e-324, -5e-324, 1.7976931348623157e308, 0.1, 2.0**53, -0.0])
    def test_the_ends_of_the_floats_come_back(self, store, make_run, value):
        record = make_run(outcomes=("y",), rows=((0, "whole", "", value),))
        store.add([record])
        stored = store.rows(["r1"])["y"].iloc[0]
        assert struct.pack("d", stored) == struct.pack("d", record.rows[0][3])

    def test_a_column_of_absent_values_is_still_of_floats(self, store, make_run):
        store.add([make_run(rows=((0, "whole", "", None, None),))])
        rows = store.rows(["r1"])
        assert rows.dtypes["turnover"] == "float64"
        assert rows["turnover"].isna().all()

    @pytest.mark.parametrize("seed", [0, 2**63 - 1, 2**63, 2**64 - 1])
    def test_seeds_keep_their_64_bits(self, store, make_run, make_failure, seed):
        store.add([make_run("r1", seed=seed), make_failure("r2", seed=seed)])
        assert store.rows(["r1"])["seed"].tolist() == [seed, seed]
        assert store.failures()[0].seed == seed

    def test_slices_of_any_name_come_back(self, store, make_run):
        names = ["Münster", "a'b", '"; DROP TABLE run; --', "%s", "?", ":x", ""]
        store.add([make_run(rows=slices(*((0, "department", name) for name in names)))])
        rows = store.rows(["r1"], slice_kind="department")
        assert rows["slice"].tolist() == sorted(names)


class TestRows:
    def test_rows_are_in_the_order_asked_then_by_key(self, store, make_run):
        keys = [(1, "whole", ""), (0, "whole", ""), (0, "level", "b"), (0, "level", "B")]
        store.add([make_run("r1", rows=slices(*keys)), make_run("r2", rows=slices(*keys))])
        rows = store.rows(["r2", "r1", "r2"], slice_kind=None)
        assert rows["run_id"].tolist() == ["r2"] * 4 + ["r1"] * 4
        found = list(rows[["quarter", "slice_kind", "slice"]].itertuples(index=False, name=None))
        assert found == sorted(keys) * 2

    def test_only_the_slices_asked_for(self, store, make_run):
        keys = [(0, "whole", ""), (0, "level", "1"), (0, "level", "2"), (0, "status", "mentee")]
        store.add([make_run(rows=slices(*keys))])
        assert store.rows(["r1"])["slice"].tolist() == [""]
        assert store.rows(["r1"], slice_kind="level")["slice"].tolist() == ["1", "2"]
        assert len(store.rows(["r1"], slice_kind=None)) == 4
        assert len(store.rows(["r1"], slice_kind="' OR 1=1 --")) == 0

    def test_only_the_outcomes_asked_for_in_that_order(self, store, make_run):
        store.add([make_run()])
        rows = store.rows(["r1"], outcomes=["match_rate", "turnover"])
        assert list(rows.columns[-2:]) == ["match_rate", "turnover"]
        assert rows["turnover"].tolist() == [0.1, 0.2]

    def test_outcomes_nobody_stored_are_an_error_that_names_the_nearest(self, store, make_run):
        store.add([make_run()])
        with pytest.raises(StoreError) as caught:
            store.rows(["r1"], outcomes=["turnovr", 'x"; DROP TABLE run; --'])
        text = str(caught.value)
        assert "no run here has the outcome 'turnovr'. Did you mean turnover?" in text
        assert "There are: match_rate, turnover." in text
        assert store.known(["r1"]) == {"r1"}

    def test_new_outcomes_are_absent_in_older_runs(self, store, make_run):
        store.add([make_run("r1")])
        store.add([make_run("r2", outcomes=("morale", "turnover"))])
        rows = store.rows(["r1", "r2"])
        assert list(rows.columns[-3:]) == ["turnover", "match_rate", "morale"]
        assert rows["morale"].isna().tolist() == [True, True, False, False]
        assert list(store.rows(["r2"]).columns[-2:]) == ["morale", "turnover"]
        assert list(store.rows(["r1"]).columns[-2:]) == ["turnover", "match_rate"]

    def test_runs_of_one_call_may_differ_in_outcomes(self, store, make_run):
        store.add([make_run("r1"), make_run("r2", outcomes=("b", "a")), make_run("r3")])
        assert store.rows(["r2"])["a"].isna().tolist() == [True, False]
        assert store.rows(["r2"])["b"].tolist() == [0.1, 0.2]
        assert store.rows(["r3"])["turnover"].tolist() == [0.1, 0.2]

    def test_words_of_sql_can_be_outcomes(self, store, make_run):
        names = ("order", "select")
        store.add([make_run(outcomes=names)])
        assert store.rows(["r1"])["order"].tolist() == [0.1, 0.2]

    def test_runs_that_are_not_stored_have_no_rows(self, store, make_run, make_failure):
        store.add([make_run("r1"), make_failure("r2")])
        assert set(store.rows(["r2", "r3", "r1"])["run_id"]) == {"r1"}


class TestWrittenOnce:
    def test_adding_a_run_again_changes_nothing(self, store, make_run):
        store.add([make_run("r1")])
        changed = make_run("r1", rows=((0, "whole", "", 0.9, 0.9),), seconds=9.0)
        store.add([changed, make_run("r2"), changed])
        assert store.rows(["r1"])["turnover"].tolist() == [0.1, 0.2]
        assert store.runs()["seconds"].tolist() == [1.25, 1.25]

    def test_the_first_of_two_in_one_call_counts(self, store, make_run):
        store.add([make_run("r1"), make_run("r1", rows=())])
        assert len(store.rows(["r1"])) == 2

    def test_the_first_text_of_a_scenario_stays(self, store, make_run):
        store.add([make_run("r1")])
        store.add([make_run("r2", scenario_name="renamed", scenario_text="other")])
        assert store.scenario_text("s1") == "name: baseline\n"
        assert set(store.rows(["r1", "r2"])["scenario_name"]) == {"baseline"}

    def test_an_error_in_the_middle_stores_nothing(self, store, make_run, make_failure):
        store.add([make_failure("r1")])
        broken = make_run("r2", outcomes=("fresh",), rows=())
        # A row that SQL refuses: the record would not let it in by itself.
        object.__setattr__(broken, "rows", ((0, "whole", None, 0.5),))
        with pytest.raises(StoreError):
            store.add([make_run("r1"), make_failure("r3"), broken])
        assert store.known(["r1", "r2"]) == set()
        assert [failure.run_id for failure in store.failures()] == ["r1"]
        # The column of the failed call is gone, and the next call makes it again.
        store.add([make_run("r2", outcomes=("fresh",), rows=((0, "whole", "", 0.5),))])
        assert store.rows(["r2"])["fresh"].tolist() == [0.5]


class TestFailures:
    def test_a_failure_comes_back_as_it_went_in(self, store, make_failure):
        failure = make_failure(traceback="a\0 \udce4 é\n")
        store.add([failure])
        assert store.failures() == [failure]

    def test_a_failed_run_is_not_known(self, store, make_failure):
        store.add([make_failure("r1")])
        assert store.known(["r1"]) == set()
        assert len(store.runs()) == 0

    def test_a_later_success_removes_the_failure(self, store, make_run, make_failure):
        store.add([make_failure("r1"), make_failure("r2")])
        store.add([make_run("r1")])
        assert [failure.run_id for failure in store.failures()] == ["r2"]
        assert store.known(["r1"]) == {"r1"}

    def test_the_last_failure_counts(self, store, make_failure):
        store.add([make_failure("r1", message="first"), make_failure("r1", message="second")])
        store.add([make_failure("r1", message="third")])
        assert [failure.message for failure in store.failures()] == ["third"]

    def test_a_failure_of_a_finished_run_changes_nothing(self, store, make_run, make_failure):
        store.add([make_run("r1")])
        store.add([make_failure("r1")])
        assert store.failures() == []
        assert store.known(["r1"]) == {"r1"}

    def test_success_beats_failure_in_one_call_in_either_order(self, store, make_run, make_failure):
        store.add([make_failure("r1"), make_run("r1"), make_run("r2"), make_failure("r2")])
        assert store.failures() == []
        assert store.known(["r1", "r2"]) == {"r1", "r2"}

    def test_failures_come_by_id_or_in_the_order_asked(self, store, make_failure):
        store.add([make_failure("r2"), make_failure("r3"), make_failure("r1")])
        assert [f.run_id for f in store.failures()] == ["r1", "r2", "r3"]
        assert [f.run_id for f in store.failures(["r3", "x", "r1", "r3"])] == ["r3", "r1"]
        assert store.failures([]) == []


class TestOrderOfArrival:
    @settings(
        max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(
        events=st.lists(st.tuples(st.sampled_from("abc"), st.booleans()), max_size=8),
        cuts=st.sets(st.integers(0, 8)),
    )
    def test_the_store_is_the_replay_of_what_arrived(
        self,
        store,
        make_run: Callable[..., RunRecord],
        make_failure: Callable[..., Failure],
        events,
        cuts,
    ):
        """However the records are cut into calls: finished wins, else the last failure."""
        salt = uuid.uuid4()  # every example needs runs of its own: the store is never emptied
        records = [
            make_run(f"{salt}{name}") if good else make_failure(f"{salt}{name}", seed=index)
            for index, (name, good) in enumerate(events)
        ]
        edges = [0, *sorted(cuts), len(records)]
        for start, stop in pairwise(edges):
            store.add(records[start:stop])
        ids = [f"{salt}{name}" for name in "abc"]
        done = {record.run_id for record in records if isinstance(record, RunRecord)}
        last = {r.run_id: r.seed for r in records if r.run_id not in done}
        assert store.known(ids) == done
        assert {f.run_id: f.seed for f in store.failures(ids)} == last


class TestLedgers:
    def test_every_byte_comes_back_in_the_order_asked(self, store, make_run):
        every = {"r1": bytes(range(256)), "r2": b"\0", "r3": b"'; DROP TABLE run; --"}
        store.add([make_run(run_id, ledger=data) for run_id, data in every.items()])
        found = store.ledgers(["r3", "r1", "r2", "r1"])
        assert found == every
        assert list(found) == ["r3", "r1", "r2"]
        assert all(type(data) is bytes for data in found.values())

    def test_runs_without_one_are_left_out(self, store, make_run, make_failure):
        store.add([make_run("r1"), make_failure("r2"), make_run("r3", ledger=b"x")])
        assert store.ledgers(["r0", "r1", "r2", "r3"]) == {"r3": b"x"}
        assert store.ledgers([]) == {}

    def test_the_first_one_stays(self, store, make_run):
        store.add([make_run(ledger=b"first"), make_run(ledger=b"second")])
        store.add([make_run(ledger=b"third")])
        assert store.ledgers(["r1"]) == {"r1": b"first"}

    def test_many_ids_are_one_question(self, store, make_run):
        store.add([make_run("r1200", ledger=b"x")])
        assert store.ledgers(f"r{n}" for n in range(2000)) == {"r1200": b"x"}


class TestClosing:
    def test_a_closed_store_says_so(self, store, make_run):
        store.close()
        store.close()
        for use in (
            lambda: store.known([]),
            lambda: store.add([make_run()]),
            lambda: store.rows([]),
            lambda: store.ledgers([]),
            store.failures,
            store.runs,
            lambda: store.scenario_text("s1"),
        ):
            with pytest.raises(StoreError, match=r"this store is closed. Open it again."):
                use()

    def test_leaving_the_block_closes(self, store):
        with store as opened:
            assert opened is store
        with pytest.raises(StoreError, match="closed"):
            store.runs()
