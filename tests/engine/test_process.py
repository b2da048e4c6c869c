"""Processes: what they declare, when they are due, and how kernels get their columns."""

import numpy as np
import pytest
from pydantic import ValidationError

from simulation.engine.process import (
    PROCESSES,
    Phase,
    Process,
    column_arguments,
    in_order,
    is_due,
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
        due += [month] * is_due(process, tiny_tick)
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
