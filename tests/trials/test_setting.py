"""Settings: only what a study may say about itself, and everything with what it rests on."""

import pytest

from simulation.errors import ScenarioError
from simulation.trials.setting import (
    LEVELS,
    assumed,
    leaves,
    nested,
    problems_of,
    reported,
    topic,
    typical,
)

CITED = "Somebody (1999) Journal"


def found(**settings):
    return [str(problem) for problem in problems_of(settings, "X1")]


@pytest.mark.parametrize(
    ("key", "about"),
    [
        ("organization.departments.Sales.headcount", "organization"),
        ("organization.offsets.stress.ratio", "organization"),
        ("parameters.exchange.hours", "organization"),
        ("program.schedule.assignment.share", "design"),
        ("program.matching", "design"),
        ("program.structure.weeks", "dose"),
        ("shocks", "dose"),
        ("measurement.follow_up", "measurement"),
        ("quarters", "measurement"),
    ],
)
def test_what_a_study_says_about_itself_may_be_set(key, about):
    assert topic(key) == about


@pytest.mark.parametrize(
    "key",
    [
        "parameters.learn.rate",
        "parameters.learn.transport",
        "parameters.exchange.learned",
        "parameters.people.skill_dispersion",
        "processes.exchange",
        "organization.network.team",
        "organization.burn_in_months",
        "organization.offsets.morale.mean",
        "program.costs.course_hour",
        "outcomes",
    ],
)
def test_the_model_may_not_be_set(key):
    assert topic(key) is None
    assert "may not be set by a trial" in found(**{key: reported(1, CITED)})[0]


def test_a_value_may_not_hide_a_key_within():
    hidden = {"learn": {"rate": 2.0}}
    assert "parameters.learn.rate" in found(parameters=reported(hidden, CITED))[0]
    assert list(leaves("a", {"b": {"c": 1}, "d": 2})) == ["a.b.c", "a.d"]


def test_an_assumption_may_not_hide_a_key_at_another_level():
    value = assumed({}, {}, {"learn": {"rate": 2.0}}, "why not")
    assert any("parameters.learn.rate" in text for text in found(parameters=value))


@pytest.mark.parametrize(
    "stated",
    [
        reported(0.3, "somebody told me"),
        typical(0.3, ""),
        typical(0.3, "no-such-row"),
        assumed(0.1, 0.2, 0.3, ""),
        assumed(None, 0.2, 0.3, "reason"),
    ],
)
def test_every_value_has_a_source(stated):
    assert "is no source" in found(**{"organization.turnover": stated})[0]


@pytest.mark.parametrize("source", ["jolts-private", CITED])
def test_a_row_of_the_ledger_or_a_citation_is_a_source(source):
    assert not found(**{"organization.turnover": typical(0.3, source)})


def test_only_assumed_values_differ_by_level():
    assert [reported(3, CITED).at(level) for level in LEVELS] == [3, 3, 3]
    assert [assumed(1, 2, 3, "why").at(level) for level in LEVELS] == [1, 2, 3]


def test_dotted_keys_become_nested_data():
    settings = {
        "a.b": reported({"c": 1}, CITED),
        "a.b.d": reported(2, CITED),
        "e": assumed(1, 2, 3, "why"),
    }
    assert nested(settings, "high") == {"a": {"b": {"c": 1, "d": 2}}, "e": 3}
    settings["e.f"] = reported(1, CITED)
    with pytest.raises(ScenarioError, match="set as a whole and in part"):
        nested(settings, "mid")
