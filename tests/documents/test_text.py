import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from simulation.documents.text import MAX_DEPTH, Layer, dotted, read_text, to_yaml
from simulation.errors import ModelError, ScenarioError

FILE = Path("a.yaml")

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=20,
)

quick = settings(deadline=None, max_examples=100)  # no deadline: machines are shared
documents = st.dictionaries(texts, values, max_size=5)


def read(text: str) -> Layer:
    return read_text(text, FILE)


def problems(text: str) -> list[str]:
    with pytest.raises(ScenarioError) as error:
        read(text)
    return [str(problem) for problem in error.value.problems]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("true", True),
        ("False", False),
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("off", "off"),
        ("none", "none"),
        ("y", "y"),
        ("~", None),
        ("null", None),
        ("", None),
        ("2024-03-31", "2024-03-31"),
        ("2024-03-31T10:00:00Z", "2024-03-31T10:00:00Z"),
        ("08", "08"),
        ("007", "007"),
        ("0o17", "0o17"),
        ("0x1F", "0x1F"),
        ("12:30", "12:30"),
        ("1_000", "1_000"),
        ("1.2.3", "1.2.3"),
        ("nan", "nan"),
        ("inf", "inf"),
        ("=", "="),
        ("<<", "<<"),
        ("12", 12),
        ("-3", -3),
        ("+3", 3),
        ("0", 0),
        ("1e3", 1000.0),
        ("1E-3", 0.001),
        (".5", 0.5),
        ("5.", 5.0),
        ("-0.25", -0.25),
        ("'12'", "12"),
        ('"true"', "true"),
        ("[1, two]", [1, "two"]),
        ("{a: 1}", {"a": 1}),
    ],
)
def test_scalars(written: str, value: object) -> None:
    read_back = read(f"key: {written}\n").data["key"]
    assert read_back == value
    assert type(read_back) is type(value)


@pytest.mark.parametrize("key", ["yes", "1", "08", "null", "1.50", ".inf", "2024-01-01", "true"])
def test_keys_are_text_as_written(key: str) -> None:
    assert read(f"{key}: 1\n").data == {key: 1}


def test_places_of_keys_and_items() -> None:
    layer = read("# comment\na:\n  b: 1\n  c:\n    - x\n    - d: 2\n")
    lines = {key: place.line for key, place in layer.places.items()}
    assert lines == {
        (): 2,
        ("a",): 2,
        ("a", "b"): 3,
        ("a", "c"): 4,
        ("a", "c", 0): 5,
        ("a", "c", 1): 6,
        ("a", "c", 1, "d"): 6,
    }
    assert {place.file for place in layer.places.values()} == {FILE}


def test_aliases_are_written_out() -> None:
    layer = read("a: &x {n: 1}\nb: *x\n")
    assert layer.data == {"a": {"n": 1}, "b": {"n": 1}}
    assert layer.data["a"] is not layer.data["b"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 'a.yaml: the file is empty. Write "key: value" lines in it.'),
        ("# only a comment\n", 'a.yaml: the file is empty. Write "key: value" lines in it.'),
        ("null\n", 'a.yaml: the file is empty. Write "key: value" lines in it.'),
        (
            "\n- a\n",
            'a.yaml:2: the file holds a list. Its top level must be "key: value" lines,'
            " with a space after the colon.",
        ),
        (
            "word\n",
            'a.yaml:1: the file holds a single value. Its top level must be "key: value" lines,'
            " with a space after the colon.",
        ),
        (
            "a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n",
            'a.yaml:5: b.c: key "c" is given twice, first on line 3. Keep one of them.',
        ),
        (
            "a: .inf\n",
            "a.yaml:1: a: .inf is not a number that can be used."
            " Leave the key out if there is no value.",
        ),
        ("a: 1e999\n", "a.yaml:1: a: the number is too large. Allowed: up to 1.8e308."),
        ("a: 1" + "0" * 400, "a.yaml:1: a: the number is too large. Allowed: up to 1.8e308."),
        (
            "x: &x {a: 1}\ny:\n  <<: *x\n",
            'a.yaml:3: y.<<: merge keys ("<<") are not supported.'
            ' Write the keys out, or use "extends:" to build on another file.',
        ),
        ("? [a, b]\n: 1\n", "a.yaml:1: a key must be a single word"),
        ('a: "\\0"\n', "a.yaml:1: a: the text holds a character that is no text"),
        ('a: "\\ud800"\n', "a.yaml:1: a: the text holds a character that is no text"),
        ('"\\0": 1\n', "a.yaml:1: a key holds a character that is no text"),
    ],
)
def test_refused(text: str, expected: str) -> None:
    assert problems(text) == [expected]


