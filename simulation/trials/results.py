"""Results of trials: simulated against published, inside the band or not."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import stdtrit

from simulation.trials.setting import Level
from simulation.trials.trial import Check, Trial

LEVEL = 0.95

NARROW = 0.25
"""Half-width of the mean's interval that is allowed, as a share of the band's width."""


@dataclass(frozen=True)
class Simulated:
    """Mean over seeds with its 95% interval."""

    value: float
    ci_low: float
    ci_high: float


@dataclass(frozen=True)
class CheckResult:
    """A check against its band; `low` and `high` are the band, `levels` the assumed settings'."""

    quantity: str
    kind: str
    published: float | None
    low: float
    high: float
    levels: Mapping[Level, Simulated]
    parameter: str = ""
    nothing: Simulated | None = None

    @property
    def simulated(self) -> Simulated:
        """What counts: the mean at the mid level."""
        return self.levels["mid"]

    @property
    def inside(self) -> bool:
        """The mean lies in the band, and seeds were enough to say so."""
        return self._passes(self.simulated)

    @property
    def precise(self) -> bool:
        """The half-width of the mean's interval is at most a quarter of the band."""
        return self._precise(self.simulated)

    @property
    def apart(self) -> bool:
        """The mean's whole interval lies outside the band: more seeds would not bring it in."""
        return self.simulated.ci_low > self.high or self.simulated.ci_high < self.low

    @property
    def nothing_passes(self) -> bool:
        """A model in which no program does anything is inside as well."""
        return self.nothing is not None and self._passes(self.nothing)

    def _precise(self, simulated: Simulated) -> bool:
        half = (simulated.ci_high - simulated.ci_low) / 2.0
        return half <= NARROW * (self.high - self.low)

    def _passes(self, simulated: Simulated) -> bool:
        return self.low <= simulated.value <= self.high and self._precise(simulated)


@dataclass(frozen=True)
class TrialResult:
    """A trial replayed: inside when all its checks are."""

    id: str
    name: str
    checks: tuple[CheckResult, ...]
    n_seeds: int
    explained: str = ""
    seconds: float = 0.0

    @property
    def inside(self) -> bool:
        """Whether every check is inside."""
        return all(check.inside for check in self.checks)

    @property
    def nothing_passes(self) -> bool:
        """Whether a model of nothing passes the whole trial."""
        return all(check.nothing_passes for check in self.checks)


def simulated(
    parts: Sequence[Sequence[float]], combine: Callable[[np.ndarray], float] | None
) -> Simulated:
    """Value of the parts' means over seeds, with the interval of the jackknife over seeds.

    value = f(mean); pseudo-values n f(mean) - (n - 1) f(mean without i); half = t s / sqrt(n).
    Where f is the identity this is the mean with the usual interval.
    """
    table = np.asarray(parts, dtype=np.float64)
    function = combine or _only
    n = len(table)
    value = function(table.mean(axis=0))
    if n < 2:
        return Simulated(value, float("-inf"), float("inf"))
    without = (table.sum(axis=0) - table) / (n - 1)
    pseudo = np.array([n * value - (n - 1) * function(row) for row in without])
    half = float(stdtrit(n - 1, 0.5 + LEVEL / 2) * pseudo.std(ddof=1) / np.sqrt(n))
    return Simulated(value, value - half, value + half)


def _only(parts: np.ndarray) -> float:
    return float(parts[0])


def check_result(
    trial: Trial,
    check: Check,
    levels: Mapping[Level, Sequence[Any]],
    nothing: Sequence[Any] | None,
) -> CheckResult:
    """The result of a check from its parts by level and seed; None = no such number."""
    if nothing is not None and any(parts is None for parts in nothing):
        nothing = None
    band = trial.band(check)
    return CheckResult(
        quantity=check.quantity,
        kind=band.kind,
        published=band.published,
        low=band.low,
        high=band.high,
        levels={level: simulated(parts, check.combine) for level, parts in levels.items()},
        parameter=check.parameter,
        nothing=None if nothing is None else simulated(nothing, check.combine),
    )


def as_json(results: Iterable[TrialResult]) -> list[dict[str, Any]]:
    """Results as plain data: the shape that `mentorsim trials --json` prints."""
    return [
        {
            "id": result.id,
            "name": result.name,
            "inside": result.inside,
            "n_seeds": result.n_seeds,
            "checks": [_check_as_json(check) for check in result.checks],
        }
        for result in results
    ]


def _check_as_json(check: CheckResult) -> dict[str, Any]:
    mean = check.simulated
    return {
        "quantity": check.quantity,
        "kind": check.kind,
        "published": check.published,
        "low": check.low,
        "high": check.high,
        "simulated": mean.value,
        "ci_low": _finite(mean.ci_low),
        "ci_high": _finite(mean.ci_high),
        "inside": check.inside,
    }


def _finite(value: float) -> float | None:
    """A bound as JSON knows it: one seed has no interval."""
    return value if np.isfinite(value) else None
