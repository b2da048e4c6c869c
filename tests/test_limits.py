"""Analytic limits: where the model becomes simple, it gives what algebra gives."""

import numpy as np
import pytest

from simulation.engine.addresses import person_ids
from simulation.engine.draws import Draws
from simulation.engine.process import Tick
from simulation.engine.rates import annual_rate
from simulation.engine.small_algebra import cholesky
from simulation.model import MentoringModel
from simulation.organization.affinity import TRAITS
from simulation.organization.organization import Organization
from simulation.organization.people import People
from simulation.processes.practice import Practice, rates_of
from simulation.processes.turnover import Turnover
from simulation.program import Program, Setting
from simulation.scenario import from_data
from simulation.state.state import Sizes, State

STATES = ("morale", "satisfaction", "commitment", "stress")
HAZARD = 0.02
SEEDS = 12
CONSTANT = Turnover.model_construct(
    **dict.fromkeys(Turnover.model_fields, 0.0) | {"honeymoon_half_life": 1.0, "alternatives": 1e-9}
)
"""Nothing moves the hazard; what is divided by (half-life, weight of alternatives) is not zero."""


def only(scenario, *processes):
    """The scenario in which nothing but these processes happens."""
    names = [process.name for process in scenario.steps]
    return from_data(
        {**scenario.as_data(), "processes": {name: name in processes for name in names}}
    )


def large(company, program=None, **organization):
    """A company of 600 in which everybody has the same job."""
    roles = {"Agent": {"level": 1, "skills": {"communication": 0.6, "problem_solving": 0.5}}}
    departments = {"Works": {"headcount": 600, "roles": {"Agent": 1.0}}}
    return company(program, roles=roles, departments=departments, **organization)


# ------------------------------------------------------------------ tenure


@pytest.fixture(scope="module")
def constant_hazard():
    """Whole companies in which everybody leaves with the same chance, after five years."""
    scenario = from_data(
        {
            "name": "constant",
            "quarters": 20,
            "organization": {
                "name": "constant",
                "burn_in_months": 0,
                "hiring": {"days_to_fill": 1},
                "departments": {"Works": {"headcount": 1500}},
            },
        }
    )
    model = MentoringModel(scenario, rng=4)
    model.steps_in_order = tuple(
        CONSTANT if step.name == "turnover" else step for step in model.steps_in_order
    )
    model.state["department_intercept"][:] = np.log(HAZARD / (1 - HAZARD))
    for _ in range(20):
        model.step()
    return model


def test_constant_hazard_gives_geometric_tenure(constant_hazard):
    state = constant_hazard.state
    tenure = state["tenure"][state["occupied"] & (state["hired"] >= 0)]
    months = np.arange(60)
    expected = (1 - HAZARD) ** months
    expected /= expected.sum()
    found = np.bincount(tenure.astype(int), minlength=60)[:60] / len(tenure)
    # Of those hired in these five years, by Kolmogorov and Smirnov at one in a thousand.
    assert len(tenure) > 600
    assert np.abs(np.cumsum(found - expected)).max() < 1.95 / np.sqrt(len(tenure))


def test_constant_hazard_is_what_outcomes_say(constant_hazard):
    whole = [row for row in constant_hazard.rows if row[1] == "whole"]
    column = {name: 3 + place for place, name in enumerate(constant_hazard.outcome_names)}
    stay = np.mean([row[column["newcomer_retention"]] for row in whole[2:]])
    assert stay == pytest.approx(100 * (1 - HAZARD) ** 12, abs=2.0)
    turnover = np.mean([row[column["turnover_annualized"]] for row in whole])
    assert turnover == pytest.approx(1200 * HAZARD, rel=0.05)


# ------------------------------------------------------------------ practice


@pytest.mark.parametrize("complexity", ["low", "medium", "high"])
def test_practice_alone_is_an_exponential(company, complexity):
    roles = {"Agent": {"level": 1, "complexity": complexity}, "Lead": {"level": 2}}
    scenario = only(company(roles=roles), "practice")
    model = MentoringModel(scenario, rng=2)
    state, role = model.state, model.state["role"]
    state["skill"] *= 0.5
    plateau, before = state["plateau"].copy(), state["skill"].copy()
    for _ in range(4):
        model.step()
    left = (1.0 - rates_of(Practice().rate, state["role_ramp"])[role]) ** 12
    here = state["occupied"]
    expected = plateau - (plateau - before) * left[:, None]
    np.testing.assert_allclose(state["skill"][here], expected[here], rtol=1e-12)


