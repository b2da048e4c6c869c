"""Match: who may be paired, who sits together, how a pair begins."""

from dataclasses import replace

import numpy as np
import pytest

from simulation.assignment.rules import Rules, permit, superior
from simulation.engine.checked import checked_step
from simulation.engine.draws import Draws
from simulation.engine.process import WEEKS_A_MONTH, Tick
from simulation.organization.affinity import fit_kernel
from simulation.organization.candidates import candidates_for
from simulation.organization.founding import found
from simulation.organization.layout import lay_out
from simulation.organization.organization import Organization
from simulation.organization.people import People
from simulation.processes.match import CHEMISTRY, HABIT, Match, kick_off_kernel, lasting_kernel
from simulation.program import Program, Setting

MATCH = Match()
SCORED = {"kind": "optimal", "noise": 0.0}
REGULAR = {"kind": "regular"}
PEERS = {"kind": "regular", "direction": "peer"}


def company(program=None, *, isolated=0, people=24, month=0, seekers="junior", checked=True):
    """Two departments; juniors seek, seniors offer; perhaps a third, isolated department."""
    departments = {"north": {"headcount": people}, "south": {"headcount": people}}
    if isolated:
        departments["apart"] = {"headcount": isolated, "isolated": True}
    shares = {"junior": 0.5, "senior": 0.5}
    firm = Organization(
        name="firm",
        departments={name: {**spec, "roles": shares} for name, spec in departments.items()},
        roles={"junior": {"level": 1}, "senior": {"level": 2}},
    )
    chosen = {
        "enrollment": "mandatory",
        "matching": SCORED,
        "structure": REGULAR,
        **(program or {}),
    }
    setting = Setting(firm, Program.model_validate(chosen), People())
    layout = lay_out(firm, 4)
    setting.departments = layout.departments
    state = found(layout, setting, Draws(3), months=24)
    senior = state["level"] == 2
    everybody = np.ones(layout.seats, dtype=bool)
    state["seeks_mentor"][:] = everybody if seekers == "all" else ~senior
    state["offers_mentoring"][:] = everybody if seekers == "all" else senior
    terms = setting.terms
    capacity = terms.size - 1 if terms.form != "pairs" else setting.preferences.capacity
    state["mentor_capacity"][:] = np.where(state["offers_mentoring"], capacity, 0)
    return at(Tick(state, Draws(3, checked=checked), setting), month)


def at(tick, month):
    tick.month = month
    tick.draws.at(month + 1)
    return tick


def matched(program=None, month=0, **options):
    tick = company(program, month=month, **options)
    MATCH.step(tick)
    return tick.state


def pairs_of(state):
    active = state["pair_active"]
    return list(
        zip(state["pair_mentor"][active].tolist(), state["pair_mentee"][active].tolist(),
            strict=True)
    )  # fmt: skip


def assert_counts_are_true(state):
    active, seats = state["pair_active"], state.sizes.seats
    for count, end in (("mentees", "pair_mentor"), ("mentors", "pair_mentee")):
        expected = np.bincount(state[end][active], minlength=seats)
        np.testing.assert_array_equal(state[count], expected)
    assert state["tally_pairs_started_total"][0] == active.sum()


# ------------------------------------------------------------------ who with whom


def test_everybody_who_can_be_is_matched_within_capacity_and_stops_seeking():
    state = matched()
    pairs = pairs_of(state)
    seniors, juniors = (state["level"] == 2).sum(), (state["level"] == 1).sum()
    assert len(pairs) == min(juniors, 2 * seniors)
    assert state["mentees"].max() <= 2
    assert all(state["level"][mentor] > state["level"][mentee] for mentor, mentee in pairs)
    assert not state["seeks_mentor"].any()
    assert_counts_are_true(state)


def test_no_matching_leaves_everybody_waiting():
    state = matched({"matching": "none"})
    assert not state["pair_active"].any()
    assert state["seeks_mentor"].any()
    assert state["account_matching"][0] == 0.0


