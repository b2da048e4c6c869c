"""Shocks: dated events of the scenario that no program causes.

A blow to the mood is felt at once and fades in well-being. A change of pay lasts, and moves the
standing against what the role usually pays (one SD is .15 of log pay). A layoff forces a share of
the people out; `turnover` carries it out.
"""

import math

PAY_SPREAD = 0.15


def shocks(model):
    for number, shock in enumerate(model.shocks):
        if shock.month == model.month:
            for person in model.people:
                if is_meant(person, shock):
                    strike(model, person, shock, number)


def is_meant(person, shock):
    """Whether a shock strikes somebody: department, level, part in a study or in the program."""
    who = {
        "everyone": True,
        "assigned": person.assigned == 1,
        "unassigned": person.assigned == 0,
        "mentors": person.mentees > 0,
        "mentees": person.mentors > 0,
    }[shock.who]
    here = not shock.departments or person.seat.department.name in shock.departments
    return who and here and (not shock.levels or person.seat.level in shock.levels)


def strike(model, person, shock, number):
    if shock.kind == "morale":
        felt = model.luck.normal("shocks.felt", person.address, index=number)
        person.shock += shock.size + shock.spread * felt
    elif shock.kind == "pay":
        person.pay *= 1.0 + shock.share
        person.pay_standing += math.log(1.0 + shock.share) / PAY_SPREAD
    elif model.luck.uniform("shocks.layoff", person.address, index=number) < shock.share:
        person.forced_out = True
