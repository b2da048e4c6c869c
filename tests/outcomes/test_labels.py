import pytest

from simulation.outcomes.labels import Label


@pytest.mark.parametrize(("unit", "shown"), [("currency", "EUR"), ("people", "people")])
def test_money_is_in_the_organization_s_currency(unit, shown):
    label = Label("cost", "Cost", unit, "lower", 0)
    assert label.in_currency("EUR").unit == shown
    assert label.in_currency("EUR").label == "Cost"
