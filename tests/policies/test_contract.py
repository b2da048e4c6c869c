"""What all kinds of all families promise, whatever is added."""

import numpy as np
import pytest

import simulation.policies
from simulation.engine.registry import import_all
from simulation.families import FAMILIES
from simulation.program import Program

import_all(simulation.policies)

KINDS = [
    pytest.param(family, kind, id=f"{family}-{kind}")
    for family, registry in FAMILIES.items()
    for kind in registry.names()
]
REQUIRED = {
    "targets": {"skills": {"communication": 1}},
    "course": {"skills": ["communication"]},
    "sessions_and_course": {"skills": ["communication"]},
}


@pytest.mark.parametrize(("family", "kind"), KINDS)
def test_every_kind_describes_its_fields_is_frozen_and_strict(family, kind):
    policy = FAMILIES[family].get(kind)
    for name, field in policy.model_fields.items():
        assert name == "kind" or field.description, f"{family}.{kind}.{name} has no description"
    assert policy.model_config["frozen"]
    assert policy.model_config["extra"] == "forbid"


@pytest.mark.parametrize(("family", "kind"), KINDS)
def test_every_kind_fits_into_a_program_and_comes_back_from_its_data(family, kind):
    program = Program.model_validate({family: {"kind": kind, **REQUIRED.get(kind, {})}})
    assert getattr(program, family).kind == kind
    assert program.is_none == (kind == "none")
    assert Program.model_validate(program.model_dump(mode="json")) == program


def test_every_family_has_a_none_and_a_program_of_nones_is_none():
    assert all("none" in registry for registry in FAMILIES.values())
    assert Program().is_none
    weights = Program().objectives.goals(("a", "b")).weights
    assert np.isclose(weights.sum(), 1.0)
