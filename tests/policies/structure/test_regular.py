"""Regular structure: pairs as planned."""

import pytest
from pydantic import ValidationError

from simulation.policies.structure.none_ import NoStructure
from simulation.policies.structure.regular import Regular


def test_terms_are_passed_on():
    terms = Regular(
        meetings_per_month=4, minutes=45, agenda="worksheet", weeks=12, feedback=True,
        direction="reverse",
    ).terms()  # fmt: skip
    assert (terms.meetings_per_month, terms.minutes, terms.weeks) == (4, 45, 12)
    assert (terms.agenda, terms.feedback) == ("worksheet", True)
    assert (terms.form, terms.size, terms.direction) == ("pairs", 2, "reverse")
    assert terms.prompts_per_month == 0


def test_more_structure_is_more_structured():
    amounts = [
        policy.terms().structure
        for policy in (
            NoStructure(),
            Regular(agenda="none"),
            Regular(),
            Regular(agenda="worksheet"),
            Regular(agenda="worksheet", feedback=True),
        )
    ]
    assert amounts == sorted(amounts)
    assert amounts[-1] == 1.0


@pytest.mark.parametrize("wrong", [{"minutes": 5}, {"meetings_per_month": 9}, {"agenda": "strict"}])
def test_values_out_of_range_are_refused(wrong):
    with pytest.raises(ValidationError):
        Regular(**wrong)
