"""Tables: who leads them."""

import numpy as np
import pytest

from simulation.organization.tables import lead_by_lot


@pytest.mark.parametrize("kernel", [lead_by_lot, lead_by_lot.py_func])
@pytest.mark.parametrize(("size", "expected"), [(2, [3, 5, 8, 9]), (3, [3, 5, 9]), (9, [3, 9])])
def test_just_enough_of_the_lowest_lots_of_a_company_lead(kernel, size, expected):
    seats = np.array([1, 3, 4, 5, 6, 8, 9])
    company = np.array([-1, -1, -1, -1, 2, -1, 2])
    lot = np.array([0.9, 0.1, 0.8, 0.2, 0.7, 0.6, 0.3])
    led, leaders = np.empty((2, 7), dtype=np.int64)
    lead = kernel(seats, company, lot, size, led, leaders)
    assert leaders[:lead].tolist() == sorted(expected)
    assert led[: 7 - lead].tolist() == sorted(set(seats.tolist()) - set(expected))


def test_of_nobody_nobody_leads():
    nobody, lots = np.empty(0, dtype=np.int64), np.empty(0)
    assert lead_by_lot(nobody, nobody, lots, 2, nobody, nobody.copy()) == 0
