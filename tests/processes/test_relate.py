"""Relate: quality moves, pleases or strains, ties people, and pairs end."""

import numpy as np
import pytest

from simulation.engine.links import find_slot
from simulation.processes.relate import Relate, end_pairs
from tests.starting import started

RELATE = started(Relate)
MENTOR, MENTEE, PAIR = 0, 2, 1  # the second mentee of seat 0


@pytest.fixture
def met(small_state):
    """Everybody met as planned, and no pair will end by chance."""

    def make(**options):
        tick = small_state(**options)
        state = tick.state
        active = state["pair_active"]
        state["pair_due"][active] = state["pair_held"][active] = 4.0
        state["pair_hours"][active] = 4.0
        state["pair_months_left"][active] = 1000.0
        state["pair_quality"][active] = 0.0
        return tick

    return make


def lasting(**changes):
    """Relate with changed parameters, beyond their ranges where a test switches them off."""
    return Relate.model_construct(**{**RELATE.model_dump(), "early_end": 0.0, **changes})


def tie(state, seat, other):
    slot = find_slot(state["tie_neighbor"][seat], other)
    return 0.0 if slot < 0 else state["tie_strength"][seat, slot]


def test_quality_moves_toward_its_target(met, live):
    tick = met()
    state = tick.state
    taught = (state["teaching"][MENTOR] - 0.5) / tick.setting.people.teaching_dispersion
    target = 0.8 * state["pair_fit"][PAIR] + 0.3 * taught + 0.4 * 0.0 + 0.5 * 0.5
    live(lasting(), tick)
    assert state["pair_quality"][PAIR] == pytest.approx(RELATE.quality_rate * target)
    live(lasting(), tick, months=80)
    assert state["pair_quality"][PAIR] == pytest.approx(target, abs=1e-6)


@pytest.mark.parametrize(
    ("cause", "where"),
    [("pair_fit", PAIR), ("teaching", MENTOR), ("pair_structure", PAIR), ("pair_held", PAIR)],
)
def test_what_makes_quality_grow(met, live, cause, where):
    low, high = met(), met()
    low.state[cause][where] = 0.2
    high.state[cause][where] = 0.8
    for tick in (low, high):
        live(lasting(), tick)
    assert high.state["pair_quality"][PAIR] > low.state["pair_quality"][PAIR]


def test_no_meeting_due_says_nothing_about_contact(met, live):
    tick, steady = met(), met()
    tick.state["pair_due"][PAIR] = tick.state["pair_held"][PAIR] = 0.0
    steady.state["pair_held"][PAIR] = 2.0  # half of what was due: the reference
    for each in (tick, steady):
        live(lasting(), each)
    assert tick.state["pair_quality"][PAIR] == steady.state["pair_quality"][PAIR]


def test_good_pairs_please_and_bad_ones_strain(met, live):
    push, strain = {}, {}
    for quality in (-2.0, -0.5, 0.0, 1.0):
        tick = met()
        tick.state["pair_quality"][PAIR] = quality
        state = live(lasting(quality_rate=0.0), tick)
        push[quality] = state["pair_push_satisfaction"][MENTEE]
        strain[quality] = state["pair_push_stress"][MENTEE]
    assert push == pytest.approx({-2.0: -0.36, -0.5: -0.09, 0.0: 0.0, 1.0: 0.18})
    assert strain == pytest.approx({-2.0: 0.3, -0.5: 0.0, 0.0: 0.0, 1.0: 0.0})


def test_who_does_not_meet_feels_nothing(met, live):
    tick = met()
    tick.state["pair_quality"][:] = -2.0
    tick.state["pair_held"][:] = 0.0
    state = live(lasting(), tick)
    assert not state["pair_push_satisfaction"].any()
    assert not state["pair_push_stress"].any()
    assert not state["sponsorship"].any()


def test_mentors_are_somewhat_more_satisfied(met, live):
    tick = met()
    tick.state["meetings_led"][MENTOR] = 3.0
    state = live(lasting(), tick)
    assert state["pair_push_satisfaction"][MENTOR] == pytest.approx(RELATE.mentor_push / 2)


def test_a_mentor_who_is_a_mentee_feels_both(met, live, pair_up):
    tick = met()
    row = pair_up(tick.state, 4, MENTOR, 9, quality=-1.0, held=1.0, due=1.0, months_left=99.0)
    tick.state["meetings_led"][MENTOR] = 3.0
    state = live(lasting(quality_rate=0.0), tick)
    assert state["pair_quality"][row] == -1.0
    expected = RELATE.mentor_push / 2 - RELATE.quality_push
    assert state["pair_push_satisfaction"][MENTOR] == pytest.approx(expected)


def test_meetings_leave_ties_both_ways(met, live):
    tick = met()
    before = tie(tick.state, 1, 4), tie(tick.state, 4, 1)
    state = live(lasting(), tick)
    assert before == (0.0, 0.0)
    assert tie(state, 1, 4) == pytest.approx(4 * RELATE.bond)
    assert tie(state, 4, 1) == pytest.approx(2 * RELATE.bond)
    live(lasting(), tick, months=24)
    assert tie(state, 1, 4) == pytest.approx(1.0)
    assert tie(state, 4, 1) == pytest.approx(0.5)


