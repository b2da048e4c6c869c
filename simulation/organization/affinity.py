"""Affinity: what one could teach another, how roles fit, how alike people are, who knows whom."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from simulation.assignment.rules import Listing
from simulation.engine.compiled import compiled, compiled_for_threads
from simulation.engine.functions import exp
from simulation.engine.links import find_slot
from simulation.state.columns import Array

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
def levels_fit(above: float, best: float) -> float:
    """exp(-((levels above - best) / 1.5)^2 / 2), 0..1."""
    off = (above - best) / LEVELS_APART
    return exp(-0.5 * off * off)


@compiled
def overlap(role_one: np.ndarray, role_other: np.ndarray) -> float:
    """Overlap of what two jobs use: 1 - sum |difference| / sum, 0..1."""
    apart = 0.0
    total = 0.0
    for k in range(role_one.shape[0]):
        apart += abs(role_one[k] - role_other[k])
        total += role_one[k] + role_other[k]
    return 1.0 - apart / total if total > 0.0 else 1.0


@compiled
def roles_fit(above: float, best: float, role_one: np.ndarray, role_other: np.ndarray) -> float:
    """Mean of the fit of levels and the overlap of what jobs use, 0..1."""
    return 0.5 * (levels_fit(above, best) + overlap(role_one, role_other))


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
    start: np.ndarray,
    found: np.ndarray,
) -> int:
    """List whom each mentee knows, because one of the two asks the other; return how many pairs.

    `start` gets where each mentee's part of `found` begins, and the end; each part ascends.
    """
    column = np.full(tie_neighbor.shape[0], -1)
    for place in range(helpers.shape[0]):
        column[helpers[place]] = place
    count = 0
    for row in range(seekers.shape[0]):
        i = seekers[row]
        start[row] = count
        for slot in range(tie_neighbor.shape[1]):
            j = tie_neighbor[i, slot]
            if j < 0:
                break
            if column[j] >= 0:
                known = tie_strength[i, slot] > 0.0
                if not known:
                    back = find_slot(tie_neighbor[j], i)
                    known = back >= 0 and tie_strength[j, back] > 0.0
                if known:
                    # Rows hold those who are asked first, so what is found comes in two runs.
                    place = count
                    while place > start[row] and found[place - 1] > column[j]:
                        found[place] = found[place - 1]
                        place -= 1
                    found[place] = column[j]
                    count += 1
    start[seekers.shape[0]] = count
    return count


class Profiles(NamedTuple):
    """What scores are made of, side by side: one row a skill or trait, one column a person.

    There may be room for more people than the M who seek and the P who help.

    Attributes:
        gap: float64 (K, M), weighted gap of each mentee to the wanted level, 0 where there is none.
        have: float64 (K, M), usable level.
        missing: float64 (M,), sum of the gaps.
        offered: float64 (K, P), usable level.
        weight: float64 (K,), weight of each skill that has one.
        own, theirs: float64 (T, M) and (T, P), traits.
        level, other_level, role, other_role: int64 (M,) or (P,).
    """

    gap: Array
    have: Array
    missing: Array
    offered: Array
    weight: Array
    own: Array
    theirs: Array
    level: Array
    other_level: Array
    role: Array
    other_role: Array


@compiled
def profile_kernel(
    skill: np.ndarray,
    borrowed: np.ndarray,
    borrowed_peers: np.ndarray,
    conscientiousness: np.ndarray,
    extraversion: np.ndarray,
    stability: np.ndarray,
    growth_motivation: np.ndarray,
    level: np.ndarray,
    role: np.ndarray,
    seats: np.ndarray,
    skills: np.ndarray,
    usable: np.ndarray,
    traits: np.ndarray,
    job: np.ndarray,
) -> None:
    """Fill what people can use of some skills, min(1, own + borrowed), their traits and jobs.

    `usable` (K, people), `traits` (T, people) as in `TRAITS`, `job` (2, people): level and role.
    """
    for p in range(seats.shape[0]):
        i = seats[p]
        for k in range(skills.shape[0]):
            s = skills[k]
            usable[k, p] = min(1.0, skill[i, s] + borrowed[i, s] + borrowed_peers[i, s])
        traits[0, p], traits[1, p] = conscientiousness[i], extraversion[i]
        traits[2, p], traits[3, p] = stability[i], growth_motivation[i]
        job[0, p], job[1, p] = level[i], role[i]


@compiled
def gaps_kernel(
    role: np.ndarray,
    role_requirement: np.ndarray,
    seats: np.ndarray,
    skills: np.ndarray,
    targets: np.ndarray,
    weight: np.ndarray,
    have: np.ndarray,
    gap: np.ndarray,
    missing: np.ndarray,
) -> None:
    """Fill weighted gaps to the goals' targets, or to what the role asks, and their sums."""
    for p in range(seats.shape[0]):
        missing[p] = 0.0
        for k in range(skills.shape[0]):
            s = skills[k]
            wanted = targets[s] if targets[s] > 0.0 else role_requirement[role[seats[p]], s]
            missed = weight[k] * (wanted - have[k, p])
            gap[k, p] = 0.0 if missed < 0.0 else missed
            missing[p] += gap[k, p]


