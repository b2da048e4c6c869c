"""As many pairs as possible, against scipy, on lists and on whole markets."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching

from simulation.assignment.cardinality import Pairing, most_pairs
from simulation.assignment.lists import full_lists
from simulation.assignment.sight import TIES


def most(eligible, capacity):
    slots = np.repeat(eligible, capacity, axis=1)
    if not slots.size:
        return 0
    return int((maximum_bipartite_matching(csr_array(slots), "column") >= 0).sum())


@given(data=st.data(), floor=st.sampled_from([0, 1, 500_000]))
@pytest.mark.slow
def test_pairs_as_many_as_scipy_does(data, floor, problems, keeps):
    key, lists, capacity = data.draw(problems(12, 6))
    mate, _ = most_pairs(lists, capacity, floor)
    assert keeps(np.where(key >= floor, key, -1), capacity, mate)
    assert np.count_nonzero(mate >= 0) == most(key >= floor, capacity)


@given(data=st.data())
def test_who_is_stuck_can_only_go_to_full_mentors_reached(data, problems):
    key, lists, capacity = data.draw(problems(12, 6))
    mate, via = most_pairs(lists, capacity, 0)
    stuck = (mate < 0) | (np.append(via, -1)[mate] >= 0)
    reached = via >= 0
    assert not (key[stuck][:, ~reached] >= 0).any()
    load = np.bincount(mate[mate >= 0], minlength=capacity.size)
    assert (load[reached] == capacity[reached]).all()


def test_a_long_augmenting_path_is_found():
    people = 50
    eligible = np.eye(people, dtype=bool) | np.eye(people, k=1, dtype=bool)
    eligible = eligible[::-1].copy()
    eligible[-1, 1:] = False
    key = np.where(eligible, 1, -1)
    mate, _ = most_pairs(full_lists(key, key), np.ones(people, dtype=np.int64), 0)
    assert (mate >= 0).all()


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("share", [0.05, 0.3, 1.0])
def test_a_large_market_finds_them_on_lists(seed, share, large, matrices, monkeypatch):
    monkeypatch.setattr("simulation.assignment.cardinality.LISTED", 2)
    market = large(40, 25, seed=seed, allowed=share, popular=0.9)
    key = matrices(market)[0]
    for floor in (0, int(np.median(key[key >= 0])) // TIES * TIES):
        assert Pairing(market).most(floor) == most(key >= floor, market.capacity)
