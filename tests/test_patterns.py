"""Patterns that must emerge: nobody put them in, and the model has them all the same."""

import copy
from pathlib import Path

import numpy as np
import pytest

from simulation.model import MentoringModel
from simulation.scenario import from_data, load_scenario

pytestmark = pytest.mark.slow

SHIPPED = Path(__file__).resolve().parents[1] / "scenarios" / "organizations"
COMPANY = {
    "name": "Patterns",
    "burn_in_months": 60,
    "turnover": 0.15,
    "departments": {"Works": {"headcount": 300, "roles": {"Agent": 0.8, "Lead": 0.2}}},
    "roles": {"Agent": {"level": 1, "pay": 45000}, "Lead": {"level": 2, "pay": 65000}},
}
PAIRS = {
    "enrollment": {"kind": "mandatory", "mentors_too": True, "every_quarters": 8,
                   "mentees": {"max_level": 1}, "mentors": {"min_level": 2, "min_tenure": 0}},
    "matching": {"kind": "random", "capacity": 2},
    "structure": {"kind": "regular", "agenda": "none", "meetings_per_month": 2, "minutes": 60},
}  # fmt: skip
SEEDS = 8


def build(quarters=2, **program):
    """The company under no program, or under pairs with parts of the program replaced."""
    chosen = {**copy.deepcopy(PAIRS), **program} if program else {}
    data = {"name": "x", "quarters": quarters, "organization": COMPANY, "program": chosen}
    return from_data(copy.deepcopy(data))


def lived(scenario, seed, *, change=lambda state: None):
    """A model that has lived all its quarters, its people changed before the first."""
    model = MentoringModel(scenario, rng=seed)
    change(model.state)
    for _ in range(scenario.quarters):
        model.step()
    return model


def half_width(values):
    """Twice the standard error of a mean."""
    return 2 * np.std(values, ddof=1) / np.sqrt(len(values))


# ------------------------------------------------------------------ newcomers


def hazards_by_service():
    """Exits and people at risk by month of service, in the shipped company without a program."""
    risk, exits = np.zeros(61), np.zeros(61)
    scenario = load_scenario(SHIPPED / "meridian_plan.yaml").with_changes("quarters", 20)
    for seed in range(4):
        model = MentoringModel(scenario, rng=seed, collecting=False)
        for month in range(60):
            state = model.state
            tenure = np.minimum(60, state["tenure"][state["occupied"]]).astype(int)
            known = int(state["tally_leavers"][0]) if month % 3 else 0
            model._live(month)
            risk += np.bincount(tenure, minlength=61)
            gone = state["leaver_tenure"][known : int(state["tally_leavers"][0])]
            exits += np.bincount(np.minimum(60, gone).astype(int), minlength=61)
    return risk, exits


def test_newcomers_leave_more_with_a_peak_near_month_three():
    risk, exits = hazards_by_service()

    def hazard(first, last):
        return exits[first:last].sum() / risk[first:last].sum()

    peak, fourth_year = hazard(1, 6), hazard(36, 48)
    assert hazard(0, 1) < peak  # the honeymoon
    assert peak > hazard(6, 12) > hazard(12, 24) > fourth_year
    assert fourth_year < 0.5 * peak
    assert hazard(0, 12) > 1.5 * hazard(24, 61)


# ------------------------------------------------------------------ hours


def gain(scenario, seed, change=lambda state: None):
    """Mean gain in the plateau of those who had a mentor, against their twins without a program."""
    helped, alone = (lived(each, seed, change=change).state for each in (scenario, build()))
    same = (helped["person"] == alone["person"]) & helped["occupied"] & alone["occupied"]
    mentee = same & helped["ever_mentee"]
    return float((helped["plateau"] - alone["plateau"])[mentee].mean())


