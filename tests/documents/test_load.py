import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.documents import Document, load_document, to_yaml
from simulation.errors import ScenarioError

quick = settings(deadline=None, max_examples=60)  # no deadline: machines are shared

Write = Callable[..., Path]
Said = Callable[[Any, Path], list[str]]


@pytest.fixture
def refusal(said: Said, tmp_path: Path) -> Callable[[Path], list[str]]:
    def refusal(file: Path) -> list[str]:
        with pytest.raises(ScenarioError) as error:
            load_document(file)
        return said(error, tmp_path)

    return refusal


def lines(document: Document) -> dict[str, str]:
    return {
        ".".join(map(str, key)): f"{place.file.name}:{place.line}"
        for key, place in document.places.items()
    }


def test_a_file_alone(write: Write) -> None:
    file = write("a.yaml", "\ufeffname: café\r\nmonths: 3\r\n")
    document = load_document(file)
    assert document.data == {"name": "café", "months": 3}
    assert document.files == (file,)
    assert lines(document) == {"": "a.yaml:1", "name": "a.yaml:1", "months": "a.yaml:2"}


def test_missing_file_names_the_nearest(write: Write, refusal: Any, tmp_path: Path) -> None:
    write("peer.yaml", "a: 1")
    assert refusal(tmp_path / "per.yaml") == [
        'per.yaml: the file does not exist. Did you mean "peer.yaml"?'
    ]
    assert refusal(tmp_path / "qqq.yaml") == [
        "qqq.yaml: the file does not exist. YAML files there: peer.yaml."
    ]


def test_missing_file_in_a_folder_of_many_or_none(
    write: Write, refusal: Any, tmp_path: Path
) -> None:
    for i in range(14):
        write(f"many/{i:02}.yaml", "a: 1")
    names = ", ".join(f"{i:02}.yaml" for i in range(12))
    assert refusal(tmp_path / "many" / "qq") == [
        f"many/qq: the file does not exist. YAML files there: {names} and 2 more."
    ]
    (tmp_path / "none").mkdir()
    assert refusal(tmp_path / "none" / "qq") == [
        "none/qq: the file does not exist. No YAML file is there."
    ]


def test_missing_folder(refusal: Any, tmp_path: Path) -> None:
    assert refusal(tmp_path / "no" / "a.yaml") == [
        'no/a.yaml: the file does not exist. There is no folder "no" either.'
    ]


def test_a_folder_is_no_file(write: Write, refusal: Any, tmp_path: Path) -> None:
    write("folder/a.yaml", "a: 1")
    assert refusal(tmp_path / "folder") == [
        "folder: the file is a folder. Name a file in it: a.yaml."
    ]
    (tmp_path / "empty").mkdir()
    assert refusal(tmp_path / "empty") == ["empty: the file is a folder. It holds no YAML file."]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_no_regular_file(refusal: Any, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert refusal(tmp_path / "pipe") == ["pipe: the file is not a regular file. Give a YAML file."]


def test_names_that_no_file_can_have(refusal: Any, tmp_path: Path) -> None:
    assert "cannot be read: File name too long" in refusal(tmp_path / ("x" * 300))[0]
    assert "embedded null" in refusal(tmp_path / "\0")[0]


def test_files_without_permission(
    write: Write, refusal: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    file = write("a.yaml", "a: 1")
    monkeypatch.setattr(Path, "read_bytes", denied)
    assert refusal(file) == [
        "a.yaml: the file cannot be read: Permission denied. Check its permissions."
    ]
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert refusal(tmp_path / "b.yaml") == [
        "b.yaml: the file does not exist. No YAML file is there."
    ]


def test_large_files_are_refused(write: Write, refusal: Any) -> None:
    file = write("a.yaml", b"#" * 5_000_001)
    assert refusal(file) == [
        "a.yaml: the file is larger than 5 MB. Put tables of people in a CSV file."
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            "a: 1\nb: café\n".encode("latin-1"),
            "a.yaml:2: the text is not UTF-8."
            " It looks like Latin-1 or Windows-1252: save it as UTF-8.",
        ),
        (
            "a: 1\n".encode("utf-16"),
            "a.yaml:1: the text is not UTF-8. It looks like UTF-16: save it as UTF-8.",
        ),
        (b"\x89PNG\0\0", "a.yaml:1: the file is not text. Give a YAML file."),
    ],
)
def test_other_encodings(write: Write, refusal: Any, content: bytes, expected: str) -> None:
    assert refusal(write("a.yaml", content)) == [expected]


