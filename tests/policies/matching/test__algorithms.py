from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching

from simulation.engine.compiled import signatures
from simulation.engine.draws import Draws
from simulation.errors import ModelError
from simulation.policies.matching import _algorithms
from simulation.policies.matching._algorithms import (
    TIE_BITS,
    deferred_acceptance,
    heaviest_pairs,
    most_pairs,
    next_free,
    pair_off,
    proven_gap,
    supporting_prices,
)
from simulation.policies.matching.fair import Fair
from simulation.policies.matching.introductions import Introductions
from simulation.policies.matching.optimal import Optimal
from simulation.policies.matching.random_ import RandomMatching
from simulation.policies.matching.stable import Stable

KERNELS = (deferred_acceptance, next_free, pair_off, most_pairs, supporting_prices)


def markets(mentees: int, mentors: int) -> st.SearchStrategy:
    """Keys without ties (-1 = not eligible), mentors' ranking, capacities 0..3."""

    def make(m: int, p: int, seed: int, share: float) -> tuple[np.ndarray, ...]:
        rng = np.random.default_rng(seed)
        key = rng.permutation(m * p).reshape(m, p)
        key[rng.random((m, p)) >= share] = -1
        return key, rng.permutation(m * p).reshape(p, m), rng.integers(0, 4, p)

    sizes = st.integers(0, mentees), st.integers(0, mentors)
    return st.builds(make, *sizes, st.integers(0, 2**20), st.sampled_from([0.3, 0.7, 1.0]))


def naive_deferred_acceptance(key, ranking, capacity):
    """Gale and Shapley as in their paper, on dictionaries and lists."""
    lists = {
        mentee: sorted(np.flatnonzero(row >= 0).tolist(), key=lambda mentor: -row[mentor])
        for mentee, row in enumerate(key)
    }
    held = {mentor: [] for mentor in range(capacity.size)}
    free = list(lists)
    while free:
        mentee = free.pop()
        if lists[mentee]:
            mentor = lists[mentee].pop(0)
            crowd = sorted([*held[mentor], mentee], key=lambda one: -ranking[mentor, one])
            held[mentor], away = crowd[: capacity[mentor]], crowd[capacity[mentor] :]
            free.extend(away)
    mate = [-1] * len(lists)
    for mentor, mentees in held.items():
        for mentee in mentees:
            mate[mentee] = mentor
    return mate


def accept(key, ranking, capacity, rounds=10_000, kernel=deferred_acceptance):
    order = np.argsort(-key, axis=1, kind="stable")
    return kernel(order, (key >= 0).sum(axis=1), ranking, capacity, rounds)


class TestDeferredAcceptance:
    @given(markets(9, 5))
    @settings(max_examples=150, deadline=None)
    def test_equals_the_textbook(self, market):
        assert accept(*market).tolist() == naive_deferred_acceptance(*market)

    def test_without_rounds_nobody_is_held(self):
        market = np.array([[1, 0]]), np.array([[0], [0]]), np.array([1, 1])
        assert accept(*market, rounds=0).tolist() == [-1]

    def test_a_mentee_turned_away_asks_again_only_in_the_next_round(self):
        key = np.array([[5, 1], [4, 2]])
        ranking = np.array([[1, 2], [1, 2]])
        capacity = np.array([1, 1])
        assert accept(key, ranking, capacity, rounds=1).tolist() == [-1, 0]
        assert accept(key, ranking, capacity, rounds=2).tolist() == [1, 0]


class TestMostPairs:
    @given(markets(12, 6))
    @settings(max_examples=150, deadline=None)
    def test_pairs_as_many_as_scipy_does(self, market):
        key, _, capacity = market
        eligible = key >= 0
        mate = most_pairs(eligible, capacity)
        rows = np.flatnonzero(mate >= 0)
        assert eligible[rows, mate[rows]].all()
        assert (np.bincount(mate[rows], minlength=capacity.size) <= capacity).all()
        slots = np.repeat(eligible, capacity, axis=1)
        expected = 0
        if slots.size:
            expected = (maximum_bipartite_matching(csr_array(slots), "column") >= 0).sum()
        assert rows.size == expected

    def test_a_long_augmenting_path_is_found(self):
        people = 50
        eligible = np.eye(people, dtype=bool) | np.eye(people, k=1, dtype=bool)
        eligible = eligible[::-1].copy()
        eligible[-1, 1:] = False
        assert (most_pairs(eligible, np.ones(people, dtype=np.int64)) >= 0).all()


class TestNextFree:
    def test_goes_round_the_circle_past_taken_and_forbidden_slots(self):
        eligible = np.array([[True, True, True], [True, True, False], [True, True, False]])
        start = np.array([2, 2, 2])
        assert next_free(start, np.arange(3), eligible).tolist() == [2, 0, 1]

    def test_who_finds_no_slot_stays_alone(self):
        eligible = np.ones((3, 1), dtype=bool)
        assert next_free(np.zeros(3, np.int64), np.zeros(2, np.int64), eligible).tolist() == [
            0,
            0,
            -1,
        ]

    def test_a_start_past_the_last_slot_is_the_first(self):
        assert next_free(np.array([2]), np.array([1, 0]), np.ones((1, 2), bool)).tolist() == [1]


def test_pair_off_joins_only_those_still_alone():
    first, second = np.array([0, 1, 2]), np.array([1, 2, 3])
    assert pair_off(first, second, 5).tolist() == [1, 0, 3, 2, -1]


