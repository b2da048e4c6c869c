"""Evaluate: surveys see through error, and rules act on what was seen."""

import numpy as np
import pytest

from simulation.engine.checked import checked_step
from simulation.engine.draws import Draws
from simulation.engine.process import Tick
from simulation.organization.founding import found
from simulation.organization.layout import lay_out
from simulation.organization.opening import open_pairs
from simulation.organization.organization import Organization
from simulation.organization.people import People
from simulation.processes.evaluate import (
    ANSWERS,
    DETRACTOR,
    ERROR,
    PROMOTER,
    REVIEWED,
    Evaluate,
    answer,
    close,
    record,
)
from simulation.program import Program, Setting
from simulation.state.seating import apart, round_tables

EVALUATE = Evaluate()
EXACT = {"kind": "surveys", "response": 1.0, "noise": 0.0, "close_below": 0}


def company(evaluation=EXACT, *, pairs=6, peers=False, quality=0.0, month=0, isolated=0, **program):
    """Pairs of neighbors: 1 is helped by 0, 3 by 2, ...; perhaps an isolated department."""
    departments = {"north": {"headcount": 2 * pairs}}
    if isolated:
        departments["apart"] = {"headcount": isolated, "isolated": True}
    firm = Organization(
        name="firm",
        departments={n: {**spec, "roles": {"junior": 1}} for n, spec in departments.items()},
        roles={"junior": {"level": 1}},
    )
    chosen = Program.model_validate({"evaluation": evaluation, **program})
    setting = Setting(firm, chosen, People())
    layout = lay_out(firm, 4)
    setting.departments = layout.departments
    state = found(layout, setting, Draws(3), months=36)
    seats = np.arange(0, layout.seats - layout.seats % 2, dtype=np.int64)
    seating = (round_tables if peers else apart)(state, seats[::2], seats[1::2])
    open_pairs(state, seating, state.tables["pairs"].row({"pair_peer": peers}))
    state["pair_quality"][: len(seating.helper)] = quality
    return at(Tick(state, Draws(3, checked=True), setting), month)


def at(tick, month):
    tick.month = month
    tick.draws.at(month + 1)
    return tick


def evaluated(evaluation=EXACT, **options):
    tick = company(evaluation, **options)
    EVALUATE.step(tick)
    return tick


# ------------------------------------------------------------------ what surveys see


@pytest.mark.parametrize(
    ("quality", "answer"), [(0.0, 4.0), (1.0, 4.7), (-1.0, 3.3), (9.0, 5.0), (-9.0, 1.0)]
)
def test_without_error_everybody_answers_the_quality_on_the_scale(quality, answer):
    state = evaluated(quality=quality).state
    active = state["pair_active"]
    np.testing.assert_allclose(state["pair_seen"][active], answer)
    np.testing.assert_allclose(state["q_seen_quality"][state["mentors"] > 0], answer)
    np.testing.assert_array_equal(state["q_surveyed"], state["mentors"] > 0)
    assert state["tally_survey_answers"][0] == 12
    assert state["tally_survey_sum"][0] == pytest.approx(12 * answer)


@pytest.mark.parametrize(
    ("answer", "promoters", "detractors"),
    [(PROMOTER, 12, 0), (PROMOTER - 0.1, 0, 0), (DETRACTOR, 0, 0), (DETRACTOR - 0.1, 0, 12)],
)
def test_promoters_and_detractors_are_counted(answer, promoters, detractors):
    quality = (answer - EVALUATE.answer_mean) / EVALUATE.answer_slope
    state = evaluated(quality=quality + 1e-9).state
    assert state["tally_promoters"][0] == promoters
    assert state["tally_detractors"][0] == detractors


def test_error_and_response_are_as_planned():
    tick = evaluated({**EXACT, "response": 0.6, "noise": 0.5}, pairs=600)
    state = tick.state
    assert state["tally_survey_answers"][0] / 1200 == pytest.approx(0.6, abs=0.05)
    answers = state["q_seen_quality"][state["q_surveyed"]]
    assert answers.mean() == pytest.approx(EVALUATE.answer_mean, abs=0.08)
    assert answers.std() == pytest.approx(0.5, abs=0.06)


def test_who_does_not_answer_keeps_what_was_seen_before():
    tick = company({**EXACT, "response": 0.4}, pairs=30)
    tick.state["pair_seen"][:30] = 2.2
    EVALUATE.step(tick)
    seen = tick.state["pair_seen"][:30]
    assert set(np.round(seen, 9)) == {2.2, 4.0}


