"""Enroll: who may join, who wishes to, who does."""

from dataclasses import replace

import numpy as np
import pytest

from simulation.engine.checked import checked_step
from simulation.engine.draws import Draws
from simulation.engine.process import Tick
from simulation.errors import ScenarioError
from simulation.organization.departure import clear_people
from simulation.organization.founding import found
from simulation.organization.layout import lay_out
from simulation.organization.organization import Organization
from simulation.organization.people import People
from simulation.organization.wishes import mentee_wish_kernel, mentor_wish_kernel
from simulation.processes.enroll import ENROLLED, Enroll
from simulation.processes.hire import Hire
from simulation.processes.turnover import Turnover
from simulation.program import Program, Setting
from tests.starting import started

ENROLL = started(Enroll)
VOLUNTARY = {"enrollment": {"kind": "voluntary", "mentors": {"min_tenure": 0}}}


def company(program=None, *, isolated=0, people=40, month=0, checked=True):
    """Two departments of people at work, perhaps a third, isolated one."""
    departments = {"north": {"headcount": people}, "south": {"headcount": people}}
    if isolated:
        departments["apart"] = {"headcount": isolated, "isolated": True}
    shares = {"junior": 0.6, "senior": 0.4}
    firm = Organization(
        name="firm",
        departments={name: {**spec, "roles": shares} for name, spec in departments.items()},
        roles={"junior": {"level": 1}, "senior": {"level": 2}},
    )
    setting = Setting(firm, Program.model_validate(program or VOLUNTARY), People())
    layout = lay_out(firm, 4)
    setting.departments = layout.departments
    state = found(layout, setting, Draws(3), months=24)
    state["output"][:] = np.random.default_rng(4).uniform(0.5, 1.2, 200)[: layout.seats]
    tick = Tick(state, Draws(3, checked=checked), setting)
    return at(tick, month)


def at(tick, month):
    tick.month = month
    tick.draws.at(month + 1)
    return tick


def enrolled(program, month=0, **options):
    tick = company(program, month=month, **options)
    ENROLL.step(tick)
    return tick.state


def with_enrollment(kind="voluntary", **fields):
    fields.setdefault("mentors", {"min_tenure": 0})
    return {"enrollment": {"kind": kind, **fields}}


# ------------------------------------------------------------------ wishes


@pytest.mark.parametrize(
    ("column", "weight"),
    [
        ("growth_motivation", ENROLL.growth),
        ("satisfaction", ENROLL.satisfied),
        ("stress", -ENROLL.workload),
    ],
)
def test_wish_for_a_mentor_moves_with_each_cause_by_its_weight(column, weight):
    before, after = company(), company()
    after.state[column][5] += 1.0
    for tick in (before, after):
        ENROLL.step(tick)
    moved = after.state["draw_d"] - before.state["draw_d"]
    assert moved[5] == pytest.approx(weight)
    assert not np.delete(moved, 5).any()


@pytest.mark.parametrize(
    ("column", "weight"),
    [
        ("willingness", ENROLL.willing),
        ("conscientiousness", ENROLL.dutiful),
        ("stress", -ENROLL.workload),
    ],
)
def test_wish_to_mentor_moves_with_each_cause_by_its_weight(column, weight):
    before, after = company(), company()
    after.state[column][5] += 1.0
    for tick in (before, after):
        ENROLL.step(tick)
    moved = after.state["draw_e"] - before.state["draw_e"]
    assert moved[5] == pytest.approx(weight)
    assert not np.delete(moved, 5).any()


@pytest.mark.parametrize("wish", ["draw_d", "draw_e"])
def test_safety_of_the_team_and_respect_raise_both_wishes(wish):
    plain, safe, asked = company(), company(), company()
    team = plain.state["team"][5]
    safe.state["team_safety"][team] += 1.0
    asks = np.arange(asked.state["tie_neighbor"].shape[1]) < asked.state["tie_count"][:, None]
    asker, slot = np.argwhere(asks & (asked.state["tie_neighbor"] == 5))[0]
    asked.state["tie_strength"][asker, slot] += 4.0
    for tick in (plain, safe, asked):
        ENROLL.step(tick)
    members = plain.state["team"] == team
    moved = safe.state[wish] - plain.state[wish]
    np.testing.assert_allclose(moved[members], ENROLL.safety)
    assert not moved[~members].any()
    respect = asked.state["draw_b"][5] - plain.state["draw_b"][5]
    assert respect > 0.1
    moved = asked.state[wish][5] - plain.state[wish][5]
    assert moved == pytest.approx(ENROLL.respect * respect)


