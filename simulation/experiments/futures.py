"""Futures: which runs make a study's replications, each with its seed and draw of parameters."""

from simulation.engine.addresses import replication_seed
from simulation.engine.parameters import parameters_of
from simulation.experiments.layers import draw_of
from simulation.experiments.study import Study
from simulation.knowledge import Values, draws, with_values
from simulation.program import Worth
from simulation.runner import Job
from simulation.scenario import WORTH, Scenario

[SHARE] = parameters_of(Worth, WORTH)
"""Share of extra output that the organization can sell or save, as a parameter."""


def jobs_of(study: Study, scenario: Scenario) -> list[Job]:
    """The runs of a scenario by replication: seed and draw are the study's, whatever the scenario.

    Under luck alone the scenario runs as it is.
    """
    seeds = [replication_seed(study.seed, r) for r in range(study.replications)]
    if study.uncertainty == "luck":
        return [Job(scenario, seed) for seed in seeds]
    known = [with_values(scenario, values) for values in _drawn(study)]
    return [Job(known[draw_of(r)], seed) for r, seed in enumerate(seeds)]


def jobs_by_arm(study: Study) -> dict[str, list[Job]]:
    """The runs of every arm by replication."""
    return {name: jobs_of(study, arm) for name, arm in study.arms.items()}


def marginal_shares(study: Study) -> dict[int, float]:
    """Share of extra output that counts, by replication."""
    futures = range(study.replications)
    if study.uncertainty == "luck":
        return dict.fromkeys(futures, SHARE.default)
    drawn = _drawn(study)
    return {r: drawn[draw_of(r)][SHARE.path] for r in futures}


def _drawn(study: Study) -> list[Values]:
    """The draws of the parameters that the study's replications live with."""
    return draws(study.seed, draw_of(study.replications - 1) + 1)
