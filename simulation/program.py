"""Program: the choices of one management, frozen; Setting: what a run is set in."""

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Literal, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from simulation import policies
from simulation.documents import unknown_choice
from simulation.engine.parameters import param
from simulation.engine.process import MONTHS_A_QUARTER, WEEKS_A_MONTH
from simulation.engine.registry import import_all
from simulation.families import (
    FAMILIES,
    Culture,
    Enrollment,
    Evaluation,
    Goals,
    Intaking,
    Matching,
    Objectives,
    OpenDoor,
    Plan,
    Policy,
    Preferences,
    Rewards,
    Scheme,
    Sessions,
    Structure,
    Terms,
    Training,
)
from simulation.organization.organization import Organization
from simulation.organization.people import People
from simulation.organization.recruit import offsets_of
from simulation.organization.shocks import Shock
from simulation.policies.enrollment._common import Eligible
from simulation.state.workforce import STATES_TO_SELECT_BY

import_all(policies)

type Key = tuple[str | int, ...]
"""Where in a document something is said: `("schedule", "departments", 0)`."""


def none_of(family: str) -> Any:
    """A field that defaults to the family's `none`."""
    return Field(default_factory=FAMILIES[family].get("none"), validate_default=True)


class Wave(BaseModel):
    """Departments that join in a quarter."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    quarter: int = Field(ge=1, le=80, description="first quarter of these departments")
    departments: tuple[str, ...] = Field(min_length=1)


class Selection(BaseModel):
    """A state that decides who gets the program, seen with an error: highest first."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    state: str = Field(description="column of the workforce, such as output, tenure or stress")
    noise: float = Field(
        0.0, ge=0, le=1000, description="standard deviation of the error, in the state's own unit"
    )
    lowest: bool = Field(False, description="the lowest get the program, not the highest")

    @field_validator("state")
    @classmethod
    def _known(cls, name: str) -> str:
        if name not in STATES_TO_SELECT_BY:
            raise unknown_choice("state", name, STATES_TO_SELECT_BY)
        return name


