"""Learn: what a worksheet hour closes, how much stays, and who learns how much."""

import dataclasses

import numpy as np
import pytest

from simulation.model import MentoringModel
from simulation.processes.learn import Learn
from simulation.state.state import State
from tests.starting import started

LEARN = started(Learn, transport=1.0, mentor_gain=0.0)
MENTOR, EXPERT, MENTEE, SKILL = 0, 4, 1, 3


@pytest.fixture
def lesson(small_state, pair_up):
    """One pair on one skill: a perfect mentor, a mentee who has mastered a plateau of .4."""

    def make(*, held=1, hours=0.75, skill=0.4, plateau=0.4, **pair):
        tick = small_state(pairs=False)
        state: State = tick.state
        state["borrowed"][:] = state["borrowed_peers"][:] = 0.0
        state["teaching"][:] = tick.setting.people.teaching_mean
        state["ability"][:] = 0.0
        state["skill"][[MENTOR, EXPERT]] = state["plateau"][[MENTOR, EXPERT]] = 0.9
        state["plateau"][MENTEE] = plateau
        state["skill"][MENTEE] = skill
        focus(tick, SKILL)
        usual = {"held": held, "due": held, "hours": hours, "quality": 0.0, "learned": 1.0,
                 "clarity": 1.0}  # fmt: skip
        pair_up(state, MENTOR, MENTEE, 0, **(usual | pair))
        return tick

    return make


def focus(tick, skill):
    weights = np.zeros(4)
    weights[skill] = 1.0
    tick.setting.goals = dataclasses.replace(tick.setting.goals, weights=weights)


def usable(state):
    return np.minimum(1.0, state["skill"] + state["borrowed"] + state["borrowed_peers"])


def gain_of(tick, live, learn=LEARN, skill=SKILL):
    before = tick.state["plateau"][MENTEE, skill]
    return live(learn, tick)["plateau"][MENTEE, skill] - before


@pytest.mark.parametrize("held", [1, 3])
@pytest.mark.parametrize(("skill", "breadth"), [(3, 0.75), (0, 3.0)])
def test_worksheet_hours_of_its_breadth_close_63_percent_of_a_gap(
    lesson, live, held, skill, breadth
):
    tick = lesson(held=held, hours=breadth)
    focus(tick, skill)
    assert gain_of(tick, live, skill=skill) / 0.5 == pytest.approx(1.0 - np.exp(-1.0), rel=1e-9)


def test_what_stays_and_what_is_borrowed(lesson, live):
    tick = lesson(learned=0.6)
    state = live(LEARN, tick)
    gain = 0.5 * (1.0 - np.exp(-1.0))
    assert state["plateau"][MENTEE, SKILL] == pytest.approx(0.4 + 0.6 * gain)
    assert state["skill"][MENTEE, SKILL] == pytest.approx(0.4 + 0.6 * gain)
    assert state["borrowed"][MENTEE, SKILL] == pytest.approx(0.4 * gain)


def test_a_newcomer_profits_in_proportion_to_mastery(lesson, live):
    tick = lesson(learned=0.6, skill=0.1)
    state = live(LEARN, tick)
    gain = 0.5 * (1.0 - np.exp(-1.0))
    assert state["plateau"][MENTEE, SKILL] == pytest.approx(0.4 + 0.6 * gain)
    assert state["skill"][MENTEE, SKILL] == pytest.approx(0.1 + 0.6 * gain / 4)
    assert state["borrowed"][MENTEE, SKILL] == pytest.approx(0.4 * gain / 4)


def test_the_gap_counts_from_the_own_plateau(lesson, live):
    tick = lesson(skill=0.1, plateau=0.95)  # practice alone will reach more than the mentor has
    before = {name: tick.state[name].copy() for name in ("plateau", "skill", "borrowed")}
    state = live(LEARN, tick)
    for name, values in before.items():
        np.testing.assert_array_equal(state[name], values)


@pytest.mark.parametrize("stock", ["borrowed", "borrowed_peers"])
def test_what_is_already_borrowed_is_not_lent_again(lesson, live, stock):
    tick = lesson()
    tick.state[stock][MENTEE, SKILL] = 0.2
    assert gain_of(tick, live) == pytest.approx(0.3 * (1.0 - np.exp(-1.0)))


