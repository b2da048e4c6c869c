"""Reward: announced awards and prizes move effort; recognition lifts those it is given to."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.engine.addresses import person_ids
from simulation.engine.checked import checked_step
from simulation.engine.draws import Draws
from simulation.engine.process import Tick
from simulation.families import Scheme
from simulation.organization.organization import Organization
from simulation.organization.people import People
from simulation.processes.reward import Reward, effort_kernel, rank_kernel, recognize_kernel
from simulation.program import Program, Setting
from simulation.state.state import Sizes, State
from tests.starting import started

REWARD = started(Reward)
DECISION = 5
"""A last month of a quarter."""


class Under(Setting):
    """A company that runs one reward scheme from month 0 on."""

    def __init__(self, scheme, until=100):
        firm = Organization(name="t", departments={"north": {"headcount": 4}})
        super().__init__(firm, Program(), People())
        self.scheme = scheme
        self.until = until

    def running(self, month):
        return 0 <= month < self.until

    def program_month(self, month):
        return month - 3

    def part(self, month):
        return 1.0 if self.running(month) else 0.0


def company(scheme, seats=20, month=3, **options):
    """Two departments of participants; the higher the seat, the higher the output."""
    sizes = Sizes(
        seats=seats, skills=1, neighbors=1, pairs=1, teams=1, sites=1, departments=2, roles=1,
        months=24,
    )  # fmt: skip
    state = State(sizes)
    state["occupied"][:] = True
    state["exposed"][:] = True
    state["mentors"][:] = 1
    state["person"][:] = person_ids(np.arange(seats), np.zeros(seats, dtype=np.int64))
    state["department"][:] = np.arange(seats) % 2
    state["pay"][:] = 60_000.0
    state["effort"][:] = 1.0
    state["q_months"][:] = 2.0
    state["q_output"][:] = 2.0 + np.arange(seats) / seats
    tick = Tick(state, Draws(3, checked=True), Under(scheme, **options))
    tick.month = month
    return tick


def step(tick, months=1, reward=REWARD):
    for _ in range(months):
        reward.step(tick)
        tick.month += 1
    return tick.state


def after_decision(scheme, reward=REWARD, **options):
    """The state in the month after a decision."""
    tick = company(scheme, month=DECISION, **options)
    step(tick, 2, reward)
    return tick.state


# ------------------------------------------------------------------ while it runs


def test_without_a_scheme_effort_is_usual():
    assert (step(company(Scheme()), 3)["effort"] == 1.0).all()


def test_an_open_award_raises_effort_by_the_anchor():
    effort = step(company(Scheme(share=0.1, announced=True)))["effort"]
    np.testing.assert_allclose(effort, 1 + 0.12 * (1 - 0.9 * 0.1))


def test_an_award_that_nobody_knows_of_moves_nobody():
    assert (step(company(Scheme(share=0.1)))["effort"] == 1.0).all()


def test_an_announced_award_for_nobody_moves_nobody():
    assert (step(company(Scheme(announced=True)))["effort"] == 1.0).all()


def test_an_award_for_all_is_worth_little():
    few = step(company(Scheme(share=0.1, announced=True)))["effort"][0] - 1
    everybody = step(company(Scheme(share=1.0, announced=True)))["effort"][0] - 1
    assert everybody < 0.15 * few


def test_an_open_award_becomes_routine():
    tick = company(Scheme(share=0.1, announced=True), month=3)
    first = step(tick)["effort"][0] - 1
    tick.month = 9
    half_a_year_later = step(tick)["effort"][0] - 1
    assert half_a_year_later == pytest.approx(first / 2)


def test_a_prize_raises_effort_by_the_anchor_and_leaves_nothing():
    tick = company(Scheme(prize=0.02), until=5)
    assert step(tick)["effort"] == pytest.approx(1.13)
    assert step(tick)["effort"] == pytest.approx(1.13)
    assert (step(tick)["effort"] == 1.0).all()


def test_a_prize_works_in_proportion_up_to_its_full_effect():
    def lift(prize):
        return step(company(Scheme(prize=prize)))["effort"][0] - 1

    assert lift(0.01) == pytest.approx(lift(0.02) / 2)
    assert lift(0.2) == pytest.approx(lift(0.02))


def test_award_and_prize_add_up():
    effort = step(company(Scheme(share=0.1, announced=True, prize=0.02)))["effort"]
    np.testing.assert_allclose(effort, 1 + 0.13 + 0.12 * 0.91)


@pytest.mark.parametrize("name", ["announced_effort", "prize_effort"])
def test_more_effect_means_more_effort(name):
    scheme = Scheme(share=0.1, announced=True, prize=0.02)
    low, high = (
        step(company(scheme), reward=started(Reward, **{name: value}))["effort"]
        for value in (0.05, 0.19)
    )
    assert (high > low + 0.1).all()


# ------------------------------------------------------------------ whom it is for


def test_participants_are_those_who_meet():
    tick = company(Scheme(prize=0.02))
    tick.state["mentors"][:10] = 0
    tick.state["mentees"][5:10] = 1
    effort = step(tick)["effort"]
    np.testing.assert_allclose(effort, [1.0] * 5 + [1.13] * 15)


def test_everyone_is_everyone_the_program_reaches():
    tick = company(Scheme(prize=0.02, audience="everyone"))
    tick.state["mentors"][:] = 0
    tick.state["exposed"][:8] = False
    np.testing.assert_allclose(step(tick)["effort"], [1.0] * 8 + [1.13] * 12)


def test_nothing_before_launch_and_after_the_end():
    scheme = Scheme(share=0.5, announced=True, prize=0.02)
    for month in (-4, 101):
        state = step(company(scheme, month=month))
        assert (state["effort"] == 1.0).all()
        assert not state["account_rewards"].any()


# ------------------------------------------------------------------ the decision


def test_the_best_of_each_department_are_recognized():
    state = step(company(Scheme(share=0.2), month=DECISION))
    assert np.flatnonzero(state["q_recognized"]).tolist() == [16, 17, 18, 19]


def test_nobody_is_recognized_before_the_quarter_ends():
    assert not step(company(Scheme(share=0.2), month=3), 2)["q_recognized"].any()


def test_output_is_compared_by_month_present():
    tick = company(Scheme(share=0.1), month=DECISION)
    tick.state["q_output"][[0, 1]] = 1.9
    tick.state["q_months"][[0, 1]] = 1.0
    assert np.flatnonzero(step(tick)["q_recognized"]).tolist() == [0, 1]


def test_the_absent_win_nothing():
    tick = company(Scheme(share=1.0), month=DECISION)
    tick.state["occupied"][19] = False
    tick.state["q_months"][18] = 0.0
    assert np.flatnonzero(~step(tick)["q_recognized"]).tolist() == [18, 19]


def test_recipients_are_lifted_and_so_are_the_others_when_few_are_chosen():
    state = after_decision(Scheme(share=0.2))
    worth = 1 - 0.9 * 0.2
    chosen = state["q_recognized"]
    np.testing.assert_allclose(state["effort"][chosen], 1 + worth * REWARD.recipient_lift)
    np.testing.assert_allclose(state["effort"][~chosen], 1 + worth**2 * REWARD.others_lift)


def test_best_only_beats_all():
    few, everybody = (after_decision(Scheme(share=s))["effort"].mean() for s in (0.1, 1.0))
    assert few - 1 > 3 * (everybody - 1) > 0


def test_recognition_reaches_the_morale_of_recipients_only():
    state = step(company(Scheme(share=0.2), month=DECISION))
    chosen = state["q_recognized"]
    assert (state["morale_relief"][chosen] > 0.1).all()
    assert not state["morale_relief"][~chosen].any()


def test_a_newcomer_is_judged_by_the_own_months_not_the_predecessors():
    tick = company(Scheme(share=0.2), month=DECISION)
    state = tick.state
    heir, riser = 18, 0
    for seat, before, own in ((heir, 3.0, 0.6), (riser, 0.1, 2.5)):
        state["q_output"][seat], state["q_months"][seat] = before + own, 2.0
        state["q_output_before"][seat], state["q_months_before"][seat] = before, 1.0
    step(tick)
    assert state["q_recognized"][riser]
    assert not state["q_recognized"][heir]


def test_who_has_no_month_of_the_own_yet_is_not_ranked():
    tick = company(Scheme(share=0.2), month=DECISION)
    for name in ("q_output", "q_months"):
        tick.state[f"{name}_before"][19] = tick.state[name][19]
    step(tick)
    assert not tick.state["q_recognized"][19]
    assert tick.state["effort_lift"][19] == 0.0


def test_public_praise_counts_more_than_private():
    loud, quiet = (after_decision(Scheme(share=0.2, public=p)) for p in (True, False))
    for name in ("effort_lift", "morale_relief"):
        assert (quiet[name] <= loud[name]).all()
        assert quiet[name].sum() == pytest.approx(0.6 * loud[name].sum())


def test_lifts_halve_in_two_months_and_effort_returns():
    tick = company(Scheme(share=0.2), month=DECISION, until=DECISION + 1)
    step(tick)
    first = tick.state["effort_lift"].copy()
    step(tick, 2)
    np.testing.assert_allclose(tick.state["effort_lift"], first / 2)
    step(tick, 80)
    np.testing.assert_allclose(tick.state["effort"], 1.0, atol=1e-9)


@pytest.mark.parametrize("name", ["recipient_lift", "others_lift", "recipient_morale"])
def test_a_parameter_of_zero_is_off(name):
    state = after_decision(Scheme(share=0.2), started(Reward, **{name: 0.0}))
    chosen = state["q_recognized"]
    column = "morale_relief" if name == "recipient_morale" else "effort_lift"
    group = ~chosen if name == "others_lift" else chosen
    assert not state[column][group].any()


# ------------------------------------------------------------------ ranks


def best_of_departments(department, output, share, kernel=recognize_kernel):
    """Seats that are recognized, where everybody is ranked."""
    lift, relief = np.zeros((2, len(output)))
    recognized = np.zeros(len(output), dtype=bool)
    best_first = np.argsort(-output, kind="stable")
    columns, room = (department, lift, relief, recognized), np.empty((2, department.max() + 1))
    count = kernel(*columns, *room, best_first, share, 3.0, 2.0, 1.0)
    assert count == recognized.sum()
    assert lift.tolist() == np.where(recognized, 3.0, 1.0).tolist()
    assert relief.tolist() == np.where(recognized, 2.0, 0.0).tolist()
    return np.flatnonzero(recognized)


@given(
    output=st.lists(st.floats(0, 3), min_size=1, max_size=40),
    departments=st.integers(1, 4),
    share=st.floats(0.01, 1.0),
)
def test_winners_are_the_top_of_their_department(output, departments, share):
    seats = np.arange(len(output))
    department = seats % departments
    winners = best_of_departments(department, np.array(output), share)
    for d in np.unique(department):
        here = seats[department == d]
        won = np.isin(here, winners)
        assert won.sum() == max(1, int(share * len(here) + 0.5))
        values = np.array(output)[here]
        assert won.all() or values[won].min() >= values[~won].max()


def test_departments_do_not_touch_each_other():
    output = np.array([1.0, 2.0, 3.0, 9.0, 8.0, 7.0])
    one = best_of_departments(np.zeros(3, dtype=int), output[:3], 0.34)
    two = best_of_departments(np.array([0, 0, 0, 1, 1, 1]), output, 0.34)
    assert one.tolist() == [2]
    assert two.tolist() == [2, 3]


# ------------------------------------------------------------------ money


def test_prizes_and_gifts_are_paid_for():
    tick = company(Scheme(share=0.2, prize=0.02, gift=250.0), month=DECISION)
    rewards = step(tick)["account_rewards"]
    assert rewards[DECISION] == pytest.approx(20 * 60_000 / 12 * 0.02 + 4 * 250)
    assert rewards.sum() == rewards[DECISION]


def test_praise_alone_is_free():
    assert not step(company(Scheme(share=0.2, announced=True)), 6)["account_rewards"].any()


# ------------------------------------------------------------------ contract


def test_unrelated_people_change_nothing():
    scheme = Scheme(share=0.2, announced=True)
    few, many = (company(scheme, seats=n, month=DECISION) for n in (20, 26))
    many.state["q_output"][:20] = few.state["q_output"]
    many.state["department"][20:] = 1
    many.state["exposed"][20:] = False
    for tick in (few, many):
        step(tick, 2)
    for name in ("effort", "effort_lift", "morale_relief", "q_recognized"):
        np.testing.assert_array_equal(few.state[name], many.state[name][:20])


def test_holds_to_what_it_declares():
    tick = company(Scheme(share=0.2, announced=True, prize=0.01, gift=9.0), month=DECISION)
    tick.draws.at(1)
    checked_step(REWARD, tick)
    assert tick.state["q_recognized"].any()
    tick.state.check_ranges()


def test_compiled_equals_plain():
    compiled, plain = company(Scheme()), company(Scheme())
    for tick, kernel in ((compiled, effort_kernel), (plain, effort_kernel.py_func)):
        tick.state["effort_lift"][:] = np.linspace(-0.1, 0.2, 20)
        tick.state["occupied"][4] = False
        tick.state["exposed"][:] = np.arange(20) % 3 == 0
        audience = np.empty(20, dtype=bool)
        tick.call(kernel, audience, 0.0, 0.1, 0.7)
        assert np.flatnonzero(audience).tolist() == [0, 3, 6, 9, 12, 15, 18]
    for name in ("effort", "effort_lift", "morale_relief"):
        np.testing.assert_array_equal(compiled.state[name], plain.state[name])


@pytest.mark.parametrize("scheme", [Scheme(prize=0.02), Scheme(share=0.1, announced=True)])
def test_a_month_that_is_partly_run_has_its_part_of_the_effort(scheme):
    rises, costs = [], []
    for part in (1.0, 0.5):
        tick = company(scheme)
        tick.setting.part = lambda month, part=part: part
        step(tick)
        rises.append(tick.state["effort"].max() - 1.0)
        costs.append(tick.state["account_rewards"].sum())
    assert rises[1] == pytest.approx(rises[0] / 2)
    assert costs[1] == pytest.approx(costs[0] / 2)


def test_compiled_ranks_are_the_plain_ones():
    rng = np.random.default_rng(4)
    department = rng.integers(0, 3, 30)
    output, before, months_before = rng.uniform(0.0, 3.0, (3, 30))
    audience, months = rng.random(30) < 0.7, months_before + rng.integers(0, 3, 30)
    listed = []
    for kernel in (rank_kernel, rank_kernel.py_func):
        seats, rank_by = np.zeros(30, dtype=np.int64), np.zeros(30)
        count = kernel(output, before, months, months_before, audience, seats, rank_by)
        listed.append((count, seats.tolist(), rank_by.tolist()))
    assert listed[0] == listed[1]
    assert seats[:count].tolist() == np.flatnonzero(audience & (months > months_before)).tolist()
    compiled, plain = (
        best_of_departments(department, output, 0.3, kernel)
        for kernel in (recognize_kernel, recognize_kernel.py_func)
    )
    np.testing.assert_array_equal(compiled, plain)
