from pathlib import Path

import numpy as np
import pytest
from pydantic import BaseModel

from simulation.documents.changes import change, plain
from simulation.errors import ScenarioError


class Wave(BaseModel):
    quarter: int = 2
    folder: Path = Path("here")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ((1, ("a",)), [1, ["a"]]),
        (Wave(), {"quarter": 2, "folder": "here"}),
        ({"x": np.float64(0.5)}, {"x": 0.5}),
        (np.int64(3), 3),
        (np.array([1.0, 2.0]), [1.0, 2.0]),
        (None, None),
        (True, True),
    ],
)
def test_values_become_plain(value, said):
    found = plain(value)
    assert found == said
    assert type(found) is type(said)


def test_plain_data_are_copied():
    data = {"a": [1]}
    plain(data)["a"].append(2)
    assert data == {"a": [1]}


def test_what_no_document_can_say_is_refused():
    with pytest.raises(ScenarioError, match=r"cannot hold <object object at .*, a object"):
        plain({"x": object()})


@pytest.mark.parametrize(
    ("changes", "after"),
    [
        ({"a.b": 5}, {"a": {"b": 5, "kind": "x"}, "l": [{"s": 1}], "n": None}),
        ({"l.0.s": 2}, {"a": {"b": 1, "kind": "x"}, "l": [{"s": 2}], "n": None}),
        ({"l.0": 7}, {"a": {"b": 1, "kind": "x"}, "l": [7], "n": None}),
        ({"n.deep.er": 1}, {"a": {"b": 1, "kind": "x"}, "l": [{"s": 1}], "n": {"deep": {"er": 1}}}),
        ({"a.kind": "x"}, {"a": {"b": 1, "kind": "x"}, "l": [{"s": 1}], "n": None}),
        ({"a.kind": "y"}, {"a": {"kind": "y"}, "l": [{"s": 1}], "n": None}),
        ({"new": 1}, {"a": {"b": 1, "kind": "x"}, "l": [{"s": 1}], "n": None, "new": 1}),
    ],
)
def test_changes(changes, after):
    data = {"a": {"b": 1, "kind": "x"}, "l": [{"s": 1}], "n": None}
    change(data, changes)
    assert data == after


def test_no_change_undoes_another():
    for order in (1, -1):
        given = [("a.c", 3), ("a.kind", "y"), ("a", {"kind": "z", "d": 4}), ("a.e.f", 1)][::order]
        data = {"a": {"b": 1, "kind": "x"}}
        change(data, dict(given))
        assert data == {"a": {"kind": "y", "c": 3, "e": {"f": 1}}}


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("a.b.c", 'a.b.c: there is no "c" inside a single value'),
        ("a.b.c.d", 'a.b.c.d: there is no "c" inside a single value'),
        ("l.1.s", 'l.1.s: the list has 1 entries, and none at "1". Entries count from 0.'),
        ("l.first", 'l.first: the list has 1 entries, and none at "first". Entries count from 0.'),
    ],
)
def test_keys_that_lead_nowhere(path, message):
    with pytest.raises(ScenarioError) as caught:
        change({"a": {"b": 1}, "l": [{"s": 1}]}, {path: 0})
    assert str(caught.value) == message
