"""Whatever is accepted runs to its end with numbers that mean something; the rest is refused.

Random companies, programs, schedules, shocks and parameters are drawn from the model's own
schemas, so that a new kind, field or parameter is tried here the day it is added.
"""

import copy
import math
import types
import typing

import annotated_types
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from simulation.engine.process import PROCESSES
from simulation.errors import ScenarioError
from simulation.families import FAMILIES
from simulation.model import MentoringModel
from simulation.organization.organization import GENERIC_SKILLS, Hiring, Market, Offset
from simulation.organization.shocks import LayoffShock, MoraleShock, PayShock
from simulation.program import Costs
from simulation.scenario import all_parameters, from_data

QUARTERS = 2
DEPARTMENTS = ("Service", "Works", "Office")
ROLES = {
    "Agent": {"level": 1, "pay": 40000.0},
    "Lead": {"level": 2, "pay": 60000.0},
    "Head": {"level": 3, "pay": 90000.0},
}
SHOWN_PROCESSES = tuple(p for p in PROCESSES if p.__module__.startswith("simulation."))
WITHOUT_LIMIT = 40.0
"""A field that only has a lower bound is tried up to this far above it."""


def tried(examples):
    """So many examples, however long each takes."""
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    return settings(max_examples=examples, deadline=None, suppress_health_check=slow)


# --- values of a field, from its annotation and bounds ------------------------------------------


def values(annotation, metadata, names):
    """Valid values of an annotation; `names` holds what text may be: departments or skills."""
    if isinstance(annotation, typing.TypeAliasType):
        return values(annotation.__value__, metadata, names)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return fields_of(annotation, names)
    origin = typing.get_origin(annotation)
    if origin is None or annotation in (bool, int, float, str):
        return plain(annotation, metadata, names)
    return composed(origin, typing.get_args(annotation), metadata, names)


def composed(origin, arguments, metadata, names):
    """Optional values, choices, lists and mappings."""
    inner = {
        typing.Annotated: lambda: values(arguments[0], [*arguments[1:], *metadata], names),
        typing.Literal: lambda: st.sampled_from(arguments),
        tuple: lambda: st.lists(values(arguments[0], [], names), min_size=_least(metadata),
                                max_size=3),
        dict: lambda: st.dictionaries(st.sampled_from(names), values(arguments[1], [], names),
                                      min_size=_least(metadata), max_size=3),
        types.UnionType: lambda: st.none() | values(arguments[0], metadata, names),
        typing.Union: lambda: st.none() | values(arguments[0], metadata, names),
    }  # fmt: skip
    return inner[origin]()


def plain(annotation, metadata, names):
    """Numbers within their bounds, truth values, names."""
    if annotation is bool:
        return st.booleans()
    if annotation is str:
        return st.sampled_from(names)
    low, high, open_low, open_high = bounds(metadata)
    if annotation is int:
        return st.integers(int(low), int(high))
    assert annotation is float, f"no strategy for {annotation}"
    inside = st.floats(low, high, exclude_min=open_low, exclude_max=open_high)
    return inside.map(lambda value: round(value, 3)).filter(
        lambda value: (value > low or not open_low) and (value < high or not open_high)
    )


def bounds(metadata):
    low, high, open_low, open_high = None, None, False, False
    for item in _spread(metadata):
        low = getattr(item, "ge", getattr(item, "gt", low))
        high = getattr(item, "le", getattr(item, "lt", high))
        open_low = open_low or isinstance(item, annotated_types.Gt)
        open_high = open_high or isinstance(item, annotated_types.Lt)
    low = 0.0 if low is None else low
    return low, low + WITHOUT_LIMIT if high is None else high, open_low, open_high


def _spread(metadata):
    for item in metadata:
        yield from getattr(item, "metadata", None) or [item]


def _least(metadata):
    return max((getattr(item, "min_length", 0) or 0 for item in metadata), default=0)


def fields_of(model, names, *, fixed=None, left_out=()):
    """Some of a model's fields, valid each for itself; required ones always."""
    chosen = {
        name: values(field.annotation, field.metadata, names.get(name, names["departments"])
                     if isinstance(names, dict) else names)
        for name, field in model.model_fields.items()
        if name not in {"kind", *left_out}
    }  # fmt: skip
    needed = {n: s for n, s in chosen.items() if model.model_fields[n].is_required()}
    others = {n: s for n, s in chosen.items() if n not in needed}
    return st.fixed_dictionaries({**(fixed or {}), **needed}, optional=others)


# --- companies, programs, scenarios ---------------------------------------------------------------


