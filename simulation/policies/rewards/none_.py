"""No rewards: nobody is recognized or paid for taking part."""

from typing import Literal

from simulation.families import Rewards


class NoRewards(Rewards):
    """No recognition, prize or credit."""

    kind: Literal["none"] = "none"
