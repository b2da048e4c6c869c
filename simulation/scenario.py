"""Scenario: an organization, a program and a horizon, as one frozen value."""

import copy
import hashlib
import json
from collections.abc import Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from simulation import outcomes, processes
from simulation.documents import (
    editor_schema,
    load_document,
    nearest,
    parse,
    to_yaml,
    unknown_choice,
    validate,
)
from simulation.engine.parameters import Parameter, parameters_of
from simulation.engine.process import PROCESSES, Process, in_order
from simulation.engine.registry import import_all
from simulation.engine.value import Value
from simulation.errors import Problem, ScenarioError
from simulation.organization.layout import Layout, lay_out
from simulation.organization.organization import Organization
from simulation.organization.people import People
from simulation.organization.shocks import Shock
from simulation.outcomes.outcome import OUTCOMES
from simulation.plugins import load_plugins
from simulation.program import Costs, Program, Setting

import_all(processes)
import_all(outcomes)

PATH_KEYS = ("organization.workforce", "plugins.*", "organization_file", "arms.*")
"""Keys that hold paths, relative to the file that gives them."""

PEOPLE = "people"
COSTS = "costs"


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
    __iter__ = None  # type: ignore[assignment]

    @model_validator(mode="after")
    def _known_names(self) -> Self:
        for name in (*self.processes, *self.parameters):
            owners = {*PROCESSES.names(), PEOPLE}
            if name not in owners:
                where = "processes" if name in self.processes else "parameters"
                raise unknown_choice("process", name, sorted(owners), key=where)
        for name in self.outcomes:
            if name not in OUTCOMES:
                raise unknown_choice("outcome", name, OUTCOMES.names(), key="outcomes")
        self._parameter_sets()
        return self

    def _parameter_sets(self) -> tuple[dict[str, Process], People]:
        problems: list[str] = []
        built: dict[str, BaseModel] = {}
        for name in (*PROCESSES.names(), PEOPLE):
            owner = People if name == PEOPLE else PROCESSES.get(name)
            try:
                built[name] = owner(**self.parameters.get(name, {}))
            except ValidationError as error:
                problems += [_parameter_words(name, owner, entry) for entry in error.errors()]
        if problems:
            raise PydanticCustomError("parameters", "{words}", {"words": "; ".join(problems)})
        people = built.pop(PEOPLE)
        assert isinstance(people, People)
        return {name: p for name, p in built.items() if isinstance(p, Process)}, people

    @cached_property
    def people(self) -> People:
        """Parameters of the population."""
        return self._parameter_sets()[1]

    @cached_property
    def steps(self) -> tuple[Process, ...]:
        """The processes that run, in the order of a month."""
        processes, _ = self._parameter_sets()
        return in_order(
            process
            for name, process in processes.items()
            if self.processes.get(name, type(process).default_on or name in self.parameters)
        )

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
        setting = Setting(self.organization, self.program, self.people, self.shocks)
        setting.departments = self.layout.departments
        return setting

    def with_changes(self, *pairs: Any, **named: Any) -> "Scenario":
        """A copy with keys changed: `with_changes("program.matching.capacity", 3)`.

        Raises:
            ScenarioError: an unknown key or a value that is not allowed.
        """
        data = self.as_data()
        changes = {**dict(zip(pairs[::2], pairs[1::2], strict=True)), **named}
        for path, value in changes.items():
            _set(data, path, value)
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

        Name and description change no life and are left out.
        """
        data = self.as_data()
        for key in ("name", "description"):
            data.pop(key)
        data["organization"].pop("description", None)
        workforce = data["organization"].pop("workforce", None)
        digest = hashlib.blake2b(digest_size=16)
        digest.update(_canonical(data))
        for file in (*([Path(workforce)] if workforce else []), *self.plugins):
            digest.update(_contents(Path(file)))
        digest.update(source_hash().encode())
        return digest.hexdigest()

    @cached_property
    def burn_in_id(self) -> str:
        """Hash of what the burn-in depends on: all but program, shocks, outcomes."""
        data = self.as_data()
        for key in ("name", "description", "program", "shocks", "outcomes", "plugins"):
            data.pop(key)
        return hashlib.blake2b(
            json.dumps(data, sort_keys=True).encode(), digest_size=16
        ).hexdigest()


def renew() -> None:
    """Rebuild the scenario's validation after a plug-in registered new kinds."""
    Program.model_rebuild(force=True)
    Scenario.model_rebuild(force=True)