class TestHeaviestPairs:
    def key(self, seen, ties=0):
        return np.where(np.array(seen) < 0, -1, (np.array(seen) << TIE_BITS) + ties)

    def test_more_pairs_outweigh_any_score_along_the_whole_path(self):
        # Three pairs at score 0 against two at the top: a bonus of one top score would tie.
        top = 1_000_000
        seen = self.key([[top, 0, -1], [-1, top, 0], [0, -1, -1]])
        ones = np.ones(3, dtype=np.int64)
        assert heaviest_pairs(seen, ones).tolist() == [0, 1, -1]
        assert heaviest_pairs(seen, ones, most=True).tolist() == [1, 2, 0]

    def test_a_score_of_nothing_is_still_a_pair(self):
        assert heaviest_pairs(self.key([[0]]), np.array([1])).tolist() == [0]

    def test_equal_totals_go_by_the_tie_hash(self):
        ties = np.array([[5, 2**31], [2**31, 5]])
        mate = heaviest_pairs(self.key(np.full((2, 2), 7), ties), np.array([1, 1]))
        assert mate.tolist() == [1, 0]

    @pytest.mark.parametrize("most", [False, True])
    def test_all_ties_together_never_outweigh_a_quantum_of_score(self, most):
        # Round a ring there are two full matchings: everybody's own (no tie hash, one quantum
        # more) or everybody's next (the largest hashes).
        own, following = np.eye(40, dtype=bool), np.roll(np.eye(40, dtype=bool), 1, axis=1)
        seen = np.where(own | following, 500_000, -1)
        seen[0, 0] += 1
        ties = np.where(following, 2**TIE_BITS - 1, 0)
        mate = heaviest_pairs(self.key(seen, ties), np.ones(40, dtype=np.int64), most=most)
        assert mate.tolist() == list(range(40))

    @pytest.mark.parametrize("most", [False, True])
    def test_weights_are_exact_whole_numbers(self, most):
        rng = np.random.default_rng(0)
        key = self.key(rng.integers(0, 3_000_000, (2000, 3)), rng.integers(0, 2**32, (2000, 3)))
        weight = _algorithms._weights(key, most=most)
        assert weight.max() < 2**50
        assert (weight == np.rint(weight)).all()

    def test_too_many_mentees_to_be_exact_are_refused(self):
        key = np.full((4096, 1), 2**30 << TIE_BITS)
        with pytest.raises(ModelError, match="4096 mentees are too many"):
            heaviest_pairs(key, np.array([1]), most=True)


class TestProvenGap:
    @given(markets(5, 3), st.integers(0, 2**20))
    @settings(max_examples=100, deadline=None)
    def test_never_claims_more_than_is_true(self, all_matchings, market, seed):
        key, _, capacity = market
        key = np.where(key >= 0, (key + 1) << TIE_BITS, -1)
        totals = {}
        for mate in all_matchings(key >= 0, capacity):
            rows = np.flatnonzero(mate >= 0)
            totals[tuple(mate)] = int((key >> TIE_BITS)[rows, mate[rows]].sum())
        best = max(totals.values())
        mate = list(totals)[seed % len(totals)]
        gap = proven_gap(key, capacity, np.array(mate, dtype=np.int64))
        assert totals[mate] >= (1 - gap) * best - 1e-9
        assert (gap == 0) == (totals[mate] == best)

    def test_names_the_distance(self):
        key = np.array([[9, 5], [8, 1]]) << TIE_BITS
        ones = np.array([1, 1])
        assert proven_gap(key, ones, np.array([1, 0])) == 0.0  # 13
        assert proven_gap(key, ones, np.array([0, 1])) >= 3 / 13  # 10


@given(markets(7, 4))
@settings(max_examples=40, deadline=None)
def test_compiled_and_plain_kernels_agree(market):
    key, _, capacity = market
    eligible = key >= 0
    plain = accept(*market, kernel=deferred_acceptance.py_func)
    assert plain.tolist() == accept(*market).tolist()
    plain = most_pairs.py_func(eligible, capacity)
    assert plain.tolist() == most_pairs(eligible, capacity).tolist()
    plain = supporting_prices.py_func(key, accept(*market))
    assert plain.tolist() == supporting_prices(key, accept(*market)).tolist()
    slots = np.repeat(np.arange(capacity.size), capacity)
    start = np.arange(key.shape[0])
    plain = next_free.py_func(start, slots, eligible)
    assert plain.tolist() == next_free(start, slots, eligible).tolist()
    # Copies: nonzero gives strided arrays, which would compile another version.
    mentee, mentor = (side.copy() for side in np.nonzero(eligible))
    people = sum(key.shape)
    plain = pair_off.py_func(mentee, mentor + key.shape[0], people)
    assert plain.tolist() == pair_off(mentee, mentor + key.shape[0], people).tolist()


@pytest.mark.skipif(next_free.py_func is next_free, reason="compilation is off")
def test_each_kernel_has_one_compiled_version(make):
    candidates = make(9, 5)
    strided = np.repeat(candidates.capacity, 2)[::2]
    strided.flags.writeable = False
    candidates = replace(candidates, capacity=strided)
    for kind in (RandomMatching, Stable, Introductions, Fair, Optimal):
        kind().pair(candidates, Draws(1))
    assert [signatures(kernel) for kernel in KERNELS] == [1] * len(KERNELS)
