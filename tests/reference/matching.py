"""Matching algorithms as in a textbook: who is paired, given how pairs look to the matcher."""

import math
from bisect import bisect_left
from functools import cached_property

QUANTA = 1_000_000
LOTS_A_TURN = 4096
DAYS_A_QUARTER = 365.25 / 4.0


class Market:
    """Who may be paired, as whoever does the matching sees it.

    `allowed(mentee, mentor)` says whether no rule forbids a pair; `worth(mentee, mentor)` gives its
    score as the policy weighs it, what the mentor thinks of it, and whether the two are known.
    """

    def __init__(self, luck, policy, mentees, mentors, room, allowed, worth, turn=0):
        self.luck = luck
        self.first_lot = turn * LOTS_A_TURN
        self.policy = policy
        self.mentees = mentees
        self.mentors = mentors
        self.room = room
        self.allowed = allowed
        self.worth = worth
        self.liking = {}
        self.known = set()
        own = policy.kind == "self_selected"
        self.noise = "matching.self_selected.noise" if own else "matching.noise"

    def see(self, mentee, mentor):
        """How a pair looks, (seen score, hash), or None where it may not be made.

        Scores are in millionths; what is seen alike is told apart by a hash of the two.
        """
        if not self.allowed(mentee, mentor):
            return None
        two = mentee.address, mentor.address
        score, liking, known = self.worth(mentee, mentor)
        error = self.policy.noise * self.luck.normal(self.noise, *two)
        seen = quantized(max(0.0, score + error))
        if seen < quantized(self.policy.minimum_score):
            return None
        tie = int(self.luck.uniform("matching.ties", *two) * 2**24)
        self.liking[mentee, mentor] = quantized(liking), tie
        if known:
            self.known.add((mentee, mentor))
        return seen, tie

    def lot(self, what, person, index=0):
        """A lot in (0, 1) of somebody in this turn."""
        return self.luck.uniform(what, person.address, index=self.first_lot + index)

    def may_be_made(self, mentee, mentor):
        """Whether a pair is allowed and seen as worth enough."""
        if self.policy.minimum_score > 0.0:
            return self.see(mentee, mentor) is not None
        return self.allowed(mentee, mentor)

    @cached_property
    def key(self):
        """All pairs that may be made, as they look: {mentee: {mentor: (seen score, hash)}}."""
        rows = {}
        for mentee in self.mentees:
            looks = ((mentor, self.see(mentee, mentor)) for mentor in self.mentors)
            rows[mentee] = {mentor: look for mentor, look in looks if look}
        return rows

    def ranked(self, mentee):
        """The mentors of a mentee, best seen first."""
        return sorted(self.key[mentee], key=self.key[mentee].__getitem__, reverse=True)


def quantized(score):
    """A score in whole millionths."""
    return round(score * QUANTA)


def manager_assigned(market):
    """The pair that looks best first, then the best of the rest."""
    offers = [(key, a, b) for a, row in market.key.items() for b, key in row.items()]
    room, mates = dict(market.room), {}
    for _, mentee, mentor in sorted(offers, key=lambda offer: offer[0], reverse=True):
        if mentee not in mates and room[mentor] > 0:
            mates[mentee] = mentor
            room[mentor] -= 1
    return mates


def propose(market, wishes, rounds):
    """Mentees ask in the order of their wishes, mentors hold whom they like best (Gale-Shapley)."""
    held = {mentor: [] for mentor in market.mentors}
    left = {mentee: list(wishes[mentee]) for mentee in market.mentees}
    asking = 0
    while asking < rounds:
        asking += 1
        free = set(market.mentees) - {mentee for group in held.values() for mentee in group}
        turns = [mentee for mentee in market.mentees if mentee in free and left[mentee]]
        if not turns:
            break
        for mentee in turns:
            mentor = left[mentee].pop(0)
            held[mentor].append(mentee)
        for mentor, group in held.items():
            group.sort(key=lambda mentee: market.liking[mentee, mentor], reverse=True)
            del group[market.room[mentor] :]
    return {mentee: mentor for mentor, group in held.items() for mentee in group}


def stable(market):
    """No mentee and mentor would both rather have each other."""
    wishes = {mentee: market.ranked(mentee) for mentee in market.mentees}
    return propose(market, wishes, math.inf)


