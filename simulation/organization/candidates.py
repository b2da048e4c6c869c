"""Candidates: everything that a matching may look at, gathered from the state."""

from functools import partial
from typing import Any

import numpy as np

from simulation.assignment.rules import Listing, Rules
from simulation.engine.process import Tick
from simulation.families import Candidates, Goals, Preferences, both_ways
from simulation.organization.affinity import (
    TRAITS,
    Affinity,
    LazyScores,
    Profiles,
    gaps_kernel,
    known_kernel,
    overlaps_kernel,
    profile_kernel,
)
from simulation.state.columns import Array
from simulation.state.state import State

DIRECTIONS = {"peer": 0, "colleague": 0, "senior": 1, "reverse": -1}
DEPARTMENT_RULES = {"allow": 0.0, "require": 1.0, "forbid": -1.0}
BEST_LEVELS_ABOVE = 1.5
"""Levels that a helper best stands above whom they help; below in reverse mentoring."""

SENIOR_BY_MONTHS = 24.0
"""Tenure that makes a colleague of the same level a senior."""

KERNELS: tuple[Any, ...] = (known_kernel, profile_kernel, gaps_kernel, overlaps_kernel)
READS: tuple[str, ...] = (
    "department",
    "department_isolated",
    "group",
    "manager",
    "mentors",
    "tenure",
)
"""What whoever asks for candidates reads, beside the columns of the kernels."""


def direction(setting: Any) -> int:
    """Sign of the levels that a helper stands above whom they help; 0 where help goes both ways."""
    mutual = both_ways(setting.preferences, setting.terms)
    return 0 if mutual else DIRECTIONS[setting.terms.direction]


def candidates_for(tick: Tick, mentees: Array, mentors: Array, capacity: Array) -> Candidates:
    """Everything a matching may look at."""
    known = partial(_known, tick, mentees, mentors)
    scores = LazyScores(known, partial(_affinity, tick, mentees, mentors))
    rules = _rules(tick, mentees, mentors, scores)
    group = tick.state["group"][mentees]
    return Candidates(rules=rules, capacity=capacity, scores=scores, group=group)


def _rules(tick: Tick, mentees: Array, mentors: Array, scores: LazyScores) -> Rules:
    """Direction, departments, reporting line, mentors they have, and perhaps acquaintances."""
    state, wishes = tick.state, tick.setting.preferences
    active = _active(state, mentees, mentors)
    barred = scores.known.joined(active.row, active.column) if wishes.strangers else active
    return Rules(
        mentees=mentees,
        mentors=mentors,
        mentee_persons=state["person"][mentees],
        mentor_persons=state["person"][mentors],
        department=state["department"],
        isolated=state["department_isolated"],
        level=state["level"],
        tenure=state["tenure"],
        manager=state["manager"],
        barred_start=barred.start,
        barred_column=barred.column,
        direction=float(direction(tick.setting)),
        department_rule=DEPARTMENT_RULES[wishes.same_department],
        line_allowed=float(wishes.reporting_line == "allow"),
        senior_by=SENIOR_BY_MONTHS,
    )


def _active(state: State, mentees: Array, mentors: Array) -> Listing:
    """Pairs that meet already: nobody is paired with a mentor they have."""
    if not np.count_nonzero(state["mentors"][mentees]):
        return Listing.nothing(len(mentees))
    active = np.flatnonzero(state["pair_active"])
    row, column = np.full((2, state.sizes.seats), -1)
    row[mentees], column[mentors] = np.arange(len(mentees)), np.arange(len(mentors))
    i, j = row[state["pair_mentee"][active]], column[state["pair_mentor"][active]]
    both = (i >= 0) & (j >= 0)
    return Listing.of(i[both], j[both], len(mentees))


def _known(tick: Tick, mentees: Array, mentors: Array) -> Listing:
    start = np.empty(len(mentees) + 1, dtype=np.int64)
    found = np.empty(len(mentees) * tick.state.sizes.neighbors, dtype=np.int64)
    return Listing(start, found[: tick.call(known_kernel, mentees, mentors, start, found)])


def _affinity(tick: Tick, mentees: Array, mentors: Array, known: Listing) -> Affinity:
    """What the scores of this month's candidates are made of."""
    return Affinity(
        profiles=_profiles(tick, mentees, mentors),
        overlaps=tick.once("candidates.overlaps", partial(_overlaps, tick)),
        known=known,
        weights=tick.once("candidates.weights", partial(_weights, tick.setting.preferences)),
        best_above=float(BEST_LEVELS_ABOVE * direction(tick.setting)),
    )


def _overlaps(tick: Tick) -> Array:
    """Overlap of every two roles, whose requirements stay as they are."""
    jobs = tick.state.sizes.roles
    overlaps = np.empty((jobs, jobs))
    tick.call(overlaps_kernel, overlaps)
    return overlaps


def _weights(wishes: Preferences) -> tuple[float, float, float, float]:
    """Weights of needs, roles, personality and ties; they add up to 1."""
    weights = np.array([wishes.needs, wishes.roles, wishes.personality, wishes.ties])
    needs, roles, personality, ties = (weights / weights.sum()).tolist()
    return needs, roles, personality, ties


def _wanted(goals: Goals) -> tuple[Array, Array, Array]:
    """Skills that have a weight, their weights, and the targets of all skills."""
    skills = np.flatnonzero(goals.weights > 0.0)
    weight = np.asarray(goals.weights, dtype=np.float64)[skills]
    return skills, weight, np.asarray(goals.targets, dtype=np.float64)


def _profiles(tick: Tick, mentees: Array, mentors: Array) -> Profiles:
    skills, weight, targets = tick.once("candidates.wanted", partial(_wanted, tick.setting.goals))
    have, own, job = _profile(tick, mentees, skills)
    offered, theirs, other_job = _profile(tick, mentors, skills)
    gap, missing = np.empty_like(have), np.empty(len(mentees))
    tick.call(gaps_kernel, mentees, skills, targets, weight, have, gap, missing)
    return Profiles(
        gap=gap,
        have=have,
        missing=missing,
        offered=offered,
        weight=weight,
        own=own,
        theirs=theirs,
        level=job[0],
        other_level=other_job[0],
        role=job[1],
        other_role=other_job[1],
    )


def _profile(tick: Tick, seats: Array, skills: Array) -> tuple[Array, Array, Array]:
    """Usable skills, traits, and level and role of some people, one column a person."""
    people = len(seats)
    usable, traits = np.empty((len(skills), people)), np.empty((len(TRAITS), people))
    job = np.empty((2, people), dtype=np.int64)
    tick.call(profile_kernel, seats, skills, usable, traits, job)
    return usable, traits, job