@compiled
def profiles_kernel(
    skill: np.ndarray,
    borrowed: np.ndarray,
    borrowed_peers: np.ndarray,
    conscientiousness: np.ndarray,
    extraversion: np.ndarray,
    stability: np.ndarray,
    growth_motivation: np.ndarray,
    level: np.ndarray,
    role: np.ndarray,
    role_requirement: np.ndarray,
    seekers: np.ndarray,
    helpers: np.ndarray,
    skills: np.ndarray,
    targets: np.ndarray,
    weight: np.ndarray,
    gap: np.ndarray,
    missing: np.ndarray,
    have: np.ndarray,
    own: np.ndarray,
    job: np.ndarray,
    offered: np.ndarray,
    theirs: np.ndarray,
    other_job: np.ndarray,
) -> None:
    """Fill the profiles of those who seek and of those who help, and the gaps of the former."""
    people = skill, borrowed, borrowed_peers
    traits = conscientiousness, extraversion, stability, growth_motivation
    profile_kernel(*people, *traits, level, role, seekers, skills, have, own, job)
    profile_kernel(*people, *traits, level, role, helpers, skills, offered, theirs, other_job)
    gaps_kernel(role, role_requirement, seekers, skills, targets, weight, have, gap, missing)


@compiled
def overlaps_kernel(role_requirement: np.ndarray, out: np.ndarray) -> None:
    """Fill the overlap of every two roles."""
    for one in range(role_requirement.shape[0]):
        for other in range(role_requirement.shape[0]):
            out[one, other] = overlap(role_requirement[one], role_requirement[other])


@compiled
def _needs_row(profiles: Profiles, i: int, first: int, met: np.ndarray) -> None:
    """Fill `needs_met` of one mentee by mentors from `first` on."""
    met[:] = 0.0
    missing = profiles.missing[i]
    if missing == 0.0:
        return
    for k in range(profiles.weight.shape[0]):
        gap, have, weight = profiles.gap[k, i], profiles.have[k, i], profiles.weight[k]
        if gap > 0.0:
            # A slice of its own: an index that could be negative would keep the loop scalar.
            offered = profiles.offered[k, first : first + met.shape[0]]
            for c in range(met.shape[0]):
                surplus = weight * (offered[c] - have)
                surplus = 0.0 if surplus < 0.0 else surplus
                met[c] += gap if gap < surplus else surplus
    share = 1.0 / missing
    for c in range(met.shape[0]):
        met[c] *= share


@compiled
def _alike_row(profiles: Profiles, i: int, first: int, alike: np.ndarray) -> None:
    """Fill exp(-difference) of one mentee and mentors from `first` on."""
    traits = profiles.own.shape[0]
    alike[:] = 0.0
    for t in range(traits):
        own = profiles.own[t, i]
        theirs = profiles.theirs[t, first : first + alike.shape[0]]
        for c in range(alike.shape[0]):
            apart = own - theirs[c]
            alike[c] += apart * apart
    half = 0.5 / traits
    for c in range(alike.shape[0]):
        alike[c] = exp(-half * alike[c])


@compiled
def _roles_row(
    profiles: Profiles,
    overlaps: np.ndarray,
    levels: np.ndarray,
    i: int,
    first: int,
    fit: np.ndarray,
) -> None:
    """Fill `roles_fit` of one mentee and mentors from `first` on; `levels` by levels above."""
    top = levels.shape[0] // 2
    jobs = overlaps[profiles.role[i]]
    near = levels[top - profiles.level[i] :]
    role = profiles.other_role[first : first + fit.shape[0]]
    level = profiles.other_level[first : first + fit.shape[0]]
    for c in range(fit.shape[0]):
        fit[c] = 0.5 * (near[np.uint64(level[c])] + jobs[np.uint64(role[c])])


@compiled
def _mark_known(
    known_start: np.ndarray,
    known_column: np.ndarray,
    i: int,
    first: int,
    tie: np.ndarray,
    value: float,
) -> None:
    """Write a value for those mentors from `first` on whom one mentee knows."""
    for place in range(known_start[i], known_start[i + 1]):
        c = known_column[place] - first
        if c >= 0 and c < tie.shape[0]:
            tie[c] = value


