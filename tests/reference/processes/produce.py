"""Output: what people get done, from what they can, want and have time for.

log output = s (traits, team and person by their shares + m satisfaction) + eps log coverage
             + log effort + log(1 - displaced time),  s^2 = log(1 + cv^2) of the role.
Coverage = mean over the job's skills of min(1, usable / requirement), at the month's mean level.
eps is solved in burn-in, so that the spread of coverage^eps is its share of the spread of output.
"""

import math

from tests.reference.mathematics import clip

LEAST_COVERAGE = 0.05
PASSES = 6
WINDOW = 24
PRIOR_PEOPLE = 30.0
TYPICAL_SKILLS, TYPICAL_LEVEL = 4.0, 0.55
LEAST_EPS, MOST_EPS = 0.3, 6.0


def produce(model):
    p = model.parameters.produce
    named = (p.share_ability, p.share_conscientiousness, p.share_stability, p.share_extraversion)
    person_share = max(0.0, 1.0 - p.share_coverage - sum(named) - p.share_team)
    weights = [math.sqrt(share) for share in (*named, p.share_team, person_share)]
    for person in model.people:
        person.coverage = max(LEAST_COVERAGE, coverage(person))
        person.log_coverage = math.log(person.coverage)
        person.output = output(model, person, weights, p.satisfaction)
        person.seat.q_output += person.output
    if model.month < 0:
        solve(model, p)


def coverage(person):
    needs, used = person.role.requirement, person.role.used
    if not used:
        return 1.0
    levels = [max(0.0, person.usable_at(k) - person.level_lag[k]) for k in used]
    return sum(min(1.0, level / needs[k]) for k, level in zip(used, levels, strict=True)) / len(
        used
    )


def output(model, person, weights, satisfaction_gain):
    z = weights[0] * person.ability + weights[1] * person.conscientiousness
    z += weights[2] * person.stability + weights[3] * person.extraversion
    z += weights[4] * person.team.output + weights[5] * person.output_person
    z += satisfaction_gain * person.satisfaction
    spread = math.sqrt(math.log(1.0 + person.role.cv**2))
    share = model.parameters.produce.displacement * model.organization.displaced_share
    away = share * (person.time_lent - person.help_lent) + person.help_lent
    log_output = spread * z + person.seat.department.eps * person.log_coverage
    log_output += math.log(max(0.05, person.effort)) + math.log(1.0 - clip(away, 0.0, 0.9))
    return math.exp(min(3.0, log_output))


def solve(model, p):
    """Move each department's eps toward this month's solution."""
    usual = model.population
    shared = usual.growth_loading**2
    spread = usual.skill_dispersion / TYPICAL_LEVEL
    prior = spread**2 * (shared + (1.0 - shared) / TYPICAL_SKILLS) / 2.0
    lived = model.month + model.organization.burn_in_months + 1
    for department in model.departments:
        people = [person for person in model.people if person.seat.department is department]
        if people:
            solution = solved(department.eps, people, p.share_coverage, prior)
            weight = 1.0 / max(1, min(WINDOW, lived))
            department.eps += weight * (solution - department.eps)


def solved(eps, people, share, prior):
    """eps at which log(1 + CV^2) of coverage^eps is its share of log(1 + cv^2) of output.

    The spread counts as if 30 people more, of the expected variance, worked there.
    """
    n = len(people)
    wanted = share * sum(math.log(1.0 + person.role.cv**2) for person in people) / n
    for _ in range(PASSES):
        parts = [math.exp(eps * person.log_coverage) for person in people]
        measured = math.log(n * sum(part * part for part in parts) / sum(parts) ** 2)
        reached = (n * measured + PRIOR_PEOPLE * prior * eps**2) / (n + PRIOR_PEOPLE)
        eps = clip(eps * math.sqrt(wanted / reached), LEAST_EPS, MOST_EPS)
    return eps
