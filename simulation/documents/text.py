"""The YAML dialect of the project: text to plain data that remembers its lines, and back.

It is YAML with the traps taken out: only `true` and `false` are booleans (`yes`, `off`, `none` are
text), dates, `08` and `12:30` stay text, `1e3` is a number, keys are always text, a key given twice
is an error, and so are tags, merge keys, `.nan` and `.inf`. Reader and writer share one resolver,
so what `to_yaml` writes reads back the same.
"""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import yaml
from yaml.reader import ReaderError

from simulation.documents.syntax import control_character, impossible_number, syntax_problem
from simulation.errors import ModelError, Problem, ScenarioError

type Key = tuple[str | int, ...]

MAX_DEPTH = 50
MAX_VALUES = 100_000
NULL, BOOL = "tag:yaml.org,2002:null", "tag:yaml.org,2002:bool"
MERGE = "tag:yaml.org,2002:merge"
INT, FLOAT = "tag:yaml.org,2002:int", "tag:yaml.org,2002:float"

_RARE_BREAKS = re.compile("[\r\x85\u2028\u2029]")
_UNUSABLE = re.compile("[\0\ud800-\udfff]")

# Tried in this order on unquoted text; what matches none is text.
_RESOLVED = {
    NULL: (r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    MERGE: ("<<", ["<"]),
    BOOL: (r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    INT: (r"[-+]?(?:0|[1-9][0-9]*)", list("-+0123456789")),
    FLOAT: (
        r"[-+]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?"
        r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)",
        list("-+.0123456789"),
    ),
}


@dataclass(frozen=True, slots=True)
class Place:
    """A line (counted from 1) of a file."""

    file: Path
    line: int


@dataclass(frozen=True)
class Layer:
    """The plain data of one file or of several merged ones, and the place of every key."""

    data: dict[str, Any]
    places: dict[Key, Place]


class _Loader(yaml.SafeLoader):
    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - PyYAML's own class registry
    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]  # PyYAML's own
        tag = getattr(event, "tag", None)
        if tag not in {None, "!"}:
            raise yaml.MarkedYAMLError(problem=f'tag "{tag}"', problem_mark=event.start_mark)
        if self.depth >= MAX_DEPTH:
            raise yaml.MarkedYAMLError(problem="too deep", problem_mark=event.start_mark)
        self.depth += 1
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


class _Dumper(yaml.SafeDumper):
    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - PyYAML's own class registry

    def ignore_aliases(self, data: object) -> bool:
        del data
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        del indentless  # lists are indented below their key, as people write them
        super().increase_indent(flow, False)


def _write_text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    # PyYAML folds line breaks other than "\n" into spaces unless they are escaped.
    style = '"' if _RARE_BREAKS.search(text) else "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _write_text)

for _class in (_Loader, _Dumper):
    for _tag, (_pattern, _first) in _RESOLVED.items():
        _class.add_implicit_resolver(_tag, re.compile(rf"^(?:{_pattern})$", re.ASCII), _first)


def read_text(text: str, file: Path) -> Layer:
    """Read the text of `file`; raises ScenarioError with every problem found."""
    root = _root_node(text, file)
    builder = _Builder(file)
    data = builder.root(root)
    if builder.problems:
        raise ScenarioError(builder.problems)
    return Layer(data, builder.places)


@lru_cache(maxsize=8)  # the designs of a study extend one organization; nodes are only read
def _root_node(text: str, file: Path) -> yaml.Node | None:
    try:
        loader = _Loader(text)
    except ReaderError as error:
        raise ScenarioError(control_character(error, text, file)) from None
    try:
        return loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        raise ScenarioError(syntax_problem(error, file)) from None
    except ValueError:  # PyYAML gives the number of an escape to chr() as it is
        raise ScenarioError(impossible_number(file, loader.line + 1)) from None


def to_yaml(data: Mapping[str, Any]) -> str:
    """Write plain data (mappings with text keys, lists, scalars) so that it reads back the same.

    Keys keep their order. Raises ModelError for what no document can hold (NaN, objects, a key
    that is not text): give `model.model_dump(mode="json")`, not the model.
    """
    refuse_unplain(data)
    return yaml.dump(
        data if isinstance(data, dict) else dict(data),
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        width=100,
    )


def refuse_unplain(data: Mapping[str, Any]) -> None:
    """Raise ModelError, with all reasons, if a document cannot hold the data."""
    faults = list(_faults(data))
    if faults:
        raise ModelError(f"no document can hold these data: {'; '.join(faults)}")


