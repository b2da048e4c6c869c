from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.engine.draws import Draws
from simulation.policies.matching._common import open_market
from simulation.policies.matching.self_selected import OWN_NOISE, SelfSelected
from simulation.policies.matching.stable import Stable

PATIENT = {"request_days": 1, "participation_cost": 0.0, "noise": 0.0}


def line(make, people=12):
    """Everybody wants mentor 0 most, then 1, and so on; mentors want the last mentee most."""
    candidates = make(people, people, capacity=1, known=0.0)
    worth = np.linspace(1.0, 0.5, people)
    return replace(
        candidates,
        score=np.tile(worth, (people, 1)),
        mentor_score=np.tile(worth[::-1, None], (1, people)),
    )


def test_with_full_lists_and_time_enough_it_is_stable(make):
    candidates = make(30, 12, capacity=2)
    own = SelfSelected(list_length=12, **PATIENT).pair(candidates, Draws(1)).mentor
    assert own.tolist() == Stable(noise=0.0).pair(candidates, Draws(1)).mentor.tolist()


def test_each_request_takes_its_days(make):
    # In this line one mentee more is settled in each round; a quarter has 91 days.
    for days, settled in ((10, 9), (30, 3), (45, 2), (60, 1), (90, 1)):
        policy = SelfSelected(list_length=12, request_days=days, noise=0.0)
        mate = policy.pair(line(make), Draws(1)).mentor
        expected = [-1] * (12 - settled) + list(range(settled))[::-1]
        assert mate.tolist() == expected


def test_who_has_asked_the_whole_list_stays_alone(make):
    policy = SelfSelected(list_length=4, **PATIENT)
    mate = policy.pair(line(make), Draws(1)).mentor
    assert mate.tolist() == [-1] * 8 + [3, 2, 1, 0]


def test_acquaintances_are_asked_beyond_the_list(make):
    candidates = line(make)
    known = np.zeros((12, 12), dtype=bool)
    known[0, 11] = True
    mate = SelfSelected(list_length=4, **PATIENT).pair(
        replace(candidates, known_pairs=known), Draws(1)
    )
    assert mate.mentor[0] == 11


def test_an_acquaintance_whom_the_rules_forbid_is_not_asked(make):
    candidates = line(make)
    known, allowed = np.zeros((12, 12), dtype=bool), np.ones((12, 12), dtype=bool)
    known[0, 11], allowed[0, 11] = True, False
    candidates = replace(candidates, known_pairs=known, allowed=allowed)
    mate = SelfSelected(list_length=4, **PATIENT).pair(candidates, Draws(1)).mentor
    assert mate[0] == -1


@given(
    seed=st.integers(0, 2**20),
    length=st.sampled_from([1, 3, 40]),
    cost=st.sampled_from([0.0, 0.3, 0.6]),
    levels=st.sampled_from([None, 2]),
)
def test_a_tiny_pool_asks_as_a_scanned_one_does(seed, length, cost, levels, make):
    policy = SelfSelected(list_length=length, participation_cost=cost)
    candidates = make(9, 14, seed=seed, levels=levels, allowed=0.7, known=0.4)
    with pytest.MonkeyPatch.context() as patch:
        asked = []
        for few in (0, 10**6):
            patch.setattr("simulation.assignment.market.FEW_PAIRS", few)
            market = open_market(policy, candidates, Draws(3), OWN_NOISE)
            assert market.tiny == (few > 0)
            asked.append([part.tolist() for part in policy._asked(market)])
    assert asked[0] == asked[1]


@pytest.mark.parametrize(("cost", "asked"), [(0.0, 2), (0.3, 1), (0.6, 0)])
def test_nobody_asks_a_mentor_who_seems_not_worth_it(cost, asked, make):
    candidates = replace(make(2, 2, capacity=1), score=np.array([[0.5, 0.1], [0.5, 0.1]]))
    policy = SelfSelected(participation_cost=cost, noise=0.0)
    mate = policy.pair(candidates, Draws(1)).mentor
    assert np.count_nonzero(mate >= 0) == asked


def test_mentees_have_an_eye_of_their_own(make):
    candidates = make(20, 20, capacity=1)
    answers = [kind(**options).pair(candidates, Draws(1)).mentor.tolist()
               for kind, options in ((Stable, {}), (SelfSelected, {"list_length": 20,
                                     "request_days": 1, "participation_cost": 0.0}))]  # fmt: skip
    assert answers[0] != answers[1]
