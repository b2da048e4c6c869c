"""Culture: safety follows slowly, attention fades, introductions leave ties."""

from itertools import pairwise

import numpy as np
import pytest

from simulation.engine.checked import checked_step
from simulation.engine.draws import Draws
from simulation.engine.process import WEEKS_A_MONTH, Tick
from simulation.engine.rates import kept
from simulation.organization.founding import found
from simulation.organization.layout import lay_out
from simulation.organization.organization import Organization
from simulation.organization.people import People
from simulation.processes.culture import (
    Culture,
    attention_kernel,
    introduce_kernel,
    safety_kernel,
)
from simulation.program import Program, Setting

CULTURE = Culture()
OPEN = {"kind": "open_door", "commitment": 1.0, "voice_channel": 0.4}
ATTENTION = {"kind": "manager_attention", "attention_hours": 2.0}
INTRODUCTIONS = {"kind": "open_door", "commitment": 0, "voice_channel": 0, "introductions": 1}


def company(open_door="none", *, month=0, isolated=0, people=16, seed=3, **program):
    """Two departments of teams of four, perhaps a third, isolated one; no ties at first."""
    departments = {"north": {"headcount": people}, "south": {"headcount": people}}
    if isolated:
        departments["apart"] = {"headcount": isolated, "isolated": True}
    firm = Organization(
        name="firm",
        departments={n: {**spec, "roles": {"junior": 1}} for n, spec in departments.items()},
        roles={"junior": {"level": 1}},
        team_size=4,
    )
    chosen = Program.model_validate({"open_door": open_door, "evaluation": "surveys", **program})
    setting = Setting(firm, chosen, People())
    layout = lay_out(firm, 4)
    setting.departments = layout.departments
    state = found(layout, setting, Draws(seed), months=24)
    state["exposed"][:] = True
    for name, value in (("neighbor", -1), ("strength", 0.0), ("target", 0.0), ("count", 0)):
        state[f"tie_{name}"][:] = value
    return at(Tick(state, Draws(seed, checked=True), setting), month)


def at(tick, month):
    tick.month = month
    tick.draws.at(month + 1)
    tick.state.reset("month")
    return tick


def stepped(open_door="none", **options):
    tick = company(open_door, **options)
    CULTURE.step(tick)
    return tick.state


def ties_of(state):
    """Strength of every tie by (who asks, whom)."""
    rows, slots = np.nonzero(state["tie_strength"])
    others = state["tie_neighbor"][rows, slots]
    return {
        (int(a), int(b)): state["tie_strength"][a, slot]
        for a, b, slot in zip(rows, others, slots, strict=True)
    }


# ------------------------------------------------------------------ safety and voice


def test_safety_moves_half_the_way_in_its_half_life():
    tick = company(OPEN)
    usual = tick.state["team_safety_set"].copy()
    for month in range(6):
        CULTURE.step(at(tick, month))
    push = CULTURE.commitment_gain + 0.4 * CULTURE.voice_gain
    np.testing.assert_allclose(tick.state["team_safety"] - usual, push / 2)


def test_safety_drifts_back_once_the_program_ends():
    tick = company(OPEN, schedule={"end_quarter": 2})
    usual = tick.state["team_safety_set"].copy()
    for month in range(12):
        CULTURE.step(at(tick, month))
    push = CULTURE.commitment_gain + 0.4 * CULTURE.voice_gain
    np.testing.assert_allclose(tick.state["team_safety"] - usual, push / 4)


def test_only_teams_that_the_program_reaches_grow_safer():
    tick = company(OPEN)
    tick.state["exposed"][:] = tick.state["department"] == 0
    before = tick.state["team_safety"].copy()
    CULTURE.step(tick)
    grown = tick.state["team_safety"] > before
    np.testing.assert_array_equal(grown, tick.state["team_department"] == 0)


def test_the_voice_channel_reaches_who_is_there_and_exposed():
    tick = company(OPEN)
    tick.state["occupied"][2] = False
    tick.state["exposed"][3] = False
    CULTURE.step(tick)
    assert tick.state["voice"][2:5].tolist() == [0.0, 0.0, 0.4]


# ------------------------------------------------------------------ attention


