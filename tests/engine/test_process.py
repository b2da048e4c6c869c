"""Processes: what they declare, when they are due, and how kernels get their columns."""

import numpy as np
import pytest
from pydantic import ValidationError

from simulation.engine.compiled import compiled, signatures
from simulation.engine.process import (
    PROCESSES,
    Phase,
    Process,
    column_arguments,
    in_order,
)
from simulation.errors import ModelError


def add_kernel(morale, team, amount, out):
    out[:] = morale + amount * team


def bump_kernel(skill):
    skill += 0.5


def test_a_kernel_gets_its_columns_by_name_and_numbers_as_floats(tiny_tick):
    seen = []
    tiny_tick.call(lambda morale, amount: seen.append((morale, amount)), 3)
    assert seen[0][0] is tiny_tick.state["morale"]
    assert type(seen[0][1]) is float


def test_arrays_and_numpy_numbers_pass_as_they_are(tiny_tick):
    out = np.empty(5)
    tiny_tick.call(add_kernel, 2, out)
    np.testing.assert_array_equal(out, tiny_tick.state["morale"] + 2.0 * tiny_tick.state["team"])
    seen = []
    tiny_tick.call(lambda morale, key: seen.append(type(key)), np.uint32(7))
    assert seen == [np.uint32]


@compiled
def weigh_kernel(morale: np.ndarray, weights: np.ndarray, out: np.ndarray, times: float) -> None:
    """Fill `out` with the sums of all weights times each morale."""
    for i in range(morale.shape[0]):
        out[i] = 0.0
        for w in range(weights.shape[0]):
            out[i] += times * morale[i] * weights[w]


@compiled
def total_kernel(morale: np.ndarray, times: float) -> float:
    """Sum of all morale, so many times."""
    total = 0.0
    for i in range(morale.shape[0]):
        total += times * morale[i]
    return total


@pytest.mark.parametrize("times", [3, 3.0, True, np.float64(3.0)])
def test_compiled_kernels_take_any_number_as_a_float(tiny_tick, times):
    tiny_tick.state["morale"][:] = 2.0
    for _ in range(2):
        assert tiny_tick.call(total_kernel, times) == 10.0 * float(times)
    assert signatures(total_kernel) <= 1  # none where compilation is off


def test_compiled_kernels_take_other_arrays_than_those_of_the_first_call(tiny_tick):
    tiny_tick.state["morale"][:] = 2.0
    weights, out = np.array([1.0, 2.0]), np.empty(5)
    same_form, others = np.array([6.0, 7.0]), (np.array([3, 4]), weights[::-1], np.array([5.0]))
    for weight in (weights, weights, same_form, same_form, *others, weights, same_form):
        tiny_tick.call(weigh_kernel, weight, out, 2)
        assert out.tolist() == [4.0 * weight.sum()] * 5


@compiled
def double_kernel(morale: np.ndarray, rows: np.ndarray) -> None:
    """Enter morale, and twice of it."""
    for i in range(morale.shape[0]):
        rows[i, 0] = morale[i]
        rows[i, 1] = 2.0 * morale[i]


@pytest.mark.parametrize("order", ["C", "F"])
def test_compiled_kernels_write_into_part_of_a_table(tiny_tick, order):
    tiny_tick.state["morale"][:] = 2.0
    table = np.zeros((5, 4), order=order)
    for _ in range(2):
        tiny_tick.call(double_kernel, table[:, 1:3])
        tiny_tick.state["morale"][:] += 1.0
    assert table.tolist() == [[0.0, 3.0, 6.0, 0.0]] * 5


def test_kernels_see_the_rows_of_pairs_in_use(tiny_tick):
    state, seen = tiny_tick.state, []

    def look(pair_active):
        seen.append(len(pair_active))

    tiny_tick.call(look)
    assert seen == [state.pair_rows]


def test_a_kernel_may_be_called_again(tiny_tick):
    tiny_tick.call(bump_kernel)
    tiny_tick.call(bump_kernel)
    assert (tiny_tick.state["skill"] == 1.0).all()


def test_the_leading_columns_are_the_reads(tiny_tick):
    assert column_arguments(add_kernel, tiny_tick.state) == ["morale", "team"]
    assert column_arguments(lambda amount, morale: None, {"morale": 1}) == []


@pytest.mark.parametrize(
    ("month", "quarter", "first", "last"),
    [(0, 1, True, False), (1, 1, False, False), (2, 1, False, True), (3, 2, True, False),
     (-1, 0, False, True), (-3, 0, True, False)],
)  # fmt: skip
def test_the_calendar_holds_in_burn_in_too(tiny_tick, month, quarter, first, last):
    tiny_tick.month = month
    assert tiny_tick.quarter == quarter
    assert (tiny_tick.first_of_quarter, tiny_tick.last_of_quarter) == (first, last)


@pytest.mark.parametrize(
    ("phase", "months"),
    [(Phase.MONTH, [0, 1, 2, 3, 4, 5]), (Phase.QUARTER_START, [0, 3]), (Phase.QUARTER_END, [2, 5])],
)
def test_processes_are_due_by_their_phase(tiny_tick, make_process, phase, months):
    process = make_process(lambda self, tick: None, phase=phase)
    due = []
    for month in range(6):
        tiny_tick.month = month
        due += [month] * (process.phase in tiny_tick.phases)
    assert due == months


def test_order_is_by_position_then_name(make_process):
    places = [("late", 7.0), ("b", 1.0), ("a", 1.0), ("first", 0.5)]
    made = [make_process(lambda self, tick: None, name, position=place) for name, place in places]
    assert [process.name for process in in_order(made)] == ["first", "a", "b", "late"]


def test_reads_are_those_of_kernels_and_those_declared(tiny_tick, make_process):
    process = make_process(
        lambda self, tick: None, kernels=(add_kernel, bump_kernel), reads=("stress",)
    )
    assert process.all_reads(tiny_tick.state) == {"morale", "team", "skill", "stress"}


def test_a_process_without_a_step_says_so(tiny_tick):
    with pytest.raises(ModelError, match="has no step"):
        Process().step(tiny_tick)


def test_parameters_are_frozen_and_strict():
    process = PROCESSES.get("practice")()
    with pytest.raises(ValidationError, match="frozen"):
        process.rate = 0.3
    with pytest.raises(ValidationError, match="Extra inputs"):
        type(process)(speed=1)


def test_naming_a_process_registers_it(monkeypatch):
    monkeypatch.setattr(PROCESSES, "_things", dict(PROCESSES._things))

    class Named(Process):
        name = "only_in_this_test"

    assert PROCESSES.get("only_in_this_test") is Named


def test_abstract_processes_are_not_registered():
    before = PROCESSES.names()

    class Unnamed(Process):
        pass

    assert Unnamed.name == ""
    assert PROCESSES.names() == before
