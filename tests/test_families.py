"""Families: kinds are told apart by name, alone or with fields, and refuse what is wrong."""

import json
from types import SimpleNamespace
from typing import Literal

import numpy as np
import pytest
from pydantic import ValidationError
from scipy.stats import norm

from simulation.errors import ModelError
from simulation.families import (
    FAMILIES,
    Enrollment,
    Matching,
    Objectives,
    Preferences,
    Terms,
    both_ways,
    nobody,
    percentile_of_normal,
)
from simulation.program import Program

NAMES = (
    "objectives", "enrollment", "matching", "training", "structure", "open_door", "rewards",
    "evaluation",
)  # fmt: skip


def read(data):
    return Program.model_validate_json(json.dumps(data), strict=True)


def test_there_are_eight_in_the_order_of_a_program():
    assert tuple(FAMILIES) == NAMES
    assert [name for name in Program.model_fields if name in FAMILIES] == list(NAMES)


@pytest.mark.parametrize("family", NAMES)
def test_every_family_has_a_none_and_takes_its_name_alone(family):
    policy = getattr(read({family: "none"}), family)
    assert policy.kind == "none"
    assert policy == getattr(read({family: {"kind": "none"}}), family)


@pytest.mark.parametrize("family", NAMES)
def test_a_policy_is_frozen_and_knows_its_fields(family):
    with pytest.raises(ValidationError, match="Extra inputs"):
        read({family: {"kind": "none", "nonsense": 1}})
    with pytest.raises(ValidationError, match="frozen"):
        getattr(Program(), family).kind = "other"


def test_lists_become_tuples_inside_a_policy():
    program = read({"enrollment": {"kind": "voluntary", "mentees": {"departments": ["A", "B"]}}})
    assert program.enrollment.rules().mentee.departments == ("A", "B")


@pytest.mark.parametrize(
    ("family", "method", "given"),
    [
        (Objectives, "goals", [()]),
        (Enrollment, "joins", [None, None]),
        (Matching, "pair", [None, None]),
    ],
)
def test_a_kind_that_answers_nothing_is_a_defect(family, method, given):
    with pytest.raises(ModelError, match=family.__name__):
        getattr(family(), method)(*given)


def test_a_kind_registers_in_its_family_alone():
    class Odd(Matching):
        kind: Literal["odd_for_test"] = "odd_for_test"

    try:
        assert FAMILIES["matching"].get("odd_for_test") is Odd
        assert all("odd_for_test" not in FAMILIES[name] for name in NAMES if name != "matching")
    finally:
        del FAMILIES["matching"]._things["odd_for_test"]


@pytest.mark.parametrize(
    ("terms", "structure"),
    [
        (Terms(agenda="none", meetings_per_month=0), 0.0),
        (Terms(agenda="suggested", meetings_per_month=1), 0.375),
        (Terms(agenda="worksheet", meetings_per_month=2, feedback=True), 1.0),
        (Terms(agenda="worksheet", meetings_per_month=8), 0.75),
    ],
)
def test_structure_is_agenda_half_regularity_and_feedback_a_quarter_each(terms, structure):
    assert terms.structure == pytest.approx(structure)


@pytest.mark.parametrize(
    ("mutual", "direction", "both"),
    [
        (False, "senior", False),
        (False, "reverse", False),
        (False, "peer", True),
        (True, "senior", True),
    ],
)
def test_help_goes_both_ways_among_peers_and_where_it_is_mutual(mutual, direction, both):
    assert both_ways(Preferences(mutual=mutual), Terms(direction=direction)) is both


@pytest.mark.parametrize("percent", [1.0, 25.0, 50.0, 75.0, 99.0])
def test_percentiles_are_those_of_the_reference_population(percent):
    assert percentile_of_normal(percent) == pytest.approx(norm.ppf(percent / 100), abs=1e-9)


def test_the_outermost_percentiles_are_finite():
    assert -7 < percentile_of_normal(0.0) < -5
    assert 5 < percentile_of_normal(100.0) < 7


def test_nobody_is_nobody_on_either_side():
    joiners = nobody(SimpleNamespace(seats=np.arange(3)))
    assert joiners.mentees.tolist() == joiners.mentors.tolist() == [False] * 3
    assert joiners.mentees is not joiners.mentors
