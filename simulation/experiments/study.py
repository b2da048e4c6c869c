"""Study: which designs are compared, against what, how often and how long; read from a file."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from simulation.documents import load_document, nearest, validate
from simulation.errors import Problem, ScenarioError, UserError
from simulation.experiments.layers import Layer
from simulation.scenario import PATH_KEYS, Scenario, load_scenario

DESIGN = ("name", "description", "program", "quarters", "outcomes")
"""Keys of a scenario in which designs for one and the same company may differ."""

REPLICATIONS = 50
SEED = 1


class StudyFile(BaseModel):
    """A study as written: arms by name, each the path of a scenario file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1, max_length=120)
    description: str = ""
    arms: dict[str, Path] = Field(min_length=2, description="scenario file of each arm by name")
    against: str = Field(description="the arm the others are compared with")
    replications: Annotated[int, Field(ge=1, le=100_000)] = REPLICATIONS
    seed: Annotated[int, Field(ge=0, lt=2**64)] = SEED
    quarters: Annotated[int, Field(ge=1, le=80)] | None = None
    uncertainty: Layer = Field("luck", description="what intervals and bands are about")
    organization_file: Path | None = Field(
        None, description="scenario or organization file whose organization all arms take"
    )


@dataclass(frozen=True)
class Study:
    """Designs to compare: arms by name, the one the others are read against first."""

    name: str
    arms: dict[str, Scenario]
    against: str
    replications: int = REPLICATIONS
    seed: int = SEED
    quarters: int = 8
    uncertainty: Layer = "luck"

    @property
    def people(self) -> int:
        """People on the first day."""
        return int((self.arms[self.against].layout.opening_month == 0).sum())

    def with_arms(self, arms: dict[str, Scenario]) -> "Study":
        """Other designs under the same seeds, the first of them the reference."""
        return replace(self, arms=arms, against=next(iter(arms)))

    def only(self, design: str) -> "Study":
        """The same study of one design and its reference.

        Raises:
            UserError: no such design.
        """
        designs = [name for name in self.arms if name != self.against]
        if design not in designs:
            guess = nearest(design, designs)
            hint = (
                f'Did you mean "{guess}"? ' if guess else ""
            ) + f"Designs: {', '.join(designs)}."
            raise UserError(Problem(f'no design is called "{design}"', hint=hint))
        return replace(self, arms={name: self.arms[name] for name in (self.against, design)})

    def at(
        self,
        *,
        replications: int | None = None,
        seed: int | None = None,
        quarters: int | None = None,
        uncertainty: Layer | None = None,
    ) -> "Study":
        """The same study with another size, seed, horizon or layer of uncertainty."""
        study = replace(
            self,
            replications=replications or self.replications,
            seed=self.seed if seed is None else seed,
            quarters=quarters or self.quarters,
            uncertainty=uncertainty or self.uncertainty,
        )
        arms = {name: _lasting(arm, study.quarters) for name, arm in study.arms.items()}
        return replace(study, arms=arms)


def load_study(
    paths: Path | str | Sequence[Path | str], organization: Scenario | None = None
) -> Study:
    """Read one study file, or make a study of scenario files; in another organization if given.

    Scenario files alone are compared with the one among them that has no program, else with the
    first one's organization under no program.

    Raises:
        ScenarioError: all problems of all files.
    """
    files = [Path(paths)] if isinstance(paths, (str, Path)) else [Path(each) for each in paths]
    if len(files) == 1 and is_study(files[0]):
        return _read_study(files[0], organization)
    return _from_scenarios(files, organization)


def is_study(path: Path) -> bool:
    """Whether a file is a study rather than a scenario: it lists arms."""
    return "arms" in load_document(path, path_keys=PATH_KEYS).data


def _read_study(path: Path, organization: Scenario | None) -> Study:
    document = load_document(path, path_keys=PATH_KEYS)
    document.data.setdefault("name", path.stem.replace("_", " "))
    file = validate(StudyFile, document)
    if file.against not in file.arms:
        guess = nearest(file.against, file.arms)
        hint = (f'Did you mean "{guess}"? ' if guess else "") + f"Allowed: {', '.join(file.arms)}."
        raise ScenarioError(
            document.problem(("against",), f'there is no arm "{file.against}"', hint)
        )
    if organization is None and file.organization_file:
        organization = load_scenario(file.organization_file)
    arms = _load_all(file.arms, organization)
    study = Study(
        file.name,
        {file.against: arms[file.against], **arms},
        file.against,
        file.replications,
        file.seed,
        file.quarters or max(arm.quarters for arm in arms.values()),
        file.uncertainty,
    )
    return study.at()


def _from_scenarios(paths: Sequence[Path], organization: Scenario | None) -> Study:
    named: dict[str, Scenario] = {}
    for path, scenario in _load_all({str(path): path for path in paths}, organization).items():
        if scenario.name in named:
            raise _same_name(scenario.name, path)
        named[scenario.name] = scenario
    against = next((name for name, each in named.items() if each.program.is_none), None)
    if against is None:
        _refuse_other_worlds(named)
        first = next(iter(named.values())).without_program()
        if first.name in named:
            raise _same_name(first.name, "the reference without any program")
        against, named = first.name, {first.name: first, **named}
    if len(named) < 2:
        raise ScenarioError(
            Problem(
                f'"{against}" is the only design given',
                hint="Name a second scenario to compare it with.",
            )
        )
    quarters = max(arm.quarters for arm in named.values())
    title = " vs ".join(named) if len(named) <= 3 else f"{len(named)} designs"
    return Study(title, {against: named[against], **named}, against, quarters=quarters).at()


def _refuse_other_worlds(named: dict[str, Scenario]) -> None:
    """Scenarios without a reference must differ in their programs only: it is made from one."""
    worlds = [
        {key: value for key, value in each.as_data().items() if key not in DESIGN}
        for each in named.values()
    ]
    other = sorted({key for world in worlds for key in world if world[key] != worlds[0][key]})
    if other:
        raise ScenarioError(
            Problem(
                f"the scenarios differ in {', '.join(other)}, not in their programs only",
                hint="Name a scenario without a program to compare them with as well.",
            )
        )


def _same_name(name: str, file: str) -> ScenarioError:
    hint = "Give each a name of its own."
    return ScenarioError(
        Problem(f'another scenario is called "{name}" too', file, None, "name", hint)
    )


def _load_all(paths: dict[str, Path], organization: Scenario | None) -> dict[str, Scenario]:
    arms: dict[str, Scenario] = {}
    problems: list[Problem] = []
    for name, path in paths.items():
        try:
            arms[name] = load_scenario(path, organization)
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(list(dict.fromkeys(problems)))
    return arms


def _lasting(scenario: Scenario, quarters: int) -> Scenario:
    same = scenario.quarters == quarters
    return scenario if same else scenario.with_changes("quarters", quarters)
