"""Layers of uncertainty: how much of a spread is luck, and how much is what science does not know.

Every draw of the parameters lives through `LUCKS_A_DRAW` futures, each with luck of its own:
difference = mean + what the draw does (variance k) + luck (variance l), a one-way analysis of
variance with random effects (Searle, Casella and McCulloch 1992, chapter 3):

    l = MS within draws,   k = (MS between draws - l)+ / n0,   share of knowledge = k / (k + l)

n0 is the number of futures a draw (their effective number where runs failed). The share's
interval is exact for normal variables: F = MS between / MS within over quantiles of F.

Two readings of the same futures, each with the range that holds the middle 95%:
`both`, what a single future may bring: the differences of all futures;
`knowledge`, the expected effect, luck averaged out: one value a draw (`expected`).
Neither narrows to nothing with more futures, unlike the interval of the mean that `luck` has.
"""

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import fdtri

type Layer = Literal["luck", "knowledge", "both"]
type Floats = NDArray[np.float64]
type Draws = NDArray[Any]

LUCKS_A_DRAW = 2
"""Futures of one draw of the parameters: the fewest that tell luck from knowledge."""


def draw_of[Number: (int, Draws)](replication: Number) -> Number:
    """Number of the draw of the parameters that a replication lives with."""
    return replication // LUCKS_A_DRAW


@dataclass(frozen=True)
class Parts:
    """Variance of a difference by layer; what too few futures cannot tell is None.

    Attributes:
        mean: over all futures.
        luck, knowledge: variances within and between draws.
        share: of knowledge in both variances, with its interval.
        draws: number of draws.
    """

    mean: float
    luck: float | None
    knowledge: float | None
    share: float | None
    share_low: float | None
    share_high: float | None
    draws: int


def parts_of(values: Floats, draws: Draws, level: float = 0.95) -> Parts:
    """Split the variance of values by the draw that each belongs to; at least one value."""
    sums = _sums(values, draws)
    d, n = len(sums.counts), len(values)
    if d < 2 or n == d:
        return Parts(sums.mean, None, None, None, None, None, d)
    between, within = sums.between / (d - 1), sums.within / (n - d)
    each = (n - float((sums.counts**2).sum()) / n) / (d - 1)
    share = _share(between, within, each)
    low, high = (_share(between, within * q, each) for q in _quantiles(d - 1, n - d, level))
    knowledge = max(0.0, between - within) / each
    return Parts(sums.mean, within, knowledge, share, low, high, d)


def expected(values: Floats, draws: Draws) -> dict[int, float]:
    """Expected value by draw: their means, drawn together until they vary by k.

    The means of so few futures vary by luck as well; without this, luck would pass as knowledge.
    Where knowledge and luck cannot be told apart, the means as they are.
    """
    names, place = np.unique(draws, return_inverse=True)
    means = np.bincount(place, values) / np.bincount(place)
    parts = parts_of(values, place)
    spread = float(means.var(ddof=1)) if len(means) > 1 else 0.0
    if parts.knowledge is not None and spread > 0.0:
        means = parts.mean + math.sqrt(min(1.0, parts.knowledge / spread)) * (means - parts.mean)
    return dict(zip(names.tolist(), means.tolist(), strict=True))


@dataclass(frozen=True)
class _Sums:
    mean: float
    counts: Floats
    between: float
    within: float


def _sums(values: Floats, draws: Draws) -> _Sums:
    """Mean, futures by draw, and sums of squares between and within draws, exactly rounded."""
    groups = [values[draws == draw].tolist() for draw in np.unique(draws)]
    mean = _mean(values.tolist())
    means = [_mean(group) for group in groups]
    between = math.fsum(len(g) * (m - mean) ** 2 for g, m in zip(groups, means, strict=True))
    within = math.fsum((v - m) ** 2 for g, m in zip(groups, means, strict=True) for v in g)
    return _Sums(mean, np.array([float(len(group)) for group in groups]), between, within)


def _mean(values: list[float]) -> float:
    """The mean; that of equal values is their value, which rounding might miss."""
    first = values[0]
    return first if min(values) == max(values) else math.fsum(values) / len(values)


def _share(between: float, within: float, each: float) -> float | None:
    """(F - 1) / (F + n0 - 1), held in 0..1; absent where nothing varies."""
    if between == within == 0.0:
        return None
    return min(1.0, max(0.0, (between - within) / (between + (each - 1.0) * within)))


def _quantiles(between: int, within: int, level: float) -> tuple[float, float]:
    """Upper and lower quantile of F: the lower and upper end of the share."""
    tail = 0.5 - level / 2
    return float(fdtri(between, within, 1 - tail)), float(fdtri(between, within, tail))
