"""Practice and forgetting: the job teaches what it uses, and what it does not use is lost.

skill += r (plateau - skill)+, where r is that of a medium job; a job that takes half as long to
full productivity is practiced twice as fast: 1 - r = (1 - rate)^(5 months / its own).
What lies above the starting plateau becomes obsolete with a half-life of 48 months, as far as the
job uses it; what the job does not use is forgotten within months. Borrowed know-how halves every
month. Output uses the month's mean level, so half of the change counts as lag.
"""

from tests.reference.mathematics import kept

MEDIUM_MONTHS = 5.0


def practice(model):
    p = model.parameters.practice
    obsolete, lent = 1.0 - kept(p.obsolescence_half_life), kept(p.borrowed_half_life)
    for person in model.people:
        rate = 1.0 - (1.0 - p.rate) ** (MEDIUM_MONTHS / person.role.ramp)
        for k, needed in enumerate(person.role.requirement):
            before = person.usable_at(k)
            own = person.start_plateau[k]
            plateau = aged(person.plateau[k], own, max(own, needed), p.forget_unused, obsolete)
            person.plateau[k] = plateau
            learned = person.skill[k] + rate * max(0.0, plateau - person.skill[k])
            person.skill[k] = min(plateau, learned)
            person.borrowed[k] *= lent
            person.borrowed_peers[k] *= lent
            person.level_lag[k] += 0.5 * (person.usable_at(k) - before)


def aged(plateau, own, used, forgotten, obsolete):
    """A plateau a month later: `own` is what the person came with, `used` what the job keeps."""
    if plateau > used:
        plateau = used + (plateau - used) * (1.0 - forgotten)
    if plateau > own:
        plateau -= (min(plateau, used) - own) * obsolete
    return plateau
