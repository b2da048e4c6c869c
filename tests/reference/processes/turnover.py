"""Turnover: who leaves, and why.

logit of quitting = department's intercept + tenure curve + search + weights x (outside options, pay
standing, embeddedness). Search is ill-being with a lag of two months, none below three months of
tenure. The intercept is solved in burn-in so that the mean hazard is the department's base rate;
where the company states exit rates by tenure band, a log hazard of the band stands for the tenure
curve, moved in burn-in until the bands' mean hazards differ as stated. The means of the last two
years' solutions stay for the run.
"""

import math

from tests.reference.mathematics import logistic, monthly_hazard
from tests.reference.processes.departure import leave

QUIT, INVOLUNTARY = 1, 2
SOLVED_MONTHS = 24
BAND_PACE, BAND_PASSES = 0.2, 60
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
        for _ in range(BAND_PASSES if model.organization.tenure_turnover else 1):
            expect(model, model.parameters.turnover, 0.0, month=BEFORE_THE_RUN)
            solve(model)


def expect(model, p, lag, month):
    """Outside options, job search, and the logit of quitting but for the intercept."""
    market = p.market_elasticity * math.log(model.organization.market.ratio(month))
    bands = bands_of(model)
    for person in model.people:
        person.alternatives = outside_options(model, person, p) + market / p.alternatives
        drive = p.satisfaction * person.satisfaction + p.commitment * person.commitment
        drive += p.stress * person.stress
        if person.tenure < p.at_once_below:
            person.search = drive
        else:
            person.search += (drive - person.search) / (1.0 + lag)
        service = person.tenure + 1.0
        band = person.seat.department.band
        logit = band[place_of(service, bands)] if bands else tenure_curve(service, p)
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


def bands_of(model):
    return sorted(model.organization.tenure_turnover, key=lambda band: band.months)


def place_of(service, bands):
    """Number of the tenure band of a month of service, the last one open."""
    inside = (n for n, band in enumerate(bands[:-1]) if service <= band.months)
    return next(inside, len(bands) - 1)


def solve(model):
    """Find each department's intercept at which the mean hazard is its base rate."""
    for department in model.departments:
        logits = [p.exit_logit for p in model.people if p.seat.department is department]
        if department.turnover <= 0.0:
            department.intercept = NEVER
        elif logits:
            department.intercept = solved(department.intercept, logits, department.turnover)
    bands = bands_of(model)
    for department in model.departments if bands else ():
        staff = [p for p in model.people if p.seat.department is department]
        if staff and department.turnover > 0.0:
            move_bands(department, staff, bands)


def move_bands(department, staff, bands):
    """Bring the bands' mean hazards nearer to the stated multiples of the department's."""
    within = [[p for p in staff if place_of(p.tenure + 1.0, bands) == n] for n in range(len(bands))]
    hazards = [
        sum(logistic(department.intercept + p.exit_logit) for p in people) for people in within
    ]
    weight = sum(len(people) * band.multiplier for people, band in zip(within, bands, strict=True))
    for n, (people, band) in enumerate(zip(within, bands, strict=True)):
        if people:
            target = sum(hazards) / weight * band.multiplier
            mean = hazards[n] / len(people)
            department.band[n] += BAND_PACE * (math.log(target) - math.log(mean))


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
            both = zip(department.band_sum, department.band, strict=True)
            department.band_sum = [total + now for total, now in both]
            if model.month == -1:
                months = department.intercept_months
                department.intercept = department.intercept_sum / months
                department.band = [total / months for total in department.band_sum]


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
