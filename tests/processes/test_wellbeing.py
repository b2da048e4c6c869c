"""Well-being: returns to set points, keeps its variances, and is relieved where it is worst."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.engine.addresses import person_ids
from simulation.engine.checked import checked_step
from simulation.engine.draws import Draws
from simulation.engine.process import Tick
from simulation.engine.rates import kept
from simulation.errors import UserError
from simulation.organization.organization import Organization
from simulation.organization.people import SET_CORRELATION, STATES, People
from simulation.processes.wellbeing import (
    NOISE,
    Wellbeing,
    revert_kernel,
    solve_dynamics,
)
from simulation.program import Program, Setting
from simulation.state.state import Sizes, State
from tests.starting import started

WELLBEING = started(Wellbeing, transport=1.0)
PEOPLE = started(People)
ALIKE = (1.0, 1.0, 1.0, 1.0)
HALF_LIVES = {"morale": 1.0, "satisfaction": 4.0, "commitment": 9.0, "stress": 4.6}


def company(seats=8, people=PEOPLE, **organization):
    sizes = Sizes(
        seats=seats, skills=1, neighbors=1, pairs=1, teams=1, sites=1, departments=1, roles=1,
        months=12,
    )  # fmt: skip
    state = State(sizes)
    state["occupied"][:] = True
    state["person"][:] = person_ids(np.arange(seats), np.zeros(seats, dtype=np.int64))
    firm = Organization(name="test", departments={"north": {"headcount": 4}}, **organization)
    return Tick(state, Draws(7, checked=True).at(1), Setting(firm, Program(), people))


def still(tick):
    """Draws and room for them; a factor of zeros lets them move nobody."""
    return tick.draws.luck(NOISE), np.empty((4, tick.state.sizes.seats))


UNPUSHED = np.zeros(5), np.array([1.2, 1.0, 0.5])
"""Weights of pushes, and of relief by support, by voice, and the part that reaches commitment."""


def difference(column, value, months=1, start=None, wellbeing=WELLBEING, reset=True):
    """How a column's value moves the four states against a twin with the same luck."""
    ticks = company(), company()
    for tick in ticks:
        for name, level in (start or {}).items():
            tick.state[name][:] = level
    ticks[1].state[column][:] = value
    for month in range(months):
        for tick in ticks:
            tick.draws.at(month + 1)
            wellbeing.step(tick)
            if reset:
                tick.state.reset("month")
    return {name: ticks[1].state[name][0] - ticks[0].state[name][0] for name in STATES}


# ------------------------------------------------------------------ the standardized process


@pytest.fixture(scope="module")
def settled():
    """20,000 people who start at their set points, 60 months later."""
    tick = company(seats=20_000)
    rng = np.random.default_rng(5)
    factor = np.linalg.cholesky(SET_CORRELATION)
    points = (rng.standard_normal((20_000, 4)) @ factor.T) * np.sqrt(PEOPLE.shares)
    for column, name in enumerate(STATES):
        tick.state[f"{name}_set"][:] = points[:, column]
        tick.state[name][:] = points[:, column]
    tick.draws.checked = False
    for month in range(60):
        tick.draws.at(month + 1)
        WELLBEING.step(tick)
    return np.array([tick.state[name] for name in STATES])


def test_standardized_process_keeps_mean_0(settled):
    np.testing.assert_allclose(settled.mean(axis=1), 0.0, atol=0.03)


def test_standardized_process_keeps_sd_1(settled):
    np.testing.assert_allclose(settled.std(axis=1), 1.0, atol=0.02)


def test_standardized_process_keeps_its_correlations(settled):
    np.testing.assert_allclose(np.corrcoef(settled), SET_CORRELATION, atol=0.025)


def test_noise_covariance_closes_the_balance():
    """S = A S A' + Q, with A from the half-lives and the feed, computed independently."""
    rates, factor = solve_dynamics(WELLBEING, PEOPLE, ALIKE)
    linear = np.diag(0.5 ** (1 / np.array([1.0, 4.0, 9.0, 4.6])))
    linear[1, 0] = 0.3 * (1 - 0.5**0.25)
    around = SET_CORRELATION * (1 - np.sqrt(np.outer(PEOPLE.shares, PEOPLE.shares)))
    np.testing.assert_allclose(linear @ around @ linear.T + factor @ factor.T, around, atol=1e-12)
    np.testing.assert_allclose(rates, 1 - np.diag(linear))


