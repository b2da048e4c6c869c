"""A company of 12 seats whose every number is known: what outcomes say of it is computed by hand.

Seats 0-5 are North, 6-11 South; seats 0 and 6 are on level 2; even seats are group A, odd B; seat
11 is vacant. Skills: communication, problem_solving, mentoring_leadership, trade.
"""

import math

import numpy as np
import pytest

from simulation.engine.draws import Draws
from simulation.engine.process import Tick
from simulation.organization.organization import Organization
from simulation.organization.people import People
from simulation.outcomes.collect import all_outcomes
from simulation.outcomes.slices import slices_of
from simulation.outcomes.view import View
from simulation.program import Program, Setting
from simulation.state.state import Sizes, State

SEATS, VACANT = 12, 11
GROUPS = ("A", "B")
PAIRS = {"enrollment": "voluntary", "matching": "optimal", "structure": "regular"}


@pytest.fixture
def company():
    """Make the company at the end of quarter 1: `company(program, launch=1)`."""

    def make(program=None, *, launch=1, month=2):
        organization = Organization(
            name="twelve",
            departments={"North": {"headcount": 6}, "South": {"headcount": 6}},
            skills={"trade": {}},
        )
        schedule = {"launch_quarter": launch}
        setting = Setting(
            organization,
            Program.model_validate({**(program or {}), "schedule": schedule}),
            People(),
        )
        setting.departments = ("North", "South")
        state = State(
            Sizes(
                seats=SEATS,
                skills=4,
                neighbors=6,
                pairs=8,
                teams=2,
                sites=1,
                departments=2,
                roles=2,
                months=12,
            )
        )
        seats = np.arange(SEATS)
        state["occupied"][:] = seats != VACANT
        state["opened"][:] = True
        state["department"][:] = state["team"][:] = seats // 6
        state["level"][:] = 1 + (seats % 6 == 0)
        state["group"][:] = seats % 2
        state["hired"][:] = -1
        state["tenure"][:] = 24.0
        state["role_requirement"][:] = [0.5, 0.5, 0.0, 0.8]
        tick = Tick(state, Draws(1), setting)
        tick.month = month
        return tick

    return make


@pytest.fixture
def view():
    """Let an outcome look at a company: `view(tick)`."""
    return lambda tick, groups=GROUPS: View(tick, slices_of(tick, groups))


@pytest.fixture
def value(view):
    """Value of one outcome in one slice: `value(tick, "exits", "department", "North")`."""

    def of(tick, name, kind="whole", label="whole"):
        looking = view(tick)
        found = all_outcomes(tick.setting.skills)[name].values(looking)
        number = float(found[looking.slices.keys.index((kind, label))])
        return None if math.isnan(number) else number

    return of


@pytest.fixture
def leaver():
    """Enter somebody into the log of the quarter's leavers: `leaver(state, department=0, ...)`."""

    def enter(state, **facts):
        row = int(state["tally_leavers"][0])
        usual = {"department": 0, "level": 1, "group": 0, "status": 0, "tenure": 30.0}
        for name, fact in (usual | facts).items():
            state[f"leaver_{name}"][row] = fact
        state["tally_leavers"][0] += 1

    return enter


@pytest.fixture
def program():
    """Pairs that the tests of participation launch."""
    return dict(PAIRS)
