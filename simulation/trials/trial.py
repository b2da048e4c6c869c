"""Trial: a published study as a value that can be replayed on the frozen model."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import pandas as pd

from simulation.errors import Problem, ScenarioError
from simulation.evidence.ledger import load_ledger
from simulation.scenario import Scenario, from_data
from simulation.trials.setting import Level, Settings, Stated, nested, problems_of

type Part = float | tuple[float, ...] | None
"""A number or its parts; None where a replication without any program has no such number."""

FROZEN: Mapping[str, Mapping[str, float]] = {
    "learn": {"transport": 1.0},
    "wellbeing": {"transport": 1.0},
}
"""Parameters of every replay: published experiments are published winners, so nothing is lost."""


@dataclass(frozen=True)
class Band:
    """A published result and the interval that a simulated one must lie in."""

    published: float | None
    low: float
    high: float
    kind: Literal["fitted", "predicted"] = "predicted"


@dataclass(frozen=True)
class Replay:
    """One replication of a trial: the panel of each arm's run, and the setting as resolved.

    All arms of a seed have the same people with the same luck.
    """

    seed: int
    level: Level
    panels: Mapping[str, pd.DataFrame]
    values: Mapping[str, Any]

    def __getitem__(self, arm: str) -> pd.DataFrame:
        """The panel of an arm's run."""
        return self.panels[arm]

    def value(self, key: str) -> Any:
        """A setting's value in this replication: `value("measurement.follow_up_weeks")`."""
        return self.values[key]

    @property
    def launch(self) -> int:
        """First month of the program."""
        return 3 * (int(self.values.get("program.schedule.launch_quarter", 1)) - 1)


def ratio(parts: np.ndarray) -> float:
    """First part over the second: a ratio of means over seeds, not a mean of noisy ratios."""
    return float(parts[0] / parts[1])


@dataclass(frozen=True)
class Check:
    """One number of the study, measured on every replication.

    Attributes:
        quantity: as worded in the ledger, which holds the published value and its band.
        measure: the study's estimator: a number, or parts of one, of a replication.
        combine: makes one number of the parts' means over seeds; without it, the only part's mean.
        parameter: the parameter that this check reads back, where it is one: it then says nothing.
        band: only for a study that the ledger does not list.
    """

    quantity: str
    measure: Callable[[Replay], Part]
    combine: Callable[[np.ndarray], float] | None = None
    parameter: str = ""
    band: Band | None = None


@dataclass(frozen=True)
class Trial:
    """A published study: where it took place, what was done to whom, what was found.

    Attributes:
        id: id in the ledger, or one of your own.
        study: citation.
        setting: dotted keys of a scenario (and `measurement.*`), each with what it rests on.
        arms: what each arm's run sets beside the setting; all runs share people and luck.
        checks: the study's numbers.
        seeds: replications by default: as many as the narrowest band asks for.
        name: short name; the ledger's where it lists the study.
        control: arm whose program is the control group's usual support; without it, no program.
        explained: where a check misses its band, why, from the model's own mechanics.
    """

    id: str
    study: str
    setting: Settings
    arms: Mapping[str, Settings]
    checks: tuple[Check, ...]
    seeds: int = 100
    name: str = ""
    control: str | None = None
    explained: str = ""
    levels: tuple[Level, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Refuse what a trial may not set, and checks without a band."""
        problems = [*problems_of(self.setting, self.id), *self._check_problems()]
        for arm, settings in self.arms.items():
            problems += problems_of(settings, f"{self.id}, arm {arm}")
        if self.control is not None and self.control not in self.arms:
            problems.append(Problem(f'there is no arm "{self.control}"', self.id, None, "control"))
        if problems:
            raise ScenarioError(problems)
        stated = [*self.setting.values(), *(s for arm in self.arms.values() for s in arm.values())]
        uncertain = any(entry.basis == "assumed" for entry in stated)
        object.__setattr__(self, "levels", ("low", "mid", "high") if uncertain else ("mid",))
        object.__setattr__(self, "name", self.name or self._listed.get("name", self.id))

    @property
    def _listed(self) -> Mapping[str, Any]:
        return load_ledger().trials.get(self.id, {})

    def _check_problems(self) -> list[Problem]:
        known = {entry["quantity"] for entry in self._listed.get("checks", ())}
        problems = []
        for check in self.checks:
            if known and check.band is not None:
                text = f'the band of "{check.quantity}" is in the ledger and may not be typed'
                problems.append(Problem(text, self.id, None, "checks"))
            if known and check.quantity not in known:
                text = f'the ledger has no check "{check.quantity}"'
                hint = f"It has: {'; '.join(sorted(known))}"
                problems.append(Problem(text, self.id, None, "checks", hint))
            if not known and check.band is None:
                text = f'"{check.quantity}" has no band, and the ledger does not list {self.id}'
                problems.append(Problem(text, self.id, None, "checks", "Give it a Band"))
        return problems

    def band(self, check: Check) -> Band:
        """Published value, band and kind of a check, from the ledger where it lists the study."""
        if check.band is not None:
            return check.band
        entry = next(e for e in self._listed["checks"] if e["quantity"] == check.quantity)
        return Band(entry["published"], entry["low"], entry["high"], entry["kind"])

    def settings_of(self, arm: str) -> dict[str, Stated]:
        """All settings of an arm: those of the trial and its own."""
        return {**self.setting, **self.arms[arm]}

    def values(self, level: Level) -> dict[str, Any]:
        """The trial's own settings, resolved at a level."""
        return {key: stated.at(level) for key, stated in self.setting.items()}

    def scenario(
        self,
        arm: str,
        level: Level = "mid",
        *,
        null: bool = False,
        parameters: Mapping[str, Mapping[str, float]] | None = None,
    ) -> Scenario:
        """The scenario of an arm; `null` runs the control's program in its place."""
        settings = self.settings_of(arm)
        if null:
            settings = self.settings_of(self.control) if self.control else _idle(settings)
        data = nested(settings, level)
        data.pop("measurement", None)
        data["name"] = f"{self.id} {arm}"
        data["organization"].setdefault("name", self.id)
        data["parameters"] = _merged(parameters or {}, data.get("parameters", {}), FROZEN)
        return from_data(data)


def _idle(settings: Mapping[str, Stated]) -> dict[str, Stated]:
    """Settings without any lever or arm's own shock; who would have been treated stays drawn."""
    kept = {
        key: stated
        for key, stated in settings.items()
        if not key.startswith("program.") or key.startswith("program.schedule.")
    }
    if "shocks" in kept:
        kept["shocks"] = _common(kept["shocks"])
    return kept


def _common(shocks: Stated) -> Stated:
    """Shocks that strike everybody alike; the others are treatments."""

    def alike(events: Any) -> Any:
        return events and tuple(e for e in events if e.get("who", "everyone") == "everyone")

    return Stated(
        alike(shocks.value), shocks.basis, shocks.source, alike(shocks.low), alike(shocks.high)
    )


def _merged(*parts: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """Parameters by process, later ones over earlier ones."""
    merged: dict[str, dict[str, float]] = {}
    for part in parts:
        for owner, values in part.items():
            merged.setdefault(owner, {}).update(values)
    return merged
