"""The optimum on lists: the gap is proven, kept, and never claims more than is true."""

import os
import platform
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from simulation.assignment.exact import heaviest
from simulation.assignment.lists import full_lists, worth
from simulation.assignment.optimum import most_and_best, optimum
from simulation.assignment.sight import TIES


def total(seen, mate):
    rows = np.flatnonzero(mate >= 0)
    return int(seen[rows, mate[rows]].sum())


@pytest.fixture
def best_total(matrices):
    def found(market):
        seen = matrices(market)[0] >> 24
        lists = full_lists(seen, seen)
        return worth(lists, heaviest(lists, market.capacity)[0])

    return found


@pytest.mark.parametrize("popular", [0.0, 0.9])
@pytest.mark.parametrize("noise", [0.0, 0.15])
@pytest.mark.parametrize("tolerance", [0.0, 0.001, 0.05])
def test_the_gap_is_within_the_tolerance_and_not_less_than_the_true_one(
    popular, noise, tolerance, large, matrices, best_total, keeps
):
    for seed in range(4):
        made = large(60, 30, seed=seed, popular=popular, noise=noise, allowed=0.8)
        found = optimum(made, tolerance)
        key = matrices(made)[0]
        best = best_total(made)
        assert keeps(key, made.capacity, found.mate)
        assert 0.0 <= found.gap <= tolerance
        assert total(key // TIES, found.mate) >= (1.0 - found.gap) * best - 1e-6


def test_a_small_pool_is_solved_to_the_last_bit(market, matrices, keeps):
    for seed in range(10):
        made = market(40, 15, seed=seed, allowed=0.8, levels=3, noise=0.0)
        found = optimum(made, 0.1)
        lists = made.all_pairs
        assert found.gap == 0.0
        assert worth(lists, found.mate) == worth(lists, heaviest(lists, made.capacity)[0])


@pytest.mark.parametrize("popular", [0.0, 0.9])
@pytest.mark.parametrize("mentors", [10, 25, 60])
def test_most_pairs_then_the_best_of_them(popular, mentors, large, market, matrices):
    for seed in range(3):
        options = {"seed": seed, "popular": popular, "allowed": 0.15, "noise": 0.0}
        exact = most_and_best(market(60, mentors, **options), 0.0)
        made = large(60, mentors, **options)
        near = most_and_best(made, 0.001)
        seen = matrices(made)[0] // TIES
        assert np.count_nonzero(near >= 0) == np.count_nonzero(exact >= 0)
        assert total(seen, near) >= 0.999 * total(seen, exact)


@pytest.mark.parametrize("noise", [0.0, 0.15])
def test_all_alike_and_scarce_ends_in_time(noise, market):
    made = market(2000, 500, levels=1, noise=noise, capacity=2)
    made = replace(made, scores=replace(made.scores, score=np.full((2000, 500), 0.8)))
    begun = time.thread_time()
    found = optimum(made, 0.001)
    assert time.thread_time() - begun < 5.0
    assert np.count_nonzero(found.mate >= 0) == 1000
    assert found.gap <= 0.001


@pytest.mark.parametrize(("mentees", "mentors", "allowed"), [(0, 5, 1.0), (5, 0, 1.0), (9, 5, 0.0)])
def test_nothing_to_pair(mentees, mentors, allowed, large):
    found = optimum(large(mentees, mentors, allowed=allowed), 0.001)
    assert found.mate.tolist() == [-1] * mentees
    assert found.gap == 0.0


SCRIPT = """
import hashlib
import numpy as np
from simulation.assignment.acceptance import accepted
from simulation.assignment.market import Market
from simulation.assignment.max_min import max_min
from simulation.assignment.optimum import optimum
from simulation.assignment.rules import Listing, Rules
from simulation.assignment.sight import WHOLE, sight
from simulation.engine.addresses import person_ids, stream
from simulation.engine.draws import Draws
from simulation.organization.affinity import Affinity, Profiles

M, P, K = 700, 350, 6
rng = np.random.default_rng(1)
seats, level = np.arange(M + P), rng.integers(1, 5, M + P)
have, traits, weight = rng.random((K, M + P)), rng.normal(size=(4, M + P)), np.full(K, 1 / K)
gap = np.maximum(0.0, weight[:, None] * (0.9 - have[:, :M]))
role = rng.integers(0, 9, M + P)
sides = [np.ascontiguousarray(x) for x in (have[:, :M], have[:, M:], traits[:, :M], traits[:, M:])]
profiles = Profiles(gap, sides[0], gap.sum(axis=0), sides[1], weight, *sides[2:],
                    level[:M].copy(), level[M:].copy(), role[:M].copy(), role[M:].copy())
known = Listing.of(np.repeat(np.arange(M), 3), rng.integers(0, P, 3 * M), M)
scores = Affinity(profiles, rng.random((9, 9)), known, (0.5, 0.2, 0.2, 0.1), 1.5)
ids, nobody = person_ids(seats, seats * 0), Listing.nothing(M)
rules = Rules(seats[:M].copy(), seats[M:].copy(), ids[:M].copy(), ids[M:].copy(),
              seats % 40, np.zeros(40, dtype=bool), level, rng.random(M + P) * 99,
              seats - 1, seats < M + P - 1,
              nobody.start, nobody.column, 1.0, 0.0, 0.0, 24.0)
eye = sight(0.15, 0.0, Draws(3), stream("script.noise"), stream("script.ties"))
market = Market(rules, rng.integers(1, 5, P), scores, eye, np.full(M, WHOLE))
found = [optimum(market, 0.001).mate, max_min(market, 0.01)]
found += [accepted(market, by_rank=by_rank) for by_rank in (False, True)]
print(hashlib.sha256(np.stack(found).tobytes()).hexdigest(), (np.stack(found) >= 0).sum())
"""


@pytest.mark.slow
def test_every_processor_finds_the_same_pairs():
    """Generic x86-64 has neither AVX nor FMA; code for it runs here too."""
    if platform.machine() not in ("x86_64", "AMD64"):
        pytest.skip("names of x86 processors")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    answers = [
        subprocess.run(
            [sys.executable, "-c", SCRIPT], env=environment | cpu, capture_output=True, check=True
        ).stdout
        for cpu in ({}, {"NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": ""})
    ]
    assert answers[0] == answers[1]
