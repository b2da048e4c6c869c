"""Links: who can get to know whom, and how ties come about, grow by meeting, and end.

Everybody has a circle of seats: those whose holders one may ask some day. Circles are mutual and
belong to seats; ties belong to people and have a direction: from who asks to who is asked.
"""

import math

from tests.reference.people import Tie

MANAGER_CHANCE = 0.9


def draw_ties(model, seat):
    """Draw the ties of somebody who just sat down, both ways; they begin at 0 and grow.

    p(a asks b) = p_kind exp(s capacity_a - s^2 / 2) exp(.3 ability_b - .045); p_kind is that of the
    team, the department or beyond, and at least .9 for the own manager. Strength .5 to 1.5.
    """
    for other in seat.circle.values():
        if other.person:
            draw_tie(model, seat.person, other.person)
            draw_tie(model, other.person, seat.person)


def draw_tie(model, asker, expert):
    a, b = asker.address, expert.address
    if model.luck.lasting_uniform("network.ties", a, b) < chance(model, asker, expert):
        target = 0.5 + model.luck.lasting_uniform("network.ties", a, b, index=1)
        asker.ties[expert] = Tie(target)
    else:
        asker.ties.pop(expert, None)


def chance(model, asker, expert):
    network, spread = model.organization.network, model.population.tie_dispersion
    p = network.across
    if asker.seat.department is expert.seat.department:
        p = network.team if asker.team is expert.team else network.department
    p *= math.exp(spread * asker.tie_capacity - 0.5 * spread**2)
    p *= math.exp(0.3 * expert.ability - 0.045)
    return max(p, MANAGER_CHANCE) if asker.manager() is expert else p


def strengthen(model, asker, expert, amount, ceiling):
    """Let one ask the other more: target and strength rise by an amount, up to a ceiling."""
    meet(model, asker.seat, expert.seat)
    tie = asker.ties.setdefault(expert, Tie(0.0))
    tie.target = max(tie.target, min(ceiling, tie.target + amount))
    tie.strength = max(tie.strength, min(tie.target, tie.strength + amount))


def meet(model, one, other):
    """Take two seats into each other's circles; a full circle drops its weakest link."""
    if other.number in one.circle:
        return
    for seat in (one, other):
        if len(seat.circle) >= model.most_links:
            drop_weakest(seat)
    one.circle[other.number] = other
    other.circle[one.number] = one


def drop_weakest(seat):
    in_order = [seat.circle[number] for number in sorted(seat.circle)]
    weakest = min(in_order, key=lambda other: weight(seat, other))
    del seat.circle[weakest.number]
    del weakest.circle[seat.number]
    untie(seat, weakest)


def weight(one, other):
    """Strengths and targets of the ties of two seats, both ways."""
    if not (one.person and other.person):
        return 0.0
    there, back = one.person.ties.get(other.person), other.person.ties.get(one.person)
    return sum(tie.target + tie.strength for tie in (there, back) if tie)


def untie(one, other):
    """End the ties of two seats' holders, both ways."""
    if one.person and other.person:
        one.person.ties.pop(other.person, None)
        other.person.ties.pop(one.person, None)


def in_strength(model):
    """How strongly everybody is asked: {Person: sum over those who ask}."""
    asked = dict.fromkeys(model.people, 0.0)
    for person in model.people:
        for expert, tie in person.ties.items():
            asked[expert] += tie.strength
    return asked
