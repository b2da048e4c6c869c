"""Changes to plain data by dotted keys, as in `with_changes("program.matching.capacity", 3)`."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from pydantic_core import to_jsonable_python

from simulation.errors import Problem, ScenarioError


def plain(value: Any) -> Any:
    """A copy as plain data: tuples as lists, models as mappings, numpy's numbers as numbers.

    Raises:
        ScenarioError: it holds something that no document can say.
    """
    return to_jsonable_python(value, serialize_as_any=True, fallback=_number)


def change(data: dict[str, Any], changes: Mapping[str, Any]) -> None:
    """Change plain data in place; a key of a list is its place from 0: `shocks.0.size`.

    No change undoes another, in whatever order they are given: whole parts are changed before
    what lies in them, and a new `kind`, which begins from its own defaults, before its fields.

    Raises:
        ScenarioError: a key leads through a value that holds no keys, or to no entry of a list.
    """
    for path in sorted(changes, key=_outer_first):
        _set(data, path, plain(changes[path]))


def _number(value: Any) -> Any:
    if isinstance(value, np.generic | np.ndarray):
        return value.tolist()
    raise ScenarioError(f"a scenario cannot hold {value!r}, a {type(value).__name__}")


def _outer_first(path: str) -> tuple[int, bool]:
    return path.count("."), not f".{path}".endswith(".kind")


def _set(data: dict[str, Any], path: str, value: Any) -> None:
    *parents, last = path.split(".")
    inside: Any = data
    for part in parents:
        if isinstance(inside, dict) and inside.get(part) is None:
            inside[part] = {}
        inside = inside[_key(inside, part, path)]
    key = _key(inside, last, path)
    if last == "kind" and inside.get("kind") != value:
        inside.clear()
    inside[key] = value


def _key(inside: Any, part: str, path: str) -> str | int:
    """What `part` of a path is in a mapping or a list."""
    if isinstance(inside, dict):
        return part
    if not isinstance(inside, list):
        raise ScenarioError(Problem(f'there is no "{part}" inside a single value', key=path))
    if part.isdecimal() and int(part) < len(inside):
        return int(part)
    raise ScenarioError(
        Problem(
            f'the list has {len(inside)} entries, and none at "{part}"',
            key=path,
            hint="Entries count from 0.",
        )
    )
