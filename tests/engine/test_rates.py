"""Rates: months from half-lives and years, and back."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.engine.functions import log
from simulation.engine.rates import _LOG_2, annual_rate, kept, monthly_hazard


@given(st.floats(0.1, 1000.0))
def test_half_is_left_after_a_half_life(half_life):
    assert kept(half_life) ** half_life == pytest.approx(0.5, rel=1e-12)


@given(st.floats(0.0, 0.94))
def test_a_yearly_rate_is_what_twelve_months_leave_and_never_twelve_times(rate):
    hazard = monthly_hazard(rate)
    assert 1.0 - (1.0 - hazard) ** 12 == pytest.approx(rate, abs=1e-12)
    assert annual_rate(hazard) == pytest.approx(rate, abs=1e-12)
    assert 12 * hazard >= rate - 1e-12


def test_the_shipped_rate_by_the_books():
    assert monthly_hazard(0.13) == pytest.approx(-math.expm1(math.log(0.87) / 12), rel=1e-12)
    assert monthly_hazard(0.0) == 0.0


def test_the_logarithm_written_out_is_the_one_that_runs_compute():
    assert log(2.0) == _LOG_2
