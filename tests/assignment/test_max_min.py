"""Max-min: as many pairs, then the highest floor, on all pairs whatever the lists."""

import numpy as np
import pytest

from simulation.assignment.cardinality import most_pairs
from simulation.assignment.lists import full_lists
from simulation.assignment.max_min import max_min
from simulation.assignment.sight import QUANTA, TIES


def highest_floor(key, capacity):
    """Number of pairs, and the highest seen score at which as many remain, one by one."""
    lists = full_lists(key, key)

    def pairs(floor):
        return int(np.count_nonzero(most_pairs(lists, capacity, floor)[0] >= 0))

    most = pairs(0)
    floors = [f for f in np.unique(key[key >= 0] // TIES) if pairs(f * TIES) == most]
    return most, int(max(floors, default=0))


@pytest.mark.parametrize("popular", [0.0, 0.9])
@pytest.mark.parametrize("allowed", [0.1, 1.0])
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("pool", "missed"), [("market", 0.0), ("large", 0.01)])
def test_small_pools_reach_the_floor_and_large_ones_come_close(
    popular, allowed, seed, pool, missed, request, matrices, keeps
):
    made = request.getfixturevalue(pool)(40, 20, seed=seed, popular=popular, allowed=allowed)
    key = matrices(made)[0]
    most, floor = highest_floor(key, made.capacity)
    mate = max_min(made, 0.01)
    rows = np.flatnonzero(mate >= 0)
    assert keeps(key, made.capacity, mate)
    assert rows.size == most
    assert most == 0 or key[rows, mate[rows]].min() // TIES >= floor - missed * QUANTA


def test_nothing_to_pair(market):
    assert max_min(market(3, 2, allowed=0.0), 0.01).tolist() == [-1] * 3
    assert max_min(market(3, 0), 0.01).tolist() == [-1] * 3
