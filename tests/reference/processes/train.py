"""Training: mentors and mentees are prepared, mentors refreshed, courses held.

What training adds to the skill at mentoring rises toward a most, lift += (most - lift)
(1 - exp(-hours / 6)), where .62 SD are reached after 14 hours, and fades with a half-life of 11
months. Preparing mentees makes goals clearer. A course raises the skills it names by .62 SD per 14
hours, once a person.
"""

import math

from tests.reference.mathematics import kept

TYPICAL_HOURS = 14.0


def train(model):
    running = model.running_program
    hours = hold_sessions(model, running)
    if not running:
        return
    course = model.sessions.course
    if course:
        hours += hold_course(model, course)
    model.book("training", hours * model.program.costs.course_hour)
    model.book_staff("coordination", model.sessions.coordinator_hours * pairs_to_support(model))


def hold_sessions(model, running):
    """Train who mentors or is mentored for the first time, refresh the others; hours of all."""
    p, sessions = model.parameters.train, model.sessions
    first, prepared, again = (0.0, 0.0, 0.0)
    if running:
        first, prepared = sessions.mentor_hours, sessions.mentee_hours
        again = sessions.refresher_hours if model.month % 3 == 0 else 0.0
    total = 0.0
    for person in model.people:
        hours = 0.0
        fade(person, p)
        if person.mentees > 0:
            hours = again if person.trained_mentor else first
            teach_to_mentor(model, person, hours, p)
        if person.mentors > 0 and not person.trained_mentee:
            person.trained_mentee = True
            hours += prepared
        person.lend(hours)
        total += hours
    share = p.preparation * (1.0 - math.exp(-prepared / p.preparation_scale))
    for pair in model.pairs:
        if pair.age == 0.0:
            pair.clarity += share * (1.0 - pair.clarity)
    return total


def fade(person, p):
    """What training added to the own skill at mentoring fades."""
    if person.trained_mentor:
        lift = person.teaching - person.teaching_base
        person.teaching = person.teaching_base + lift * kept(p.lift_half_life)


def teach_to_mentor(model, person, hours, p):
    if not person.trained_mentor:
        person.trained_mentor = True
        person.teaching_base = person.teaching
    reached = 1.0 - math.exp(-TYPICAL_HOURS / p.hours_scale)
    most = p.teaching_gain * model.population.teaching_dispersion / reached
    lift = person.teaching - person.teaching_base
    lift += (most - lift) * (1.0 - math.exp(-hours / p.hours_scale))
    person.teaching = min(1.0, person.teaching_base + lift)


def hold_course(model, course):
    """Teach everybody in the audience once; hours of all."""
    p = model.parameters.train
    gain = p.course_gain * model.population.skill_dispersion * course.hours / TYPICAL_HOURS
    total = 0.0
    for person in model.reached:
        invited = course.audience == "everyone" or person.participates()
        if invited and person.courses_taken == 0:
            person.courses_taken = 1
            person.lend(course.hours)
            total += course.hours
            attend_course(model, person, course.skills, gain)
    return total


def attend_course(model, person, skills, gain):
    before = list(person.skill)
    for k, name in enumerate(model.skill_names):
        if name in skills:
            person.plateau[k] = min(1.0, person.plateau[k] + gain)
            person.skill[k] = min(1.0, person.skill[k] + gain)
    used = person.role.used
    if used:
        person.growth += sum(person.skill[k] - before[k] for k in used) / len(used)


def pairs_to_support(model):
    """Pairs to coordinate; n peers at a table, n (n - 1) pairs each way, count as n / 2."""
    return sum(0.5 * pair.part if pair.peer else 1.0 for pair in model.pairs)
