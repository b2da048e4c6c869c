"""Targets: published numbers that the simulation must return, and what is simulated for them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from simulation.errors import ModelError
from simulation.evidence.ledger import ANCHORS, load_ledger

type Parameters = Mapping[str, Mapping[str, float]]
"""Changed parameters by process, as a scenario holds them."""


@dataclass(frozen=True)
class Target:
    """One published number.

    Attributes:
        moment: name of the simulated counterpart.
        row: row of the ledger that holds the number, or id of the anchoring trial.
        doubt: standard deviation of the published number as a statement about the model's
            company: its sampling error and how far settings differ, by judgement.
        published: makes the number comparable with the moment; the row's value unless given.
        why: what was done to it, where it is not taken as it stands.
    """

    moment: str
    row: str
    doubt: float
    published: Callable[[float], float] = float
    why: str = ""

    def __post_init__(self) -> None:
        """Refuse rows that may set no value."""
        ledger = load_ledger()
        if self.row not in ledger.may_set_values and self.row not in ANCHORS:
            raise ModelError(f'"{self.row}" is in no calibration set and is no anchor')

    @property
    def value(self) -> float:
        """The number to be returned."""
        ledger = load_ledger()
        if self.row in ANCHORS:
            return self.published(float(ledger.trials[self.row]["checks"][0]["published"]))
        row = ledger.rows[self.row]
        if row.get("value") is not None:
            return self.published(float(row["value"]))
        return self.published((float(row["ci_low"]) + float(row["ci_high"])) / 2.0)


@dataclass(frozen=True)
class Group:
    """Targets that one simulation answers together.

    Attributes:
        name: as the report calls it.
        targets: what must come out.
        simulate: moments by name, for a set of parameters and a seed.
        moved_by: parameters that the moments depend on; others need no run for the slopes.
        seeds: replications that a moment is the mean of.
        combine: makes moments of the means over seeds, where a mean of ratios would mislead.
    """

    name: str
    targets: tuple[Target, ...]
    simulate: Callable[[Parameters, int], Mapping[str, float]]
    moved_by: tuple[str, ...]
    seeds: int
    combine: Callable[[Mapping[str, float]], Mapping[str, float]] = dict
