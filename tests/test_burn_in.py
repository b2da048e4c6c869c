"""Burn-in: a company that has lived until nothing drifts, shared by all arms of a seed."""

from pathlib import Path

import numpy as np
import pytest

from simulation import burn_in
from simulation.burn_in import REHEARSED_MONTHS, burned_in, first_day, shared
from simulation.engine.addresses import replication_seed
from simulation.engine.rates import monthly_hazard
from simulation.model import MentoringModel
from simulation.scenario import load_scenario
from simulation.state import pool
from simulation.state.workforce import PLACE
from simulation.synthetic import people_of, write_people

SHIPPED = Path(__file__).resolve().parents[1] / "scenarios" / "organizations"
SEEDS = 8
QUARTERS = 8


@pytest.fixture
def imported(company, tmp_path):
    """Companies whose people are those of a file, written by the same company."""

    def make(change=lambda people: people, **organization):
        path = tmp_path / "people.csv"
        write_people(change(people_of(company(**organization), 1)), path)
        return company(workforce=str(path), **organization)

    return make


def contents(state):
    return {name: array.copy() for name, array in state.arrays.items()}


def test_arms_of_a_seed_share_one_burn_in(nothing, pairs, full):
    state = burned_in(nothing, 3)
    assert burned_in(pairs, 3) is state
    assert burned_in(full, 3) is state


def test_a_run_begins_from_a_copy(nothing):
    state = burned_in(nothing, 3)
    assert first_day(nothing, 3) is not state
    assert burned_in(nothing, 3) is state


def test_of_a_large_company_there_is_no_second_copy_unless_more_runs_follow(full, monkeypatch):
    monkeypatch.setattr(burn_in, "MOST_BYTES", 0)
    state, before = burned_in(full, 3), contents(burned_in(full, 3))
    with shared(True):
        copied = contents(first_day(full, 3))
    assert burned_in(full, 3) is state
    with shared(False):
        assert first_day(full, 3) is state
    assert burned_in(full, 3) is not state
    for name, array in copied.items():
        np.testing.assert_array_equal(array, before[name], err_msg=name)


def test_other_seeds_and_other_companies_have_their_own(nothing, company):
    before = contents(burned_in(nothing, 3))
    assert (burned_in(nothing, 4)["morale"] != before["morale"]).any()
    other = burned_in(company(turnover=0.3), 3)
    assert (other["holder"] != before["holder"]).any()


def test_who_is_burned_in_in_used_room_is_who_would_be_in_new(nothing, imported, monkeypatch):
    def twice(scenario):
        burn_in._here.states.clear()
        return contents(burned_in(scenario, 3))

    for scenario in (nothing, imported()):
        monkeypatch.setattr(pool._here, "rooms", [])
        new = twice(scenario)
        for seed in (4, 5, 6):
            state = burned_in(scenario, seed)
        assert state is not burned_in(scenario, 5)
        for name, array in twice(scenario).items():
            np.testing.assert_array_equal(array, new[name], err_msg=name)


def test_the_room_of_the_oldest_is_used_again(nothing, monkeypatch):
    monkeypatch.setattr(pool._here, "rooms", [])
    burn_in._here.states.clear()
    states = [burned_in(nothing, seed) for seed in range(burn_in.KEPT + 1)]
    assert states[-1] is states[0]
    assert burned_in(nothing, 1) is states[1]


def test_departments_in_another_order_are_another_company(company):
    firm = company().organization.model_dump()["departments"]
    turned = company(departments=dict(reversed(firm.items())))
    state, other = burned_in(company(), 3), burned_in(turned, 3)
    assert (state["department"] != other["department"]).any()
    np.testing.assert_array_equal(other["department"], turned.layout.department)


def test_a_people_file_that_changed_is_read_again(imported):
    first = burned_in(imported(), 7)["tenure"].copy()
    longer = imported(lambda people: people.assign(tenure=people["tenure"] + 12))
    np.testing.assert_array_equal(burned_in(longer, 7)["tenure"], first + 12)


def test_a_run_leaves_it_as_it_was(full):
    before = contents(burned_in(full, 3))
    MentoringModel(full, rng=3).run_for(1)
    for name, array in contents(burned_in(full, 3)).items():
        np.testing.assert_array_equal(array, before[name], err_msg=name)


def test_month_0_begins_with_a_clean_sheet(nothing):
    state = burned_in(nothing, 3)
    for table in ("accounts", "leavers"):
        assert all((array == 0).all() for array in state.tables[table].values())
    counts = {name: int(array[0]) for name, array in state.tables["tally"].items()}
    assert counts.pop("tally_start") == state["occupied"].sum()
    assert not any(counts.values())
    for column in state.tables["workforce"].columns:
        if column.reset:
            assert (state[column.name] == column.fill).all(), column.name
    state.check_ranges()


