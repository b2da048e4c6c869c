"""What kinds of enrollment share: limits and rules."""

import dataclasses

import pytest
from pydantic import ValidationError

from simulation.families import Eligibility
from simulation.policies.enrollment._common import NEWCOMER_MONTHS, Eligible
from simulation.policies.enrollment.voluntary import Voluntary


def test_eligible_mirrors_the_programs_numbers_field_by_field():
    fields = {field.name: field.default for field in dataclasses.fields(Eligibility)}
    assert {name: field.default for name, field in Eligible.model_fields.items()} == fields
    assert Eligible(min_level=3).limits() == Eligibility(min_level=3)


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ({"min_tenure": 6, "max_tenure": 6}, "max_tenure 6 leaves nobody above min_tenure"),
        ({"min_level": 3, "max_level": 2}, "max_level 2 lies below min_level 3"),
        ({"skill_percentile": 60, "max_skill_percentile": 60}, "leaves nobody above skill"),
        ({"skill_percentile": 100}, "less than 100"),
    ],
)
def test_limits_that_leave_nobody_are_refused(limits, words):
    with pytest.raises(ValidationError, match=words):
        Eligible(**limits)


def test_rules_pass_everything_on():
    rules = Voluntary(
        intake="rolling", every_quarters=3, max_pairs=9, kickoff_share=0.75, nudge=0.3,
        mentees={"max_level": 2}, mentors={"min_tenure": 24},
    ).rules()  # fmt: skip
    assert rules.active
    assert (rules.intake, rules.every_quarters, rules.max_pairs) == ("rolling", 3, 9)
    assert (rules.kickoff_share, rules.nudge) == (0.75, 0.3)
    assert (rules.mentee.max_level, rules.mentor.min_tenure) == (2, 24)


def test_onboarding_takes_newcomers_unless_told_otherwise():
    assert Voluntary(intake="onboarding").rules().mentee.max_tenure == NEWCOMER_MONTHS
    told = Voluntary(intake="onboarding", mentees={"max_tenure": 6})
    assert told.rules().mentee.max_tenure == 6
    assert Voluntary(intake="rolling").rules().mentee.max_tenure is None