def test_an_organization_can_be_more_spread_out():
    _, usual = solve_dynamics(WELLBEING, PEOPLE, ALIKE)
    _, wide = solve_dynamics(WELLBEING, PEOPLE, (2.0, 2.0, 2.0, 2.0))
    np.testing.assert_allclose(wide, 2.0 * usual)
    tick = company(offsets={"stress": {"ratio": 1.5}})
    np.testing.assert_array_equal(
        WELLBEING._dynamics(tick).factor, solve_dynamics(WELLBEING, PEOPLE, (1, 1, 1, 1.5)).factor
    )


def test_where_no_noise_gives_the_correlations_they_shrink():
    people = started(People, share_morale=0.5, share_satisfaction=0.2, share_stress=0.58)
    wellbeing = started(
        Wellbeing, half_life_morale=0.5, half_life_commitment=15.0, half_life_stress=0.8
    )
    _, factor = solve_dynamics(wellbeing, people, (1.0, 1.0, 3.0, 0.01))
    assert np.isfinite(factor).all()
    assert (np.diag(factor) > 0).all()


def test_preparing_finds_impossible_parameters(monkeypatch):
    def fail(*_):
        raise UserError("no noise")

    monkeypatch.setattr("simulation.processes.wellbeing.solve_dynamics", fail)
    with pytest.raises(UserError, match="no noise"):
        WELLBEING.prepare(company())


# ------------------------------------------------------------------ return and pushes


@pytest.mark.parametrize(("state", "half_life"), HALF_LIVES.items())
def test_deviations_halve_in_their_half_life(state, half_life):
    months = max(1, round(half_life))
    moved = difference(state, 1.0, months=months)
    assert moved[state] == pytest.approx(0.5 ** (months / half_life))


def test_morale_feeds_satisfaction():
    moved = difference("morale", 1.0)
    assert moved["satisfaction"] == pytest.approx(0.3 * (1 - kept(4.0)))
    assert moved["commitment"] == moved["stress"] == 0.0


SIGNS = [
    ("growth", 0.15, "morale", +1),
    ("shock", -1.0, "morale", -1),
    ("support", 1.0, "morale", +1),
    ("pair_push_satisfaction", 0.5, "satisfaction", +1),
    ("pair_push_stress", 0.5, "stress", +1),
    ("tie_lost", 0.5, "satisfaction", -1),
    ("tie_lost", 0.5, "stress", +1),
    ("time_lent", 0.5, "stress", +1),
]


@pytest.mark.parametrize(("column", "value", "state", "sign"), SIGNS)
def test_pushes_have_their_sign(column, value, state, sign):
    assert sign * difference(column, value)[state] > 0.01


def test_a_push_moves_by_rate_times_push():
    moved = difference("pair_push_stress", 0.5)
    assert moved["stress"] == pytest.approx(0.5 * (1 - kept(4.6)))


def test_a_gain_of_one_skill_sd_pushes_by_the_parameter():
    moved = difference("growth", PEOPLE.skill_dispersion)
    assert moved["morale"] == pytest.approx(0.5 * WELLBEING.growth_push)


def test_the_usual_load_strains_nobody():
    assert difference("time_lent", WELLBEING.usual_load)["stress"] == 0.0


@pytest.mark.parametrize("name", ["growth_push", "support_push", "loss_push", "load_push"])
def test_a_push_of_zero_is_off(name):
    column = {
        "growth_push": "growth",
        "support_push": "support",
        "loss_push": "tie_lost",
        "load_push": "time_lent",
    }[name]
    assert set(difference(column, 0.5, wellbeing=started(Wellbeing, **{name: 0.0})).values()) == {
        0.0
    }


