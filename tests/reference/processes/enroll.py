"""Enrollment: who may join the program, who wishes to, and who does.

wish for a mentor (logit) = b0 + 1.2 growth motivation + 1.2 standing + .3 respect + .3 satisfaction
    + .2 team safety - .3 stress + reward + nudge + a taste that lasts
wish to mentor = m0 + willingness + .5 conscientiousness + .3 respect + .2 team safety - .3 stress
    + reward + credit + nudge + a taste that lasts
So volunteers are on average already the stronger and better connected.
"""

import math

from tests.reference.luck import inverse_normal
from tests.reference.mathematics import clip
from tests.reference.processes.assign import UNDRAWN, company, draw
from tests.reference.processes.links import in_strength

STANDING_MEAN, STANDING_SD = -0.75, 0.85
RESPECT_MEAN, RESPECT_SD = 2.5, 0.5
READINESS_SD = 0.18
UNJUDGED_MONTHS = 3.0


def enroll(model):
    expose(model)
    if not (model.running_program and model.intake.active):
        for person in model.people:
            forget_enrollment(person)
        return
    for person in model.people:
        if person.seeks_mentor:
            person.waiting += 1.0
    if is_due(model):
        let_in(model)


def expose(model):
    """Mark the seats where the program runs; where it is given by lot, of those who drew it."""
    assignment = model.program.schedule.assignment
    if assignment:
        assign(model, assignment)
    here = departments_of_program(model)
    for seat in model.seats:
        drawn = not assignment or (seat.person is not None and seat.person.assigned == 1)
        seat.exposed = seat.department in here and drawn


def departments_of_program(model):
    """Departments in which the program runs this month."""
    if not model.running_program:
        return set()
    reaches = model.program.schedule.reaches
    return {each for each in model.departments if reaches(each.name, model.month)}


def assign(model, assignment):
    """Draw those in the study who have not been drawn yet."""
    schedule = model.program.schedule
    first = model.month == schedule.first_month
    if model.month < schedule.first_month or not (first or assignment.newcomers):
        return
    undrawn = [
        person
        for person in model.people
        if person.assigned == UNDRAWN and schedule.reaches(person.seat.department.name, model.month)
    ]
    if undrawn:
        views, limits = how_people_look(model), assignment.among.limits()
        due = [person for person in undrawn if eligible(person, limits, views[person])]
        if assignment.opt_in:
            due = [p for p in due if wish_for_mentor(model, p, views[p]) > 0.0]
        draw(model, assignment, due)


def forget_enrollment(person):
    person.eligible_mentee = person.eligible_mentor = False
    person.seeks_mentor = person.offers_mentoring = False
    person.mentor_capacity, person.waiting = 0, 0.0


def is_due(model):
    """Cohorts come in every so many quarters from launch, others every month."""
    if model.intake.intake != "cohort":
        return True
    return model.month % 3 == 0 and model.program_month // 3 % model.intake.every_quarters == 0


def let_in(model):
    views = how_people_look(model)
    mentees, mentors = [], []
    everywhere = None if only_drawn(model) else departments_of_program(model)
    for person in model.people:
        view = views[person]
        here = person.seat.exposed
        helps = here if everywhere is None else person.seat.department in everywhere
        person.eligible_mentee = here and eligible(person, model.intake.mentee, view)
        person.eligible_mentor = helps and eligible(person, model.intake.mentor, view)
        view.wish_mentee = wish_for_mentor(model, person, view)
        view.wish_mentor = wish_to_mentor(model, person, view)
        if person.eligible_mentee and unhelped(person) and joins_as_mentee(model, person, view):
            mentees.append(person)
        if person.eligible_mentor and joins_as_mentor(model, person, view):
            mentors.append(person)
    if model.mutual:
        joining = {*mentees, *mentors}
        mentors = [person for person in model.people if person in joining]
        mentees = [person for person in mentors if unhelped(person)]
    for person in within_cap(model, mentees, views):
        person.seeks_mentor = True
    for person in model.people:
        person.offers_mentoring = False
    for person in mentors:
        person.offers_mentoring = True
    for person in model.people:
        person.mentor_capacity = capacity(model) if person.offers_mentoring else 0


def only_drawn(model):
    """Whether those who help must have been drawn like those who are helped."""
    assignment = model.program.schedule.assignment
    return not assignment or model.mutual or assignment.mentors == "assigned"


def unhelped(person):
    return not person.seeks_mentor and person.mentors == 0


class View:
    """How somebody looks to others, z by constants: standing, respect, readiness; two wishes."""


def how_people_look(model):
    """A view of everybody."""
    asked = in_strength(model)
    views = {}
    for person in model.people:
        view = views[person] = View()
        standing = math.log(max(person.output, 0.05)) / max(person.role.cv, 0.05)
        judged = person.tenure >= UNJUDGED_MONTHS
        view.standing = within_3((standing - STANDING_MEAN) / STANDING_SD) if judged else 0.0
        view.respect = within_3((math.log(1.0 + asked[person]) - RESPECT_MEAN) / RESPECT_SD)
        view.readiness = readiness(model, person)
    return views


