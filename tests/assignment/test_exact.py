"""Exact assignment against brute force, scipy's dense solver and a network simplex."""

from itertools import product

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from simulation.assignment.exact import heaviest
from simulation.assignment.lists import bound, favoring_pairs, full_lists, worth


def brute_force(key, capacity):
    """The largest sum of keys of all matchings."""
    best = 0
    for choice in product(*([-1, *np.flatnonzero(row >= 0)] for row in key)):
        mate = np.array(choice, dtype=np.int64)
        rows = np.flatnonzero(mate >= 0)
        if (np.bincount(mate[rows], minlength=capacity.size) <= capacity).all():
            best = max(best, int(key[rows, mate[rows]].sum()))
    return best


def dense(key, capacity):
    """The largest sum of keys by scipy: columns repeated, a private column for being alone."""
    slots = np.repeat(np.arange(capacity.size), capacity)
    worths = np.full((key.shape[0], slots.size + key.shape[0]), -1e15)
    worths[:, : slots.size] = np.where(key >= 0, key, -1e15)[:, slots]
    np.fill_diagonal(worths[:, slots.size :], 0.0)
    row, column = linear_sum_assignment(worths, maximize=True)
    return int(worths[row, column].sum())


@given(data=st.data())
def test_equals_brute_force_and_proves_itself(data, problems, keeps):
    key, lists, capacity = data.draw(problems(5, 4))
    mate, price = heaviest(lists, capacity)
    assert keeps(key, capacity, mate)
    assert worth(lists, mate) == brute_force(key, capacity) == bound(lists, capacity, price)


@pytest.mark.parametrize("top", [2, 30, 10**6])
@pytest.mark.parametrize("seed", range(20))
def test_equals_the_dense_solver_of_scipy(seed, top, keeps):
    rng = np.random.default_rng([seed, top])
    key, capacity = rng.integers(0, top, (60, 25)), rng.integers(0, 4, 25)
    key[rng.random((60, 25)) < 0.3] = -1
    key[:, capacity == 0] = -1
    lists = full_lists(key, key)
    mate, price = heaviest(lists, capacity)
    assert keeps(key, capacity, mate)
    assert worth(lists, mate) == dense(key, capacity) == bound(lists, capacity, price)


@pytest.mark.parametrize("seed", range(5))
def test_equals_a_network_simplex(seed):
    rng = np.random.default_rng(seed)
    key, capacity = rng.integers(0, 10**6, (25, 9)), rng.integers(1, 4, 9)
    graph = nx.DiGraph()
    for i in range(25):
        graph.add_node(("mentee", i), demand=-1)
        graph.add_edge(("mentee", i), "out", weight=0)
        for j in range(9):
            graph.add_edge(("mentee", i), ("mentor", j), weight=-int(key[i, j]), capacity=1)
    for j in range(9):
        graph.add_edge(("mentor", j), "out", weight=0, capacity=int(capacity[j]))
    graph.add_node("out", demand=25)
    lists = full_lists(key, key)
    assert worth(lists, heaviest(lists, capacity)[0]) == -nx.network_simplex(graph)[0]


@given(data=st.data())
def test_a_mentor_with_a_price_is_full(data, problems):
    _, lists, capacity = data.draw(problems(20, 8))
    mate, price = heaviest(lists, capacity)
    load = np.bincount(mate[mate >= 0], minlength=capacity.size)
    assert (price >= 0).all()
    assert (load[price > 0] == capacity[price > 0]).all()


@given(data=st.data())
def test_a_place_more_never_costs_and_names_do_not_matter(data, problems):
    key, lists, capacity = data.draw(problems(12, 6))
    seed = data.draw(st.integers(0, 99))
    total = worth(lists, heaviest(lists, capacity)[0])
    if capacity.size:
        more = capacity.copy()
        more[seed % capacity.size] += 1
        assert worth(lists, heaviest(lists, more)[0]) >= total
    rng = np.random.default_rng(seed)
    rows, columns = rng.permutation(key.shape[0]), rng.permutation(key.shape[1])
    mixed = full_lists(*[np.ascontiguousarray(key[np.ix_(rows, columns)])] * 2)
    assert worth(mixed, heaviest(mixed, capacity[columns])[0]) == total


def test_one_pair_more_outweighs_any_keys_along_the_whole_path():
    top = 2**45
    key = np.array([[top, 0, -1], [-1, top, 0], [0, -1, -1]])
    ones, lists = np.ones(3, dtype=np.int64), full_lists(key, key)
    assert heaviest(lists, ones)[0].tolist() == [0, 1, -1]
    assert heaviest(favoring_pairs(lists), ones)[0].tolist() == [1, 2, 0]


def test_a_key_of_nothing_is_still_a_pair_where_pairs_count():
    lists = full_lists(np.array([[0]]), np.array([[0]]))
    assert heaviest(favoring_pairs(lists), np.array([1]))[0].tolist() == [0]


@given(data=st.data())
def test_compiled_and_plain_agree(data, problems):
    _, lists, capacity = data.draw(problems(9, 5))
    for one, other in zip(
        heaviest(lists, capacity), heaviest.py_func(lists, capacity), strict=True
    ):
        np.testing.assert_array_equal(one, other)
