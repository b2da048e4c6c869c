"""No rewards: nothing."""

from simulation.families import Scheme
from simulation.policies.rewards.none_ import NoRewards


def test_nobody_is_rewarded():
    assert NoRewards().scheme() == Scheme()
    assert Scheme().share == Scheme().prize == Scheme().gift == 0
