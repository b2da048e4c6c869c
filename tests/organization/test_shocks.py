"""Shocks: told apart by their kind, refused outside their limits."""

import pytest
from pydantic import TypeAdapter, ValidationError

from simulation.organization.shocks import LayoffShock, MoraleShock, PayShock, Shock

READ = TypeAdapter(Shock)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"kind": "morale", "month": 3, "size": -1}, MoraleShock(month=3, size=-1)),
        ({"kind": "pay", "month": 0, "share": -0.1}, PayShock(month=0, share=-0.1)),
        ({"kind": "layoff", "month": 9, "share": 0.2, "departments": ["a"]},
         LayoffShock(month=9, share=0.2, departments=("a",))),
    ],
)  # fmt: skip
def test_the_kind_tells_which_shock_it_is(data, expected):
    assert READ.validate_python(data) == expected


@pytest.mark.parametrize(
    "data",
    [
        {"kind": "flood", "month": 1},
        {"kind": "morale", "month": -1, "size": 1},
        {"kind": "morale", "month": 1, "size": 4},
        {"kind": "pay", "month": 1, "share": -1},
        {"kind": "layoff", "month": 1, "share": -0.1},
        {"kind": "layoff", "month": 1, "share": 0.1, "size": 1},
    ],
)
def test_what_cannot_happen_is_refused(data):
    with pytest.raises(ValidationError):
        READ.validate_python(data)