def test_reviews_reach_some_of_the_silent_and_lose_nobody():
    silent = {**EXACT, "response": 0.3}
    plain = evaluated(silent, pairs=300).state["q_surveyed"]
    reviewed = evaluated({**silent, "reviews": True}, pairs=300).state["q_surveyed"]
    assert (reviewed >= plain).all()
    assert reviewed[1::2].mean() == pytest.approx(0.3 + 0.7 * EVALUATE.review_reach, abs=0.07)


def test_surveys_come_after_a_month_and_then_as_planned():
    def months(**schedule):
        tick = company({**EXACT, "every_months": 2}, schedule=schedule)
        answers = []
        for month in range(9):
            before = int(tick.state["tally_survey_answers"][0])
            EVALUATE.step(at(tick, month))
            if tick.state["tally_survey_answers"][0] > before:
                answers.append(month)
        return answers

    assert months() == [0, 2, 4, 6, 8]
    assert months(launch_quarter=2) == [3, 5, 7]
    assert months(end_quarter=1) == [0, 2]


# ------------------------------------------------------------------ what is done about it


def poor_pair(**options):
    """The second of six pairs is poor."""
    quality = np.zeros(options.pop("rows", 6))
    quality[1] = -2.5
    return evaluated({**EXACT, "close_below": 2.5, **options.pop("plan", {})}, quality=quality,
                     **options)  # fmt: skip


def test_pairs_seen_below_the_limit_end_early_and_the_mentee_seeks_again():
    state = poor_pair().state
    assert state["pair_active"][:6].tolist() == [True, False, True, True, True, True]
    assert np.flatnonzero(state["seeks_mentor"]).tolist() == [3]
    assert (state["mentees"][2], state["mentors"][3]) == (0, 0)
    assert state["tally_pairs_ended_early"][0] == state["tally_pairs_ended_total"][0] == 1
    assert state["tally_pairs_completed"][0] == 0


def test_without_rematching_nobody_seeks_again():
    assert not poor_pair(plan={"rematch": False}).state["seeks_mentor"].any()


def test_the_rule_acts_on_what_was_seen_not_on_the_truth():
    tick = company({**EXACT, "close_below": 2.5, "response": 1e-9}, quality=-2.5)
    EVALUATE.step(tick)
    assert tick.state["pair_active"][:6].all()
    noisy = evaluated({**EXACT, "close_below": 2.5, "noise": 2.0}, pairs=100, quality=0.0)
    assert 0 < noisy.state["tally_pairs_ended_early"][0] < 60


def test_peers_part_both_ways_and_both_seek_again():
    state = poor_pair(peers=True, rows=12).state
    ended = ~state["pair_active"][:12]
    assert ended.sum() == 2
    assert sorted(state["pair_mentee"][:12][ended].tolist()) == [0, 1]
    assert np.flatnonzero(state["seeks_mentor"]).tolist() == [0, 1]
    assert state["tally_pairs_ended_total"][0] == 2


def test_a_mentee_with_another_mentor_does_not_seek():
    tick = company({**EXACT, "close_below": 2.5}, quality=np.array([0.0, -2.5, 0, 0, 0, 0]))
    pair = [np.array([seat], dtype=np.int64) for seat in (0, 3)]
    open_pairs(tick.state, apart(tick.state, *pair), tick.state.tables["pairs"].row({}))
    EVALUATE.step(tick)
    assert tick.state["mentors"][3] == 1
    assert not tick.state["seeks_mentor"].any()


ADAPT = {**EXACT, "adapt": ["cadence", "training"], "quality_target": 4.4, "every_months": 1}
LEVERS = {
    "structure": {"kind": "regular", "meetings_per_month": 2},
    "training": {"kind": "sessions", "mentor_hours": 6, "refresher_hours": 1},
}


def test_quality_below_its_target_steps_up_cadence_and_training_to_twice_the_plan():
    tick = company(ADAPT, quality=0.0, **LEVERS)
    meetings, hours, refreshers = [], [], []
    for month in range(5):
        EVALUATE.step(at(tick, month))
        meetings.append(tick.setting.terms.meetings_per_month)
        hours.append(tick.setting.sessions.mentor_hours)
        refreshers.append(tick.setting.sessions.refresher_hours)
    assert meetings == [2.5, 3.125, 3.90625, 4.0, 4.0]
    assert hours == [9.0, 12.0, 12.0, 12.0, 12.0]
    assert refreshers == [1.5, 2.0, 2.0, 2.0, 2.0]
    assert tick.setting.terms.minutes == 60.0


@pytest.mark.parametrize(
    ("plan", "quality"),
    [(ADAPT, 1.0), ({**ADAPT, "adapt": []}, 0.0), ({**ADAPT, "response": 1e-9}, 0.0)],
)
def test_it_adapts_only_when_told_and_when_answers_miss_the_target(plan, quality):
    tick = company(plan, quality=quality, **LEVERS)
    before = tick.setting.snapshot()
    EVALUATE.step(tick)
    assert tick.setting.snapshot() == before


