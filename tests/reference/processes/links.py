"""Links: who may ask whom, who does, how ties grow by meeting, and how they end.

Everybody has a circle of some 21 seats, a manager, and a few acquaintances in the own department
and in others. Of two such people each direction is a tie with a chance of its own,

    logit p(a asks b) = usual of the kind + capacity of a + ability of b + service of b
                        + levels that b stands above a + being a's manager + what the two share.

All luck belongs to the two. Ties are drawn when somebody sits down; when service has doubled, more
others ask; they go with whoever leaves first. Strength .5 to 1.5; a new tie begins at 0 and grows.
"""

from tests.reference.mathematics import clip, logistic
from tests.reference.people import Tie

NEAR, ACROSS = 6, 14
USUAL_SERVICE = 3
FARTHEST = 2


def draw_ties(model, seats, more=False):
    """Draw the ties of those who sit down on seats, or the more that their service has brought."""
    chosen = set(seats)
    if not chosen:
        return
    for seat in model.seats:
        if seat in chosen:
            for other in (*seat.circle, *acquaintances(model, seat)):
                # Both of two newcomers would draw the same.
                if more or other not in chosen or other.number > seat.number:
                    draw_pair(model, seat, other, more)
        boss = seat.manager
        if boss and seat.person and (seat in chosen or boss in chosen):
            draw_pair(model, *((seat, boss) if seat in chosen else (boss, seat)), more)


def draw_pair(model, one, other, more):
    """Draw who asks whom of two people; `more` = only whether the other has begun to ask."""
    if one is other or not other.person:
        return
    draw_tie(model, other.person, one.person, more)
    if not more:
        draw_tie(model, one.person, other.person, more)


def draw_tie(model, asker, expert, more):
    a, b = asker.address, expert.address
    if model.luck.lasting_uniform("network.ties", a, b) < logistic(wish(model, asker, expert)):
        link(model, asker.seat, expert.seat)
        tie = asker.ties.setdefault(expert, Tie(0.0))
        if not (more and tie.target > 0.0):
            tie.target = 0.5 + model.luck.lasting_uniform("network.ties", a, b, index=1)


def wish(model, asker, expert):
    """Log-odds that one asks the other."""
    p = model.population
    is_boss = asker.seat.manager is expert.seat
    low, high = sorted((asker.address, expert.address))
    shared = p.pair_dispersion * model.luck.lasting_normal("network.ties", low, high, index=2)
    above = clip(expert.seat.level - asker.seat.level, -FARTHEST, FARTHEST)
    z = usual(p, asker.seat, expert.seat) + shared + p.ask_manager * is_boss
    z += p.tie_dispersion * asker.tie_capacity + p.ask_ability * expert.ability
    return z + p.ask_service * (doublings(expert) - USUAL_SERVICE) + p.ask_level * above


def usual(p, one, other):
    """Log-odds of the kind of pair: team, circle, department or beyond."""
    if one.circle is other.circle and one.team is other.team:
        return p.ask_team
    # Manager and subordinate work side by side wherever they sit.
    if one.circle is other.circle or one.manager is other or other.manager is one:
        return p.ask_circle
    return p.ask_department if one.department is other.department else p.ask_across


def doublings(person):
    """How often service has doubled: 0 in the first year, then 1, 2 after two years, 3 after 4."""
    return sum(person.tenure >= 12.0 * 2**count for count in range(6))


def acquaintances(model, seat):
    """Seats beyond the circle with which this one has to do, for good."""
    if seat.acquaintances is None:
        met = (acquaintance(model, seat, number) for number in range(NEAR + ACROSS))
        seat.acquaintances = [other for other in met if other is not None]
    return seat.acquaintances


def acquaintance(model, seat, number):
    """The numbered acquaintance of a seat, or None; it is mutual, and hangs on no headcount.

    Departments d and d xor m know each other, m = 1 to 7, 8, 16, 32 and so on, 0 within one's own.
    Of the places 2^k to 2^(k+1) - 1 in both, x and y are acquainted when
    (x a mod 2^k) xor (y a mod 2^k) = w, with a (odd) and w drawn for the two, k and the number.
    """
    here, across = seat.department, number - NEAR + 1
    mask = 0 if number < NEAR else across if across <= 7 else 1 << (across - 5)
    if here.number ^ mask >= len(model.departments):
        return None
    there = model.departments[here.number ^ mask]
    if mask and (here.isolated or there.isolated):
        return None
    octave = seat.place.bit_length() - 1
    size = 1 << octave
    low, high = sorted((here.number, there.number))
    words = model.luck.words("network.meeting", low, high, octave << 8 | number)
    factor = words[0] % size | 1
    moved = (seat.place - size) * factor % size ^ words[1] % size
    place = size + moved * pow(factor, -1, size) % size
    if place > len(there.seats) or there.seats[place - 1] is seat:
        return None
    return there.seats[place - 1]


def strengthen(model, asker, expert, amount, ceiling):
    """Let one ask the other more: target and strength rise by an amount, up to a ceiling."""
    link(model, asker.seat, expert.seat)
    tie = asker.ties.setdefault(expert, Tie(0.0))
    tie.target = max(tie.target, min(ceiling, tie.target + amount))
    tie.strength = max(tie.strength, min(tie.target, tie.strength + amount))


def link(model, one, other):
    """Let two seats have to do with each other; who has too many links drops the weakest."""
    if other.number in one.links:
        return
    for seat in (one, other):
        if len(seat.links) >= model.most_links:
            in_order = [seat.links[number] for number in sorted(seat.links)]
            unlink(seat, min(in_order, key=lambda linked: weight(seat, linked)))
    one.links[other.number] = other
    other.links[one.number] = one


def unlink(one, other):
    """End the link of two seats and the ties of their holders, both ways."""
    del one.links[other.number]
    del other.links[one.number]
    if one.person and other.person:
        one.person.ties.pop(other.person, None)
        other.person.ties.pop(one.person, None)


def drop_links(seat):
    """End all links of a seat."""
    for other in list(seat.links.values()):
        unlink(seat, other)


def weight(one, other):
    """Strengths and targets of the ties of two seats, both ways."""
    if not (one.person and other.person):
        return 0.0
    there, back = one.person.ties.get(other.person), other.person.ties.get(one.person)
    return sum(tie.target + tie.strength for tie in (there, back) if tie)


def in_strength(model):
    """How strongly everybody is asked: {Person: sum over those who ask}."""
    asked = dict.fromkeys(model.people, 0.0)
    for person in model.people:
        for expert, tie in person.ties.items():
            asked[expert] += tie.strength
    return asked
