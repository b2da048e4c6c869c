"""Rewards: recognition and prizes move effort for a while, and leave no skill behind.

effort = 1 + announced award (while open, growing stale) + prize (up to its full effect) + lift.
At a quarter's end the best share of each department is recognized: that lifts the recipients'
effort, relieves their low morale, and, when few are chosen, lifts the others' effort. Recognizing
all dilutes it.
"""

import math
from types import SimpleNamespace

from tests.reference.mathematics import kept

NOTHING = SimpleNamespace(share=0.0, announced=False, prize=0.0, audience="participants")


def reward(model):
    p = model.parameters.reward
    scheme = model.scheme if model.running_program else NOTHING
    audience = [
        person for person in model.reached if scheme.audience == "everyone" or person.participates()
    ]
    drive = model.part_of_month * effort_for(scheme, p, model.program_month)
    incentive = dict.fromkeys(audience, drive)
    for person in model.people:
        person.effort = max(0.0, 1.0 + person.effort_lift + incentive.get(person, 0.0))
        person.effort_lift *= kept(p.lift_half_life)
        person.morale_relief *= kept(p.lift_half_life)
    if scheme.prize > 0.0:
        monthly_pay = sum(person.pay for person in audience) / 12.0
        model.book("rewards", scheme.prize * model.part_of_month * monthly_pay)
    if scheme.share > 0.0 and model.last_of_quarter:
        decide(model, scheme, audience, p)


def effort_for(scheme, p, month):
    """Effort while an award is open and a prize runs."""
    effort = p.prize_effort * min(1.0, scheme.prize / p.full_prize)
    if scheme.announced and scheme.share > 0.0:
        fresh = 2.0 ** (-max(0, month) / p.award_novelty)
        effort += p.announced_effort * worth(scheme, p) * fresh
    return effort


def worth(scheme, p):
    """Who recognizes all says little."""
    return 1.0 - p.dilution * scheme.share


def decide(model, scheme, audience, p):
    present = [person for person in audience if own_months(person) > 0.0]
    chosen = best_of_departments(present, scheme.share)
    value = worth(scheme, p) * (1.0 if scheme.public else p.private_worth)
    for person in present:
        if person in chosen:
            person.effort_lift += value * p.recipient_lift
            person.morale_relief += value * p.recipient_morale
            person.seat.q_recognized = True
        else:
            person.effort_lift += value * worth(scheme, p) * p.others_lift
    model.book("rewards", scheme.gift * len(chosen))


def own_months(person):
    """Months that a person, not an earlier holder of the seat, has been here this quarter."""
    return person.seat.q_months - person.seat.q_months_before


def own_output(person):
    """What the person got done in them."""
    return person.seat.q_output - person.seat.q_output_before


def best_of_departments(people, share):
    """The best share of each department by mean output of the own months, at least one each."""
    ranked = sorted(people, key=lambda p: (-own_output(p) / own_months(p), p.seat.number))
    departments, chosen = {}, set()
    for person in ranked:
        departments.setdefault(person.seat.department, []).append(person)
    for here in departments.values():
        chosen.update(here[: max(1, math.floor(share * len(here) + 0.5))])
    return chosen
