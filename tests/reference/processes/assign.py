"""Assignment: who of a study gets the program, by lot or by a state seen with an error.

A lot belongs to a person, a team or a site for good. Of n units of a stratum floor(n share + u) get
the program, u one uniform number of the stratum.
"""

import math

UNDRAWN = -1


def draw(model, assignment, due):
    """Draw the people who are due: 1 = the program, 0 = control, for good."""
    if assignment.unit == "person":
        units = [(person.address, [person]) for person in due]
        for (_, members), drawn in chosen(model, assignment, units):
            members[0].assigned = int(drawn)
        return
    fresh = [person for person in due if person.seat.unit_assigned == UNDRAWN]
    members_of = {}
    for person in fresh:
        members_of.setdefault(unit_of(person.seat, assignment), []).append(person)
    seats_of = {}
    for seat in model.seats:
        seats_of.setdefault(unit_of(seat, assignment), []).append(seat)
    # A unit's address is that of its first seat, whoever sits there.
    units = [(seats_of[unit][0].number << 10, members_of[unit]) for unit in sorted(members_of)]
    for (_, members), drawn in chosen(model, assignment, units):
        for seat in seats_of[unit_of(members[0].seat, assignment)]:
            seat.unit_assigned = int(drawn)
    for person in due:
        person.assigned = person.seat.unit_assigned


def unit_of(seat, assignment):
    """Number of the team or site that is drawn as a whole."""
    return seat.team.number if assignment.unit == "team" else seat.site


def chosen(model, assignment, units):
    """Each unit, (address, members), with whether it gets the program."""
    strata = {}
    for unit in units:
        strata.setdefault(stratum(assignment.within, unit[1][0]), []).append(unit)
    for here in strata.values():
        ranked = sorted(here, key=lambda unit: (-score(model, assignment, *unit), unit[0]))
        spare = model.luck.lasting_uniform("assignment.rounding", here[0][0])
        places = math.floor(assignment.share * len(here) + spare)
        for place, unit in enumerate(ranked):
            yield unit, place < places


def score(model, assignment, address, members):
    """The lot of a unit, or its mean state as seen."""
    by = assignment.by
    if by is None:
        return model.luck.lasting_uniform("assignment.lot", address)
    mean = sum(getattr(person, by.state) for person in members) / len(members)
    error = model.luck.lasting_normal("assignment.error", address)
    return (-mean if by.lowest else mean) + by.noise * error


def stratum(within, person):
    """The company of somebody, or a part of it."""
    seat = person.seat
    part = {
        "company": lambda: None,
        "site": lambda: seat.site,
        "department": lambda: seat.department.number,
        "team": lambda: seat.team.number,
        "role": lambda: seat.role.number,
        "level": lambda: seat.level,
    }[within]()
    return company(seat), part


def company(seat):
    """What shares a program: the department where it is isolated, all others together."""
    return seat.department if seat.department.isolated else None
