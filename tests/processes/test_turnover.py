"""Turnover: why people leave, how often, and what the base rate is solved to."""

import numpy as np
import pytest

from simulation.engine.addresses import person_ids
from simulation.engine.base_rate import NEVER
from simulation.engine.checked import checked_step
from simulation.engine.draws import Draws
from simulation.engine.process import Tick
from simulation.engine.rates import monthly_hazard
from simulation.engine.service import band_of, bands_kernel, tenure_curve, tenure_part
from simulation.organization.organization import Organization
from simulation.organization.people import People
from simulation.processes.turnover import (
    DISMISSED,
    QUIT,
    SOLVED_MONTHS,
    Turnover,
    decide_kernel,
    leave,
    logit_kernel,
    standing,
)
from simulation.program import Program, Setting
from simulation.state.accounts import Exit
from simulation.state.state import Sizes, State
from tests.starting import started

TURNOVER = started(Turnover)
PLAIN = started(Turnover, honeymoon=0.0, skill_pull=0.0)
"""Only what the test sets tells people apart."""
BASE = 0.0116


def company(seats=12, departments=1, month=3, **organization):
    sizes = Sizes(
        seats=seats, skills=2, neighbors=2, pairs=2, teams=1, sites=1, departments=departments,
        roles=1, months=240, bands=max(1, len(organization.get("tenure_turnover", ()))),
    )  # fmt: skip
    state = State(sizes)
    state["occupied"][:] = True
    state["person"][:] = person_ids(np.arange(seats), np.zeros(seats, dtype=np.int64))
    state["department"][:] = np.arange(seats) % departments
    state["tenure"][:] = 60.0
    state["pay"][:] = 60_000.0
    state["level"][:] = 1
    state["department_turnover"][:] = BASE
    state["department_intercept"][:] = np.log(BASE / (1 - BASE))
    state["role_requirement"][:] = [0.5, 0.0]
    state["skill"][:] = 0.5 * started(People).plateau_mean
    firm = Organization(name="t", departments={"north": {"headcount": 4}}, **organization)
    for place, band in enumerate(firm.bands):
        state["department_band"][:, place] = np.log(band.multiplier)
    tick = Tick(state, Draws(3).at(9), Setting(firm, Program(), started(People)))
    tick.month = month
    return tick


def live(tick, months, turnover=PLAIN):
    """Let months pass; the hazard's causes stay as they are."""
    for month in range(tick.month, tick.month + months):
        tick.month = month
        tick.draws.at(month + 1 if month >= 0 else 40_000 + month)
        turnover.step(tick)
    tick.month += 1
    return tick.state


def hazard(column=None, value=0.0, turnover=PLAIN, months=1, **organization):
    """Chance to quit when a column has a value; all else as usual."""
    tick = company(**organization)
    if column:
        tick.state[column][:] = value
    state = live(tick, months, turnover)
    return state["quit_probability"][state["occupied"]][0]


# ------------------------------------------------------------------ why people leave

SIGNS = [
    ("satisfaction", -1),
    ("commitment", -1),
    ("stress", +1),
    ("alternatives_person", +1),
    ("pay_standing", -1),
    ("embeddedness", -1),
]


@pytest.mark.parametrize(("column", "sign"), SIGNS)
def test_causes_have_their_sign(column, sign):
    low, usual, high = (hazard(column, value) for value in (-1.0, 0.0, 1.0))
    assert sign * (high - usual) > 0.1 * usual
    assert sign * (usual - low) > 0.1 * usual


@pytest.mark.parametrize(
    ("column", "weight"),
    [("alternatives_person", 0.95), ("pay_standing", -0.64), ("embeddedness", -0.40)],
)
def test_weights_are_logits_per_sd_and_act_at_once(column, weight):
    def logit(h):
        return np.log(h / (1 - h))

    assert logit(hazard(column, 1.0)) - logit(hazard(column, 0.0)) == pytest.approx(weight)


