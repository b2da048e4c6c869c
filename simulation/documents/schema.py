"""What a model allows at a key, read from its JSON Schema: keys, values, limits, types.

Reading the schema and not the model makes one source of truth for editors and for messages.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from simulation.documents.text import Key
from simulation.documents.words import bare, joined, limit

type Node = Mapping[str, Any]

_TYPES = {
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "string": "text",
    "array": "a list",
    "object": "a mapping",
    "null": "null",
}


class OpenJsonSchema(GenerateJsonSchema):
    """A JSON Schema generator for which a type that JSON cannot describe allows anything."""

    def handle_invalid_for_json_schema(
        self, schema: core_schema.CoreSchema, error_info: str
    ) -> JsonSchemaValue:
        """Allow anything."""
        del schema, error_info
        return {}


class Allowed:
    """What the schema of a model allows in given data."""

    def __init__(self, model: type[BaseModel], data: Mapping[str, Any]) -> None:
        self._root = model.model_json_schema(schema_generator=OpenJsonSchema)
        self._data = data

    def at(self, key: Key) -> list[Node]:
        """The schemas that apply at a key; several where it may be one of several types."""
        value: Any = self._data
        nodes = self._branches(self._root, value)
        for part in key:
            value = _inside(value, part)
            inner = [_child(node, part) for node in nodes]
            nodes = [b for node in inner if node for b in self._branches(node, value)]
        return nodes

    def _branches(self, node: Node, value: object) -> list[Node]:
        """A schema without references and choices, or those of its choices that fit the value."""
        if "$ref" in node:
            name = node["$ref"].removeprefix("#/$defs/")
            return self._branches(self._root["$defs"][name], value)
        choices = node.get("oneOf") or node.get("anyOf") or node.get("allOf")
        if not choices:
            return [node]
        branches = [b for choice in choices for b in self._branches(choice, value)]
        return [b for b in branches if _same_kind(b, value)] or branches


def _same_kind(node: Node, value: object) -> bool:
    """Whether no constant of the schema, such as its `kind`, contradicts the value."""
    if not isinstance(value, dict):
        return True
    constants = {k: p["const"] for k, p in node.get("properties", {}).items() if "const" in p}
    return all(value.get(k, constant) == constant for k, constant in constants.items())


def _inside(value: object, part: str | int) -> object:
    if isinstance(value, dict):
        return value.get(part)
    if isinstance(value, list) and isinstance(part, int) and part < len(value):
        return value[part]
    return None


def _child(node: Node, part: str | int) -> Node | None:
    if isinstance(part, int):
        first = node.get("prefixItems", [])
        child = first[part] if part < len(first) else node.get("items")
    else:
        child = node.get("properties", {}).get(part, node.get("additionalProperties"))
    return child if isinstance(child, Mapping) else None


def keys_of(nodes: Iterable[Node]) -> list[str]:
    """The keys that mappings of these schemas may have, in the order of the model."""
    names = [
        *(name for node in nodes for name in node.get("properties", {})),
        *(name for node in nodes for name in node.get("propertyNames", {}).get("enum", [])),
    ]
    return list(dict.fromkeys(names))


def is_closed(nodes: Iterable[Node]) -> bool:
    """Whether a mapping with other keys than `keys_of` fits none of these schemas."""
    return all(node.get("additionalProperties") is False for node in nodes)


def values_of(nodes: Iterable[Node]) -> list[Any]:
    """The values that these schemas name one by one."""
    return [
        value
        for node in nodes
        for value in ([node["const"]] if "const" in node else node.get("enum", []))
    ]


def kinds_of(nodes: Iterable[Node], discriminator: str) -> list[str]:
    """The values of the discriminator over all these schemas."""
    return [
        str(kind)
        for node in nodes
        for kind in values_of([node.get("properties", {}).get(discriminator, {})])
    ]


def range_of(nodes: Iterable[Node]) -> str | None:
    """`0 to 1`, `at least 0`, `above 0 and below 1`; None if there is no limit."""
    for node in nodes:
        if "minimum" in node and "maximum" in node:
            return f"{limit(node['minimum'])} to {limit(node['maximum'])}"
        names = {
            "minimum": "at least",
            "exclusiveMinimum": "above",
            "maximum": "at most",
            "exclusiveMaximum": "below",
        }
        limits = [f"{word} {limit(node[key])}" for key, word in names.items() if key in node]
        if limits:
            return " and ".join(limits)
    return None


def type_of(nodes: Iterable[Node]) -> str | None:
    """`a whole number, 1 to 9`, `one of greedy, optimal`; None if anything goes."""
    phrases = [phrase for node in nodes if (phrase := _type_of_one(node))]
    return joined(list(dict.fromkeys(phrases)), "or") if phrases else None


def _type_of_one(node: Node) -> str | None:
    values = values_of([node])
    if values:
        names = ", ".join(bare(value) for value in values)
        return f"one of {names}" if len(values) > 1 else names
    name = _TYPES.get(node.get("type", ""))
    limits = range_of([node])
    return f"{name}, {limits}" if name and limits else name
