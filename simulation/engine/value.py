"""Values: frozen models that may remember what they computed."""

from functools import cached_property
from typing import Any

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """A frozen, strict model; two are equal when their fields are, whatever they remember."""

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and all(
            getattr(self, name) == getattr(other, name) for name in type(self).model_fields
        )

    def __hash__(self) -> int:
        return hash(_frozen(self))


PLAIN = frozenset({float, int, bool, str})
"""What most fields are; to find out that these are no models takes most of the time."""


def _frozen(value: Any) -> Any:
    """Something to hash, the same for values that are equal, in whatever order keys were given."""
    if type(value) in PLAIN:
        return value
    if isinstance(value, BaseModel):
        return type(value), *(_frozen(getattr(value, name)) for name in type(value).model_fields)
    if isinstance(value, dict):
        return frozenset((key, _frozen(part)) for key, part in value.items())
    if isinstance(value, (list, tuple)):
        return tuple(_frozen(part) for part in value)
    return value
