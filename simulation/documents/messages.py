"""A pydantic error in plain words: what is wrong, and a hint at what to do."""

import re
from collections.abc import Callable, Sequence

from pydantic_core import ErrorDetails

from simulation.documents.schema import Allowed, keys_of, kinds_of, range_of, type_of, values_of
from simulation.documents.text import Key
from simulation.documents.words import bare, choice_hint, joined, limit, nearest, shown

type Words = tuple[str, str | None]

MAPPING = 'a mapping ("key: value" lines)'
WHOLE, NUMBER, BOOLEAN = "a whole number", "a number", "true or false"
TEXT, LIST = "text", "a list"

# The error types that say what the value must be, with the limits from the error's context.
REQUIREMENTS = {
    "int_type": WHOLE,
    "int_parsing": WHOLE,
    "int_from_float": WHOLE,
    "int_parsing_size": "a shorter whole number",
    "float_type": NUMBER,
    "float_parsing": NUMBER,
    "finite_number": "a finite number",
    "bool_type": BOOLEAN,
    "bool_parsing": BOOLEAN,
    "string_type": TEXT,
    "path_type": TEXT,
    "list_type": LIST,
    "tuple_type": LIST,
    "set_type": LIST,
    "frozen_set_type": LIST,
    "dict_type": MAPPING,
    "mapping_type": MAPPING,
    "model_type": MAPPING,
    "model_attributes_type": MAPPING,
    "dataclass_type": MAPPING,
    "none_required": "null",
    "date_type": "a date such as 2026-03-31",
    "date_parsing": "a date such as 2026-03-31",
    "date_from_datetime_parsing": "a date such as 2026-03-31",
    "greater_than": "greater than {gt}",
    "greater_than_equal": "at least {ge}",
    "less_than": "less than {lt}",
    "less_than_equal": "at most {le}",
    "multiple_of": "a multiple of {multiple_of}",
    "string_pattern_mismatch": "text that matches the pattern {pattern}",
}
_CHOICES = {"literal_error", "enum"}
_NUMERIC = re.compile(
    r"\s*([-+]?[0-9][0-9_' ]{0,20})(?:(?:\.|,(?![0-9]{3}\b))([0-9]{1,20}))?\s*(%?)\s*", re.ASCII
)


def words_of(error: ErrorDetails, key: Key, allowed: Allowed) -> Words:
    """The words for one error at `key`."""
    kind = error["type"]
    say = _SAYERS.get(kind, _unmet_one if kind in REQUIREMENTS else _said_by_validator)
    return say(error, key, allowed)


def words_of_choice(errors: Sequence[ErrorDetails], key: Key, allowed: Allowed) -> Words:
    """The words for a value that fits none of several types, each with its error."""
    phrases = list(dict.fromkeys(requirement(error) for error in errors))
    given = errors[0]["input"]
    names = [name for name in values_of(allowed.at(key)) if isinstance(name, str)]
    close = nearest(given, names) if isinstance(given, str) else None
    return _unmet(phrases, given), f'Did you mean "{close}"?' if close else None


def requirement(error: ErrorDetails) -> str:
    """What the value of an error must be: `a whole number`, `at least 0`, `"auto"`."""
    kind = error["type"]
    context = {name: limit(value) for name, value in error.get("ctx", {}).items()}
    if kind in _CHOICES:
        return joined([shown(value) for value in _quoted(context["expected"])], "or")
    if kind in REQUIREMENTS:
        return REQUIREMENTS[kind].format_map(context)
    return _said(error).removeprefix("must be ")


def words_of_key(error: ErrorDetails, key: Key, allowed: Allowed) -> Words:
    """The words for a mapping's key that is not of the type of its keys."""
    if error["type"] in _CHOICES:
        return _unknown_key(error, key, allowed)
    return f'the key "{key[-1]}" must be {requirement(error)}', None


def discriminator(error: ErrorDetails) -> str:
    """The key that tells the types of a union apart; `kind` where a function tells them."""
    name = str(error["ctx"]["discriminator"])
    return name.strip("'") if name.startswith("'") else "kind"


def _missing(error: ErrorDetails, key: Key, allowed: Allowed) -> Words:
    del error
    needed = type_of(allowed.at(key))
    return f'missing key "{key[-1]}"', f"Add it: {needed}." if needed else "Add it."


def _unknown_key(error: ErrorDetails, key: Key, allowed: Allowed) -> Words:
    del error
    names = keys_of(allowed.at(key[:-1])) + (["extends"] if len(key) == 1 else [])
    hint = choice_hint(key[-1], names) or "Remove it: no key is allowed here."
    return f'unknown key "{key[-1]}"', hint


def _missing_kind(error: ErrorDetails, key: Key, allowed: Allowed) -> Words:
    name = discriminator(error)
    kinds = kinds_of(allowed.at(key), name)
    return f'missing key "{name}"', f"Allowed: {', '.join(kinds)}."


def _unknown_kind(error: ErrorDetails, key: Key, allowed: Allowed) -> Words:
    name, data = discriminator(error), error["input"]
    # Pydantic's own tag is always text: None would be shown as "None".
    tag = data.get(name) if isinstance(data, dict) else error["ctx"]["tag"]
    kinds = kinds_of(allowed.at(key), name) or _quoted(error["ctx"]["expected_tags"])
    return f"unknown {name} {shown(tag)}", choice_hint(tag, kinds)