def optional(strategy):
    """Often absent, so that no example drowns in settings."""
    return st.none() | strategy


def without_nothing(data):
    """Absent entries left out."""
    return {key: value for key, value in data.items() if value is not None}


@st.composite
def departments(draw):
    names = draw(st.lists(st.sampled_from(DEPARTMENTS), min_size=1, max_size=3, unique=True))
    drawn = {}
    for name in names:
        roles = draw(st.sampled_from([
            {}, {"Agent": 1.0}, {"Agent": 0.8, "Lead": 0.2},
            {"Agent": 0.6, "Lead": 0.3, "Head": 0.1},
        ]))  # fmt: skip
        drawn[name] = without_nothing({
            "headcount": draw(st.integers(1 if len(names) > 1 else 20, 80 // len(names))),
            "roles": roles,
            "turnover": draw(optional(st.floats(0, 0.9))),
            "site": draw(st.sampled_from(["main", "north"])),
            "team_size": draw(optional(st.integers(2, 12))),
            "isolated": draw(st.booleans()),
            "growth": draw(st.sampled_from([0, 0, 4, 12.5])),
        })  # fmt: skip
    return drawn


@st.composite
def organizations(draw):
    skills = draw(st.sampled_from([None, {}, {"welding": {"breadth": "narrow"}}]))
    known = list(GENERIC_SKILLS) + list(skills or {})
    roles = copy.deepcopy(ROLES)
    for role in roles.values():
        role["complexity"] = draw(st.sampled_from(["low", "medium", "high"]))
        role["skills"] = draw(st.dictionaries(st.sampled_from(known), st.floats(0, 1), max_size=3))
    states = st.sampled_from(["morale", "satisfaction", "commitment", "stress", "safety"])
    bands = st.sampled_from(
        [[], [{"months": 12, "multiplier": 2}, {"months": 60, "multiplier": 0.5}]]
    )
    return without_nothing({
        "name": "Random",
        "departments": draw(departments()),
        "roles": roles,
        "levels": draw(st.integers(3, 6)),
        "burn_in_months": draw(st.integers(3, 12)),
        "turnover": draw(st.floats(0, 0.9)),
        "involuntary": draw(st.floats(0, 0.9)),
        "tenure_turnover": draw(bands),
        "skills": skills,
        "offsets": draw(st.dictionaries(states, fields_of(Offset, ()), max_size=3)),
        "market": draw(fields_of(Market, ())),
        "hiring": draw(fields_of(Hiring, ())),
        "displaced_share": draw(st.floats(0, 1)),
    })  # fmt: skip


@st.composite
def programs(draw, here, skills):
    names = {"departments": here, "skills": skills}
    program = {}
    for family, registry in FAMILIES.items():
        kind = draw(st.sampled_from(sorted(registry.names())))
        program[family] = draw(policies(registry.get(kind), kind, names))
    program["schedule"] = draw(schedules(here))
    program["costs"] = draw(fields_of(Costs, ()))
    return program


def policies(model, kind, names):
    """A policy of a kind; what contradicts itself is the schema's business, not the run's."""
    return fields_of(model, names, fixed={"kind": st.just(kind)})


@st.composite
def schedules(draw, here):
    launch = draw(st.integers(1, 3))
    name = st.sampled_from(here)
    some = st.lists(name, max_size=len(here), unique=True)
    wave = st.fixed_dictionaries({
        "quarter": st.integers(1, 3),
        "departments": st.lists(name, min_size=1, max_size=len(here), unique=True),
    })  # fmt: skip
    return without_nothing({
        "launch_quarter": launch,
        "end_quarter": draw(optional(st.integers(launch, 3))),
        "departments": draw(some),
        "waves": draw(st.lists(wave, max_size=2)),
    })  # fmt: skip


def shocks(here):
    kinds = {"morale": MoraleShock, "pay": PayShock, "layoff": LayoffShock}
    months = {"month": st.integers(0, 7)}
    return st.lists(
        st.one_of(*(fields_of(model, here, fixed={"kind": st.just(kind), **months},
                              left_out=("month",)) for kind, model in kinds.items())),
        max_size=3,
    )  # fmt: skip


@st.composite
def parameters(draw):
    """A few parameters anywhere in their ranges, their ends included."""
    owners = {process.name for process in SHOWN_PROCESSES} | {"people"}
    known = [each for each in all_parameters() if each.owner in owners]
    chosen = draw(st.lists(st.sampled_from(known), max_size=6, unique_by=lambda p: p.path))
    drawn = {}
    for each in chosen:
        value = draw(st.sampled_from([each.low, each.high]) | st.floats(each.low, each.high))
        drawn.setdefault(each.owner, {})[each.name] = value
    return drawn


@st.composite
def scenarios(draw):
    """A scenario as data, which may still be refused where two of its fields contradict."""
    organization = draw(organizations())
    here = list(organization["departments"])
    catalogue = organization.get("skills", {"job_know_how": {}})
    off = draw(st.lists(st.sampled_from([p.name for p in SHOWN_PROCESSES]), max_size=3))
    return {
        "name": "Random",
        "quarters": QUARTERS,
        "organization": organization,
        "program": draw(programs(here, [*GENERIC_SKILLS, *catalogue])),
        "shocks": draw(shocks(here)),
        "parameters": draw(parameters()),
        "processes": dict.fromkeys(off, False),
    }


# --- what must hold -------------------------------------------------------------------------------


def run_to_the_end(scenario, seed):
    """Run, and hold every quarter to what must be true."""
    model = MentoringModel(scenario, rng=seed)
    while model.running:
        model.step()
        model.state.check_ranges()
        assert_heads_are_conserved(model.state)
    assert model.time == scenario.quarters
    assert_values_have_meaning(model)
    return model


def assert_heads_are_conserved(state):
    present = int(state["occupied"].sum())
    came, went = int(state["tally_hires_total"][0]), int(state["tally_exits_total"][0])
    assert present + went - came == int(state["tally_start"][0])


def assert_values_have_meaning(model):
    for quarter, kind, name, *row in model.rows:
        for outcome, value in zip(model.outcome_names, row, strict=True):
            assert value is None or (isinstance(value, float) and math.isfinite(value)), (
                f"{outcome} is {value!r} for {kind} {name} in quarter {quarter}"
            )


def accepted(data):
    """The scenario, or None where it is refused, which only ever happens in words."""
    try:
        return from_data(data)
    except ScenarioError as error:
        refused = error
    assert refused.problems
    assert all(problem.message for problem in refused.problems)
    return None


@tried(25)
@given(scenarios(), st.integers(0, 2**64 - 1))
def test_whatever_is_accepted_runs_to_its_end(data, seed):
    scenario = accepted(data)
    if scenario is not None:
        run_to_the_end(scenario, seed)


@pytest.mark.slow
@tried(400)
@given(scenarios(), st.integers(0, 2**64 - 1))
def test_whatever_is_accepted_runs_to_its_end_at_length(data, seed):
    scenario = accepted(data)
    if scenario is not None:
        run_to_the_end(scenario, seed)


# --- what is refused ------------------------------------------------------------------------------

JUNK = [None, True, -1, 0, 0.5, 13, "", "junk", "none", [], {}, [1], {"junk": 1}, ["junk"],
        math.nan, math.inf, -math.inf, 10**400, "\x00", "\ud800"]  # fmt: skip


def places(data, here=()):
    """The path of every value in nested data."""
    for key, value in data.items() if isinstance(data, dict) else enumerate(data):
        yield (*here, key)
        if isinstance(value, dict | list):
            yield from places(value, (*here, key))


@pytest.mark.slow
@tried(120)
@given(scenarios(), st.data())
def test_one_thing_wrong_is_refused_in_words_or_means_something(data, choice):
    *parents, last = choice.draw(st.sampled_from(list(places(data))))
    place = data
    for key in parents:
        place = place[key]
    place[last] = choice.draw(st.sampled_from(JUNK))
    accepted(data)


@tried(15)
@given(scenarios(), st.data())
def test_an_unknown_key_is_always_refused(data, choice):
    fixed = [path for path in places(data) if path[-1] in {"program", "schedule", "organization"}]
    place = data
    for key in choice.draw(st.sampled_from(fixed)):
        place = place[key]
    place["junk"] = 1
    assert accepted(data) is None


EXTREME = {
    "the end of a range": {"parameters": {"wellbeing": {"half_life_morale": 0.5}}},
    "all are equally satisfied": {"organization": {"offsets": {"satisfaction": {"ratio": 0.1}}}},
}


@pytest.mark.parametrize("change", EXTREME.values(), ids=EXTREME)
def test_spreads_that_no_noise_gives_exactly_run_all_the_same(company, change):
    data = company().as_data()
    data["parameters"] = change.get("parameters", {})
    data["organization"] |= change.get("organization", {})
    run_to_the_end(from_data(data), 1)


@pytest.mark.parametrize("data", [{}, {"name": "x"}, {"name": 1}, {"organization": None}])
def test_half_a_scenario_is_refused(data):
    assert accepted(data) is None
