"""Departure: leavers are logged and paid for, their ties and pairs go, their seats fall vacant."""

import numpy as np
import pytest

from simulation.engine.addresses import person_ids
from simulation.engine.checked import SCRATCH
from simulation.engine.draws import Draws
from simulation.engine.process import PERSONAL, Tick
from simulation.organization.departure import (
    DAYS_A_MONTH,
    WRITES,
    leave,
    part_kernel,
    vacate_kernel,
)
from simulation.organization.organization import Organization
from simulation.organization.people import People
from simulation.program import Program, Setting
from simulation.state.accounts import Exit
from simulation.state.state import Sizes, State
from simulation.state.workforce import PLACE, WORKFORCE

FULL = 6.0


def company(seats=6, month=5, ties=True, **hiring):
    """The first six know each other: the tie to the k-th of the others has strength k."""
    sizes = Sizes(
        seats=seats, skills=1, neighbors=8, pairs=4, teams=1, sites=1, departments=2, roles=1,
        months=12,
    )  # fmt: skip
    state = State(sizes)
    state["occupied"][:] = True
    state["person"][:] = person_ids(np.arange(seats), np.zeros(seats, dtype=np.int64))
    state["level"][:] = 1 + np.arange(seats) % 3
    state["tenure"][:] = 10.0 * np.arange(seats)
    state["pay"][:] = 60_000.0
    if ties:
        for seat in range(6):
            state["tie_neighbor"][seat, :5] = [other for other in range(6) if other != seat]
            state["tie_strength"][seat, :5] = np.arange(1.0, 6.0)
            state["tie_target"][seat, :5] = 1.0
        state["tie_count"][:6] = 5
    state["tie_total"][:] = state["tie_strength"].sum(axis=1)
    firm = Organization(name="t", departments={"north": {"headcount": 4}}, hiring=hiring)
    tick = Tick(state, Draws(3, checked=True).at(9), Setting(firm, Program(), People()))
    tick.month = month
    return tick


def pair(tick, row, mentor, mentee):
    state = tick.state
    state["pair_active"][row] = True
    state["pair_mentor"][row], state["pair_mentee"][row] = mentor, mentee
    state["mentees"][mentor] += 1
    state["mentors"][mentee] += 1


def depart(tick, *seats, kind=Exit.QUIT):
    leave(tick, np.array(seats), np.full(len(seats), kind), 0.3)
    return tick.state


def strength(state, seat, other):
    slot = np.flatnonzero(state["tie_neighbor"][seat] == other)[0]
    return state["tie_strength"][seat, slot], state["tie_target"][seat, slot]


# ------------------------------------------------------------------ ties


def test_others_lose_the_share_of_their_ties_that_was_with_the_leaver():
    state = depart(company(), 2)
    # Among the others, seat 2 comes second for seats 0 and 1, third for those above it.
    np.testing.assert_allclose(state["tie_lost"], np.array([2.0, 2.0, 0.0, 3.0, 3.0, 3.0]) / 15)


def test_ties_go_both_ways_and_leave_no_link():
    state = depart(company(), 2)
    assert (state["tie_neighbor"][2] == -1).all()
    assert not (state["tie_neighbor"] == 2).any()
    assert not state["tie_strength"][2].any()
    assert strength(state, 0, 1) == (1.0, 1.0)


def test_losses_of_one_month_do_not_depend_on_order():
    """Two leavers cost what each costs alone: shares refer to the ties before anybody left."""
    both, first, second = (
        depart(company(), 1, 4)["tie_lost"],
        depart(company(), 1)["tie_lost"],
        depart(company(), 4)["tie_lost"],
    )
    stayers = [0, 2, 3, 5]
    np.testing.assert_allclose(both[stayers], (first + second)[stayers])


def test_without_ties_a_departure_touches_nobody():
    tick = company(ties=False)
    before = {name: array.copy() for name, array in tick.state.tables["workforce"].items()}
    depart(tick, 3)
    others = [0, 1, 2, 4, 5]
    for name, array in before.items():
        np.testing.assert_array_equal(array[others], tick.state[name][others], err_msg=name)


def test_a_strong_tie_costs_more_than_a_weak_one():
    state = depart(company(), 5)
    weaker = depart(company(), 0)
    assert state["tie_lost"][1] > weaker["tie_lost"][1] > 0


# ------------------------------------------------------------------ pairs


