"""Anchors: the first published number of seven trials, each of which fixes one mechanism."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simulation.calibration.target import Group, Parameters, Target
from simulation.evidence.ledger import ANCHORS, load_ledger
from simulation.trials import Trial, chosen, replication

SEEDS = 16
"""Replications a trial's first number is the mean of; far fewer than a band asks for."""

MORE_SEEDS = {"V10": 40}
"""Where the number is one of exits: with 16 its luck would be fitted, as was seen once."""

DOUBT = 0.25
"""Doubt of an anchor in widths of its band: the band is about four standard deviations."""

MOVED_BY = {
    "V01": ("learn.rate", "exchange.learned", "practice.rate"),
    "V02": ("reward.prize_effort",),
    "V09": ("wellbeing.relief_support", "people.share_stress", "wellbeing.half_life_stress"),
    "V10": ("wellbeing.relief_voice", "wellbeing.half_life_stress", "turnover.satisfaction"),
    "V14": ("reward.announced_effort",),
    "V15": ("promote.sponsor_weight",),
    "V19": ("exchange.answer_cost", "learn.rate"),
}


@dataclass(frozen=True)
class FirstNumber:
    """The first check of a trial as a moment."""

    trial: str

    def __call__(self, parameters: Parameters, seed: int) -> Mapping[str, float]:
        """Parts of the study's estimator in one replication."""
        (trial,) = chosen([self.trial])
        one = replication(trial, seed, parameters=parameters)
        parts = np.atleast_1d(np.asarray(trial.checks[0].measure(one), dtype=float))
        return {f"{self.trial} part {n}": float(part) for n, part in enumerate(parts)}


def combined(trial: Trial, means: Mapping[str, float]) -> float:
    """The trial's first number from the means of its parts over seeds."""
    parts = np.array([means[f"{trial.id} part {n}"] for n in range(len(means))])
    combine = trial.checks[0].combine
    return float(combine(parts) if combine else parts[0])


def _group(trial: str) -> Group:
    (told,) = chosen([trial])
    check = load_ledger().trials[trial]["checks"][0]
    doubt = DOUBT * (float(check["high"]) - float(check["low"]))
    return Group(
        name=f"anchor {trial}",
        simulate=FirstNumber(trial),
        seeds=MORE_SEEDS.get(trial, SEEDS),
        targets=(Target(trial, trial, doubt),),
        moved_by=MOVED_BY[trial],
        combine=lambda means: {trial: combined(told, means)},
    )


def groups() -> tuple[Group, ...]:
    """One group for each anchor."""
    return tuple(map(_group, ANCHORS))
