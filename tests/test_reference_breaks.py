"""The agreement with the reference can break: one sign flipped in one process is seen.

Whatever is changed here is changed in the reference alone; every change must show in some column.
"""

import math

import pytest

from simulation.model import MentoringModel
from simulation.scenario import all_parameters, from_data
from simulation.state.state import State
from tests.reference import ReferenceModel
from tests.reference.compare import differences
from tests.reference.processes import hire as hiring

PROGRAM = {
    "objectives": {"kind": "targets", "skills": {"communication": 1, "problem_solving": 1}},
    "enrollment": {"kind": "voluntary", "intake": "cohort", "every_quarters": 1, "nudge": 1},
    "matching": {"kind": "optimal", "capacity": 3},
    "training": {"kind": "sessions_and_course", "skills": ["job_know_how"], "refresher_hours": 2},
    "structure": {"kind": "regular", "agenda": "worksheet"},
    "open_door": {"kind": "open_door", "introductions": 1, "attention_hours": 2},
    "rewards": {"kind": "recognition", "announced": True, "mentor_credit": 0.4},
    "evaluation": {"kind": "surveys", "every_months": 2},
    "schedule": {"end_quarter": 3},
}

SHOCKS = [{"kind": "morale", "month": 1, "size": -0.8}]

FLIPS = {
    "enroll": "growth",
    "match": "fit_needs",
    "culture": "commitment_gain",
    "train": "teaching_gain",
    "meet": "quality",
    "relate": "fit_weight",
    "learn": "quality_gain",
    "exchange": "motivation",
    "practice": "rate",
    "reward": "announced_effort",
    "embed": "support_gain",
    "wellbeing": "morale_feed",
    "turnover": "satisfaction",
    "promote": "output_weight",
    "produce": "satisfaction",
    "account": "multiple",
    "ideas": "channel",
    "evaluate": "answer_slope",
}
"""One parameter of every process that has any."""

WITHOUT_PARAMETERS = {"finish", "shocks", "hire"}


@pytest.fixture(scope="module")
def scenario(company):
    """120 people under a program that lets every process do something, for a year."""
    data = company(PROGRAM, involuntary=0.1, turnover=0.3).as_data()
    return from_data({**data, "quarters": 4, "shocks": SHOCKS})


@pytest.fixture(scope="module")
def quarters(scenario):
    """The model's state after every quarter."""
    return list(states_of(scenario))


def states_of(scenario):
    model = MentoringModel(scenario, rng=7)
    while model.running:
        model.step()
        state = State(model.state.sizes)
        state.add_columns(scenario.own_columns)
        for name, table in state.tables.items():
            table.copy_from(model.state.tables[name])
        yield state


@pytest.fixture
def reference(scenario):
    """A reference of its own for each test, to be changed."""
    return ReferenceModel(scenario, 7)


def first_difference(reference, quarters):
    """Quarter after which the two models lie apart, and in how many columns; None if never."""
    for number, state in enumerate(quarters):
        reference.step()
        apart = [name for name, size in differences(state, reference).items() if not size < 1e-9]
        if apart:
            return number, len(apart)
    return None


def test_unchanged_the_two_agree(reference, quarters):
    assert first_difference(reference, quarters) is None


def test_every_process_has_its_flip(scenario):
    assert {process.name for process in scenario.steps} == FLIPS.keys() | WITHOUT_PARAMETERS


@pytest.mark.parametrize("process", FLIPS)
def test_a_flipped_sign_is_seen(reference, quarters, process):
    parameters = getattr(reference.parameters, process)
    setattr(parameters, FLIPS[process], -getattr(parameters, FLIPS[process]))
    assert first_difference(reference, quarters) is not None


@pytest.mark.parametrize("process", sorted(FLIPS.keys() | WITHOUT_PARAMETERS))
def test_a_process_left_out_is_seen(reference, quarters, process):
    delattr(reference.parameters, process)
    assert first_difference(reference, quarters) is not None


def test_a_flipped_shock_is_seen(reference, quarters):
    reference.shocks = [
        shock.model_copy(update={"size": -shock.size}) for shock in reference.shocks
    ]
    assert first_difference(reference, quarters) is not None


def test_a_vacancy_that_grows_younger_is_seen(reference, quarters, monkeypatch):
    monkeypatch.setattr(hiring, "A_MONTH", -hiring.A_MONTH)
    assert first_difference(reference, quarters) is not None


def test_a_manager_whom_nobody_asks_is_seen(reference, quarters):
    reference.population.ask_manager *= -1
    assert first_difference(reference, quarters) is not None


def test_sponsorship_that_opens_other_doors_is_seen(reference, quarters):
    reference.parameters.promote.sponsor_weight *= 1.1
    assert first_difference(reference, quarters) is not None


def test_another_first_choice_of_the_matcher_is_seen(reference, quarters):
    reference.program = reference.program.model_copy(
        update={"matching": reference.program.matching.model_copy(update={"noise": -0.15})}
    )
    assert first_difference(reference, quarters) is not None


ELSEWHERE = {
    "prize": {
        "program": {
            "enrollment": {"kind": "nominated", "share": 0.7, "every_quarters": 1, "nudge": 1},
            "matching": {"kind": "random"},
            "structure": {"kind": "regular", "agenda": "suggested", "weeks": 13},
            "training": {"kind": "sessions"},
            "open_door": {"kind": "open_door", "voice_channel": 0.5},
            "rewards": {"kind": "prize", "share_of_pay": 0.01},
            "evaluation": {
                "kind": "surveys",
                "every_months": 3,
                "reviews": True,
                "quality_target": 5,
                "adapt": ["cadence", "training"],
            },
        },
        "organization": {"market": {"unemployment": [0.06]}},
    },
    "groups": {
        "program": {
            "enrollment": {"kind": "mandatory", "intake": "rolling", "mentors_too": True},
            "matching": {"kind": "manager_assigned"},
            "structure": {"kind": "group", "agenda": "none"},
            "rewards": {"kind": "recognition", "public": False},
        },
        "organization": {"turnover": 0.5, "hiring": {"internal_share": 1.0}},
    },
    "peers": {
        "program": {
            "enrollment": {"kind": "mandatory", "intake": "rolling"},
            "matching": {"kind": "introductions"},
            "structure": {"kind": "peer_group", "size": 3, "weeks": 8},
        },
        "organization": {},
    },
}
"""Designs for the parameters that the first one gives no say."""

UNSEEN = {
    "learn.second_mentor",  # who has a mentor is not given a second one
    "promote.sponsor_cap",  # nobody is sponsored for more than a year within a year
}


@pytest.mark.slow
def test_every_parameter_is_seen(company, scenario):
    running = {process.name for process in scenario.steps}
    unseen = {p.path: p for p in all_parameters() if p.owner in running}
    for design in (scenario, *(at_length(company, design) for design in ELSEWHERE.values())):
        lived = list(states_of(design))
        unseen = {path: p for path, p in unseen.items() if not is_seen(p, design, lived)}
    assert unseen.keys() == UNSEEN


def at_length(company, design):
    data = company(design["program"], **design["organization"]).as_data()
    return from_data({**data, "quarters": 4})


def is_seen(parameter, scenario, quarters):
    """Whether the other end of the range, in the reference alone, shows within a year."""
    reference = ReferenceModel(scenario, 7)
    parameters = getattr(reference.parameters, parameter.owner)
    value = getattr(parameters, parameter.name)
    other = parameter.low if math.isclose(value, parameter.high) else parameter.high
    setattr(parameters, parameter.name, other)
    return first_difference(reference, quarters) is not None
