import copy
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, Field, ValidationError, ValidationInfo, field_validator

from simulation.documents import Document, load_document, parse, to_yaml, unknown_choice, validate
from simulation.documents.text import read_text
from simulation.errors import ModelError, Problem, ScenarioError

quick = settings(deadline=None, max_examples=60)  # no deadline: machines are shared

FULL: dict[str, Any] = {
    "name": "peer",
    "months": 12,
    "share": 0.25,
    "paid": True,
    "cadence": "monthly",
    "matching": {"kind": "optimal", "weights": {"skill": 1.0}, "optimal": 2.0},
    "backup": {"kind": "greedy", "capacity": 3},
    "prize": {"kind": "cash", "amount": 100.0},
    "levels": {"senior": {"pay": 5.0, "span": [0.0, 1.0]}},
    "skills": ["python", "sales"],
    "plan": [{"pay": 1.0, "span": [0.0, 0.5]}],
    "budget": "open",
    "leads": [1, 2],
    "shares": {"women": 0.5},
    "grades": {"1": "junior"},
}


def document_of(text: str) -> Document:
    layer = read_text(text, Path("a.yaml"))
    return Document(layer.data, layer.places)


def test_a_full_document_is_valid(scenario_model: type[BaseModel]) -> None:
    scenario = validate(scenario_model, document_of(to_yaml(FULL)))
    assert scenario.model_dump(mode="json") == FULL | {"prize": {"kind": "cash", "amount": 100.0}}


def test_a_dumped_model_reads_back_the_same(scenario_model: type[BaseModel]) -> None:
    scenario = parse(scenario_model, FULL)
    again = to_yaml(scenario.model_dump(mode="json"))
    assert validate(scenario_model, document_of(again)) == scenario


def test_all_problems_at_once_sorted_by_file_and_line(
    scenario_model: type[BaseModel],
    write: Callable[..., Path],
    said: Callable[[Any, Path], list[str]],
    tmp_path: Path,
) -> None:
    write("base.yaml", "months: 0\nmatching:\n  kind: optimal\n  optimal: high\nlevels: {}\n")
    child = write("a.yaml", "extends: base.yaml\nshare: 2\nlevels:\n  junior:\n    span: [0, 1]\n")
    with pytest.raises(ScenarioError) as error:
        validate(scenario_model, load_document(child))
    assert said(error, tmp_path) == [
        'a.yaml:1: name: missing key "name". Add it: text.',
        "a.yaml:2: share: must be at most 1, not 2. Allowed: 0 to 1.",
        'a.yaml:4: levels.junior.pay: missing key "pay". Add it: a number, above 0.',
        "base.yaml:1: months: must be greater than 0, not 0. Allowed: above 0 and at most 240.",
        'base.yaml:4: matching.optimal: must be a number, not "high"',
    ]


def test_an_unknown_kind_does_not_hide_unknown_keys(scenario_model: type[BaseModel]) -> None:
    with pytest.raises(ScenarioError) as error:
        validate(
            scenario_model,
            document_of("name: x\nmatching:\n  kind: optmal\n  capcity: 3\n  weights: {}\n"),
        )
    assert [str(problem) for problem in error.value.problems] == [
        'a.yaml:3: matching.kind: unknown kind "optmal".'
        ' Did you mean "optimal"? Allowed: greedy, optimal.',
        'a.yaml:4: matching.capcity: unknown key "capcity".'
        ' Did you mean "capacity"? Allowed: kind, capacity, weights, optimal.',
    ]


def test_a_kind_open_to_any_key_makes_no_key_unknown() -> None:
    class Open(BaseModel, extra="allow"):
        kind: Literal["open"]

    class Closed(BaseModel, extra="forbid"):
        kind: Literal["closed"]

    class Model(BaseModel):
        either: Annotated[Open | Closed, Field(discriminator="kind")]

    with pytest.raises(ScenarioError) as error:
        validate(Model, document_of("either: {kind: opne, other: 1}\n"))
    assert [problem.key for problem in error.value.problems] == ["either.kind"]


def test_data_without_places_are_named_by_key_alone(scenario_model: type[BaseModel]) -> None:
    with pytest.raises(ScenarioError) as error:
        validate(scenario_model, Document(FULL | {"months": 0}))
    (problem,) = error.value.problems
    assert (problem.file, problem.line, problem.key) == (None, None, "months")


def test_context_reaches_validators() -> None:
    class Model(BaseModel):
        name: str

        @field_validator("name")
        @classmethod
        def known(cls, name: str, info: ValidationInfo) -> str:
            if name not in info.context:
                raise ValueError(f"{name} is not known")
            return name

    assert validate(Model, Document({"name": "a"}), context={"a"}).name == "a"
    with pytest.raises(ScenarioError, match=r"^name: b is not known$"):
        validate(Model, Document({"name": "b"}), context={"a"})


