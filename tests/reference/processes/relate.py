"""Relationships: how good a pair becomes, what it leaves behind, and when it ends.

quality += r (fit + teaching + structure + contact - quality), all in SD. Good relationships please
the mentee, bad ones strain; mentors who meet are somewhat more satisfied. Meetings leave ties; a
month with a strong mentor is a month of sponsorship. A pair ends at its term, or early with a
hazard that falls with its quality.
"""

import math

from tests.reference.pairing import end_pair, forget_ended
from tests.reference.processes.links import strengthen

BAD_BELOW = -1.0
HALF_MEETINGS = 3.0


def relate(model):
    p = model.parameters.relate
    for person in model.people:
        person.sponsored = False
        led = person.meetings_led
        person.pair_push_satisfaction += p.mentor_push * led / (led + HALF_MEETINGS)
    for pair in model.pairs:
        grow(model, pair, p)
    for pair in model.pairs:
        if pair.held > 0.0:
            touch(pair, p)
            bond(model, pair, p)
            sponsor(pair, p)
    for pair in model.pairs:
        part_or_stay(model, pair, p)
    forget_ended(model)


def grow(model, pair, p):
    """Quality moves toward what the two make of it."""
    usual = model.population
    taught = (taught_by(pair) - usual.teaching_mean) / usual.teaching_dispersion
    target = p.fit_weight * pair.fit + p.teaching_weight * taught
    target += p.structure_weight * (pair.structure - 0.5)
    if pair.due > 0.0:
        target += p.contact_weight * (pair.held / pair.due - 0.5)
    pair.quality += p.quality_rate * (target - pair.quality)


def taught_by(pair):
    """Skill at mentoring in a pair; two peers teach each other."""
    if pair.peer:
        return 0.5 * (pair.mentor.teaching + pair.mentee.teaching)
    return pair.mentor.teaching


def touch(pair, p):
    """Good relationships please, bad ones strain."""
    mentee, part = pair.mentee, pair.part if pair.peer else 1.0
    mentee.pair_push_satisfaction += part * p.quality_push * pair.quality
    mentee.pair_push_stress += part * p.bad_push * max(0.0, BAD_BELOW - pair.quality)


def bond(model, pair, p):
    """Who meets gets to know each other; mentors ask half as much as they are asked."""
    amount = p.bond * pair.held * pair.part
    strengthen(model, pair.mentee, pair.mentor, amount, 1.0)
    if not pair.peer:
        strengthen(model, pair.mentor, pair.mentee, 0.5 * amount, 0.5)


def sponsor(pair, p):
    """A strong mentor of one's own level or above sponsors; a month counts once."""
    mentor, mentee = pair.mentor, pair.mentee
    strong = mentor.output >= p.strong_from and mentor.seat.level >= mentee.seat.level
    if strong and not pair.peer and not mentee.sponsored:
        mentee.sponsored = True
        mentee.sponsorship += 1.0


def part_or_stay(model, pair, p):
    pair.age += 1.0
    pair.months_left = max(0.0, pair.months_left - 1.0)
    completed = pair.months_left <= 0.0
    hazard = p.early_end * math.exp(-p.early_steepness * pair.quality)
    if completed or model.luck.uniform("relate.poor", *pair.two) < hazard:
        end_pair(model, pair, completed)