def test_better_skills_open_doors():
    better = 0.5 * started(People).plateau_mean + started(People).skill_dispersion
    usual, able = hazard(turnover=TURNOVER), hazard("skill", better, turnover=TURNOVER)
    assert able > usual
    # Only skills that the job uses count.
    tick = company()
    tick.state["skill"][:, 1] = 1.0
    assert live(tick, 1, TURNOVER)["quit_probability"][0] == usual


def test_outside_options_have_unit_spread():
    tick = company(seats=20_000)
    rng = np.random.default_rng(2)
    tick.state["alternatives_person"][:] = rng.standard_normal(20_000)
    tick.state["skill"][:, 0] += started(People).skill_dispersion * rng.standard_normal(20_000)
    TURNOVER._expect(tick, tick.month, lag=2.0)
    assert tick.state["alternatives"].std() == pytest.approx(1.0, abs=0.02)


def test_search_lags_well_being_by_two_months_on_average():
    """The response to a lasting step, 1 - (2/3)^n, has a mean delay of 2 months."""
    tick = company(seats=1)
    tick.state["department_intercept"][:] = NEVER
    tick.state["stress"][:] = 1.0
    path = [0.0]
    for _ in range(60):
        path.append(live(tick, 1)["search"][0] / PLAIN.stress)
    gains = np.diff(path)
    assert gains @ np.arange(60) == pytest.approx(2.0, abs=1e-6)
    assert gains.sum() == pytest.approx(1.0)


def test_newcomers_search_at_once():
    tick = company()
    tick.state["tenure"][:] = 2.0
    tick.state["stress"][:] = 1.0
    assert live(tick, 1)["search"][0] == PLAIN.stress


def test_no_lag_is_no_lag():
    tick = company()
    tick.state["satisfaction"][:] = -1.0
    state = live(tick, 1, started(Turnover, lag=0.0))
    assert state["search"][0] == -started(Turnover).satisfaction


def test_morale_and_output_act_through_nothing_direct():
    assert hazard("morale", 2.0) == hazard("output", 2.0) == hazard()


def test_quits_follow_unemployment_with_the_published_elasticity():
    usual = hazard(market={"usual_unemployment": 0.04})
    double = hazard(market={"usual_unemployment": 0.04, "unemployment": [0.08]})
    odds = [h / (1 - h) for h in (usual, double)]
    assert odds[1] / odds[0] == pytest.approx(2**-0.56)


def test_the_market_before_the_run_is_usual():
    assert hazard(market={"unemployment": [0.2]}, month=-30) == hazard(month=-30)


# ------------------------------------------------------------------ tenure


def test_with_ties_growing_the_hazard_peaks_near_month_three():
    """Ties grow over about 4 months from nothing; sorting is left out here."""
    embed_weight = TURNOVER.embeddedness
    service = np.arange(1.0, 25.0)
    ties = 1 - np.exp(-(service - 1) / 4)
    embedded = (np.log(1 + ties) - np.log(2)) / 0.21
    curve = np.array([tenure_curve(t, 1.5, 1.0, 0.0) for t in service]) + embed_weight * embedded
    assert 2 <= service[np.argmax(curve)] <= 4


def test_stated_exit_rates_by_tenure_replace_the_curve():
    bands = [{"months": 600, "multiplier": 0.5}, {"months": 12, "multiplier": 3.0}]

    def odds(tenure):
        h = hazard("tenure", tenure, turnover=TURNOVER, tenure_turnover=bands)
        return h / (1 - h)

    reference = BASE / (1 - BASE)
    assert odds(0.0) == pytest.approx(3.0 * reference)
    assert odds(11.0) == pytest.approx(3.0 * reference)
    assert odds(12.0) == pytest.approx(0.5 * reference)
    assert odds(900.0) == pytest.approx(0.5 * reference)


