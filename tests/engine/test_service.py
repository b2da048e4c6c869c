"""Service: the curve's honeymoon and fall, and the bands' ends."""

from itertools import pairwise

import numpy as np
import pytest

from simulation.engine.service import band_of, tenure_curve


def test_the_honeymoon_ends_within_months():
    curve = [tenure_curve(float(service), 1.5, 1.0, 0.0) for service in range(1, 25)]
    assert curve[:4] == pytest.approx([-1.5, -0.75, -0.375, -0.1875])
    assert all(later > earlier for earlier, later in pairwise(curve))


def test_the_further_fall_is_reached_by_year_four():
    assert tenure_curve(48.0, 0.0, 1.0, 0.5) == pytest.approx(-0.5)
    assert tenure_curve(48.0, 0.0, 1.0, -0.2) == pytest.approx(0.2)


@pytest.mark.parametrize(("service", "band"), [(1, 0), (3, 0), (4, 1), (12, 1), (13, 2), (900, 2)])
def test_a_band_ends_with_its_last_month_and_the_last_never(service, band):
    assert band_of(float(service), np.array([3.0, 12.0, 24.0])) == band