def test_a_validator_can_name_what_is_allowed() -> None:
    class Study(BaseModel):
        outcome: str

        @field_validator("outcome")
        @classmethod
        def known(cls, name: str) -> str:
            raise unknown_choice("outcome", name, ["exits", "stress"])

    with pytest.raises(ScenarioError) as error:
        validate(Study, document_of("outcome: exit\n"))
    assert str(error.value) == (
        'a.yaml:1: outcome: unknown outcome "exit". Did you mean "exits"? Allowed: exits, stress.'
    )


def test_of_several_models_the_nearest_one_counts() -> None:
    class Dog(BaseModel, extra="forbid"):
        name: str
        leash: bool

    class Cat(BaseModel, extra="forbid"):
        name: str
        lives: int

    class Home(BaseModel):
        pet: Dog | Cat

    with pytest.raises(ScenarioError) as error:
        validate(Home, document_of("pet:\n  name: Tom\n  lives: nine\n"))
    assert str(error.value) == 'a.yaml:3: pet.lives: must be a whole number, not "nine"'


def test_types_without_words_of_ours_keep_those_of_pydantic() -> None:
    class Model(BaseModel):
        wait: timedelta
        pause: timedelta | int

    with pytest.raises(ScenarioError) as error:
        validate(Model, document_of("wait: x\npause: x\n"))
    wait, pause = error.value.problems
    assert wait.message.startswith("must be a valid duration")
    assert pause.message.startswith("must be a valid duration")
    assert pause.message.endswith(' or a whole number, not "x"')


def test_parse_refuses_what_is_no_plain_data(scenario_model: type[BaseModel]) -> None:
    with pytest.raises(ModelError, match="nan is not a finite number"):
        parse(scenario_model, FULL | {"share": float("nan")})


@quick
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_arrive_bit_for_bit(number: float) -> None:
    class Model(BaseModel):
        x: float

    assert validate(Model, document_of(to_yaml({"x": number}))).x.hex() == number.hex()


def spots(value: Any, key: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = list(enumerate(value)) if isinstance(value, list) else []
    items = list(value.items()) if isinstance(value, dict) else items
    return [spot for k, v in items for spot in [(*key, k), *spots(v, (*key, k))]]


values = st.sampled_from(
    [
        *(None, True, 0, -1, 3, 1e9, 10**30, 0.5, "", "yes", "12", "optimal", "cash"),
        *([], [[]], ["x"], {}, {"kind": "greedy"}, {"kind": 3}, {"kind": None}, {"a": {"b": 1}}),
    ]
)


@st.composite
def mutations(draw: st.DrawFn) -> dict[str, Any]:
    """A full document with one to four changes: a key gone, a key misspelled, another value."""
    data = copy.deepcopy(FULL)
    for _ in range(draw(st.integers(1, 4))):
        *above, last = draw(st.sampled_from(spots(data)))
        inner: Any = data
        for part in above:
            inner = inner[part]
        change = draw(st.sampled_from(["delete", "misspell", "replace", "add"]))
        if change == "replace":
            inner[last] = copy.deepcopy(draw(values))
        elif isinstance(inner, dict) and change == "add":
            inner[draw(st.text("abkind", max_size=4))] = copy.deepcopy(draw(values))
        elif change == "delete" or isinstance(inner, list):
            del inner[last]
        else:
            inner[f"{last}x"] = inner.pop(last)
        if not spots(data):
            break
    return data


def problems_of(model: type[BaseModel], text: str) -> tuple[Problem, ...]:
    try:
        validate(model, document_of(text))
    except ScenarioError as error:
        return error.problems
    return ()


@quick
@given(mutations())
def test_mutated_documents_are_valid_or_refused_with_placed_problems(
    scenario_model: type[BaseModel], data: dict[str, Any]
) -> None:
    text = to_yaml(data)
    lines = [problem.line or 0 for problem in problems_of(scenario_model, text)]
    assert lines == sorted(lines)
    assert all(1 <= line <= text.count("\n") for line in lines)


@quick
@given(mutations())
def test_refused_is_what_pydantic_refuses(
    scenario_model: type[BaseModel], data: dict[str, Any]
) -> None:
    try:
        parse(scenario_model, data)
        valid = True
    except ValidationError:
        valid = False
    problems = problems_of(scenario_model, to_yaml(data))
    assert valid == (not problems)
    assert not [problem for problem in problems if "Input should" in problem.message]
    assert not [problem for problem in problems if "None" in str(problem)]


@quick
@given(st.sampled_from(sorted(FULL)), st.data())
def test_a_misspelled_key_is_always_named_with_the_nearest(
    scenario_model: type[BaseModel], key: str, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(key)))
    typo = key[:place] + "q" + key[place:]
    with pytest.raises(ScenarioError) as error:
        validate(scenario_model, document_of(to_yaml({**FULL, typo: 1})))
    (problem,) = error.value.problems
    assert problem.message == f'unknown key "{typo}"'
    assert problem.hint is not None
    assert problem.hint.startswith(f'Did you mean "{key}"? Allowed: name, ')
    assert problem.line == to_yaml(FULL).count("\n") + 1