@pytest.mark.parametrize(
    ("program", "month", "acts"),
    [
        ({}, 0, True),
        ({}, 1, False),
        ({}, 3, True),
        ({"enrollment": {"kind": "mandatory", "intake": "rolling"}}, 1, True),
        ({"enrollment": {"kind": "mandatory", "intake": "onboarding"}}, 2, True),
        ({"schedule": {"launch_quarter": 2}}, 0, False),
        ({"schedule": {"end_quarter": 1}}, 3, False),
    ],
)
def test_cohorts_match_at_the_start_of_a_quarter_the_others_each_month(program, month, acts):
    assert matched(program, month)["pair_active"].any() == acts


@pytest.mark.parametrize(("share", "acts"), [(0.75, True), (0.77, False)])
def test_a_cohort_waits_for_its_kick_off(share, acts):
    tick = company({"enrollment": {"kind": "mandatory", "kickoff_share": share}})
    state = tick.state
    state["seeks_mentor"][:] = False
    state["seeks_mentor"][np.flatnonzero(state["level"] == 1)[:21]] = True
    state["mentor_capacity"][:] = 0
    state["mentor_capacity"][np.flatnonzero(state["level"] == 2)[:16]] = 1  # 16 / 21 = .76
    MATCH.step(tick)
    assert state["pair_active"].any() == acts


@pytest.mark.parametrize("kernel", [kick_off_kernel, kick_off_kernel.py_func])
@pytest.mark.parametrize(("share", "kept"), [(0.3, [0, 1, 2, 3, 4]), (0.5, [1, 3, 4]), (0.6, [1])])
def test_the_kick_off_counts_company_by_company(kernel, share, kept):
    company, waiting = np.array([-1, -1, -1, 2, 2, -1, 2]), np.zeros(7)
    waiting[1] = 3.0  # a quarter ago there were too few already
    mentees, mentors, room = np.arange(5), np.array([5, 6]), np.array([1, 1])
    count = kernel(waiting, company, mentees, mentors, room, share)
    assert mentees[:count].tolist() == kept


def test_a_mentor_with_active_mentees_takes_only_who_still_fits():
    tick = company()
    mentors = np.flatnonzero(tick.state["level"] == 2)
    tick.state["mentees"][mentors] = 2
    tick.state["mentees"][mentors[0]] = 1
    MATCH.step(tick)
    assert [mentor for mentor, _ in pairs_of(tick.state)] == [mentors[0]]


RULES = {
    "direction": 1.0, "department_rule": 0.0, "line_allowed": 0.0, "senior_by": 24.0
}  # fmt: skip


def allowed(mentor, mentee, *, isolated=False, plain=False, **rules):
    """Whether seat 1 may mentor seat 0; (level, tenure, department) of the two, 2 is the boss."""
    columns = [np.array([mentee[part], mentor[part], 9]) for part in (2, 0, 1)]
    department, level, tenure = columns
    manager = np.array(rules.pop("manager", [2, 2, -1]))
    stated = Rules(
        mentees=np.array([0]),
        mentors=np.array([1]),
        mentee_persons=np.array([5], dtype=np.uint32),
        mentor_persons=np.array([6], dtype=np.uint32),
        department=np.minimum(department, 1),
        isolated=np.array([isolated, False]),
        level=level,
        tenure=tenure.astype(np.float64),
        manager=manager,
        leads=np.isin(range(3), manager),
        barred_start=np.zeros(2, dtype=np.int64),
        barred_column=np.empty(0, dtype=np.int64),
        **(RULES | rules),
    )
    out, pair = np.empty(1, dtype=bool), np.array([0])
    (permit.py_func if plain else permit)(stated, pair, pair, out)
    return bool(out[0])