def mentored(contact=0.5, mentors=(0,)):
    """Seat 3 has mentors; half a full network of its ties is lent by contact."""
    tick = company()
    for row, mentor in enumerate(mentors):
        pair(tick, row, mentor, 3)
    tick.state["tie_contact"][3] = contact
    tick.state["tie_total"][3] += contact * FULL
    return tick


def test_a_mentors_exit_takes_the_tie_of_contact():
    state = depart(mentored(), 0)
    assert state["tie_contact"][3] == 0.0
    assert state["tie_lost"][3] == pytest.approx((0.5 * FULL + 1.0) / (15 + 0.5 * FULL))


def test_one_of_two_mentors_takes_half_of_it():
    state = depart(mentored(mentors=(0, 1)), 1)
    assert state["tie_contact"][3] == pytest.approx(0.25)
    assert state["tie_lost"][3] == pytest.approx((0.25 * FULL + 2.0) / (15 + 0.5 * FULL))


def test_both_mentors_together_take_all_of_it():
    state = depart(mentored(mentors=(0, 1)), 0, 1)
    assert state["tie_contact"][3] == 0.0
    assert state["tie_lost"][3] == pytest.approx((0.5 * FULL + 3.0) / (15 + 0.5 * FULL))


def test_a_mentees_exit_leaves_the_mentors_contact():
    tick = mentored()
    tick.state["tie_contact"][0] = 0.2
    assert depart(tick, 3)["tie_contact"][0] == 0.2


def attended(contact=0.5, attention=4.0, meetings=0.0, mentors=()):
    """Seat 3 has an attentive manager on seat 5, whom it asks as much as it asks any other."""
    tick = mentored(contact, mentors)
    tick.state["manager"][3] = 5
    tick.state["attention"][3], tick.state["regular_contacts"][3] = attention, meetings
    return tick


def test_an_attentive_managers_exit_takes_the_tie_of_contact():
    state = depart(attended(), 5)
    assert state["tie_contact"][3] == 0.0
    assert state["tie_lost"][3] == pytest.approx((0.5 * FULL + 5.0) / (15 + 0.5 * FULL))


def test_a_manager_who_paid_no_attention_takes_none_of_it():
    state = depart(attended(attention=0.0), 5)
    assert state["tie_contact"][3] == 0.5
    assert state["tie_lost"][3] == pytest.approx(5.0 / (15 + 0.5 * FULL))


def test_manager_and_mentor_take_their_parts_of_it():
    options = {"attention": 4.0, "meetings": 1.0, "mentors": (0,)}
    left = [depart(attended(**options), *seats)["tie_contact"][3] for seats in ((5,), (0,), (0, 5))]
    np.testing.assert_allclose(left, 0.5 * np.array([0.2, 0.8, 0.0]), atol=1e-15)


def test_a_mentor_lost_costs_more_than_a_colleague_asked_as_much():
    mentor, casual = depart(mentored(), 0)["tie_lost"][3], depart(mentored(mentors=(1,)), 0)
    assert mentor > 3 * casual["tie_lost"][3] > 0


@pytest.mark.parametrize("leaver", [0, 3])
def test_pairs_end_with_either_side(leaver):
    tick = mentored()
    pair(tick, 1, 4, 5)
    state = depart(tick, leaver)
    assert state["pair_active"].tolist() == [False, True, False, False]
    assert state["mentees"].tolist() == [0, 0, 0, 0, 1, 0]
    assert state["mentors"].tolist() == [0, 0, 0, 0, 0, 1]
    assert state["tally_pairs_ended_early"][0] == state["tally_pairs_ended_total"][0] == 1


# ------------------------------------------------------------------ seat, log, money


def test_the_seat_is_empty_and_keeps_its_place():
    tick = company()
    state = tick.state
    state["manager"][3], state["department"][3], state["exposed"][3] = 5, 1, True
    for column in WORKFORCE:
        if column.name not in PLACE and column.dtype is np.float64:
            state[column.name][3] = 0.5
    depart(tick, 3)
    place = [state[name][3] for name in ("manager", "department", "level", "holder", "exposed")]
    assert place == [5, 1, 1, 0, True]
    kept = PLACE | {"fill_after", "internal_first"}
    for column in WORKFORCE:
        if column.name not in kept and column.reset != "quarter":
            np.testing.assert_array_equal(state[column.name][3], column.fill, err_msg=column.name)


