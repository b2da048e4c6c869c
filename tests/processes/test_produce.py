"""Produce: output as the product of its parts, and the elasticity that gives its spread."""

import numpy as np
import pytest

from simulation.engine.addresses import person_ids
from simulation.engine.draws import Draws
from simulation.engine.process import Tick
from simulation.organization.people import People
from simulation.processes.produce import (
    LEAST_COVERAGE,
    LEAST_EPS,
    MOST_EPS,
    WINDOW,
    Produce,
)
from simulation.state.state import Sizes, State
from tests.starting import started

PRODUCE = started(Produce)
SEAT = 2
SPREAD = np.sqrt(np.log(1 + 0.32**2))  # SD of log output in that seat's role


@pytest.fixture
def competent(small_state):
    """Fully competent people of average traits, with nothing to do but their job."""

    def make():
        tick = small_state(pairs=False)
        state = tick.state
        state["skill"][:] = 0.9
        state["borrowed"][:] = state["borrowed_peers"][:] = 0.0
        for name in ("ability", "conscientiousness", "stability", "extraversion", "satisfaction",
                     "output_person", "team_output"):  # fmt: skip
            state[name][:] = 0.0
        return tick

    return make


def output_of(live, tick):
    return live(PRODUCE, tick)["output"][SEAT]


def test_one_is_a_fully_competent_person_of_average_ability(competent, live):
    state = live(PRODUCE, competent())
    np.testing.assert_allclose(state["output"][state.people], 1.0)
    assert state["output"][11] == 0.0  # the vacant seat


@pytest.mark.parametrize(
    ("cause", "share"),
    [
        ("ability", 0.06),
        ("conscientiousness", 0.04),
        ("stability", 0.015),
        ("extraversion", 0.015),
        ("team_output", 0.15),
        ("output_person", 0.07),
        ("satisfaction", 0.06**2),
    ],
)
def test_an_sd_of_a_cause_moves_log_output_by_the_root_of_its_share(competent, live, cause, share):
    tick = competent()
    tick.state[cause][:] = 1.0
    assert np.log(output_of(live, tick)) == pytest.approx(SPREAD * np.sqrt(share))


def test_effort_counts_in_proportion(competent, live):
    tick = competent()
    tick.state["effort"][SEAT] = 1.13
    assert output_of(live, tick) == pytest.approx(1.13)


def test_meetings_displace_half_of_their_time_and_help_all_of_it(competent, live):
    tick = competent()
    tick.state["time_lent"][SEAT] = 0.10
    tick.state["help_lent"][SEAT] = 0.04
    assert output_of(live, tick) == pytest.approx(1.0 - 0.5 * 0.06 - 0.04)


def test_released_time_displaces_nothing(competent, live):
    tick = competent()
    tick.setting.organization = tick.setting.organization.model_copy(
        update={"displaced_share": 0.0}
    )
    tick.state["time_lent"][SEAT] = 0.10
    assert output_of(live, tick) == pytest.approx(1.0)


def test_coverage_is_the_mean_share_of_what_the_job_asks(competent, live):
    tick = competent()
    tick.state["skill"][SEAT] = [0.25, 0.6, 0.0, 0.3]  # asked: .5, .5, nothing, .6
    state = live(PRODUCE, tick)
    assert state["coverage"][SEAT] == pytest.approx((0.5 + 1.0 + 0.5) / 3)
    assert state["output"][SEAT] == pytest.approx((2 / 3) ** 1.5)


@pytest.mark.parametrize("stock", ["borrowed", "borrowed_peers"])
def test_borrowed_know_how_is_usable(competent, live, stock):
    tick = competent()
    tick.state["skill"][SEAT] = 0.2
    tick.state[stock][SEAT] = 0.05
    assert live(PRODUCE, tick)["coverage"][SEAT] == pytest.approx((0.5 + 0.5 + 0.25 / 0.6) / 3)


def test_the_month_counts_at_its_mean_level(competent, live):
    tick = competent()
    tick.state["skill"][SEAT] = 0.3
    tick.state["level_lag"][SEAT] = 0.05
    assert live(PRODUCE, tick)["coverage"][SEAT] == pytest.approx((0.5 + 0.5 + 0.25 / 0.6) / 3)


def test_who_can_nothing_still_counts_a_little(competent, live):
    tick = competent()
    tick.state["skill"][SEAT] = 0.0
    state = live(PRODUCE, tick)
    assert state["output"][SEAT] == pytest.approx(LEAST_COVERAGE**1.5)


def test_output_adds_up_over_a_quarter(competent, live):
    state = live(PRODUCE, competent(), months=3)
    np.testing.assert_allclose(state["q_output"][state.people], 3.0)


