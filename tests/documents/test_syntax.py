from collections.abc import Callable
from pathlib import Path

import pytest

from simulation.documents import load_document
from simulation.errors import ScenarioError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a:\n\tb: 1\n", "a.yaml:2: a tab stands where spaces must. Indent with spaces."),
        (
            "a: 1\nb: c: d\n",
            'a.yaml:2: a ":" stands where no key can be.'
            ' Check the indentation; put text that holds ": " in quotes.',
        ),
        (
            "a: 1\nword\nb: 2\n",
            'a.yaml:2: the line is not of the form "key: value".'
            ' Write "key: value" with a space after the colon.',
        ),
        (
            "a:\n  b: 1\n c: 2\n",
            "a.yaml:3: the indentation does not fit the lines above."
            " Keys of one mapping begin in the same column; text that goes on after its closing"
            " quote or bracket needs quotes around all of it.",
        ),
        (
            "a: 1\nb: 'open\nc: 2\n",
            "a.yaml:2: a quote is opened and never closed. Close it with the same quote character.",
        ),
        ("a: 1\nb: [1, 2\nc: 2\n", 'a.yaml:2: a list in "[ ]" is not closed. Add "," or "]".'),
        (
            "a: {b: 1\nc: 2\n",
            'a.yaml:1: a mapping in "{ }" is not closed. Add "," or "}".',
        ),
        (
            "a: *b\n",
            'a.yaml:1: text that begins with "*" is read as an alias that nothing defines.'
            " Put the text in quotes.",
        ),
        (
            "a: 1\nb: @name\n",
            "a.yaml:2: text cannot begin with this character. Put the text in quotes.",
        ),
        (
            "a: 1\n---\nb: 1\n",
            "a.yaml:2: the file holds more than one document."
            ' Remove the second "---" line; one file is one document.',
        ),
        (
            "a: 1\nb: !!python/object:os.system {}\n",
            'a.yaml:2: a word that begins with "!" (a YAML tag) is not supported here.'
            " Remove it, or put the text in quotes.",
        ),
        (
            "a: !!int 3\n",
            'a.yaml:1: a word that begins with "!" (a YAML tag) is not supported here.'
            " Remove it, or put the text in quotes.",
        ),
        (
            "a: 1\nb: \x07\n",
            "a.yaml:2: the file holds a control character (code 7)."
            " Delete it: only text is allowed.",
        ),
        (
            'a: "\\q"\n',
            'a.yaml:1: a "\\" in double quotes begins an escape that YAML does not know.'
            ' Use single quotes, or write "\\\\" for a backslash.',
        ),
        (
            'a: "\\xZZ"\n',
            'a.yaml:1: a "\\x", "\\u" or "\\U" in double quotes lacks its hexadecimal digits.'
            ' Use single quotes, or write "\\\\" for a backslash.',
        ),
        (
            'a: 1\nb: "\\UFFFFFFFF"\n',
            "a.yaml:2: a number in an escape or a directive is too large."
            ' Allowed: up to "\\U0010FFFF".',
        ),
        (
            f"%YAML {'1' * 5000}.1\n---\na: 1\n",
            "a.yaml:1: a number in an escape or a directive is too large."
            ' Allowed: up to "\\U0010FFFF".',
        ),
        (
            "a: - b\n",
            'a.yaml:1: a "-" stands where no list can begin.'
            ' Begin the list on the next line; put text that begins with "- " in quotes.',
        ),
        (
            "a: ? b\n",
            'a.yaml:1: a "?" stands where no key can be. Put text that begins with "? " in quotes.',
        ),
        (
            "a: &x 1\nb: &x 2\n",
            'a.yaml:2: two anchors ("&name") have the same name.'
            ' Rename one; put text that begins with "&" in quotes.',
        ),
    ],
)
def test_syntax_errors_in_plain_words(
    write: Callable[..., Path], text: str, expected: str, tmp_path: Path
) -> None:
    with pytest.raises(ScenarioError) as error:
        load_document(write("a.yaml", text))
    assert str(error.value).replace(f"{tmp_path}/", "") == expected


def test_an_error_without_words_of_ours_keeps_the_words_of_the_parser(
    load: Callable[[str], object],
) -> None:
    with pytest.raises(ScenarioError, match="not valid YAML: while scanning a directive"):
        load("%YAML x\n---\na: 1\n")
