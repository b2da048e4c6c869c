from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.engine.links import add_link, find_slot, set_tie
from simulation.outcomes.network import (
    ASKS,
    advice_kernel,
    clustering,
    clustering_by_marks,
    clustering_by_walks,
    room_for_advice,
)

# 0 and 1 ask each other, 1 asks 2, 2 asks 0 (a triangle), 3 asks 6 in the other department.
ASKED = ((0, 1), (1, 0), (1, 2), (2, 0), (3, 6))


def ask(state, seat, other, strength=1.0):
    rows = tuple(state[f"tie_{part}"] for part in ("neighbor", "strength", "target", "count"))
    add_link(*rows, seat, other)
    set_tie(*rows, seat, find_slot(rows[0][seat], other), strength, 1.0)


@pytest.fixture
def asking(company):
    tick = company()
    for pair in ASKED:
        ask(tick.state, *pair)
    return tick


def test_degree_is_the_mean_number_of_people_asked(asking, value):
    assert value(asking, "network_degree") == pytest.approx(5 / 11)
    assert value(asking, "network_degree", "department", "North") == pytest.approx(5 / 6)
    assert value(asking, "network_degree", "department", "South") == 0


def test_ties_across_departments(asking, value):
    assert value(asking, "network_cross_department") == pytest.approx(20)
    assert value(asking, "network_cross_department", "department", "South") is None


def test_isolates_neither_ask_nor_are_asked(asking, value):
    assert value(asking, "network_isolates") == pytest.approx(100 * 6 / 11)


def test_reciprocity_is_the_share_of_ties_returned(asking, value):
    assert value(asking, "network_reciprocity") == pytest.approx(100 * 2 / 5)


def test_clustering_of_a_triangle_is_one(asking, value):
    assert value(asking, "network_clustering") == pytest.approx(1.0)
    ask(asking.state, 0, 4)
    assert value(asking, "network_clustering") == pytest.approx((1 / 3 + 1 + 1) / 3)


def test_weak_ties_and_ties_to_vacant_seats_do_not_count(asking, value):
    before = value(asking, "network_degree")
    ask(asking.state, 7, 8, ASKS / 2)
    ask(asking.state, 7, 11)
    ask(asking.state, 11, 7)
    assert value(asking, "network_degree") == before


def test_without_ties_there_is_nothing_to_return_or_to_close(company, value):
    tick = company()
    for name in ("network_reciprocity", "network_clustering", "network_cross_department"):
        assert value(tick, name) is None
    assert value(tick, "network_isolates") == 100


class Network:
    """A random symmetric table of links, as the state keeps it."""

    def __init__(self, seats, edges, width=None):
        width = width or seats
        self.neighbor = np.full((seats, width), -1, dtype=np.int64)
        self.strength, target = np.zeros((seats, width)), np.zeros((seats, width))
        self.count = np.zeros(seats, dtype=np.int64)
        rows = self.neighbor, self.strength, target, self.count
        self.occupied = np.ones(seats, dtype=bool)
        self.department = np.arange(seats) % 3
        self.graph = nx.DiGraph()
        self.graph.add_nodes_from(range(seats))
        for i, j in edges:
            add_link(*rows, i, j)
            set_tie(*rows, i, find_slot(self.neighbor[i], j), 1.0, 1.0)
            self.graph.add_edge(i, j)

    def advice(self, kernel=advice_kernel, codes=None, sums=None):
        if codes is None:
            codes, sums = np.zeros((len(self.count), 1), np.int32), np.zeros((1, 3))
        columns = self.occupied, self.department, self.count, self.neighbor, self.strength
        advice = room_for_advice(*self.neighbor.shape)
        for room in advice:
            room.fill(7)  # what an earlier quarter left
        kernel(*columns, *advice, codes, sums)
        links = advice.links[: advice.first_link[-1]]
        return advice._replace(links=links)

    def marked(self, every=1, kernel=clustering_by_marks):
        return kernel(*self.advice()[4:], every)

    def walked(self, every=1, kernel=clustering_by_walks):
        advice = self.advice()
        return kernel(advice.asked_by, advice.askers, advice.first_link, advice.links, every)


