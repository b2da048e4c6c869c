"""A small company for the tests of processes: 12 seats, 2 departments, 3 teams, 4 skills."""

from types import SimpleNamespace

import numpy as np
import pytest

from simulation.engine.addresses import person_ids
from simulation.engine.checked import checked_step
from simulation.engine.draws import Draws
from simulation.engine.links import add_link, find_slot, set_tie
from simulation.engine.process import Tick
from simulation.families import Goals
from simulation.organization.organization import RAMP_MONTHS, Organization
from simulation.organization.people import People
from simulation.processes.account import Account
from simulation.processes.exchange import Exchange
from simulation.processes.ideas import Ideas
from simulation.processes.learn import Learn
from simulation.processes.meet import Meet
from simulation.processes.practice import Practice
from simulation.processes.produce import Produce
from simulation.processes.relate import Relate
from simulation.program import Program, Setting
from simulation.state.state import Sizes, State

SEATS, SKILLS, TEAM_SIZE, VACANT = 12, 4, 4, 11
PROCESSES = (Meet, Relate, Learn, Exchange, Practice, Produce, Account, Ideas)
TRAITS = (
    "ability", "conscientiousness", "extraversion", "stability", "growth_motivation",
    "willingness", "output_person", "morale", "satisfaction", "commitment", "stress",
)  # fmt: skip
REQUIREMENT = [[0.5, 0.5, 0.0, 0.6], [0.7, 0.6, 0.5, 0.7]]
PAIRS = ((0, 1, 0, False), (0, 2, 1, False), (5, 6, 2, True), (6, 5, 2, True),
         (8, 9, 3, False), (8, 10, 3, False), (4, 1, 4, False))  # fmt: skip
"""Helper, helped, table, peers: a mentor of two, two peers, a table of three, a second mentor."""


class PlainTick(Tick):
    """A month in which kernels run as plain Python."""

    def call(self, kernel, *numbers):
        """Call the plain function behind a kernel."""
        return super().call(kernel.py_func, *numbers)


def _setting(month_running):
    organization = Organization(name="small", departments={"north": {"headcount": 12}})
    setting = Setting(organization, Program(), People())
    weights = np.array([0.2, 0.2, 0.1, 0.5])
    setting.goals = Goals(weights, np.zeros(SKILLS), 0.5)
    setting.running = lambda month: month_running <= month
    return setting


def _person(state, seat):
    """Fill one seat from numbers of its own, so that further seats change nobody."""
    rng = np.random.default_rng([7, seat])
    for name in TRAITS:
        state[name][seat] = rng.normal()
    role = 1 if seat % TEAM_SIZE == 0 else 0
    asked = np.maximum(state["role_requirement"][role], 0.25)
    plateau = np.clip(asked * rng.uniform(0.7, 1.25, SKILLS), 0.05, 0.95)
    state["start_plateau"][seat] = plateau
    state["plateau"][seat] = plateau
    state["skill"][seat] = plateau * rng.uniform(0.6, 1.0)
    state["borrowed"][seat] = rng.uniform(0.0, 0.03, SKILLS)
    state["borrowed_peers"][seat] = rng.uniform(0.0, 0.03, SKILLS)
    state["teaching"][seat] = rng.uniform(0.3, 0.7)
    state["tenure"][seat] = [40.0, 1.0, 12.0, 30.0][seat % TEAM_SIZE]
    state["output"][seat] = rng.uniform(0.7, 1.3)
    state["pay"][seat] = state["role_pay"][role] * rng.uniform(0.9, 1.1)
    state["effort"][seat] = 1.0
    state["occupied"][seat] = seat != VACANT
    state["opened"][seat] = True


def _structure(state, seats):
    everyone = np.arange(seats)
    state["person"][:] = person_ids(everyone, np.zeros(seats, dtype=np.int64))
    state["team"][:] = everyone // TEAM_SIZE
    state["department"][:] = [0 if team < 2 else team - 1 for team in state["team"]]
    state["role"][:] = (everyone % TEAM_SIZE == 0).astype(int)
    state["level"][:] = 1 + state["role"]
    state["manager"][:] = np.where(state["role"] == 1, -1, everyone - everyone % TEAM_SIZE)
    state["role_requirement"][:] = REQUIREMENT
    state["role_cv"][:] = [0.32, 0.4]
    state["role_ramp"][:] = RAMP_MONTHS["medium"]
    state["role_pay"][:] = [48_000.0, 90_000.0]
    state["department_eps"][:] = 1.5
    state["breadth_hours"][:] = [3.0, 3.0, 3.0, 0.75]
    for team in range(len(state["team_safety"])):
        rng = np.random.default_rng([8, team])
        for name in ("team_safety", "team_climate", "team_output"):
            state[name][team] = rng.normal()


def _tie(state, seat, other, strength):
    ties = tuple(state[f"tie_{part}"] for part in ("neighbor", "strength", "target", "count"))
    add_link(*ties, seat, other)
    set_tie(*ties, seat, find_slot(ties[0][seat], other), strength, 1.0)