def test_returns_to_hours_diminish():
    structure = PAIRS["structure"] | {"agenda": "worksheet"}
    doses = np.array([1.0, 2.0, 4.0, 8.0])
    gains = np.array([
        np.mean([gain(build(structure=structure | {"meetings_per_month": dose}), seed)
                 for seed in range(SEEDS)])
        for dose in doses
    ])  # fmt: skip
    assert (np.diff(gains) > 0).all()
    assert (np.diff(gains / doses) < 0).all()
    assert gains[-1] / doses[-1] < 0.6 * gains[0] / doses[0]


# ------------------------------------------------------------------ matching

BY_NEEDS = {"kind": "optimal", "noise": 0.0, "needs": 1, "roles": 0, "personality": 0, "ties": 0,
            "capacity": 2}  # fmt: skip


def alike(state):
    """Let all of a level know and be able to do the same."""
    for name in ("skill", "plateau", "start_plateau"):
        state[name][:] = np.where(state["level"] == 2, 0.8, 0.5)[:, None]


def advantage_of_needs(change):
    """Gains of mentees matched by needs less those of mentees matched by lot, by seed."""
    enrollment = PAIRS["enrollment"] | {"max_pairs": 90}
    designs = [
        build(enrollment=enrollment, matching=matching)
        for matching in (BY_NEEDS, {"kind": "random", "capacity": 2})
    ]
    by_needs, by_lot = (
        np.array([gain(design, seed, change) for seed in range(2 * SEEDS)]) for design in designs
    )
    return (by_needs - by_lot) / by_lot.mean()


def test_needs_based_matching_beats_lots_when_gaps_differ_and_only_then():
    differ, same = advantage_of_needs(lambda state: None), advantage_of_needs(alike)
    assert differ.mean() - half_width(differ) > 0.02
    assert abs(same.mean()) < max(0.02, 1.5 * half_width(same))


# ------------------------------------------------------------------ time


def net_benefit(scenario, seed, quarters=8):
    """Cumulative net benefit by quarter, half of the extra output counted."""
    nothing = MentoringModel(build(quarters=quarters), rng=seed)
    design = MentoringModel(scenario, rng=seed)
    net = []
    for _ in range(quarters):
        nothing.step()
        design.step()
        value, exits, cost = (
            design.outcome(name) - nothing.outcome(name)
            for name in ("value_total", "cost_exits_total", "cost_total")
        )
        net.append(0.5 * value - exits - cost)
    return np.array(net)


def test_programs_that_lend_much_mentor_time_cost_first_and_gain_later():
    heavy = build(quarters=8, structure=PAIRS["structure"] | {"meetings_per_month": 8,
                                                              "minutes": 120})  # fmt: skip
    light = build(quarters=8, structure=PAIRS["structure"] | {"minutes": 30})
    dear, cheap = (
        np.mean([net_benefit(scenario, seed) for seed in range(SEEDS)], axis=0)
        for scenario in (heavy, light)
    )
    assert dear[0] < 0
    assert dear[-1] > 0
    assert dear[0] < cheap[0]  # paid first ...
    assert dear[-1] > cheap[-1]  # ... earned later
    assert np.argmax(dear > 0) > np.argmax(cheap > 0)


# ------------------------------------------------------------------ volunteers


def readings(seed):
    """Gap in output between volunteers and others, and what the program did to the volunteers."""
    enrollment = {"kind": "voluntary", "every_quarters": 8, "mentors": {"min_tenure": 12}}
    program, nothing = (
        lived(scenario, seed).state for scenario in (build(3, enrollment=enrollment), build(3))
    )
    same = (program["person"] == nothing["person"]) & program["occupied"] & nothing["occupied"]
    mentee = same & program["ever_mentee"] & ~program["ever_mentor"]
    other = same & ~program["ever_mentee"] & ~program["ever_mentor"] & (program["level"] == 1)
    naive = program["output"][mentee].mean() - program["output"][other].mean()
    causal = (program["output"] - nothing["output"])[mentee].mean()
    return naive, causal


def test_volunteers_look_better_than_they_are_helped():
    naive, causal = np.array([readings(seed) for seed in range(2 * SEEDS)]).T
    apart = naive - causal
    assert apart.mean() - half_width(apart) > 0
    assert naive.mean() > 2 * abs(causal.mean())