def lists(first, seats):
    return [seats[begin:end].tolist() for begin, end in pairwise(first)]


EDGES = st.lists(
    st.tuples(st.integers(0, 8), st.integers(0, 8)).filter(lambda e: e[0] != e[1]), unique=True
)


@given(edges=EDGES)
def test_ties_are_counted_as_networkx_does(edges):
    network = Network(9, edges)
    advice = network.advice()
    graph, plain = network.graph, network.graph.to_undirected()
    department = network.department
    for i in range(9):
        across = sum(department[i] != department[j] for j in graph[i])
        assert (advice.asked[i], advice.across[i]) == (graph.out_degree(i), across)
        assert advice.askers[i, : advice.asked_by[i]].tolist() == sorted(graph.predecessors(i))
    own = lists(advice.first_link, advice.links)
    assert all(others == sorted(set(others) & set(graph[i])) for i, others in enumerate(own))
    once = {frozenset((i, j)) for i, others in enumerate(own) for j in others}
    assert once == {frozenset(edge) for edge in plain.edges}
    assert len(advice.links) == plain.number_of_edges()
    closed = [c for i, c in nx.clustering(plain).items() if plain.degree(i) > 1]
    found = network.marked()
    assert found == (pytest.approx(np.mean(closed)) if closed else -1.0)
    assert [network.walked(every) for every in (1, 2, 3)] == [
        network.marked(every) for every in (1, 2, 3)
    ]


def test_compiled_is_plain():
    rng = np.random.default_rng(3)
    network = Network(90, [tuple(rng.choice(90, 2, replace=False)) for _ in range(900)])
    network.occupied[::7] = False
    sums, plain_sums = np.zeros((2, 4, 3))
    codes = rng.integers(-1, 4, (90, 5)).astype(np.int32)
    advice = network.advice(codes=codes, sums=sums)
    plain_advice = network.advice(advice_kernel.py_func, codes, plain_sums)
    for found, plain in zip(advice, plain_advice, strict=True):
        np.testing.assert_array_equal(found, plain)
    np.testing.assert_array_equal(sums, plain_sums)
    assert sums.all()
    assert network.marked() == network.walked() > 0.0
    assert network.walked(4) == network.walked(4, clustering_by_walks.py_func) == network.marked(4)


def test_bits_are_counted_without_a_compiler_too():
    network = Network(70, [(i, j) for i in range(70) for j in range(70) if i != j and i % 3])
    assert network.marked(2) == network.marked(2, clustering_by_marks.py_func)


def test_large_networks_are_sampled():
    # Two cliques of three in six seats; every second seat sees both, the first alone sees one.
    ring = [(i, j) for base in (0, 3) for i in range(base, base + 3) for j in range(base, base + 3)]
    network = Network(6, [(i, j) for i, j in ring if i != j and (i, j) not in ((3, 4), (4, 3))])
    for found in (network.marked, network.walked):
        assert found() == pytest.approx((1 + 1 + 1 + 0) / 4)
        assert found(6) == 1.0


@pytest.mark.parametrize("most_marked", [0, 12])
@pytest.mark.parametrize("kernel", [clustering, clustering.py_func])
@pytest.mark.parametrize(("most_seats", "every"), [(7, 1), (6, 2), (4, 3)])
def test_organizations_twice_as_large_as_what_is_looked_at_are_sampled(
    asking, value, monkeypatch, most_seats, every, kernel, most_marked
):
    ask(asking.state, 0, 4)
    ask(asking.state, 1, 4)
    ask(asking.state, 2, 5)
    monkeypatch.setattr("simulation.outcomes.network.MOST_SEATS", most_seats)
    monkeypatch.setattr("simulation.outcomes.network.clustering", kernel)
    monkeypatch.setattr("simulation.outcomes.network.MOST_MARKED", most_marked)
    each = {0: 2 / 3, 1: 2 / 3, 2: 1 / 3, 4: 1.0}
    looked_at = [share for seat, share in each.items() if seat % every == 0]
    assert value(asking, "network_clustering") == pytest.approx(np.mean(looked_at))
