from dataclasses import replace

import numpy as np

from simulation.engine.draws import Draws
from simulation.policies.matching.random_ import RandomMatching


def test_every_mentor_is_equally_likely(make):
    candidates = make(3, 4, capacity=1)
    runs = 4000
    counts = np.zeros((3, 4))
    for seed in range(runs):
        mate = RandomMatching().pair(candidates, Draws(seed)).mentor
        counts[np.arange(3), mate] += 1
    expected = runs / 4
    # 9 degrees of freedom at most; P(chi-square > 40) is below 1e-5.
    assert ((counts - expected) ** 2 / expected).sum() < 40


def test_every_mentee_is_equally_likely_to_be_left_out(make):
    candidates = make(4, 1, capacity=1)
    runs = 4000
    lucky = [int(RandomMatching().pair(candidates, Draws(s)).mentor.argmax()) for s in range(runs)]
    counts = np.bincount(lucky, minlength=4)
    assert (np.abs(counts - runs / 4) < 5 * np.sqrt(runs * 3 / 16)).all()


def test_the_score_plays_no_part(make):
    candidates = make(20, 10, capacity=2)
    other = replace(candidates, score=1.0 - candidates.score)
    answers = [RandomMatching().pair(one, Draws(1)).mentor.tolist() for one in (candidates, other)]
    assert answers[0] == answers[1]


def test_one_mentee_more_moves_a_few_at_most(make):
    more = make(101, 250, capacity=1)
    matrices = {name: getattr(more, name)[:-1]
                for name in ("score", "mentor_score", "allowed", "known_pairs")}  # fmt: skip
    fewer = replace(
        more, mentees=more.mentees[:-1], mentee_persons=more.mentee_persons[:-1], **matrices
    )
    for seed in range(20):
        before = RandomMatching().pair(fewer, Draws(seed)).mentor
        after = RandomMatching().pair(more, Draws(seed)).mentor
        assert np.count_nonzero(before != after[:-1]) <= 15


def test_everybody_is_paired_where_nothing_stands_in_the_way(make):
    candidates = make(30, 15, capacity=2)
    mate = RandomMatching().pair(candidates, Draws(1)).mentor
    assert np.bincount(mate).tolist() == [2] * 15


def test_nobody_is_left_beside_a_free_mentor(make):
    for seed in range(30):
        candidates = make(20, 10, seed=seed, allowed=0.2)
        mate = RandomMatching().pair(candidates, Draws(seed)).mentor
        room = candidates.capacity - np.bincount(mate[mate >= 0], minlength=10)
        assert not (candidates.allowed[mate < 0] & (room > 0)).any()
