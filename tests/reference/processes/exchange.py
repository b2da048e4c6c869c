"""Exchange: outside any program people ask those they are tied to, and learn from the answers.

hours asked = (h exp(a growth motivation - a^2 / 2 + c team safety) - what meetings replace)+
              x T / (T + 1), T the strength of all ties; spread over the ties by strength.
From those who know more: x = sum of doses / hours of the skill's breadth, and the gain is
(1 - exp(-x)) times the mean gap above the asker's plateau and borrowed know-how. A part lambda
stays, the rest is borrowed. Answers cost the expert time. Managers introduce newcomers: hours that
teach in the same way, most at first and none after a quarter.
When service has doubled, more others ask. New ties grow over about four months.
"""

import math

from tests.reference.mathematics import kept
from tests.reference.processes.links import draw_ties

HOURS_A_MONTH = 160.0
NEWCOMER_MONTHS = 3.0
DOUBLED = [12.0 * 2**count for count in range(6)]  # months at which service has doubled once more


def exchange(model):
    p = model.parameters.exchange
    people = model.people
    doubled = [person.seat for person in people if person.tenure in DOUBLED]
    draw_ties(model, doubled, more=True)
    for person in people:
        person.answered = 0.0
        person.level_when_asked = person.usable()
    for person in people:
        ask(person, p, model)
    for person in people:
        cost = p.answer_cost * person.answered / HOURS_A_MONTH
        person.help_lent += cost
        person.time_lent += cost
        introduce(person)
    speed = 1.0 - kept(p.tie_months / math.log2(10.0))  # nine tenths after `tie_months`
    for person in people:
        for tie in person.ties.values():
            tie.strength += speed * (tie.target - tie.strength)


def ask(person, p, model):
    """One person's questions of the month."""
    wish = p.motivation * person.growth_motivation - 0.5 * p.motivation**2
    usual = p.hours * math.exp(wish + p.safety * person.team.safety)
    replaced = p.replaced * model.terms.minutes / 60.0 * person.mentor_contacts
    total = sum(tie.strength for tie in person.ties.values())
    rate = max(0.0, usual - replaced) / (total + 1.0)
    person.asked_hours = rate * total
    pace = p.transport * p.agenda / model.population.teaching_mean
    pace *= math.exp(p.ability_gain * person.ability)
    answers = []
    for expert, tie in person.ties.items():
        if tie.strength > 0.0:
            expert.answered += rate * tie.strength
            dose = rate * pace * tie.strength * expert.teaching
            answers.append((expert.level_when_asked, dose))
    person.led_hours = introduction(person, p)
    if person.led_hours > 0.0:
        manager = person.manager()
        answers.append((manager.level_when_asked, person.led_hours * pace * manager.teaching))
    used = person.role.used
    rise = 0.0
    for k in used:
        rise += hear(person, k, answers, len(used) * model.breadth_hours[k], p.learned)
    person.growth += rise / max(1, len(used))


def hear(person, k, answers, hours, learned):
    """What the answers teach in one skill; returns the rise of its usable level."""
    known = person.plateau[k] + person.borrowed[k] + person.borrowed_peers[k]
    doses = gaps = 0.0
    for level, dose in answers:
        if level[k] > known:
            doses += dose
            gaps += dose * (level[k] - known)
    if doses <= 0.0:
        return 0.0
    x = doses / hours
    gain = (1.0 - math.exp(-x)) * gaps / doses
    mastery = person.mastery(k)
    person.plateau[k] = min(1.0, person.plateau[k] + learned * gain)
    person.skill[k] = min(1.0, person.skill[k] + learned * gain * mastery)
    lent = (1.0 - learned) * gain * mastery
    person.borrowed_peers[k] = min(1.0, person.borrowed_peers[k] + lent)
    rise = person.usable_at(k) - person.level_when_asked[k]
    person.level_lag[k] += 0.5 * rise
    return rise


def introduction(person, p):
    """Hours of the manager: twice the mean at first, nothing after a quarter."""
    if not person.manager() or person.tenure >= NEWCOMER_MONTHS:
        return 0.0
    return 2.0 * p.newcomer_hours * (1.0 - (person.tenure + 0.5) / NEWCOMER_MONTHS)


def introduce(person):
    """Take the manager's time."""
    if person.led_hours > 0.0:
        manager = person.manager()
        manager.help_lent += person.led_hours / HOURS_A_MONTH
        manager.time_lent += person.led_hours / HOURS_A_MONTH
