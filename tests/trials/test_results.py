"""Results: interval over seeds, what inside means, and the shape of the JSON."""

import numpy as np
import pytest
from scipy import stats

from simulation.trials.results import CheckResult, Simulated, TrialResult, as_json, simulated
from simulation.trials.table import HEADS, rows_of, table_markdown
from simulation.trials.trial import ratio


def check(value=0.5, half=0.05, low=0.0, high=1.0, **fields):
    mean = Simulated(value, value - half, value + half)
    return CheckResult("gain", "predicted", 0.4, low, high, {"mid": mean}, **fields)


def result(*checks, **fields):
    return TrialResult("X1", "A study", checks, 20, **fields)


def test_a_mean_has_the_usual_interval():
    values = [0.1, 0.4, 0.2, 0.6, 0.3]
    found = simulated([(v,) for v in values], None)
    half = stats.t.ppf(0.975, 4) * np.std(values, ddof=1) / np.sqrt(5)
    assert found.value == pytest.approx(np.mean(values))
    assert (found.ci_low, found.ci_high) == pytest.approx((found.value - half, found.value + half))


def test_a_ratio_is_that_of_the_means_and_its_interval_covers():
    rng = np.random.default_rng(3)
    hits = 0
    for _ in range(300):
        base = 2 + 0.5 * rng.normal(size=40)
        parts = np.column_stack([0.6 * base + 0.3 * rng.normal(size=40), base])
        found = simulated(parts, ratio)
        assert found.value == pytest.approx(parts[:, 0].mean() / parts[:, 1].mean())
        hits += found.ci_low <= 0.6 <= found.ci_high
    assert 0.92 < hits / 300 < 0.98


def test_one_seed_has_no_interval_and_is_never_inside():
    found = simulated([(0.5,)], None)
    assert np.isinf(found.ci_high)
    assert not CheckResult("gain", "fitted", 0.4, 0, 1, {"mid": found}).inside


@pytest.mark.parametrize(
    ("value", "half", "inside"),
    [(0.5, 0.25, True), (0.5, 0.26, False), (0.0, 0.1, True), (1.0, 0.1, True), (1.01, 0.1, False)],
)
def test_inside_is_in_the_band_and_precise(value, half, inside):
    assert check(value, half).inside == inside


def test_a_trial_is_inside_when_all_its_checks_are():
    assert result(check(), check()).inside
    assert not result(check(), check(2.0)).inside


def test_a_model_of_nothing_may_pass():
    zero = Simulated(0.0, -0.1, 0.1)
    assert check(nothing=zero).nothing_passes
    assert not check(low=0.1, nothing=zero).nothing_passes
    assert not check().nothing_passes
    assert not result(check(nothing=zero), check()).nothing_passes


def test_json_has_exactly_the_promised_keys():
    (data,) = as_json([result(check(2.0))])
    assert list(data) == ["id", "name", "inside", "n_seeds", "checks"]
    assert list(data["checks"][0]) == [
        "quantity", "kind", "published", "low", "high", "simulated", "ci_low", "ci_high", "inside",
    ]  # fmt: skip
    assert data["checks"][0]["inside"] is False
    assert as_json([result(check(half=float("inf")))])[0]["checks"][0]["ci_high"] is None


def test_the_table_shows_misses_as_misses_and_says_what_says_nothing():
    mean = Simulated(0.5, 0.4, 0.6)
    levels = {"low": Simulated(0.1, 0, 0.2), "mid": mean, "high": Simulated(0.9, 0.8, 1)}
    read_back = CheckResult("effort", "fitted", None, 0.0, 1.0, levels, "reward.prize_effort", mean)
    wide_but_apart = check(2.0, half=0.4)
    rows = rows_of([result(read_back, check(2.0), check(half=0.4), wide_but_apart)])
    assert [row[6] for row in rows] == ["inside", "MISS", "too few seeds", "MISS"]
    assert rows[0][2] == "sign or order"
    assert rows[0][5] == "0.1 / 0.9"
    assert "reads back the parameter reward.prize_effort" in rows[0][7]
    assert "a model of nothing passes" in rows[0][7]


def test_markdown_explains_misses():
    text = table_markdown(
        [
            result(
                check(2.0),
                explained="Because.",
            ),
            result(check()),
        ]
    )
    lines = text.splitlines()
    assert lines[0].count("|") == len(HEADS) + 1
    assert "X1 misses: Because." in text
    assert "Inside: 1 of 2 trials, 1 of 2 checks (20 seeds a trial)." in text
