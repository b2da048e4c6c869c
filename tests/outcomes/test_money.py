import pytest

from simulation.state.accounts import HEADINGS


@pytest.fixture
def booked(company):
    """Quarter 2 of a company that books 1 a month on every heading, and value of 100 a month."""
    tick = company(month=5)
    for heading in HEADINGS:
        tick.state[f"account_{heading}"][:6] = 1.0
    tick.state["account_value"][:6] = 100.0
    tick.state["account_exits"][:6] = [5, 5, 5, 7, 0, 0]
    tick.state["account_vacancies"][3:6] = 4.0
    tick.state["account_shortfall"][3:6] = 6.0
    return tick


def test_costs_add_up_over_headings_and_months(booked, value):
    assert [value(booked, f"cost_{heading}") for heading in HEADINGS] == [3.0] * len(HEADINGS)
    assert value(booked, "cost") == 3 * len(HEADINGS)
    assert value(booked, "cost_total") == 6 * len(HEADINGS)


def test_exits_vacancies_and_shortfall_are_no_program_cost(booked, value):
    assert value(booked, "cost_exits") == 7
    assert value(booked, "cost_exits_total") == 22
    assert value(booked, "cost_vacancies") == 12
    assert value(booked, "cost_shortfall") == 18


def test_money_of_the_company_has_no_slices(booked, value):
    for name in ("cost", "cost_total", "value_total", "cost_exits", "cost_meetings"):
        assert value(booked, name, "department", "North") is None


def test_value_since_the_start(booked, value):
    assert value(booked, "value_total") == 600


def test_value_and_output_keep_what_leavers_made(booked, value):
    booked.state["q_months"][:] = 3.0
    booked.state["q_output"][:] = 3.3
    booked.state["q_value"][:] = 10.0
    assert value(booked, "value") == 120
    assert value(booked, "value", "department", "South") == 60
    assert value(booked, "output") == pytest.approx(1.1)


def test_output_of_nobody_is_absent(booked, value):
    assert value(booked, "output", "status", "mentor") is None
