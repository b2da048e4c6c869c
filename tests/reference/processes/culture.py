"""Culture: what leaders do for openness, and how slowly teams follow.

team safety += r (usual + share reached (.5 commitment + .3 voice) - safety), r from a half-life of
six months.
Ordered attention is obeyed less from month to month until it is repeated; it takes the manager's
own time. Introductions leave ties. Prompts for written advice count as contacts.
"""

import math
from collections import Counter
from types import SimpleNamespace

from tests.reference.mathematics import clip, kept
from tests.reference.processes.assign import company
from tests.reference.processes.links import strengthen

HOURS_A_MONTH = 160.0
WEEKS_A_MONTH = 4.345


def culture(model):
    p, choices = model.parameters.culture, this_month(model)
    set_the_tone(model, p, choices)
    if not model.running_program:
        return
    listen(model, p, choices)
    attend(model, p, choices)
    met = introduce(model, p, choices)
    prompt(model)
    listening = p.channel_staff * choices.voice * len(model.reached) / 100.0
    model.book_staff("open_door", listening + p.introduction_staff * met)


def this_month(model):
    """What leaders do; in a month of which the program runs a part only, that part of it."""
    part, choices = model.part_of_month, model.culture
    return SimpleNamespace(
        commitment=part * choices.commitment,
        voice=part * choices.voice,
        attention_hours=part * choices.attention_hours,
        introductions=choices.introductions,
        reminders=choices.reminders,
    )


def set_the_tone(model, p, choices):
    """Safety of every team follows what leaders do, as far as they reach its people."""
    push = p.commitment_gain * choices.commitment + p.voice_gain * choices.voice
    people = Counter(person.team for person in model.people)
    reached = Counter(person.team for person in model.reached)
    for team in model.teams:
        target = team.safety_set + push * reached[team] / max(1, people[team])
        team.safety += (1.0 - kept(p.half_life)) * (target - team.safety)


def listen(model, p, choices):
    """Open the voice channel; speaking up and leading openly take time."""
    leaders = set()
    for person in model.reached:
        person.voice = choices.voice
        person.lend(p.speaking_hours * choices.voice)
        leaders.add(person.manager())
    for leader in leaders - {None}:
        leader.lend(p.leader_hours * choices.commitment)


def attend(model, p, choices):
    """Managers give every subordinate the hours left of the order, out of their own work."""
    month = model.program_month
    since = month - max(told for told in (0, *choices.reminders) if told <= month)
    hours = choices.attention_hours * 2.0 ** (-since / p.compliance_half_life)
    for person in model.reached:
        manager = person.manager()
        if manager and hours > 0.0:
            person.attention += hours / p.talk_hours
            person.contacts += hours / p.talk_hours
            person.lend(hours)
            manager.lend(hours)
            manager.help_lent += hours / HOURS_A_MONTH


def introduce(model, p, choices):
    """At a quarter's start everybody meets colleagues of other teams; a fraction is a chance."""
    met = 0
    if model.month % 3 != 0:
        return met
    circles = {}  # the seats of each company
    for seat in model.seats:
        circles.setdefault(company(seat), []).append(seat)
    for number in range(math.ceil(choices.introductions)):
        for person in model.reached:
            lot = model.luck.uniform("culture.introduced", person.address, index=number)
            if lot < choices.introductions - number:
                met += meet_somebody(model, person, number, circles[company(person.seat)])
    return met


def meet_somebody(model, person, number, circle):
    """A place on the circle of the company's seats; the first from there on who can be met."""
    p = model.parameters.culture
    place = model.luck.uniform("culture.partner", person.address, index=number)
    start = int(place * len(circle))
    for step in range(len(circle)):
        seat = circle[(start + step) % len(circle)]
        other = seat.person
        if other and seat.exposed and seat.team is not person.team:
            for one, two in ((person, other), (other, person)):
                strengthen(model, one, two, p.introduction_strength, 1.0)
                one.asked_extra += 1.0
                one.lend(p.introduction_hours)
            return 1
    return 0


def prompt(model):
    """This month's prompts for written advice; in the last month the fraction left."""
    terms = model.terms
    gone = model.program_month * WEEKS_A_MONTH
    part = clip((terms.prompt_weeks - gone) / WEEKS_A_MONTH, 0.0, 1.0)
    prompts = terms.prompts_per_month * part
    for person in model.reached:
        person.contacts += prompts
        person.lend(prompts * terms.prompt_minutes / 60.0)
