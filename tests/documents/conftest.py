from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    SerializeAsAny,
    model_validator,
)

from simulation.documents import Document, load_document, parse, unknown_choice


class Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Greedy(Frozen):
    kind: Literal["greedy"]
    capacity: int = Field(2, ge=1, le=9)


class Optimal(Frozen):
    kind: Literal["optimal"]
    weights: dict[str, float] = {}
    # Called like its own kind: pydantic's `loc` then has two parts of the same name.
    optimal: float = 1.0


class Prize(Frozen):
    kind: str


class Cash(Prize):
    kind: Literal["cash"] = "cash"
    amount: float = Field(ge=0)


class Praise(Prize):
    kind: Literal["praise"] = "praise"
    public: bool = True


PRIZES: dict[str, type[Prize]] = {"cash": Cash, "praise": Praise}


class Registered(Prize):
    """A family whose kinds are looked up in a registry by a validator."""

    @model_validator(mode="wrap")
    @classmethod
    def look_up(cls, data: Any, handler: Callable[[Any], Any]) -> Any:
        kind = data.get("kind") if isinstance(data, dict) else None
        if not isinstance(kind, str) or kind not in PRIZES:
            raise unknown_choice("kind", kind, PRIZES, key="kind")
        return parse(PRIZES[kind], data)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: Any, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"anyOf": [handler(prize.__pydantic_core_schema__) for prize in PRIZES.values()]}


class Cadence(StrEnum):
    WEEKLY = "weekly"
    MONTHLY = "monthly"


class Level(Frozen):
    pay: float = Field(gt=0)
    span: tuple[float, float] = (0.0, 1.0)


def spelled_out(value: Any) -> Any:
    return {"kind": value} if isinstance(value, str) else value


class Scenario(Frozen):
    name: str = Field(min_length=1, max_length=20)
    months: int = Field(24, gt=0, le=240)
    share: float = Field(0.5, ge=0, le=1)
    paid: bool = False
    cadence: Cadence = Cadence.WEEKLY
    matching: Annotated[Greedy | Optimal, Field(discriminator="kind")] = Greedy(kind="greedy")
    # A kind alone will do.
    backup: Annotated[
        Annotated[Greedy | Optimal, Field(discriminator="kind")], BeforeValidator(spelled_out)
    ] = Greedy(kind="greedy")
    prize: SerializeAsAny[Registered] | None = None
    levels: dict[str, Level] = {}
    skills: tuple[str, ...] = ()
    plan: tuple[Level, ...] = Field((), max_length=2)
    budget: float | Literal["open"] = "open"
    leads: Level | list[int] = []
    shares: dict[Literal["women", "men"], float] = {}
    grades: dict[int, str] = {}

    @model_validator(mode="after")
    def needs_months(self) -> "Scenario":
        if self.cadence is Cadence.MONTHLY and self.months < 3:
            raise ValueError("a monthly program needs 3 months or more")
        return self


@pytest.fixture(scope="session")
def scenario_model() -> type[Scenario]:
    return Scenario


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a file of this name; text or bytes."""

    def write(name: str, content: str | bytes) -> Path:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return file

    return write


@pytest.fixture
def load(write: Callable[..., Path]) -> Callable[[str], Document]:
    """Write text to `a.yaml` and load it."""
    return lambda text: load_document(write("a.yaml", text))


@pytest.fixture
def said() -> Callable[[Any, Mapping[str, str]], list[str]]:
    """The problems of an error as text, with the folder taken out of file names."""

    def said(error: pytest.ExceptionInfo[Any], folder: Path) -> list[str]:
        return [str(problem).replace(f"{folder}/", "") for problem in error.value.problems]

    return said