def test_the_stronger_wish_for_a_mentor_by_their_standing():
    weak, strong = company(), company()
    weak.state["output"][5], strong.state["output"][5] = 0.7, 0.9
    for tick in (weak, strong):
        ENROLL.step(tick)
    standing = strong.state["draw_a"][5] - weak.state["draw_a"][5]
    wish = strong.state["draw_d"][5] - weak.state["draw_d"][5]
    assert standing > 0.5
    assert wish == pytest.approx(ENROLL.standing * standing)


@pytest.mark.parametrize(
    ("more", "mentee", "mentor"),
    [
        (with_enrollment(nudge=0.7), 0.7, 0.7),
        ({**VOLUNTARY, "rewards": {"kind": "prize"}}, ENROLL.reward, ENROLL.reward),
        ({**VOLUNTARY, "rewards": {"kind": "recognition"}}, ENROLL.reward, ENROLL.reward),
        ({**VOLUNTARY, "rewards": {"kind": "recognition", "audience": "everyone"}}, 0.0, 0.0),
        (
            {**VOLUNTARY, "rewards": {"kind": "prize", "mentor_credit": 0.5}},
            ENROLL.reward,
            1.5 * ENROLL.reward,
        ),
    ],
)
def test_levers_raise_wishes_and_nobody_who_joined_stays_away(more, mentee, mentor):
    before, after = enrolled(VOLUNTARY), enrolled(more)
    np.testing.assert_allclose(after["draw_d"] - before["draw_d"], mentee, atol=1e-12)
    np.testing.assert_allclose(after["draw_e"] - before["draw_e"], mentor, atol=1e-12)
    for name in ("seeks_mentor", "offers_mentoring"):
        assert (after[name] >= before[name]).all()


def test_asked_again_in_the_same_situation_people_answer_the_same():
    tick = company()
    ENROLL.step(tick)
    first = tick.state["draw_d"].copy()
    ENROLL.step(at(tick, 6))
    np.testing.assert_array_equal(tick.state["draw_d"], first)


def test_volunteers_are_already_the_stronger():
    state = enrolled(VOLUNTARY, people=100)
    joins = state["seeks_mentor"]
    assert 10 <= joins.sum() <= 100
    gap = state["output"][joins].mean() - state["output"][~joins].mean()
    assert gap > 0.05


# ------------------------------------------------------------------ who and when


def test_without_enrollment_or_before_and_after_the_program_everything_is_closed():
    for program, month in (
        ({"structure": "regular"}, 0),
        ({**VOLUNTARY, "schedule": {"launch_quarter": 2}}, 0),
        ({**VOLUNTARY, "schedule": {"end_quarter": 2}}, 6),
    ):
        tick = company(program, month=month)
        for name in ("seeks_mentor", "offers_mentoring", "eligible_mentee", "waiting"):
            tick.state[name][:] = 1
        ENROLL.step(tick)
        assert not any(tick.state[name].any() for name in ENROLLED)


def test_waves_reach_one_department_after_the_other():
    program = {
        **with_enrollment("mandatory", every_quarters=1),
        "schedule": {
            "departments": ["south"],
            "waves": [{"quarter": 2, "departments": ["north"]}],
        },
    }
    tick = company(program)
    south = tick.state["department"] == tick.setting.departments.index("south")
    ENROLL.step(tick)
    np.testing.assert_array_equal(tick.state["exposed"], south)
    np.testing.assert_array_equal(tick.state["seeks_mentor"], south)
    ENROLL.step(at(tick, 3))
    assert tick.state["exposed"].all()
    assert tick.state["seeks_mentor"].all()


