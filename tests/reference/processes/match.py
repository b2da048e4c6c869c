"""Matching: who is paired with whom, and how a pair begins.

score = weighted mean of needs met, role fit, e^-(personality difference), acquaintance; the matcher
sees it with an error. True fit is another draw: .3 needs + .15 similarity + .1 roles + chemistry of
the two, all z, which lasts: the same two have the same fit whenever they meet.
"""

import math
from collections import Counter

from tests.reference.matching import LOTS_A_TURN, MATCHINGS, Market
from tests.reference.pairing import open_pairs
from tests.reference.processes.assign import company

WEEKS_A_MONTH = 4.345
SENIOR_BY_MONTHS = 24.0
BEST_LEVELS_ABOVE = 1.5
LEVELS_APART = 1.5
NEEDS_MEAN, NEEDS_SD = 0.55, 0.36
ROLES_MEAN, ROLES_SD = 0.8, 0.15
LIKENESS_SD = math.sqrt(0.5)


def match(model):
    cohort = model.intake.intake == "cohort"
    if not model.running_program or (cohort and model.month % 3 != 0):
        return
    sides = peers(model) if model.mutual else [two_sides(model)]
    if not any(by_company(*side) for side in sides):
        return
    policy = model.program.matching
    model.count("matchings")
    proven = policy.kind == "optimal" and policy.aim == "score"
    model.tally["match_gap"] = 0.0 if proven else -1.0
    if policy.kind == "none":
        return
    for turn in range(1 if model.mutual else model.preferences.mentors_each):
        couples = [couple for side in sides for couple in coupled(model, turn, *side)]
        model.book_staff("matching", policy.staff_hours_per_pair * len(couples))
        sit_together(model, couples)
        sides = [left_over(*side, couples) for side in sides]


def coupled(model, turn, mentees, mentors, room):
    """Mentor and mentee of each new pair, company by company."""
    couples = []
    for seeking, offering in by_company(mentees, mentors, room):
        leads = offering
        if model.terms.form == "group":
            leads = leading(model, turn, seeking, offering, room)
        market = market_of(model, seeking, leads, room, turn)
        mates = MATCHINGS[model.program.matching.kind](market)
        couples += [(mates[mentee], mentee) for mentee in seeking if mentee in mates]
    return couples


def by_company(mentees, mentors, _room):
    """Mentees and mentors of each company that has both, isolated departments last."""
    companies = dict.fromkeys(map(company_of, sorted(mentees, key=company_and_seat)))
    pools = [
        [[p for p in side if company_of(p) == one] for side in (mentees, mentors)]
        for one in companies
    ]
    return [pool for pool in pools if all(pool)]


def left_over(mentees, mentors, room, couples):
    """Who gets another mentor, and mentors with the room they have left."""
    paired = {mentee for _, mentee in couples}
    room = Counter(room) - Counter(mentor for mentor, _ in couples)
    return [p for p in mentees if p in paired], [p for p in mentors if room[p] > 0], room


def market_of(model, mentees, mentors, room, turn):
    """All pairs that no rule forbids, and what they are worth.

    Whoever is to get several mentors is matched once more in another turn, with lots of its own.
    """
    paired = {(pair.mentee, pair.mentor) for pair in model.pairs}
    usable = {person: person.usable() for person in (*mentees, *mentors)}

    def allowed(mentee, mentor):
        return (mentee, mentor) not in paired and may_meet(model, mentee, mentor)

    def worth(mentee, mentor):
        wanted = wanted_levels(model, mentee)
        met = needs_met(usable[mentee], usable[mentor], wanted, model.weights, 0.0)
        return scores(model, mentee, mentor, met)

    policy = model.program.matching
    return Market(model.luck, policy, mentees, mentors, room, allowed, worth, turn)


def seekers(model):
    return [person for person in model.people if person.seeks_mentor]


def two_sides(model):
    """Mentees, mentors with room, and that room; too few mentors cost mentees a quarter."""
    mentees = seekers(model)
    room = {p: p.mentor_capacity - p.mentees for p in model.people if p.offers_mentoring}
    mentors = [person for person in model.people if room.get(person, 0) > 0]
    if model.intake.intake == "cohort":
        offered, seeking = Counter(), Counter(map(company_of, mentees))
        for mentor in mentors:
            offered[company_of(mentor)] += room[mentor]
        short = {
            one
            for one, count in seeking.items()
            if offered[one] < model.intake.kickoff_share * count
        }
        mentees = [p for p in mentees if company_of(p) not in short or p.waiting >= 3.0]
    return mentees, mentors, room


def peers(model):
    """Round tables with room are filled first; then lots decide who leads another."""
    people, size = seekers(model), 2 if model.terms.form == "pairs" else model.terms.size
    lots = {person: model.luck.uniform("match.leaders", person.address) for person in people}
    waiting = sorted(people, key=lots.__getitem__)
    room = {}
    if model.terms.form == "peers":
        for table in tables_of(model, peer=True).values():
            if len(table) < size:
                room[min(table, key=lambda p: p.seat.number)] = size - len(table)
    hosts = sorted(room, key=lambda p: model.luck.uniform("match.leaders", p.address, index=1))
    _, waiting = seat_in_order(model, waiting, hosts, room)
    joining = [person for person in people if person not in waiting]
    rest = [person for person in people if person in waiting]
    return [(joining, sorted(hosts, key=seat_number), room), draw_leaders(model, rest, lots, size)]


