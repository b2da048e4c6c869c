from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulation.engine.draws import Draws
from simulation.policies.matching._common import open_market
from simulation.policies.matching.manager_assigned import ManagerAssigned
from simulation.policies.matching.stable import Stable

SHARED = [HealthCheck.function_scoped_fixture]


def blocking_pairs(key, ranking, capacity, mate):
    """All eligible pairs who would both rather have each other."""
    blocking = []
    for mentee, mentor in np.argwhere(key >= 0):
        if mate[mentee] >= 0 and key[mentee, mate[mentee]] >= key[mentee, mentor]:
            continue
        held = np.flatnonzero(mate == mentor)
        if held.size < capacity[mentor] or (ranking[mentor, held] < ranking[mentor, mentee]).any():
            blocking.append((int(mentee), int(mentor)))
    return blocking


@pytest.fixture
def market_of(matrices):
    def made(policy, candidates, seed):
        market = open_market(policy, candidates, Draws(seed))
        return *matrices(market), market.capacity

    return made


@given(data=st.data(), noise=st.sampled_from([0.0, 0.15]))
@settings(suppress_health_check=SHARED)
def test_no_pair_blocks(data, noise, instances, market_of):
    candidates = data.draw(instances(10, 6))
    policy = Stable(noise=noise)
    mate = policy.pair(candidates, Draws(4)).mentor
    assert blocking_pairs(*market_of(policy, candidates, 4), mate) == []


@pytest.mark.parametrize("levels", [None, 3])
def test_no_pair_blocks_in_a_company(levels, make, market_of):
    candidates = make(150, 60, levels=levels, allowed=0.84)
    mate = Stable().pair(candidates, Draws(4)).mentor
    assert blocking_pairs(*market_of(Stable(), candidates, 4), mate) == []


def test_the_count_of_blocking_pairs_sees_them(make, market_of):
    candidates = make(10, 5, capacity=2)
    mate = np.repeat(np.arange(5), 2)[::-1].copy()
    assert len(blocking_pairs(*market_of(Stable(), candidates, 4), mate)) > 5


@given(data=st.data())
@settings(suppress_health_check=SHARED)
def test_no_stable_matching_is_better_for_any_mentee(data, instances, all_matchings, market_of):
    candidates = data.draw(instances(4, 3))
    key, ranking, capacity = market_of(Stable(), candidates, 4)
    mate = Stable().pair(candidates, Draws(4)).mentor
    worth = np.column_stack([key, np.full(len(mate), -1)])
    own = worth[np.arange(len(mate)), mate]
    for other in all_matchings(key >= 0, capacity):
        if not blocking_pairs(key, ranking, capacity, other):
            assert (worth[np.arange(len(mate)), other] <= own).all()


def test_mentors_who_rank_as_mentees_do_get_the_greedy_pairs(make):
    candidates = make(40, 20, capacity=2)
    alike = replace(candidates, mentor_score=candidates.score)
    answers = [kind(noise=0.0).pair(alike, Draws(1)).mentor.tolist()
               for kind in (Stable, ManagerAssigned)]  # fmt: skip
    assert answers[0] == answers[1]


def test_what_mentors_want_matters(make):
    candidates = make(30, 10, capacity=1)
    other = replace(candidates, mentor_score=1.0 - candidates.mentor_score)
    answers = [Stable().pair(one, Draws(1)).mentor.tolist() for one in (candidates, other)]
    assert answers[0] != answers[1]