class Assignment(BaseModel):
    """Who gets the program when not everybody does: a lottery, or a state with an error.

    Everybody in the study is drawn once, for good, in the month of launch or when they first
    qualify. Those drawn get the program; those not drawn are the controls in the same company.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    unit: Literal["person", "team", "site"] = Field(
        "person", description="what is drawn: people one by one, or whole teams or sites"
    )
    share: float = Field(0.5, ge=0, le=1, description="share of the units that get the program")
    within: Literal["company", "site", "department", "team", "role", "level"] = Field(
        "company", description="strata: each of these gets the same share, as far as numbers allow"
    )
    among: Eligible = Field(Eligible(), description="who is in the study; empty = everybody")
    opt_in: bool = Field(
        False, description="only those who wish for a mentor or a place are in the study"
    )
    newcomers: bool = Field(
        True, description="people who are hired or qualify after launch are drawn as well"
    )
    by: Selection | None = Field(None, description="a state instead of a lottery")
    for_all: bool = Field(
        False,
        description="everybody in the study gets the program, and the lot only says who is who: "
        "the usual support of a control group",
    )
    mentors: Literal["anyone", "assigned"] = Field(
        "anyone", description="who may help: anyone where the program runs, or only those drawn"
    )

    @model_validator(mode="after")
    def _strata_hold_units(self) -> Self:
        inside = {"team": ("company", "site", "department"), "site": ("company",)}
        allowed = inside.get(self.unit)
        if allowed and self.within not in allowed:
            raise ValueError(
                f"within: {self.within} cannot hold whole {self.unit}s; "
                f"allowed: {', '.join(allowed)}"
            )
        return self


class Schedule(BaseModel):
    """When and where the program runs."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    launch_quarter: int = Field(1, ge=1, le=80, description="first quarter of the program")
    end_quarter: int | None = Field(None, ge=1, le=80, description="last quarter; empty = stays")
    departments: tuple[str, ...] = Field((), description="pilot departments; empty = everywhere")
    waves: tuple[Wave, ...] = Field((), description="departments that join later")
    weeks: float | None = Field(
        None,
        gt=0,
        le=1040,
        description="weeks from launch that the program runs, its last month in part; "
        "empty = end_quarter says",
    )
    assignment: Assignment | None = Field(
        None, description="who gets the program by lot, as in a randomized pilot; empty = everybody"
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end_quarter is not None and self.end_quarter < self.launch_quarter:
            raise ValueError(
                f"end_quarter {self.end_quarter} lies before launch_quarter {self.launch_quarter}"
            )
        return self

    @property
    def first_month(self) -> int:
        """Month of launch."""
        return (self.launch_quarter - 1) * MONTHS_A_QUARTER

    @property
    def everywhere(self) -> bool:
        """Whether all departments join at launch, because none is named."""
        return not self.departments and not self.waves

    @property
    def span(self) -> tuple[int, float]:
        """First month in which the program runs, for a part at least, and the first after it."""
        stops = [math.inf]
        if self.end_quarter is not None:
            stops.append(self.end_quarter * MONTHS_A_QUARTER)
        if self.weeks is not None:
            stops.append(self.first_month + math.ceil(self.weeks / WEEKS_A_MONTH))
        return self.first_month, min(stops)

    def runs(self, month: int) -> bool:
        """Whether the program runs in a month, at least for a part of it."""
        first, stop = self.span
        return first <= month < stop

    def part(self, month: int) -> float:
        """Part of a month from launch on that the program runs: its last one may be a fraction."""
        if self.weeks is None:
            return 1.0
        left = self.weeks / WEEKS_A_MONTH - (month - self.first_month)
        return min(1.0, max(0.0, left))

    def reaches(self, department: str, month: int) -> bool:
        """Whether the program has come to a department by a month; everywhere if none is named."""
        if self.everywhere:
            return True
        quarter = month // MONTHS_A_QUARTER + 1
        waves = [wave for wave in self.waves if wave.quarter <= quarter]
        return department in self.departments or any(department in w.departments for w in waves)


class Costs(BaseModel):
    """What the program's parts cost; change them to your own prices."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    coordinator_hour: float = param(
        45.0,
        low=10,
        high=200,
        unit="currency/hour",
        assumed="an HR specialist with overhead",
        doc="cost of an hour of coordination, matching or evaluation",
    )
    platform_per_participant: float = param(
        8.0,
        low=0,
        high=30,
        unit="currency/month",
        evidence="mentorspaces-price",
        doc="license fee per participant and month",
    )
    course_hour: float = param(
        70.0,
        low=10,
        high=300,
        unit="currency/hour",
        evidence="atd24-costhour",
        doc="cost of a learning hour used, beside the time of those who learn",
    )


class Worth(BaseModel):
    """What a comparison in money has to assume; no life depends on it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    marginal_share: float = param(
        0.5,
        low=0.2,
        high=1.0,
        unit="1",
        assumed="half of what is produced beyond the usual finds a buyer or saves a cost",
        doc="share of extra output that the organization can sell or save",
    )


class Program(BaseModel):
    """One management's choices: a policy of each family, a schedule and prices."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    objectives: Objectives = none_of("objectives")
    enrollment: Enrollment = none_of("enrollment")
    matching: Matching = none_of("matching")
    training: Training = none_of("training")
    structure: Structure = none_of("structure")
    open_door: OpenDoor = none_of("open_door")
    rewards: Rewards = none_of("rewards")
    evaluation: Evaluation = none_of("evaluation")
    schedule: Schedule = Schedule()
    costs: Costs = Costs()

    def policies(self) -> dict[str, Policy]:
        """The policy of each family by the family's name."""
        return {family: getattr(self, family) for family in FAMILIES}

    @property
    def is_none(self) -> bool:
        """Whether every lever is off."""
        none = {family: registry.get("none") for family, registry in FAMILIES.items()}
        return all(type(policy) is none[name] for name, policy in self.policies().items())

    def departments_named(self) -> Iterator[tuple[Key, str]]:
        """Every department that the program names, with its key."""
        for place, name in enumerate(self.schedule.departments):
            yield ("schedule", "departments", place), name
        for number, wave in enumerate(self.schedule.waves):
            for place, name in enumerate(wave.departments):
                yield ("schedule", "waves", number, "departments", place), name
        drawn = self.schedule.assignment
        for place, name in enumerate(drawn.among.departments if drawn else ()):
            yield ("schedule", "assignment", "among", "departments", place), name
        rules = self.enrollment.rules()
        for name in dict.fromkeys((*rules.mentee.departments, *rules.mentor.departments)):
            yield from ((key, name) for key in self._keys_of("enrollment", name))

    def skills_taught(self) -> Iterator[tuple[Key, str]]:
        """Every skill that a course teaches, with its key."""
        course = self.training.sessions().course
        for name in dict.fromkeys(course.skills if course else ()):
            yield from ((key, name) for key in self._keys_of("training", name))

    def _keys_of(self, family: str, name: str) -> list[Key]:
        """Every key at which a policy lists a name; the policy's own if it says it otherwise."""
        data = self.policies()[family].model_dump(mode="json")
        return [(family, *key) for key in _listings(data, name)] or [(family,)]


def _listings(data: Any, name: str) -> Iterator[Key]:
    """Keys at which lists within plain data hold a name."""
    for key, value in data.items() if isinstance(data, dict) else enumerate(data):
        if isinstance(data, list) and value == name:
            yield (key,)
        elif isinstance(value, dict | list):
            yield from ((key, *rest) for rest in _listings(value, name))


class Setting:
    """What a run is set in: organization, people, and the program's answers in numbers.

    Evaluation may adapt the terms and sessions of later quarters; everything else is frozen.
    """

    def __init__(
        self,
        organization: Organization,
        program: Program,
        people: People,
        shocks: tuple[Shock, ...] = (),
    ) -> None:
        self.organization = organization
        self.program = program
        self.people = people
        self.shocks = shocks
        self.offsets = offsets_of(organization)
        self.skills = organization.skill_names
        self.departments: tuple[str, ...] = ()
        self.goals: Goals = program.objectives.goals(self.skills)
        self.intake: Intaking = program.enrollment.rules()
        self.preferences: Preferences = program.matching.preferences()
        self.sessions: Sessions = program.training.sessions()
        self.terms: Terms = program.structure.terms()
        self.culture: Culture = program.open_door.culture()
        self.scheme: Scheme = program.rewards.scheme()
        self.plan: Plan = program.evaluation.plan()
        self.acts = not program.is_none
        self._span: tuple[int, float] = program.schedule.span if self.acts else (0, 0)

    def running(self, month: int) -> bool:
        """Whether the program runs in a month (never in burn-in, never without any lever)."""
        first, stop = self._span
        return first <= month < stop

    def program_month(self, month: int) -> int:
        """Months since launch; 0 is the first month of the program."""
        return month - self.program.schedule.first_month

    def adapt(self, **changes: Any) -> None:
        """Change terms or sessions for what comes: `adapt(terms={"minutes": 45})`."""
        for name, fields in changes.items():
            setattr(self, name, replace(getattr(self, name), **fields))

    def snapshot(self) -> tuple[Terms, Sessions]:
        """What a step may change here."""
        return self.terms, self.sessions

    def restore(self, values: tuple[Terms, Sessions]) -> None:
        """Set back what a step changed here."""
        self.terms, self.sessions = values

    def part(self, month: int) -> float:
        """Part of a month that the program runs, 0 where it does not."""
        return self.program.schedule.part(month) if self.running(month) else 0.0

    def reached(self, month: int, departments: tuple[str, ...]) -> np.ndarray:
        """Mask over departments: where the schedule has come to, even without any lever."""
        schedule = self.program.schedule
        due = month >= schedule.first_month
        if schedule.everywhere:
            return np.full(len(departments), due)
        return np.array([due and schedule.reaches(name, month) for name in departments], dtype=bool)

    def exposed(self, month: int, departments: tuple[str, ...]) -> np.ndarray:
        """Mask over departments: reached by the program in a month."""
        reached: np.ndarray = self.running(month) & self.reached(month, departments)
        return reached
