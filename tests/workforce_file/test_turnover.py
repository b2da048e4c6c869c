import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.workforce_file.turnover import (
    department_rates,
    shrink,
    tenure_bands,
    watch_dated,
    watch_snapshot,
    whole_rate,
)

WHOLE = np.ones(100, dtype=bool)
NOBODY = np.zeros(100, dtype=bool)
UNKNOWN = np.full(100, np.nan)


def first(count, size=100):
    return np.arange(size) < count


def test_snapshot_share_is_leavers_of_people():
    watch = watch_snapshot(first(16), NOBODY, UNKNOWN)
    rate = whole_rate(watch)
    assert rate.value == pytest.approx(0.16)
    assert (rate.exits, rate.years) == (16, 100)
    assert rate.low < 0.16 < rate.high


def test_a_longer_period_means_a_lower_annual_share():
    watch = watch_snapshot(first(36), NOBODY, UNKNOWN, period=24)
    assert whole_rate(watch).value == pytest.approx(0.2)


def test_those_sent_away_count_half():
    watch = watch_snapshot(first(20), first(10), UNKNOWN)
    assert whole_rate(watch).value == pytest.approx(10 / 95)


def test_no_exit_no_rate():
    assert whole_rate(watch_snapshot(NOBODY, NOBODY, UNKNOWN)) is None


def test_dated_hazard_is_exits_per_person_month():
    # Everybody there for 12 months but 12 who left after half of it.
    days = np.full(100, np.nan)
    days[:12] = 365.2425 / 2
    days[0] = 1.0  # opens the window on 1 January 1970
    watch, months = watch_dated(first(12), NOBODY, np.full(100, -4000.0), days, 365.2425)
    assert months == pytest.approx(12)
    hazard = 12 / (88 * 12 + 11 * 6)
    assert whole_rate(watch).value == pytest.approx(1 - (1 - hazard) ** 12, rel=1e-3)


def test_leavers_before_the_window_or_without_date_count_nowhere():
    left = np.full(100, np.nan)
    left[:10] = np.linspace(9000, 9990, 10)
    left[10] = 2000.0
    watch, months = watch_dated(first(20), NOBODY, np.full(100, 0.0), left, 10_000.0)
    assert months == pytest.approx(36)
    assert watch.exits.sum() == 10
    assert watch.months[11:20].sum() == 0
    assert watch.months[10] == 0


def test_departments_below_fifty_person_years_tell_nothing():
    names = np.array(["big"] * 60 + ["small"] * 40, dtype=object)
    watch = watch_snapshot(first(16), NOBODY, UNKNOWN)
    assert department_rates(watch, names, whole_rate(watch)) == {}


def test_departments_that_differ_by_chance_get_the_whole():
    names = np.array(["a", "b"] * 50, dtype=object)
    watch = watch_snapshot(np.arange(100) % 10 < 2, NOBODY, UNKNOWN)
    rates = department_rates(watch, names, whole_rate(watch))
    assert {name: share for name, (_, share) in rates.items()} == pytest.approx(
        {"a": 0.2, "b": 0.2}
    )


def test_constant_hazard_gives_multipliers_near_one():
    # 20,000 people watched from hire: exits geometric with the same hazard at any tenure.
    rng = np.random.default_rng(1)
    size, hazard = 20_000, 0.02
    tenure = rng.uniform(0, 150, size)
    gone = rng.random(size) < 1 - (1 - hazard) ** 12
    end = tenure + np.where(gone, rng.uniform(0, 12, size), 12)
    watch = watch_snapshot(gone, np.zeros(size, dtype=bool), end)
    bands = tenure_bands(watch, whole_years=False)
    # Nobody hired within the year is in this sample, so bands above 12 months are unbiased.
    later = [band.raw for band in bands if band.months > 12]
    assert later == pytest.approx([1] * len(later), abs=0.12)


def test_bands_are_joined_until_they_tell_and_end_at_the_last():
    gone = first(16)
    watch = watch_snapshot(gone, NOBODY, np.full(100, 30.0))
    assert tenure_bands(watch, whole_years=True) == []
    tenure = np.where(np.arange(400) % 2 == 0, 20.0, 90.0)
    gone = (np.arange(400) % 2 == 0) & (np.arange(400) < 120) | (np.arange(400) > 379)
    bands = tenure_bands(watch_snapshot(gone, first(0, 400), tenure), whole_years=True)
    assert bands[-1].months == 1200
    assert bands[0].rate.value > 1 > bands[-1].rate.value
    mean = np.average([b.rate.value for b in bands], weights=[b.rate.years for b in bands])
    assert mean == pytest.approx(1)


@given(
    st.lists(st.tuples(st.floats(0.01, 0.5), st.floats(50, 1000)), min_size=2, max_size=8),
    st.floats(0.05, 0.3),
)
def test_shrinking_never_crosses_the_mean_and_never_widens(groups, mean):
    values, sizes = np.array(groups).T
    shrunk = shrink(values, sizes, mean, mean * (1 - mean))
    assert ((shrunk - mean) * (values - mean) >= -1e-12).all()
    assert (np.abs(shrunk - mean) <= np.abs(values - mean) + 1e-12).all()
