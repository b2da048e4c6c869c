"""Meetings: how often a pair really meets, the time they take, and whom they support.

held ~ Binomial(due, p), logit p = lasting tendency of the two + .5 + structure + clarity + quality
+ credit - stress of both - tables beyond two. A table sits together once: of its n - 1 rows each
carries its part. Peers have a row each way and the same luck in both.
"""

import math

from tests.reference.mathematics import logistic

EASY_TABLES = 2.0


def meet(model):
    count_tables(model)
    for pair in model.pairs:
        hold(model, pair)
        spend(pair)
    # Whoever parts later this month has learned in its meetings all the same.
    model.met = [pair for pair in model.pairs if pair.held > 0.0]


def count_tables(model):
    """How many tables everybody sits at."""
    for person in model.people:
        person.tables = 0.0
    for pair in model.pairs:
        pair.mentee.tables += pair.part if pair.peer else 1.0
        if not pair.peer:
            pair.mentor.tables += pair.part


def hold(model, pair):
    """Meetings due and held this month."""
    planned = pair.planned * min(1.0, pair.months_left)
    due = math.floor(planned + model.luck.uniform("meet.due", *pair.two))
    p = chance(model, pair)
    pair.due, pair.held = float(due), 0.0
    for meeting in range(due):
        if model.luck.uniform("meet.held", *pair.two, index=meeting) < p:
            pair.held += 1.0


def chance(model, pair):
    p, mentor, mentee = model.parameters.meet, pair.mentor, pair.mentee
    logit = pair.meet + p.base + p.credit * model.scheme.mentor_credit
    logit += p.structure * pair.structure + p.clarity * pair.clarity + p.quality * pair.quality
    load = max(0.0, mentor.tables - EASY_TABLES) + max(0.0, mentee.tables - EASY_TABLES)
    return logistic(logit - p.stress * (mentor.stress + mentee.stress) / 2.0 - p.workload * load)


def spend(pair):
    """Meetings take time, and are contacts."""
    pair.hours = pair.held * pair.minutes / 60.0
    pair.meetings += pair.held
    pair.total_due += pair.due
    mine = pair.part if pair.peer else 1.0
    mentee, mentor = pair.mentee, pair.mentor
    mentee.lend(mine * pair.hours)
    mentee.contacts += mine * pair.held
    mentee.mentor_contacts += mine * pair.held
    if pair.meetings >= 2.0:  # whom one meets but once is no regular contact
        mentee.regular_contacts += mine * pair.held
    mentee.seat.q_hours += mine * pair.hours
    mentee.seat.q_meetings += mine * pair.held
    mentee.seat.q_planned += mine * pair.due
    if not pair.peer:
        mentor.lend(pair.part * pair.hours)
        mentor.meetings_led += pair.part * pair.held
        mentor.seat.q_hours += pair.part * pair.hours
