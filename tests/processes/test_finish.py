"""Finish: pairs stop when the program ends, and not before."""

import numpy as np
import pytest

from simulation.model import MentoringModel
from simulation.processes.finish import Finish

ENDING = {"end_quarter": 1}


@pytest.fixture
def over(small_state):
    """A tick on the small company with its pairs, after the program's last month."""

    def make(**options):
        tick = small_state(**options)
        tick.setting.running = lambda month: False
        return tick

    return make


def test_the_end_stops_every_pair_and_counts_it_apart(over, live):
    state = over().state
    running = int(state["pair_active"].sum())
    assert running > 0
    state = live(Finish(), over())
    assert not state["pair_active"].any()
    assert not state["mentees"].any()
    assert not state["mentors"].any()
    assert state["tally_pairs_stopped"][0] == state["tally_pairs_ended_total"][0] == running
    assert state["tally_pairs_completed"][0] == state["tally_pairs_ended_early"][0] == 0


def test_while_the_program_runs_nothing_stops(small_state, live):
    before = small_state().state["pair_active"]
    np.testing.assert_array_equal(live(Finish(), small_state())["pair_active"], before)


def test_what_pairs_leave_behind_stays(over, live):
    before, state = over().state, live(Finish(), over())
    for name in ("tie_strength", "skill", "plateau", "borrowed", "sponsorship"):
        np.testing.assert_array_equal(state[name], before[name], err_msg=name)


@pytest.mark.parametrize("check", ["declared", "compiled", "unrelated"])
def test_contract(contract, check):
    getattr(contract, check)(Finish())


@pytest.mark.parametrize(("processes", "meets"), [({}, False), ({"finish": False}, True)])
def test_nobody_meets_after_the_program(pairs, processes, meets):
    scenario = pairs.with_changes("program.schedule", ENDING, "processes", processes)
    model = MentoringModel(scenario, rng=3)
    model.step()
    assert model.state["pair_active"].any()
    model.step()
    assert (model.outcome("meetings_held") > 0) is meets
    assert (model.outcome("stopped") > 0) is not meets
