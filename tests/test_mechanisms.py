"""Mechanisms: declared beside what they are, off in every run that asks for it."""

import pytest

from simulation.mechanisms import Mechanism, mechanisms_of
from simulation.runner import run
from simulation.scenario import all_parameters, from_data

SEED = 3
RARE = {"Sponsors open doors"}
"""What a year in a small company may not show."""


@pytest.fixture(scope="module")
def everything(full):
    """The small company with every lever on, a course and a prize among them."""
    data = full.as_data()
    data["program"]["training"] = {"kind": "sessions_and_course", "skills": ["communication"]}
    data["program"]["rewards"] = {"kind": "recognition", "share": 0.2, "announced": True}
    return from_data(data)


@pytest.fixture(scope="module")
def lived(everything):
    return run(everything, SEED).rows


def names(scenario):
    return [mechanism.name for mechanism in mechanisms_of(scenario)]


def test_each_is_named_once_in_the_order_of_a_month(everything):
    found = names(everything)
    assert len(found) == len(set(found)) > 15
    assert found.index("Pairs learn from each other") < found.index("The satisfied produce more")


def test_every_parameter_that_can_be_off_belongs_to_one(everything):
    declared = {p.path for p in all_parameters() if p.mechanism and not p.outside}
    offs = {path for mechanism in mechanisms_of(everything) for path, _ in mechanism.offs}
    assert offs == declared


def test_parameters_of_one_name_are_switched_together(everything):
    [reward] = [m for m in mechanisms_of(everything) if "recipient_lift" in str(m.offs)]
    off = reward.without(everything)
    assert off.parameters == {
        "reward": {"recipient_lift": 0.0, "others_lift": 0.0, "recipient_morale": 0.0}
    }


def test_a_process_that_is_a_mechanism_is_switched_off_whole(everything):
    [learning] = [m for m in mechanisms_of(everything) if m.processes]
    assert learning == Mechanism("Pairs learn from each other", (), ("learn",))
    assert "learn" not in {step.name for step in learning.without(everything).steps}


def test_a_process_that_does_not_run_brings_no_mechanism(everything):
    assert "Meetings leave ties" not in names(everything.with_changes("processes.relate", False))


@pytest.mark.slow
def test_each_changes_lives_when_it_is_off(everything, lived):
    idle = [
        mechanism.name
        for mechanism in mechanisms_of(everything)
        if run(mechanism.without(everything), SEED).rows == lived
    ]
    assert set(idle) <= RARE
