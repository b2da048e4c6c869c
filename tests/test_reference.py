"""The arrays and the textbook version agree person by person, column by column."""

import copy
import math
import random
from statistics import fmean, variance

import mesa
import pytest

from simulation.burn_in import burned_in
from simulation.engine.addresses import replication_seed
from simulation.model import MentoringModel
from simulation.scenario import all_parameters, from_data
from tests.reference import ReferenceModel, reference_burned_in, reference_run, snapshot
from tests.reference.compare import differences

NEAR = 1e-9

NOTHING = {
    "organization": {
        "involuntary": 0.04,
        "market": {"unemployment": [0.05, 0.06, 0.08, 0.07]},
        "tenure_turnover": [
            {"months": 12, "multiplier": 2.0},
            {"months": 48, "multiplier": 1.0},
            {"months": 600, "multiplier": 0.6},
        ],
        "offsets": {"stress": {"mean": 0.8, "ratio": 1.1}, "safety": {"mean": -0.3}},
    },
}

MANDATORY = {
    "program": {
        "objectives": {
            "kind": "targets",
            "skills": {"communication": 2, "job_know_how": 1},
            "target": 0.8,
            "clarity": 0.6,
        },
        "enrollment": {
            "kind": "mandatory",
            "intake": "rolling",
            "mentors_too": True,
            "mentees": {"max_level": 1},
            "max_pairs": 40,
        },
        "matching": {"kind": "random", "mentors_each": 2, "capacity": 3},
        "structure": {
            "kind": "regular",
            "agenda": "suggested",
            "meetings_per_month": 2.5,
            "weeks": 18,
        },
        "rewards": {"kind": "prize", "mentor_credit": 0.5},
        "schedule": {"launch_quarter": 2, "end_quarter": 9},
    },
    "shocks": [
        {"kind": "morale", "month": 4, "size": -0.8},
        {"kind": "pay", "month": 7, "share": -0.1, "departments": ["Works"]},
        {"kind": "layoff", "month": 13, "share": 0.1},
    ],
}

EVERYTHING = {
    "program": {
        "objectives": {"kind": "targets", "skills": {"communication": 1, "problem_solving": 1}},
        "enrollment": {
            "kind": "nominated",
            "share": 0.6,
            "intake": "cohort",
            "every_quarters": 1,
            "kickoff_share": 0.75,
            "nudge": 0.3,
            "mentors": {
                "min_tenure": 12,
                "skill_percentile": 20,
                "respect_percentile": 10,
                "min_willingness": -1,
            },
        },
        "matching": {"kind": "optimal", "capacity": 3},
        "training": {
            "kind": "sessions_and_course",
            "skills": ["job_know_how"],
            "hours": 10,
            "refresher_hours": 2,
        },
        "structure": {"kind": "regular", "agenda": "worksheet", "feedback": True, "weeks": 39},
        "open_door": {
            "kind": "manager_attention",
            "commitment": 0.6,
            "voice_channel": 0.5,
            "introductions": 1.5,
            "attention_hours": 2,
            "reminders": [6, 12],
        },
        "rewards": {
            "kind": "recognition",
            "announced": True,
            "gift": 100,
            "audience": "everyone",
            "mentor_credit": 0.4,
        },
        "evaluation": {
            "kind": "surveys",
            "every_months": 2,
            "adapt": ["cadence", "training"],
            "reviews": True,
            "close_below": 3.5,
        },
    },
}

PEERS = {
    "organization": {"involuntary": 0.02},
    "program": {
        "enrollment": {
            "kind": "voluntary",
            "intake": "cohort",
            "every_quarters": 1,
            "max_pairs": 40,
        },
        "matching": {"kind": "stable"},
        "structure": {"kind": "peer_group", "size": 4, "weeks": 20},
        "rewards": {"kind": "recognition", "public": False, "share": 0.3},
        "evaluation": {"kind": "surveys", "every_months": 3, "close_below": 3.8},
        "schedule": {
            "departments": ["Service"],
            "waves": [{"quarter": 4, "departments": ["Works"]}],
        },
    },
}

DESIGNS = {
    "nothing": NOTHING,
    "mandatory": MANDATORY,
    "everything": EVERYTHING,
    "peers": PEERS,
}

ISLANDS = {
    "departments": {
        "Service": {
            "headcount": 60,
            "roles": {"Agent": 0.8, "Lead": 0.2},
            "growth": 20,
            "isolated": True,
            "team_size": 5,
        },
        "Works": {
            "headcount": 40,
            "roles": {"Agent": 0.75, "Lead": 0.25},
            "turnover": 0.5,
            "site": "b",
        },
        "Lab": {"headcount": 20},
    },
    "burn_in_months": 12,
    "hiring": {"days_to_fill": 20},
}
"""A company with an isolated department that grows, one that many leave, and one all alike."""

