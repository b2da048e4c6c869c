"""A JSON Schema with which editors complete and check documents while they are written."""

from typing import Any

from pydantic import BaseModel

from simulation.documents.load import EXTENDS
from simulation.documents.schema import OpenJsonSchema

_EXTENDS_SCHEMA = {
    "description": "The file or files that this one builds on, relative to this one.",
    "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
}


def editor_schema(model: type[BaseModel]) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the files that `model` is read from.

    It allows `extends:`, and requires no key, because any may come from the extended file; for the
    same reason a mapping may fit several kinds. `validate` checks what the editor cannot.
    """
    schema: dict[str, Any] = _relaxed(model.model_json_schema(schema_generator=OpenJsonSchema))
    properties = {EXTENDS: _EXTENDS_SCHEMA} | schema.get("properties", {})
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return dialect | schema | {"properties": properties}


def _relaxed(node: Any, names_keys: bool = False) -> Any:
    """The schema without `required`, and with `anyOf` for `oneOf`.

    `names_keys` says that the keys of `node` are a document's keys and not the schema's words.
    """
    if isinstance(node, list):
        return [_relaxed(item) for item in node]
    if not isinstance(node, dict):
        return node
    if names_keys:
        return {name: _relaxed(inner) for name, inner in node.items()}
    return {
        "anyOf" if word == "oneOf" else word: _relaxed(inner, word in {"properties", "$defs"})
        for word, inner in node.items()
        if word not in {"required", "discriminator"}
    }
