"""Heads, pairs and money are conserved, and all columns stay in range, after every process."""

import numpy as np
import pytest

from simulation.burn_in import burned_in
from simulation.engine.clock import address
from simulation.engine.draws import Draws
from simulation.engine.process import Tick
from simulation.model import MentoringModel
from simulation.scenario import from_data
from simulation.state.accounts import HEADINGS
from simulation.state.state import State

SEED = 5
SHOCKS = [
    {"kind": "layoff", "month": 4, "share": 0.3},
    {"kind": "morale", "month": 2, "size": -2},
    {"kind": "pay", "month": 7, "share": -0.1},
]
GROUPS = {
    "enrollment": {"kind": "mandatory", "mentors_too": True, "intake": "rolling"},
    "matching": {"kind": "stable", "capacity": 4},
    "structure": {"kind": "group", "size": 5, "weeks": 13},
    "evaluation": {"kind": "surveys", "every_months": 1, "close_below": 4, "response": 1},
}
PEERS = {
    "enrollment": {"kind": "opt_out", "every_quarters": 1},
    "matching": {"kind": "random"},
    "structure": {"kind": "peer_group", "size": 4, "weeks": 10},
}
CYCLES = {
    "enrollment": {"kind": "opt_out", "every_quarters": 1},
    "matching": {"kind": "introductions"},
    "structure": {"kind": "regular", "direction": "peer", "weeks": 9},
}
REVERSE = {
    "enrollment": {"kind": "voluntary", "intake": "rolling", "nudge": 2.0},
    "matching": {"kind": "self_selected"},
    "structure": {"kind": "regular", "direction": "reverse", "weeks": 20},
    "rewards": {"kind": "prize"},
}
NEWCOMERS = {
    "enrollment": {"kind": "mandatory", "intake": "onboarding"},
    "matching": {"kind": "manager_assigned", "capacity": 1},
    "structure": {"kind": "regular", "weeks": 13},
}
LIMITED = {
    "enrollment": {"kind": "nominated", "share": 0.6, "max_pairs": 5},
    "matching": {"kind": "fair"},
    "structure": {"kind": "regular", "weeks": 30},
    "schedule": {"launch_quarter": 2, "end_quarter": 3},
    "open_door": {"kind": "manager_attention", "introductions": 3},
}
PROGRAMS = {
    "nothing": {}, "groups": GROUPS, "peers": PEERS, "cycles": CYCLES, "reverse": REVERSE,
    "newcomers": NEWCOMERS, "limited": LIMITED, "full": "full", "pairs": "pairs",
}  # fmt: skip


@pytest.fixture(params=PROGRAMS, scope="module")
def scenario(request, company, programs):
    """The small company, growing and shrinking, under one program after another."""
    program = PROGRAMS[request.param]
    program = programs[program] if isinstance(program, str) else program
    data = company(program, burn_in_months=6, turnover=0.5, involuntary=0.1).as_data()
    data["organization"]["departments"]["Works"]["growth"] = 20
    return from_data({**data, "shocks": SHOCKS})


@pytest.fixture(scope="module")
def lived(scenario):
    """What was wrong after each process of each month, and the state at the end."""
    state, wrong = live(scenario, (heads, pairs, ranges))
    return state, wrong


def live(scenario, checks):
    """The months of a run, process by process; every check after every process."""
    before = burned_in(scenario, SEED)
    state = State(before.sizes)
    state.add_columns(scenario.own_columns)
    state.copy_from(before)
    tick = Tick(state, Draws(SEED), scenario.setting())
    for process in scenario.steps:
        process.prepare(tick)
    wrong = []
    for month in range(scenario.months):
        begin(tick, month, scenario.organization.burn_in_months)
        for process in scenario.steps:
            if process.phase in tick.phases:
                process.step(tick)
                wrong += [f"month {month}, after {process.name}: {problem}"
                          for check in checks for problem in check(state)]  # fmt: skip
    return state, wrong


def begin(tick, month, burn_in):
    """What the clock does before the processes of a month."""
    tick.month = month
    tick.draws.at(address(month, burn_in))
    if tick.first_of_quarter:
        tick.state.reset("quarter")
    tick.state.reset("month")


def heads(state):
    """Whoever is present was there at the start or came since, and did not leave."""
    present = int(state["occupied"].sum())
    came, went = int(state["tally_hires_total"][0]), int(state["tally_exits_total"][0])
    start = int(state["tally_start"][0])
    if present + went != start + came:
        yield f"{present} present, {went} left, {start} at the start, {came} hired"


