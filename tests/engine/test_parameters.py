"""Parameters: declared once with range, unit and where the value comes from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field, ValidationError

from simulation.engine.parameters import STATUSES, param, parameters_of
from simulation.errors import ModelError
from simulation.evidence.fitted import Fitted


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


class TestRange:
    def test_half_of_it_lies_below_the_default(self):
        rate = known()["rate"]  # .1 .. .25 .. .5
        assert [rate.at(u) for u in (0.0, 0.25, 0.5, 0.75, 1.0)] == pytest.approx(
            [0.1, 0.175, 0.25, 0.375, 0.5]
        )

    def test_a_default_at_an_end_gives_the_whole_range_evenly(self):
        class Edge(BaseModel):
            edge: float = param(0, low=0, high=2, unit="1", doc="", assumed="x")

        [edge] = parameters_of(Edge, "owner")
        assert [edge.at(u) for u in (0.0, 0.25, 1.0)] == pytest.approx([0.0, 0.5, 2.0])

    @given(st.floats(0, 1))
    def test_never_outside(self, share):
        for parameter in known().values():
            assert parameter.low <= parameter.at(share) <= parameter.high


class TestOff:
    class Switch(BaseModel):
        pull: float = param(1, low=0.5, high=2, unit="1", doc="", assumed="x", off=0.0,
                            mechanism="It pulls", shared="strength")  # fmt: skip

    def test_the_value_that_switches_off_is_allowed_beyond_the_evidence(self):
        assert self.Switch(pull=0.0).pull == 0.0
        with pytest.raises(ValidationError):
            self.Switch(pull=-0.1)

    def test_the_range_of_the_evidence_stays(self):
        [pull] = parameters_of(self.Switch, "owner")
        assert (pull.low, pull.off, pull.mechanism) == (0.5, 0.0, "It pulls")
        assert min(pull.at(u / 10) for u in range(11)) == 0.5

    def test_what_is_unknown_once_has_one_name(self):
        [pull] = parameters_of(self.Switch, "owner")
        assert pull.unknown == "strength"
        assert known()["rate"].unknown == "owner.rate"

    @pytest.mark.parametrize("half", [{"off": 0.0}, {"mechanism": "It pulls"}])
    def test_a_switch_without_words_or_value_is_refused(self, half):
        with pytest.raises(ValueError, match="come together"):
            param(1, low=0, high=2, unit="1", doc="", assumed="x", **half)


class Fit(BaseModel):
    rate: float = param(Fitted(1.0, "owner.rate"), low=0, high=2, unit="1", doc="", evidence="row")


def test_the_fitted_value_of_another_parameter_is_refused():
    with pytest.raises(ModelError, match=r"other\.rate takes the fitted value of owner\.rate"):
        list(parameters_of(Fit, "other"))


def test_a_fitted_value_is_called_fitted_once_it_is():
    [rate] = parameters_of(Fit, "owner")
    assert rate.status == "fitted"
    assert set(STATUSES) == {"fitted", "anchored", "sourced", "assumed"}
