"""Embedding: ties and regular contact hold people, and support them.

Regular contact, with those one meets again, is a tie of up to half a full network, n / (n + 3) of
it for n contacts a month, halving in three months once contact stops; so does the support that
contacts of any kind bring.
"""

import math

from tests.reference.mathematics import kept


def embed(model):
    p = model.parameters.embed
    fading = kept(p.contact_half_life)
    for person in model.people:
        n = person.regular_contacts + person.attention
        now = p.contact_tie * n / (n + p.half_contacts)
        person.tie_contact = max(now, person.tie_contact * fading)
    tie_up(model)
    for person in model.people:
        now = person.contacts / (person.contacts + p.half_contacts)
        person.support_reach = max(now, person.support_reach * fading)
        gained = p.support_gain * person.support_reach
        person.support = person.support_set + gained - p.support_loss * person.tie_lost
        person.peer_relations = 0.6 * person.team.climate + 0.8 * person.support


def tie_up(model):
    """Embeddedness: log(1 + tie strength) against an established colleague's, z."""
    p = model.parameters.embed
    for person in model.people:
        asked = sum(tie.strength for tie in person.ties.values())
        person.tie_total = asked + p.full_network * person.tie_contact
        share = person.tie_total / p.full_network
        person.embeddedness = (math.log(1.0 + share) - math.log(2.0)) / p.embeddedness_spread
