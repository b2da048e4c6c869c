"""Even: groups of mentees treated about alike."""

from dataclasses import dataclass, replace

import numpy as np

from simulation.assignment.market import Market
from simulation.assignment.optimum import most_and_best
from simulation.assignment.rules import Bools, Ints
from simulation.assignment.scores import Floats
from simulation.assignment.sight import QUANTA, TIES, WHOLE

PRECISION = 0.001
"""Share of the best total that may be missed in a large pool."""


@dataclass(frozen=True)
class _Trial:
    """A matching, and the mean seen score of the pairs of each group that has pairs."""

    mate: Ints
    groups: Ints
    means: Floats

    @property
    def spread(self) -> float:
        """How far the best-off group is above the worst-off."""
        return float(np.ptp(self.means)) if self.means.size else 0.0

    def better(self, tolerance: float) -> Ints:
        """Groups that are better off than the worst by more than the tolerance."""
        return self.groups[self.means > self.means.min(initial=np.inf) + tolerance]

    def overdone(self, favored: Ints) -> bool:
        """Whether a group that was better off is now the worst off."""
        return bool(np.isin(self.groups[self.means.argmin()], favored))


def even(market: Market, group: Ints, tolerance: float) -> Ints:
    """Make as many pairs as possible, of the highest weighted sum that treats groups about alike.

    The mean seen score of the pairs made is compared between the mentees' groups. If it differs
    by more than the tolerance, the scores of the groups that are better off than the worst by
    more than the tolerance count less: by the weight 1 - n / 4096. Bisection looks for the lowest
    n, up to 4096, at which the means differ by at most the tolerance; it halves the range
    upwards as long as the worst off is none of those groups. If no n tried is good enough, the
    matching of those tried whose means differ least is taken.

    Args:
        market: who may be paired, all weights whole.
        group: int64 (M,), -1 = in none.
        tolerance: score.

    Returns:
        int64 (M,), each mentee's mentor, -1 for none.
    """
    best = first = _tried(market, group, np.zeros(group.size, dtype=np.bool_), 0)
    favored = first.better(tolerance)
    less = np.isin(group, favored)
    low, high = 0, WHOLE
    while first.spread > tolerance and high - low > 1:
        middle = (low + high) // 2
        trial = _tried(market, group, less, middle)
        if trial.spread <= tolerance or trial.spread < best.spread:
            best = trial
        if trial.spread <= tolerance or trial.overdone(favored):
            high = middle
        else:
            low = middle
    return best.mate


def _tried(market: Market, group: Ints, less: Bools, off: int) -> _Trial:
    weighted = replace(market, weight=np.where(less, WHOLE - off, WHOLE))
    mate = most_and_best(weighted, PRECISION)
    rows = np.flatnonzero((mate >= 0) & (group >= 0))
    seen = market.pairs(rows, mate[rows])[0] // TIES / QUANTA
    groups, member = np.unique(group[rows], return_inverse=True)
    means = np.bincount(member, seen) / np.maximum(np.bincount(member), 1)
    return _Trial(mate, groups, means)