def test_cohorts_come_in_every_so_many_quarters_from_launch_the_others_each_month():
    def months(**fields):
        program = {**with_enrollment("mandatory", **fields), "schedule": {"launch_quarter": 2}}
        found_in = []
        for month in range(12):
            tick = company(program, month=month, people=6)
            ENROLL.step(tick)
            if tick.state["seeks_mentor"].any():
                found_in.append(month)
        return found_in

    assert months(every_quarters=2) == [3, 9]
    assert months(every_quarters=1) == [3, 6, 9]
    assert months(intake="rolling") == list(range(3, 12))


@pytest.mark.parametrize(
    ("limits", "column", "value"),
    [
        ({"min_tenure": 12}, "tenure", 11.0),
        ({"max_tenure": 6}, "tenure", 6.0),
        ({"min_level": 2}, "level", 1),
        ({"max_level": 2}, "level", 3),
        ({"min_willingness": 0.5}, "willingness", 0.4),
        ({"departments": ["south"]}, "department", 0),
        ({"skill_percentile": 10}, "skill", 0.0),
        ({"max_skill_percentile": 90}, "skill", 1.0),
    ],
)
def test_each_limit_keeps_out_whom_it_names(limits, column, value):
    tick = company(with_enrollment("mandatory", mentees=limits))
    fits = {"tenure": 12.0 if "min_tenure" in limits else 1.0, "level": 2, "willingness": 1.0,
            "department": 1, "skill": 0.0 if "max_skill_percentile" in limits else 1.0}  # fmt: skip
    for name, level in fits.items():
        tick.state[name][5:7] = level
    tick.state[column][6] = value
    ENROLL.step(tick)
    assert tick.state["eligible_mentee"][5:7].tolist() == [True, False]
    assert tick.state["seeks_mentor"][5:7].tolist() == [True, False]


def test_respect_is_a_percentile_of_the_reference_not_of_those_present():
    tick = company(with_enrollment("mandatory", mentees={"respect_percentile": 50}))
    tick.state["tie_strength"][:] = 0.0
    ENROLL.step(tick)
    assert not tick.state["eligible_mentee"].any()


def test_newcomers_enroll_in_their_first_month_of_service():
    tick = company(with_enrollment("mandatory", intake="onboarding"), month=4)
    tick.state["tenure"][:] = 20.0
    clear_people(tick.state, np.array([3, 7]))
    tick.state["fill_after"][7] = 1.0
    tick.state.add_columns(Turnover.columns)
    seeking = []
    for month in (4, 5, 6):
        for process in sorted((Hire(), ENROLL, Turnover()), key=lambda each: each.position):
            process.step(at(tick, month))
            if process is ENROLL:
                seekers = np.flatnonzero(tick.state["seeks_mentor"] & (tick.state["waiting"] == 0))
                seeking.append(seekers.tolist())
                assert not tick.state["tenure"][seekers].any()
    assert [set(seats) & {3, 7} for seats in seeking] == [set(), {3}, {7}]


def test_onboarding_takes_newcomers_in_any_month():
    tick = company(with_enrollment("mandatory", intake="onboarding"), month=4)
    tick.state["tenure"][:] = 20.0
    tick.state["tenure"][[3, 9]] = [0.0, 3.0]
    ENROLL.step(tick)
    assert np.flatnonzero(tick.state["seeks_mentor"]).tolist() == [3]


def test_who_has_a_mentor_is_not_asked_and_who_waits_keeps_waiting():
    tick = company(with_enrollment("mandatory", every_quarters=1))
    tick.state["mentors"][4] = 1
    ENROLL.step(tick)
    assert not tick.state["seeks_mentor"][4]
    assert tick.state["waiting"].sum() == 0.0
    for month in (1, 2, 3):
        ENROLL.step(at(tick, month))
    assert tick.state["waiting"][4] == 0.0
    assert (np.delete(tick.state["waiting"], 4) == 3.0).all()
    assert tick.state["seeks_mentor"].sum() == len(tick.state["occupied"]) - 1


