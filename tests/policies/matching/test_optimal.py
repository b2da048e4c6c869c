from dataclasses import replace

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.assignment.sight import QUANTA, TIES
from simulation.engine.draws import Draws
from simulation.policies.matching._common import open_market
from simulation.policies.matching.optimal import Optimal

EXACT = Optimal(noise=0.0)


@pytest.fixture(scope="module")
def quanta(matrices):
    """Seen scores in quanta, -1 where not eligible."""

    def seen(policy, candidates, seed=1):
        return matrices(open_market(policy, candidates, Draws(seed)))[0] // TIES

    return seen


@pytest.fixture(scope="module")
def keys(matrices):
    return lambda policy, candidates: matrices(open_market(policy, candidates, Draws(1)))[0]


def without_mentor(candidates, mentor):
    keep = np.arange(candidates.mentors.size) != mentor
    matrices = {name: getattr(candidates, name)[:, keep]
                for name in ("score", "mentor_score", "allowed", "known_pairs")}  # fmt: skip
    rows = {name: getattr(candidates, name)[keep]
            for name in ("mentors", "mentor_persons", "capacity")}  # fmt: skip
    return replace(candidates, **matrices, **rows)


@given(data=st.data(), noise=st.sampled_from([0.0, 0.15]), minimum=st.sampled_from([0.0, 0.5]))
def test_no_matching_scores_more(data, noise, minimum, instances, all_matchings, total_score, keys):
    candidates = data.draw(instances(5, 3))
    policy = Optimal(noise=noise, minimum_score=minimum)
    seen = keys(policy, candidates)
    best = max(total_score(seen, mate) for mate in all_matchings(seen >= 0, candidates.capacity))
    assert total_score(seen, policy.pair(candidates, Draws(1)).mentor) == best


@given(data=st.data())
def test_aiming_at_participation_pairs_most_then_scores_most(
    data, instances, all_matchings, total_score, keys
):
    candidates = data.draw(instances(5, 3))
    policy = Optimal(aim="participation")
    seen = keys(policy, candidates)
    best = max(
        (np.count_nonzero(mate >= 0), total_score(seen, mate))
        for mate in all_matchings(seen >= 0, candidates.capacity)
    )
    mate = policy.pair(candidates, Draws(1)).mentor
    assert (np.count_nonzero(mate >= 0), total_score(seen, mate)) == best


@given(data=st.data())
def test_any_prices_bound_the_total_from_above(data, instances, total_score, quanta):
    candidates = data.draw(instances(12, 6))
    seen = quanta(EXACT, candidates)
    reached = total_score(seen, EXACT.pair(candidates, Draws(1)).mentor)
    seed = data.draw(st.integers(0, 2**20))
    price = np.random.default_rng(seed).integers(0, QUANTA, candidates.mentors.size)
    surplus = np.where(seen >= 0, seen - price, 0).max(axis=1, initial=0)
    assert reached <= (candidates.capacity * price).sum() + surplus.sum()


@pytest.mark.parametrize("seed", range(4))
def test_equals_a_minimum_cost_flow(seed, make, total_score, keys):
    candidates = make(40, 15, seed=seed, allowed=0.6)
    seen = keys(EXACT, candidates)
    graph = nx.DiGraph()
    graph.add_node("pool", demand=0)
    for mentee in range(40):
        graph.add_node(("mentee", mentee), demand=-1)
        graph.add_edge(("mentee", mentee), "pool", weight=0)
    for mentee, mentor in np.argwhere(seen >= 0).tolist():
        weight = -int(seen[mentee, mentor])
        graph.add_edge(("mentee", mentee), ("mentor", mentor), weight=weight, capacity=1)
    for mentor in range(15):
        room = int(candidates.capacity[mentor])
        graph.add_edge(("mentor", mentor), "pool", weight=0, capacity=room)
    graph.add_node("out", demand=40)
    graph.add_edge("pool", "out", weight=0)
    cost, _ = nx.network_simplex(graph)
    assert total_score(seen, EXACT.pair(candidates, Draws(1)).mentor) == -cost


@given(data=st.data())
def test_a_mentor_more_never_costs_score(data, instances, total_score, keys):
    candidates = data.draw(instances(9, 5).filter(lambda one: one.mentors.size > 0))
    fewer = without_mentor(candidates, 0)
    more, less = (
        total_score(keys(EXACT, one), EXACT.pair(one, Draws(1)).mentor)
        for one in (candidates, fewer)
    )
    assert more >= less


def test_halved_scores_leave_the_pairs(make):
    candidates = make(30, 12, allowed=0.8)
    halved = replace(candidates, score=candidates.score / 2)
    answers = [EXACT.pair(one, Draws(1)).mentor.tolist() for one in (candidates, halved)]
    assert answers[0] == answers[1]


def test_only_a_total_that_is_the_aim_is_proven(make):
    candidates = make(10, 5)
    assert Optimal().pair(candidates, Draws(1)).gap == 0.0
    assert Optimal(aim="participation").pair(candidates, Draws(1)).gap is None


def test_a_mentee_rather_stays_alone_than_below_the_minimum(make):
    candidates = replace(make(2, 1, capacity=2), score=np.array([[0.9], [0.2]]))
    mate = Optimal(noise=0.0, minimum_score=0.5).pair(candidates, Draws(1)).mentor
    assert mate.tolist() == [0, -1]


def test_all_alike_and_scarce_fills_every_place(make):
    candidates = make(300, 100, levels=1, capacity=1)
    mate = EXACT.pair(candidates, Draws(1)).mentor
    assert np.count_nonzero(mate >= 0) == 100


def test_the_optimum_is_proven_in_a_company(make):
    candidates = make(300, 120, allowed=0.84)
    assert Optimal().pair(candidates, Draws(1)).gap == 0.0


@given(data=st.data())
def test_the_optimum_is_always_proven(data, instances):
    candidates = data.draw(instances(12, 6))
    assert Optimal().pair(candidates, Draws(1)).gap == 0.0
