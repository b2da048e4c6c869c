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
    if not held:
        return
    held.sort(key=lambda seat: (-seat.level, seat.number))
    rungs, asked, reports = people_by_rung(model), in_strength(model), reports_of(model)
    for opening in held:
        candidates = rungs.get((opening.department, opening.level - 1), [])
        winner = best_placed(model, opening, candidates, asked)
        note_chances(model, candidates, asked)
        if winner:
            candidates.remove(winner)  # nobody is promoted twice in a round
            move_up(model, winner, opening, reports)
        opening.internal_first = False


def people_by_rung(model):
    """Everybody by department and level."""
    rungs = {}
    for person in model.people:
        rungs.setdefault((person.seat.department, person.seat.level), []).append(person)
    return rungs


def reports_of(model):
    """The seats that report to a seat."""
    reports = {}
    for seat in model.seats:
        reports.setdefault(seat.manager, set()).add(seat)
    return reports


def best_placed(model, opening, candidates, asked):
    """The insider who gets the opening, or None."""
    address = opening.number << 10 | opening.holder

    def score(person):
        lot = model.luck.uniform("promote.taste", person.address, address)
        return merit(model, person, asked) - math.log(-math.log(lot))

    return max(candidates, key=score, default=None)


def merit(model, person, asked):
    """Score but for luck."""
    p = model.parameters.promote
    respect = p.respect_weight * math.log(1.0 + asked[person])
    sponsored = p.sponsor_weight * min(p.sponsor_cap, person.sponsorship)
    performance = p.output_weight * math.log(max(0.05, person.output))
    return performance + respect + sponsored


def note_chances(model, candidates, asked):
    """Everybody's chance to get the opening, before luck decides."""
    weights = [math.exp(merit(model, person, asked)) for person in candidates]
    total = sum(weights)
    for person, weight in zip(candidates, weights, strict=True):
        person.seat.q_promotion_chance += weight / total


def move_up(model, person, opening, reports):
    """Swap places in the structure; what practice can reach rises with what the new role asks."""
    seat, old = person.seat, person.role
    swap(seat, opening, reports)
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


def swap(one, other, reports):
    """Exchange role, level and manager of two seats, and those who report to them."""
    one.role, other.role = other.role, one.role
    one.level, other.level = other.level, one.level
    to_one, to_other = reports.pop(one, set()), reports.pop(other, set())
    reports[one], reports[other] = to_other, to_one
    for boss in (one, other):
        for seat in reports[boss]:
            seat.manager = boss
    # The two may be each other's superior, so their own managers come last.
    above_one, above_other = one.manager, other.manager
    for seat, before, after in ((one, above_one, above_other), (other, above_other, above_one)):
        reports[before].discard(seat)
        seat.manager = after
    reports.setdefault(above_other, set()).add(one)
    reports.setdefault(above_one, set()).add(other)


def center(role, k, usual):
    """Usual plateau of a skill in a role."""
    needed = role.requirement[k]
    return usual.plateau_mean * needed if needed > 0.0 else usual.unused_level