def test_leavers_are_logged_as_they_left():
    tick = company()
    state = tick.state
    state["ever_mentee"][4] = state["ever_mentor"][4] = state["ever_mentor"][1] = True
    state["eligible_mentee"][1] = True
    persons = state["person"][[1, 4]].copy()
    depart(tick, 1, 4, kind=Exit.INVOLUNTARY)
    assert state["tally_leavers"][0] == 2
    assert state["leaver_seat"][:2].tolist() == [1, 4]
    assert state["leaver_person"][:2].tolist() == persons.tolist()
    assert state["leaver_month"][:2].tolist() == [5, 5]
    assert state["leaver_kind"][:2].tolist() == [Exit.INVOLUNTARY] * 2
    assert state["leaver_level"][:2].tolist() == [2, 2]
    assert state["leaver_status"][:2].tolist() == [2, 3]
    assert state["leaver_eligible"][:2].tolist() == [1, 0]
    assert state["leaver_tenure"][:2].tolist() == [10.0, 40.0]
    assert state["leaver_pay"][:2].tolist() == [60_000.0] * 2
    assert state["tally_first_exits"][0] == 1


def test_the_log_goes_on_where_it_ended():
    tick = company()
    depart(tick, 1)
    depart(tick, 4)
    assert tick.state["leaver_seat"][:2].tolist() == [1, 4]
    assert tick.state["tally_exits_total"][0] == 2


def test_replacing_costs_a_share_of_pay_in_that_month():
    accounts = depart(company(month=5), 1, 4)["account_exits"]
    assert accounts[5] == pytest.approx(0.3 * 120_000)
    assert accounts.sum() == accounts[5]


def test_burn_in_books_and_logs_nothing():
    state = depart(company(month=-3), 1)
    assert not state["account_exits"].any()
    assert state["tally_exits_total"][0] == 0
    assert state["tally_leavers"][0] == 0
    assert not state["occupied"][1]


def test_vacancies_take_the_stated_time_on_average():
    tick = company(seats=20_000, ties=False, days_to_fill=60)
    delay = depart(tick, *range(20_000))["fill_after"]
    # Whole months, rounded: exp(-1/2m) / (1 - exp(-1/m)) for an exponential of mean m.
    mean = 60 / DAYS_A_MONTH
    expected = np.exp(-0.5 / mean) / (1 - np.exp(-1 / mean))
    assert delay.mean() == pytest.approx(expected, rel=0.03)
    assert expected == pytest.approx(mean, rel=0.02)
    np.testing.assert_array_equal(delay, np.floor(delay))


def test_openings_above_entry_level_are_held_for_insiders_as_often_as_stated():
    tick = company(seats=20_000, ties=False, internal_share=0.3)
    held = depart(tick, *range(20_000))["internal_first"]
    level = tick.state["level"]
    assert not held[level == 1].any()
    assert held[level > 1].mean() == pytest.approx(0.3, abs=0.015)


def test_a_vacancys_luck_belongs_to_the_next_holder():
    """Who else leaves does not matter, and the next holder's delay is another one."""
    alone = depart(company(days_to_fill=300), 4)["fill_after"][4]
    together = depart(company(days_to_fill=300), 1, 4)["fill_after"][4]
    assert alone == together
    later = company(days_to_fill=300)
    later.state["holder"][4] = 1
    assert depart(later, 4)["fill_after"][4] != alone


def test_heads_are_conserved():
    tick = company()
    assert tick.state["occupied"].sum() == 6
    state = depart(tick, 0, 5)
    assert state["occupied"].sum() + state["tally_leavers"][0] == 6
    assert not state["occupied"][[0, 5]].any()


def test_changes_only_what_it_declares():
    tick = mentored()
    before = {name: array.copy() for name, array in tick.state.arrays.items()}
    depart(tick, 0, 4)
    changed = {n for n, a in before.items() if not np.array_equal(a, tick.state[n])}
    assert changed <= set(WRITES) | set(tick.state.personal) | SCRATCH
    tick.state.check_ranges()


def test_compiled_equals_plain():
    seats = np.array([0, 3])
    luck = np.array([1, 2, 3 << 16, 4], dtype=np.uint32)
    calls = {
        part_kernel: (seats,),
        vacate_kernel: (seats, luck, 1.4, 0.5),
    }
    compiled, plain = attended(mentors=(0, 1)), attended(mentors=(0, 1))
    for kernel, numbers in calls.items():
        compiled.call(kernel, *numbers)
        plain.call(kernel.py_func, *numbers)
    for name in {*WRITES, *compiled.state.personal} - {PERSONAL}:
        np.testing.assert_array_equal(compiled.state[name], plain.state[name])
