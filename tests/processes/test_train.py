"""Train: what sessions and courses bring, what they cost, and how it fades."""

import numpy as np
import pytest

from simulation.engine.checked import checked_step
from simulation.engine.draws import Draws
from simulation.engine.functions import exp
from simulation.engine.process import Tick
from simulation.errors import ScenarioError
from simulation.organization.founding import found
from simulation.organization.layout import lay_out
from simulation.organization.organization import Organization
from simulation.organization.people import People
from simulation.processes.train import Train, course_kernel, sessions_kernel
from simulation.program import Program, Setting

TRAIN = Train()
MENTOR, MENTEE, OTHER = 0, 1, 2
SESSIONS = {"kind": "sessions", "mentor_hours": 14, "mentee_hours": 2, "coordinator_hours": 1.5}
COURSE = {"kind": "course", "skills": ["communication"], "hours": 14}
FADED = float(exp(-float(np.log(2.0)) / TRAIN.lift_half_life))


def company(training, *, month=0, people=8, schedule=None, **families):
    """One department with one pair: seat 0 mentors seat 1."""
    firm = Organization(
        name="firm",
        departments={"north": {"headcount": people, "roles": {"junior": 1}}},
        roles={"junior": {"level": 1, "skills": {"communication": 0.6, "job_know_how": 0.6}}},
    )
    program = {"training": training, "schedule": schedule or {}, **families}
    setting = Setting(firm, Program.model_validate(program), People())
    layout = lay_out(firm, 4)
    setting.departments = layout.departments
    state = found(layout, setting, Draws(3), months=24)
    state.add_columns(Train.columns)
    state["exposed"][:] = True
    state["pair_active"][0] = True
    state["pair_mentor"][0], state["pair_mentee"][0] = MENTOR, MENTEE
    state["mentees"][MENTOR] = state["mentors"][MENTEE] = 1
    return at(Tick(state, Draws(3, checked=True), setting), month)


def at(tick, month):
    tick.month = month
    tick.draws.at(month + 1)
    return tick


def stepped(training, **options):
    """State before and after one step."""
    tick = company(training, **options)
    before = {name: array.copy() for name, array in tick.state.arrays.items()}
    TRAIN.step(tick)
    return before, tick.state


# ------------------------------------------------------------------ sessions


def test_fourteen_hours_raise_teaching_by_the_published_effect():
    before, after = stepped(SESSIONS)
    gain = after["teaching"] - before["teaching"]
    assert gain[MENTOR] == pytest.approx(TRAIN.teaching_gain * People().teaching_dispersion)
    assert not np.delete(gain, MENTOR).any()


def test_more_hours_bring_more_but_less_each():
    gains = []
    for hours in (0, 3, 6, 9, 12):
        before, after = stepped({**SESSIONS, "mentor_hours": hours})
        gains.append(after["teaching"][MENTOR] - before["teaching"][MENTOR])
    steps = np.diff(gains)
    assert gains[0] == 0.0
    assert (steps > 0).all()
    assert (np.diff(steps) < 0).all()


def test_a_mentor_is_trained_once_and_what_was_learned_fades():
    tick = company(SESSIONS)
    base = tick.state["teaching"][MENTOR]
    TRAIN.step(tick)
    lift = tick.state["teaching"][MENTOR] - base
    TRAIN.step(at(tick, 1))
    assert tick.state["teaching"][MENTOR] - base == pytest.approx(lift * FADED)
    tick.state["mentees"][MENTOR] = 0
    for month in range(2, 12):
        TRAIN.step(at(tick, month))
    assert tick.state["teaching"][MENTOR] - base == pytest.approx(lift / 2, rel=1e-9)


def test_refreshers_come_each_quarter_and_hold_the_level_up():
    tick, plain = company({**SESSIONS, "refresher_hours": 3}), company(SESSIONS)
    for month in range(4):
        for one in (tick, plain):
            TRAIN.step(at(one, month))
        more = tick.state["teaching"][MENTOR] - plain.state["teaching"][MENTOR]
        assert (more > 0) == (month >= 3)


def test_preparing_mentees_makes_goals_of_new_pairs_clearer():
    tick = company(SESSIONS)
    tick.state["pair_clarity"][0] = 0.5
    TRAIN.step(tick)
    share = TRAIN.preparation * (1.0 - float(exp(-2.0 / TRAIN.preparation_scale)))
    assert tick.state["pair_clarity"][0] == pytest.approx(0.5 + share * 0.5)
    tick.state["pair_age"][0] = 1.0
    TRAIN.step(at(tick, 1))
    assert tick.state["pair_clarity"][0] == pytest.approx(0.5 + share * 0.5)


def test_sessions_take_time_and_money_once():
    tick = company(SESSIONS)
    costs = tick.setting.program.costs
    TRAIN.step(tick)
    state = tick.state
    np.testing.assert_allclose(state["time_lent"][[MENTOR, MENTEE, OTHER]], [14 / 160, 2 / 160, 0])
    assert state["account_training"][0] == pytest.approx(16 * costs.course_hour)
    TRAIN.step(at(tick, 1))
    assert state["account_training"][1] == 0.0
    assert state["account_coordination"][1] == pytest.approx(1.5 * costs.coordinator_hour)


