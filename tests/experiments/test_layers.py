"""Luck and knowledge: variances by hand, known truth found again, shares that add up."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from simulation.experiments.layers import LUCKS_A_DRAW, draw_of, expected, parts_of
from simulation.experiments.statistics import layered_difference

TWO = np.repeat(np.arange(3), 2)
BY_HAND = np.array([1.0, 3.0, 4.0, 6.0, 10.0, 12.0])
# Means 2, 5, 11 around 6: SS between 2 (16 + 1 + 25) = 84, MS 42; within 3 x 2 = 6, MS 2.


def drawn(draws, luck, knowledge, seed=0, lucks=2):
    rng = np.random.default_rng(seed)
    number = np.repeat(np.arange(draws), lucks)
    return rng.normal(0, knowledge, draws)[number] + rng.normal(0, luck, len(number)), number


class TestParts:
    def test_by_hand(self):
        parts = parts_of(BY_HAND, TWO)
        assert (parts.mean, parts.luck, parts.knowledge) == (6.0, 2.0, 20.0)
        assert parts.share == pytest.approx(20 / 22)
        assert parts.draws == 3

    def test_the_interval_of_the_share_is_the_exact_one(self):
        parts = parts_of(BY_HAND, TWO)
        f = 21.0
        for end, tail in ((parts.share_low, 0.975), (parts.share_high, 0.025)):
            ratio = f / stats.f.ppf(tail, 2, 3)
            assert end == pytest.approx(max(0.0, (ratio - 1) / (ratio + 1)))

    def test_the_interval_holds_the_truth_as_often_as_it_says(self):
        truth = 1 / (1 + 4)
        held = 0
        for seed in range(400):
            parts = parts_of(*drawn(20, luck=2.0, knowledge=1.0, seed=seed))
            held += parts.share_low <= truth <= parts.share_high
        assert 0.92 < held / 400 < 0.98

    @pytest.mark.parametrize(("luck", "knowledge"), [(1.0, 3.0), (2.0, 2.0)])
    def test_many_draws_find_both_variances(self, luck, knowledge):
        parts = parts_of(*drawn(4000, luck, knowledge))
        assert parts.luck == pytest.approx(luck**2, rel=0.1)
        assert parts.knowledge == pytest.approx(knowledge**2, rel=0.15)

    def test_luck_alone_is_no_knowledge(self):
        parts = parts_of(*drawn(2000, luck=1.0, knowledge=0.0))
        assert parts.share < 0.05
        assert parts.share_low == 0.0

    def test_what_never_differs_has_no_shares(self):
        parts = parts_of(np.full(8, 0.1), np.repeat(np.arange(4), 2))
        assert (parts.mean, parts.luck, parts.knowledge, parts.share) == (0.1, 0.0, 0.0, None)

    @pytest.mark.parametrize("draws", [[0, 0], [0, 1], [0]])
    def test_one_draw_or_one_future_each_cannot_tell(self, draws):
        parts = parts_of(np.arange(float(len(draws))), np.array(draws))
        assert parts.share is None
        assert parts.luck is None

    def test_a_future_that_failed_only_makes_the_numbers_uneven(self):
        values, draws = drawn(3000, luck=1.0, knowledge=2.0, lucks=3)
        kept = np.random.default_rng(1).random(len(values)) < 0.8
        assert parts_of(values[kept], draws[kept]).knowledge == pytest.approx(4.0, rel=0.15)

    @given(st.lists(st.floats(-1e3, 1e3), min_size=4, max_size=30))
    def test_shares_lie_in_their_interval(self, values):
        found = np.array(values)
        parts = parts_of(found, draw_of(np.arange(len(found))))
        if parts.share is not None:
            assert 0.0 <= parts.share_low <= parts.share <= parts.share_high <= 1.0


class TestExpected:
    def test_means_are_drawn_together_until_they_vary_by_knowledge_alone(self):
        values, draws = drawn(500, luck=2.0, knowledge=1.0)
        found = np.array(list(expected(values, draws).values()))
        assert found.var(ddof=1) == pytest.approx(parts_of(values, draws).knowledge)
        assert found.mean() == pytest.approx(values.mean())

    def test_without_luck_they_are_the_values(self):
        values = np.repeat([1.0, 2.0, 5.0], 2)
        assert expected(values, TWO) == {0: 1.0, 1: 2.0, 2: 5.0}

    def test_what_cannot_be_told_apart_stays(self):
        assert expected(np.array([1.0, 4.0]), np.array([3, 7])) == {3: 1.0, 7: 4.0}


class TestDifference:
    a = BY_HAND + 1.0
    b = np.ones(6)
    replications = np.arange(6)

    def test_shares_add_up_to_one(self):
        found = layered_difference(self.a, self.b, self.replications, layer="both", better=None)
        assert found.luck_share + found.knowledge_share == 1.0
        assert (found.n, found.draws) == (6, 3)

    def test_both_holds_the_middle_of_the_futures(self):
        found = layered_difference(self.a, self.b, self.replications, layer="both", better="higher")
        assert (found.ci_low, found.ci_high) == pytest.approx(np.quantile(BY_HAND, [0.025, 0.975]))
        assert found.share_better == 1.0

    def test_knowledge_is_narrower_and_as_wide_as_its_variance(self):
        values, _ = drawn(200, luck=3.0, knowledge=1.0)
        zeros, numbers = np.zeros(400), np.arange(400)
        both = layered_difference(values, zeros, numbers, layer="both", better="higher")
        known = layered_difference(values, zeros, numbers, layer="knowledge", better="higher")
        assert known.mean == both.mean
        assert known.ci_high - known.ci_low == pytest.approx(2 * 1.96, rel=0.35)
        assert both.ci_high - both.ci_low == pytest.approx(2 * 1.96 * math.sqrt(10), rel=0.2)

    def test_no_pair_has_no_meaning(self):
        found = layered_difference([None], [1.0], [0], layer="both", better="higher")
        assert (found.mean, found.luck_share, found.n, found.draws) == (None, None, 0, 0)

    def test_replications_of_a_draw_stand_side_by_side(self):
        assert [draw_of(r) for r in range(5)] == [0, 0, 1, 1, 2]
        assert LUCKS_A_DRAW == 2