def test_extends_merges_and_remembers_places(write: Write) -> None:
    base = write("orgs/base.yaml", "name: base\norg:\n  size: 10\n  sites: [1, 2]\n")
    child = write("programs/a.yaml", "extends: ../orgs/base.yaml\norg:\n  sites: [3]\nx: 1\n")
    document = load_document(child)
    assert document.data == {"name": "base", "org": {"size": 10, "sites": [3]}, "x": 1}
    assert document.files == (child, base)
    assert lines(document) == {
        "": "a.yaml:1",
        "name": "base.yaml:1",
        "org": "a.yaml:2",
        "org.size": "base.yaml:3",
        "org.sites": "a.yaml:3",
        "org.sites.0": "a.yaml:3",
        "x": "a.yaml:4",
    }


def test_extends_a_chain_and_a_list_from_left_to_right(write: Write) -> None:
    write("root.yaml", "a: root\nb: root\nc: root\nd: root\n")
    write("left.yaml", "extends: root.yaml\nb: left\nc: left\n")
    write("right.yaml", "c: right\nd: right\n")
    child = write("child.yaml", "extends: [left.yaml, right.yaml]\nd: child\n")
    document = load_document(child)
    assert document.data == {"a": "root", "b": "left", "c": "right", "d": "child"}
    assert [file.name for file in document.files] == [
        "child.yaml",
        "left.yaml",
        "root.yaml",
        "right.yaml",
    ]


def test_a_file_extended_twice_is_read_once(write: Write) -> None:
    write("root.yaml", "a: 1\n")
    for i in range(30):
        below = f"{i - 1}.yaml" if i else "root.yaml"
        write(f"{i}.yaml", f"extends: [{below}, {below}]\n")
    assert len(load_document(write("top.yaml", "extends: 29.yaml\n")).files) == 32


def test_another_kind_keeps_nothing_of_the_old_one(write: Write) -> None:
    write("base.yaml", "m:\n  kind: greedy\n  capacity: 3\n  deep: {x: 1}\nn: {kind: a, x: 1}\n")
    child = write("a.yaml", "extends: base.yaml\nm: {kind: optimal, k: 1}\nn: {kind: a, y: 2}\n")
    document = load_document(child)
    assert document.data == {
        "m": {"kind": "optimal", "k": 1},
        "n": {"kind": "a", "x": 1, "y": 2},
    }
    assert ("m", "capacity") not in document.places
    assert ("m", "deep", "x") not in document.places


def test_null_stays_and_a_scalar_replaces_a_mapping(write: Write) -> None:
    write("base.yaml", "a: {b: 1}\nc: {d: 1}\n")
    document = load_document(write("a.yaml", "extends: base.yaml\na: null\nc: 2\n"))
    assert document.data == {"a": None, "c": 2}
    assert set(document.places) == {(), ("a",), ("c",)}


def test_circles_are_refused(write: Write, refusal: Any) -> None:
    write("b.yaml", "extends: c.yaml\n")
    write("c.yaml", "x: 1\nextends: b.yaml\n")
    assert refusal(write("a.yaml", "extends: b.yaml\n")) == [
        'c.yaml:2: extends: "extends" goes in a circle: b.yaml -> c.yaml -> b.yaml.'
        " Remove one link."
    ]
    assert refusal(write("self.yaml", "extends: ./self.yaml\n")) == [
        'self.yaml:1: extends: "extends" goes in a circle: self.yaml -> self.yaml. Remove one link.'
    ]


def test_long_chains_are_refused(write: Write, refusal: Any) -> None:
    for i in range(40):
        write(f"{i}.yaml", f"extends: {i + 1}.yaml\n")
    assert refusal(write("a.yaml", "extends: 0.yaml\n")) == [
        "31.yaml:1: extends: more than 32 files extend each other. Merge some."
    ]