def test_peers_grow_one_tie_each_way(met, live):
    tick = met()
    before = tie(tick.state, 5, 6), tie(tick.state, 6, 5)
    state = live(lasting(), tick)
    after = tie(state, 5, 6), tie(state, 6, 5)
    np.testing.assert_allclose(after, np.add(before, 4 * RELATE.bond))


def test_without_bond_no_tie_changes(met, live):
    tick = met()
    before = tick.state["tie_strength"].sum(axis=1)
    state = live(lasting(bond=0.0), tick)
    np.testing.assert_allclose(state["tie_strength"].sum(axis=1), before)


def test_a_month_with_strong_mentors_counts_once(met, live):
    tick = met()
    tick.state["output"][[0, 4]] = 1.2  # both mentors of seat 1
    state = live(lasting(), tick)
    assert state["sponsorship"][1] == 1.0
    live(lasting(), tick, months=3)
    assert state["sponsorship"][1] == 1.0 + 3.0


@pytest.mark.parametrize("weak", ["output", "level"])
def test_weak_mentors_and_juniors_sponsor_nobody(met, live, weak):
    tick = met()
    tick.state["output"][[0, 4]] = 1.2
    tick.state[weak][[0, 4]] = 0
    assert live(lasting(), tick)["sponsorship"][1] == 0.0


def test_peers_sponsor_nobody(met, live):
    tick = met()
    tick.state["output"][:] = 2.0
    state = live(lasting(), tick)
    assert not state["sponsorship"][[5, 6]].any()


def test_pairs_end_at_their_term_and_counts_stay_true(met, live):
    tick = met()
    tick.state["pair_months_left"][PAIR] = 2.4
    pairs = tick.state["mentees"].sum()
    lived = [bool(live(lasting(), tick)["pair_active"][PAIR]) for _ in range(3)]
    state = tick.state
    assert lived == [True, True, False]
    assert state["pair_age"][PAIR] == 3.0
    assert state["tally_pairs_completed"][0] == state["tally_pairs_ended_total"][0] == 1
    assert state["tally_pairs_ended_early"][0] == 0
    assert state["mentees"].sum() == state["mentors"].sum() == pairs - 1
    assert state["mentees"][MENTOR] == 1


def ended(quality, hazard=RELATE.early_end, pairs=20_000):
    """Which of many pairs end early in a month."""
    number = np.arange(pairs)
    active = np.ones(pairs, dtype=bool)
    counts = np.ones(pairs, dtype=np.int64)
    tally = [np.zeros(1, dtype=np.int64) for _ in range(3)]
    person = number.astype(np.uint32)
    end_pairs(
        active, number, number, counts, counts.copy(), *tally, person, person,
        np.zeros(pairs, dtype=bool), np.full(pairs, quality), np.zeros(pairs),
        np.full(pairs, 9.0), np.array([1, 2, 3 << 16, 4], dtype=np.uint32),
        hazard, RELATE.early_steepness,
    )  # fmt: skip
    assert tally[1][0] == tally[2][0] == (~active).sum()
    return ~active


def test_average_pairs_end_at_the_published_hazard():
    assert ended(0.0).mean() == pytest.approx(0.02, abs=0.003)


def test_poor_pairs_end_more_often_and_good_luck_stays_good():
    poor, good = ended(-1.0), ended(1.0)
    assert poor.mean() > 2 * good.mean() > 0
    assert (poor >= good).all()


def test_without_hazard_no_pair_ends():
    assert not ended(-3.0, hazard=0.0).any()


def test_two_peers_part_together(small_state):
    partings = []
    for seed in range(20):
        tick = small_state(seed=seed)
        rows = np.flatnonzero(tick.state["pair_peer"] & tick.state["pair_active"])
        lasting(early_end=0.5, early_steepness=1.5).step(tick)
        one, other = tick.state["pair_active"][rows]
        assert one == other
        partings.append(one)
    assert len(set(partings)) == 2


def test_two_peers_learn_to_know_each_other_by_the_mean_of_their_teaching(met, live):
    tick = met()
    state = tick.state
    state["teaching"][[5, 6]] = 0.9, 0.2
    rows = np.flatnonzero(state["pair_peer"] & state["pair_active"])
    live(lasting(), tick)
    taught = (0.55 - tick.setting.people.teaching_mean) / tick.setting.people.teaching_dispersion
    target = 0.8 * state["pair_fit"][rows[0]] + 0.3 * taught + 0.5 * 0.5
    np.testing.assert_allclose(state["pair_quality"][rows], RELATE.quality_rate * target)


@pytest.mark.parametrize("check", ["declared", "compiled", "unrelated", "in_range"])
def test_contract(contract, check):
    getattr(contract, check)(RELATE)
