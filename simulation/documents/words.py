"""Words for what the user wrote, what is allowed, and which allowed word is nearest."""

import difflib
from collections.abc import Iterable, Sequence

LONGEST_SHOWN = 60
LONGEST_COMPARED = 100
SHORTEST_PREFIX = 3


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate that `word` was most likely meant to be, or None if none is near.

    Case, spaces and hyphens do not count; then the ratio of `difflib.SequenceMatcher` decides
    (at least 0.6), then whether a candidate begins with the word (3 letters or more).
    """
    originals = {_plain(candidate): candidate for candidate in candidates}
    plain = _plain(word[:LONGEST_COMPARED])
    close = difflib.get_close_matches(plain, originals, n=1)
    if close:
        return originals[close[0]]
    if len(plain) < SHORTEST_PREFIX:
        return None
    return next((name for key, name in originals.items() if key.startswith(plain)), None)


def _plain(word: str) -> str:
    return word.casefold().replace("-", "_").replace(" ", "_")


def choice_hint(given: object, allowed: Sequence[object]) -> str | None:
    """`Did you mean "optimal"? Allowed: greedy, optimal.`, or None if nothing is allowed.

    Who writes null where a name belongs may have meant the name `none`.
    """
    if not allowed:
        return None
    names = [name for name in allowed if isinstance(name, str)]
    word = "none" if given is None else given
    close = nearest(word, names) if isinstance(word, str) else None
    question = f'Did you mean "{close}"? ' if close else ""
    return f"{question}Allowed: {', '.join(bare(value) for value in allowed)}."


def shown(value: object) -> str:
    """A value as a message quotes it: text in quotes, a long text cut, a container by its kind."""
    if isinstance(value, str):
        cut = value if len(value) <= LONGEST_SHOWN else value[:LONGEST_SHOWN] + "..."
        return '"' + cut.replace("\n", " ") + '"'
    if isinstance(value, dict):
        return 'a mapping ("key: value" lines)'
    if isinstance(value, list):
        return "a list"
    text = bare(value)
    return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "..."


def bare(value: object) -> str:
    """A scalar as it is written in a file: `true`, `null`, `0.5`, `optimal`."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)


def limit(value: object) -> str:
    """A limit as people say it: `1` for 1.0."""
    return f"{value:.12g}" if isinstance(value, float) else bare(value)


def joined(phrases: Sequence[str], conjunction: str) -> str:
    """`a, b or c`."""
    *first, last = phrases
    return f"{', '.join(first)} {conjunction} {last}" if first else last
