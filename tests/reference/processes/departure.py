"""Departure: what leavers take along, whatever made them go.

Pairs end. Who loses a colleague loses the share of tie strength that was with the leaver; who
loses a mentor or an attentive manager, also what regular contact had lent. The seat falls vacant
for an exponential time; above entry level some openings are held for insiders.
"""

import math

from tests.reference.pairing import end_pair, forget_ended
from tests.reference.processes.links import drop_links

DAYS_A_MONTH = 365.25 / 12.0


def leave(model, leavers, replacement_cost):
    """Let people go: [(Person, kind)]."""
    if not leavers:
        return
    for person, kind in leavers:
        log(model, person, kind)
    if model.month >= 0:
        model.book("exits", replacement_cost * sum(person.pay for person, _ in leavers))
    gone = {person for person, _ in leavers}
    part_contact(model, gone)
    part_pairs(model, gone)
    part_ties([person for person, _ in leavers])
    for person, _ in leavers:
        vacate(model, person)


def log(model, person, kind):
    """Enter a leaver into the log of the quarter."""
    seat = person.seat
    model.leavers.append(
        {
            "seat": seat.number,
            "person": person.address,
            "month": model.month,
            "kind": kind,
            "department": seat.department.number,
            "level": seat.level,
            "group": person.group,
            "status": person.ever_mentee + 2 * person.ever_mentor,
            "eligible": person.eligible_mentee + 2 * person.eligible_mentor,
            "tenure": person.tenure,
            "pay": person.pay,
            "quit_probability": person.quit_probability,
        }
    )
    model.count("leavers")
    if person.tenure < 12:
        model.count("first_exits")
    if model.month >= 0:
        model.count("exits_total")


def part_contact(model, gone):
    """Leavers take along the tie that regular contact with them had lent.

    An attentive manager's share is that of the month's contacts, mentors share the rest alike.
    """
    shares = dict.fromkeys(model.people, 0.0)
    for pair in model.pairs:
        if pair.mentor in gone:
            shares[pair.mentee] += (1.0 - managers_part(pair.mentee)) / pair.mentee.mentors
    for person in shares:
        if person.manager() in gone:
            shares[person] += managers_part(person)
    for person, share in shares.items():
        if share > 0.0 and person.tie_total > 0.0:
            asked = sum(tie.strength for tie in person.ties.values())
            person.tie_lost += share * max(0.0, person.tie_total - asked) / person.tie_total
            person.tie_contact *= 1.0 - min(1.0, share)


def managers_part(person):
    """Share of the month's regular contacts that were with the manager."""
    if person.attention <= 0.0:
        return 0.0
    return person.attention / (person.attention + person.regular_contacts)


def part_pairs(model, gone):
    for pair in model.pairs:
        if pair.mentor in gone or pair.mentee in gone:
            end_pair(model, pair)
    forget_ended(model)


def part_ties(gone):
    """All losses are counted first, then the ties go."""
    around = [
        (leaver, seat.person)
        for leaver in gone
        for seat in leaver.seat.links.values()
        if seat.person
    ]
    for leaver, left in around:
        if left.tie_total > 0.0:
            left.tie_lost += left.strength_to(leaver) / left.tie_total
    for leaver in gone:
        drop_links(leaver.seat)


def vacate(model, person):
    """Empty the seat and open its vacancy; the luck belongs to the next holder."""
    seat, hiring = person.seat, model.organization.hiring
    successor = seat.number << 10 | seat.holder + 1
    delay = model.luck.uniform("departure.vacancy", successor)
    insider = model.luck.uniform("departure.vacancy", successor, index=1)
    mean_months = hiring.days_to_fill / DAYS_A_MONTH
    seat.vacant_months = 0.0
    seat.fill_after = math.floor(0.5 - mean_months * math.log(delay))
    seat.internal_first = seat.level > 1 and insider < hiring.internal_share
    seat.person = None
    person.remove()
