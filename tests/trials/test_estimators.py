"""Estimators against data whose effects are known."""

import numpy as np
import pandas as pd
import pytest

from simulation.errors import ModelError
from simulation.trials.estimators import (
    difference,
    event_study,
    exit_rates,
    help_saved,
    leavers,
    mean_in,
    odds_ratio,
    ols,
    outcome_frame,
    output_gained,
    overlap,
    relative_gain,
    standardized,
    with_control_of,
)

LAUNCH = 3
MONTH = 4.345
BEFORE, DURING = (-3 * MONTH, 0.0), (0.0, 4.0)


def test_a_month_counts_by_its_part():
    months = pd.Series([2, 3, 4, 5])
    assert overlap(months, (0, 4), 3).tolist() == pytest.approx([0, 4 / MONTH, 0, 0])
    assert overlap(months, (-MONTH, 6), 3).tolist() == pytest.approx([1, 1, 6 / MONTH - 1, 0])
    assert overlap(months, (0, 100), 3).tolist() == pytest.approx([0, 1, 1, 1])


def test_a_mean_weighs_months_and_leaves_out_what_is_absent():
    panel = pd.DataFrame(
        {"person": [1, 1, 2, 2], "month": [3, 4, 3, 4], "x": [1.0, 3.0, 5.0, np.nan]}
    )
    mean = mean_in(panel, "x", (0, 1.5 * MONTH), 3)
    assert mean[1] == pytest.approx((1.0 + 0.5 * 3.0) / 1.5)
    assert mean[2] == 5.0
    assert not len(mean_in(panel, "x", (10 * MONTH, 11 * MONTH), 3))


def test_a_relative_gain_is_found_with_and_without_baseline(panel):
    adjusted = relative_gain(panel, "output", DURING, LAUNCH, BEFORE)
    assert adjusted.value == pytest.approx(0.2, abs=1e-9)
    assert adjusted.error < 1e-6  # a person's own factor is all the noise there is
    plain = relative_gain(panel, "output", DURING, LAUNCH)
    assert plain.error > 0.02
    assert abs(np.log1p(plain.value) - np.log(1.2)) < 3 * plain.error
    assert adjusted.n == 200


def test_a_difference_and_its_standardized_form(panel):
    plain = difference(panel, "stress", (0, 3 * MONTH), LAUNCH, cluster="team")
    assert plain.value == pytest.approx(0.5, abs=0.2)
    frame = outcome_frame(panel, "stress", (0, 3 * MONTH), LAUNCH)
    spread = frame.loc[frame["treated"] == 0, "outcome"].std()
    scaled = standardized(panel, "stress", (0, 3 * MONTH), LAUNCH)
    assert scaled.value == pytest.approx(plain.value / spread)


def test_least_squares_and_its_errors_by_hand():
    rng = np.random.default_rng(2)
    frame = pd.DataFrame({"x": rng.normal(size=60), "team": np.repeat(np.arange(12), 5)})
    shared = rng.normal(size=12)[frame["team"]]
    frame["y"] = 1 + 2 * frame["x"] + shared + 0.1 * rng.normal(size=60)
    X = np.column_stack([np.ones(60), frame["x"]])
    bread = np.linalg.inv(X.T @ X)
    beta = bread @ X.T @ frame["y"].to_numpy()
    residual = frame["y"].to_numpy() - X @ beta
    scores = np.array([X[frame["team"] == t].T @ residual[frame["team"] == t] for t in range(12)])
    sandwich = bread @ (scores.T @ scores) @ bread * (12 / 11) * (59 / 58)
    fit = ols(frame, "y ~ x", "x", "team")
    assert fit.value == pytest.approx(beta[1])
    assert fit.error == pytest.approx(np.sqrt(sandwich[1, 1]))
    assert ols(frame, "y ~ x", "x").error != pytest.approx(fit.error)


def test_an_odds_ratio_is_that_of_the_table():
    frame = pd.DataFrame(
        {"treated": [1.0] * 50 + [0.0] * 50, "left": [1] * 10 + [0] * 40 + [1] * 25 + [0] * 25}
    )
    fit = odds_ratio(frame, "left ~ treated", "treated")
    assert fit.value == pytest.approx((10 / 40) / (25 / 25), rel=1e-6)
    assert fit.error == pytest.approx(np.sqrt(1 / 10 + 1 / 40 + 1 / 25 + 1 / 25), rel=1e-4)


def test_an_event_study_finds_when_the_effect_begins(panel):
    panel["log_output"] = np.log(panel["output"])
    found = event_study(panel, "log_output", LAUNCH).set_index("month")["value"]
    assert found.index.tolist() == [-3, -2, 0, 1, 2]
    assert found[[-3, -2]].abs().max() < 1e-9
    assert found[[0, 1, 2]].tolist() == pytest.approx([np.log(1.2)] * 3)
    with pytest.raises(ModelError, match="no month 30"):
        event_study(panel, "log_output", LAUNCH, reference=27)


def test_exits_are_counted_in_their_weeks(panel):
    treated, control = exit_rates(panel, (0, 3 * MONTH), LAUNCH)
    assert (treated, control) == (0.0, 0.1)
    assert exit_rates(panel, (0, MONTH), LAUNCH)[1] == 0.0
    half = exit_rates(panel, (0, 1.5 * MONTH), LAUNCH)[1]
    assert half == pytest.approx(0.05)
    assert exit_rates(panel, (0, 3 * MONTH), LAUNCH, kinds=("involuntary",))[1] == 0.0


def test_only_those_present_at_the_start_can_leave(panel):
    assert len(leavers(panel, (0, MONTH), LAUNCH)) == 200
    assert len(leavers(panel, (2 * MONTH, 3 * MONTH), LAUNCH)) == 190


def test_who_is_not_in_the_study_is_left_out(panel):
    panel["arm"] = panel["arm"].where(panel["person"] >= 100)
    assert len(leavers(panel, (0, MONTH), LAUNCH)) == 100
    assert relative_gain(panel, "output", DURING, LAUNCH, BEFORE).n == 100


def test_controls_can_come_from_the_run_of_their_usual_support(panel):
    usual = panel.assign(output=panel["output"] * 1.1)
    both = with_control_of(panel, usual)
    gain = relative_gain(both, "output", DURING, LAUNCH)
    direct = relative_gain(panel, "output", DURING, LAUNCH)
    assert 1 + gain.value == pytest.approx((1 + direct.value) / 1.1)
    assert len(both) == len(panel)


def test_what_is_gained_and_saved_is_counted_at_pay_for_those_in_both_runs():
    months = [3, 4]
    usual = pd.DataFrame(
        {
            "person": np.repeat([1, 2, 3], 2),
            "month": months * 3,
            "output": 1.0,
            "pay": np.repeat([12_000.0, 24_000.0, 12_000.0], 2),
            "help_lent": np.repeat([0.0, 0.10, 0.0], 2),
        }
    )
    course = usual[usual["person"] != 3].copy()
    course.loc[course["person"] == 1, "output"] = 1.2
    course.loc[course["person"] == 2, "help_lent"] = 0.04
    weeks = (0.0, 4.345)  # month 3 only
    assert output_gained(course, usual, {1, 2, 3}, weeks, 3) == pytest.approx(200.0)
    assert help_saved(course, usual, {2}, weeks, 3) == pytest.approx(120.0)