@compiled_for_threads
def score_kernel(
    profiles: Profiles,
    overlaps: np.ndarray,
    known_start: np.ndarray,
    known_column: np.ndarray,
    rows: np.ndarray,
    first: np.ndarray,
    needs: float,
    roles: float,
    personality: float,
    ties: float,
    best_above: float,
    score: np.ndarray,
    mentor_score: np.ndarray,
) -> None:
    """Fill both scores of some mentees with mentors from each one's `first` on, a row a mentee.

    score = needs x needs_met + roles x roles_fit + personality x exp(-difference) + ties x known,
    at most 1, the weights adding up to 1; mentors like and know people:
    mentor_score = (exp(-difference) + known) / 2.
    """
    width = score.shape[1]
    met, alike, tie, fit = np.empty(width), np.empty(width), np.zeros(width), np.empty(width)
    top = 0
    for level in profiles.level:
        top = max(top, level)
    for level in profiles.other_level:
        top = max(top, level)
    levels = np.empty(2 * top + 1)
    for above in range(-top, top + 1):
        levels[above + top] = levels_fit(float(above), best_above)
    for row in range(rows.shape[0]):
        i, begin = rows[row], first[row]
        _needs_row(profiles, i, begin, met)
        _alike_row(profiles, i, begin, alike)
        _roles_row(profiles, overlaps, levels, i, begin, fit)
        _mark_known(known_start, known_column, i, begin, tie, 1.0)
        own, theirs = score[row], mentor_score[row]
        for c in range(width):
            total = needs * met[c] + roles * fit[c] + personality * alike[c] + ties * tie[c]
            own[c] = 1.0 if total > 1.0 else total
            theirs[c] = 0.5 * (alike[c] + tie[c])
        _mark_known(known_start, known_column, i, begin, tie, 0.0)


@dataclass(frozen=True)
class Affinity:
    """How well mentees and mentors suit each other, worked out where somebody looks.

    Attributes:
        profiles: what scores are made of.
        overlaps: float64 (R, R), overlap of every two roles.
        known: whom each mentee knows.
        weights: of needs, roles, personality and ties; they add up to 1.
        best_above: levels that a helper best stands above whom they help.
    """

    profiles: Profiles
    overlaps: Array
    known: Listing
    weights: tuple[float, float, float, float]
    best_above: float

    def fill(self, rows: Array, first: Array, score: Array, mentor_score: Array) -> None:
        """Fill both scores of some mentees with mentors from each one's `first` on."""
        score_kernel(
            self.profiles,
            self.overlaps,
            self.known.start,
            self.known.column,
            rows,
            first,
            *self.weights,
            self.best_above,
            score,
            mentor_score,
        )


class LazyScores:
    """Scores and acquaintances, worked out when somebody first looks: not every matching does."""

    def __init__(self, know: Callable[[], Listing], prepare: Callable[[Listing], Affinity]) -> None:
        self._know = know
        self._prepare = prepare

    @cached_property
    def known(self) -> Listing:
        """Whom each mentee knows."""
        return self._know()

    @cached_property
    def _affinity(self) -> Affinity:
        return self._prepare(self.known)

    def fill(self, rows: Array, first: Array, score: Array, mentor_score: Array) -> None:
        """Fill both scores of some mentees with mentors from each one's `first` on."""
        self._affinity.fill(rows, first, score, mentor_score)


@compiled
def fit_kernel(
    level: np.ndarray,
    role: np.ndarray,
    role_requirement: np.ndarray,
    start_plateau: np.ndarray,
    conscientiousness: np.ndarray,
    extraversion: np.ndarray,
    stability: np.ndarray,
    growth_motivation: np.ndarray,
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
    """Fill the true fit, z: needs, similarity and roles by their loadings, chemistry the rest.

    Help goes both ways where the helper best stands 0 levels above: then the two share one fit, and
    the needs are the mean of what each can do for the other.
    """
    rest = np.sqrt(1.0 - needs * needs - similarity * similarity - roles * roles)
    equal = np.ones(role_requirement.shape[1])
    traits = conscientiousness, extraversion, stability, growth_motivation
    own, other = np.empty(len(traits)), np.empty(len(traits))
    for p in range(helper.shape[0]):
        i = helped[p]
        j = helper[p]
        for t in range(len(traits)):
            own[t], other[t] = traits[t][i], traits[t][j]
        wanted = role_requirement[role[i]]
        met = needs_met(start_plateau[i], start_plateau[j], wanted, equal, NEEDS_MEAN)
        if best_above == 0.0:
            asked = role_requirement[role[j]]
            back = needs_met(start_plateau[j], start_plateau[i], asked, equal, NEEDS_MEAN)
            met = 0.5 * (met + back)
        fit = roles_fit(float(level[j] - level[i]), best_above, wanted, role_requirement[role[j]])
        alike = (1.0 - difference(own, other)) / LIKENESS_SD
        role_z = max(-3.0, (fit - ROLES_MEAN) / ROLES_SD)
        alike = max(-3.0, alike)
        likeness[p] = alike
        true_fit[p] = needs * (met - NEEDS_MEAN) / NEEDS_SD + similarity * alike + roles * role_z
        true_fit[p] += rest * chemistry[p]
