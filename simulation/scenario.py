"""Scenario: an organization, a program and a horizon, as one frozen value."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, Field, ValidationError, field_validator, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from simulation import outcomes, processes
from simulation.documents import (
    Document,
    editor_schema,
    load_document,
    to_yaml,
    unknown_choice,
    validate,
)
from simulation.documents.changes import change, plain
from simulation.documents.text import refuse_unplain
from simulation.engine.digest import digest_of
from simulation.engine.parameters import Parameter, parameters_of
from simulation.engine.process import PROCESSES, Process, in_order
from simulation.engine.registry import import_all
from simulation.engine.value import Value
from simulation.errors import ModelError, ScenarioError
from simulation.families import FAMILIES
from simulation.organization.layout import Layout, lay_out
from simulation.organization.organization import Organization
from simulation.organization.people import People
from simulation.organization.shocks import Shock
from simulation.outcomes.collect import all_outcomes
from simulation.outcomes.outcome import OUTCOMES
from simulation.plugins import files_outside, from_outside, load_plugins
from simulation.program import Costs, Key, Program, Setting, Worth
from simulation.state.columns import Column

import_all(processes)
import_all(outcomes)

PATH_KEYS = ("organization.workforce", "plugins.*", "organization_file", "arms.*")
"""Keys that hold paths, relative to the file that gives them."""

PEOPLE = "people"
COSTS = "costs"
WORTH = "worth"

SOURCES = (
    "engine",
    "state",
    "families.py",
    "policies",
    "program.py",
    "organization",
    "processes",
    "outcomes",
    "scenario.py",
    "burn_in.py",
    "model.py",
    "assignment",
    "evidence",
    "evidence/fitted.yaml",
)
"""Files and folders of this package that a run executes."""


class Scenario(Value):
    """What is simulated: who works where, what management does, for how long."""

    name: str = Field(min_length=1, max_length=120, description="shown in tables and pictures")
    description: str = Field("", description="what it is for, in a sentence or two")
    organization: Organization
    program: Program = Program()
    quarters: int = Field(8, ge=1, le=80, description="length of the run")
    parameters: dict[str, dict[str, float]] = Field(
        default_factory=dict, description="changed parameters by process: {learn: {rate: 1.2}}"
    )
    processes: dict[str, bool] = Field(
        default_factory=dict, description="processes switched off (or on): {exchange: false}"
    )
    outcomes: tuple[str, ...] = Field((), description="outcomes to keep; empty = all")
    shocks: tuple[Shock, ...] = Field((), description="dated events")
    plugins: tuple[Path, ...] = Field((), description="Python files with own policies, processes")

    # Mesa's batch_run iterates over whatever can be iterated; a scenario is one value.
    __iter__ = None  # type: ignore[assignment]  # None is how Python says it

    @field_validator("processes")
    @classmethod
    def _known_processes(cls, switches: dict[str, bool]) -> dict[str, bool]:
        known = PROCESSES.names()
        _refuse(
            _unknown("process", name, known, (name,), on)
            for name, on in switches.items()
            if name not in known
        )
        return switches

    @field_validator("parameters")
    @classmethod
    def _known_parameters(cls, sets: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
        _refuse(fault for owner, values in sets.items() for fault in _faults_of(owner, values))
        return sets

    @model_validator(mode="after")
    def _names_fit(self) -> Self:
        _refuse([*self._outcome_faults(), *self._department_faults(), *self._skill_faults()])
        return self

    def _outcome_faults(self) -> Iterator[InitErrorDetails]:
        known = tuple(all_outcomes(self.organization.skill_names))
        for place, name in enumerate(self.outcomes):
            if name not in known:
                yield _unknown("outcome", name, known, ("outcomes", place))
        for name, skill in self.organization.skills.items():
            if f"skill_{name}" in OUTCOMES:
                words = f'the outcome "skill_{name}" exists already; call the skill something else'
                yield _fault(words, ("organization", "skills", name), skill)

    def _department_faults(self) -> Iterator[InitErrorDetails]:
        program = ((("program", *key), name) for key, name in self.program.departments_named())
        named = [*program, *_departments_shocked(self.shocks)]
        known = self.layout.departments if named else ()
        for key, name in named:
            if name not in known:
                yield _unknown("department", name, known, key)

    def _skill_faults(self) -> Iterator[InitErrorDetails]:
        known = self.organization.skill_names
        try:
            self.program.objectives.goals(known)
        except ScenarioError as error:
            for problem in error.problems:
                key = problem.key or "program.objectives"
                yield _fault(f"{problem.message}. {problem.hint or ''}", key.split("."))
        for place, name in self.program.skills_taught():
            if name not in known:
                yield _unknown("skill", name, known, ("program", *place))

    @cached_property
    def people(self) -> People:
        """Parameters of the population."""
        return People(**self.parameters.get(PEOPLE, {}))

    @cached_property
    def steps(self) -> tuple[Process, ...]:
        """The processes that run, in the order of a month."""
        every = (process(**self.parameters.get(process.name, {})) for process in PROCESSES)
        return in_order(process for process in every if self._runs(process))

    @cached_property
    def own_columns(self) -> tuple[Column, ...]:
        """The columns that processes bring for themselves."""
        brought = (column for process in self.steps for column in process.columns)
        return tuple(dict.fromkeys(brought))

    def _runs(self, process: Process) -> bool:
        """As the scenario says; else processes of this package run unless they start off.

        One from outside runs only where a scenario names it: what else was imported changes nobody.
        """
        by_itself = process.default_on and not from_outside(process)
        return self.processes.get(process.name, by_itself or process.name in self.parameters)

    @property
    def months(self) -> int:
        """Length of the run in months."""
        return 3 * self.quarters

    @cached_property
    def layout(self) -> Layout:
        """Seats, teams and managers."""
        return lay_out(self.organization, self.quarters)

    def setting(self) -> Setting:
        """A fresh setting for one run."""
        return copy(self._begun)

    @cached_property
    def _begun(self) -> Setting:
        """What every run is set in when it begins."""
        setting = Setting(self.organization, self.program, self.people, self.shocks)
        setting.departments = self.layout.departments
        return setting

    def with_changes(self, *pairs: Any, **named: Any) -> "Scenario":
        """A copy with keys changed: `with_changes("program.matching.capacity", 3)`.

        The keys of lists are their places from 0; a new `kind` begins from its own defaults.

        Raises:
            ScenarioError: an unknown key or a value that is not allowed.
        """
        if len(pairs) % 2:
            raise ScenarioError("with_changes takes pairs: a key, then its value")
        data = self.as_data()
        changes = {**dict(zip(pairs[::2], pairs[1::2], strict=True)), **named}
        change(data, changes)
        return from_data(data)

    def without_program(self) -> "Scenario":
        """The same organization under no program."""
        data = self.as_data()
        data.pop("program", None)
        data["name"] = "No program"
        data["description"] = "The same organization without any program."
        return from_data(data)

    def as_data(self) -> dict[str, Any]:
        """Plain data, complete: every key with its value."""
        data: dict[str, Any] = json.loads(self.model_dump_json(serialize_as_any=True))
        return data

    @cached_property
    def as_json(self) -> str:
        """The resolved scenario as one line of JSON; the order of departments is kept."""
        return json.dumps(self.as_data())

    def as_yaml(self) -> str:
        """The resolved scenario as a YAML text that can be read back."""
        return to_yaml(self.as_data())

    @cached_property
    def content_id(self) -> str:
        """Hash of all that a run depends on but its seed: scenario, people, executed sources.

        Names and descriptions change no life and are left out.
        """
        used = (*self.program.policies().values(), *self.steps)
        plugins = [Path(file).resolve() for file in self.plugins]
        files = list(dict.fromkeys((*plugins, *files_outside(used))))
        return digest_of(self._lived(), [*self._people_file, *files], source_hash())

    @cached_property
    def burn_in_id(self) -> str:
        """Hash of what the burn-in depends on: all but program, shocks, outcomes.

        Parameters of processes that belong to programs only are left out as well.
        """
        data = self._lived()
        for key in ("program", "shocks", "outcomes"):
            data.pop(key)
        used = [process for process in self.steps if process.burn_in]
        lived = {PEOPLE, *(process.name for process in used)}
        data["parameters"] = {k: v for k, v in data["parameters"].items() if k in lived}
        data["steps"] = [process.name for process in self.steps]  # each brings its columns
        return digest_of(data, [*self._people_file, *files_outside(used)])

    def _lived(self) -> dict[str, Any]:
        """Plain data without what changes no life: names, and where files lie."""
        data = self.as_data()
        for key in ("name", "description", "plugins"):
            data.pop(key)
        for key in ("name", "description", "workforce"):
            data["organization"].pop(key)
        return data

    @property
    def _people_file(self) -> list[Path]:
        return [self.organization.workforce] if self.organization.workforce else []


def renew() -> None:
    """Rebuild the scenario's validation after a plug-in registered new kinds."""
    Program.model_rebuild(force=True)
    Scenario.model_rebuild(force=True)


