"""The auction: within its increment of the optimum, and an honest account of prices."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.assignment.auction import auction
from simulation.assignment.exact import heaviest
from simulation.assignment.lists import bound, full_lists, worth


@given(data=st.data(), increment=st.sampled_from([1, 7, 1000]))
@pytest.mark.slow
def test_is_within_the_increment_of_the_optimum_a_pair(data, increment, problems, keeps):
    key, lists, capacity = data.draw(problems(15, 7))
    fine = lists._replace(key=lists.key // max(1, key.max(initial=0) // 10**4))
    mate, price, ended = auction(fine, capacity, increment, 10**6)
    assert ended
    assert keeps(key, capacity, mate)
    best = worth(fine, heaviest(fine, capacity)[0])
    pairs = np.count_nonzero(mate >= 0)
    assert best - increment * pairs <= worth(fine, mate) <= best
    assert best <= bound(fine, capacity, price) <= worth(fine, mate) + increment * pairs
    load = np.bincount(mate[mate >= 0], minlength=capacity.size)
    assert (load[price > 0] == capacity[price > 0]).all()


@given(data=st.data())
def test_a_small_enough_increment_gives_the_optimum(data, problems):
    _, lists, capacity = data.draw(problems(8, 5))
    times = 9  # more than pairs: then their increments together are less than one
    fine = lists._replace(key=lists.key % 1000 * times).above(0)
    mate, _, _ = auction(fine, capacity, 1, 10**7)
    assert worth(fine, mate) == worth(fine, heaviest(fine, capacity)[0])


def test_gives_up_where_prices_creep():
    key = np.full((60, 30), 10**6)
    lists = full_lists(key, key)
    ones = np.ones(30, dtype=np.int64)
    assert not auction(lists, ones, 10, 5000)[2]
    assert auction(lists, ones, 10**5, 5000)[2]


@pytest.mark.parametrize("capacity", [0, 2])
def test_nobody_bids_for_a_mentor_without_places(capacity):
    lists = full_lists(np.array([[9, 5]]), np.array([[1, 1]]))
    mate, _, _ = auction(lists, np.array([capacity, 1]), 1, 99)
    assert mate.tolist() == [0 if capacity else 1]


@given(data=st.data())
def test_compiled_and_plain_agree(data, problems):
    _, lists, capacity = data.draw(problems(9, 5))
    answers = [kernel(lists, capacity, 1000, 300) for kernel in (auction, auction.py_func)]
    for one, other in zip(*answers, strict=True):
        np.testing.assert_array_equal(one, other)
