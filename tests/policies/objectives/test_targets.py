"""Targets: weights in proportion, targets for what is named, unknown skills refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from simulation.errors import ScenarioError
from simulation.policies.objectives.targets import Targets

SKILLS = ("communication", "problem_solving", "sales")


def test_weights_add_up_to_one_and_targets_go_to_named_skills_only():
    goals = Targets(skills={"sales": 3, "communication": 1}, target=0.9, clarity=0.5).goals(SKILLS)
    np.testing.assert_allclose(goals.weights, [0.25, 0.0, 0.75])
    np.testing.assert_allclose(goals.targets, [0.9, 0.0, 0.9])
    assert goals.clarity == 0.5


def test_without_target_the_job_sets_it():
    assert not Targets(skills={"sales": 1}).goals(SKILLS).targets.any()


@given(st.dictionaries(st.sampled_from(SKILLS), st.floats(0.01, 100), min_size=1))
def test_weights_are_a_split_of_the_meeting(skills):
    weights = Targets(skills=skills).goals(SKILLS).weights
    assert weights.sum() == pytest.approx(1.0)
    assert (weights >= 0).all()


def test_all_unknown_skills_are_named_with_the_nearest_and_the_allowed():
    with pytest.raises(ScenarioError) as error:
        Targets(skills={"salse": 1, "x": 1, "sales": 1}).goals(SKILLS)
    assert [problem.key for problem in error.value.problems] == ["program.objectives.skills"] * 2
    words = str(error.value)
    assert 'no skill "salse". Did you mean "sales"?' in words
    assert 'no skill "x"' in words
    assert "communication, problem_solving, sales" in words


@pytest.mark.parametrize("wrong", [{"skills": {}}, {"skills": {"sales": 0}}, {"clarity": 1.1}])
def test_values_out_of_range_are_refused(wrong):
    with pytest.raises(ValidationError):
        Targets(**({"skills": {"sales": 1}} | wrong))