def load_scenario(path: Path | str, organization: Scenario | None = None) -> Scenario:
    """Read a scenario file; its program is put into another organization where one is given.

    Raises:
        ScenarioError: all problems of the file and those it extends, with file, line and key.
    """
    path = Path(path)
    document = load_document(path, path_keys=PATH_KEYS)
    load_plugins(_plugins_of(document), reread=renew)
    document.data.setdefault("name", path.stem.replace("_", " "))
    if organization is not None:
        # Before validation, so that the program may name this organization's departments.
        document.data["organization"] = organization.as_data()["organization"]
    return validate(Scenario, document)


def from_data(data: Mapping[str, Any]) -> Scenario:
    """A scenario from plain data, by the same strict rules as a file.

    Raises:
        ScenarioError: the data are not a scenario.
    """
    given = plain(dict(data))
    try:
        refuse_unplain(given)
    except ModelError as error:
        raise ScenarioError(str(error)) from None
    return validate(Scenario, Document(given))


def schema() -> dict[str, Any]:
    """JSON Schema of a scenario file, for editors."""
    return editor_schema(Scenario)


def all_parameters() -> tuple[Parameter, ...]:
    """Every parameter of the model: processes, people, program costs, policies."""
    owners: list[tuple[str, type[BaseModel]]] = [(PEOPLE, People)]
    owners += [(process.name, process) for process in PROCESSES]
    owners += [(COSTS, Costs), (WORTH, Worth)]
    for family, registry in FAMILIES.items():
        owners += [(f"{family}.{kind}", registry.get(kind)) for kind in registry.names()]
    return tuple(p for name, owner in owners for p in parameters_of(owner, name))