def test_nobody_learns_from_whoever_knows_less(lesson, live):
    tick = lesson()
    tick.state["skill"][MENTOR] = 0.3
    assert gain_of(tick, live) == 0.0


def test_learning_never_makes_anybody_worse_and_never_passes_the_mentor(lesson, live):
    tick = lesson(held=8, hours=400.0)
    state = live(LEARN, tick)
    assert state["plateau"][MENTEE, SKILL] == pytest.approx(0.9)
    assert (state["skill"][MENTEE] <= state["plateau"][MENTEE]).all()


@pytest.mark.parametrize(
    ("change", "factor"),
    [
        ({"agenda": 0.35}, 0.35),
        ({"quality": 1.0}, 1.3),
        ({"quality": -1.0}, 0.7),
        ({"quality": -9.0}, 0.2),
        ({"quality": 9.0}, 2.0),
        ({"size": 3.0}, 0.5 + 0.3 * 0.5),
        ({"size": 5.0}, 0.25 + 0.3 * 0.75),
    ],
)
def test_dose_of_a_pair(lesson, live, change, factor):
    dose = live(LEARN, lesson(**change))["pair_dose"][0]
    assert dose / live(LEARN, lesson())["pair_dose"][0] == pytest.approx(factor)


@pytest.mark.parametrize(
    ("column", "seat", "value", "factor"),
    [("teaching", MENTOR, 0.7, 1.4), ("ability", MENTEE, 1.0, np.exp(0.15))],
)
def test_dose_of_the_people(lesson, live, column, seat, value, factor):
    tick = lesson()
    tick.state[column][seat] = value
    dose = live(LEARN, tick)["pair_dose"][0]
    assert dose == pytest.approx(0.75 * factor)


def test_transport_halves_the_learning_rate(lesson, live):
    tick = lesson()
    live(started(Learn, mentor_gain=0.0), tick)
    assert tick.state["pair_dose"][0] == pytest.approx(0.75 / 2)


def test_diminishing_returns_in_hours(lesson, live):
    gains = [gain_of(lesson(hours=hours), live) for hours in (0.5, 1.0, 1.5)]
    assert gains[0] > gains[1] - gains[0] > gains[2] - gains[1] > 0


@pytest.mark.parametrize(("hours", "held"), [(0.0, 1), (0.0, 0)])
def test_without_meetings_nothing_is_learned(lesson, live, hours, held):
    tick = lesson(hours=hours, held=held)
    before = {name: array.copy() for name, array in tick.state.arrays.items()}
    state = live(LEARN, tick)
    for name in LEARN.writes:
        np.testing.assert_array_equal(state[name], before[name], err_msg=name)


def test_a_second_mentor_adds_little(lesson, live, pair_up):
    one = gain_of(lesson(), live)
    tick = lesson()
    pair_up(tick.state, EXPERT, MENTEE, 1, held=1, due=1, hours=0.5, learned=1.0)
    two = gain_of(tick, live)
    doses = [0.75, 0.5 * LEARN.second_mentor]  # the first table is the best one
    np.testing.assert_allclose(tick.state["pair_dose"][:2], doses)
    assert 0 < two - one < 0.1 * one


def test_all_at_one_table_count_in_full(lesson, live, pair_up):
    tick = lesson(size=3.0)
    pair_up(tick.state, EXPERT, MENTEE, 0, size=3.0, held=1, due=1, hours=0.75, learned=1.0)
    doses = live(LEARN, tick)["pair_dose"][:2]
    np.testing.assert_allclose(doses, 0.75 * 0.65)


def test_clear_goals_put_the_time_where_they_weigh(lesson, live):
    tick = lesson()
    before = tick.state["plateau"][MENTEE].copy()
    gained = live(LEARN, tick)["plateau"][MENTEE] - before
    np.testing.assert_array_equal(gained > 0, [False, False, False, True])