def test_all_problems_at_once() -> None:
    assert len(problems("a: .nan\nb: 1\nb: 2\nc: -.inf\n")) == 3


@pytest.mark.parametrize("bomb", ["recursive", "laughs"])
def test_alias_bombs_are_refused(bomb: str) -> None:
    laughs = "a0: &a0 [x]\n" + "".join(
        f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 12)
    )
    text = {"recursive": "a: &a [*a]\n", "laughs": laughs}[bomb]
    assert problems(text) == [
        "a.yaml: the file holds more than 100000 values or 50 levels,"
        " with its aliases (*name) written out. Remove aliases; put tables of people in a CSV file."
    ]


def test_depth_is_limited() -> None:
    deep = MAX_DEPTH - 2
    assert read("a: " + "[" * deep + "]" * deep).data
    assert problems("a: " + "[" * 5000) == [
        "a.yaml:1: the mappings and lists are nested too deep. Allowed: 50 levels."
    ]


@quick
@given(documents)
@example({"a": "1e3", "b": "08", "c": "yes", "<<": "<<", "e": "x\n\ny ", "f": 1e22, "g": -0.0})
@example({"\x85": "\r\n", "a": " b\n\n c\n", "d": "\u2029e"})
@example({"~": "", "": "~", "x": "\x85\u2028\ufeff", "y": "# no", "z": "a: b"})
def test_what_is_written_reads_back_the_same(data: dict[str, Any]) -> None:
    again = read(to_yaml(data)).data
    assert again == data
    assert repr(again) == repr(data)  # also types, signs of zero and order


@quick
@given(st.text())
@example("\t")
@example("a: b: c")
@example("%")
@example('a: "\\UFFFFFFFF"')
@example("--- a\n--- b")
def test_any_text_is_read_or_refused_with_problems(text: str) -> None:
    try:
        data, problems = read(text).data, ()
    except ScenarioError as error:
        data, problems = {}, error.problems
    assert problems or read(to_yaml(data)).data == data


@quick
@given(st.lists(st.sampled_from([*"ab:-?[]{},&*!|>'\"%@`#\n \t", "&a", "*a", "<<", "- "])))
def test_any_punctuation_is_read_or_refused_with_problems(parts: list[str]) -> None:
    test_any_text_is_read_or_refused_with_problems.hypothesis.inner_test("".join(parts))


def test_to_yaml_is_plain_and_keeps_the_order() -> None:
    assert to_yaml({"z": [1, {"a": "yes"}], "b": {"c": None}, "d": "é"}) == (
        "z:\n  - 1\n  - a: yes\nb:\n  c: null\nd: é\n"
    )


@pytest.mark.parametrize(
    ("value", "word"),
    [
        (math.nan, "not a finite number"),
        (math.inf, "not a finite number"),
        ({1: 2}, "not text"),
        (object(), "not plain data"),
        ({1, 2}, "not plain data"),
        ("\0", "no text"),
        ([{"a": Path()}], "not plain data"),
    ],
)
def test_to_yaml_refuses_what_no_document_can_hold(value: object, word: str) -> None:
    with pytest.raises(ModelError, match=word):
        to_yaml({"key": value})


def test_dotted() -> None:
    assert dotted(("a", 0, "b")) == "a.0.b"
    assert dotted(()) is None
