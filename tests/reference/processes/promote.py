"""Promotion: at a quarter's end, openings held for insiders go to the best placed of them.

Candidates stand one level below in the same department. Score = a log output + b log(1 + strength
of being asked) + .015 for each month with a strong mentor, at most 18, + luck of a logit choice.
The chosen keeps the seat and swaps role, level, manager and pay grade with the opening.
"""

import math

from tests.reference.processes.links import in_strength


def promote(model):
    if not model.last_of_quarter:
        return
    held = [seat for seat in model.seats if not seat.person and seat.internal_first]
    held.sort(key=lambda seat: (-seat.level, seat.number))
    asked = in_strength(model) if held else {}
    chosen = set()
    for opening in held:
        winner = best_placed(model, opening, asked, chosen)
        if winner:
            chosen.add(winner)
            move_up(model, winner, opening)
        opening.internal_first = False


def best_placed(model, opening, asked, chosen):
    """The insider who gets the opening, or None."""
    address = opening.number << 10 | opening.holder
    candidates = [
        person
        for person in model.people
        if person.seat.level == opening.level - 1
        and person.seat.department is opening.department
        and person not in chosen
    ]

    def score(person):
        p = model.parameters.promote
        lot = model.luck.uniform("promote.taste", person.address, address)
        respect = p.respect_weight * math.log(1.0 + asked[person])
        sponsored = p.sponsor_weight * min(p.sponsor_cap, person.sponsorship)
        performance = p.output_weight * math.log(max(0.05, person.output))
        return performance + respect + sponsored - math.log(-math.log(lot))

    return max(candidates, key=score, default=None)


def move_up(model, person, opening):
    """Swap places in the structure; what practice can reach rises with what the new role asks."""
    seat, old = person.seat, person.role
    swap(model, seat, opening)
    person.pay *= seat.role.pay / old.pay
    usual = model.population
    for k in range(model.skills):
        rise = max(0.0, center(seat.role, k, usual) - center(old, k, usual))
        for plateaus in (person.start_plateau, person.plateau):
            plateaus[k] = max(plateaus[k], min(0.98, plateaus[k] + rise))
    person.sponsorship = 0.0
    seat.q_promoted = True
    opening.vacant_months = 0.0
    model.count("vacancies_filled")


def swap(model, one, other):
    one.role, other.role = other.role, one.role
    one.level, other.level = other.level, one.level
    for seat in model.seats:
        if seat.manager is one:
            seat.manager = other
        elif seat.manager is other:
            seat.manager = one
    one.manager, other.manager = other.manager, one.manager


def center(role, k, usual):
    """Usual plateau of a skill in a role."""
    needed = role.requirement[k]
    return usual.plateau_mean * needed if needed > 0.0 else usual.unused_level
