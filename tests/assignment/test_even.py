"""Even: groups are treated about alike, at the least cost in score that weights can do."""

from dataclasses import replace

import numpy as np
import pytest

from simulation.assignment.even import even
from simulation.assignment.optimum import most_and_best
from simulation.assignment.sight import QUANTA, TIES


def means_of(key, group, mate):
    seen = {one: [] for one in np.unique(group[group >= 0]).tolist()}
    for row in np.flatnonzero((mate >= 0) & (group >= 0)):
        seen[int(group[row])].append(key[row, mate[row]] // TIES / QUANTA)
    return [float(np.mean(values)) for values in seen.values() if values]


@pytest.fixture
def unequal(market):
    """A market in which group 1 is worth more to every mentor than group 0."""

    def made(seed, kind=market):
        plain = kind(60, 30, seed=seed, noise=0.05, capacity=2)
        group = np.arange(60) % 2
        score = 0.6 * plain.scores.score + 0.3 * group[:, None] * plain.scores.mentor_score
        return replace(plain, scores=replace(plain.scores, score=score)), group

    return made


@pytest.mark.parametrize("size", ["small", "large"])
def test_brings_the_means_together_within_the_tolerance_at_some_cost(
    size, unequal, matrices, market, large
):
    for seed in range(3):
        made, group = unequal(seed, market if size == "small" else large)
        key = matrices(made)[0]
        free = most_and_best(made, 0.001)
        before = np.ptp(means_of(key, group, free))
        fair = even(made, group, 0.8 * before)
        assert np.ptp(means_of(key, group, fair)) <= 0.8 * before
        totals = [int(key[np.arange(60), mate].sum()) for mate in (free, fair)]
        assert 0.8 * totals[0] < totals[1] <= 1.001 * totals[0]


def test_a_loose_tolerance_changes_nothing(unequal):
    made, group = unequal(1)
    free = most_and_best(made, 0.001).tolist()
    assert even(made, group, 0.5).tolist() == free
    assert even(made, np.full(60, -1), 0.001).tolist() == free
    assert even(made, np.zeros(60, dtype=np.int64), 0.001).tolist() == free


def test_where_no_weight_is_enough_the_closest_is_taken(unequal, matrices):
    made, group = unequal(2)
    key = matrices(made)[0]
    free, tight = most_and_best(made, 0.001), even(made, group, 1e-9)
    spreads = [np.ptp(means_of(key, group, mate)) for mate in (free, tight)]
    assert spreads[1] < spreads[0]


def test_nobody_to_pair(market):
    made = market(3, 2, allowed=0.0)
    assert even(made, np.arange(3), 0.01).tolist() == [-1] * 3
