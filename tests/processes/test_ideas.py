"""Ideas: voiced under safety, voice and content; some adopted; nothing else moves."""

import numpy as np
import pytest

from simulation.processes.ideas import Ideas

IDEAS = Ideas()
MONTHS = 1200


@pytest.fixture
def ideas_of(small_state):
    """Ideas of each person over many months, everybody at the reference but for `values`."""

    def count(process=IDEAS, **values):
        tick = small_state(pairs=False)
        state = tick.state
        for name, value in ({"satisfaction": 0.0, "team_safety": 0.0} | values).items():
            state[name][:] = value
        for month in range(MONTHS):
            tick.draws.at(month + 1)
            process.step(tick)
        return state["q_ideas"], state["q_adopted"], state.people

    return count


def test_an_ordinary_person_voices_six_tenths_of_an_idea_a_year(ideas_of):
    voiced, _, people = ideas_of()
    assert 12 * voiced[people].mean() / MONTHS == pytest.approx(0.6, abs=0.06)
    assert voiced[11] == 0.0  # the vacant seat


@pytest.mark.parametrize(
    ("cause", "factor"),
    [("team_safety", np.exp(0.3)), ("voice", np.exp(0.5)), ("satisfaction", np.exp(0.1))],
)
def test_what_makes_people_speak(ideas_of, cause, factor):
    usual, more, less = ideas_of()[0], ideas_of(**{cause: 1.0})[0], ideas_of(**{cause: -1.0})[0]
    assert (less <= usual).all()  # luck is the same, so more of a cause silences nobody
    assert (usual <= more).all()
    assert more.sum() / usual.sum() == pytest.approx(factor, rel=0.12)
    assert usual.sum() / less.sum() == pytest.approx(factor, rel=0.12)


def test_nobody_voices_more_than_an_idea_a_month(ideas_of):
    voiced, _, people = ideas_of(team_safety=50.0)
    assert (voiced[people] == MONTHS).all()


def test_a_share_of_ideas_is_adopted(ideas_of):
    voiced, adopted, _ = ideas_of(team_safety=5.0)
    assert adopted.sum() / voiced.sum() == pytest.approx(0.45, abs=0.03)
    assert (adopted <= voiced).all()


def test_without_usual_ideas_there_are_none(ideas_of):
    silent = Ideas.model_construct(**{**IDEAS.model_dump(), "usual": 0.0})
    assert not ideas_of(silent, team_safety=5.0)[0].any()


@pytest.mark.parametrize("check", ["declared", "compiled", "unrelated", "in_range"])
def test_contract(contract, check):
    getattr(contract, check)(IDEAS)
