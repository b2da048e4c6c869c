import numpy as np
import pytest

from simulation.outcomes.skills import FIRST, gains_kernel, objective_kernel, skill_kernel

TARGETS = {"kind": "targets", "skills": {"communication": 3, "trade": 1}, "clarity": 1.0}


@pytest.fixture
def able(company):
    """Everybody has .5, .25, .1 and .4; the jobs ask .5, .5, nothing and .8."""

    def make(program=None, **options):
        tick = company(program, **options)
        tick.state["skill"][:] = [0.5, 0.25, 0.1, 0.4]
        return tick

    return make


def test_skill_is_the_share_of_what_the_job_needs(able, value):
    assert value(able(), "skill") == pytest.approx(100 * (1 + 0.5 + 0.5) / 3)


def test_more_than_the_job_needs_covers_no_more(able, value):
    tick = able()
    tick.state["skill"][:, 0] = 1.0
    assert value(tick, "skill") == pytest.approx(100 * (1 + 0.5 + 0.5) / 3)


def test_the_gap_is_what_is_missing(able, value):
    assert value(able(), "skill_gap") == pytest.approx(100 * (0 + 0.25 + 0.4) / 3)


def test_borrowed_know_how_counts_up_to_one(able, value):
    tick = able()
    tick.state["role_requirement"][:] = 0.5
    tick.state["borrowed"][:, 0] = 0.2
    tick.state["borrowed_peers"][:, 0] = 0.1
    tick.state["borrowed"][:, 3] = 0.9
    levels = [value(tick, f"skill_{name}") for name in tick.setting.skills]
    np.testing.assert_allclose(levels, [80, 25, 10, 100])


def test_jobs_that_ask_for_no_skill_have_no_coverage(able, value):
    tick = able()
    tick.state["role_requirement"][1] = 0.0
    tick.state["role"][:6] = 1
    assert value(tick, "skill", "department", "North") is None
    assert value(tick, "skill_gap", "department", "North") is None
    assert value(tick, "skill") == value(tick, "skill", "department", "South")


def test_one_skill_is_read_among_those_whose_job_uses_it(able, value):
    tick = able()
    tick.state["role_requirement"][1] = [0.0, 0.0, 0.5, 0.0]
    tick.state["role"][:6] = 1
    assert value(tick, "skill_trade") == pytest.approx(40)
    assert value(tick, "skill_trade", "department", "North") is None
    assert value(tick, "skill_mentoring_leadership") == pytest.approx(10)


def test_the_objective_s_gap_is_to_its_target(able, value):
    tick = able({"objectives": {**TARGETS, "target": 0.7}})
    assert value(tick, "objective_gap") == pytest.approx(100 * (0.75 * 0.2 + 0.25 * 0.3))


def test_without_a_target_the_objective_is_what_the_job_asks(able, value):
    tick = able({"objectives": TARGETS})
    assert value(tick, "objective_gap") == pytest.approx(100 * (0.75 * 0.0 + 0.25 * 0.4))


@pytest.mark.parametrize("options", [{}, {"program": {"objectives": TARGETS}, "launch": 3}])
def test_there_is_no_gap_to_targets_before_there_are_any(able, value, options):
    assert value(able(**options), "objective_gap") is None


def test_growth_is_the_mean(able, value):
    tick = able()
    tick.state["growth"][:6] = 0.02
    assert value(tick, "growth", "department", "North") == pytest.approx(2)
    assert value(tick, "growth") == pytest.approx(2 * 6 / 11)


@pytest.mark.parametrize(("kernel", "width"), [(skill_kernel, FIRST + 8), (objective_kernel, 1)])
def test_compiled_is_plain(kernel, width):
    rng = np.random.default_rng(2)
    role = rng.integers(0, 3, 20)
    needs = rng.uniform(0, 1, (3, 4)).round(1)
    columns = [rng.uniform(0, 1, (20, 4)).round(1) for _ in range(3)]
    if kernel is skill_kernel:
        columns.append(rng.uniform(0, 1, 20))
    goals = () if kernel is skill_kernel else (np.array([0.5, 0, 0, 0.9]), rng.uniform(0, 1, 4))
    found, plain = np.full((2, 20, width + 2), 7.0)
    kernel(role, needs, *columns, found[:, 1:-1], *goals)
    kernel.py_func(role, needs, *columns, plain[:, 1:-1], *goals)
    assert (found[:, 1:-1] != 7.0).all()
    np.testing.assert_array_equal(found, plain)


def test_gains_are_told_apart_by_where_the_partner_comes_from(company, value):
    tick = company()
    state = tick.state
    state["growth"][:] = 0.01 * np.arange(12)
    for row, (mentor, mentee, held) in enumerate([(0, 1, 2), (6, 2, 1), (7, 1, 1), (8, 9, 0)]):
        state["pair_mentor"][row], state["pair_mentee"][row] = mentor, mentee
        state["pair_held"][row] = held
        state["pair_mentee_person"][row] = state["person"][mentee]
    assert value(tick, "growth_within") == pytest.approx(1.0)  # seat 1
    assert value(tick, "growth_across") == pytest.approx(1.5)  # seats 1 and 2
    assert value(tick, "growth_within", "department", "South") is None  # did not meet


def test_gains_with_a_partner_are_of_those_still_here(company, value):
    tick = company()
    tick.state["pair_mentor"][0], tick.state["pair_mentee"][0] = 0, 1
    tick.state["pair_held"][0] = 1
    tick.state["pair_mentee_person"][0] = tick.state["person"][1] + 1
    assert value(tick, "growth_within") is None


def test_gains_compiled_are_plain():
    rng = np.random.default_rng(5)
    pairs = (rng.integers(0, 2, 30).astype(float), *rng.integers(0, 12, (2, 30)))
    address, person = rng.integers(0, 2, 30), rng.integers(0, 2, 12)
    people = person, rng.integers(0, 3, 12), rng.normal(size=12)
    found, plain = np.full((2, 12, 6), 7.0)
    gains_kernel(*pairs, address, *people, found[:, 1:-1])
    gains_kernel.py_func(*pairs, address, *people, plain[:, 1:-1])
    assert found[:, 1:-1].any()
    assert (found[:, 1:-1] != 7.0).all()
    np.testing.assert_array_equal(found, plain)