def _plugins_of(document: Document) -> list[str]:
    """Plug-in files of a document; what is no list of files is left for validation to refuse."""
    files = document.data.get("plugins")
    if not isinstance(files, list) or not all(isinstance(file, str) for file in files):
        return []
    missing = [
        document.problem(("plugins", place), f'there is no plug-in file "{file}"')
        for place, file in enumerate(files)
        if not Path(file).is_file()
    ]
    if missing:
        raise ScenarioError(missing)
    return files


def _refuse(faults: Iterable[InitErrorDetails]) -> None:
    """Raise all faults as one error, each at a key below the value that is validated."""
    found = list(faults)
    if found:
        raise ValidationError.from_exception_data(Scenario.__name__, found)


def _unknown(
    what: str, name: str, known: Iterable[str], key: Key, given: Any = None
) -> InitErrorDetails:
    """The fault of a name that is none of the known ones; `given` is the value at the key."""
    error = unknown_choice(what, name, known)
    return InitErrorDetails(type=error, loc=key, input=name if given is None else given)


def _fault(words: str, key: Iterable[str | int], given: Any = None) -> InitErrorDetails:
    error = PydanticCustomError("unfit", "{words}", {"words": words.strip()})
    return InitErrorDetails(type=error, loc=tuple(key), input=given)


def _faults_of(owner: str, values: dict[str, float]) -> Iterator[InitErrorDetails]:
    """What is wrong with the parameters given for one process, or for the people."""
    if owner not in (*PROCESSES.names(), PEOPLE):
        yield _unknown("process", owner, (*PROCESSES.names(), PEOPLE), (owner,), values)
        return
    model: type[BaseModel] = People if owner == PEOPLE else PROCESSES.get(owner)
    ranges = {parameter.name: parameter for parameter in parameters_of(model, owner)}
    try:
        model(**values)
    except ValidationError as error:
        for entry in error.errors():
            key: Key = (owner, *entry["loc"])
            name, given = str(key[-1]), entry["input"]
            if entry["type"] == "extra_forbidden":
                yield _unknown("parameter", name, tuple(model.model_fields), key, given)
            elif name in ranges:
                yield _fault(_range_words(ranges[name], given), key, given)
            else:
                yield _fault(entry["msg"], key, given)


def _range_words(parameter: Parameter, given: float) -> str:
    unit = "" if parameter.unit == "1" else f" {parameter.unit}"
    off = "" if parameter.off is None else f" ({parameter.off:g} switches it off)"
    return f"must be {parameter.low:g} to {parameter.high:g}{unit}{off}, not {given:g}"


def _departments_shocked(shocks: Iterable[Shock]) -> Iterator[tuple[Key, str]]:
    for number, shock in enumerate(shocks):
        for place, name in enumerate(shock.departments):
            yield ("shocks", number, "departments", place), name


@lru_cache(maxsize=1)
def source_hash() -> str:
    """Hash of the sources that a run executes, so that nothing stored is ever stale."""
    root = Path(__file__).parent
    digest = hashlib.blake2b(digest_size=16)
    for source in SOURCES:
        place = root / source
        for file in [place] if place.is_file() else sorted(place.rglob("*.py")):
            digest.update(file.relative_to(root).as_posix().encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()
