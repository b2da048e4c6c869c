import numpy as np
import pytest

from simulation.errors import ModelError
from simulation.outcomes.formula import (
    formulas_kernel,
    gap_between_groups,
    of_the_whole,
    percent_of,
    ratio_of,
    sum_of,
    when_launched,
)
from simulation.outcomes.labels import Label
from simulation.outcomes.outcome import OUTCOMES, Outcome, outcome


@pytest.fixture
def of(company, program, view):
    """Values of a formula by slice, in a company with a program: `of(formula, launch=1)`."""

    def values(formula, **options):
        looking = view(company(program, **options))
        found = Outcome(Label("x", "X", "1"), formula).values(looking)
        return dict(zip(looking.slices.keys, found.tolist(), strict=True))

    return values


WHOLE, SOUTH, MENTORS = ("whole", "whole"), ("department", "South"), ("status", "mentor")


def test_a_sum_is_that_of_every_slice_and_nothing_counts_as_zero(of):
    found = of(sum_of("heads"))
    assert (found[WHOLE], found[SOUTH], found[MENTORS]) == (11.0, 5.0, 0.0)


def test_a_share_of_nothing_is_absent(of):
    found = of(percent_of("vacant", "heads"))
    assert (found[WHOLE], found[SOUTH]) == (100 * (1 / 11), 20.0)
    assert np.isnan(found[MENTORS])
    assert of(ratio_of("vacant", "heads", times=3.0))[SOUTH] == 3 * (1 / 5)


@pytest.mark.parametrize("name", ["tally_start", "booked_value", "booked_total_value"])
def test_what_the_whole_alone_has_is_absent_in_its_parts(of, name):
    found = of(sum_of(name))
    assert found.pop(WHOLE) == 0.0
    assert np.isnan(list(found.values())).all()


def test_what_needs_a_program_is_absent_before_it(of):
    assert of(when_launched(sum_of("heads")))[WHOLE] == 11.0
    assert np.isnan(list(of(when_launched(sum_of("heads")), launch=2).values())).all()


def test_what_only_the_whole_has_is_absent_in_its_parts(of):
    found = of(of_the_whole(sum_of("vacant")))
    assert found.pop(WHOLE) == 1.0
    assert np.isnan(list(found.values())).all()


def test_a_gap_is_the_whole_s(of):
    found = of(gap_between_groups(sum_of("heads")))
    assert found.pop(WHOLE) == 6.0 - 5.0
    assert np.isnan(list(found.values())).all()


def test_a_number_that_nobody_adds_up_is_an_error(of):
    with pytest.raises(ModelError, match='no number by slice is called "heeds"'):
        of(sum_of("heeds"))


def test_a_function_of_nothing_declares_a_formula(monkeypatch):
    monkeypatch.setattr(OUTCOMES, "_things", {})

    @outcome("people_per_seat", "People per vacant seat", "ratio", flow=True)
    def people_per_seat():
        """People present per vacant seat."""
        return ratio_of("heads", "vacant")

    [registered] = OUTCOMES
    assert registered.answer == ratio_of("heads", "vacant")
    assert registered.label.doc == "People present per vacant seat."
    assert registered.label.flow
    assert people_per_seat() == ratio_of("heads", "vacant")


def test_the_order_of_outcomes_moves_no_value(company, view):
    looking = view(company())
    chosen = [OUTCOMES.get(name) for name in ("vacancies", "output", "headcount", "retention")]
    values = {one.name: one.values(looking) for one in chosen}
    for one in reversed(chosen):
        np.testing.assert_array_equal(one.values(view(looking.tick)), values[one.name])


SUMS = np.array([3.0, 1.0, np.nan, 9.0, 8.0, 5.0, 2.0, 0.0, 4.0, 2.0])
PARTS, WHOLES = np.array([[0, 1, 2, 3, 4]]), np.array([[5, 6, 6, 7, 8]])
PLACES = np.array([1]), PARTS, WHOLES, np.array([2.0])
AT_ONCE, WAITS = np.array([False]), np.array([True])
SHARE, GAP = np.array([False]), np.array([True])


@pytest.mark.parametrize("kernel", [formulas_kernel, formulas_kernel.py_func])
def test_shares_stand_in_their_column(kernel):
    table, heads = np.full((5, 2), -1.0), np.zeros(5)
    kernel(SUMS, *PLACES, WAITS, SHARE, table, heads, 0.0, 0.0, 5.0)
    assert (table == -1.0).all(), "no program yet"
    for waits, launched in ((AT_ONCE, 0.0), (WAITS, 1.0)):
        table[:, 1] = -1.0
        kernel(SUMS, *PLACES, waits, SHARE, table, heads, launched, 0.0, 5.0)
        np.testing.assert_array_equal(table[:, 1], [1.2, 1.0, np.nan, np.nan, 4.0])
        assert (table[:, 0] == -1.0).all()


@pytest.mark.parametrize("kernel", [formulas_kernel, formulas_kernel.py_func])
def test_the_gap_is_between_groups_that_are_shown(kernel):
    def gap(heads, begin=0.0, end=5.0, waits=AT_ONCE):
        table = np.full((5, 2), -1.0)
        kernel(SUMS, *PLACES, waits, GAP, table, np.array(heads), 0.0, begin, end)
        assert (table.ravel()[[0, *range(2, 10)]] == -1.0).all()
        return table[0, 1]

    assert gap([5.0, 5.0, 9.0, 9.0, 5.0]) == 3.0
    assert gap([5.0, 4.0, 9.0, 9.0, 5.0]) == pytest.approx(2.8)
    assert gap([5.0, 5.0, 9.0, 9.0, 5.0], end=2.0) == pytest.approx(0.2)
    assert gap([5.0, 5.0, 9.0, 9.0, 4.0], begin=1.0) == -1.0, "less than two are there"
    assert gap([5.0, 5.0, 9.0, 9.0, 5.0], waits=WAITS) == -1.0, "no program yet"