@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize(
    ("mentor", "mentee", "rules", "expected"),
    [
        ((2, 0, 0), (1, 0, 0), {}, True),
        ((1, 24, 0), (1, 0, 0), {}, True),
        ((1, 23, 0), (1, 0, 0), {}, False),
        ((1, 90, 0), (2, 0, 0), {}, False),
        ((1, 0, 0), (2, 0, 0), {"direction": -1.0}, True),
        ((1, 0, 0), (1, 0, 0), {"direction": -1.0}, False),
        ((2, 0, 0), (1, 0, 0), {"direction": 0.0}, True),
        ((3, 0, 0), (1, 0, 0), {"direction": 0.0}, False),
        ((2, 0, 1), (1, 0, 0), {"department_rule": 1.0}, False),
        ((2, 0, 0), (1, 0, 0), {"department_rule": 1.0}, True),
        ((2, 0, 0), (1, 0, 0), {"department_rule": -1.0}, False),
        ((2, 0, 1), (1, 0, 0), {"department_rule": -1.0}, True),
        ((2, 0, 1), (1, 0, 0), {"isolated": True}, False),
        ((2, 0, 0), (1, 0, 0), {"isolated": True}, True),
        ((2, 0, 0), (1, 0, 0), {"manager": [1, 2, -1]}, False),
        ((2, 0, 0), (1, 0, 0), {"manager": [2, -1, 1]}, False),
        ((2, 0, 0), (1, 0, 0), {"manager": [-1, 0, -1]}, False),
        ((2, 0, 0), (1, 0, 0), {"manager": [1, 2, -1], "line_allowed": 1.0}, True),
    ],
)
def test_rules(mentor, mentee, rules, expected, plain):
    assert allowed(mentor, mentee, plain=plain, **rules) == expected


def test_a_circle_in_the_reporting_line_ends():
    assert not superior(np.array([1, 0, -1]), 0, 2)


def test_nobody_gets_a_mentor_they_have():
    tick = company()
    MATCH.step(tick)
    before = set(pairs_of(tick.state))
    tick.state["seeks_mentor"][:] = tick.state["level"] == 1
    tick.state["mentor_capacity"][:] = 5
    MATCH.step(at(tick, 3))
    after = pairs_of(tick.state)
    assert len(after) == len(set(after)) == 2 * len(before)
    assert_counts_are_true(tick.state)


def test_strangers_only_pairs_nobody_with_an_acquaintance():
    tick = company()
    known = candidates_for(tick, *_sides_of(tick))
    assert (known.allowed & known.known).any()
    tick.setting.preferences = replace(tick.setting.preferences, strangers=True)
    strangers = candidates_for(tick, *_sides_of(tick))
    assert not (strangers.allowed & strangers.known).any()


def _sides_of(tick):
    level = tick.state["level"]
    mentees, mentors = np.flatnonzero(level == 1), np.flatnonzero(level == 2)
    return mentees, mentors, np.full(len(mentors), 2)


def test_scores_stay_between_0_and_1_and_follow_the_goals():
    plain = company()
    goal = company({"objectives": {"kind": "targets", "skills": {"communication": 1}}})
    one = candidates_for(plain, *_sides_of(plain)).score
    other = candidates_for(goal, *_sides_of(goal)).score
    assert one.min() >= 0.0
    assert one.max() <= 1.0
    assert not np.array_equal(one, other)


def test_needs_based_matching_meets_more_needs_than_lots():
    needs = {"kind": "optimal", "noise": 0.0, "needs": 1, "roles": 0, "personality": 0, "ties": 0}
    best = company({"matching": needs})
    lots = company({"matching": {**needs, "kind": "random"}})
    score = candidates_for(best, *_sides_of(best))
    totals = []
    for tick in (best, lots):
        MATCH.step(tick)
        row, column = np.empty((2, tick.state.sizes.seats), dtype=int)
        row[score.mentees], column[score.mentors] = (
            np.arange(len(score.mentees)),
            np.arange(len(score.mentors)),
        )
        totals.append(sum(score.score[row[b], column[a]] for a, b in pairs_of(tick.state)))
    assert totals[0] > 1.1 * totals[1]


# ------------------------------------------------------------------ tables


def test_a_group_shares_a_table_and_its_size():
    state = matched({"structure": {"kind": "group", "size": 4}})
    active = state["pair_active"]
    group, size = state["pair_group"][active], state["pair_size"][active]
    for number in np.unique(group):
        at_table = group == number
        assert len(set(state["pair_mentor"][active][at_table])) == 1
        assert set(size[at_table]) == {at_table.sum() + 1.0}
    assert size.max() <= 4
    assert not state["pair_peer"].any()
    assert_counts_are_true(state)


