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
                if not shock.departments or person.seat.department.name in shock.departments:
                    strike(model, person, shock, number)


def strike(model, person, shock, number):
    if shock.kind == "morale":
        person.shock += shock.size
    elif shock.kind == "pay":
        person.pay *= 1.0 + shock.share
        person.pay_standing += math.log(1.0 + shock.share) / PAY_SPREAD
    elif model.luck.uniform("shocks.layoff", person.address, index=number) < shock.share:
        person.forced_out = True
