"""Hiring: a vacancy is filled from outside once it has been empty as long as a search takes."""

import math

from tests.reference.mathematics import STATES, clip
from tests.reference.processes.links import draw_ties

A_MONTH = 1.0
PAY_SPREAD = 0.15


def hire(model):
    due = [
        seat
        for seat in model.seats
        if not seat.person and seat.vacant_months >= seat.fill_after and not seat.internal_first
    ]
    for seat in due:
        sit_down(model, seat)
    for seat in model.seats:
        if not seat.person:
            seat.vacant_months += A_MONTH
    draw_ties(model, due)


def sit_down(model, seat):
    """The next holder of the seat: who it is, when they came."""
    seat.holder += 1
    seat.vacant_months = seat.fill_after = 0.0
    seat.q_months_before, seat.q_output_before = seat.q_months, seat.q_output
    seat.q_months += 1.0
    seat.opened = True
    person = model.sit_down(seat)
    person.hired = model.month
    be_somebody(model, person)
    model.count("hires")
    if model.month >= 0:
        model.count("hires_total")


def be_somebody(model, person):
    """Draw who a newcomer is: traits, pay, skills, set points and states."""

    def z(what, index):
        return model.luck.lasting_normal(f"recruit.{what}", person.address, index=index)

    person.ability = z("traits", 0)
    person.conscientiousness = z("traits", 1)
    person.extraversion = z("traits", 2)
    person.stability = z("traits", 3)
    person.growth_motivation = z("traits", 4)
    person.willingness = z("traits", 5)
    person.output_person = z("traits", 6)
    person.alternatives_person = z("traits", 7)
    person.tie_capacity = z("traits", 8)
    person.pay_standing = z("traits", 9)
    person.pay = person.role.pay * math.exp(PAY_SPREAD * person.pay_standing)
    draw_skills(model, person, z)
    draw_states(model, person, z)


def draw_skills(model, person, z):
    """plateau = usual + SD (b growth motivation + sqrt(1 - b^2) e); newcomers start below it.

    A newcomer has the same share of every plateau, so that output comes to `start_output` of the
    own full output, coverage^eps, where levels above what the job asks count nothing.
    """
    usual, needs = model.population, person.role.requirement
    shared = usual.growth_loading * person.growth_motivation
    rest = math.sqrt(1.0 - usual.growth_loading**2)
    for k, needed in enumerate(needs):
        center = usual.plateau_mean * needed if needed > 0.0 else usual.unused_level
        level = center + usual.skill_dispersion * (shared + rest * z("skills", k + 1))
        person.start_plateau[k] = person.plateau[k] = clip(level, 0.02, 0.98)
    start = usual.start_output ** (1.0 / max(0.3, person.seat.department.eps))
    shares = [person.plateau[k] / needs[k] for k in person.role.used]
    if shares:
        start *= sum(min(1.0, share) for share in shares) / sum(shares)
    person.skill = [start * plateau for plateau in person.plateau]
    taught = usual.teaching_mean + usual.teaching_dispersion * z("skills", 0)
    person.teaching = clip(taught, 0.02, 0.98)


def draw_states(model, person, z):
    """set point = mean + ratio sqrt(v) (loadings x traits + L e); the state varies around it."""
    points = model.set_points
    causes = (
        person.stability,
        person.extraversion,
        person.conscientiousness,
        person.tie_capacity,
        person.team.climate,
    )
    own = [z("states", j) for j in range(4)]
    around = [z("states", 4 + j) for j in range(4)]
    for s, state in enumerate(STATES):
        offset = model.organization.offset(state)
        point = dot(points.loadings[s], causes) + dot(points.residual[s], own)
        point = offset.mean + offset.ratio * math.sqrt(points.shares[s]) * point
        setattr(person, f"{state}_set", point)
        setattr(person, state, point + offset.ratio * dot(points.dynamic[s], around))
    usual = 0.5 * person.tie_capacity + 0.3 * person.team.safety_set + 0.8 * z("states", 8)
    person.support_set = person.support = usual


def dot(left, right):
    """Sum of products."""
    return sum(a * b for a, b in zip(left, right, strict=True))
