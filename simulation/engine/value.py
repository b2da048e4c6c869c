"""Values: frozen models that may remember what they computed."""

from functools import cached_property

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """A frozen, strict model; two are equal when their fields are, whatever they remember."""

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and all(
            getattr(self, name) == getattr(other, name) for name in type(self).model_fields
        )

    def __hash__(self) -> int:
        return hash(self.model_dump_json())
