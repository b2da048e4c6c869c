import pytest

INDICES = ("morale", "satisfaction", "commitment", "stress", "support")


@pytest.mark.parametrize("name", INDICES)
def test_an_index_is_50_for_the_reference_and_10_for_a_standard_deviation(company, value, name):
    tick = company()
    assert value(tick, name) == 50
    tick.state[name][:6] = 1.0
    tick.state[name][11] = 99.0
    assert value(tick, name, "department", "North") == 60
    assert value(tick, name) == pytest.approx(50 + 10 * 6 / 11)


def test_nobody_lies_outside_0_to_100(company, value):
    tick = company()
    tick.state["morale"][:6] = 7.0
    tick.state["morale"][6:] = -7.0
    assert value(tick, "morale", "department", "North") == 100
    assert value(tick, "morale", "department", "South") == 0


def test_safety_is_that_of_the_team(company, value):
    tick = company()
    tick.state["team_safety"][:] = [1.0, -0.5]
    assert value(tick, "safety", "department", "North") == 60
    assert value(tick, "safety", "department", "South") == 45


def test_ideas_count_those_of_leavers(company, value):
    tick = company()
    tick.state["q_ideas"][[0, 11]] = [2.0, 1.0]
    tick.state["q_adopted"][11] = 1.0
    assert value(tick, "ideas") == 3
    assert value(tick, "ideas", "department", "South") == 1
    assert value(tick, "ideas_adopted") == 1