def _unknown_value(error: ErrorDetails, key: Key, allowed: Allowed) -> Words:
    given = error["input"]
    choices = values_of(allowed.at(key)) or _quoted(error["ctx"]["expected"])
    what = "kind" if key[-1:] == ("kind",) else "value"
    return f"unknown {what} {shown(given)}", choice_hint(given, choices)


def _wrong_length(error: ErrorDetails, key: Key, allowed: Allowed) -> Words:
    del key, allowed
    kind, context = error["type"], error["ctx"]
    things = "characters" if kind.startswith("string") else "entries"
    rule = f"at most {context['max_length']}" if kind.endswith("long") else ""
    rule = rule or f"at least {context['min_length']}"
    return f"must have {rule} {things}, not {len(error['input'])}", None


def _unmet_one(error: ErrorDetails, key: Key, allowed: Allowed) -> Words:
    given = error["input"]
    hint = _HINTS.get(REQUIREMENTS[error["type"]], _range_hint)(given, key, allowed)
    return _unmet([requirement(error)], given), hint


def _said_by_validator(error: ErrorDetails, key: Key, allowed: Allowed) -> Words:
    del key, allowed
    context = error.get("ctx", {})
    return _said(error), choice_hint(context.get("given"), context.get("allowed", ()))


_SAYERS: dict[str, Callable[[ErrorDetails, Key, Allowed], Words]] = {
    "missing": _missing,
    "extra_forbidden": _unknown_key,
    "union_tag_not_found": _missing_kind,
    "union_tag_invalid": _unknown_kind,
    "literal_error": _unknown_value,
    "enum": _unknown_value,
    "too_short": _wrong_length,
    "too_long": _wrong_length,
    "string_too_short": _wrong_length,
    "string_too_long": _wrong_length,
}


def _unmet(phrases: list[str], given: object) -> str:
    return f"must be {joined(phrases, 'or')}, not {shown(given)}"


def _said(error: ErrorDetails) -> str:
    """A message of a validator of ours, or of pydantic for a type that has no words here."""
    if error["type"] in {"value_error", "assertion_error"}:
        return str(error["ctx"]["error"])
    return error["msg"].replace("Input should be", "must be")


def _quoted(text: str) -> list[str]:
    """The names in pydantic's `'a', 'b' or 'c'`."""
    return re.findall(r"'([^']*)'", text) or [text]


def _range_hint(given: object, key: Key, allowed: Allowed) -> str | None:
    del given
    limits = range_of(allowed.at(key))
    return f"Allowed: {limits}." if limits else None


def _whole_hint(given: object, key: Key, allowed: Allowed) -> str | None:
    number = given if isinstance(given, float) else _read_number(given)
    if number is None or not number.is_integer():
        return _range_hint(given, key, allowed)
    return f"Write {int(number)}."


def _number_hint(given: object, key: Key, allowed: Allowed) -> str | None:
    number = _read_number(given)
    return _range_hint(given, key, allowed) if number is None else f"Write {number:.12g}."


def _read_number(given: object) -> float | None:
    """The number that a person meant by text such as "12", "1_000", "0,5" or "5 %"."""
    found = _NUMERIC.fullmatch(given) if isinstance(given, str) else None
    if not found:
        return None
    whole, fraction, percent = found.groups()
    number = float(f"{re.sub('[^-+0-9]', '', whole)}.{fraction or 0}")
    return number / 100 if percent else number


def _boolean_hint(given: object, key: Key, allowed: Allowed) -> str | None:
    del key, allowed
    word = str(given).lower()
    if word in {"yes", "on", "y", "1", "true"}:
        return "Write true."
    return "Write false." if word in {"no", "off", "n", "0", "false", "none"} else None


def _text_hint(given: object, key: Key, allowed: Allowed) -> str | None:
    del key, allowed
    if isinstance(given, dict | list | None):
        return None
    return f'Put it in quotes: "{bare(given)}".'


def _list_hint(given: object, key: Key, allowed: Allowed) -> str | None:
    del key, allowed
    if isinstance(given, dict | None):
        return 'Write each entry on a line of its own that begins with "- ".'
    return f"Put it in brackets: [{bare(given)}]."


def _mapping_hint(given: object, key: Key, allowed: Allowed) -> str | None:
    nodes = allowed.at(key)
    kinds = kinds_of(nodes, "kind")
    if kinds and isinstance(given, str):
        word = nearest(given, kinds) or "..."
        hint = f'Write "kind: {word}" on a line of its own below, indented.'
        return hint if word == given else f"{hint} Allowed: {', '.join(kinds)}."
    names = keys_of(nodes)
    return f"Its keys: {', '.join(names)}." if names else None


_HINTS: dict[str, Callable[[object, Key, Allowed], str | None]] = {
    WHOLE: _whole_hint,
    NUMBER: _number_hint,
    BOOLEAN: _boolean_hint,
    TEXT: _text_hint,
    LIST: _list_hint,
    MAPPING: _mapping_hint,
}