def test_bands_are_solved_until_their_mean_hazards_differ_as_stated():
    """Newcomers have few ties: without solving, that would come on top of what is stated."""
    bands = [{"months": 3, "multiplier": 4.0}, {"months": 600, "multiplier": 0.8}]
    tick = company(seats=400, departments=2, month=-1, tenure_turnover=bands)
    tick.state["tenure"][:40] = 1.0
    tick.state["embeddedness"][:40] = -3.0
    tick.state["satisfaction"][:] = np.linspace(-2, 2, 400)
    tick.state["department_turnover"][:] = [0.01, 0.03]
    TURNOVER.prepare(tick)
    TURNOVER._expect(tick, -1, lag=0.0)
    solved = tick.state["department_intercept"][tick.state["department"]]
    chance = 1 / (1 + np.exp(-solved - tick.state["exit_logit"]))
    for department, base in enumerate([0.01, 0.03]):
        own = tick.state["department"] == department
        young = tick.state["tenure"] < 3.0
        assert chance[own].mean() == pytest.approx(base, rel=1e-3)
        ratio = chance[own & young].mean() / chance[own & ~young].mean()
        assert ratio == pytest.approx(4.0 / 0.8, rel=1e-3)
    assert tick.state["department_band"][0, 0] < np.log(4.0) - 0.5


def test_departments_without_exits_or_people_keep_their_bands():
    bands = [{"months": 3, "multiplier": 4.0}, {"months": 600, "multiplier": 0.8}]
    tick = company(seats=20, departments=2, tenure_turnover=bands)
    tick.state["department_turnover"][0] = 0.0
    tick.state["occupied"][tick.state["department"] == 1] = False
    before = tick.state["department_band"].copy()
    ends, multipliers = np.array([3.0, 600.0]), np.array([4.0, 0.8])
    tick.call(bands_kernel, ends, multipliers, 0.5)
    np.testing.assert_array_equal(tick.state["department_band"], before)


# ------------------------------------------------------------------ luck


def test_constant_hazard_gives_geometric_tenure():
    tick = company(seats=20_000, month=0)
    left = np.full(20_000, 120)
    present = tick.state["occupied"].copy()
    for month in range(60):
        now = live(tick, 1)["occupied"].copy()
        tick.state["tally_leavers"][0] = 0
        left[present & ~now] = month
        present = now
    survival = np.array([(left >= month).mean() for month in (12, 24, 36, 60)])
    np.testing.assert_allclose(survival, (1 - BASE) ** np.array([12, 24, 36, 60]), atol=0.011)


@pytest.mark.parametrize(("column", "better"), [(name, -sign) for name, sign in SIGNS])
def test_more_support_never_makes_an_exit_come_earlier(column, better):
    worse, helped = company(seats=2_000, month=0), company(seats=2_000, month=0)
    helped.state[column][:] = 0.7 * better
    for _ in range(24):
        there, still = live(worse, 1)["occupied"], live(helped, 1)["occupied"]
        assert not (there & ~still).any()
        for tick in (worse, helped):
            tick.state["tally_leavers"][0] = 0
    assert still.sum() > there.sum() + 20


def test_unrelated_people_change_nobodys_luck():
    few, many = company(seats=300, month=0), company(seats=900, month=0)
    for tick in (few, many):
        live(tick, 12)
    np.testing.assert_array_equal(few.state["occupied"], many.state["occupied"][:300])
    assert not few.state["occupied"].all()


# ------------------------------------------------------------------ other exits


def test_no_dismissals_unless_stated():
    tick = company(seats=5_000)
    live(tick, 1)
    count = tick.state["tally_leavers"][0]
    assert count > 0
    assert (tick.state["leaver_kind"][:count] == Exit.QUIT).all()


def test_dismissals_come_at_their_annual_rate():
    tick = company(seats=20_000, involuntary=0.4)
    tick.state["department_intercept"][:] = NEVER
    state = live(tick, 1)
    count = state["tally_leavers"][0]
    assert count / 20_000 == pytest.approx(monthly_hazard(0.4), rel=0.1)
    assert (state["leaver_kind"][:count] == Exit.INVOLUNTARY).all()


def test_the_forced_out_leave():
    tick = company()
    tick.state["department_intercept"][:] = NEVER
    tick.state["forced_out"][[2, 5]] = True
    state = live(tick, 1)
    assert np.flatnonzero(~state["occupied"]).tolist() == [2, 5]
    assert state["leaver_kind"][:2].tolist() == [Exit.INVOLUNTARY] * 2