def test_losses_and_shocks_fade_with_their_half_lives():
    tick = company()
    tick.state["tie_lost"][:] = 0.4
    tick.state["shock"][:] = -1.0
    for month in range(3):
        tick.draws.at(month + 1)
        WELLBEING.step(tick)
    np.testing.assert_allclose(tick.state["tie_lost"], 0.2)
    np.testing.assert_allclose(tick.state["shock"], -0.5)


def test_a_shock_reaches_morale_first_and_satisfaction_later():
    first = difference("shock", -1.0, months=1)
    later = difference("shock", -1.0, months=4)
    assert first["morale"] == pytest.approx(-0.5)
    assert first["satisfaction"] == 0.0
    assert later["satisfaction"] < -0.05


# ------------------------------------------------------------------ relief

STRAINED = {
    "morale": -1.0,
    "satisfaction": -1.0,
    "commitment": -1.0,
    "stress": 1.0,
}
BETTER = {"morale": 1, "satisfaction": 1, "commitment": 1, "stress": -1}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("source", ["support_reach", "voice"])
def test_relief_moves_the_strained_toward_the_reference(source, state):
    assert BETTER[state] * difference(source, 0.5, start=STRAINED)[state] > 0.01


def test_relief_is_a_share_of_the_distance():
    moved = difference("support_reach", 0.5, start=STRAINED)
    assert moved["stress"] == pytest.approx(-(1 - kept(4.6)) * 1.2 * 0.5)
    assert moved["commitment"] == pytest.approx((1 - kept(9.0)) * 1.2 * 0.5 * 0.5)
    twice = difference("support_reach", 0.5, start={"stress": 2.0})
    assert twice["stress"] == pytest.approx(2 * moved["stress"])


@pytest.mark.parametrize("source", ["support_reach", "voice"])
def test_ordinary_programs_reach_a_quarter_of_published_relief(source):
    usual = difference(source, 0.4, start=STRAINED, wellbeing=started(Wellbeing))
    published = difference(source, 0.4, start=STRAINED)
    for name in STATES:
        assert usual[name] == pytest.approx(0.25 * published[name])


def test_transport_leaves_recognition_alone():
    moved = difference("morale_relief", 0.4, start=STRAINED, wellbeing=started(Wellbeing))
    assert moved["morale"] == pytest.approx(0.4 * (1 - kept(1.0)))


def test_voice_reaches_commitment_in_full():
    moved = difference("voice", 0.5, start=STRAINED)
    assert moved["commitment"] == pytest.approx((1 - kept(9.0)) * 0.5)


def test_the_content_need_no_relief():
    content = {name: -value for name, value in STRAINED.items()}
    assert set(difference("voice", 1.0, start=content).values()) == {0.0}


def test_recognition_relieves_low_morale_and_nothing_else():
    moved = difference("morale_relief", 0.5, start=STRAINED)
    assert moved["morale"] == pytest.approx(0.5 * (1 - kept(1.0)))
    assert {moved[name] for name in STATES if name != "morale"} == {0.0}
    twice = difference("morale_relief", 0.5, start={"morale": -2.0})
    assert twice["morale"] == pytest.approx(2 * moved["morale"])
    assert difference("morale_relief", 0.5, start={"morale": 1.0})["morale"] == 0.0


def test_recognition_adds_to_other_relief_up_to_the_whole_distance():
    """Morale comes back by half in a month anyway, so relief can add the other half, no more."""
    helped = {**STRAINED, "voice": 0.5, "support_reach": 0.25}
    alone = difference("morale_relief", 0.2, start=STRAINED)["morale"]
    assert difference("morale_relief", 0.2, start=helped)["morale"] == pytest.approx(alone)
    assert difference("morale_relief", 5.0, start=helped)["morale"] == pytest.approx(alone)


def test_voice_relieves_on_top_of_support():
    """Nothing but the reference bounds relief: a second source counts in full."""
    alone = difference("voice", 1.0, start=STRAINED)
    on_top = difference("voice", 1.0, start={**STRAINED, "support_reach": 0.9})
    for name in ("satisfaction", "commitment", "stress"):
        assert on_top[name] == pytest.approx(alone[name])
    assert on_top["satisfaction"] == pytest.approx(1 - kept(4.0))


