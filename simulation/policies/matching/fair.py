"""Fair matching: the worst pair is as good as possible."""

from bisect import bisect_left
from typing import Literal

import numpy as np

from simulation.engine.draws import Draws
from simulation.engine.parameters import param
from simulation.families import Candidates, Matches
from simulation.policies.matching._algorithms import TIE_BITS, Ints, heaviest_pairs, most_pairs
from simulation.policies.matching._common import (
    ScoredMatching,
    by_component,
    open_market,
    settle,
)


class Fair(ScoredMatching):
    """As many pairs as possible, then the highest lowest score, then the highest total.

    Each group of people that eligible pairs link gets the highest floor of its own.
    """

    kind: Literal["fair"] = "fair"
    staff_hours_per_pair: float = param(
        0.25,
        low=0.05,
        high=1.0,
        unit="hours",
        doc="coordinators' time for each pair made",
        assumed="software pairs, as for optimal matching",
    )

    def pair(self, candidates: Candidates, draws: Draws) -> Matches:
        """Raise the floor as far as everybody who can be paired still is."""
        market = open_market(self, candidates, draws)
        return settle(self, market, by_component(candidates, market, _max_min))


def _max_min(key: Ints, capacity: Ints) -> Ints:
    seen = key >> TIE_BITS
    levels = np.unique(seen[seen >= 0])

    def pairs_above(level: np.int64) -> int:
        return int(np.count_nonzero(most_pairs(seen >= level, capacity) >= 0))

    most = pairs_above(levels[0])
    too_high = bisect_left(levels, True, key=lambda level: pairs_above(level) < most)
    return heaviest_pairs(np.where(seen >= levels[too_high - 1], key, -1), capacity, most=True)
