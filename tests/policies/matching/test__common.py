from dataclasses import replace

import numpy as np
import pytest

from simulation.engine.draws import Draws
from simulation.errors import ModelError
from simulation.policies.matching._algorithms import TIE_BITS
from simulation.policies.matching._common import (
    NOISE,
    QUANTA,
    Market,
    by_component,
    mentor_ranking,
    open_market,
    preferences,
    settle,
    validate,
)
from simulation.policies.matching.optimal import Optimal


def seen(market):
    return market.key >> TIE_BITS


class TestOpenMarket:
    def test_sees_the_score_with_the_error_of_the_pair(self, make):
        candidates = make(5, 4, capacity=1)
        one = np.repeat(candidates.mentee_persons, 4)
        other = np.tile(candidates.mentor_persons, 5)
        error = 0.2 * Draws(3).pair_normal(NOISE, one, other).reshape(5, 4)
        market = open_market(Optimal(noise=0.2), candidates, Draws(3))
        expected = np.maximum(candidates.score + error, 0.0) * QUANTA
        np.testing.assert_allclose(seen(market), expected, atol=0.5 + 1e-6)

    def test_a_pair_is_seen_alike_whoever_else_is_there(self, make):
        whole = make(8, 6, capacity=1)
        part = replace(
            whole,
            mentees=whole.mentees[2:4],
            mentee_persons=whole.mentee_persons[2:4],
            **{name: getattr(whole, name)[2:4]
               for name in ("score", "mentor_score", "allowed", "known")},
        )  # fmt: skip
        both = [open_market(Optimal(), one, Draws(3)).key for one in (whole, part)]
        assert (both[0][2:4] == both[1]).all()

    def test_the_error_changes_from_month_to_month(self, make):
        candidates = make(5, 4, capacity=1)
        keys = [open_market(Optimal(), candidates, Draws(3).at(m)).key for m in (0, 3)]
        assert (keys[0] != keys[1]).all()

    def test_the_error_has_the_stated_size(self, make):
        candidates = make(60, 60, capacity=1)
        candidates = replace(candidates, score=np.full((60, 60), 0.9))
        error = seen(open_market(Optimal(noise=0.1), candidates, Draws(1))) / QUANTA - 0.9
        assert abs(error.mean()) < 5 * 0.1 / 60
        assert error.std() == pytest.approx(0.1, abs=5 * 0.1 / np.sqrt(2 * 3600))

    def test_forbidden_too_low_and_full_are_not_eligible(self, make):
        candidates = replace(
            make(1, 4),
            score=np.array([[0.9, 0.9, 0.3, 0.9]]),
            allowed=np.array([[True, False, True, True]]),
            capacity=np.array([1, 1, 1, 0]),
        )
        market = open_market(Optimal(noise=0.0, minimum_score=0.5), candidates, Draws(1))
        assert market.eligible.tolist() == [[True, False, False, False]]

    def test_exactly_the_minimum_is_enough(self, make):
        candidates = replace(make(1, 1, capacity=1), score=np.array([[0.3]]))
        market = open_market(Optimal(noise=0.0, minimum_score=0.3), candidates, Draws(1))
        assert market.eligible.all()

    def test_without_a_minimum_an_unlucky_look_forbids_nothing(self, make):
        candidates = make(20, 20, capacity=1)
        candidates = replace(candidates, score=np.zeros((20, 20)))
        market = open_market(Optimal(noise=0.5), candidates, Draws(1))
        assert market.eligible.all()
        assert (seen(market) == 0).any()

    def test_keys_rank_equal_scores_without_ties(self, make):
        candidates = make(50, 50, levels=1, capacity=1)
        key = open_market(Optimal(noise=0.0), candidates, Draws(1)).key
        assert np.unique(key).size == key.size

    def test_a_score_nobody_uses_may_be_missing(self, make):
        candidates = make(2, 2, capacity=1)
        score, allowed = candidates.score.copy(), candidates.allowed.copy()
        score[0, 0], allowed[0, 0] = np.nan, False
        market = open_market(Optimal(), replace(candidates, score=score, allowed=allowed), Draws(1))
        assert market.eligible.tolist() == [[False, True], [True, True]]

    def test_every_problem_is_named_at_once(self, make):
        candidates = replace(make(2, 2), score=np.full((2, 2), np.nan), capacity=np.array([-1, 1]))
        with pytest.raises(ModelError, match=r"score is outside.*; capacity is negative"):
            open_market(Optimal(), candidates, Draws(1))


def test_mentor_ranking_follows_the_mentors_and_has_no_ties(make):
    candidates = make(30, 4, levels=3, capacity=1)
    market = open_market(Optimal(), candidates, Draws(1))
    ranking = mentor_ranking(candidates, market)
    for mentor in range(4):
        own = candidates.mentor_score[np.argsort(ranking[mentor]), mentor]
        assert (np.diff(own) >= 0).all()
        assert np.unique(ranking[mentor]).size == 30


def test_preferences_are_best_first_and_stop_at_the_not_eligible():
    order, length = preferences(np.array([[3, -1, 7], [-1, -1, -1]]))
    assert order[0, :2].tolist() == [2, 0]
    assert length.tolist() == [2, 0]


def test_components_are_solved_apart_in_the_order_of_persons(make):
    candidates = make(4, 3, capacity=1)
    candidates = replace(candidates, mentee_persons=candidates.mentee_persons[::-1].copy())
    key = np.full((4, 3), -1, dtype=np.int64)
    key[0, 1], key[3, 1], key[2, 0] = 10, 30, 20
    calls = []

    def solve(part, capacity):
        calls.append(part.tolist())
        return np.array([0] + [-1] * (part.shape[0] - 1))

    mate = by_component(candidates, Market(key, candidates.capacity), solve)
    assert sorted(calls) == [[[20]], [[30], [10]]]
    assert mate.tolist() == [-1, -1, 0, 1]


class TestValidate:
    market = Market(np.array([[1, 2], [3, -1], [4, 5]]), np.array([1, 2]))

    @pytest.mark.parametrize("mate", [[0, -1, 1], [-1, -1, -1], [1, 0, 1]])
    def test_accepts_what_the_rules_allow(self, mate):
        validate(self.market, np.array(mate))

    @pytest.mark.parametrize(
        ("mate", "words"),
        [
            ([0, 1, 1], "mentee 1 is paired with a mentor not eligible"),
            ([0, 0, 1], "mentor 0 has 2 mentees of 1"),
            ([0, 2, 1], "mentee 1 is paired with mentor 2 of 2"),
            ([-2, 0, 1], "mentee 0 is paired with mentor -2 of 2"),
            ([0, -1], r"shape \(2,\), not one mentor for 3 mentees"),
        ],
    )
    def test_refuses_what_they_forbid(self, mate, words):
        with pytest.raises(ModelError, match=words):
            validate(self.market, np.array(mate))

    def test_settling_checks_and_counts_the_hours(self):
        matches = settle(Optimal(staff_hours_per_pair=0.5), self.market, np.array([0, -1, 1]))
        assert matches.staff_hours == 1.0
        with pytest.raises(ModelError, match="not eligible"):
            settle(Optimal(), self.market, np.array([0, 1, 1]))