def test_only_the_named_lever_moves():
    tick = company({**ADAPT, "adapt": ["training"]}, quality=0.0, **LEVERS)
    EVALUATE.step(tick)
    assert tick.setting.terms.meetings_per_month == 2.0
    assert tick.setting.sessions.mentor_hours == 9.0


def test_surveys_and_reviews_cost_coordinators_time():
    rate = Program().costs.coordinator_hour
    cost = evaluated().state["account_evaluation"][0]
    assert cost == pytest.approx(EVALUATE.survey_hours * rate)
    cost = evaluated({**EXACT, "reviews": True}).state["account_evaluation"][0]
    assert cost == pytest.approx((EVALUATE.survey_hours + 6 * EVALUATE.review_hours) * rate)


# ------------------------------------------------------------------ house rules


@pytest.mark.parametrize(
    ("evaluation", "options"),
    [
        ("none", {"structure": "regular"}),
        (EXACT, {"schedule": {"launch_quarter": 2}}),
        (EXACT, {"month": 1}),
    ],
)
def test_without_a_survey_nothing_changes(evaluation, options):
    tick = company(evaluation, quality=-3.0, **options)
    before = {name: array.copy() for name, array in tick.state.arrays.items()}
    EVALUATE.step(tick)
    for name, array in before.items():
        np.testing.assert_array_equal(tick.state[name], array, err_msg=name)


def test_without_pairs_a_survey_asks_nobody_and_costs_nothing():
    tick = company()
    tick.state["pair_active"][:] = False
    EVALUATE.step(tick)
    assert tick.state["account_evaluation"][0] == 0.0
    assert tick.state["tally_survey_answers"][0] == 0


def test_an_isolated_department_neither_steers_nor_changes_the_others():
    plan = {**ADAPT, "close_below": 3.0, "noise": 0.6}
    alone = company(plan, quality=0.4, **LEVERS)
    beside = company(plan, quality=0.4, isolated=30, **LEVERS)
    beside.state["pair_quality"][6:21] = -3.0
    for tick in (alone, beside):
        EVALUATE.step(tick)
    count = alone.state.sizes.seats
    for name in ("seeks_mentor", "q_surveyed", "q_seen_quality", "mentees", "mentors"):
        np.testing.assert_array_equal(beside.state[name][:count], alone.state[name])
    assert beside.setting.snapshot() == alone.setting.snapshot()
    assert beside.state["seeks_mentor"][count:].any()


@pytest.mark.parametrize("peers", [False, True])
def test_it_reads_and_writes_what_it_declares(peers):
    plan = {**ADAPT, "close_below": 3.5, "noise": 0.6, "response": 0.7, "reviews": True}
    tick = company(plan, peers=peers, **LEVERS)
    checked_step(EVALUATE, tick)
    tick.state.check_ranges()
    assert tick.setting.terms.meetings_per_month == 2.5


def test_compiled_and_plain_agree():
    one, other = company(peers=True), company(peers=True)
    rows, given = np.array([0, 3, 5, 6, 7]), np.zeros((2, 5), dtype=bool)
    given[0, [0, 1, 4]] = given[1, 3] = True
    for tick, kernel in ((one, close), (other, close.py_func)):
        tick.state["pair_seen"][:] = 3.0
        tick.state["pair_seen"][6] = 3.5
        tick.call(kernel, rows, given, 3.5, 1.0)
    for name in EVALUATE.writes:
        np.testing.assert_array_equal(one.state[name], other.state[name])
    assert one.state["tally_pairs_ended_total"][0] == 6


@pytest.mark.parametrize("reach", [0.0, 0.5])
def test_compiled_and_plain_agree_on_answers_and_their_record(reach):
    one, other = company(peers=True), company(peers=True)
    rows, found = np.arange(8), []
    luck = one.draws.luck(ERROR, ANSWERS, REVIEWED)
    for tick, ask, write in (
        (one, answer, record),
        (other, answer.py_func, record.py_func),
    ):
        tick.state["pair_peer"][:4] = False
        tick.state["pair_quality"][:8] = np.linspace(-2, 2, 8)
        answers, given = np.empty((2, 8)), np.empty((2, 8), dtype=bool)
        tick.call(ask, rows, answers, given, luck, 4.0, 0.7, 0.6, 0.5, reach)
        tick.call(write, rows, answers, given)
        found.append((answers, given))
    for compiled, plain in zip(*found, strict=True):
        np.testing.assert_array_equal(compiled, plain)
    assert 0 < one.state["tally_survey_answers"][0] == found[0][1].sum() < 16
    for name in EVALUATE.writes:
        np.testing.assert_array_equal(one.state[name], other.state[name])