# ------------------------------------------------------------------ well-being


def test_companies_without_exits_and_programs_stay_standardized(company):
    scenario = only(large(company, burn_in_months=12), "embed", "wellbeing")
    means, spreads = [], []
    for seed in range(SEEDS):
        model = MentoringModel(scenario, rng=seed, collecting=False)
        for _ in range(4):
            model.step()
        means.append([model.state[name].mean() for name in STATES])
        spreads.append([model.state[name].std() for name in STATES])
    # A tenth of the variance lies between teams, a fifth of that is the site's, which all share.
    error = np.sqrt((0.02 + 0.08 / 75 + 0.9 / 600) / SEEDS)
    assert np.abs(np.mean(means, axis=0)).max() < 3 * error
    within = np.sqrt(0.98)
    np.testing.assert_allclose(np.mean(spreads, axis=0), within, atol=0.03)


# ------------------------------------------------------------------ departures

STAYS = ("embed", "wellbeing", "turnover", "shocks", "practice", "produce")


def lives_after_a_layoff(company, *, ties, share):
    """States of a company of which a share must leave in month 1, as an array by seat."""
    scenario = only(large(company, burn_in_months=6), *STAYS)
    shocks = [{"kind": "layoff", "month": 1, "share": share}]
    model = MentoringModel(from_data({**scenario.as_data(), "shocks": shocks}), rng=3)
    if not ties:
        model.state["tie_strength"][:] = model.state["tie_target"][:] = 0.0
    for _ in range(2):
        model.step()
    state = model.state
    names = (*STATES, "support", "embeddedness", "search", "output", "quit_probability")
    return np.column_stack([state[name] for name in names]), state["occupied"].copy()


def test_without_ties_departures_touch_nobody(company):
    quiet, present = lives_after_a_layoff(company, ties=False, share=0.0)
    bereft, survivors = lives_after_a_layoff(company, ties=False, share=0.5)
    assert survivors.sum() < 0.6 * present.sum()
    assert not (survivors & ~present).any()
    np.testing.assert_array_equal(bereft[survivors], quiet[survivors])


def test_with_ties_departures_are_felt(company):
    quiet = lives_after_a_layoff(company, ties=True, share=0.0)[0]
    bereft, survivors = lives_after_a_layoff(company, ties=True, share=0.5)
    apart = (bereft - quiet)[survivors].mean(axis=0)
    satisfaction, stress, support, embeddedness = apart[[1, 3, 4, 5]]
    assert satisfaction < -0.02
    assert stress > 0.02
    assert support < -0.02
    assert embeddedness < -0.5


# ------------------------------------------------------------------ matching

MATCHED = {
    "objectives": {"kind": "targets", "skills": {"communication": 1}},
    "enrollment": {"kind": "mandatory", "mentors_too": True, "mentees": {"max_level": 1},
                   "mentors": {"min_level": 2, "min_tenure": 0}},
    "structure": {"kind": "regular", "agenda": "worksheet"},
}  # fmt: skip


def gain_where_all_are_alike(company, kind, seed):
    """Mean gain of mentees in a quarter, in a company of people who differ in nothing."""
    roles = {
        "Agent": {"level": 1, "skills": {"communication": 0.6}},
        "Lead": {"level": 2, "skills": {"communication": 0.9}},
    }
    matching = {"kind": kind, "capacity": 4}
    program = {**MATCHED, "matching": matching}
    scenario = company(program, roles=roles, burn_in_months=0)
    model = MentoringModel(only(scenario, "enroll", "match", "meet", "relate", "learn"), rng=seed)
    state = model.state
    for name in (*TRAITS, "ability"):
        state[name][:] = 0.0
    state["teaching"][:] = 0.5
    state["stress"][:] = 0.0
    for name in ("skill", "plateau", "start_plateau"):
        state[name][:] = np.where(state["level"] == 2, 0.9, 0.5)[:, None]
    before = state["skill"].copy()
    model.step()
    mentee = state["ever_mentee"]
    return (state["skill"] - before)[mentee, 0].mean()


def test_with_everyone_alike_matching_does_not_matter(company):
    gains = {
        kind: np.array([gain_where_all_are_alike(company, kind, seed) for seed in range(12)])
        for kind in ("random", "optimal", "stable", "fair")
    }
    for kind in ("optimal", "stable", "fair"):
        apart = gains[kind] - gains["random"]
        assert abs(apart.mean()) < 3 * apart.std(ddof=1) / np.sqrt(len(apart)), kind
        assert abs(apart.mean()) < 0.1 * gains["random"].mean(), kind