def test_attention_takes_time_of_both_and_counts_as_contacts():
    tick = company(ATTENTION)
    state = tick.state
    CULTURE.step(tick)
    seat = int(np.flatnonzero(state["manager"] >= 0)[0])
    boss = int(state["manager"][seat])
    reports = np.count_nonzero(state["manager"] == boss)
    contacts = 2.0 / CULTURE.talk_hours
    assert state["attention"][seat] == state["contacts"][seat] == contacts
    own = 1 if state["manager"][boss] >= 0 else 0
    assert state["time_lent"][boss] == pytest.approx((reports + own) * 2.0 / 160.0)


def test_attention_is_taken_from_the_managers_own_work():
    state = stepped(ATTENTION)
    leads = np.bincount(state["manager"][state["manager"] >= 0], minlength=len(state["manager"]))
    np.testing.assert_allclose(state["help_lent"], leads * 2.0 / 160.0)


def test_compliance_halves_in_three_months_and_returns_on_a_reminder():
    tick = company({**ATTENTION, "reminders": [6]})
    seat = int(np.flatnonzero(tick.state["manager"] >= 0)[0])
    contacts = []
    for month in range(10):
        CULTURE.step(at(tick, month))
        contacts.append(tick.state["attention"][seat])
    full = 2.0 / CULTURE.talk_hours
    np.testing.assert_allclose([contacts[m] for m in (0, 3, 6, 9)], full * np.array([1, 0.5] * 2))
    assert contacts[5] == pytest.approx(full * kept(3.0) ** 5)


def test_compliance_counts_from_launch():
    state = stepped(ATTENTION, month=6, schedule={"launch_quarter": 3})
    assert state["attention"].max() == 2.0 / CULTURE.talk_hours


def test_a_vacant_managers_seat_gives_nobody_time():
    tick = company(ATTENTION)
    boss = int(tick.state["manager"].max())
    tick.state["occupied"][boss] = False
    CULTURE.step(tick)
    assert not tick.state["attention"][tick.state["manager"] == boss].any()
    assert tick.state["attention"].any()


# ------------------------------------------------------------------ introductions


def test_everybody_meets_somebody_of_another_team_and_a_tie_stays_both_ways():
    state = stepped(INTRODUCTIONS)
    ties = ties_of(state)
    assert set(ties) == {(b, a) for a, b in ties}
    assert all(state["team"][a] != state["team"][b] for a, b in ties)
    assert (state["asked_extra"] >= 1).all()
    assert state["asked_extra"].sum() == 2 * state.sizes.seats
    assert min(ties.values()) == CULTURE.introduction_strength
    hours = state["asked_extra"] * CULTURE.introduction_hours
    np.testing.assert_allclose(state["time_lent"], hours / 160.0)


def test_introductions_are_held_once_a_quarter():
    assert not ties_of(stepped(INTRODUCTIONS, month=1))
    assert ties_of(stepped(INTRODUCTIONS, month=3)) != ties_of(stepped(INTRODUCTIONS, month=0))


def test_a_fraction_is_a_chance_and_more_never_takes_a_meeting_away():
    met = []
    for amount in (0.25, 0.5, 1.0, 1.5, 2.0):
        state = stepped({**INTRODUCTIONS, "introductions": amount}, people=60)
        met.append((set(ties_of(state)), state["asked_extra"].sum() / 2 / state.sizes.seats))
    for (fewer, _), (more, _) in pairwise(met):
        assert fewer < more
    np.testing.assert_allclose([share for _, share in met], [0.25, 0.5, 1, 1.5, 2], atol=0.1)


def test_nobody_is_introduced_outside_the_program_or_to_an_empty_seat():
    tick = company(INTRODUCTIONS)
    tick.state["exposed"][:8] = False
    tick.state["occupied"][8:12] = False
    CULTURE.step(tick)
    assert not tick.state["asked_extra"][:12].any()
    assert all(min(pair) >= 12 for pair in ties_of(tick.state))


def test_one_team_alone_meets_nobody():
    tick = company(INTRODUCTIONS)
    tick.state["team"][:] = 0
    CULTURE.step(tick)
    assert not ties_of(tick.state)
    assert tick.state["account_open_door"][0] == 0.0


# ------------------------------------------------------------------ prompts and money


def test_prompts_are_contacts_as_long_as_they_go_out():
    structure = {"kind": "prompts", "per_month": 4, "minutes": 15, "weeks": 6}
    tick = company(structure=structure)
    got = []
    for month in range(3):
        CULTURE.step(at(tick, month))
        got.append(tick.state["contacts"][5])
        assert tick.state["time_lent"][5] == pytest.approx(got[-1] * 0.25 / 160.0)
    np.testing.assert_allclose(got, [4.0, 4.0 * (6 - WEEKS_A_MONTH) / WEEKS_A_MONTH, 0.0])


