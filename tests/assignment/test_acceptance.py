"""Deferred acceptance: the textbook, no blocking pair anywhere, whatever the lists."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.assignment.acceptance import Asking, accepted


def textbook(key, rank, capacity):
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
            crowd = sorted([*held[mentor], mentee], key=lambda one: -rank[one, mentor])
            held[mentor], away = crowd[: capacity[mentor]], crowd[capacity[mentor] :]
            free.extend(away)
    mate = [-1] * len(lists)
    for mentor, mentees in held.items():
        for mentee in mentees:
            mate[mentee] = mentor
    return mate


def blocking_pairs(key, rank, capacity, mate):
    """How many of ALL eligible pairs would both rather have each other."""
    own = np.where(mate >= 0, key[np.arange(mate.size), mate], -1)
    worst = np.full(capacity.size, -1)
    for mentor in range(capacity.size):
        held = np.flatnonzero(mate == mentor)
        if capacity[mentor] and held.size == capacity[mentor]:
            worst[mentor] = rank[held, mentor].min()
    return int(((key > own[:, None]) & (key >= 0) & (rank > worst)).sum())


@given(data=st.data())
def test_equals_the_textbook(data, problems):
    key, lists, capacity = data.draw(problems(9, 5))
    rank = np.full(key.shape, -1)
    rank[lists.row, lists.column] = lists.rank
    asking = Asking(lists, capacity)
    asking.go_on()
    distinct = np.full(key.shape, -1)  # equal keys: in the order of the lists
    distinct[lists.row, lists.column] = np.arange(lists.key.size)[::-1]
    assert asking.mate.tolist() == textbook(distinct, rank, capacity)


def test_a_mentee_turned_away_asks_again_only_in_the_next_round(market, matrices):
    made = market(2, 2, noise=0.0, capacity=1)
    score, liked = np.array([[0.5, 0.1], [0.4, 0.2]]), np.array([[0.1, 0.1], [0.2, 0.2]])
    made = replace(made, scores=replace(made.scores, score=score, mentor_score=liked))
    for rounds, expected in ((0, [-1, -1]), (1, [-1, 0]), (2, [1, 0])):
        asking = Asking(made.all_pairs, made.capacity)
        asking.go_on(rounds)
        assert asking.mate.tolist() == expected


@pytest.mark.parametrize("popular", [0.0, 0.9])
@pytest.mark.parametrize("allowed", [0.1, 0.8])
@pytest.mark.parametrize("levels", [None, 3])
def test_a_large_pool_has_the_result_of_full_lists_and_no_blocking_pair(
    popular, allowed, levels, market, large, matrices, monkeypatch
):
    for seed in range(4):
        made = market(60, 25, seed=seed, popular=popular, allowed=allowed, levels=levels)
        key, rank = matrices(made)
        full = textbook(key, rank, made.capacity)
        for length in (1, 3, 10):
            monkeypatch.setattr("simulation.assignment.acceptance.SHORT_LIST", length)
            made = large(60, 25, seed=seed, popular=popular, allowed=allowed, levels=levels)
            mate = accepted(made, by_rank=True)
            assert mate.tolist() == full
            assert blocking_pairs(key, rank, made.capacity, mate) == 0


@pytest.mark.parametrize("popular", [0.0, 0.9])
@pytest.mark.parametrize("length", [1, 4])
def test_who_judges_by_the_key_makes_the_greedy_pairs(
    popular, length, large, matrices, greedy, monkeypatch
):
    monkeypatch.setattr("simulation.assignment.acceptance.SHORT_LIST", length)
    for seed in range(4):
        made = large(50, 20, seed=seed, popular=popular, allowed=0.8)
        assert not made.small
        key = matrices(made)[0]
        expected = greedy(key, made.capacity).tolist()
        assert accepted(made, by_rank=False).tolist() == expected


def test_small_pools_make_the_same_pairs(market, matrices, greedy):
    made = market(50, 20, allowed=0.8)
    assert made.small
    key, rank = matrices(made)
    assert accepted(made, by_rank=True).tolist() == textbook(key, rank, made.capacity)
    assert accepted(made, by_rank=False).tolist() == greedy(key, made.capacity).tolist()


def test_the_count_of_blocking_pairs_sees_them(market, matrices):
    made = market(10, 5, capacity=2)
    key, rank = matrices(made)
    assert blocking_pairs(key, rank, made.capacity, np.repeat(np.arange(5), 2)[::-1]) > 5


@pytest.mark.parametrize("seed", range(4))
def test_in_a_company_of_a_thousand_no_pair_blocks(seed, market, matrices):
    made = market(500, 200, seed=seed, popular=0.5, allowed=0.8)
    assert not made.small
    mate = accepted(made, by_rank=True)
    assert blocking_pairs(*matrices(made), made.capacity, mate) == 0
