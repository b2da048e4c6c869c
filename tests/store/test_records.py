import math
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.errors import ModelError
from simulation.store.records import Rows

FINITE = st.floats(allow_nan=False, allow_infinity=False)


def bits(value: float | None) -> bytes | None:
    return None if value is None else np.float64(value).tobytes()


def with_value(make_run, value):
    return make_run(rows=((3, "department", "Sales", None, value),))


def test_a_record_keeps_what_it_is_given(make_run):
    rows = ((0, "whole", "", 0.1, None), (1, "whole", "", 1e308, 1e308))
    record = make_run(rows=rows)
    assert record.rows == rows
    assert pickle.loads(pickle.dumps(record)) == record


def test_a_record_without_outcomes_or_rows_is_a_record(make_run):
    assert make_run(outcomes=(), rows=()).rows == ()
    assert make_run(outcomes=(), rows=((0, "whole", ""),)).rows == ((0, "whole", ""),)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, np.float64("nan")])
def test_a_value_that_is_not_finite_is_named_with_its_place(make_run, value):
    with pytest.raises(
        ModelError, match=r"outcome match_rate, quarter 3, department Sales: .* is not finite"
    ):
        with_value(make_run, value)


@pytest.mark.parametrize("value", [1, True, "0.5", np.int64(1), np.float32(0.5), b""])
def test_a_value_that_is_no_float_is_refused(make_run, value):
    with pytest.raises(ModelError, match=r"outcome match_rate.*neither a float nor None"):
        with_value(make_run, value)


def test_values_whose_sum_overflows_are_sound(make_run):
    assert make_run(rows=((0, "whole", "", 1.7e308, 1.7e308),)).rows[0][3:] == (1.7e308, 1.7e308)


def test_infinities_that_would_cancel_are_refused(make_run):
    with pytest.raises(ModelError, match=r"turnover.*-inf(?s:.*)match_rate.*inf"):
        make_run(rows=((0, "whole", "", -math.inf, math.inf),))


def test_numpy_floats_become_plain_and_negative_zero_zero(make_run):
    row = make_run(rows=((0, "whole", "", np.float64(0.1), -0.0),)).rows[0]
    assert [type(value) for value in row] == [int, str, str, float, float]
    assert [bits(value) for value in row[3:]] == [bits(0.1), bits(0.0)]


@given(values=st.lists(FINITE | st.none(), max_size=6))
def test_every_other_value_keeps_its_bits(values):
    from simulation.store.records import RunRecord

    names = tuple(f"y{index}" for index in range(len(values)))
    record = RunRecord("r", "s", "n", "t", 0, names, ((0, "whole", "", *values),), 0.0, "0")
    expected = [bits(0.0) if value == 0.0 else bits(value) for value in values]
    assert [bits(value) for value in record.rows[0][3:]] == expected


def test_a_row_of_another_width_is_refused(make_run):
    with pytest.raises(ModelError, match="quarter 2, whole: 1 values for 2 outcomes"):
        make_run(rows=((2, "whole", "", 0.5),))


def test_a_row_there_twice_is_refused(make_run):
    row = (2, "level", "3", 0.5, None)
    with pytest.raises(ModelError, match="quarter 2, level 3: the row is there 2 times"):
        make_run(rows=(row, row))


@pytest.mark.parametrize("key", [(0.0, "whole", ""), (np.int64(0), "whole", ""), (0, "whole", 3)])
def test_a_key_of_other_types_is_refused(make_run, key):
    with pytest.raises(ModelError, match="does not start with quarter"):
        make_run(rows=((*key, 0.5, 0.5),))


@pytest.mark.parametrize(
    "name",
    ["", "Turnover", "2nd", "a b", 'x"; DROP TABLE run; --', "é", "_x", "a" * 64, "x\n", "a,b"],
)
def test_a_name_that_cannot_be_a_column_is_refused(make_run, name):
    with pytest.raises(ModelError, match="is not a column name"):
        make_run(outcomes=("turnover", name))


@pytest.mark.parametrize("name", ["quarter", "slice", "slice_kind", "run_id", "seed"])
def test_the_names_of_fixed_columns_are_refused(make_run, name):
    with pytest.raises(ModelError, match=f"outcome '{name}' has the name of a fixed column"):
        make_run(outcomes=("turnover", name))


def test_an_outcome_named_twice_is_refused(make_run):
    with pytest.raises(ModelError, match="outcome 'turnover' is there 2 times"):
        make_run(outcomes=("turnover", "turnover"))


@pytest.mark.parametrize("seed", [-1, 2**64, 1.0, True, np.uint64(3)])
def test_a_seed_is_an_integer_of_64_bits(make_run, make_failure, seed):
    for make in (make_run, make_failure):
        with pytest.raises(ModelError, match=r"is not an integer from 0 to 2\*\*64 - 1"):
            make(seed=seed)


def test_all_problems_are_told_but_not_without_end(make_run):
    rows = tuple((quarter, "whole", "", math.nan, 1) for quarter in range(20))
    with pytest.raises(ModelError) as caught:
        make_run("r9", rows=rows)
    lines = str(caught.value).splitlines()
    assert lines[0] == "run r9 cannot be recorded:"
    assert len(lines) == 12
    assert lines[-1] == "and 30 more"


def test_a_failure_escapes_what_no_database_holds(make_failure):
    failure = make_failure(message="a\0b", traceback="file \udce4.py", reproducer="émile")
    assert failure.message == r"a\x00b"
    assert failure.traceback == r"file \udce4.py"
    assert failure.reproducer == "émile"


TABLE = np.array([[0.1, math.nan], [-0.0, 1e308]])
KEYS = ((1, "whole", "whole"), (1, "level", "2"))


def test_rows_of_a_table_are_those_that_were_given_one_by_one(make_run):
    plain = ((*KEYS[0], 0.1, None), (*KEYS[1], 0.0, 1e308))
    rows = Rows(KEYS, TABLE)
    assert list(rows) == list(plain)
    assert rows == plain == rows[:]
    assert (rows[0], rows[-1], len(rows)) == (plain[0], plain[1], 2)
    assert [type(value) for value in rows[1]] == [int, str, str, float, float]
    assert bits(rows[1][3]) == bits(0.0)
    record = make_run(rows=rows)
    assert record == make_run(rows=plain) == pickle.loads(pickle.dumps(record))
    assert hash(record) == hash(make_run(rows=plain))


@pytest.mark.parametrize(
    ("keys", "table", "says"),
    [
        (KEYS, TABLE[:, :1], "quarter 1, whole whole: 1 values for 2 outcomes"),
        (KEYS, TABLE - [math.inf, 0.0], "quarter 1, level 2: -inf is not finite"),
        (KEYS[:1] * 2, TABLE, "quarter 1, whole whole: the row is there 2 times"),
        ((("1", "whole", "whole"), KEYS[1]), TABLE, "does not start with quarter"),
    ],
)
def test_a_table_is_held_to_the_same_rules(make_run, keys, table, says):
    with pytest.raises(ModelError, match=says):
        make_run(rows=Rows(keys, table))


def test_rows_given_one_by_one_become_a_table():
    rows = Rows.of(((*KEYS[0], 0.1, None), (*KEYS[1], 0.0, 1e308)), 2)
    assert rows.keys == KEYS
    np.testing.assert_array_equal(rows.table, TABLE)
    assert Rows.of(rows, 2) is rows
    assert Rows.of(KEYS, 0).table.shape == (2, 0)
