import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simulation.engine.draws import Draws
from simulation.policies.matching._common import open_market
from simulation.policies.matching.manager_assigned import ManagerAssigned


@given(data=st.data(), noise=st.sampled_from([0.0, 0.15]))
def test_takes_the_best_pair_left_again_and_again(data, noise, instances, matrices, greedy):
    candidates = data.draw(instances(9, 5))
    policy = ManagerAssigned(noise=noise)
    market = open_market(policy, candidates, Draws(2))
    expected = greedy(matrices(market)[0], candidates.capacity)
    assert policy.pair(candidates, Draws(2)).mentor.tolist() == expected.tolist()


def test_a_worse_eye_makes_worse_pairs(make, total_score):
    reached = []
    for noise in (0.0, 0.15, 0.5):
        policy = ManagerAssigned(noise=noise)
        scores = [
            total_score(one.score, policy.pair(one, Draws(seed)).mentor)
            for seed in range(8)
            for one in [make(40, 20, seed=seed, capacity=2)]
        ]
        reached.append(np.mean(scores))
    assert reached[0] > reached[1] > reached[2]
