"""Learning from the mentor: a meeting closes part of the gap, and part of that stays.

g = (1 - exp(-x)) (mentor's usable level - mentee's plateau - borrowed)+
x = rate transport agenda quality teaching exp(.15 ability) hours on it / hours of its breadth
plateau += lambda g; in proportion to mastery, skill / plateau: skill += lambda g and
borrowed += (1 - lambda) g. The best help of the month counts in full, a second mentor little.
Mentors learn by mentoring: communication and leadership.
"""

import math

from tests.reference.mathematics import clip


def learn(model):
    p = model.parameters.learn
    for pair in model.pairs:
        pair.dose = 0.0
    before = {pair.mentor: pair.mentor.usable() for pair in model.met}
    for pair in model.met:
        pair.dose = dose(model, pair, p)
    only_the_best(model.met, p.second_mentor)
    for pair in model.met:
        for k in range(model.skills):
            work_on(model, pair, k, before[pair.mentor][k])
    for pair in model.met:
        if not pair.peer:
            learn_by_mentoring(model, pair, p)


def dose(model, pair, p):
    """Worksheet hours that one meeting is worth to the one who is helped."""
    attention = pair.part + p.listening * (1.0 - pair.part)
    x = pair.hours / pair.held * attention * p.rate * p.transport * pair.agenda
    x *= pair.mentor.teaching / model.population.teaching_mean
    x *= clip(1.0 + p.quality_gain * pair.quality, 0.2, 2.0)
    return x * math.exp(p.ability_gain * pair.mentee.ability)


def only_the_best(met, second):
    """Each mentee's best table counts in full, every other little."""
    best = {}
    for pair in met:
        known = best.get(pair.mentee)
        if known is None or pair.dose * pair.held > known.dose * known.held:
            best[pair.mentee] = pair
    for pair in met:
        if best[pair.mentee].group != pair.group:
            pair.dose *= second


def time_share(model, pair, k):
    """Share of meeting time for a skill: as goals weigh it; unclear ones, over all alike."""
    return pair.clarity * model.weights[k] + (1.0 - pair.clarity) / model.skills


def work_on(model, pair, k, offered):
    """A month's meetings on one skill, one after another, so that its mean level is known."""
    person, levels = pair.mentee, []
    x = pair.dose * time_share(model, pair, k) / model.breadth_hours[k]
    before = person.usable_at(k)
    for _ in range(int(pair.held)):
        known = person.plateau[k] + person.borrowed[k] + person.borrowed_peers[k]
        gain = (1.0 - math.exp(-x)) * max(0.0, offered - known)
        stays, mastery = pair.learned * gain, person.mastery(k)
        person.plateau[k] = min(1.0, person.plateau[k] + stays)
        person.skill[k] = min(1.0, person.skill[k] + stays * mastery)
        person.borrowed[k] = min(1.0, person.borrowed[k] + (gain - stays) * mastery)
        levels.append(person.usable_at(k))
    person.level_lag[k] += levels[-1] - sum(levels) / len(levels)
    if k in person.role.used:
        person.growth += (levels[-1] - before) / len(person.role.used)


def learn_by_mentoring(model, pair, p):
    mentor, hours = pair.mentor, pair.hours * pair.part
    for name in ("communication", "mentoring_leadership"):
        k = model.skill_names.index(name)
        gain = min(0.5, p.mentor_gain * hours) * (1.0 - mentor.plateau[k])
        mastery = mentor.mastery(k)
        mentor.plateau[k] += gain
        mentor.skill[k] = min(mentor.plateau[k], mentor.skill[k] + gain * mastery)
