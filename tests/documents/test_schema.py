from typing import Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field

from simulation.documents.schema import (
    Allowed,
    is_closed,
    keys_of,
    kinds_of,
    range_of,
    type_of,
    values_of,
)


class Opaque:
    pass


class Node(BaseModel):
    """A model that holds itself, and a type that JSON cannot describe."""

    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True)
    child: "Node | None" = None
    opaque: Opaque | None = None
    pair: tuple[int, Literal["a", "b"]] = (1, "a")


def test_keys_of_the_kind_that_the_data_have(scenario_model: type[BaseModel]) -> None:
    expected = {"greedy": ["kind", "capacity"], "optimal": ["kind", "weights", "optimal"]}
    for kind, keys in expected.items():
        nodes = Allowed(scenario_model, {"matching": {"kind": kind}}).at(("matching",))
        assert keys_of(nodes) == keys
        assert is_closed(nodes)


def test_of_an_unknown_kind_all_keys_are_allowed(scenario_model: type[BaseModel]) -> None:
    nodes = Allowed(scenario_model, {"matching": {"kind": "x"}}).at(("matching",))
    assert keys_of(nodes) == ["kind", "capacity", "weights", "optimal"]
    assert kinds_of(nodes, "kind") == ["greedy", "optimal"]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (("months",), "a whole number, above 0 and at most 240"),
        (("share",), "a number, 0 to 1"),
        (("paid",), "true or false"),
        (("name",), "text"),
        (("skills",), "a list"),
        (("skills", 3), "text"),
        (("levels",), "a mapping"),
        (("levels", "any", "pay"), "a number, above 0"),
        (("budget",), "a number or open"),
        (("cadence",), "one of weekly, monthly"),
        (("absent",), None),
        (("name", "absent"), None),
    ],
)
def test_type_at_a_key(
    scenario_model: type[BaseModel], key: tuple[Any, ...], expected: str | None
) -> None:
    assert type_of(Allowed(scenario_model, {"skills": ["x"]}).at(key)) == expected


def test_models_that_hold_themselves_and_opaque_types() -> None:
    allowed = Allowed(Node, {"child": {"child": {}}})
    assert keys_of(allowed.at(("child", "child", "child"))) == ["child", "opaque", "pair"]
    assert type_of(allowed.at(("opaque",))) == "null"
    assert values_of(allowed.at(("child", "pair", 1))) == ["a", "b"]


def test_ranges() -> None:
    class Limits(BaseModel):
        both: float = Field(ge=0.5, le=2)
        low: int = Field(ge=1)
        open_: float = Field(gt=0, lt=1, alias="open")
        none: int

    allowed = Allowed(Limits, {})
    found = {name: range_of(allowed.at((name,))) for name in ("both", "low", "open", "none")}
    assert found == {
        "both": "0.5 to 2",
        "low": "at least 1",
        "open": "above 0 and below 1",
        "none": None,
    }