def readiness(model, person):
    needs, used = person.role.requirement, person.role.used
    if not used:
        return 0.0
    ratio = sum(person.skill[k] / needs[k] for k in used) / len(used)
    return within_3((ratio - model.population.plateau_mean) / READINESS_SD)


def within_3(z):
    return clip(z, -3.0, 3.0)


def eligible(person, limits, view):
    """Whether limits, all constants, let somebody in."""
    tenure, level = person.tenure, person.seat.level
    return (
        tenure >= limits.min_tenure
        and (limits.max_tenure is None or tenure < limits.max_tenure)
        and level >= limits.min_level
        and (limits.max_level is None or level <= limits.max_level)
        and (limits.min_willingness is None or person.willingness >= limits.min_willingness)
        and at_least(view.respect, limits.respect_percentile)
        and at_least(view.readiness, limits.skill_percentile)
        and (not limits.departments or person.seat.department.name in limits.departments)
    )


def at_least(z, percent):
    """Whether a z-score reaches a percentile of the reference workforce."""
    return percent <= 0 or z >= inverse_normal(percent / 100.0)


def pull(model):
    """What draws people in beside their own wish: invitations and rewards."""
    scheme, p = model.scheme, model.parameters.enroll
    rewarded = scheme.share > 0.0 and scheme.audience == "participants"
    return model.intake.nudge + (p.reward if scheme.prize > 0.0 or rewarded else 0.0)


def taste(model, person, side):
    u = model.luck.lasting_uniform(f"enroll.taste.{side}", person.address)
    return math.log(u / (1.0 - u))


def wish_for_mentor(model, person, view):
    p = model.parameters.enroll
    wish = p.intercept_mentee + pull(model) + taste(model, person, "mentee")
    wish += p.growth * person.growth_motivation + p.standing * view.standing
    wish += p.respect * view.respect + p.satisfied * person.satisfaction
    return wish + p.safety * person.team.safety - p.workload * person.stress


def wish_to_mentor(model, person, view):
    p = model.parameters.enroll
    wish = p.intercept_mentor + pull(model) + p.reward * model.scheme.mentor_credit
    wish += taste(model, person, "mentor")
    wish += p.willing * person.willingness + p.dutiful * person.conscientiousness
    wish += p.respect * view.respect
    return wish + p.safety * person.team.safety - p.workload * person.stress


def joins_as_mentee(model, person, view):
    """Whether an eligible person joins to be helped, as the kind of enrollment decides."""
    policy = model.program.enrollment
    if policy.kind == "mandatory":
        return True
    if policy.kind == "nominated" and not named(policy, seen_standing(model, person, view)):
        return False
    return view.wish_mentee > reluctance(policy)


def joins_as_mentor(model, person, view):
    """Whether an eligible person joins to help."""
    policy = model.program.enrollment
    if policy.kind == "mandatory" and policy.mentors_too:
        return True
    if policy.kind == "nominated" and not named(policy, seen_ability(model, person, view)):
        return False
    return view.wish_mentor > reluctance(policy)


def reluctance(policy):
    """Wish above which somebody joins: below 0 where it takes something to stay out."""
    return {"nominated": lambda: -policy.persuasion, "opt_out": lambda: -policy.inertia}.get(
        policy.kind, lambda: 0.0
    )()


def named(policy, standing):
    """Managers name the top share, by a constant of the reference workforce."""
    share = clip(1.0 - policy.share, 1e-9, 1.0 - 1e-9)
    return standing > inverse_normal(share)


def seen_standing(model, person, view):
    """Output as managers see it, with their error."""
    noise = model.parameters.enroll.view_noise
    error = model.luck.lasting_normal("enroll.view.mentee", person.address)
    return (view.standing + noise * error) / math.sqrt(1.0 + noise**2)


def seen_ability(model, person, view):
    """Skill and respect as managers see them, with their error."""
    noise = model.parameters.enroll.view_noise
    error = model.luck.lasting_normal("enroll.view.mentor", person.address)
    able = (view.respect + view.readiness) / math.sqrt(2.0)
    return (able + noise * error) / math.sqrt(1.0 + noise**2)


def capacity(model):
    """Mentees a mentor takes at one time."""
    if model.terms.form != "pairs":
        return model.terms.size - 1
    return 1 if model.mutual else model.preferences.capacity


def within_cap(model, joining, views):
    """Who fits under the cap on pairs: the keenest, company by company."""
    if model.intake.max_pairs is None:
        return joining
    cap = model.intake.max_pairs * (2 if model.mutual and model.terms.form == "pairs" else 1)
    if not model.mutual:
        cap //= model.preferences.mentors_each
    room = {}
    for person in model.people:
        served = person.mentors > 0 or person.seeks_mentor
        room[company(person.seat)] = room.get(company(person.seat), cap) - served
    taken = []
    for person in sorted(joining, key=lambda p: (-views[p].wish_mentee, p.address)):
        if room[company(person.seat)] > 0:
            room[company(person.seat)] -= 1
            taken.append(person)
    return taken