@pytest.mark.parametrize(("rows", "size", "pairs"), [(2, 2.0, 1.0), (12, 4.0, 2.0)])
def test_coordinators_look_after_tables_of_peers_not_after_rows(rows, size, pairs):
    tick = company(SESSIONS, structure="peer_group")
    for name, value in (("active", True), ("peer", True), ("size", size)):
        tick.state[f"pair_{name}"][:rows] = value
    TRAIN.step(tick)
    cost = 1.5 * pairs * tick.setting.program.costs.coordinator_hour
    assert tick.state["account_coordination"][0] == pytest.approx(cost)


# ------------------------------------------------------------------ courses


def test_a_course_moves_only_what_it_names_by_the_published_effect():
    tick = company(COURSE)
    tick.state["skill"][:], tick.state["plateau"][:] = 0.4, 0.5
    TRAIN.step(tick)
    gain = TRAIN.course_gain * People().skill_dispersion
    taught = tick.setting.skills.index("communication")
    for name, start in (("skill", 0.4), ("plateau", 0.5)):
        moved = tick.state[name] - start
        np.testing.assert_allclose(moved[:, taught], gain)
        assert not np.delete(moved, taught, axis=1).any()
    np.testing.assert_allclose(tick.state["growth"], gain / 2)  # the job uses two skills
    np.testing.assert_allclose(tick.state["time_lent"], 14 / 160)
    cost = 14 * 8 * tick.setting.program.costs.course_hour
    assert tick.state["account_training"][0] == pytest.approx(cost)


def test_a_course_is_taken_once_also_by_those_who_come_later():
    tick = company(COURSE)
    tick.state["occupied"][5] = False
    TRAIN.step(tick)
    skill = tick.state["skill"].copy()
    tick.state["occupied"][5] = True
    TRAIN.step(at(tick, 1))
    changed = (tick.state["skill"] != skill).any(axis=1)
    assert np.flatnonzero(changed).tolist() == [5]


def test_a_course_for_participants_reaches_the_pair_only():
    _, after = stepped({**COURSE, "audience": "participants"})
    assert np.flatnonzero(after["courses_taken"]).tolist() == [MENTOR, MENTEE]


def test_a_course_reaches_only_where_the_program_runs():
    tick = company(COURSE)
    tick.state["exposed"][:4] = False
    TRAIN.step(tick)
    assert np.flatnonzero(tick.state["courses_taken"]).tolist() == [4, 5, 6, 7]


def test_nobody_learns_beyond_the_top():
    tick = company({**COURSE, "hours": 80})
    tick.state["skill"][:], tick.state["plateau"][:] = 0.97, 0.99
    TRAIN.step(tick)
    tick.state.check_ranges()
    assert tick.state["skill"].max() == tick.state["plateau"].max() == 1.0


def test_a_course_on_unknown_skills_is_refused_before_the_first_month():
    with pytest.raises(ScenarioError) as error:
        TRAIN.prepare(company({**COURSE, "skills": ["singing", "communication", "dancing"]}))
    assert [problem.key for problem in error.value.problems] == ["program.training.skills"] * 2
    assert 'no skill "singing" to hold a course on. Its skills are: communication' in str(
        error.value
    )
    TRAIN.prepare(company(COURSE))
    TRAIN.prepare(company("none"))


# ------------------------------------------------------------------ house rules


@pytest.mark.parametrize(
    ("training", "options"),
    [
        ("none", {}),
        (SESSIONS, {"schedule": {"launch_quarter": 2}}),
        (COURSE, {"schedule": {"end_quarter": 1}, "month": 3}),
    ],
)
def test_without_training_or_program_nothing_changes(training, options):
    before, after = stepped(training, **options)
    for name in ("teaching", "skill", "plateau", "time_lent", "pair_clarity", "account_training"):
        np.testing.assert_array_equal(after[name], before[name])


def test_who_began_without_a_training_still_gets_refreshers():
    tick = company({**SESSIONS, "mentor_hours": 0, "refresher_hours": 4})
    base = tick.state["teaching"][MENTOR]
    TRAIN.step(tick)
    assert tick.state["teaching"][MENTOR] == base
    TRAIN.step(at(tick, 3))
    assert tick.state["teaching"][MENTOR] > base


def test_it_reads_and_writes_what_it_declares():
    both = {**SESSIONS, **COURSE, "kind": "sessions_and_course", "refresher_hours": 2}
    tick = company(both)
    for month in (0, 3):
        checked_step(TRAIN, at(tick, month))
        tick.state.check_ranges()


@pytest.mark.parametrize(
    ("kernel", "numbers"),
    [
        (sessions_kernel, (6.0, 2.0, 1.0, 0.08, 6.0, 0.9, 0.3, 2.0, 160.0)),
        (course_kernel, (np.array([1.0, 0.0, 0.0, 1.0]), 14.0, 0.09, 1.0, 160.0)),
    ],
)
def test_compiled_and_plain_agree(kernel, numbers):
    one, other = company("none"), company("none")
    assert one.call(kernel, *numbers) == other.call(kernel.py_func, *numbers)
    for name in TRAIN.writes:
        np.testing.assert_array_equal(one.state[name], other.state[name])
