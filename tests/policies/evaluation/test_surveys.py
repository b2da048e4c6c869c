"""Surveys: the plan as stated."""

import pytest
from pydantic import ValidationError

from simulation.families import Plan
from simulation.policies.evaluation.surveys import Surveys


def test_answers_are_passed_on():
    policy = Surveys(
        every_months=3, response=0.7, noise=0.5, quality_target=4.2, close_below=2, rematch=False,
        adapt=("training",), reviews=True,
    )  # fmt: skip
    assert policy.plan() == Plan(3, 0.7, 0.5, 4.2, 2.0, False, ("training",), True)
    assert policy.plan().surveys


@pytest.mark.parametrize("wrong", [{"every_months": 0}, {"response": 0}, {"adapt": ("luck",)}])
def test_values_out_of_range_are_refused(wrong):
    with pytest.raises(ValidationError):
        Surveys(**wrong)