def load_scenario(path: Path | str) -> Scenario:
    """Read a scenario file.

    Raises:
        ScenarioError: all problems of the file and those it extends, with file, line and key.
    """
    path = Path(path)
    document = load_document(path, path_keys=PATH_KEYS)
    load_plugins(document.data.get("plugins", ()), reread=renew)
    document.data.setdefault("name", path.stem.replace("_", " "))
    return validate(Scenario, document)


def from_data(data: Mapping[str, Any]) -> Scenario:
    """A scenario from plain data, by the same strict rules as a file.

    Raises:
        ScenarioError: the data are not a scenario.
    """
    try:
        return parse(Scenario, copy.deepcopy(dict(data)))
    except ValidationError as error:
        raise ScenarioError(
            [
                Problem(entry["msg"], key=".".join(str(part) for part in entry["loc"]))
                for entry in error.errors()
            ]
        ) from None


def schema() -> dict[str, Any]:
    """JSON Schema of a scenario file, for editors."""
    return editor_schema(Scenario)


def all_parameters() -> tuple[Parameter, ...]:
    """Every parameter of the model: processes, people, program costs, policies."""
    from simulation.families import FAMILIES

    owners: list[tuple[str, type[BaseModel]]] = [(PEOPLE, People)]
    owners += [(process.name, process) for process in PROCESSES]
    owners.append((COSTS, Costs))
    for family, registry in FAMILIES.items():
        owners += [(f"{family}.{kind}", registry.get(kind)) for kind in registry.names()]
    return tuple(p for name, owner in owners for p in parameters_of(owner, name))


def _parameter_words(owner: str, model: type[BaseModel], error: Any) -> str:
    name = str(error["loc"][0])
    if error["type"] == "extra_forbidden":
        guess = nearest(name, model.model_fields)
        known = ", ".join(model.model_fields) or "none"
        return (
            f'parameters.{owner}: unknown parameter "{name}"'
            + (f', did you mean "{guess}"?' if guess else "")
            + f" Allowed: {known}"
        )
    details = {p.name: p for p in parameters_of(model, owner)}.get(name)
    allowed = f" (allowed: {details.low:g} to {details.high:g} {details.unit})" if details else ""
    return f"parameters.{owner}.{name}: {error['msg']}{allowed}"


def _set(data: dict[str, Any], path: str, value: Any) -> None:
    *parents, last = path.split(".")
    place = data
    for part in parents:
        place = place.setdefault(part, {})
    if last == "kind" and place.get("kind") != value:
        place.clear()
    place[last] = value


def _canonical(data: Any) -> bytes:
    """Plain data as bytes in which 1 and 1.0 are one number; order counts, as it does in a layout."""
    return json.dumps(_floats(data)).encode()


def _floats(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _floats(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_floats(value) for value in data]
    return float(data) if isinstance(data, int) and not isinstance(data, bool) else data


def _contents(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ScenarioError(Problem(f"cannot be read ({error})", file=str(path))) from None


@lru_cache(maxsize=1)
def source_hash() -> str:
    """Hash of the sources that a run executes, so that nothing stored is ever stale."""
    root = Path(__file__).parent
    digest = hashlib.blake2b(digest_size=16)
    for room in (
        "engine",
        "state",
        "families.py",
        "policies",
        "program.py",
        "organization",
        "processes",
        "outcomes",
        "model.py",
    ):
        place = root / room
        for file in [place] if place.is_file() else sorted(place.rglob("*.py")):
            digest.update(file.relative_to(root).as_posix().encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()