@pytest.mark.parametrize("state", STATES)
def test_relief_carries_nobody_past_the_reference(state):
    """However much support: a month takes what its own return leaves of the distance, no more."""
    one, best = company(), company()
    for tick in (one, best):
        for name, level in STRAINED.items():
            tick.state[name][:] = level
    for name in ("voice", "support_reach"):
        best.state[name][:] = 1000.0
    for tick in (one, best):
        WELLBEING.step(tick)
    left = 0.5 ** (1 / HALF_LIVES[state])
    gain = BETTER[state] * (best.state[state] - one.state[state])
    np.testing.assert_allclose(gain, left, rtol=1e-12)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("relief", [0.0, 0.7, 1.0])
def test_the_strained_settle_nearer_to_the_reference(state, relief):
    """Without noise a set point of -1 is reached at -1 / (1 + R), whatever the start."""
    for start in (-2.0, -0.2):
        tick = company()
        tick.state[f"{state}_set"][:] = BETTER[state] * -1.0
        tick.state[state][:] = BETTER[state] * start
        rates = WELLBEING._dynamics(tick).rates
        for _ in range(240):
            tick.state["voice"][:] = relief
            tick.call(revert_kernel, *still(tick), rates, np.zeros((4, 4)), *UNPUSHED, 0.0, 1, 1)
        np.testing.assert_allclose(tick.state[state], -BETTER[state] / (1.0 + relief), rtol=1e-6)


@given(
    worse=st.floats(-3, 3),
    distance=st.floats(0, 3),
    relief=st.floats(0, 4),
    more=st.floats(0, 4),
    state=st.sampled_from(STATES),
)
def test_the_better_off_and_the_better_supported_stay_ahead(worse, distance, relief, more, state):
    """Month by month the order of two twins holds, so that support never brings an exit nearer."""
    ahead, behind = company(), company()
    rates = WELLBEING._dynamics(ahead).rates
    behind.state[state][:] = BETTER[state] * worse
    ahead.state[state][:] = BETTER[state] * (worse + distance)
    for _ in range(6):
        behind.state["voice"][:] = relief
        ahead.state["voice"][:] = relief + more
        for tick in (behind, ahead):
            tick.call(revert_kernel, *still(tick), rates, np.zeros((4, 4)), *UNPUSHED, 0.3, 1, 1)
        gap = BETTER[state] * (ahead.state[state] - behind.state[state])
        assert (gap >= -1e-12).all()


# ------------------------------------------------------------------ contract


def test_vacant_seats_stay_empty():
    tick = company()
    tick.state["occupied"][3] = False
    WELLBEING.step(tick)
    assert all(tick.state[name][3] == 0.0 for name in STATES)
    assert all((tick.state[name][:3] != 0.0).all() for name in STATES)


def test_unrelated_people_change_nothing():
    few, many = company(seats=8), company(seats=30)
    for tick in (few, many):
        WELLBEING.step(tick)
    for name in STATES:
        np.testing.assert_array_equal(few.state[name], many.state[name][:8])


def test_holds_to_what_it_declares():
    tick = company()
    for name in (
        "growth",
        "support_reach",
        "voice",
        "time_lent",
        "tie_lost",
        "shock",
        "morale_relief",
    ):
        tick.state[name][:] = 0.4
    checked_step(WELLBEING, tick)
    tick.state.check_ranges()


def test_compiled_equals_plain():
    rates, factor = solve_dynamics(WELLBEING, PEOPLE, ALIKE)
    weights = np.array([1.0, 0.3, 0.5, 2.0, 0.1]), np.array([1.2, 1.0, 0.5])
    numbers = *still(company()), rates, factor, *weights, 0.3, 0.8, 0.7
    compiled, plain = company(), company()
    for tick in (compiled, plain):
        values = np.linspace(-1, 1, 8)
        for name in (*STATES, "growth", "support", "tie_lost", "voice", "morale_relief"):
            tick.state[name][:] = values
    compiled.call(revert_kernel, *numbers)
    plain.call(revert_kernel.py_func, *numbers)
    for name in WELLBEING.writes:
        np.testing.assert_array_equal(compiled.state[name], plain.state[name])
