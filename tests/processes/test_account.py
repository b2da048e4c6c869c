"""Account: money, recomputed from first principles; what is booked once is booked nowhere else."""

import numpy as np
import pytest

from simulation.processes.account import Account
from simulation.state.accounts import HEADINGS

ACCOUNT = Account()
MONTH = 0
BOOKS = ("value", "pay", "vacancies", "shortfall", *HEADINGS, "exits")


def usual_pay(state):
    return state["role_pay"][state["role"]]


def booked(state, month=MONTH):
    return {name: state[f"account_{name}"][month] for name in BOOKS}


def test_value_and_pay_add_up_over_the_people_present(small_state, live):
    state = live(ACCOUNT, small_state())
    here = state.people
    value = (state["output"] * usual_pay(state) * 1.85 / 12)[here]
    assert state["account_value"][MONTH] == pytest.approx(value.sum())
    assert state["account_pay"][MONTH] == pytest.approx(state["pay"][here].sum() / 12)
    np.testing.assert_allclose(state["q_value"][here], value)


def test_a_well_paid_person_is_worth_what_the_role_is_worth(small_state, live):
    usual, rich = small_state(), small_state()
    rich.state["pay"][:] *= 2
    values = [live(ACCOUNT, tick)["account_value"][MONTH] for tick in (usual, rich)]
    assert values[0] == values[1]


def test_a_vacant_seat_misses_its_output(small_state, live):
    state = live(ACCOUNT, small_state())
    assert state["account_vacancies"][MONTH] == pytest.approx(48_000 / 12 * 1.85)
    assert state["q_value"][11] == 0.0


def test_a_seat_that_has_not_opened_misses_nothing(small_state, live):
    tick = small_state()
    tick.state["opened"][11] = False
    assert live(ACCOUNT, tick)["account_vacancies"][MONTH] == 0.0


def test_a_newcomer_lacks_what_mastery_would_add(small_state, live):
    tick = small_state()
    state = tick.state
    state["skill"][:] = state["start_plateau"]
    state["start_plateau"][1] = [0.5, 0.5, 0.2, 0.6]  # what the role asks
    state["skill"][1] = state["start_plateau"][1] / 2
    live(ACCOUNT, tick)
    own = state["output"][1] * 48_000 / 12 * 1.85
    assert state["account_shortfall"][MONTH] == pytest.approx(own * (2**1.5 - 1))


def test_masters_lack_nothing(small_state, live):
    tick = small_state()
    tick.state["skill"][:] = tick.state["start_plateau"]
    assert live(ACCOUNT, tick)["account_shortfall"][MONTH] == 0.0


def test_a_raised_plateau_is_no_shortfall(small_state, live):
    tick = small_state()
    tick.state["skill"][:] = tick.state["start_plateau"]
    tick.state["plateau"][:] = 0.98  # a mentor has shown what more there is
    assert live(ACCOUNT, tick)["account_shortfall"][MONTH] == 0.0


def test_released_program_time_costs_its_pay(small_state, live):
    tick = small_state()
    state = tick.state
    state["time_lent"][:] = 0.05
    state["help_lent"][:] = 0.02
    live(ACCOUNT, tick)
    hours = 0.03 * 160
    expected = 0.5 * hours * state["pay"][state.people].sum() / 1920
    assert state["account_meetings"][MONTH] == pytest.approx(expected)


@pytest.mark.parametrize(("displaced", "part"), [(1.0, 0.0), (0.0, 1.0), (0.25, 0.75)])
def test_time_costs_once_displaced_or_paid(small_state, live, displaced, part):
    tick = small_state()
    tick.setting.organization = tick.setting.organization.model_copy(
        update={"displaced_share": displaced}
    )
    tick.state["time_lent"][0] = 0.1
    state = live(ACCOUNT, tick)
    assert state["account_meetings"][MONTH] == pytest.approx(part * 0.1 * state["pay"][0] / 12)


def test_helping_colleagues_is_no_program_cost(small_state, live):
    tick = small_state()
    tick.state["time_lent"][:] = tick.state["help_lent"][:] = 0.05
    assert live(ACCOUNT, tick)["account_meetings"][MONTH] == 0.0


def test_the_platform_costs_a_fee_per_participant(small_state, live):
    tick = small_state()
    tick.state["seeks_mentor"][[3, 11]] = True  # 11 is vacant
    tick.state["offers_mentoring"][[3, 7]] = True
    state = live(ACCOUNT, tick)
    taking_part = {0, 1, 2, 4, 5, 6, 8, 9, 10, 3, 7}
    fee = tick.setting.program.costs.platform_per_participant
    assert state["account_platform"][MONTH] == pytest.approx(len(taking_part) * fee)


def test_no_program_no_fee(small_state, live):
    tick = small_state()
    tick.setting.running = lambda month: False
    assert live(ACCOUNT, tick)["account_platform"][MONTH] == 0.0


def test_each_month_has_its_own_row_and_only_own_headings_are_booked(small_state, live):
    tick = small_state()
    state = live(ACCOUNT, tick, months=3)
    np.testing.assert_allclose(state["account_value"][:3], state["account_value"][0])
    assert not state["account_value"][3:].any()
    own = {"value", "pay", "vacancies", "shortfall", "platform", "meetings"}
    assert {name for name, amount in booked(state).items() if amount} <= own


def test_the_quarter_adds_up_to_the_books(small_state, live):
    state = live(ACCOUNT, small_state(), months=3)
    assert state["q_value"].sum() == pytest.approx(state["account_value"][:3].sum())


def test_beyond_the_horizon_nothing_is_booked(small_state, live):
    tick = small_state(month=60)
    state = live(ACCOUNT, tick)
    assert not any(state[f"account_{name}"].any() for name in BOOKS)
    assert not state["q_value"].any()


@pytest.mark.parametrize("check", ["declared", "compiled", "unrelated", "in_range"])
def test_contract(contract, check):
    getattr(contract, check)(ACCOUNT)