@pytest.mark.parametrize("given_value", ["3", "{a: 1}", "[a.yaml, 3]", "", "''"])
def test_extends_must_name_files(write: Write, refusal: Any, given_value: str) -> None:
    (problem,) = refusal(write("a.yaml", f"b: 1\nextends: {given_value}\n"))
    assert problem.startswith(
        'a.yaml:2: extends: "extends" must be the name of a file or a list of them, not '
    )


def test_all_problems_of_all_files_at_once(write: Write, refusal: Any) -> None:
    write("bad.yaml", "a: 1\na: 2\n")
    write("tab.yaml", "a:\n\tb: 1\n")
    child = write("a.yaml", "extends: [bad.yaml, tab.yaml, bda.yaml, .]\n")
    assert refusal(child) == [
        'bad.yaml:2: a: key "a" is given twice, first on line 1. Keep one of them.',
        "tab.yaml:2: a tab stands where spaces must. Indent with spaces.",
        'a.yaml:1: extends: the file "bda.yaml" does not exist. Did you mean "bad.yaml"?',
        f'a.yaml:1: extends: the file "{child.parent}" is a folder.'
        " Name a file in it: a.yaml, bad.yaml, tab.yaml.",
    ]


def test_paths_are_relative_to_the_file_that_gives_them(write: Write, tmp_path: Path) -> None:
    write("orgs/base.yaml", "org: {people: ../w/p.csv, note: ../x}\nplugins: [p.py, q.py]\n")
    child = write("a.yaml", "extends: orgs/base.yaml\narms: {one: {f: b.csv}, two: {f: 3}}\n")
    keys = {"org.people", "plugins", "arms.*.f", "absent.key"}
    data = load_document(child, path_keys=keys).data
    assert data == {
        "org": {"people": str(tmp_path / "w/p.csv"), "note": "../x"},
        "plugins": [str(tmp_path / "orgs/p.py"), str(tmp_path / "orgs/q.py")],
        "arms": {"one": {"f": str(tmp_path / "b.csv")}, "two": {"f": 3}},
    }


def test_problem_is_placed_at_the_nearest_known_key(write: Write) -> None:
    file = write("a.yaml", "x: 1\na:\n  b: 1\n")
    document = load_document(file)
    assert str(document.problem(("a", "c"), "wrong", "Mend it.")) == (
        f"{file}:2: a.c: wrong. Mend it."
    )
    assert str(Document({}).problem(("a",), "wrong")) == "a: wrong"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz")


def read_or_refused(file: Path) -> None:
    try:
        found = len(load_document(file).files)
    except ScenarioError as error:
        found = len(error.problems)
    assert found  # files or problems


@quick
@given(st.binary())
def test_any_bytes_are_read_or_refused_with_problems(folder: Path, content: bytes) -> None:
    file = folder / "a.yaml"
    file.write_bytes(content)
    read_or_refused(file)


@quick
@given(st.lists(st.text(max_size=300) | st.sampled_from(["a.yaml", "b.yaml", "."]), max_size=3))
def test_any_extends_is_read_or_refused_with_problems(folder: Path, names: list[str]) -> None:
    (folder / "b.yaml").write_text("x: 1\n")
    (folder / "a.yaml").write_text(json.dumps({"extends": names}), encoding="utf-8")
    read_or_refused(folder / "a.yaml")


layers = st.recursive(
    st.integers(0, 2) | st.lists(st.integers(0, 2), max_size=2),
    lambda inner: st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)
mappings = st.dictionaries(st.sampled_from("abc"), layers, min_size=1, max_size=3)


def merged(under: Any, over: Any) -> Any:
    if not (isinstance(under, dict) and isinstance(over, dict)):
        return over
    both = {key: merged(under[key], over[key]) for key in under.keys() & over.keys()}
    return under | over | both


@quick
@given(mappings, mappings)
def test_merging_is_the_plain_definition(folder: Path, under: Any, over: Any) -> None:
    (folder / "b.yaml").write_text(to_yaml(under))
    (folder / "a.yaml").write_text("extends: b.yaml\n" + to_yaml(over))
    document = load_document(folder / "a.yaml")
    assert document.data == merged(under, over)
    assert set(document.places) == set(key_paths(document.data, ()))


def key_paths(value: Any, key: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    items = list(enumerate(value)) if isinstance(value, list) else []
    items = list(value.items()) if isinstance(value, dict) else items
    return [key, *(path for name, item in items for path in key_paths(item, (*key, name)))]