def test_channel_and_introductions_cost_coordinators_time():
    rate = Program().costs.coordinator_hour
    listening = stepped(OPEN)["account_open_door"][0]
    reached = int(company().state["occupied"].sum())
    assert listening == pytest.approx(0.4 * CULTURE.channel_staff * reached / 100 * rate)
    meeting = stepped(INTRODUCTIONS)["account_open_door"][0]
    assert meeting == pytest.approx(32 * CULTURE.introduction_staff * rate)


def test_openness_takes_the_time_of_those_who_lead_and_those_who_speak():
    state = stepped(OPEN)
    leads = np.zeros(len(state["occupied"]), dtype=bool)
    leads[state["manager"][state["occupied"] & (state["manager"] >= 0)]] = True
    time = state["time_lent"][state["occupied"]]
    others = time[~leads[state["occupied"]]]
    assert others == pytest.approx(0.4 * CULTURE.speaking_hours / 160)
    assert (time[leads[state["occupied"]]] > others.max()).all()


# ------------------------------------------------------------------ house rules


@pytest.mark.parametrize(
    "options",
    [{}, {"open_door": OPEN, "schedule": {"launch_quarter": 2}}, {"structure": "regular"}],
)
def test_without_lever_or_program_nothing_changes(options):
    tick = company(**options)
    before = {name: array.copy() for name, array in tick.state.arrays.items()}
    CULTURE.step(tick)
    for name, array in before.items():
        np.testing.assert_array_equal(tick.state[name], array, err_msg=name)


def test_people_of_an_isolated_department_change_nobody():
    levers = {**OPEN, "introductions": 1.5, "attention_hours": 1}
    alone, beside = company(levers), company(levers, isolated=30)
    count = alone.state.sizes.seats
    for month in range(4):
        for tick in (alone, beside):
            CULTURE.step(at(tick, month))
    for name in ("voice", "attention", "contacts", "time_lent", "asked_extra"):
        np.testing.assert_array_equal(beside.state[name][:count], alone.state[name])
    mine = {pair: s for pair, s in ties_of(beside.state).items() if min(pair) < count}
    assert mine == ties_of(alone.state)
    assert any(min(pair) >= count for pair in ties_of(beside.state))


def test_it_reads_and_writes_what_it_declares():
    levers = {**OPEN, "introductions": 1.5, "attention_hours": 1}
    tick = company(levers, structure="prompts")
    for month in (0, 1):
        checked_step(CULTURE, at(tick, month))
        tick.state.check_ranges()


@pytest.mark.parametrize(
    ("kernel", "numbers"),
    [
        (safety_kernel, (np.empty(32), np.empty(32), 0.5, 0.1)),
        (attention_kernel, (1.0, 0.5, 160.0)),
        (introduce_kernel, (np.arange(32), 0.7, 0.3, 1.0, 0.003)),
    ],
)
def test_compiled_and_plain_agree(kernel, numbers):
    one, other = company(), company()
    for tick in (one, other):
        for name, seed in (("draw_a", 1), ("draw_b", 2)):
            tick.state[name][:] = np.random.default_rng(seed).random(32)
    assert one.call(kernel, *numbers) == other.call(kernel.py_func, *numbers)
    for name in CULTURE.writes:
        np.testing.assert_array_equal(one.state[name], other.state[name])


def test_the_safety_of_a_team_rises_with_the_share_that_is_reached():
    rises = []
    for reached in (0, 2, 4):
        tick = company(OPEN)
        tick.state["exposed"][:] = tick.state["team"] != 0
        tick.state["exposed"][np.flatnonzero(tick.state["team"] == 0)[:reached]] = True
        before = tick.state["team_safety"][0]
        CULTURE.step(tick)
        rises.append(tick.state["team_safety"][0] - before)
    assert rises[0] == 0.0
    assert rises[1] == pytest.approx(rises[2] / 2)


def test_the_last_month_of_a_program_of_weeks_counts_in_part():
    schedule = {"weeks": 4.345 * 1.25}
    whole, part, none = (
        stepped({**OPEN, "attention_hours": 1}, month=month, schedule=schedule)
        for month in (0, 1, 2)
    )
    assert part["voice"].max() == pytest.approx(0.25 * whole["voice"].max())
    assert 0 < part["attention"].sum() < 0.25 * whole["attention"].sum()
    assert not none["voice"].any()
