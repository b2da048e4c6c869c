"""Shocks: dated events strike where and when the scenario says, and nobody else."""

import numpy as np
import pytest

from simulation.engine.addresses import person_ids
from simulation.engine.checked import checked_step
from simulation.engine.draws import Draws
from simulation.engine.process import Tick
from simulation.organization.organization import Organization
from simulation.organization.people import People
from simulation.organization.recruit import PAY_SPREAD
from simulation.organization.shocks import LayoffShock, MoraleShock, PayShock
from simulation.processes.shocks import Shocks
from simulation.program import Program, Setting
from simulation.state.state import Sizes, State

SHOCKS = Shocks()


def company(*shocks, seats=10, month=4):
    sizes = Sizes(
        seats=seats, skills=1, neighbors=1, pairs=1, teams=1, sites=1, departments=2, roles=1,
        months=12,
    )  # fmt: skip
    state = State(sizes)
    state["occupied"][:] = True
    state["occupied"][3] = False
    state["person"][:] = person_ids(np.arange(seats), np.zeros(seats, dtype=np.int64))
    state["department"][:] = np.arange(seats) % 2
    state["pay"][:] = 50_000.0
    state["pay_standing"][:] = 0.2
    firm = Organization(name="t", departments={"north": {"headcount": 4}})
    setting = Setting(firm, Program(), People(), tuple(shocks))
    setting.departments = ("north", "south")
    tick = Tick(state, Draws(3, checked=True).at(month + 1), setting)
    tick.month = month
    return tick


def struck(*shocks, **where):
    tick = company(*shocks, **where)
    SHOCKS.step(tick)
    return tick.state


def test_a_quiet_month_changes_nothing():
    shocks = (MoraleShock(month=5, size=-1), PayShock(month=3, share=-0.1))
    state = struck(*shocks, LayoffShock(month=0, share=0.9))
    assert not state["shock"].any()
    assert not state["forced_out"].any()
    assert (state["pay"] == 50_000).all()


def test_a_blow_to_morale_strikes_everybody_present():
    state = struck(MoraleShock(month=4, size=-0.5))
    assert state["shock"].tolist() == [-0.5] * 3 + [0.0] + [-0.5] * 6


def test_shocks_of_one_month_add_up():
    state = struck(MoraleShock(month=4, size=-0.5), MoraleShock(month=4, size=0.2))
    np.testing.assert_allclose(state["shock"][:3], -0.3)


def test_a_shock_stays_in_its_departments():
    state = struck(MoraleShock(month=4, size=1.0, departments=("south",)))
    assert state["shock"].tolist() == [0, 1, 0, 0, 0, 1, 0, 1, 0, 1]


@pytest.mark.parametrize("share", [-0.2, 0.1])
def test_pay_and_its_standing_change_together(share):
    state = struck(PayShock(month=4, share=share))
    np.testing.assert_allclose(state["pay"][[0, 9]], 50_000 * (1 + share))
    np.testing.assert_allclose(state["pay_standing"][[0, 9]], 0.2 + np.log1p(share) / PAY_SPREAD)
    assert state["pay"][3] == 50_000


def test_a_layoff_takes_its_share():
    state = struck(LayoffShock(month=4, share=0.3), seats=20_000)
    assert state["forced_out"].mean() == pytest.approx(0.3, abs=0.012)
    assert not state["forced_out"][3]


def test_a_larger_layoff_takes_the_same_people_and_more():
    small, large = (struck(LayoffShock(month=4, share=s), seats=500) for s in (0.2, 0.5))
    assert not (small["forced_out"] & ~large["forced_out"]).any()
    assert large["forced_out"].sum() > small["forced_out"].sum()


def test_two_layoffs_of_a_month_draw_apart():
    first = struck(LayoffShock(month=4, share=0.3), seats=2_000)["forced_out"]
    both = struck(LayoffShock(month=4, share=0.3), LayoffShock(month=4, share=0.3), seats=2_000)
    assert both["forced_out"].mean() == pytest.approx(1 - 0.7**2, abs=0.04)
    assert (both["forced_out"] | ~first).all()


def test_unrelated_people_change_nobodys_luck():
    layoff = LayoffShock(month=4, share=0.4, departments=("north",))
    few, many = struck(layoff, seats=50), struck(layoff, seats=90)
    np.testing.assert_array_equal(few["forced_out"], many["forced_out"][:50])


def test_holds_to_what_it_declares():
    shocks = (
        MoraleShock(month=4, size=-0.5),
        PayShock(month=4, share=0.1, departments=("north",)),
        LayoffShock(month=4, share=0.5),
    )
    tick = company(*shocks)
    checked_step(SHOCKS, tick)
    assert tick.state["forced_out"].any()
    tick.state.check_ranges()


def test_shocks_do_not_belong_to_burn_in():
    assert not Shocks.burn_in


def test_levels_and_those_drawn_are_told_apart():
    tick = company(
        MoraleShock(month=4, size=-1, levels=(2,)),
        PayShock(month=4, share=-0.1, who="assigned"),
        LayoffShock(month=4, share=0.9, who="unassigned"),
    )
    state = tick.state
    state["level"][:5], state["level"][5:] = 1, 2
    state["assigned"][:4], state["assigned"][4:8] = 1, 0
    SHOCKS.step(tick)
    assert state["shock"].tolist() == [0.0] * 5 + [-1.0] * 5
    assert (state["pay"] == 45_000).tolist() == [True] * 3 + [False] * 7
    assert state["forced_out"][4:8].any()
    assert not state["forced_out"][[0, 1, 2, 3, 8, 9]].any()


def test_mentors_can_be_struck():
    tick = company(
        LayoffShock(month=4, share=0.9, who="mentors"),
        MoraleShock(month=4, size=-1, who="mentees"),
        seats=200,
    )
    tick.state["mentees"][:100] = 1
    tick.state["mentors"][100:150] = 1
    SHOCKS.step(tick)
    assert 80 < tick.state["forced_out"][:100].sum() < 99
    assert not tick.state["forced_out"][100:].any()
    np.testing.assert_array_equal(np.flatnonzero(tick.state["shock"]), np.arange(100, 150))


def test_a_blow_can_strike_people_differently():
    state = struck(MoraleShock(month=4, size=-1, spread=0.5), seats=2000)
    felt = state["shock"][state["occupied"]]
    assert felt.mean() == pytest.approx(-1, abs=0.05)
    assert felt.std() == pytest.approx(0.5, abs=0.03)
    assert state["shock"][3] == 0.0