GROUPS = {"kind": "group", "size": 4}


def tables_of(state):
    """People at each table, and the sizes written there."""
    rows = np.flatnonzero(state["pair_active"])
    found = {}
    for row in rows:
        people, sizes = found.setdefault(int(state["pair_group"][row]), (set(), set()))
        people |= {int(state["pair_mentor"][row]), int(state["pair_mentee"][row])}
        sizes.add(float(state["pair_size"][row]))
    return found


def test_groups_are_filled_before_another_mentor_opens_one():
    state = matched({"structure": GROUPS})
    juniors = (state["level"] == 1).sum()
    sizes = sorted(len(people) for people, _ in tables_of(state).values())
    assert sum(sizes) == juniors + len(sizes)
    assert len(sizes) == -(-juniors // 3)
    assert sizes[1:] == [4] * (len(sizes) - 1)


def test_newcomers_fill_the_open_groups_first():
    tick = company({"structure": GROUPS, "enrollment": {"kind": "mandatory", "intake": "rolling"}})
    state = tick.state
    juniors = np.flatnonzero(state["level"] == 1)
    state["seeks_mentor"][:] = False
    state["seeks_mentor"][juniors[:4]] = True
    MATCH.step(tick)
    assert sorted(len(people) for people, _ in tables_of(state).values()) == [2, 4]
    state["seeks_mentor"][juniors[4:6]] = True
    MATCH.step(at(tick, 1))
    assert [(len(people), sizes) for people, sizes in tables_of(state).values()] == [
        (4, {4.0}), (4, {4.0})
    ]  # fmt: skip
    assert_counts_are_true(state)


def test_a_mentor_whom_nobody_left_may_have_opens_no_table():
    tick = company({"structure": GROUPS, "matching": {**SCORED, "same_department": "require"}})
    state = tick.state
    north = np.flatnonzero((state["level"] == 1) & (state["department"] == 0))
    state["seeks_mentor"][:] = False
    state["seeks_mentor"][north[:6]] = True
    MATCH.step(tick)
    leaders = np.unique(state["pair_mentor"][state["pair_active"]])
    assert len(leaders) == 2
    assert (state["department"][leaders] == 0).all()


def test_newcomers_join_round_tables_with_room():
    program = {
        "structure": {"kind": "peer_group", "size": 4},
        "enrollment": {"kind": "mandatory", "intake": "rolling"},
    }
    tick = company(program, seekers="all")
    state = tick.state
    juniors = np.flatnonzero(state["level"] == 1)
    state["seeks_mentor"][:] = False
    state["seeks_mentor"][juniors[:7]] = True
    MATCH.step(tick)
    assert sorted(len(people) for people, _ in tables_of(state).values()) == [3, 4]
    state["seeks_mentor"][juniors[7:9]] = True
    MATCH.step(at(tick, 1))
    sizes = sorted(len(people) for people, _ in tables_of(state).values())
    assert sizes == [4, 4]  # one joins; the other leads a table and waits for company
    assert state["seeks_mentor"].sum() == 1
    assert all(sizes == {float(len(people))} for people, sizes in tables_of(state).values())
    assert_counts_are_true(state)


def test_peers_in_pairs_help_each_other_and_everybody_has_one():
    state = matched({"structure": PEERS}, seekers="all")
    pairs = pairs_of(state)
    assert set(pairs) == {(mentee, mentor) for mentor, mentee in pairs}
    assert (state["mentors"] == 1).all()
    assert state["pair_peer"][state["pair_active"]].all()
    for name in ("pair_meet", "pair_fit", "pair_quality", "pair_similarity"):
        shared = dict(zip(pairs, state[name][state["pair_active"]], strict=True))
        assert all(shared[pair] == shared[pair[::-1]] for pair in pairs), name
    assert_counts_are_true(state)


def test_peer_groups_sit_around_full_tables():
    state = matched({"structure": {"kind": "peer_group", "size": 4}}, seekers="all")
    active = state["pair_active"]
    group = state["pair_group"][active]
    for number in np.unique(group):
        at_table = group == number
        people = set(state["pair_mentor"][active][at_table].tolist())
        assert at_table.sum() == len(people) * (len(people) - 1)
        assert set(state["pair_size"][active][at_table]) == {float(len(people))}
    assert (state["mentors"] == 3).all()
    assert_counts_are_true(state)


def test_introductions_pair_peers_off():
    program = {"structure": PEERS, "matching": "introductions"}
    state = matched(program, seekers="all")
    assert (state["mentors"] <= 1).all()
    assert state["mentors"].mean() > 0.8


def test_who_is_mentee_of_one_and_mentor_of_another_sits_at_two_tables():
    tick = company({"structure": {"kind": "group", "size": 3}}, seekers="all")
    tick.state["level"][:12] = 3
    MATCH.step(tick)
    state = tick.state
    both = np.flatnonzero((state["mentors"] > 0) & (state["mentees"] > 0))
    assert both.size
    active = state["pair_active"]
    for seat in both:
        as_mentee = state["pair_group"][active & (state["pair_mentee"] == seat)]
        as_mentor = state["pair_group"][active & (state["pair_mentor"] == seat)]
        assert not set(as_mentee) & set(as_mentor)


# ------------------------------------------------------------------ how a pair begins


@pytest.mark.parametrize(
    ("agenda", "works", "stays"),
    [
        ("none", MATCH.agenda_none, MATCH.learned_none),
        ("suggested", MATCH.agenda_suggested, MATCH.learned_suggested),
        ("worksheet", 1.0, MATCH.learned_worksheet),
    ],
)
def test_terms_are_written_into_the_pair(agenda, works, stays):
    structure = {"kind": "regular", "agenda": agenda, "weeks": 13, "minutes": 45, "feedback": True}
    goals = {"kind": "targets", "skills": {"communication": 1}, "clarity": 0.7}
    tick = company({"structure": structure, "objectives": goals})
    MATCH.step(tick)
    values = {
        "pair_agenda": works, "pair_learned": stays, "pair_months_left": 13 / WEEKS_A_MONTH,
        "pair_minutes": 45.0, "pair_planned": 2.0, "pair_clarity": 0.7, "pair_age": 0.0,
        "pair_structure": tick.setting.terms.structure, "pair_seen": 0.0, "pair_meetings": 0.0,
    }  # fmt: skip
    active = tick.state["pair_active"]
    for name, value in values.items():
        assert set(tick.state[name][active]) == {value}, name


def test_the_same_two_have_the_same_fit_whenever_and_in_whatever_program_they_meet():
    one = company(people=80)
    design = {"matching": "random", "structure": {"kind": "regular", "minutes": 30}}
    other = company(design, people=80)
    other.state["skill"][:] *= 0.9
    MATCH.step(one)
    MATCH.step(at(other, 6))
    found_in = [
        dict(zip(pairs_of(t.state), zip(*(t.state[n][t.state["pair_active"]] for n in
             ("pair_fit", "pair_meet", "pair_similarity")), strict=True), strict=True))
        for t in (one, other)
    ]  # fmt: skip
    shared = found_in[0].keys() & found_in[1].keys()
    assert shared
    assert all(found_in[0][pair] == found_in[1][pair] for pair in shared)


def fits(tick, helper, helped, chemistry=0.0, loadings=(0.3, 0.15, 0.1), kernel=fit_kernel):
    helper, helped = np.array(helper), np.array(helped)
    fit, alike = np.empty((2, len(helper)))
    drawn = np.full(len(helper), chemistry)
    tick.call(kernel, helper, helped, drawn, fit, alike, *loadings, 1.5)
    return fit, alike


def test_fit_of_random_pairs_is_standardized():
    tick = company(people=60)
    juniors, seniors = _sides_of(tick)[:2]
    helped, helper = (part.ravel() for part in np.meshgrid(juniors, seniors))
    rng = np.random.default_rng(1)
    fit = fits(tick, helper, helped)[0] + np.sqrt(1 - 0.09 - 0.0225 - 0.01) * rng.normal(
        size=len(helper)
    )
    assert fit.mean() == pytest.approx(0.0, abs=0.2)
    assert fit.std() == pytest.approx(1.0, abs=0.1)


def test_likeness_and_chemistry_raise_fit_by_their_loadings():
    tick = company()
    junior, senior = _sides_of(tick)[0][0], _sides_of(tick)[1][0]
    unlike, alike = fits(tick, [senior], [junior])
    for name in ("conscientiousness", "extraversion", "stability", "growth_motivation"):
        tick.state[name][senior] = tick.state[name][junior]
    twins, most = fits(tick, [senior], [junior])
    assert twins[0] - unlike[0] == pytest.approx(0.15 * (most[0] - alike[0]))
    assert most[0] > alike[0]
    drawn = fits(tick, [senior], [junior], chemistry=1.0)[0]
    rest = np.sqrt(1 - 0.3**2 - 0.15**2 - 0.1**2)
    assert drawn[0] - twins[0] == pytest.approx(rest)


def test_a_mentor_who_brought_more_fits_better():
    tick = company()
    junior, senior = _sides_of(tick)[0][0], _sides_of(tick)[1][0]
    tick.state["start_plateau"][junior] = 0.3
    tick.state["start_plateau"][senior] = 0.3
    before = fits(tick, [senior], [junior])[0]
    tick.state["start_plateau"][senior] = 0.9
    assert fits(tick, [senior], [junior])[0] - before == pytest.approx(0.3 / 0.36)


def test_with_everyone_alike_matching_does_not_matter():
    tick = company()
    for name in ("conscientiousness", "extraversion", "stability", "growth_motivation"):
        tick.state[name][:] = 0.0
    tick.state["start_plateau"][:] = 0.5
    juniors, seniors = _sides_of(tick)[:2]
    fit, _ = fits(tick, seniors, juniors[: len(seniors)])
    assert np.ptp(fit) == 0.0


def test_quality_begins_halfway_to_fit():
    state = matched()
    active = state["pair_active"]
    np.testing.assert_allclose(state["pair_quality"][active], 0.5 * state["pair_fit"][active])


# ------------------------------------------------------------------ books and house rules


def test_matching_costs_staff_hours_and_states_its_gap():
    tick = company()
    MATCH.step(tick)
    state, program = tick.state, tick.setting.program
    hours = program.matching.staff_hours_per_pair * state["pair_active"].sum()
    cost = hours * program.costs.coordinator_hour
    assert state["account_matching"][0] == pytest.approx(cost)
    assert state["tally_matchings"][0] == 1
    assert state["tally_match_gap"][0] == 0.0
    assert matched({"matching": "random"})["tally_match_gap"][0] == -1.0


@pytest.mark.parametrize(
    "program",
    [
        {},
        {"matching": "random"},
        {"structure": {"kind": "peer_group", "size": 3}},
        {"enrollment": {"kind": "mandatory", "kickoff_share": 0.5}},
    ],
)
def test_people_of_an_isolated_department_change_no_pair(program):
    alone = matched(program, seekers="all")
    beside = matched(program, seekers="all", isolated=31)
    count = alone.sizes.seats
    mine = beside["pair_active"] & (beside["pair_mentee"] < count)
    assert pairs_of(alone) == [pair for pair in pairs_of(beside) if pair[1] < count]
    assert all(mentor >= count for mentor, mentee in pairs_of(beside) if mentee >= count)
    for name in ("pair_fit", "pair_meet", "pair_similarity", "pair_quality", "pair_size"):
        np.testing.assert_array_equal(beside[name][mine], alone[name][alone["pair_active"]])


@pytest.mark.parametrize("structure", [REGULAR, PEERS, {"kind": "group"}, {"kind": "peer_group"}])
def test_it_reads_and_writes_what_it_declares(structure):
    tick = company({"structure": structure}, seekers="all")
    checked_step(MATCH, tick)
    assert tick.state["pair_active"].any()
    tick.state.check_ranges()


def test_compiled_and_plain_fit_agree():
    tick = company()
    juniors, seniors = _sides_of(tick)[:2]
    pair = seniors, juniors[: len(seniors)]
    for one, other in zip(fits(tick, *pair), fits(tick, *pair, kernel=fit_kernel.py_func),
                          strict=True):  # fmt: skip
        np.testing.assert_array_equal(one, other)


def test_what_is_between_two_is_drawn_for_good_whoever_helps():
    tick = company()
    person, lasting = tick.state["person"], Draws(tick.draws.seed)
    one, other = np.array([4, 1, 7]), np.array([2, 9, 0])
    low, high = np.minimum(person[one], person[other]), np.maximum(person[one], person[other])
    for pair in ((one, other), (other, one)):
        for kernel in (lasting_kernel, lasting_kernel.py_func):
            drawn = np.empty(3), np.empty(3)
            tick.call(kernel, *pair, *drawn, lasting.luck(CHEMISTRY, HABIT))
            for stream, numbers in zip((CHEMISTRY, HABIT), drawn, strict=True):
                np.testing.assert_array_equal(numbers, lasting.pair_normal(stream, low, high))


def test_a_matching_may_make_help_mutual_whatever_the_direction():
    tick = company(seekers="all")
    tick.setting.preferences = replace(tick.setting.preferences, mutual=True)
    MATCH.step(tick)
    state = tick.state
    assert state["pair_peer"][state["pair_active"]].all()
    assert (state["mentors"] == 1).all()
    apart = np.abs(state["level"][state["pair_mentor"]] - state["level"][state["pair_mentee"]])
    assert apart[state["pair_active"]].min() == 0


# ------------------------------------------------------------------ several mentors each


def test_everybody_gets_a_second_mentor_who_is_another():
    state = matched({"matching": {**SCORED, "mentors_each": 2, "capacity": 4}})
    pairs = pairs_of(state)
    assert len(pairs) == len(set(pairs)) == 2 * (state["level"] == 1).sum()
    assert set(state["mentors"][state["level"] == 1]) == {2}
    assert state["mentees"].max() <= 4
    assert_counts_are_true(state)


def test_several_mentors_are_one_matching_that_costs_for_every_pair():
    tick = company({"matching": {**SCORED, "mentors_each": 3, "capacity": 5}})
    MATCH.step(tick)
    state, program = tick.state, tick.setting.program
    assert set(state["mentors"][state["level"] == 1]) == {3}
    assert state["mentees"].max() <= 5
    hours = program.matching.staff_hours_per_pair * state["pair_active"].sum()
    assert state["account_matching"][0] == pytest.approx(hours * program.costs.coordinator_hour)
    assert state["tally_matchings"][0] == 1
    assert_counts_are_true(state)


@pytest.mark.parametrize("kind", ["random", "stable", "fair", "manager_assigned", "self_selected"])
def test_any_matching_gives_a_second_mentor_as_far_as_there_is_room(kind):
    state = matched({"matching": {"kind": kind, "mentors_each": 2, "capacity": 1}})
    pairs = pairs_of(state)
    assert len(pairs) == len(set(pairs)) > 0
    assert state["mentees"].max() == 1
    assert state["mentors"].max() <= 2
    assert_counts_are_true(state)


def test_people_of_an_isolated_department_change_no_second_mentor():
    program = {"matching": {"kind": "random", "mentors_each": 2, "capacity": 3}}
    alone, beside = matched(program), matched(program, isolated=31)
    count = alone.sizes.seats
    assert pairs_of(alone) == [pair for pair in pairs_of(beside) if pair[1] < count]


def test_second_mentors_come_after_the_first_of_everybody():
    two = matched({"matching": {**SCORED, "mentors_each": 2}})
    assert set(pairs_of(matched())) <= set(pairs_of(two))
    assert (two["mentors"][two["level"] == 1] > 0).all()


def test_colleagues_help_one_way_whoever_has_been_here_longer():
    one_way = {"structure": {"kind": "regular", "direction": "colleague"}}
    tick = company(one_way, seekers="all")
    tick.state["tenure"][:] = 40.0
    tick.state["offers_mentoring"][:] = tick.state["level"] == 1
    tick.state["seeks_mentor"][:] = ~tick.state["offers_mentoring"]
    MATCH.step(tick)
    pairs = pairs_of(tick.state)
    assert pairs
    assert not tick.state["pair_peer"].any()
    assert {tick.state["level"][mentor] for mentor, _ in pairs} == {1}
