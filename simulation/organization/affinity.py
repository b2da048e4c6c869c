"""Affinity: what one could teach another, how roles fit, how alike people are, who knows whom."""

import numpy as np

from simulation.engine.compiled import compiled
from simulation.engine.functions import exp
from simulation.engine.links import find_slot

NEEDS_MEAN, NEEDS_SD = 0.55, 0.36
"""Mean and SD of `needs_met` for two random people of one role."""

ROLES_MEAN, ROLES_SD = 0.8, 0.15
"""Usual `roles_fit` of pairs that a program would think of, and its spread."""

LIKENESS_SD = 0.7071067811865476
"""SD of `difference` of two random people: chi-squared with 4 degrees over 4; its mean is 1."""

LEVELS_APART = 1.5
"""Spread of the level distance at which roles still fit; a senior is best 1-2 levels above."""

TRAITS = ("conscientiousness", "extraversion", "stability", "growth_motivation")
"""Traits in which people are deep down alike or not."""


@compiled
def needs_met(
    have: np.ndarray, offered: np.ndarray, wanted: np.ndarray, weight: np.ndarray, nothing: float
) -> float:
    """Share of the weighted gaps to the wanted levels that the other could close, 0..1.

    sum_k w min(gap, surplus)+ / sum_k w gap+, gap = wanted - have, surplus = offered - have;
    `nothing` where there is no gap.
    """
    missing = 0.0
    met = 0.0
    for k in range(have.shape[0]):
        gap = weight[k] * (wanted[k] - have[k])
        if gap > 0.0:
            missing += gap
            met += min(gap, max(0.0, weight[k] * (offered[k] - have[k])))
    return met / missing if missing > 0.0 else nothing


@compiled
def roles_fit(above: float, best: float, role_one: np.ndarray, role_other: np.ndarray) -> float:
    """Mean of exp(-((levels above - best) / 1.5)^2 / 2) and the overlap of what jobs use, 0..1."""
    off = (above - best) / LEVELS_APART
    apart = 0.0
    total = 0.0
    for k in range(role_one.shape[0]):
        apart += abs(role_one[k] - role_other[k])
        total += role_one[k] + role_other[k]
    overlap = 1.0 - apart / total if total > 0.0 else 1.0
    return 0.5 * (exp(-0.5 * off * off) + overlap)


@compiled
def difference(one: np.ndarray, other: np.ndarray) -> float:
    """Mean squared distance over traits / 2: 1 for two random people, 0 for twins."""
    total = 0.0
    for t in range(one.shape[0]):
        total += (one[t] - other[t]) ** 2
    return float(0.5 * total / one.shape[0])


@compiled
def known_kernel(
    tie_neighbor: np.ndarray,
    tie_strength: np.ndarray,
    seekers: np.ndarray,
    helpers: np.ndarray,
    known: np.ndarray,
) -> None:
    """Mark whom each mentee knows: one of the two asks the other."""
    column = np.full(tie_neighbor.shape[0], -1)
    for place in range(helpers.shape[0]):
        column[helpers[place]] = place
    known[:, :] = False
    for row in range(seekers.shape[0]):
        i = seekers[row]
        for slot in range(tie_neighbor.shape[1]):
            j = tie_neighbor[i, slot]
            if j < 0:
                break
            if column[j] >= 0:
                back = find_slot(tie_neighbor[j], i)
                asked = back >= 0 and tie_strength[j, back] > 0.0
                known[row, column[j]] = tie_strength[i, slot] > 0.0 or asked


@compiled
def score_kernel(
    level: np.ndarray,
    role: np.ndarray,
    role_requirement: np.ndarray,
    usable: np.ndarray,
    wanted: np.ndarray,
    traits: np.ndarray,
    seekers: np.ndarray,
    helpers: np.ndarray,
    known: np.ndarray,
    allowed: np.ndarray,
    goals: np.ndarray,
    score: np.ndarray,
    mentor_score: np.ndarray,
    needs: float,
    roles: float,
    personality: float,
    ties: float,
    best_above: float,
) -> None:
    """Fill both scores of allowed pairs: weights add up to 1; mentors like and know people."""
    for row in range(seekers.shape[0]):
        i = seekers[row]
        for column in range(helpers.shape[0]):
            if not allowed[row, column]:
                continue
            j = helpers[column]
            met = needs_met(usable[i], usable[j], wanted[i], goals, 0.0)
            above = float(level[j] - level[i])
            fit = roles_fit(above, best_above, role_requirement[role[i]], role_requirement[role[j]])
            alike = exp(-difference(traits[i], traits[j]))
            tie = 1.0 if known[row, column] else 0.0
            total = needs * met + roles * fit + personality * alike + ties * tie
            score[row, column] = min(1.0, total)
            mentor_score[row, column] = 0.5 * (alike + tie)


@compiled
def fit_kernel(
    level: np.ndarray,
    role: np.ndarray,
    role_requirement: np.ndarray,
    start_plateau: np.ndarray,
    traits: np.ndarray,
    helper: np.ndarray,
    helped: np.ndarray,
    chemistry: np.ndarray,
    true_fit: np.ndarray,
    likeness: np.ndarray,
    needs: float,
    similarity: float,
    roles: float,
    best_above: float,
) -> None:
    """Fill the true fit, z: needs, similarity and roles by their loadings, chemistry the rest."""
    rest = np.sqrt(1.0 - needs * needs - similarity * similarity - roles * roles)
    equal = np.ones(role_requirement.shape[1])
    for p in range(helper.shape[0]):
        i = helped[p]
        j = helper[p]
        wanted = role_requirement[role[i]]
        met = needs_met(start_plateau[i], start_plateau[j], wanted, equal, NEEDS_MEAN)
        fit = roles_fit(float(level[j] - level[i]), best_above, wanted, role_requirement[role[j]])
        alike = (1.0 - difference(traits[i], traits[j])) / LIKENESS_SD
        role_z = max(-3.0, (fit - ROLES_MEAN) / ROLES_SD)
        alike = max(-3.0, alike)
        likeness[p] = alike
        true_fit[p] = needs * (met - NEEDS_MEAN) / NEEDS_SD + similarity * alike + roles * role_z
        true_fit[p] += rest * chemistry[p]