def test_nobody_sits_on_a_vacant_seat():
    tick = company(with_enrollment("mandatory", mentors_too=True))
    tick.state["occupied"][7] = False
    ENROLL.step(tick)
    assert not any(tick.state[n][7] for n in ("seeks_mentor", "offers_mentoring", "waiting"))


@pytest.mark.parametrize(
    ("cap", "each", "seekers"), [(12, 1, 12), (12, 2, 6), (13, 3, 4), (2, 3, 0)]
)
def test_several_mentors_each_are_several_pairs_under_the_cap(cap, each, seekers):
    tick = company(with_enrollment("mandatory", max_pairs=cap))
    tick.setting.preferences = replace(tick.setting.preferences, mentors_each=each)
    ENROLL.step(tick)
    assert tick.state["seeks_mentor"].sum() == seekers


def test_a_cap_takes_the_keenest_and_counts_whom_it_serves():
    tick = company(with_enrollment("mandatory", max_pairs=5))
    tick.state["mentors"][[0, 1]] = 1
    ENROLL.step(tick)
    wish = tick.state["draw_d"].copy()
    wish[[0, 1]] = -np.inf
    keenest = np.sort(np.argsort(-wish)[:3])
    assert np.flatnonzero(tick.state["seeks_mentor"]).tolist() == keenest.tolist()


@pytest.mark.parametrize(
    ("program", "capacity"),
    [
        ({"matching": {"kind": "optimal", "capacity": 3}}, 3),
        ({"structure": {"kind": "group", "size": 6}}, 5),
        ({"structure": {"kind": "peer_group", "size": 4}}, 3),
        ({"structure": {"kind": "regular", "direction": "peer"}}, 1),
    ],
)
def test_capacity_follows_matching_or_the_size_of_the_table(program, capacity):
    state = enrolled({**with_enrollment("mandatory", mentors_too=True), **program})
    assert set(state["mentor_capacity"].tolist()) == {capacity}


def test_among_peers_whoever_joins_does_both():
    program = {**VOLUNTARY, "structure": "peer_group"}
    state = enrolled(program)
    np.testing.assert_array_equal(state["seeks_mentor"], state["offers_mentoring"])
    assert state["seeks_mentor"].any()


def test_unknown_departments_are_refused_all_at_once_before_the_first_month():
    limits = {"mentees": {"departments": ["nroth"]}, "mentors": {"departments": ["west", "south"]}}
    with pytest.raises(ScenarioError) as error:
        ENROLL.prepare(company(with_enrollment(**limits)))
    keys = [problem.key for problem in error.value.problems]
    sides = ("mentees", "mentors")
    assert keys == [f"program.enrollment.{side}.departments" for side in sides]
    assert 'no department "nroth". Its departments are: north, south.' in str(error.value)


# ------------------------------------------------------------------ house rules


@pytest.mark.parametrize("more", [{}, {"structure": "peer_group"}])
def test_people_of_an_isolated_department_change_nobody(more):
    program = {**with_enrollment("mandatory", max_pairs=12, every_quarters=1), **more}
    alone, beside = company(program), company(program, isolated=30)
    count = alone.state.sizes.seats
    for month in (0, 1, 3):
        for tick in (alone, beside):
            ENROLL.step(at(tick, month))
        for name in ENROLL.writes:
            np.testing.assert_array_equal(beside.state[name][:count], alone.state[name])
    assert beside.state["seeks_mentor"][count:].sum() == 12


@pytest.mark.parametrize("kind", ["voluntary", "nominated", "opt_out", "mandatory"])
def test_it_reads_and_writes_what_it_declares(kind):
    limits = {"skill_percentile": 20, "respect_percentile": 20, "min_willingness": -2}
    tick = company(with_enrollment(kind, mentors=limits, mentees={"max_level": 1}, max_pairs=4))
    tick.state["seeks_mentor"][2] = True
    checked_step(ENROLL, tick)
    tick.state.check_ranges()