def test_removal_is_an_exit_of_another_kind():
    tick = company()
    leave(tick, 4, Exit.OTHER)
    assert not tick.state["occupied"][4]
    assert tick.state["leaver_kind"][0] == Exit.OTHER
    assert tick.state["account_exits"][3] == pytest.approx(60_000 * TURNOVER.replacement_cost)


def test_removal_costs_what_the_run_says():
    tick = company()
    leave(tick, 4, Exit.OTHER, started(Turnover, replacement_cost=0.2))
    assert tick.state["account_exits"][3] == pytest.approx(12_000)


# ------------------------------------------------------------------ stayers, heads


def test_stayers_age_and_are_counted_present():
    tick = company(seats=2_000)
    state = live(tick, 1)
    here = state["occupied"]
    assert 0 < (~here).sum() < 100
    assert (state["tenure"][here] == 61.0).all()
    assert (state["q_months"] == here).all()
    assert not state["tenure"][~here].any()


def test_heads_are_conserved():
    tick = company(seats=2_000, involuntary=0.1)
    state = live(tick, 2)
    assert state["occupied"].sum() + state["tally_leavers"][0] == 2_000
    assert state["tally_exits_total"][0] == state["tally_leavers"][0]


# ------------------------------------------------------------------ base rate


def varied(seats=400, departments=2, month=-30):
    tick = company(seats=seats, departments=departments, month=month)
    rng = np.random.default_rng(4)
    for name in ("alternatives_person", "satisfaction", "embeddedness", "pay_standing"):
        # By seat, so that more seats change no earlier one.
        tick.state[name][:] = rng.standard_normal((4_000,))[:seats]
    return tick


def test_burn_in_solves_the_stated_base_rate_every_month(monkeypatch):
    monkeypatch.setattr("simulation.processes.turnover.departure.leave", lambda *_: None)
    tick = varied()
    state = tick.state
    state["department_turnover"][:] = [0.005, 0.04]
    for _ in range(3):
        live(tick, 1, TURNOVER)
        for d, base in enumerate((0.005, 0.04)):
            h = state["quit_probability"][state["department"] == d]
            assert h.std() > 0.3 * base
            assert h.mean() == pytest.approx(base, rel=1e-9)


def test_without_burn_in_the_base_rate_is_solved_before_the_run():
    tick = varied(month=0)
    state = tick.state
    state["department_turnover"][:] = [0.005, 0.04]
    TURNOVER.prepare(tick)
    z = state["exit_logit"] + state["department_intercept"][state["department"]]
    h = 1 / (1 + np.exp(-z))
    for d, base in enumerate((0.005, 0.04)):
        assert h[state["department"] == d].mean() == pytest.approx(base, rel=1e-9)
    drive = TURNOVER.satisfaction * state["satisfaction"]
    np.testing.assert_allclose(state["search"], drive, atol=1e-12)


def test_without_burn_in_a_market_in_crisis_is_not_solved_away():
    calm, crisis = company(month=0), company(month=0, market={"unemployment": [0.09]})
    for tick in (calm, crisis):
        TURNOVER.prepare(tick)
    solved = [tick.state["department_intercept"][0] for tick in (calm, crisis)]
    assert solved[0] == solved[1]


def test_the_run_takes_the_mean_of_the_last_two_years():
    tick = varied(month=-(SOLVED_MONTHS + 6))
    seen = []
    while tick.month < -1:
        live(tick, 1, TURNOVER)
        seen.append(tick.state["department_intercept"].copy())
    before = np.array(seen[-(SOLVED_MONTHS - 1) :])
    state = live(tick, 1, TURNOVER)
    assert state["department_intercept_months"].tolist() == [SOLVED_MONTHS] * 2
    last = state["department_intercept_sum"] - before.sum(axis=0)
    expected = (before.sum(axis=0) + last) / SOLVED_MONTHS
    np.testing.assert_allclose(state["department_intercept"], expected)
    assert np.abs(last - before[-1]).max() < 0.5
    fixed = state["department_intercept"].copy()
    live(tick, 3, TURNOVER)
    np.testing.assert_array_equal(state["department_intercept"], fixed)


