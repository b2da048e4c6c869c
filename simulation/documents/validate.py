"""Documents into frozen models; every error of pydantic becomes a problem with a place."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from simulation.documents.load import Document
from simulation.documents.messages import (
    discriminator,
    words_of,
    words_of_choice,
    words_of_key,
)
from simulation.documents.schema import Allowed, is_closed, keys_of
from simulation.documents.text import Key, refuse_unplain
from simulation.documents.words import shown
from simulation.errors import Problem, ScenarioError

KEY_MARK = "[key]"


def validate[M: BaseModel](model: type[M], document: Document, *, context: Any = None) -> M:
    """The model that the document describes.

    Raises ScenarioError with all problems, sorted by file and line: each names its file, line and
    key, and says what is allowed. Strict as `parse` is.
    """
    try:
        return parse(model, document.data, context=context)
    except ValidationError as error:
        errors = error.errors(include_url=False)
    raise ScenarioError(_problems(errors, Allowed(model, document.data), document))


def parse[M: BaseModel](model: type[M], data: Mapping[str, Any], *, context: Any = None) -> M:
    """The model that plain data describes, by the strict rules of JSON; or a ValidationError.

    Strict: `yes` is no boolean and `"3"` no number; but a list becomes a tuple, text a date or an
    enum's member, as documents have no other way to say it. For validators that look up a kind.
    Raises ModelError if the data are not plain (see `to_yaml`).
    """
    refuse_unplain(data)
    return model.model_validate_json(json.dumps(data), strict=True, context=context)


def unknown_choice(
    what: str, given: object, allowed: Iterable[str], *, key: str | None = None
) -> PydanticCustomError:
    """The error for a validator to raise when a name is none of `allowed` (a kind, an outcome).

    `key` is the key that holds the name, below the value that the validator looks at.
    """
    context = {"what": what, "shown": shown(given), "given": given, "allowed": list(allowed)}
    if key is not None:
        context["key"] = key
    return PydanticCustomError("unknown_choice", "unknown {what} {shown}", context)


@dataclass(frozen=True)
class _Finding:
    """An error with its place in the data and, in `labels`, where pydantic chose a type.

    A label is the position in pydantic's `loc` of a part that is no key: a union's branch or tag.
    """

    error: ErrorDetails
    key: Key
    labels: tuple[int, ...]

    @property
    def loc(self) -> tuple[str | int, ...]:
        return self.error["loc"]


def _problems(
    errors: Sequence[ErrorDetails], allowed: Allowed, document: Document
) -> list[Problem]:
    findings = [_located(error, document.data) for error in errors]
    findings += [stranger for f in findings for stranger in _strangers(f, allowed)]
    problems = [_problem(group, allowed, document) for group in _settled(findings, 0)]
    return sorted(problems, key=lambda p: (p.file or "", p.line or 0, p.key or "", p.message))


def _strangers(finding: _Finding, allowed: Allowed) -> Iterator[_Finding]:
    """The keys that no kind has, where the kind is unknown: pydantic does not look at them."""
    data = finding.error["input"]
    if not finding.error["type"].startswith("union_tag_") or not isinstance(data, dict):
        return
    nodes = allowed.at(finding.key)
    names = keys_of(nodes)
    for name, value in data.items() if is_closed(nodes) else ():
        if name not in names:
            error = ErrorDetails(
                type="extra_forbidden", loc=(*finding.loc, name), msg="", input=value
            )
            yield replace(finding, error=error, key=(*finding.key, name))


def _located(error: ErrorDetails, data: Mapping[str, Any]) -> _Finding:
    """Tell the keys in an error's `loc` from the labels.

    A part that is a key of the data there may still be a label (a kind called like a key). Of all
    readings, the one at whose end the error's input is found is right; then the longest.
    """
    loc = error["loc"]
    if error["type"] == "missing":
        _, kept = _best(loc[:-1], data, error["input"])
        kept = (*kept, len(loc) - 1)
    else:
        _, kept = _best(loc, data, error["input"])
    labels = tuple(i for i, part in enumerate(loc) if i not in kept and part != KEY_MARK)
    return _Finding(error, tuple(loc[i] for i in kept), labels)


def _best(
    loc: tuple[str | int, ...], data: Any, wanted: object
) -> tuple[tuple[bool, int], tuple[int, ...]]:
    readings = _readings(loc, 0, data)
    scored = [((_same(end, wanted), len(kept)), kept) for kept, end in readings]
    return max(scored, key=lambda reading: reading[0])


def _readings(
    loc: tuple[str | int, ...], start: int, value: Any
) -> list[tuple[tuple[int, ...], Any]]:
    """All ways to walk into the value by `loc`, each with the positions used and the end."""
    if start == len(loc):
        return [((), value)]
    readings = _readings(loc, start + 1, value)
    part = loc[start]
    inside = (isinstance(value, dict) and part in value) or (
        isinstance(value, list) and isinstance(part, int) and part < len(value)
    )
    if inside:
        deeper = _readings(loc, start + 1, value[part])
        readings += [((start, *kept), end) for kept, end in deeper]
    return readings


def _same(value: object, other: object) -> bool:
    return type(value) is type(other) and value == other


def _settled(findings: Sequence[_Finding], level: int) -> list[list[_Finding]]:
    """Groups of findings, one for each problem to report.

    Where a value may be of several types, pydantic reports the errors of all of them. If the value
    has the shape of one, only the errors inside count; if of none, all of them are one problem.
    """
    single = [[finding] for finding in findings if len(finding.labels) <= level]
    chosen = [finding for finding in findings if len(finding.labels) > level]

    def union(finding: _Finding) -> str:
        return repr(finding.loc[: finding.labels[level]])

    groups = [list(group) for _, group in groupby(sorted(chosen, key=union), union)]
    return single + [settled for group in groups for settled in _one_union(group, level)]


def _one_union(findings: Sequence[_Finding], level: int) -> list[list[_Finding]]:
    branches: dict[str | int, list[_Finding]] = {}
    for finding in findings:
        branches.setdefault(finding.loc[finding.labels[level]], []).append(finding)
    if len(branches) == 1:
        return _settled(findings, level + 1)
    depth = findings[0].labels[level] - level
    inside = [b for b in branches.values() if all(len(f.key) > depth for f in b)]
    if inside:
        return _settled(min(inside, key=len), level + 1)
    return [[f for f in findings if len(f.key) == depth]]


def _problem(findings: Sequence[_Finding], allowed: Allowed, document: Document) -> Problem:
    first = findings[0]
    key = first.key
    if len(findings) > 1:
        errors = [finding.error for finding in findings]
        return document.problem(key, *words_of_choice(errors, key, allowed))
    if first.loc[-1:] == (KEY_MARK,):
        return document.problem(key, *words_of_key(first.error, key, allowed))
    message, hint = words_of(first.error, key, allowed)
    return document.problem((*key, *_key_within(first.error)), message, hint)


def _key_within(error: ErrorDetails) -> Key:
    """The key below an error's own that it speaks of: the `kind` of a union."""
    context = error.get("ctx", {})
    if error["type"].startswith("union_tag_"):
        return (discriminator(error),)
    return (context["key"],) if error["type"] == "unknown_choice" and "key" in context else ()
