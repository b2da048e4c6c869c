import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.documents.words import bare, choice_hint, joined, limit, nearest, shown

quick = settings(deadline=None, max_examples=100)  # no deadline: machines are shared

KINDS = ["greedy", "optimal", "stable", "random", "mentor_choice"]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("optmal", "optimal"),
        ("Optimal", "optimal"),
        ("mentor choice", "mentor_choice"),
        ("mentor-choice", "mentor_choice"),
        ("men", "mentor_choice"),
        ("xyz", None),
        ("", None),
        ("op", None),
    ],
)
def test_nearest(word: str, expected: str | None) -> None:
    assert nearest(word, KINDS) == expected


def test_hyphens_and_spaces_do_not_count() -> None:
    assert nearest("a-b-c-d", ["a_b_c_d"]) == "a_b_c_d"
    assert nearest("a b c d", ["a_b_c_d"]) == "a_b_c_d"


def test_nearest_of_nothing_is_none() -> None:
    assert nearest("word", []) is None


@quick
@given(st.sampled_from(KINDS), st.data())
def test_one_wrong_letter_is_always_recognized(kind: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(kind) - 1))
    assert nearest(kind[:place] + "q" + kind[place + 1 :], KINDS) == kind


@quick
@given(st.text(), st.lists(st.text(max_size=20), max_size=8))
def test_nearest_is_a_candidate(word: str, candidates: list[str]) -> None:
    assert nearest(word, candidates) in {*candidates, None}


def test_choice_hint() -> None:
    assert choice_hint("gredy", ["greedy", "optimal"]) == (
        'Did you mean "greedy"? Allowed: greedy, optimal.'
    )
    assert choice_hint(3, ["greedy", 1, True]) == "Allowed: greedy, 1, true."
    assert choice_hint("x", []) is None
    assert choice_hint(None, ["greedy", "none"]) == 'Did you mean "none"? Allowed: greedy, none.'


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("two\nlines", '"two lines"'),
        ("x" * 61, '"' + "x" * 60 + '..."'),
        (10**80, "1" + "0" * 59 + "..."),
        (True, "true"),
        (None, "null"),
        (0.5, "0.5"),
        ([1], "a list"),
        ({}, 'a mapping ("key: value" lines)'),
    ],
)
def test_shown(value: object, expected: str) -> None:
    assert shown(value) == expected


def test_bare_limit_and_joined() -> None:
    assert [limit(value) for value in (1.0, 0.1, 240, 1e-9)] == ["1", "0.1", "240", "1e-09"]
    assert bare(False) == "false"
    assert joined(["a"], "or") == "a"
    assert joined(["a", "b", "c"], "or") == "a, b or c"