def test_unclear_goals_split_it_over_all_skills(lesson, live):
    tick = lesson(clarity=0.0)
    gained = live(LEARN, tick)["plateau"][MENTEE] - 0.4
    expected = 0.5 * (1.0 - np.exp(-0.75 / 4 / tick.state["breadth_hours"]))
    np.testing.assert_allclose(gained, expected, atol=1e-12)


def test_two_who_know_their_goals_better_spend_more_time_on_them(lesson, live):
    gains = [gain_of(lesson(clarity=clarity), live) for clarity in (0.0, 0.4, 0.8)]
    shares = np.array([0.25, 0.4 + 0.6 / 4, 0.8 + 0.2 / 4])
    np.testing.assert_allclose(gains, 0.5 * (1.0 - np.exp(-shares)))


def test_the_month_counts_at_the_mean_of_the_levels_after_each_meeting(lesson, live):
    tick = lesson(held=2, hours=1.5)
    state = live(LEARN, tick)
    levels = 0.9 - 0.5 * np.exp(-np.array([1.0, 2.0]))
    mean = (usable(state) - state["level_lag"])[MENTEE, SKILL]
    assert mean == pytest.approx(levels.mean())


def test_growth_is_the_mean_gain_over_the_skills_of_the_job(lesson, live):
    tick = lesson()
    before = usable(tick.state)
    state = live(LEARN, tick)
    rise = (usable(state) - before)[MENTEE, [0, 1, 3]].mean()
    assert state["growth"][MENTEE] == pytest.approx(rise)
    assert rise > 0


def test_mentors_gain_in_two_skills(lesson, live):
    tick = lesson()
    learn = started(Learn, mentor_gain=0.01)
    before = tick.state["plateau"][MENTOR].copy()
    gained = live(learn, tick)["plateau"][MENTOR] - before
    names = tick.setting.skills
    assert [names[k] for k in np.flatnonzero(gained)] == ["communication", "mentoring_leadership"]
    np.testing.assert_allclose(gained[gained > 0], 0.01 * 0.75 * 0.1)


def test_peers_learn_from_each_other(small_state, live, pair_up):
    tick = small_state(pairs=False)
    for one, other in ((5, 6), (6, 5)):
        pair_up(tick.state, one, other, 0, peer=True, held=1, due=1, hours=1.0)
    before = usable(tick.state)
    state = live(LEARN, tick)
    assert (usable(state)[[5, 6]] >= before[[5, 6]]).all()
    assert usable(state)[[5, 6]].sum() > before[[5, 6]].sum()


def test_everybody_learns_from_the_others_as_they_were_before_the_month(lesson, live, pair_up):
    tick = lesson(held=2, hours=1.5)  # the mentee gets to know more, and helps a junior too
    junior = 5
    tick.state["skill"][junior] = tick.state["plateau"][junior] = 0.2
    met = {"held": 2, "due": 2, "hours": 1.5, "quality": 0.0, "learned": 1.0, "clarity": 1.0}
    pair_up(tick.state, MENTEE, junior, 1, **met)
    state = live(LEARN, tick)
    assert state["skill"][MENTEE, SKILL] > 0.8
    assert state["skill"][junior, SKILL] == pytest.approx(0.4 - 0.2 * np.exp(-2.0))


@pytest.mark.parametrize("check", ["declared", "compiled", "unrelated", "in_range"])
def test_contract(contract, check):
    getattr(contract, check)(started(Learn))


def learned(company, each, second):
    """Plateaus after a quarter in which juniors had so many mentors."""
    program = {
        "enrollment": {"kind": "mandatory", "mentors_too": True, "mentees": {"max_level": 1}},
        "matching": {"kind": "random", "mentors_each": each, "capacity": 8},
        "structure": {"kind": "regular", "agenda": "worksheet"},
    }
    scenario = company(program).with_changes("parameters.learn.second_mentor", second)
    model = MentoringModel(scenario, rng=3, collecting=False)
    model.step()
    return model.state["plateau"]


def test_the_second_mentor_acts_on_those_who_have_two(company):
    little, much = (learned(company, 2, second) for second in (0.0, 0.5))
    assert (much >= little).all()
    assert (much > little + 1e-4).any(axis=1).sum() > 10
    np.testing.assert_array_equal(learned(company, 1, 0.0), learned(company, 1, 0.5))