def _ties(state, seats):
    """Team mates ask each other; seats 3 and 8 of two departments do as well."""
    for seat in range(seats):
        for other in range(seats):
            if seat != other and seat // TEAM_SIZE == other // TEAM_SIZE and other != VACANT:
                _tie(state, seat, other, 0.4 + 0.1 * (other % TEAM_SIZE))
    _tie(state, 3, 8, 0.6)
    _tie(state, 8, 3, 0.3)


def open_pair(state, mentor, mentee, table, peer=False, **values):
    """Open a pair in the first free row; `values` without the prefix `pair_` replace the usual."""
    row = int(np.argmin(state["pair_active"]))
    usual = {
        "active": True, "mentor": mentor, "mentee": mentee, "group": table, "peer": peer,
        "mentor_person": state["person"][mentor], "mentee_person": state["person"][mentee],
        "size": 2.0, "months_left": 6.0, "planned": 4.0, "minutes": 60.0, "agenda": 1.0,
        "learned": 0.85, "structure": 0.5, "clarity": 0.5,
    }  # fmt: skip
    for name, value in (usual | values).items():
        state[f"pair_{name}"][row] = value
    state["mentees"][mentor] += 1
    state["mentors"][mentee] += 1
    return row


def _pairs(state):
    for mentor, mentee, table, peer in PAIRS:
        # Two peers have one relationship: both rows begin alike.
        two = sorted((mentor, mentee)) if peer else (mentor, mentee)
        rng = np.random.default_rng([9, *two])
        fit = rng.normal()
        size = 3.0 if mentor == 8 else 2.0
        open_pair(state, mentor, mentee, table, peer, size=size, fit=fit, quality=0.5 * fit,
                  meet=rng.normal())  # fmt: skip
    # What an ended pair leaves in its row until it is used again.
    ended = open_pair(state, 7, 3, 5, hours=2.0, held=2.0, due=2.0, dose=1.0)
    state["pair_active"][ended] = False
    state["mentees"][7] -= 1
    state["mentors"][3] -= 1


@pytest.fixture
def small_state():
    """Make a tick on a small company: `small_state(extra=4, pairs=False, plain=True, seed=2)`.

    `extra` people sit in a department of their own, tied to nobody else. Seat 11 is vacant, seats
    0, 4 and 8 are managers, the second seat of a team is a newcomer.
    """

    def make(*, extra=0, pairs=True, plain=False, seed=1, month=0):
        seats = SEATS + extra
        teams = -(-seats // TEAM_SIZE)
        sizes = Sizes(
            seats=seats, skills=SKILLS, neighbors=8, pairs=10, teams=teams, sites=1,
            departments=max(2, teams - 1), roles=2, months=60,
        )  # fmt: skip
        state = State(sizes)
        for process in PROCESSES:
            state.add_columns(process.columns)
        _structure(state, seats)
        for seat in range(seats):
            _person(state, seat)
        _ties(state, seats)
        if pairs:
            _pairs(state)
        tick = (PlainTick if plain else Tick)(state, Draws(seed, checked=True), _setting(0))
        turn(tick, month)
        return tick

    return make


def turn(tick, month):
    """Turn to a month, as the clock does, without any process."""
    tick.month = month
    tick.draws.at(month + 1)
    tick.state.reset("month")


@pytest.fixture
def live():
    """Live some months of one process: `live(process, tick, months=3)` returns the state."""

    def run(process, tick, months=1):
        first = tick.month
        for month in range(first, first + months):
            if month > first:
                turn(tick, month)
            process.step(tick)
        return tick.state

    return run


@pytest.fixture
def pair_up():
    """Open a pair: `pair_up(state, mentor, mentee, table, peer=False, **values)`."""
    return open_pair


@pytest.fixture
def contract(small_state, live):
    """What every process must keep: `contract.declared(process)`, `.compiled`, `.unrelated`, ..."""

    def month_before(tick):
        """Meet first, so that this month's hours are there for processes that need them."""
        Meet().step(tick)
        tick.draws.forget_uses()
        return tick

    def declared(process, **options):
        checked_step(process, small_state(**options))
        checked_step(process, month_before(small_state(**options)))

    def compiled(process, **options):
        fast, slow = small_state(**options), small_state(plain=True, **options)
        for tick in (fast, slow):
            process.step(month_before(tick))
        for name, array in fast.state.arrays.items():
            np.testing.assert_array_equal(array, slow.state[name], err_msg=name)

    def unrelated(process, **options):
        alone, crowded = small_state(**options), small_state(extra=8, **options)
        for tick in (alone, crowded):
            process.step(month_before(tick))
        for table in alone.state.tables:
            if table == "accounts":
                continue
            for name, array in alone.state.tables[table].items():
                np.testing.assert_array_equal(
                    array, crowded.state[name][: len(array)], err_msg=name
                )

    def in_range(process, months=24, **options):
        tick = small_state(**options)
        for month in range(tick.month, tick.month + months):
            turn(tick, month)
            process.step(month_before(tick))
        tick.state.check_ranges()

    return SimpleNamespace(
        declared=declared, compiled=compiled, unrelated=unrelated, in_range=in_range
    )
