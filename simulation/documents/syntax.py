"""What is wrong with a text that is no YAML, in plain words."""

from pathlib import Path

import yaml
from yaml.reader import ReaderError

from simulation.errors import Problem

# The first fragment found in PyYAML's words decides: fragment, message, hint, and whether the line
# to show is where the broken thing began (its context) rather than where the parser gave up.
_SAID: list[tuple[str, str, str, bool]] = [
    ("character '\\t'", "a tab stands where spaces must", "Indent with spaces.", False),
    (
        "mapping values are not allowed",
        'a ":" stands where no key can be',
        'Check the indentation; put text that holds ": " in quotes.',
        False,
    ),
    (
        "could not find expected ':'",
        'the line is not of the form "key: value"',
        'Write "key: value" with a space after the colon.',
        True,
    ),
    (
        "expected <block end>",
        "the indentation does not fit the lines above",
        "Keys of one mapping begin in the same column; text that goes on after its closing quote"
        " or bracket needs quotes around all of it.",
        False,
    ),
    (
        "found unknown escape character",
        'a "\\" in double quotes begins an escape that YAML does not know',
        'Use single quotes, or write "\\\\" for a backslash.',
        False,
    ),
    (
        "expected escape sequence",
        'a "\\x", "\\u" or "\\U" in double quotes lacks its hexadecimal digits',
        'Use single quotes, or write "\\\\" for a backslash.',
        False,
    ),
    (
        "sequence entries are not allowed",
        'a "-" stands where no list can begin',
        'Begin the list on the next line; put text that begins with "- " in quotes.',
        False,
    ),
    (
        "mapping keys are not allowed",
        'a "?" stands where no key can be',
        'Put text that begins with "? " in quotes.',
        False,
    ),
    (
        "found unexpected end of stream",
        "a quote is opened and never closed",
        "Close it with the same quote character.",
        True,
    ),
    ("expected ',' or ']'", 'a list in "[ ]" is not closed', 'Add "," or "]".', True),
    ("expected ',' or '}'", 'a mapping in "{ }" is not closed', 'Add "," or "}".', True),
    (
        "found undefined alias",
        'text that begins with "*" is read as an alias that nothing defines',
        "Put the text in quotes.",
        False,
    ),
    (
        "found duplicate anchor",
        'two anchors ("&name") have the same name',
        'Rename one; put text that begins with "&" in quotes.',
        False,
    ),
    (
        "that cannot start any token",
        "text cannot begin with this character",
        "Put the text in quotes.",
        False,
    ),
    (
        "expected a single document",
        "the file holds more than one document",
        'Remove the second "---" line; one file is one document.',
        False,
    ),
    (
        "too deep",
        "the mappings and lists are nested too deep",
        "Allowed: 50 levels.",
        False,
    ),
    (
        'tag "',
        'a word that begins with "!" (a YAML tag) is not supported here',
        "Remove it, or put the text in quotes.",
        False,
    ),
]


def syntax_problem(error: yaml.MarkedYAMLError, file: Path) -> Problem:
    """The problem that a YAML parser's error stands for, with its line."""
    said = f"{error.context or ''} {error.problem or ''}"
    for fragment, message, hint, begins in _SAID:
        if fragment in said:
            return Problem(message, str(file), _line(error, begins), hint=hint)
    return Problem(f"the file is not valid YAML: {said.strip()}", str(file), _line(error, False))


def control_character(error: ReaderError, text: str, file: Path) -> Problem:
    """The problem of a character that no YAML text may hold."""
    line = text.count("\n", 0, error.position) + 1
    message = f"the file holds a control character (code {ord(text[error.position])})"
    return Problem(message, str(file), line, hint="Delete it: only text is allowed.")


def impossible_number(file: Path, line: int) -> Problem:
    """The problem of an escape such as "\\UFFFFFFFF", or of a version of 5000 digits."""
    message = "a number in an escape or a directive is too large"
    return Problem(message, str(file), line, hint='Allowed: up to "\\U0010FFFF".')


def _line(error: yaml.MarkedYAMLError, begins: bool) -> int | None:
    first = error.context_mark if begins else error.problem_mark
    mark = first or error.problem_mark or error.context_mark
    return mark.line + 1 if mark else None
