"""Pairing: open and end pairs, so that everybody's counts stay true."""

from tests.reference.people import Pair


def open_pairs(model, couples, tables, beginning):
    """Open a pair for each (mentor, mentee); each mentee sits at one of the tables.

    A table is a list of people, who leads it first; `beginning(mentor, mentee)` says how a pair
    starts.
    """
    first = model.tally["next_group"]
    place = {table[0]: number for number, table in enumerate(tables)}
    # Who leads one table may be helped at another, and then belongs there.
    place |= {person: number for number, table in enumerate(tables) for person in table[1:]}
    for mentor, mentee in couples:
        number = place[mentee]
        pair = Pair(mentor, mentee, **beginning(mentor, mentee))
        pair.group, pair.size = first + number, float(len(tables[number]))
        model.pairs.append(pair)
        mentor.mentees += 1
        mentee.mentors += 1
        mentor.ever_mentor = mentee.ever_mentee = True
    for mentee in {mentee for _, mentee in couples}:
        mentee.seat.q_matched = True
        mentee.seat.q_wait += mentee.waiting
        mentee.waiting = 0.0
        mentee.seeks_mentor = False
    model.pairs.sort(key=lambda pair: (pair.mentee.seat.number, pair.mentor.seat.number))
    model.count("next_group", len(tables))
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
