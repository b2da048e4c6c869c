"""Knowledge: parameters drawn from their ranges, for what science does not know.

A draw is addressed by a study's seed and its own number, like luck: no arm, number of workers or
order of runs changes it, and a longer study goes on where a shorter one ended.
"""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

import numpy as np

from simulation.engine.parameters import Parameter
from simulation.errors import ModelError
from simulation.scenario import COSTS, PEOPLE, Scenario, all_parameters
from simulation.state.columns import Array

type Values = Mapping[str, float]
"""Values of parameters by path."""

DIMENSIONS = 1024
"""Of the sequence, whatever the number of parameters: a further one leaves the others' draws."""

DOMAIN = int.from_bytes(b"knowledge")
"""Keeps these numbers apart from anything else that a seed may be used for."""


def draws(seed: int, count: int) -> list[Values]:
    """The first draws of all parameters: points of a scrambled Sobol sequence (Owen 1998).

    Each point gives every piece of ignorance one share u, and every parameter that expresses it
    the value `Parameter.at(u)`: what is unknown only once is drawn only once.
    """
    known = _in_order(all_parameters())
    places = {name: i for i, name in enumerate(dict.fromkeys(p.unknown for p in known))}
    if len(places) > DIMENSIONS:
        raise ModelError(f"{len(places)} parameters are more than {DIMENSIONS} can be drawn")
    points = _points(seed, count)
    return [
        MappingProxyType({p.path: p.at(float(point[places[p.unknown]])) for p in known})
        for point in points
    ]


def _in_order(parameters: tuple[Parameter, ...]) -> list[Parameter]:
    """The package's own first, so that a plug-in's leave their draws alone."""
    return sorted(parameters, key=lambda each: each.outside)


@lru_cache(maxsize=8)
def _points(seed: int, count: int) -> Array:
    from scipy.stats.qmc import Sobol

    rng = np.random.default_rng([DOMAIN, seed])
    size = 1 << max(0, count - 1).bit_length()  # whole powers of two are balanced
    points: Array = Sobol(DIMENSIONS, scramble=True, rng=rng).random(size)[:count]
    return points


def with_values(scenario: Scenario, values: Values) -> Scenario:
    """The scenario with parameters as drawn, where it does not say itself what they are.

    What a scenario sets is known: an entry under `parameters`, or a price or policy's value that
    is not the default. Parameters of processes that do not run are left out.

    Raises:
        ScenarioError: these values are not possible together.
    """
    return scenario.with_changes(**{
        key: values[parameter.path]
        for parameter in all_parameters()
        if parameter.path in values
        and (key := key_of(parameter, scenario))
        and _is_open(parameter, scenario)
    })  # fmt: skip


def key_of(parameter: Parameter, scenario: Scenario) -> str | None:
    """Where a scenario holds a parameter; None where it plays no part in it."""
    if parameter.owner == COSTS:
        return f"program.costs.{parameter.name}"
    if parameter.owner in (PEOPLE, *(process.name for process in scenario.steps)):
        return f"parameters.{parameter.path}"
    family, _, kind = parameter.owner.partition(".")
    policy = scenario.program.policies().get(family)
    if policy is not None and getattr(policy, "kind", None) == kind:
        return f"program.{family}.{parameter.name}"
    return None


def _is_open(parameter: Parameter, scenario: Scenario) -> bool:
    """Whether the scenario leaves a parameter at its default."""
    if parameter.owner in scenario.parameters:
        return parameter.name not in scenario.parameters[parameter.owner]
    family = parameter.owner.partition(".")[0]
    holder = {COSTS: scenario.program.costs, **scenario.program.policies()}.get(family)
    return holder is None or getattr(holder, parameter.name) == parameter.default