# ------------------------------------------------------------------ saturation


def saturated(company, capacity, seed):
    """Mentors, and what their mentees gain by a quarter with `capacity` of them each."""
    enrollment = {**MATCHED["enrollment"], "every_quarters": 4}
    structure = {"kind": "regular", "agenda": "none", "minutes": 30}
    matching = {"kind": "random", "capacity": capacity}
    program = {"enrollment": enrollment, "matching": matching, "structure": structure}
    roles = {"Agent": {"level": 1}, "Lead": {"level": 2}}
    departments = {"Works": {"headcount": 1300, "roles": {"Agent": 0.97, "Lead": 0.03}}}
    scenario = company(program, roles=roles, departments=departments, burn_in_months=0)
    steps = ("enroll", "match", "meet", "relate", "learn")
    model = MentoringModel(only(scenario, *steps), rng=seed)
    before = model.state["plateau"].copy()
    model.step()
    mentees = np.flatnonzero(model.state["ever_mentee"])
    return (model.state["plateau"] - before)[mentees].sum(), len(mentees)


@pytest.mark.slow
def test_mentors_saturate_in_three_regimes(company):
    loads = (1, 2, 6, 10, 14, 20)
    sums = np.array(
        [np.sum([saturated(company, n, seed) for seed in range(6)], axis=0) for n in loads]
    )
    total, each = sums[:, 0], sums[:, 0] / sums[:, 1]
    assert each[1] == pytest.approx(each[0], rel=0.08)  # constant: one or two are no burden
    assert (np.diff(each[1:]) < 0).all()  # falling ...
    assert (np.diff(total[:4]) > 0).all()  # ... while all together learn more
    assert total[-1] < total[-2]  # all together learn less


# ------------------------------------------------------------------ hazard weights

P = 0.20
NAMES = ("satisfaction", "commitment", "stress")
CORRELATIONS = np.array([-0.28, -0.29, 0.21])  # rubenstein18-jobsat, -commit, -stress
R = np.array([[1.0, 0.58, -0.45], [0.58, 1.0, -0.35], [-0.45, -0.35, 1.0]])


def monthly_weights(r, among, p):
    """Monthly logit weights of predictors whose correlations with exit within a year are r.

    beta = inverse(R - r r') r / sqrt(p (1 - p)) is the annual logit's; monthly, times
    p / -ln(1 - p).
    """
    annual = np.linalg.solve(among - np.outer(r, r), r) / np.sqrt(p * (1 - p))
    return annual * p / -np.log(1 - p)


def intercept_of(logits, p):
    """Intercept of the monthly logit at which a share p leaves within a year."""
    low, high = -12.0, 0.0
    for _ in range(60):
        middle = (low + high) / 2
        yearly = annual_rate(1 / (1 + np.exp(-logits - middle))).mean()
        low, high = (middle, high) if yearly < p else (low, middle)
    return middle


def test_converted_correlations_come_out_again():
    """Lasting predictors, no lag, a fifth leaving a year: the stated correlations with exit."""
    seats = 40_000
    sizes = Sizes(seats=seats, skills=1, neighbors=1, pairs=1, teams=1, sites=1, departments=1,
                  roles=1, months=12)  # fmt: skip
    state = State(sizes)
    state["occupied"][:] = True
    state["level"][:] = 1
    state["person"][:] = person_ids(np.arange(seats), np.zeros(seats, dtype=np.int64))
    drawn = np.random.default_rng(8).standard_normal((seats, 3)) @ cholesky(R, "").T
    for name, values in zip(NAMES, drawn.T, strict=True):
        state[name][:] = values
    weights = dict(zip(NAMES, monthly_weights(CORRELATIONS, R, P), strict=True))
    turnover = Turnover.model_construct(**CONSTANT.model_dump() | weights)
    firm = Organization(name="t", departments={"north": {"headcount": 4}})
    tick = Tick(state, Draws(5), Setting(firm, Program(), People()))
    state["department_intercept"][:] = intercept_of(drawn @ monthly_weights(CORRELATIONS, R, P), P)
    for month in range(12):
        tick.month = month
        tick.draws.at(month + 1)
        turnover.step(tick)
        state["tally_leavers"][0] = 0
    left = ~state["occupied"]
    assert left.mean() == pytest.approx(P, abs=0.006)
    found = [np.corrcoef(values, left)[0, 1] for values in drawn.T]
    np.testing.assert_allclose(found, CORRELATIONS, atol=0.025)
