from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simulation.assignment.sight import TIES
from simulation.engine.draws import Draws
from simulation.policies.matching._common import open_market
from simulation.policies.matching.fair import Fair
from simulation.policies.matching.optimal import Optimal


def goal(key, mate):
    """What is maximized, in this order: pairs, lowest seen score, sum of keys."""
    rows = np.flatnonzero(mate >= 0)
    keys = key[rows, mate[rows]]
    return rows.size, int(keys.min(initial=2**60)) // TIES, int(keys.sum())


@given(data=st.data(), noise=st.sampled_from([0.0, 0.15]))
def test_most_pairs_then_the_best_worst_pair_then_the_total(
    data, noise, instances, all_matchings, matrices
):
    candidates = data.draw(instances(5, 3))
    seed = data.draw(st.integers(0, 9))
    policy = Fair(noise=noise)
    key = matrices(open_market(policy, candidates, Draws(seed)))[0]
    best = max(goal(key, mate) for mate in all_matchings(key >= 0, candidates.capacity))
    assert goal(key, policy.pair(candidates, Draws(seed)).mentor) == best


def test_gives_up_a_little_total_for_the_worst_off(make):
    candidates = replace(make(2, 2, capacity=1), score=np.array([[0.9, 0.5], [0.5, 0.2]]))
    fair = Fair(noise=0.0).pair(candidates, Draws(1)).mentor
    best = Optimal(noise=0.0).pair(candidates, Draws(1)).mentor
    assert fair.tolist() == [1, 0]
    assert best.tolist() == [0, 1]
