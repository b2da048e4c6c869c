"""The clock: months in order, counters reset in time, luck addressed by month."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.engine.addresses import MONTHS
from simulation.engine.clock import BURN_IN_ADDRESS, address, advance, calendar
from simulation.engine.process import Phase
from simulation.errors import ModelError


def live(tick, processes, months, **how):
    steps = calendar(processes)
    for month in months:
        advance(tick, month, steps, **how)


@given(st.integers(0, 600))
def test_every_month_has_an_address_of_its_own(burn_in):
    months = range(-burn_in, 240)
    addresses = [address(month, burn_in) for month in months]
    assert len(set(addresses)) == len(addresses)
    assert 0 not in addresses  # initial draws
    assert max(addresses) < MONTHS


@given(st.integers(0, 239), st.integers(0, 600))
def test_the_length_of_burn_in_moves_no_later_luck(month, burn_in):
    assert address(month, burn_in) == month + 1 < BURN_IN_ADDRESS


def test_draws_are_those_of_the_month(tiny_tick, make_process, luck):
    seen = {}

    def step(self, tick):
        seen[tick.month] = tick.draws.uniform(luck, tick.state["person"]).copy()

    live(tiny_tick, [make_process(step)], range(-2, 2), burn_in=2)
    assert len({tuple(draws) for draws in seen.values()}) == 4
    again = tiny_tick.draws.at(address(1, 99)).uniform(luck, tiny_tick.state["person"])
    assert (again == seen[1]).all()


def test_counters_start_anew_each_month_and_each_quarter(tiny_tick, make_process):
    seen = []

    def step(self, tick):
        for name in ("contacts", "q_months"):
            tick.state[name][0] += 1
        seen.append((tick.state["contacts"][0], tick.state["q_months"][0]))

    live(tiny_tick, [make_process(step)], range(6))
    assert seen == [(1, 1), (1, 2), (1, 3), (1, 1), (1, 2), (1, 3)]


def test_counters_of_the_month_start_at_their_fill(tiny_tick):
    tiny_tick.state["growth"][:] = 5.0
    live(tiny_tick, [], [1])
    assert (tiny_tick.state["growth"] == 0.0).all()


def test_due_processes_step_in_the_order_given(tiny_tick, make_process):
    seen = []

    def step(self, tick):
        seen.append((tick.month, self.name))

    steps = [make_process(step, "a"), make_process(step, "b", phase=Phase.QUARTER_END)]
    live(tiny_tick, steps, range(3))
    assert seen == [(0, "a"), (1, "a"), (2, "a"), (2, "b")]


def test_checked_months_hold_processes_to_their_word(tiny_tick, make_process):
    def step(self, tick):
        tick.state["morale"][0] = 1.0

    liar = make_process(step)
    live(tiny_tick, [liar], [0])
    tiny_tick.state["morale"][0] = 0.0
    with pytest.raises(ModelError, match="process fake changed morale"):
        advance(tiny_tick, 1, calendar([liar], checked=True))
