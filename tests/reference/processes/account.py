"""Accounts: what output is worth, what program time and fees cost.

Value = output x usual pay of the role x multiple; a vacant seat misses it. The displaced share of
program time costs as output not produced (in `produce`), the rest as pay.
"""

import math


def account(model):
    if model.month >= 3 * model.quarters:
        return
    multiple = model.parameters.account.multiple
    for seat in model.seats:
        worth = seat.role.pay / 12.0 * multiple
        if seat.person:
            settle(model, seat.person, worth)
        elif seat.opened:
            model.book("vacancies", worth)
    if model.running_program:
        taking_part = sum(takes_part(person) for person in model.people)
        model.book("platform", taking_part * model.program.costs.platform_per_participant)


def settle(model, person, worth):
    value = person.output * worth
    model.book("value", value)
    person.seat.q_value += value
    model.book("pay", person.pay / 12.0)
    model.book("shortfall", value * lacking(person))
    program_time = max(0.0, person.time_lent - person.help_lent)
    released = 1.0 - model.organization.displaced_share
    model.book("meetings", released * program_time * person.pay / 12.0)


def lacking(person):
    """Share of output missing until the person masters what they came to master."""
    needs = person.role.requirement
    now = full = 0.0
    for k in person.role.used:
        level = person.skill[k]
        now += min(1.0, level / needs[k])
        full += min(1.0, max(person.start_plateau[k], level) / needs[k])
    if full > now > 0.0:
        return math.exp(person.seat.department.eps * math.log(full / now)) - 1.0
    return 0.0


def takes_part(person):
    return person.seeks_mentor or person.offers_mentoring or person.participates()
