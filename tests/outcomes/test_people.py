import pytest


def test_headcount_by_slice(company, value):
    tick = company()
    assert value(tick, "headcount") == 11
    assert value(tick, "headcount", "department", "South") == 5
    assert value(tick, "headcount", "status", "mentor") == 0


def test_exits_and_turnover_count_leavers_against_person_months(company, value, leaver):
    tick = company()
    tick.state["q_months"][:] = 3.0
    leaver(tick.state, department=1, level=2)
    leaver(tick.state)
    assert value(tick, "exits") == 2
    assert value(tick, "exits", "department", "South") == 1
    # The seat that fell vacant has been lived on as well: 36 months in all.
    assert value(tick, "turnover_annualized") == pytest.approx(1200 * 2 / 36)
    assert value(tick, "turnover_annualized", "level", "2") == pytest.approx(1200 * 1 / 6)


def test_exits_since_the_start_are_the_company_s(company, value):
    tick = company()
    tick.state["tally_exits_total"][0] = 7
    assert value(tick, "exits_total") == 7
    assert value(tick, "exits_total", "department", "North") is None


def test_turnover_of_nobody_is_absent(company, value):
    assert value(company(), "turnover_annualized", "status", "both") is None


def test_retention_is_of_those_who_were_there_at_the_start(company, value):
    tick = company()
    assert value(tick, "retention") is None
    tick.state["tally_start"][0] = 12
    tick.state["hired"][:2] = 1
    assert value(tick, "retention") == pytest.approx(100 * 9 / 12)


def test_first_year_retention_of_newcomers(company, value, leaver):
    tick = company()
    tick.state["tenure"][:3] = [5.0, 2.0, 13.0]  # the last one lived month 12 this quarter
    leaver(tick.state, tenure=4.0, month=1)
    leaver(tick.state, tenure=12.0, month=0)
    leaver(tick.state, tenure=13.0, month=2)  # and this one lived month 12 of service in it
    at_risk = 3 + 2 + 2 + 2 + 0 + 1
    assert value(tick, "newcomer_retention") == pytest.approx(100 * (1 - 1 / at_risk) ** 12)
    assert value(tick, "newcomer_retention", "department", "South") is None


def test_who_came_this_quarter_was_at_risk_since_then(company, value, leaver):
    tick = company()
    tick.state["tenure"][:] = 30.0
    tick.state["tenure"][0] = 1.0
    leaver(tick.state, tenure=0.0, month=2)
    assert value(tick, "newcomer_retention") == pytest.approx(100 * 0.5**12)


def test_newcomers_of_whom_none_left_all_stay(company, value):
    tick = company()
    tick.state["tenure"][:3] = 5.0
    assert value(tick, "newcomer_retention") == 100


def test_hires_vacancies_and_promotions(company, value):
    tick = company()
    tick.state["tally_hires"][0] = 4
    tick.state["q_promoted"][[6, 7]] = True
    tick.state["opened"][10] = False
    assert value(tick, "hires") == 4
    assert value(tick, "vacancies") == 1
    assert value(tick, "promotions") == 2
    assert value(tick, "promotions", "department", "North") == 0
