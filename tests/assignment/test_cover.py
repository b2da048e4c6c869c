"""Cover: mentors are asked in order, and only those who can seat somebody are chosen."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simulation.assignment.cover import cover


def by_the_book(allowed, turn, order, room):
    waiting, chosen = turn.tolist(), set()
    for mentor in order.tolist():
        taken = [mentee for mentee in waiting if allowed[mentee, mentor]][: room[mentor]]
        waiting = [mentee for mentee in waiting if mentee not in taken]
        chosen |= {mentor} if taken else set()
    return chosen, waiting


@given(
    mentees=st.integers(0, 12),
    mentors=st.integers(0, 6),
    seed=st.integers(0, 2**20),
    share=st.sampled_from([0.2, 0.7, 1.0]),
)
def test_follows_its_rule(mentees, mentors, seed, share, rules):
    rng = np.random.default_rng(seed)
    allowed = rng.random((mentees, mentors)) < share
    turn, order = rng.permutation(mentees), rng.permutation(mentors)
    room = rng.integers(0, 4, mentors)
    chosen, left = cover(rules(mentees, mentors, allowed), turn, order, room)
    expected = by_the_book(allowed, turn, order, room)
    assert (set(np.flatnonzero(chosen).tolist()), left.tolist()) == expected
