"""Practice and forget: exponential, bounded by the plateau, and lasting where the job uses it."""

import numpy as np
import pytest

from simulation.engine.rates import kept
from simulation.organization.organization import RAMP_MONTHS
from simulation.processes.practice import Practice, rates_of
from tests.starting import started

PRACTICE = started(Practice)


@pytest.fixture
def novice(small_state):
    """Nobody has learned anything beyond practice, and nobody borrows."""
    tick = small_state(pairs=False)
    tick.state["borrowed"][:] = 0.0
    tick.state["borrowed_peers"][:] = 0.0
    return tick


def gained(tick, seat, skill, level):
    """Put a plateau, and the skill with it, at `level`."""
    tick.state["plateau"][seat, skill] = level
    tick.state["skill"][seat, skill] = level


def test_practice_alone_is_an_exact_exponential(novice, live):
    seats = novice.state.people
    before = novice.state["skill"][seats].copy()
    plateau = novice.state["plateau"][seats].copy()
    state = live(PRACTICE, novice, months=7)
    expected = plateau - (plateau - before) * (1.0 - PRACTICE.rate) ** 7
    np.testing.assert_allclose(state["skill"][seats], expected, rtol=1e-12)
    np.testing.assert_array_equal(state["plateau"][seats], plateau)


def test_eight_months_close_nine_tenths_of_the_gap(novice, live):
    gap = novice.state["plateau"][1, 0] - novice.state["skill"][1, 0]
    state = live(PRACTICE, novice, months=8)
    left = (state["plateau"][1, 0] - state["skill"][1, 0]) / gap
    assert left == pytest.approx(0.1, abs=0.01)


@pytest.mark.parametrize(("complexity", "weeks"), [("low", 8), ("medium", 20), ("high", 26)])
def test_kinds_of_jobs_are_mastered_alike_in_their_published_weeks(novice, live, complexity, weeks):
    novice.state["role_ramp"][0] = RAMP_MONTHS[complexity]
    gap = novice.state["plateau"][1, 0] - novice.state["skill"][1, 0]
    left = []
    for _ in range(8):
        state = live(PRACTICE, novice)
        left.append((state["plateau"][1, 0] - state["skill"][1, 0]) / gap)
    at_full_productivity = np.interp(weeks / 4.345, np.arange(1, 9), np.log(left))
    assert np.exp(at_full_productivity) == pytest.approx(0.75**5, abs=0.06)


def test_simple_jobs_are_mastered_sooner():
    rates = rates_of(PRACTICE.rate, np.array([RAMP_MONTHS[kind] for kind in RAMP_MONTHS]))
    np.testing.assert_allclose(rates, [1 - 0.75**2.5, 0.25, 1 - 0.75 ** (5 / 6.5)])
    assert not rates_of(0.0, np.array([2.0, 5.0])).any()


def test_without_rate_nothing_is_practiced(novice):
    # The range of the parameter excludes zero; the kernel's equation must still switch off.
    frozen = Practice.model_construct(**{**PRACTICE.model_dump(), "rate": 0.0})
    before = novice.state["skill"].copy()
    frozen.step(novice)
    np.testing.assert_array_equal(novice.state["skill"], before)


def test_vacant_seats_stay_empty(novice, live):
    levels = ("start_plateau", "plateau", "skill", "borrowed", "borrowed_peers", "level_lag")
    for name in levels:
        novice.state[name][11] = 0.0
    after = live(PRACTICE, novice)
    for name in levels:
        assert not after[name][11].any()


def test_gains_that_the_job_does_not_use_are_forgotten(novice, live):
    own = novice.state["start_plateau"][1, 2]  # the role does not ask for skill 2
    gained(novice, 1, 2, own + 0.3)
    state = live(PRACTICE, novice, months=3)
    left = own + 0.3 * (1.0 - PRACTICE.forget_unused) ** 3
    assert state["plateau"][1, 2] == pytest.approx(left)
    assert state["skill"][1, 2] == pytest.approx(left)


def test_unused_gains_halve_within_the_published_range(novice, live):
    own = novice.state["start_plateau"][1, 2]
    gained(novice, 1, 2, own + 0.3)
    after = [live(PRACTICE, novice)["plateau"][1, 2] - own for _ in range(13)]
    assert after[5] > 0.15 > after[12]  # half-life between 6.5 and 13 months


def test_gains_that_the_job_uses_age_slowly(novice, live):
    novice.state["start_plateau"][1, 0] = 0.3  # the role asks for 0.5
    gained(novice, 1, 0, 0.5)
    state = live(PRACTICE, novice, months=48)
    assert state["plateau"][1, 0] == pytest.approx(0.3 + 0.1, abs=1e-9)


def test_what_one_came_with_is_kept(novice, live):
    before = novice.state["start_plateau"].copy()
    np.testing.assert_array_equal(live(PRACTICE, novice, months=24)["plateau"], before)


def test_above_the_requirement_both_losses_act(novice, live):
    novice.state["start_plateau"][1, 0] = 0.3
    gained(novice, 1, 0, 0.8)
    once = 0.5 + 0.3 * (1.0 - PRACTICE.forget_unused)
    once -= 0.2 * (1.0 - kept(PRACTICE.obsolescence_half_life))
    assert live(PRACTICE, novice)["plateau"][1, 0] == pytest.approx(once)


def test_borrowed_know_how_halves_every_month(small_state, live):
    tick = small_state(pairs=False)
    before = tick.state["borrowed"][0].copy(), tick.state["borrowed_peers"][0].copy()
    state = live(PRACTICE, tick, months=2)
    np.testing.assert_allclose(state["borrowed"][0], before[0] / 4)
    np.testing.assert_allclose(state["borrowed_peers"][0], before[1] / 4)


def test_the_month_counts_at_the_mean_of_before_and_after(small_state, live):
    tick = small_state(pairs=False)

    def usable():
        names = ("skill", "borrowed", "borrowed_peers")
        return np.minimum(1.0, sum(tick.state[name] for name in names))

    before = usable()
    state = live(PRACTICE, tick)
    mean = (usable() + before) / 2
    seats = state.people
    np.testing.assert_allclose((usable() - state["level_lag"])[seats], mean[seats])


@pytest.mark.parametrize("check", ["declared", "compiled", "unrelated", "in_range"])
def test_contract(contract, check):
    getattr(contract, check)(PRACTICE)
