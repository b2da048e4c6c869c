from dataclasses import replace

import numpy as np
import pytest

from simulation.engine.draws import Draws
from simulation.policies.matching.introductions import Introductions


@pytest.mark.parametrize("people", [2, 3, 10, 31])
def test_peers_are_each_others_partner(people, make_peers):
    mate = Introductions().pair(make_peers(people), Draws(1)).mentor
    paired = np.flatnonzero(mate >= 0)
    assert paired.size == people - people % 2
    assert (mate[mate[paired]] == paired).all()
    assert (mate[paired] != paired).all()


def test_nobody_is_left_who_could_meet_somebody_left(make_peers):
    for seed in range(30):
        candidates = make_peers(20, seed=seed, allowed=0.2)
        alone = Introductions().pair(candidates, Draws(seed)).mentor < 0
        assert not candidates.allowed[np.ix_(alone, alone)].any()


def test_every_partner_is_equally_likely(make_peers):
    runs = 3000
    candidates = make_peers(4)
    met = [int(Introductions().pair(candidates, Draws(s)).mentor[0]) for s in range(runs)]
    counts = np.bincount(met, minlength=4)
    assert counts[0] == 0
    assert (np.abs(counts[1:] - runs / 3) < 5 * np.sqrt(runs * 2 / 9)).all()


def test_earlier_partners_do_not_meet_again_where_the_candidates_exclude_them(make_peers):
    candidates = make_peers(10)
    allowed = candidates.allowed.copy()
    for month in range(5):
        mate = Introductions().pair(replace(candidates, allowed=allowed), Draws(1).at(month)).mentor
        paired = np.flatnonzero(mate >= 0)
        assert allowed[paired, mate[paired]].all()
        allowed[paired, mate[paired]] = False


def test_a_mentor_meets_one_mentee_a_cycle(make):
    mate = Introductions().pair(make(9, 4, capacity=3), Draws(1)).mentor
    assert sorted(mate[mate >= 0].tolist()) == [0, 1, 2, 3]


def test_one_way_rules_make_one_way_pairs(make_peers):
    candidates = make_peers(2)
    allowed = np.array([[False, True], [False, False]])
    mate = Introductions().pair(replace(candidates, allowed=allowed), Draws(1)).mentor
    assert mate.tolist() == [1, -1]


def test_says_whether_partners_may_be_repeated():
    assert not Introductions().repeat
    assert Introductions(repeat=True).repeat
