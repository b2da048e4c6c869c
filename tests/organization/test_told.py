"""Told: a file's facts in the units of the state, silent where the file is."""

import numpy as np
import pandas as pd

from simulation.organization.people import STATES
from simulation.organization.recruit import PAY_SPREAD
from simulation.organization.told import LIKENESS, WIDEST, pay_spread, tell

PEOPLE = pd.DataFrame(
    {
        "told": [True, False, True],
        "tenure": [12.0, np.nan, np.nan],
        "pay": [50_000 * np.exp(0.15), np.nan, 5_000_000.0],
        "performance": [np.nan, np.nan, 1.0],
        **{name: [place - 1.5, np.nan, np.nan] for place, name in enumerate(STATES)},
    }
)


def told():
    return tell(PEOPLE, np.array([0, 0, 1]), np.array([50_000.0, 60_000.0]))


def test_who_is_told_of_and_what():
    facts = told()
    np.testing.assert_array_equal(facts.seats, [0, 2])
    for name in ("tenure", "pay", "performance"):
        np.testing.assert_array_equal(getattr(facts, name), PEOPLE[name], err_msg=name)
    assert [values[0] for values in facts.scores.values()] == [-1.5, -0.5, 0.5, 1.5]


def test_pay_stands_where_it_lies_in_its_role_within_bounds():
    np.testing.assert_allclose(told().pay_standing[[0, 2]], [1.0, 1.0])
    assert np.isnan(told().pay_standing[1])
    role, pay = np.zeros(600, dtype=np.int64), np.full(600, 1.0)
    pay[0] = 100.0
    people = pd.DataFrame({name: np.full(600, np.nan) for name in PEOPLE}).assign(
        told=True, pay=pay
    )
    assert tell(people, role, np.array([1.0])).pay_standing[0] == WIDEST


def test_likeness_is_in_the_order_of_its_columns():
    assert tuple(told().scores) == STATES
    facts = told()
    assert len(facts.likeness) == len(LIKENESS)
    for name, values in zip(LIKENESS, facts.likeness, strict=True):
        assert values is facts.scores.get(name, facts.pay_standing)


def test_pay_that_spans_grades_counts_by_its_own_spread():
    role = np.array([0, 0, 0, 1, 1, 2])
    apart = np.array([-0.4, 0.4, np.nan, 0.01, -0.01, np.nan])
    spread = pay_spread(apart, role)
    np.testing.assert_allclose(spread, [0.4, 0.4, 0.4, PAY_SPREAD, PAY_SPREAD, PAY_SPREAD])
