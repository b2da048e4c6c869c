"""Checked mode: undeclared reads and writes are caught, honest steps leave what they would."""

import numpy as np
import pytest

from simulation.engine.checked import checked_step
from simulation.engine.process import PERSONAL
from simulation.errors import ModelError
from simulation.organization.departure import clear_people
from simulation.state.accounts import SCRATCH

SCRATCH_NAMES = {column.name for column in SCRATCH}


def copy_column(source, target):
    def step(self, tick):
        tick.state[target][:] = tick.state[source]

    return step


def contents(tick):
    return {name: array.copy() for name, array in tick.state.arrays.items()}


def test_an_honest_process_changes_what_it_would_anyway(tiny_tick, make_process, luck):
    def step(self, tick):
        tick.draws.uniform(luck, tick.state["person"], out=tick.state["draw_a"])
        tick.state["stress"][:] = tick.state["morale"] + tick.state["draw_a"]
        tick.state["tally_hires"][0] += 2
        tick.setting.terms += 1

    process = make_process(step, reads=("morale",), writes=("stress", "tally_hires"))
    before = contents(tiny_tick)
    checked_step(process, tiny_tick)
    checked = contents(tiny_tick)
    for name, array in before.items():
        tiny_tick.state[name][...] = array
    tiny_tick.draws.forget_uses()
    process.step(tiny_tick)
    for name, array in contents(tiny_tick).items():
        if name not in SCRATCH_NAMES:
            np.testing.assert_array_equal(array, checked[name], err_msg=name)
    assert tiny_tick.setting.terms == 2  # once checked, once plain
    changed = {name for name in before if not np.array_equal(before[name], checked[name])}
    assert changed == {"stress", "tally_hires"}


def test_an_undeclared_write_is_caught(tiny_tick, make_process):
    process = make_process(copy_column("morale", "stress"), reads=("morale",))
    with pytest.raises(ModelError, match="process fake changed stress, which it does not declare"):
        checked_step(process, tiny_tick)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("morale", "stress"),
        ("exposed", "q_promoted"),
        ("team", "level"),
        ("tally_hires", "tally_leavers"),
        ("draw_b", "stress"),
    ],
)
def test_an_undeclared_read_is_caught(tiny_tick, make_process, source, target):
    process = make_process(copy_column(source, target), writes=(target,))
    words = f"reads a column it does not declare: {target} came out differently"
    with pytest.raises(ModelError, match=words):
        checked_step(process, tiny_tick)


def test_what_is_declared_or_always_known_may_be_read(tiny_tick, make_process):
    def step(self, tick):
        here = tick.state["occupied"]
        tick.state["stress"][here] = tick.state["person"][here] + tick.state["stress"][here]

    checked_step(make_process(step, writes=("stress",)), tiny_tick)


def test_what_a_process_writes_it_may_read(tiny_tick, make_process):
    def halve(self, tick):
        np.multiply(tick.state["morale"], 0.5, out=tick.state["morale"])

    expected = tiny_tick.state["morale"] / 2
    checked_step(make_process(halve, writes=("morale",)), tiny_tick)
    np.testing.assert_array_equal(tiny_tick.state["morale"], expected)


def test_scratch_may_be_filled_by_anybody(tiny_tick, make_process):
    def step(self, tick):
        for column in SCRATCH:
            tick.state[column.name].fill(1.0)

    checked_step(make_process(step), tiny_tick)


def test_all_personal_columns_can_be_declared_at_once(tiny_tick, make_process):
    def clear(self, tick):
        clear_people(tick.state, np.array([0]))

    checked_step(make_process(clear, writes=(PERSONAL,), reads=()), tiny_tick)
    assert tiny_tick.state["morale"][0] == 0.0

    def move(self, tick):
        tick.state["team"][0] = 1

    with pytest.raises(ModelError, match="changed team"):
        checked_step(make_process(move, writes=(PERSONAL,)), tiny_tick)


def test_kernels_declare_reads_by_their_arguments(tiny_tick, make_process):
    def kernel(morale, stress):
        stress[:] = morale

    def step(self, tick):
        tick.call(kernel)

    checked_step(make_process(step, kernels=(kernel,), writes=("stress",)), tiny_tick)
    with pytest.raises(ModelError, match="reads a column"):
        checked_step(make_process(step, writes=("stress",)), tiny_tick)