PLAIN_PAIRS = {
    "enrollment": {"kind": "voluntary", "every_quarters": 1, "nudge": 1.0},
    "matching": {"kind": "optimal"},
    "structure": {"kind": "regular"},
}

KINDS = [
    *(
        {"matching": {"kind": kind}}
        for kind in ("manager_assigned", "self_selected", "introductions", "fair", "none")
    ),
    {
        "matching": {
            "kind": "optimal",
            "aim": "participation",
            "same_department": "forbid",
            "reporting_line": "allow",
            "minimum_score": 0.4,
        }
    },
    {"matching": {"kind": "stable", "same_department": "require", "noise": 0}},
    {"matching": {"kind": "optimal", "mentors_each": 3, "capacity": 5}},
    {"matching": {"kind": "stable", "mentors_each": 2, "capacity": 1}},
    {"enrollment": {"kind": "opt_out", "inertia": 1, "max_pairs": 15}},
    {"enrollment": {"kind": "mandatory", "intake": "onboarding"}},
    {"structure": {"kind": "group", "size": 5, "direction": "reverse"}},
    {"structure": {"kind": "group", "size": 4}},
    {"structure": {"kind": "prompts"}},
    {"structure": {"kind": "none"}},
    {"structure": {"kind": "regular", "direction": "reverse"}},
    {
        "structure": {"kind": "peer_group"},
        "matching": {"kind": "optimal", "same_department": "require"},
    },
    {
        "structure": {"kind": "regular", "direction": "peer", "agenda": "none"},
        "matching": {"kind": "introductions", "repeat": True},
        "evaluation": {"kind": "surveys", "every_months": 1, "close_below": 4.0},
    },
    {"open_door": {"kind": "open_door", "introductions": 12}},
    {"training": {"kind": "course", "skills": ["communication"], "audience": "participants"}},
    {
        "schedule": {"launch_quarter": 2, "weeks": 20},
        "rewards": {"kind": "prize"},
        "open_door": {"kind": "open_door", "attention_hours": 1},
    },
    {"schedule": {"assignment": {"within": "department", "opt_in": True}}},
    {"schedule": {"assignment": {"unit": "team", "share": 0.4, "mentors": "assigned"}}},
    {
        "schedule": {
            "assignment": {
                "unit": "site",
                "newcomers": False,
                "by": {"state": "stress", "noise": 0.5, "lowest": True},
                "among": {"min_tenure": 6},
            }
        }
    },
    {
        "schedule": {"assignment": {"within": "level", "by": {"state": "output", "noise": 0.2}}},
        "structure": {"kind": "peer_group"},
    },
]

BLOWS = [
    {"kind": "morale", "month": 1, "size": -0.5, "spread": 0.4, "who": "unassigned"},
    {"kind": "pay", "month": 4, "share": 0.1, "who": "assigned", "levels": [1]},
    {"kind": "morale", "month": 5, "size": 0.5, "who": "mentors"},
    {"kind": "layoff", "month": 7, "share": 0.3, "who": "mentees"},
]


@pytest.fixture
def scenario(company):
    """Build a scenario of 120 people: `scenario(design, quarters)`."""

    def build(design, quarters=12, **more):
        data = company(design.get("program"), **design.get("organization", {})).as_data()
        shocks = copy.deepcopy(design.get("shocks", []))
        return from_data({**data, "quarters": quarters, "shocks": shocks, **more})

    return build


def apart(scenario, seed):
    """Columns in which the two models lie apart after any quarter of a run, and how far."""
    model, reference = MentoringModel(scenario, rng=seed), ReferenceModel(scenario, seed)
    while model.running:
        model.step()
        reference.step()
        if columns := far(differences(model.state, reference)):
            return columns
    return {}


def far(columns):
    return {name: size for name, size in columns.items() if not size < NEAR}


# ---------------------------------------------------------------- agreement


@pytest.mark.parametrize(
    "name",
    [
        name if name == "everything" else pytest.param(name, marks=pytest.mark.slow)
        for name in DESIGNS
    ],
)
def test_every_column_of_everybody_agrees_for_twelve_quarters(scenario, name):
    assert apart(scenario(DESIGNS[name]), seed=5) == {}


@pytest.mark.slow
@pytest.mark.parametrize("organization", [{}, ISLANDS], ids=["company", "islands"])
@pytest.mark.parametrize("families", KINDS, ids=str)
def test_every_kind_of_policy_agrees(scenario, families, organization):
    program = {**PLAIN_PAIRS, **families}
    design = {"program": program, "organization": organization, "shocks": BLOWS}
    assert apart(scenario(design, quarters=5), seed=11) == {}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", ["mandatory", "everything"])
def test_agreement_holds_anywhere_in_the_ranges_of_parameters(scenario, name, seed):
    draw = random.Random(seed)
    parameters = {}
    plain = scenario(DESIGNS[name])
    owners = {"people", *(process.name for process in plain.steps)}
    for parameter in all_parameters():
        if parameter.owner in owners:
            value = draw.uniform(parameter.low, parameter.high)
            parameters.setdefault(parameter.owner, {})[parameter.name] = value
    assert apart(scenario(DESIGNS[name], quarters=6, parameters=parameters), seed) == {}


