"""Fit: least squares over published numbers in units of their doubt, within declared ranges.

minimize sum ((simulated - published) / doubt)^2 + sum ((z - z_start) / PRIOR)^2,
z = (value - low) / (high - low) in [0, 1], by a trust-region method of scipy. All replications use
the same luck whatever the parameters, so that differences between them are effects and slopes are
finite differences. The posterior is the normal one at the optimum, covariance
(J'J + I / PRIOR^2)^-1.
"""

import gc
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from scipy.optimize import least_squares

from simulation import pool
from simulation.calibration import anchors, newcomers, pairs, stayers
from simulation.calibration.target import Group, Target
from simulation.engine.addresses import replication_seed
from simulation.engine.parameters import Parameter
from simulation.evidence.fitted import Fit, load_fits
from simulation.scenario import all_parameters
from simulation.state.columns import Array

PRIOR = 1.0
"""Prior standard deviation of every parameter in widths of its range.

Weak enough that the pull decides only where published numbers leave a parameter open: with half of
it, the pull outweighed the anchor V01 on what stays of advice.
"""

STEP = 0.12
"""Step of the finite differences in widths of the range."""

ROUNDS = 10
"""Most evaluations of the trust region; each has its own slopes."""

SEED = 20_000
"""Of the study of calibration: trials and tests use others."""

DIGITS = 4
"""Significant digits of a fitted value: more than the data tell."""


@dataclass(frozen=True)
class Row:
    """A published number beside what the model returned before and after."""

    group: str
    target: Target
    before: float
    after: float

    @property
    def missed_by(self) -> float:
        """Simulated less published, in units of the doubt."""
        return (self.after - self.target.value) / self.target.doubt


@dataclass(frozen=True)
class Calibration:
    """What a calibration found.

    Attributes:
        rows: every published number, before and after.
        parameters: what was fitted, as declared.
        fits: value, start, width and how far the data moved each.
        evaluations: sets of parameters that were simulated.
        seconds: wall time.
    """

    rows: tuple[Row, ...]
    parameters: tuple[Parameter, ...]
    fits: Mapping[str, Fit]
    evaluations: int
    seconds: float


@dataclass
class Problem:
    """The moments as a function of the parameters' places in their ranges."""

    groups: tuple[Group, ...]
    parameters: tuple[Parameter, ...]
    report: Callable[[str], None] = lambda text: None
    evaluations: int = 0
    known: dict[bytes, dict[str, float]] = field(default_factory=dict)

    @property
    def targets(self) -> list[Target]:
        """All targets, in the order of the residuals."""
        return [target for group in self.groups for target in group.targets]

    @property
    def starts(self) -> Array:
        """Places of the starting values: a second fit begins where the first did."""
        return np.array([(_start(p) - p.low) / (p.high - p.low) for p in self.parameters])

    def moments(self, z: Array) -> dict[str, float]:
        """Simulated moments of all groups at one place."""
        key = z.tobytes()
        if key not in self.known:
            self.known[key] = self._simulate([(group, z) for group in self.groups])[0]
        return self.known[key]

    def residuals(self, z: Array) -> Array:
        """(simulated - published) / doubt of every target, then the pull of the prior."""
        found = self._gaps(self.moments(z))
        self.report(f"sum of squared misses {float(found @ found):.1f}")
        return np.concatenate([found, (z - self.starts) / PRIOR])

    def slopes(self, z: Array) -> Array:
        """Derivatives of the residuals, by steps inwards; a group that does not move is not run."""
        here = self._gaps(self.moments(z))
        steps = np.where(z + STEP <= 1.0, STEP, -STEP)
        asked = [
            (group, place)
            for place, parameter in enumerate(self.parameters)
            for group in self.groups
            if parameter.path in group.moved_by
        ]
        moved = self._each([(group, _moved(z, place, steps[place])) for group, place in asked])
        slopes = np.zeros((len(here), len(z)))
        starts = self._first_target()
        for (group, place), moments in zip(asked, moved, strict=True):
            rows = slice(starts[group.name], starts[group.name] + len(group.targets))
            there = np.array([_gap(target, moments) for target in group.targets])
            slopes[rows, place] = (there - here[rows]) / steps[place]
        return np.vstack([slopes, np.eye(len(z)) / PRIOR])

    def values(self, z: Array) -> dict[str, dict[str, float]]:
        """Parameters as a scenario holds them."""
        sets: dict[str, dict[str, float]] = {}
        for parameter, place in zip(self.parameters, z, strict=True):
            value = parameter.low + float(place) * (parameter.high - parameter.low)
            sets.setdefault(parameter.owner, {})[parameter.name] = value
        return sets

    def _first_target(self) -> dict[str, int]:
        counts = np.cumsum([0, *(len(group.targets) for group in self.groups)])
        return {group.name: int(count) for group, count in zip(self.groups, counts, strict=False)}

    def _gaps(self, moments: Mapping[str, float]) -> Array:
        return np.array([_gap(target, moments) for target in self.targets])

    def _simulate(self, asked: Sequence[tuple[Group, Array]]) -> list[dict[str, float]]:
        merged: dict[str, float] = {}
        for moments in self._each(asked):
            merged |= moments
        return [merged]

    def _each(self, asked: Sequence[tuple[Group, Array]]) -> list[dict[str, float]]:
        """Moments of groups at places, means over seeds, all replications side by side."""
        self.evaluations += len(asked)
        tasks = [
            partial(_replicate, group.name, self.values(z), replication_seed(SEED, number))
            for group, z in asked
            for number in range(group.seeds)
        ]
        answers = iter(pool.side_by_side(tasks))
        return [
            dict(group.combine(_means([next(answers) for _ in range(group.seeds)])))
            for group, _ in asked
        ]