def test_people_have_come_and_gone(nothing):
    state = burned_in(nothing, 3)
    assert 0.3 < state["holder"].mean() < 1.0  # 24 months at a fifth a year
    assert not state["occupied"].all()
    later = state["hired"] >= -24
    assert (state["tenure"][later] <= 24).all()


def test_without_burn_in_the_first_day_is_month_0(company):
    state = burned_in(company(burn_in_months=0), 3)
    assert state["occupied"].all()
    assert (state["holder"] == 0).all()


# ------------------------------------------------------------------ a file's people


def test_all_facts_of_the_file_hold_at_month_0(imported):
    scenario = imported()
    state, told = burned_in(scenario, 7), scenario.layout.people
    for name in ("tenure", "pay", "level", "satisfaction", "commitment", "stress", "morale"):
        np.testing.assert_array_equal(state[name], told[name].to_numpy(dtype=float), name)
    for name in PLACE - {"holder", "exposed", "opened", "unit_assigned"} | {"group"}:
        np.testing.assert_array_equal(state[name], getattr(scenario.layout, name), name)
    assert state["occupied"].all()
    assert state["tally_start"][0] == 120


def test_nothing_of_the_rehearsal_but_intercepts_is_kept(imported):
    state = burned_in(imported(turnover=0.5), 7)
    assert state["tally_exits_total"][0] == 0
    assert state["hired"].max() <= 0
    assert (state["department_intercept_months"] == REHEARSED_MONTHS).all()
    np.testing.assert_allclose(
        state["department_intercept_sum"] / REHEARSED_MONTHS, state["department_intercept"]
    )


def test_a_run_keeps_the_intercepts_that_were_solved(imported):
    scenario = imported()
    solved = burned_in(scenario, 7)["department_intercept"].copy()
    model = MentoringModel(scenario, rng=7)
    np.testing.assert_array_equal(model.state["department_intercept"], solved)


def test_an_unhappy_file_has_the_stated_turnover_all_the_same(imported):
    def unhappy(people):
        return people.assign(satisfaction=people["satisfaction"] - 1.5)

    def intercept(scenario):
        return np.mean([burned_in(scenario, seed)["department_intercept"] for seed in range(7, 13)])

    expected = intercept(imported())
    assert intercept(imported(unhappy)) < expected - 0.2


def test_a_market_in_crisis_is_not_solved_away(imported):
    calm = MentoringModel(imported(), rng=7).state["department_intercept"].copy()
    crisis = MentoringModel(imported(market={"unemployment": [0.09]}), rng=7)
    np.testing.assert_array_equal(crisis.state["department_intercept"], calm)


def test_a_file_without_burn_in_is_settled_among_the_first_people(imported):
    scenario = imported(burn_in_months=0)
    state = burned_in(scenario, 7)
    np.testing.assert_array_equal(state["tenure"], scenario.layout.people["tenure"])
    assert (state["department_intercept_months"] == REHEARSED_MONTHS).all()


# ------------------------------------------------------------------ 600 people, slow


def lived(name):
    """Exits by seed and quarter without a program, states at both ends, and exits expected."""
    scenario = load_scenario(SHIPPED / f"{name}.yaml").with_changes("quarters", QUARTERS)
    exits, ends = [], []
    for replication in range(SEEDS):
        model = MentoringModel(scenario, rng=replication_seed(21, replication), collecting=False)
        total = [0]
        ends.append([spread(model.state)])
        for _ in range(QUARTERS):
            model.step()
            total.append(int(model.state["tally_exits_total"][0]))
        exits.append(np.diff(total))
        ends[-1].append(spread(model.state))
    state = model.state
    hazard = [monthly_hazard(spec.turnover) for spec in scenario.layout.department_specs]
    people = np.bincount(state["department"][state["occupied"]])
    return np.array(exits), np.array(ends), 12 * float(people @ hazard)


def spread(state):
    here = state["occupied"]
    return [state[name][here].std() for name in ("morale", "satisfaction", "commitment", "stress")]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["meridian_plan", "meridian"])
def test_nothing_drifts_and_turnover_is_as_stated(name):
    exits, ends, expected = lived(name)
    years = exits.reshape(SEEDS, -1, 4).sum(axis=2)
    noise = np.sqrt(expected / SEEDS)  # of a yearly mean, if exits were Poisson
    assert years.mean(axis=0) == pytest.approx(expected, abs=4 * noise)
    quarter = np.arange(QUARTERS) - (QUARTERS - 1) / 2
    slope = (exits.mean(axis=0) @ quarter) / (quarter @ quarter)
    error = np.sqrt(expected / 4 / SEEDS / (quarter @ quarter))
    assert abs(slope) < 3.5 * error
    assert np.abs(ends.mean(axis=0) - 1).max() < 0.1