def draw_leaders(model, people, lots, size):
    """Just enough leaders that all find a place, those of the lowest lots in a company."""
    within = company_of
    if model.preferences.same_department == "require":
        within = department
    leaders = set()
    parts = {}
    for person in sorted(people, key=lots.__getitem__):
        parts.setdefault(within(person), []).append(person)
    for members in parts.values():
        leaders.update(members[: -(-len(members) // size)])
    mentors = [person for person in people if person in leaders]
    mentees = [person for person in people if person not in leaders]
    return mentees, mentors, dict.fromkeys(mentors, size - 1)


def leading(model, turn, mentees, mentors, room):
    """Mentors who lead a group: first who does already, then by lot, as many as are needed."""
    first = turn * LOTS_A_TURN
    lots = {p: model.luck.uniform("match.leaders", p.address, index=first) for p in mentors}
    own = {p: model.luck.uniform("match.leaders", p.address, index=first + 1) for p in mentees}
    order = sorted(mentors, key=lambda p: (p.mentees == 0, lots[p]))
    chosen, _ = seat_in_order(model, sorted(mentees, key=own.__getitem__), order, room)
    return [mentor for mentor in mentors if mentor in chosen]


def seat_in_order(model, waiting, leaders, room):
    """Each leader takes those in turn who may sit there; who led somebody, and who is left."""
    chosen, waiting = set(), list(waiting)
    paired = {(pair.mentee, pair.mentor) for pair in model.pairs}
    for leader in leaders:
        fits = [p for p in waiting if (p, leader) not in paired and may_meet(model, p, leader)]
        taken = set(fits[: room[leader]])
        waiting = [person for person in waiting if person not in taken]
        if taken:
            chosen.add(leader)
    return chosen, waiting


def tables_of(model, *, peer):
    """People at each table, by its number."""
    tables = {}
    for pair in model.pairs:
        if pair.peer == peer:
            tables.setdefault(pair.group, set()).update((pair.mentor, pair.mentee))
    return tables


def seat_number(person):
    return person.seat.number


def department(person):
    return person.seat.department


def company_and_seat(person):
    """Order in which pairs are made: the isolated departments come last."""
    isolated = department(person).isolated
    return department(person).number if isolated else -1, person.seat.number


def company_of(person):
    return company(person.seat)


# ---------------------------------------------------------------- rules


def may_meet(model, mentee, mentor):
    """Whether no rule forbids a pair."""
    if mentee is mentor or not right_direction(model, mentee, mentor):
        return False
    if not right_department(model, mentee, mentor):
        return False
    wishes = model.preferences
    if wishes.reporting_line == "forbid" and (
        is_superior(mentor, mentee) or is_superior(mentee, mentor)
    ):
        return False
    return not (wishes.strangers and know_each_other(mentee, mentor))


def right_direction(model, mentee, mentor):
    above = mentor.seat.level - mentee.seat.level
    if model.direction == 0:
        return abs(above) <= 1
    if model.direction < 0:
        return above < 0
    return above > 0 or (above == 0 and mentor.tenure >= mentee.tenure + SENIOR_BY_MONTHS)


def right_department(model, mentee, mentor):
    rule = model.preferences.same_department
    if department(mentee) is department(mentor):
        return rule != "forbid"
    isolated = department(mentee).isolated or department(mentor).isolated
    return rule != "require" and not isolated


def is_superior(one, other):
    """Whether one stands above the other in the reporting line."""
    above = other.seat.manager
    seen = set()
    while above is not None and above not in seen:
        if above is one.seat:
            return True
        seen.add(above)
        above = above.manager
    return False


def know_each_other(one, other):
    """Whether one of the two asks the other."""
    return one.strength_to(other) > 0.0 or other.strength_to(one) > 0.0


# ---------------------------------------------------------------- scores and fit


def wanted_levels(model, mentee):
    """The program's target of each skill, or what the mentee's job asks where it names none."""
    levels = zip(model.targets, mentee.role.requirement, strict=True)
    return [target if target > 0.0 else asked for target, asked in levels]


def scores(model, mentee, mentor, met):
    """What a pair is worth as the policy weighs it, to the mentor, and whether they are known."""
    wishes = model.preferences
    total = wishes.needs + wishes.roles + wishes.personality + wishes.ties
    known = know_each_other(mentee, mentor)
    alike = math.exp(-difference(mentee, mentor))
    score = wishes.needs * met + wishes.roles * roles_fit(model, mentee, mentor)
    score += wishes.personality * alike + wishes.ties * known
    return min(1.0, score / total), 0.5 * (alike + known), known


def needs_met(have, offered, wanted, weights, nothing):
    """Share of the weighted gaps to the wanted levels that the other could close."""
    missing = met = 0.0
    for k, weight in enumerate(weights):
        gap = weight * (wanted[k] - have[k])
        if gap > 0.0:
            missing += gap
            met += min(gap, max(0.0, weight * (offered[k] - have[k])))
    return met / missing if missing > 0.0 else nothing


def roles_fit(model, mentee, mentor):
    """Mean of how well the level distance fits and of the overlap of what the jobs use."""
    above = mentor.seat.level - mentee.seat.level
    off = (above - BEST_LEVELS_ABOVE * model.direction) / LEVELS_APART
    one, other = mentee.role.requirement, mentor.role.requirement
    total = sum(one) + sum(other)
    apart = sum(abs(a - b) for a, b in zip(one, other, strict=True))
    overlap = 1.0 - apart / total if total > 0.0 else 1.0
    return 0.5 * (math.exp(-0.5 * off**2) + overlap)


def difference(one, other):
    """Half the mean squared distance over four traits: 1 for two random people, 0 for twins."""
    return (
        (one.conscientiousness - other.conscientiousness) ** 2
        + (one.extraversion - other.extraversion) ** 2
        + (one.stability - other.stability) ** 2
        + (one.growth_motivation - other.growth_motivation) ** 2
    ) / 8.0


def true_fit(model, mentor, mentee):
    """True fit of the two, z, and their likeness, z."""
    p = model.parameters.match
    met = brought(model, mentee, mentor)
    if model.mutual:  # two who help each other have one relationship
        met = 0.5 * (met + brought(model, mentor, mentee))
    role = max(-3.0, (roles_fit(model, mentee, mentor) - ROLES_MEAN) / ROLES_SD)
    alike = max(-3.0, (1.0 - difference(mentee, mentor)) / LIKENESS_SD)
    rest = math.sqrt(1.0 - p.fit_needs**2 - p.fit_similarity**2 - p.fit_roles**2)
    chemistry = lasting(model, "match.chemistry", mentor, mentee)
    fit = p.fit_needs * (met - NEEDS_MEAN) / NEEDS_SD + p.fit_similarity * alike
    return fit + p.fit_roles * role + rest * chemistry, alike


def brought(model, mentee, mentor):
    """Needs that the other could meet, by what both brought to the company."""
    equal, wanted = [1.0] * model.skills, mentee.role.requirement
    return needs_met(mentee.start_plateau, mentor.start_plateau, wanted, equal, NEEDS_MEAN)


def lasting(model, what, one, other):
    """A standard normal number of the two, whoever helps whom."""
    low, high = sorted((one.address, other.address))
    return model.luck.lasting_normal(what, low, high)


# ---------------------------------------------------------------- how pairs begin


def sit_together(model, couples):
    """Open the pairs of all tables: leader with followers, or everybody with everybody."""
    if model.terms.form == "pairs" and not model.mutual:
        tables = [(None, list(couple)) for couple in couples]
    else:
        led = {}
        for leader, follower in couples:
            led.setdefault(leader, [leader]).append(follower)
        tables = [(table_led(model, p), led[p]) for p in sorted(led, key=seat_number)]
    if model.mutual:
        known = tables_of(model, peer=True)
        couples = []
        for number, coming in tables:
            old = known.get(number, set())
            people = list(dict.fromkeys([*coming, *old]))
            couples += [(a, b) for a in people for b in people if a is not b and not {a, b} <= old]
    if couples:
        open_pairs(model, couples, tables, lambda mentor, mentee: beginning(model, mentor, mentee))


def table_led(model, leader):
    """The number of the table at which somebody leads or sits already, or None."""
    for pair in model.pairs:
        if pair.mentor is leader and pair.peer == model.mutual:
            return pair.group
    return None


def beginning(model, mentor, mentee):
    """How a pair begins: fit, first quality, and the terms it was given."""
    p, terms = model.parameters.match, model.terms
    fit, alike = true_fit(model, mentor, mentee)
    agenda, learned = {
        "none": (p.agenda_none, p.learned_none),
        "suggested": (p.agenda_suggested, p.learned_suggested),
        "worksheet": (1.0, p.learned_worksheet),
    }[terms.agenda]
    return {
        "peer": model.mutual,
        "months_left": terms.weeks / WEEKS_A_MONTH,
        "planned": terms.meetings_per_month,
        "minutes": terms.minutes,
        "agenda": agenda,
        "learned": learned,
        "structure": structure(terms),
        "clarity": model.clarity,
        "similarity": alike,
        "fit": fit,
        "meet": p.habit * lasting(model, "match.habit", mentor, mentee),
        "quality": p.first_impression * fit,
    }


def structure(terms):
    """How structured meetings are, 0..1: agenda half, regularity and feedback a quarter each."""
    agenda = {"none": 0.0, "suggested": 0.25, "worksheet": 0.5}[terms.agenda]
    return agenda + 0.25 * min(1.0, terms.meetings_per_month / 2.0) + 0.25 * terms.feedback