def self_selected(market):
    """Mentees ask mentors they know or see in a list, as long as the quarter lasts."""
    policy = market.policy
    cost = quantized(policy.participation_cost)
    wishes = {}
    for mentee in market.mentees:
        ranked = market.ranked(mentee)
        listed = set(ranked[: policy.list_length])
        wishes[mentee] = [
            mentor
            for mentor in ranked
            if (mentor in listed or (mentee, mentor) in market.known)
            and market.key[mentee][mentor][0] >= cost
        ]
    return propose(market, wishes, DAYS_A_QUARTER // policy.request_days)


def at_random(market):
    """Mentees and mentors' slots draw a place on a circle; each takes the next free slot."""
    slots = [
        (market.lot("matching.random.slot", mentor, slot), mentor)
        for mentor in market.mentors
        for slot in range(market.room[mentor])
    ]
    own = {person: market.lot("matching.random.mentee", person) for person in market.mentees}
    return round_the_circle(market, own, slots)


def introductions(market):
    """Both sides draw a place on a circle; each mentee meets the next who is still alone."""
    hosts = [(market.lot("matching.introductions.place", one), one) for one in market.mentors]
    own = {one: market.lot("matching.introductions.own", one) for one in market.mentees}
    return round_the_circle(market, own, hosts)


def round_the_circle(market, own, slots):
    """In the order of their own places mentees take the next free slot that they may have."""
    slots = sorted(slots, key=lambda slot: slot[0])
    places = [place for place, _ in slots]
    mates = {}
    for mentee in sorted(market.mentees, key=own.__getitem__):
        start = bisect_left(places, own[mentee])
        for step in range(len(slots)):
            slot = (start + step) % len(slots)
            if market.may_be_made(mentee, slots[slot][1]):
                mates[mentee] = slots[slot][1]
                del slots[slot], places[slot]
                break
    return mates


def optimal(market):
    """The highest total of seen scores; or as many pairs as possible, and then that."""
    return best_total(market, market.key, most=market.policy.aim == "participation")


def fair(market):
    """As many pairs as possible, then the highest lowest score, then the highest total."""
    levels = sorted({seen for row in market.key.values() for seen, _ in row.values()})
    if not levels:
        return {}
    most = len(best_total(market, market.key, most=True))
    low, high = 0, len(levels)
    while high - low > 1:  # the highest floor at which still as many are paired
        middle = (low + high) // 2
        above = at_or_above(market.key, levels[middle])
        if len(best_total(market, above, most=True)) == most:
            low = middle
        else:
            high = middle
    return best_total(market, at_or_above(market.key, levels[low]), most=True)


def at_or_above(key, floor):
    return {
        mentee: {mentor: value for mentor, value in row.items() if value[0] >= floor}
        for mentee, row in key.items()
    }


def best_total(market, key, *, most):
    """Assignment of the highest sum of keys, by scipy's dense solver; staying alone is worth 0.

    A key is the seen score and, as a fraction of a millionth, the hash of the two.
    """
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    mentees = [mentee for mentee in market.mentees if key.get(mentee)]
    slots = [mentor for mentor in market.mentors for _ in range(market.room[mentor])]
    if not mentees:
        return {}
    worth = {
        (mentee, mentor): seen * 2**24 + tie
        for mentee in mentees
        for mentor, (seen, tie) in key[mentee].items()
    }
    bonus = len(mentees) * max(worth.values()) + 1 if most else 0
    column = {}
    for place, mentor in enumerate(slots):
        column.setdefault(mentor, []).append(place)
    cost = np.full((len(mentees), len(slots) + len(mentees)), np.inf)
    np.fill_diagonal(cost[:, len(slots) :], 0.0)
    for row, mentee in enumerate(mentees):
        for mentor in key[mentee]:
            cost[row, column[mentor]] = -float(worth[mentee, mentor] + bonus)
    assert np.abs(cost[np.isfinite(cost)]).max() < 2**52, "floats would not add up exactly"
    rows, columns = linear_sum_assignment(cost)
    return {
        mentees[row]: slots[place]
        for row, place in zip(rows, columns, strict=True)
        if place < len(slots)
    }


MATCHINGS = {
    "random": at_random,
    "manager_assigned": manager_assigned,
    "stable": stable,
    "self_selected": self_selected,
    "introductions": introductions,
    "optimal": optimal,
    "fair": fair,
}
"""Each kind of matching: a market in, {mentee: mentor} out."""