def pairs(state):
    """Counters of people and of the program agree with the rows of the pair table."""
    active = state["pair_active"]
    mentor, mentee = state["pair_mentor"][active], state["pair_mentee"][active]
    seats = len(state["occupied"])
    for name, side in (("mentees", mentor), ("mentors", mentee)):
        if not np.array_equal(np.bincount(side, minlength=seats), state[name]):
            yield f"{name} differ from the active rows"
    started, ended = (int(state[f"tally_pairs_{x}_total"][0]) for x in ("started", "ended"))
    if started - ended != active.sum():
        yield f"{started} pairs started, {ended} ended, {active.sum()} are active"
    if not (state["occupied"][mentor].all() and state["occupied"][mentee].all()):
        yield "somebody who has left is still in a pair"
    if (mentor == mentee).any():
        yield "somebody is their own mentor"
    for side, seat in (("mentor", mentor), ("mentee", mentee)):
        if not np.array_equal(state[f"pair_{side}_person"][active], state["person"][seat]):
            yield f"the {side} of a pair is another person than sits there"


def ranges(state):
    """Every column is finite and within its range."""
    try:
        state.check_ranges()
    except Exception as error:
        yield str(error)
    for name, array in state.arrays.items():
        if array.dtype.kind == "f" and np.isnan(array).any():
            yield f"{name} holds NaN"


def test_heads_pairs_and_ranges_hold_after_every_process(lived):
    assert lived[1] == []


def test_something_happened(lived, scenario):
    """The checks above had something to check."""
    state, _ = lived
    assert state["tally_exits_total"][0] > 20
    assert state["tally_hires_total"][0] > 10
    paired = scenario.program.enrollment.kind != "none"
    assert (state["tally_pairs_started_total"][0] > 0) == paired
    if paired:
        assert state["tally_pairs_ended_total"][0] > 0


def test_this_driver_lives_as_the_model_does(lived, scenario):
    model = MentoringModel(scenario, rng=SEED)
    model.run_model()
    for name, array in lived[0].arrays.items():
        assert np.array_equal(array, model.state[name]), name


def test_money_is_the_sum_of_its_headings(scenario):
    """Recomputed from the accounts, month by month, for every quarter."""
    model = MentoringModel(scenario, rng=SEED)
    while model.running:
        model.step()
        months = model.month
        spent = {h: model.state[f"account_{h}"][:months].tolist() for h in HEADINGS}
        assert model.outcome("cost_total") == pytest.approx(
            sum(sum(by_month) for by_month in spent.values()), rel=1e-12, abs=1e-9
        )
        assert all(cost >= 0 for by_month in spent.values() for cost in by_month)
        exits = model.state["account_exits"][:months].sum()
        assert model.outcome("cost_exits_total") == pytest.approx(exits, rel=1e-12, abs=1e-9)
    if scenario.program.is_none:
        assert model.outcome("cost_total") == 0


def test_no_money_is_booked_before_launch_and_no_fee_after_the_end(company):
    """Pairs may meet to their term after the program has ended; nobody is paid for it any more."""
    state, _ = live(company(LIMITED, burn_in_months=6), ())
    booked = {heading: state[f"account_{heading}"] for heading in HEADINGS}
    assert not any(by_month[:3].any() for by_month in booked.values())
    assert booked["platform"][3:9].all()
    assert booked["meetings"][3:9].any()
    fees = [by_month for heading, by_month in booked.items() if heading != "meetings"]
    assert not any(by_month[9:].any() for by_month in fees)


class TestTheChecksNotice:
    """Each check fails where what it guards is broken."""

    @pytest.fixture
    def state(self, pairs):
        model = MentoringModel(pairs, rng=SEED)
        model.step()
        assert model.state["pair_active"].any()
        return model.state

    def test_all_is_well_before(self, state):
        assert [*heads(state), *pairs(state), *ranges(state)] == []

    def test_a_lost_head(self, state):
        state["occupied"][state.people[0]] = False
        assert list(heads(state))

    def test_a_lost_pair(self, state):
        state["pair_active"][0] = False
        assert list(pairs(state))

    def test_a_mentor_who_left(self, state):
        state["occupied"][state["pair_mentor"][0]] = False
        assert list(pairs(state))

    def test_a_value_out_of_range(self, state):
        state["skill"][state.people[0], 0] = 1.5
        assert list(ranges(state))
