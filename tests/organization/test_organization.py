"""Organization: a frozen value that is consistent or says what is not."""

import pytest
from pydantic import ValidationError

from simulation.organization.organization import (
    BREADTH_HOURS,
    GENERIC_SKILLS,
    OUTPUT_CV,
    RAMP_MONTHS,
    Department,
    Market,
    Organization,
    Role,
)


def test_the_smallest_organization_is_one_department():
    firm = Organization(name="x", departments={"a": {"headcount": 1}})
    assert firm.skill_names == (*GENERIC_SKILLS, "job_know_how")
    assert (firm.offset("stress").mean, firm.offset("stress").ratio) == (0, 1)


def test_skills_are_the_generic_ones_then_the_catalogue(organize):
    firm = organize(skills={"welding": {"breadth": "narrow"}, "communication": {}})
    assert firm.skill_names == (*GENERIC_SKILLS, "welding")
    assert [firm.breadth_of(s) for s in ("welding", "communication", "problem_solving")] == [
        "narrow", "ordinary", "broad",
    ]  # fmt: skip


def test_complexity_sets_what_is_not_told():
    for complexity in OUTPUT_CV:
        assert Role(complexity=complexity).cv == OUTPUT_CV[complexity]
    assert Role(complexity="high", output_cv=0.2).cv == 0.2
    assert OUTPUT_CV.keys() == RAMP_MONTHS.keys()
    for table in (OUTPUT_CV, RAMP_MONTHS, BREADTH_HOURS):
        assert list(table.values()) == sorted(table.values())


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"departments": {}}, "nobody works here"),
        ({"departments": {"a": {"headcount": 0}}}, "nobody works here"),
        ({"departments": {"a": {"headcount": 1, "roles": {"Agnet": 1}}}},
         'department "a" lists the unknown role "Agnet"; roles are: Agent, Lead'),
        ({"departments": {"a": {"headcount": 1, "roles": {"Agent": 0.5, "Lead": 0.4}}}},
         'role shares of department "a" add up to 0.90, not 1'),
        ({"levels": 1}, 'role "Lead" has level 2, above levels = 1'),
        ({"roles": {"Agent": {"skills": {"cooking": 1}}, "Lead": {}}},
         'role "Agent" uses the unknown skill "cooking"; skills are: communication'),
    ],
)  # fmt: skip
def test_what_does_not_fit_together_is_told(organize, changes, words):
    with pytest.raises(ValidationError) as caught:
        organize(**changes)
    assert words in str(caught.value)


def test_all_inconsistencies_are_told_at_once(organize):
    with pytest.raises(ValidationError) as caught:
        organize(levels=1, departments={"a": {"headcount": 1, "roles": {"Chef": 0.5}}})
    for words in ("unknown role", "add up to 0.50", "above levels = 1"):
        assert words in str(caught.value)


@pytest.mark.parametrize(
    "changes",
    [{"turnover": 0.95}, {"turnover": -0.1}, {"involuntary": 1}, {"team_size": 1}, {"typo": 1},
     {"burn_in_months": 601}, {"offsets": {"joy": {}}}],
)  # fmt: skip
def test_values_that_make_no_sense_are_refused(organize, changes):
    with pytest.raises(ValidationError):
        organize(**changes)


def test_no_department_turns_over_at_once():
    assert Department(turnover=0.94).turnover == 0.94
    with pytest.raises(ValidationError, match="less than"):
        Department(turnover=1)


def test_with_a_file_nobody_need_be_planned(organize):
    assert organize(workforce="people.csv", departments={}).departments == {}


def test_the_market_is_a_ratio_whose_last_value_stays():
    market = Market(usual_unemployment=0.05, unemployment=(0.05, 0.10))
    assert [market.ratio(month) for month in (-5, 0, 1, 99)] == [1, 1, 2, 2]
    assert Market().ratio(3) == 1.0


def test_an_organization_is_frozen(organize):
    with pytest.raises(ValidationError, match="frozen"):
        organize().levels = 9


def test_a_need_too_small_to_share_is_refused():
    with pytest.raises(ValidationError, match="write 0, or at least"):
        Role(skills={"communication": 1e-9})
