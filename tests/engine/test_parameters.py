"""Parameters: declared once with range, unit and where the value comes from."""

import pytest
from pydantic import BaseModel, Field, ValidationError

from simulation.engine.parameters import param, parameters_of


class Owner(BaseModel):
    rate: float = param(0.25, low=0.1, high=0.5, unit="1/month", doc="How fast.", evidence="row-1")
    pace: float = param(2, low=1, high=3, unit="1", doc="How often.", anchor="V01")
    bias: float = param(0, low=-1, high=1, unit="z", doc="How far.", assumed="nobody knows",
                        signs=("row-2", "row-3"))  # fmt: skip
    size: int = Field(3, json_schema_extra={"other": 1})
    name: str = "plain"


def known():
    return {p.name: p for p in parameters_of(Owner, "owner")}


def test_only_parameters_are_listed_in_order():
    assert list(known()) == ["rate", "pace", "bias"]


def test_one_declaration_tells_everything():
    rate = known()["rate"]
    assert (rate.path, rate.default, rate.low, rate.high) == ("owner.rate", 0.25, 0.1, 0.5)
    assert (rate.unit, rate.description, rate.evidence) == ("1/month", "How fast.", ("row-1",))
    assert known()["bias"].signs == ("row-2", "row-3")
    assert known()["bias"].why == "nobody knows"


def test_the_status_follows_from_what_backs_the_value():
    status = {name: p.status for name, p in known().items()}
    assert status == {"rate": "sourced", "pace": "anchored", "bias": "assumed"}


def test_defaults_are_floats():
    assert isinstance(Owner().pace, float)


@pytest.mark.parametrize("value", [0.09, 0.51, float("nan"), float("inf"), "much"])
def test_values_outside_the_range_are_refused(value):
    with pytest.raises(ValidationError, match="rate"):
        Owner(rate=value)


def test_a_default_outside_its_range_is_refused():
    with pytest.raises(ValueError, match=r"default 2 outside its range 0 to 1"):
        param(2, low=0, high=1, unit="1", doc="", assumed="x")


def test_a_value_from_nowhere_is_refused():
    with pytest.raises(ValueError, match="needs evidence, an anchor, or a reason"):
        param(0.5, low=0, high=1, unit="1", doc="", signs="row-1")
