"""Lots on a circle: the rule itself, written out, and what it promises."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.assignment.circle import (
    TAKEN,
    Lots,
    draw_lots,
    next_with,
    slots_of,
    take,
    tree_of,
    twins,
    walk,
)
from simulation.assignment.scores import all_permitted
from simulation.engine.addresses import person_ids, stream
from simulation.engine.draws import Draws

SLOT = stream("tests.circle.slot")


def drawn(mentees, capacity, seed):
    rng = np.random.default_rng(seed)
    holders = np.repeat(np.arange(capacity.size), capacity)
    return Lots(rng.random(mentees), rng.random(holders.size), holders)


def by_the_book(allowed, lots):
    """Mentees in the order of their places take the next free slot that they may have."""
    slots = np.argsort(lots.place, kind="stable")
    mate, taken = np.full(allowed.shape[0], -1), set()
    for mentee in np.argsort(lots.own, kind="stable"):
        later = lots.place[slots] >= lots.own[mentee]
        for slot in [*slots[later], *slots[~later]]:
            if slot not in taken and allowed[mentee, lots.slot_mentor[slot]]:
                taken.add(slot)
                mate[mentee] = lots.slot_mentor[slot]
                break
    return mate.tolist()


@given(
    mentees=st.integers(0, 12),
    mentors=st.integers(0, 6),
    seed=st.integers(0, 2**20),
    share=st.sampled_from([0.2, 0.7, 1.0]),
)
@pytest.mark.slow
def test_follows_its_rule(mentees, mentors, seed, share, rules):
    rng = np.random.default_rng(seed)
    allowed = rng.random((mentees, mentors)) < share
    lots = drawn(mentees, rng.integers(0, 4, mentors), seed)
    expected = by_the_book(allowed, lots)
    assert draw_lots(rules(mentees, mentors, allowed), lots).tolist() == expected


@given(
    mentees=st.integers(0, 12),
    mentors=st.integers(0, 9),
    seed=st.integers(0, 2**20),
    direction=st.sampled_from([1.0, -1.0, 0.0, 2.0]),
    senior_by=st.sampled_from([0.0, 1.0, 12.0]),
)
def test_seniority_decides_the_same_whoever_is_passed_over(
    mentees, mentors, seed, direction, senior_by, rules
):
    rng = np.random.default_rng(seed)
    plain = rules(mentees, mentors)
    seats = plain.level.size
    company = plain._replace(
        level=rng.integers(1, 4, seats),
        tenure=rng.integers(0, 4, seats) + rng.choice([0.0, 0.25, 0.1], seats),
        direction=direction,
        senior_by=senior_by,
    )
    lots = drawn(mentees, rng.integers(0, 3, mentors), seed)
    assert draw_lots(company, lots).tolist() == by_the_book(all_permitted(company), lots)


@given(
    values=st.lists(st.integers(0, 5), max_size=20),
    taken=st.lists(st.integers(0, 19), max_size=10),
    place=st.integers(0, 25),
    needed=st.integers(0, 5),
)
def test_the_tree_finds_the_next_place_that_is_high_enough(values, taken, place, needed):
    row = np.array(values, dtype=np.float64)
    highest = tree_of(row)
    for each in taken:
        if each < row.size:
            take(highest, each)
            row[each] = TAKEN
    here = [at for at in range(place, row.size) if row[at] >= needed]
    found = next_with(highest, place, float(needed))
    assert found == here[0] if here else found >= row.size


@given(mentees=st.integers(1, 9), mentors=st.integers(1, 5), seed=st.integers(0, 2**20))
def test_pairs_refused_at_a_look_are_as_if_forbidden(mentees, mentors, seed, rules):
    rng = np.random.default_rng(seed)
    fine = rng.random((mentees, mentors)) < 0.5
    lots = drawn(mentees, rng.integers(0, 4, mentors), seed)
    looked = []

    def refused(rows, columns):
        looked.extend(zip(rows.tolist(), columns.tolist(), strict=True))
        return ~fine[rows, columns]

    found = draw_lots(rules(mentees, mentors), lots, refused)
    assert found.tolist() == draw_lots(rules(mentees, mentors, fine), lots).tolist()
    wrong = [pair for pair in looked if not fine[pair]]
    assert len(wrong) == len(set(wrong))


@given(people=st.integers(2, 14), seed=st.integers(0, 2**20), share=st.sampled_from([0.2, 1.0]))
def test_who_meets_is_paired_once_whatever_side_they_are_on(people, seed, share, rules):
    allowed = np.random.default_rng(seed).random((people, people)) < share
    plain = rules(people, people, allowed)
    both = plain._replace(mentors=plain.mentees, mentor_persons=plain.mentee_persons)
    lots = drawn(people, np.ones(people, dtype=np.int64), seed)
    mate = draw_lots(both, lots, meet=True)
    may = all_permitted(both)
    met = [set() for _ in range(people)]
    for one, other in enumerate(mate.tolist()):
        if other >= 0:
            assert may[one, other]
            met[one].add(other)
            met[other].add(one)
            if may[other, one]:
                assert mate[other] == one
    assert max(map(len, met)) <= 1
    alone = np.array([not partners for partners in met])
    assert not may[np.ix_(alone, alone)].any()


@pytest.mark.parametrize("meet", [False, True])
def test_compiled_and_plain_agree(meet, rules):
    plain = rules(8, 8, np.random.default_rng(1).random((8, 8)) < 0.5)
    if meet:
        plain = plain._replace(mentors=plain.mentees, mentor_persons=plain.mentee_persons)
    rng = np.random.default_rng(2)
    arguments = plain, rng.random(8), rng.random(8), np.arange(8), meet
    assert walk(*arguments).tolist() == walk.py_func(*arguments).tolist()


@pytest.mark.parametrize("kernel", [twins, twins.py_func])
def test_twins_are_who_is_on_both_sides(kernel, rules):
    both = rules(4, 3)._replace(mentors=np.array([2, 5, 0]))
    as_mentor, as_mentee = kernel(both)
    assert as_mentor.tolist() == [2, -1, 0, -1]
    assert as_mentee.tolist() == [2, -1, 0]


@pytest.mark.parametrize("capacity", [[], [0], [2, 0, 3, 1]])
def test_every_slot_draws_a_place_of_its_own(capacity):
    room, draws = np.array(capacity, dtype=np.int64), Draws(3).at(7)
    persons = person_ids(np.arange(room.size) * 5, np.zeros(room.size, dtype=np.int64))
    arguments = room, persons, draws.luck(SLOT)
    place, mentor = slots_of(*arguments)
    assert (np.bincount(mentor, minlength=room.size) == room).all()
    for index in range(max(capacity, default=0)):
        holders = np.flatnonzero(room > index)
        begin = np.minimum(room, index).sum()
        here = slice(begin, begin + holders.size)
        np.testing.assert_array_equal(mentor[here], holders)
        expected = draws.uniform(SLOT, persons[holders], index=index)
        np.testing.assert_array_equal(place[here], expected)
    for one, other in zip((place, mentor), slots_of.py_func(*arguments), strict=True):
        np.testing.assert_array_equal(one, other)