def all_groups() -> tuple[Group, ...]:
    """Every group of targets."""
    return (stayers.GROUP, newcomers.GROUP, pairs.GROUP, *anchors.groups())


def calibrate(workers: int, report: Callable[[str], None] = lambda text: None) -> Calibration:
    """Fit all parameters that some group is moved by, jointly, and say how well they are known."""
    import time

    begun = time.perf_counter()
    pool.executor(workers)
    groups = all_groups()
    moving = {path for group in groups for path in group.moved_by}
    parameters = tuple(p for p in all_parameters() if p.path in moving)
    problem = Problem(groups, parameters, report)
    starts = np.clip(problem.starts, 0.01, 0.99)
    before = problem.moments(starts)
    found = least_squares(
        problem.residuals, starts, jac=problem.slopes, bounds=(0.0, 1.0), max_nfev=ROUNDS
    )
    return Calibration(
        rows=tuple(_rows(groups, before, problem.moments(found.x))),
        parameters=parameters,
        fits=_fits(problem, found.x, found.jac),
        evaluations=problem.evaluations,
        seconds=time.perf_counter() - begun,
    )


def _replicate(
    group: str, parameters: Mapping[str, Mapping[str, float]], seed: int
) -> dict[str, float]:
    """One replication, in whatever process: groups hold functions that only have names there."""
    (one,) = (each for each in all_groups() if each.name == group)
    moments = dict(one.simulate(parameters, seed))
    gc.collect()  # Mesa's models hold themselves: without it, dozens of companies pile up
    return moments


def _fits(problem: Problem, z: Array, slopes: Array) -> dict[str, Fit]:
    spread = np.sqrt(np.diag(np.linalg.inv(slopes.T @ slopes)))
    fits = {}
    for parameter, place, width in zip(problem.parameters, z, spread, strict=True):
        room = parameter.high - parameter.low
        fits[parameter.path] = Fit(
            value=_rounded(parameter.low + float(place) * room, parameter),
            start=_start(parameter),
            width=float(f"{width * room:.2g}"),
            moved=round(float(1.0 - (width / PRIOR) ** 2), 3),
        )
    return fits


def _start(parameter: Parameter) -> float:
    return load_fits()[parameter.path].start if parameter.fitted else parameter.default


def _rounded(value: float, parameter: Parameter) -> float:
    rounded = float(f"{value:.{DIGITS}g}")
    return min(parameter.high, max(parameter.low, rounded))


def _rows(
    groups: Iterable[Group], before: Mapping[str, float], after: Mapping[str, float]
) -> Iterable[Row]:
    for group in groups:
        for target in group.targets:
            yield Row(group.name, target, before[target.moment], after[target.moment])


def _gap(target: Target, moments: Mapping[str, float]) -> float:
    return (moments[target.moment] - target.value) / target.doubt


def _moved(z: Array, place: int, step: float) -> Array:
    there = z.copy()
    there[place] += step
    return there


def _means(replications: Sequence[Mapping[str, float]]) -> dict[str, float]:
    names = replications[0]
    return {name: float(np.mean([each[name] for each in replications])) for name in names}