def test_a_department_more_changes_no_bit_elsewhere():
    """The same people, with and without others in a department of their own."""
    few, many = varied(seats=200, departments=1), varied(seats=300, departments=2)
    many.state["department"][:] = np.arange(300) // 200
    for tick in (few, many):
        live(tick, 12, TURNOVER)
    assert few.state["department_intercept"][0] == many.state["department_intercept"][0]
    for name in ("occupied", "search", "quit_probability", "fill_after"):
        np.testing.assert_array_equal(few.state[name], many.state[name][:200])


def test_a_solved_company_is_left_as_it_is():
    tick = varied()
    tick.state["department_intercept_months"][:] = 24.0
    before = tick.state["department_intercept"].copy()
    TURNOVER.prepare(tick)
    np.testing.assert_array_equal(tick.state["department_intercept"], before)


def test_a_base_rate_of_zero_keeps_everybody():
    tick = varied(month=-2)
    tick.state["department_turnover"][:] = 0.0
    assert live(tick, 8, TURNOVER)["occupied"].all()


# ------------------------------------------------------------------ contract


@pytest.mark.parametrize("month", [-30, -1, 4])
def test_holds_to_what_it_declares(month):
    tick = varied(seats=400, month=month)
    tick.state["forced_out"][7] = True
    tick.state["tie_neighbor"][:, 0] = np.arange(400) ^ 1
    tick.state["tie_strength"][:, 0] = tick.state["tie_total"][:] = 1.0
    tick.state["tie_target"][:, 0] = tick.state["tie_count"][:] = 1
    checked_step(TURNOVER, tick)
    assert not tick.state["occupied"].all()
    assert tick.state["tie_lost"].max() > 0
    tick.state.check_ranges()


def test_compiled_equals_plain():
    seats, kinds = np.zeros((2, 40), dtype=np.int64)
    ends, multipliers, none = np.array([12.0]), np.array([2.0]), np.zeros(0)
    luck = Draws(1).at(3).luck(QUIT, DISMISSED)
    doors = 0.92, 0.15, 0.1, -0.2
    weights = -0.59, -0.55, 0.39, 0.3, 3.0, 0.95, -0.64, -0.4
    calls = [
        (tenure_part, (1.5, 1.0, 0.2, ends)),
        (logit_kernel, (*doors, 1.5, 1.0, 0.2, ends, *weights)),
        (tenure_part, (1.5, 1.0, 0.2, none)),
        (logit_kernel, (*doors, 1.5, 1.0, 0.2, none, *weights)),
        (bands_kernel, (ends, multipliers, 0.2)),
        (decide_kernel, (seats, kinds, luck, 0.1, 1, 2)),
    ]
    compiled, plain = varied(seats=40), varied(seats=40)
    for tick in (compiled, plain):
        tick.state["tenure"][:] = np.arange(40.0)
    for kernel, numbers in calls:
        count = compiled.call(kernel, *numbers)
        first = kinds.copy(), seats.copy()
        assert plain.call(kernel.py_func, *numbers) == count
        np.testing.assert_array_equal((kinds, seats), first)
    for name in (
        "department_band",
        "tenure",
        "q_months",
        "alternatives",
        "search",
        "exit_logit",
        "quit_probability",
    ):
        np.testing.assert_array_equal(compiled.state[name], plain.state[name])
    skill, needed = np.array([0.6, 0.9, 0.4]), np.array([0.5, 0.0, 0.3])
    above = standing(skill, needed, 0.9, 0.2)
    assert above == standing.py_func(skill, needed, 0.9, 0.2)
    assert above == pytest.approx((0.6 - 0.45 + 0.4 - 0.27) / 2 / 0.2)
    assert tenure_curve.py_func(3.0, 1.5, 1.0, 0.2) == tenure_curve(3.0, 1.5, 1.0, 0.2)
    ends = np.array([12.0, 60.0])
    assert [band_of(m, ends) for m in (1.0, 12.0, 13.0, 90.0)] == [0, 0, 1, 1]
    assert [band_of.py_func(m, ends) for m in (1.0, 12.0, 13.0, 90.0)] == [0, 0, 1, 1]
