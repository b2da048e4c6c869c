"""The workforce: columns of the seat and columns of the person."""

from simulation.engine.addresses import HOLDERS
from simulation.organization.people import STATES
from simulation.state.workforce import PLACE, WORKFORCE

NAMED = {column.name: column for column in WORKFORCE}


def test_place_is_made_of_columns_of_the_workforce():
    assert NAMED.keys() > PLACE


def test_nothing_of_a_seats_place_is_reset():
    assert not any(NAMED[name].reset for name in PLACE)


def test_every_state_has_a_set_point():
    assert all({state, f"{state}_set"} <= NAMED.keys() for state in STATES)


def test_seats_and_groups_that_are_none_are_minus_one():
    for name in ("manager", "group"):
        assert (NAMED[name].fill, NAMED[name].low) == (-1, -1)


def test_as_many_holders_as_an_address_can_count():
    assert NAMED["holder"].high == HOLDERS - 1


def test_a_quarters_counters_say_so():
    assert all(column.reset == "quarter" for name, column in NAMED.items() if name[:2] == "q_")
