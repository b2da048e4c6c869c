"""Pairing: open and end pairs, so that everybody's counts stay true."""

from tests.reference.people import Pair


def open_pairs(model, couples, tables, beginning):
    """Open a pair for each (mentor, mentee); each mentee sits at one of the tables.

    A table is its number, None for a new one, and the people who come to it, who leads it first;
    `beginning(mentor, mentee)` says how a pair starts.
    """
    place = {}
    for known, people in tables:
        number = model.tally["next_group"] if known is None else known
        model.count("next_group", known is None)
        # Who leads one table may be helped at another, and then belongs there.
        place |= dict.fromkeys(people[1:], number)
        place.setdefault(people[0], number)
    opened = set()
    for mentor, mentee in couples:
        pair = Pair(mentor, mentee, **beginning(mentor, mentee))
        # Who sits at a round table already has no new place: the newcomer's is theirs.
        pair.group = place[mentee] if mentee in place else place[mentor]
        opened.add(pair.group)
        model.pairs.append(pair)
        mentor.mentees += 1
        mentee.mentors += 1
        mentor.ever_mentor = mentee.ever_mentee = True
    for mentee in {mentee for _, mentee in couples}:
        mentee.seat.q_matched = True
        mentee.seat.q_wait += mentee.waiting
        mentee.waiting = 0.0
        mentee.seeks_mentor = False
    for number in opened:
        at_table = [pair for pair in model.pairs if pair.group == number]
        people = {person for pair in at_table for person in (pair.mentor, pair.mentee)}
        for pair in at_table:
            pair.size = float(len(people))
    model.pairs.sort(key=lambda pair: (pair.mentee.seat.number, pair.mentor.seat.number))
    model.count("pairs_started", len(couples))
    model.count("pairs_started_total", len(couples))


def end_pair(model, pair, completed=False):
    """End a pair, at its term or early; one that has ended stays as it is."""
    if pair.active:
        part(model, pair)
        model.count("pairs_completed" if completed else "pairs_ended_early")


def part(model, pair):
    """Free both people of an active pair."""
    pair.active = False
    pair.mentor.mentees -= 1
    pair.mentee.mentors -= 1
    model.count("pairs_ended_total")


def forget_ended(model):
    """Keep only the pairs that still meet."""
    model.pairs = [pair for pair in model.pairs if pair.active]