def _faults(data: object) -> Iterator[str]:
    match data:
        case dict():
            yield from (f"the key {key!r} is not text" for key in data if type(key) is not str)
            for value in (*data, *data.values()):
                yield from _faults(value)
        case list() | tuple():
            for value in data:
                yield from _faults(value)
        case float() if not math.isfinite(data):
            yield f"{data} is not a finite number"
        case str() if unusable(data):
            yield f"{data!r} holds a character that is no text"
        case _ if data is not None and type(data) not in {bool, int, float, str}:
            yield f"{data!r} is not plain data"


def unusable(text: str) -> bool:
    """Whether text holds NUL or half a surrogate pair, which no file name or database takes."""
    return _UNUSABLE.search(text) is not None


@dataclass
class _Builder:
    """Turns YAML nodes into plain data; notes every key's place and every problem."""

    file: Path
    places: dict[Key, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    values: int = 0

    def root(self, node: yaml.Node | None) -> dict[str, Any]:
        if node is None or (isinstance(node, yaml.ScalarNode) and node.tag == NULL):
            hint = 'Write "key: value" lines in it.'
            self.problems.append(Problem("the file is empty", str(self.file), hint=hint))
            return {}
        self.places[()] = Place(self.file, _line(node))
        if not isinstance(node, yaml.MappingNode):
            what = "a list" if isinstance(node, yaml.SequenceNode) else "a single value"
            hint = 'Its top level must be "key: value" lines, with a space after the colon.'
            self.problem(node, (), f"the file holds {what}", hint)
            return {}
        return self.mapping(node, ())

    def value(self, node: yaml.Node, key: Key) -> Any:
        self.values += 1
        if self.values > MAX_VALUES or len(key) > MAX_DEPTH:
            raise ScenarioError(
                Problem(
                    f"the file holds more than {MAX_VALUES} values or {MAX_DEPTH} levels,"
                    " with its aliases (*name) written out",
                    str(self.file),
                    hint="Remove aliases; put tables of people in a CSV file.",
                )
            )
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, key)
        if isinstance(node, yaml.SequenceNode):
            return [self.item(item, (*key, i)) for i, item in enumerate(node.value)]
        return self.scalar(cast(yaml.ScalarNode, node), key)

    def item(self, node: yaml.Node, key: Key) -> Any:
        self.places[key] = Place(self.file, _line(node))
        return self.value(node, key)

    def mapping(self, node: yaml.MappingNode, key: Key) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for name_node, value_node in node.value:
            if not isinstance(name_node, yaml.ScalarNode):
                self.problem(name_node, key, "a key must be a single word", None)
            elif self.accepts(name_node, (*key, name_node.value), data):
                here = (*key, name_node.value)
                self.places[here] = Place(self.file, _line(name_node))
                data[name_node.value] = self.value(value_node, here)
        return data

    def accepts(self, node: yaml.ScalarNode, here: Key, data: dict[str, Any]) -> bool:
        name = node.value
        if node.tag == MERGE:
            hint = 'Write the keys out, or use "extends:" to build on another file.'
            self.problem(node, here, 'merge keys ("<<") are not supported', hint)
        elif unusable(name):
            self.problem(node, here[:-1], "a key holds a character that is no text", None)
        elif name in data:
            first = self.places[here].line
            message = f'key "{name}" is given twice, first on line {first}'
            self.problem(node, here, message, "Keep one of them.")
        else:
            return True
        return False

    def scalar(self, node: yaml.ScalarNode, key: Key) -> Any:
        text = node.value
        if node.tag == NULL:
            return None
        if node.tag == BOOL:
            return text.lower() == "true"
        if node.tag in {INT, FLOAT}:
            return self.number(node, key)
        if unusable(text):
            self.problem(node, key, "the text holds a character that is no text", None)
        return text

    def number(self, node: yaml.ScalarNode, key: Key) -> int | float | None:
        text = node.value
        if text.lower().endswith(("inf", "nan")):
            hint = "Leave the key out if there is no value."
            self.problem(node, key, f"{text} is not a number that can be used", hint)
            return None
        number = float(text)
        if math.isinf(number):
            self.problem(node, key, "the number is too large", "Allowed: up to 1.8e308.")
            return None
        return int(text) if node.tag == INT else number

    def problem(self, node: yaml.Node, key: Key, message: str, hint: str | None) -> None:
        self.problems.append(
            Problem(message, str(self.file), _line(node), dotted(key), hint),
        )


def dotted(key: Key) -> str | None:
    """`program.mentors.0.kind`; None for the whole document."""
    return ".".join(str(part) for part in key) or None


def _line(node: yaml.Node) -> int:
    return cast(int, node.start_mark.line) + 1
