"""Turnover: who leaves, and why.

logit of quitting = department's intercept + tenure curve + search + weights x (outside options, pay
standing, embeddedness). Search is ill-being with a lag of two months, none below three months of
tenure. The intercept is solved in burn-in so that the mean hazard is the department's base rate;
the mean of the last two years' solutions stays for the run.
"""

import math

from tests.reference.mathematics import logistic, monthly_hazard
from tests.reference.processes.departure import leave

QUIT, INVOLUNTARY = 1, 2
SOLVED_MONTHS = 24
NEVER = -700.0
BEFORE_THE_RUN = -1  # when the labor market is as usual


def turnover(model):
    p = model.parameters.turnover
    expect(model, p, p.lag, model.month)
    if model.month < 0:
        solve(model)
    leavers = decide(model)
    if model.month < 0:
        average(model)
    leave(model, leavers, p.replacement_cost)
    for person in model.people:
        person.tenure += 1.0
        person.seat.q_months += 1.0


def solve_at_once(model):
    """Without a burn-in, the intercepts are solved on the people at hand."""
    if not any(department.intercept_months for department in model.departments):
        expect(model, model.parameters.turnover, 0.0, month=BEFORE_THE_RUN)
        solve(model)


def expect(model, p, lag, month):
    """Outside options, job search, and the logit of quitting but for the intercept."""
    market = p.market_elasticity * math.log(model.organization.market.ratio(month))
    bands = sorted(model.organization.tenure_turnover, key=lambda band: band.months)
    for person in model.people:
        person.alternatives = outside_options(model, person, p) + market / p.alternatives
        drive = p.satisfaction * person.satisfaction + p.commitment * person.commitment
        drive += p.stress * person.stress
        if person.tenure < p.at_once_below:
            person.search = drive
        else:
            person.search += (drive - person.search) / (1.0 + lag)
        service = person.tenure + 1.0
        logit = banded(service, bands) if bands else tenure_curve(service, p)
        logit += person.search + p.alternatives * person.alternatives
        logit += p.pay * person.pay_standing + p.embeddedness * person.embeddedness
        person.exit_logit = logit


def outside_options(model, person, p):
    """Personal part and skill, scaled to SD 1."""
    needs, usual = person.role.requirement, model.population.plateau_mean
    above = sum(person.skill[k] - usual * needs[k] for k in person.role.used)
    standing = above / (model.population.skill_dispersion * max(1, len(person.role.used)))
    return (person.alternatives_person + p.skill_pull * standing) / math.sqrt(1.0 + p.skill_pull**2)


def tenure_curve(service, p):
    """Log hazard by month of service, 1 = the first: a honeymoon, and a slow fall."""
    honeymoon = p.honeymoon * 2.0 ** (-(service - 1.0) / p.honeymoon_half_life)
    return -honeymoon - p.tenure_fall * math.log(1.0 + service / 12.0) / math.log(5.0)


def banded(service, bands):
    """Log hazard by the organization's own tenure bands, the last one open."""
    here = next((band for band in bands[:-1] if service <= band.months), bands[-1])
    return math.log(here.multiplier)


def solve(model):
    """Find each department's intercept at which the mean hazard is its base rate."""
    for department in model.departments:
        logits = [p.exit_logit for p in model.people if p.seat.department is department]
        if department.turnover <= 0.0:
            department.intercept = NEVER
        elif logits:
            department.intercept = solved(department.intercept, logits, department.turnover)


def solved(intercept, logits, base):
    base = min(base, 0.999999)
    for _ in range(200):
        mean = sum(logistic(intercept + logit) for logit in logits) / len(logits)
        move = math.log(base / (1.0 - base)) - math.log(mean / (1.0 - mean))
        intercept += move
        if abs(move) <= 1e-12:
            break
    return intercept


def average(model):
    """Gather the solutions of late burn-in; in its last month their mean is taken."""
    if model.month >= -SOLVED_MONTHS:
        for department in model.departments:
            department.intercept_sum += department.intercept
            department.intercept_months += 1.0
            if model.month == -1:
                department.intercept = department.intercept_sum / department.intercept_months


def decide(model):
    """Who leaves this month, and how: [(Person, kind)]."""
    involuntary = monthly_hazard(model.organization.involuntary)
    leavers = []
    for person in model.people:
        intercept = person.seat.department.intercept
        person.quit_probability = logistic(intercept + person.exit_logit)
        if model.luck.uniform("turnover.quit", person.address) < person.quit_probability:
            leavers.append((person, QUIT))
        elif (
            person.forced_out
            or model.luck.uniform("turnover.dismissed", person.address) < involuntary
        ):
            leavers.append((person, INVOLUNTARY))
    return leavers
