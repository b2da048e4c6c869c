"""Settings of a trial: what was reported, what is typical, what is assumed, and what may be set."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, Literal

from simulation.errors import Problem, ScenarioError
from simulation.evidence.ledger import load_ledger

type Basis = Literal["reported", "typical", "assumed"]
type Level = Literal["low", "mid", "high"]

LEVELS: tuple[Level, ...] = ("low", "mid", "high")
"""Assumed settings run at each of these; mid counts."""

MAY_BE_SET: Mapping[str, tuple[str, ...]] = {
    "organization": (
        "organization.departments.*",
        "organization.roles.*",
        "organization.skills.*.breadth",
        "organization.levels",
        "organization.team_size",
        "organization.turnover",
        "organization.involuntary",
        "organization.tenure_turnover*",
        "organization.offsets.satisfaction.*",
        "organization.offsets.commitment.*",
        "organization.offsets.stress.*",
        "organization.offsets.safety.*",
        "organization.market.*",
        "organization.hiring.*",
        "organization.displaced_share",
        "parameters.exchange.hours",
        "parameters.exchange.newcomer_hours",
    ),
    "design": (
        "program.schedule.assignment*",
        "program.schedule.departments*",
        "program.enrollment*",
        "program.matching*",
        "program.evaluation*",
    ),
    "dose": (
        "program.schedule.launch_quarter",
        "program.schedule.end_quarter",
        "program.schedule.weeks",
        "program.schedule.waves*",
        "program.objectives*",
        "program.training*",
        "program.structure*",
        "program.open_door*",
        "program.rewards*",
        "shocks*",
    ),
    "measurement": ("quarters", "measurement.*"),
}
"""Keys that a trial may set, by what they are about; everything else of the model is frozen.

Of the parameters only the usual load of help may be set, which is a fact about a workplace.
"""

YEAR = re.compile(r"\b(19|20)\d\d\b")


@dataclass(frozen=True)
class Stated:
    """One setting with what it rests on.

    Attributes:
        value: what the trial runs with, at mid level.
        basis: reported by the study, typical of such places, or assumed.
        source: row of the ledger or citation; for an assumed value the reason.
        low: value at the low level, only where it is assumed.
        high: value at the high level.
    """

    value: Any
    basis: Basis
    source: str
    low: Any = None
    high: Any = None

    def at(self, level: Level) -> Any:
        """The value at a level; only assumed values differ."""
        if self.basis != "assumed":
            return self.value
        return {"low": self.low, "mid": self.value, "high": self.high}[level]


type Settings = Mapping[str, Stated]


def reported(value: Any, source: str) -> Stated:
    """A value that the study reports; `source` is a row of the ledger or a citation with year."""
    return Stated(value, "reported", source)


def typical(value: Any, source: str) -> Stated:
    """A value that is typical of such places; `source` is a row of the ledger or a citation."""
    return Stated(value, "typical", source)


def assumed(low: Any, mid: Any, high: Any, why: str) -> Stated:
    """A value that nobody reports, declared low, mid and high before the first replay."""
    return Stated(mid, "assumed", why, low, high)


def topic(key: str) -> str | None:
    """What a key is about: organization, design, dose or measurement; None = may not be set."""
    for name, patterns in MAY_BE_SET.items():
        if any(fnmatchcase(key, pattern) for pattern in patterns):
            return name
    return None


def leaves(key: str, value: Any) -> Iterator[str]:
    """Dotted keys of everything that a value says, itself where it is no mapping."""
    if isinstance(value, Mapping) and value:
        for name, entry in value.items():
            yield from leaves(f"{key}.{name}", entry)
    else:
        yield key


def problems_of(settings: Settings, where: str) -> Iterator[Problem]:
    """Everything wrong with the settings of a trial or of one of its arms."""
    for key, stated in settings.items():
        for level in LEVELS:
            for leaf in leaves(key, stated.at(level)):
                if topic(leaf) is None:
                    yield Problem(
                        "may not be set by a trial",
                        where,
                        None,
                        leaf,
                        "Trials set organization, design, dose and measurement; the rest is frozen",
                    )
            if stated.basis != "assumed":
                break
        if not _is_sourced(stated):
            yield Problem(
                f'"{stated.source}" is no source of a {stated.basis} value',
                where,
                None,
                key,
                "Name a row of the ledger, a citation with its year, or the reason of an "
                "assumption with low, mid and high",
            )


def _is_sourced(stated: Stated) -> bool:
    if stated.basis == "assumed":
        return bool(stated.source) and stated.low is not None and stated.high is not None
    return stated.source in load_ledger().rows or bool(YEAR.search(stated.source))


def nested(settings: Settings, level: Level) -> dict[str, Any]:
    """Plain nested data of dotted keys at a level: {"program.structure.weeks": 4} and so on."""
    data: dict[str, Any] = {}
    for key, stated in settings.items():
        *path, last = key.split(".")
        place = data
        for part in path:
            place = place.setdefault(part, {})
            if not isinstance(place, dict):
                raise ScenarioError(Problem(f"{part} is set as a whole and in part", key=key))
        value = stated.at(level)
        known = place.get(last)
        if isinstance(known, dict) and isinstance(value, Mapping):
            value = {**known, **value}
        place[last] = value
    return data
