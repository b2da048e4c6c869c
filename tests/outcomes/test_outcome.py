import numpy as np
import pytest

from simulation.errors import RegistryError
from simulation.outcomes.labels import Label
from simulation.outcomes.outcome import OUTCOMES, Outcome, outcome


def answer(function):
    return Outcome(Label("x", "X", "1"), function)


@pytest.mark.parametrize(("number", "whole"), [(2.5, 2.5), (0.0, 0.0), (None, np.nan)])
def test_a_single_number_is_that_of_the_whole(company, view, number, whole):
    values = answer(lambda _: number).values(view(company()))
    np.testing.assert_array_equal(values[0], whole)
    assert np.isnan(values[1:]).all()


def test_an_array_is_one_value_a_slice(company, view):
    looking = view(company())
    np.testing.assert_array_equal(
        answer(lambda v: v.slices.heads).values(looking), looking.slices.heads
    )


def test_registered_outcomes_say_what_they_are():
    for one in OUTCOMES:
        assert one.label.label
        assert one.label.unit
        assert one.label.doc.endswith("."), one.name
        assert one.label.better in ("higher", "lower", None)


def test_a_name_is_taken_once():
    with pytest.raises(RegistryError, match='outcome "headcount" is registered twice'):
        outcome("headcount", "Heads", "people")(lambda view: 0.0)