@pytest.mark.parametrize(
    ("kernel", "weights"),
    [
        (mentee_wish_kernel, (0.1, 1.2, 1.1, 0.3, 0.4, 0.2, 0.5)),
        (mentor_wish_kernel, (0.1, 1.0, 0.5, 0.3, 0.2, 0.5)),
    ],
)
def test_compiled_and_plain_agree(kernel, weights):
    one, other = company(), company()
    for tick, call in ((one, kernel), (other, kernel.py_func)):
        for name in ("draw_a", "draw_b"):
            tick.state[name][:] = np.linspace(0.1, 0.9, tick.state.sizes.seats)
        tick.call(call, np.array([1, 2, 3 << 16, 4], dtype=np.uint32), *weights)
    for name in ("draw_d", "draw_e"):
        np.testing.assert_array_equal(one.state[name], other.state[name])


# ------------------------------------------------------------------ by lot


def by_lot(enrollment="mandatory", *, launch=1, program=None, **assignment):
    schedule = {"launch_quarter": launch, "assignment": assignment}
    return {**with_enrollment(enrollment), "schedule": schedule, **(program or {})}


def test_only_those_drawn_are_let_in_and_anyone_may_help():
    state = enrolled(by_lot(share=0.5))
    drawn = state["assigned"] == 1
    np.testing.assert_array_equal(state["exposed"], drawn)
    np.testing.assert_array_equal(state["seeks_mentor"], drawn)
    assert state["eligible_mentor"][~drawn].any()
    assert drawn.sum() == 40


def test_helpers_can_be_limited_to_those_drawn():
    for program in (
        by_lot(share=0.5, mentors="assigned"),
        by_lot(share=0.5, program={"structure": {"kind": "regular", "direction": "peer"}}),
    ):
        state = enrolled(program)
        drawn = state["assigned"] == 1
        assert not state["eligible_mentor"][~drawn].any()
        assert state["eligible_mentor"][drawn].any()


def test_nobody_is_drawn_before_launch():
    tick = company(by_lot(launch=2))
    ENROLL.step(tick)
    assert (tick.state["assigned"] == -1).all()
    ENROLL.step(at(tick, 3))
    assert (tick.state["assigned"] >= 0).all()


def test_the_study_takes_whom_it_says():
    state = enrolled(by_lot(among={"min_level": 2, "departments": ["south"]}))
    studied = state["assigned"] >= 0
    np.testing.assert_array_equal(studied, (state["level"] == 2) & (state["department"] == 1))
    assert (state["assigned"][studied] == 1).mean() == pytest.approx(0.5, abs=0.05)


def test_volunteers_are_drawn_after_they_opted_in():
    wishes = enrolled(VOLUNTARY)["seeks_mentor"]
    state = enrolled(by_lot(opt_in=True))
    np.testing.assert_array_equal(state["assigned"] >= 0, wishes)
    assert 0 < (state["assigned"] == 1).sum() < wishes.sum()


@pytest.mark.parametrize("newcomers", [True, False])
def test_newcomers_are_drawn_when_the_study_takes_them(newcomers):
    tick = company(by_lot(newcomers=newcomers))
    ENROLL.step(tick)
    before = tick.state["assigned"].copy()
    came = np.arange(10)
    tick.state["assigned"][came] = -1
    tick.state["tenure"][came] = 0
    ENROLL.step(at(tick, 1))
    assert (tick.state["assigned"][came] >= 0).all() == newcomers
    np.testing.assert_array_equal(tick.state["assigned"][10:], before[10:])


def test_without_any_lever_people_are_drawn_and_nothing_runs():
    program = by_lot(share=0.5)
    idle = enrolled({"schedule": program["schedule"]})
    np.testing.assert_array_equal(idle["assigned"], enrolled(program)["assigned"])
    assert not idle["exposed"].any()


@pytest.mark.parametrize(
    "fields",
    [
        {"unit": "team", "within": "department"},
        {"by": {"state": "output", "noise": 0.3}},
        {"opt_in": True, "within": "level", "among": {"skill_percentile": 20}},
    ],
)
def test_assignment_reads_and_writes_what_it_declares(fields):
    tick = company(by_lot(**fields))
    checked_step(ENROLL, tick)
    assert (tick.state["assigned"] >= 0).any()