def workforce(headcount, cv=0.32, dispersion=0.15, seed=3):
    """Many people of one role, as recruited and settled: plateaus .92 of what the job asks."""
    rng = np.random.default_rng(seed)
    sizes = Sizes(
        seats=headcount, skills=4, neighbors=1, pairs=1, teams=max(1, headcount // 8), sites=1,
        departments=1, roles=1, months=12,
    )  # fmt: skip
    state = State(sizes)
    state.add_columns(PRODUCE.columns)
    state["occupied"][:] = True
    state["person"][:] = person_ids(np.arange(headcount), np.zeros(headcount, dtype=np.int64))
    state["team"][:] = np.minimum(np.arange(headcount) // 8, sizes.teams - 1)
    state["team_output"][:] = rng.normal(size=sizes.teams)
    state["role_requirement"][:] = 0.55
    state["role_cv"][:] = cv
    state["department_eps"][:] = 1.5
    for name in ("ability", "conscientiousness", "stability", "extraversion", "output_person",
                 "satisfaction"):  # fmt: skip
        state[name][:] = rng.normal(size=headcount)
    growth = rng.normal(size=(headcount, 1))
    own = rng.normal(size=(headcount, 4))
    level = 0.92 * 0.55 + dispersion * (0.6 * growth + 0.8 * own)
    state["skill"][:] = np.clip(level, 0.02, 0.98)
    return state


def solved(state, setting):
    """Live a burn-in, then one month."""
    tick = Tick(state, Draws(1), setting)
    for month in range(-setting.organization.burn_in_months, 1):
        tick.month = month
        PRODUCE.step(tick)
    return state


@pytest.mark.parametrize("cv", [0.19, 0.32, 0.48])
def test_eps_is_solved_so_that_output_varies_as_the_role_says(small_state, cv):
    state = solved(workforce(6000, cv), small_state().setting)
    output = state["output"]
    assert output.std() / output.mean() == pytest.approx(cv, rel=0.10)


def test_coverage_carries_its_share_of_the_spread(small_state):
    state = solved(workforce(6000), small_state().setting)
    part = np.exp(state["department_eps"][0] * state["log_coverage"])
    carried = np.log(1.0 + (part.std() / part.mean()) ** 2)
    assert carried / SPREAD**2 == pytest.approx(0.65, rel=0.01)


def test_a_short_burn_in_solves_as_well(small_state):
    tick = Tick(workforce(6000), Draws(1), small_state().setting)
    tick.setting.organization = tick.setting.organization.model_copy(update={"burn_in_months": 2})
    assert solved(tick.state, tick.setting)["department_eps"][0] == pytest.approx(
        solved(workforce(6000), small_state().setting)["department_eps"][0], rel=1e-3
    )


def test_eps_is_the_mean_of_two_years(small_state):
    setting = small_state().setting
    state = solved(workforce(3000), setting)
    before = state["department_eps"][0]
    wider = workforce(3000, dispersion=0.25)
    state["skill"][:] = wider["skill"]
    tick = Tick(state, Draws(1), setting)
    tick.month = -1
    PRODUCE.step(tick)
    target = solved(wider, setting)["department_eps"][0]
    assert state["department_eps"][0] == pytest.approx(
        before + (target - before) / WINDOW, rel=1e-3
    )


def test_more_alike_people_need_a_steeper_elasticity(small_state):
    setting = small_state().setting
    eps = [solved(workforce(3000, dispersion=d), setting)["department_eps"][0] for d in (0.2, 0.1)]
    assert LEAST_EPS < eps[0] < eps[1] < MOST_EPS


def test_a_small_department_leans_on_what_is_expected(small_state):
    setting = small_state().setting
    alike = workforce(6)
    alike["skill"][:] = 0.5  # no spread to measure
    large = workforce(3000)
    large["skill"][:] = 0.5
    small_eps = solved(alike, setting)["department_eps"][0]
    expected = np.sqrt(0.65 * SPREAD**2 / (30 / 36 * Produce._prior(_ticked(setting))))
    assert small_eps == pytest.approx(expected)
    assert solved(large, setting)["department_eps"][0] == MOST_EPS


def _ticked(setting):
    return Tick(workforce(6), Draws(1), setting)


def test_the_expected_spread_is_near_the_one_people_have(small_state):
    measured = solved(workforce(6000), small_state().setting)["log_coverage"].var()
    assert Produce._prior(_ticked(small_state().setting)) == pytest.approx(measured, rel=0.35)


def test_a_department_without_people_keeps_its_elasticity(small_state):
    state = workforce(8)
    state["occupied"][:] = False
    assert solved(state, small_state().setting)["department_eps"][0] == 1.5


def test_nothing_is_measured_once_the_run_has_begun(small_state, live):
    tick = small_state()
    state = live(PRODUCE, tick, months=3)
    assert (state["department_eps"] == 1.5).all()


def test_the_shares_add_up_to_one():
    shares = PRODUCE._shares() ** 2
    assert shares.sum() + PRODUCE.share_coverage == pytest.approx(1.0)
    assert People().skill_dispersion == 0.15  # what `workforce` assumes


@pytest.mark.parametrize("check", ["declared", "compiled", "unrelated", "in_range"])
@pytest.mark.parametrize("month", [0, -1])
def test_contract(contract, check, month):
    options = {} if check == "in_range" else {"month": month}
    getattr(contract, check)(PRODUCE, **options)
