from typing import Any

import jsonschema
import pytest
from pydantic import BaseModel

from simulation.documents import editor_schema


@pytest.fixture(scope="module")
def schema(scenario_model: type[BaseModel]) -> dict[str, Any]:
    return editor_schema(scenario_model)


def is_valid(schema: dict[str, Any], data: Any) -> bool:
    return bool(jsonschema.Draft202012Validator(schema).is_valid(data))


def test_it_is_a_json_schema(schema: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize(
    "data",
    [
        {"extends": "base.yaml"},
        {"extends": ["a.yaml", "b.yaml"], "matching": {"capacity": 3}},
        {"name": "x", "matching": {"kind": "optimal", "weights": {"a": 1}}},
        {"prize": {"kind": "cash"}},
    ],
)
def test_the_differences_alone_are_valid(schema: dict[str, Any], data: Any) -> None:
    assert is_valid(schema, data)


@pytest.mark.parametrize(
    "data",
    [
        {"extend": "base.yaml"},
        {"extends": 3},
        {"matching": {"kind": "optmal"}},
        {"matching": {"kind": "greedy", "weights": {}}},
        {"months": 0},
        {"prize": {"kind": "cash", "public": True}},
    ],
)
def test_mistakes_are_not(schema: dict[str, Any], data: Any) -> None:
    assert not is_valid(schema, data)


def test_keys_named_like_words_of_the_schema_stay() -> None:
    class Awkward(BaseModel):
        required: int
        oneOf: int  # noqa: N815 - spelled as in JSON Schema

    assert set(editor_schema(Awkward)["properties"]) == {"extends", "required", "oneOf"}