@pytest.mark.parametrize("off", ["meet", "relate", "learn", "exchange", "embed", "turnover"])
def test_agreement_holds_with_a_process_off(scenario, off):
    assert apart(scenario(EVERYTHING, quarters=2, processes={off: False}), seed=3) == {}


def test_two_years_of_burn_in_agree(scenario):
    design = scenario(NOTHING)
    reference = reference_burned_in(design, seed=9)
    assert design.organization.burn_in_months == 24
    columns = differences(burned_in(design, 9), reference)
    assert {"morale", "skill", "tie_strength", "department_eps", "tally_start"} <= columns.keys()
    assert far(columns) == {}


def test_a_run_after_a_burn_in_of_their_own_agrees(scenario):
    design = scenario(DESIGNS["mandatory"], quarters=2)
    model, reference = MentoringModel(design, rng=4), reference_burned_in(design, seed=4)
    for _ in range(2):
        model.step()
        reference.step()
    assert far(differences(model.state, reference)) == {}


def all_columns(design, seed):
    state = burned_in(design, seed)
    return [column for table in state.tables.values() for column in table.columns]


def test_every_column_is_compared_or_known_as_working_memory(scenario):
    design = scenario(EVERYTHING)
    model = ReferenceModel(design, 5)
    state = MentoringModel(design, rng=5).state
    fixed = (
        "scratch",
        "sites",
        "roles",
        "breadths",
        "circles",
    )  # drawn into, or never changed by a run
    constant = {"team_department", "team_site", "team_safety_set", "team_climate", "team_output"}
    constant |= {"department_turnover", "department_isolated"}
    changing = {
        name
        for table, columns in state.tables.items()
        if table not in fixed
        for name in columns
        if name not in constant
    }
    pairs = set(state.tables["pairs"])  # nobody is paired yet
    # What the engine adds is either written once more in the reference, or named there as working.
    assert changing - differences(state, model).keys() - pairs <= snapshot.WORKING


# ---------------------------------------------------------------- the same outcomes, plain luck


def test_headline_outcomes_are_those_of_the_model(scenario):
    design = scenario(EVERYTHING, quarters=4)
    model = MentoringModel(design, rng=5)
    while model.running:
        model.step()
    frame = reference_run(design, 5).datacollector.get_model_vars_dataframe()
    assert list(frame.columns) == [
        "headcount", "exits", "skill", "morale", "satisfaction", "output"
    ]  # fmt: skip
    theirs = [row for row in model.rows if row[1] == "whole"]
    for name in frame.columns:
        place = 3 + model.outcome_names.index(name)
        assert frame[name].tolist() == pytest.approx([row[place] for row in theirs], abs=1e-9)


def test_plain_luck_repeats_itself(scenario):
    design = scenario(PEERS, quarters=1)
    one, again, other = (last(design, seed, "plain") for seed in (1, 1, 2))
    assert one == again
    assert one != other


@pytest.mark.slow
def test_plain_luck_tells_the_same_story(scenario):
    design = scenario(EVERYTHING, quarters=2)
    start = burned_in(design, 5)
    stories = {
        randomness: [last(design, replication_seed(1, i), randomness, start) for i in range(10)]
        for randomness in ("plain", "addressed")
    }
    for name in ("headcount", "skill", "morale", "satisfaction", "output"):
        plain, addressed = ([row[name] for row in rows] for rows in stories.values())
        error = math.sqrt((variance(plain) + variance(addressed)) / 10)
        assert abs(fmean(plain) - fmean(addressed)) < 4 * error, name


def last(design, seed, randomness, start=None):
    model = reference_run(design, seed, randomness, start=start)
    return model.datacollector.get_model_vars_dataframe().iloc[-1].to_dict()


def test_mesa_runs_it_in_batches(scenario):
    design = scenario(PEERS, quarters=2)
    rows = mesa.batch_run(
        ReferenceModel,
        parameters={"scenario": design, "randomness": "plain"},
        rng=[1, 2],
        display_progress=False,
    )
    assert [row["Step"] for row in rows] == [2, 2]
    assert all(0 < row["headcount"] <= 120 for row in rows)


def test_everybody_is_an_agent_of_the_model_as_long_as_they_stay(scenario):
    model = ReferenceModel(scenario(PEERS), 5)
    before = set(model.agents)
    for _ in range(4):
        model.step()
    assert set(model.agents) == set(model.people)
    gone = before - set(model.agents)
    assert 0 < len(gone) <= model.tally["exits_total"]
    assert len(model.agents) == len(before) - model.tally["exits_total"] + hired(model)


def hired(model):
    return model.tally["hires_total"]
