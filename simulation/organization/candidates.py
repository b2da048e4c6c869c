"""Candidates: everything that a matching may look at, gathered from the state."""

from functools import partial
from typing import Any

import numpy as np

from simulation.assignment.rules import Listing, Rules, leads_kernel
from simulation.engine.process import Tick
from simulation.families import Candidates, Goals, Preferences, both_ways
from simulation.organization.affinity import (
    TRAITS,
    Affinity,
    LazyScores,
    Profiles,
    known_kernel,
    overlaps_kernel,
    profiles_kernel,
)
from simulation.state.columns import Array
from simulation.state.state import State

DIRECTIONS = {"peer": 0, "colleague": 0, "senior": 1, "reverse": -1}
DEPARTMENT_RULES = {"allow": 0.0, "require": 1.0, "forbid": -1.0}
BEST_LEVELS_ABOVE = 1.5
"""Levels that a helper best stands above whom they help; below in reverse mentoring."""

SENIOR_BY_MONTHS = 24.0
"""Tenure that makes a colleague of the same level a senior."""

KERNELS: tuple[Any, ...] = (known_kernel, profiles_kernel, overlaps_kernel, leads_kernel)
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
    """Everything a matching may look at, until the next candidates are asked for."""
    known = partial(_known, tick, mentees, mentors)
    scores = LazyScores(known, partial(_affinity, tick, mentees, mentors))
    rules = _rules(tick, mentees, mentors, scores)
    group = tick.state["group"][mentees]
    return Candidates(rules=rules, capacity=capacity, scores=scores, group=group)


def _rules(tick: Tick, mentees: Array, mentors: Array, scores: LazyScores) -> Rules:
    """Direction, departments, reporting line, mentors they have, and perhaps acquaintances."""
    active = barred = _active(tick.state, mentees, mentors)
    if tick.setting.preferences.strangers:
        known = scores.known
        barred = known.joined(active.row, active.column) if active.column.size else known
    person = tick.state["person"]
    sides = mentees, mentors, person[mentees], person[mentors]
    department, isolated, level, tenure, manager, leads, limits = tick.once(
        "candidates.standing", partial(_standing, tick)
    )
    tick.call(leads_kernel, leads)
    company = department, isolated, level, tenure, manager, leads
    return Rules(*sides, *company, *barred, *limits)


type Standing = tuple[Array, Array, Array, Array, Array, Array, tuple[float, float, float, float]]


def _standing(tick: Tick) -> Standing:
    """What stays in the rules for the whole run: columns of the company, and the limits."""
    state, wishes = tick.state, tick.setting.preferences
    limits = (
        float(direction(tick.setting)),
        DEPARTMENT_RULES[wishes.same_department],
        float(wishes.reporting_line == "allow"),
        SENIOR_BY_MONTHS,
    )
    return (
        state["department"],
        state["department_isolated"],
        state["level"],
        state["tenure"],
        state["manager"],
        state.room("candidates.leads", partial(np.empty, state.sizes.seats, np.bool_)),
        limits,
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
    start, found = tick.state.room("candidates.known", partial(_room_for_known, tick.state))
    count = tick.call(known_kernel, mentees, mentors, start, found)
    return Listing(start[: len(mentees) + 1], found[:count])


def _room_for_known(state: State) -> tuple[Array, Array]:
    """Room for a listing of all whom everybody knows."""
    seats = state.sizes.seats
    pairs = seats * state.sizes.neighbors
    return np.empty(seats + 1, dtype=np.int64), np.empty(pairs, dtype=np.int64)


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


type Sides = tuple[Array, ...]
"""What `profiles_kernel` fills."""


def _profiles(tick: Tick, mentees: Array, mentors: Array) -> Profiles:
    skills, weight, targets = tick.once("candidates.wanted", partial(_wanted, tick.setting.goals))
    sides = tick.state.room(
        ("candidates.profiles", len(skills)), partial(_room_for_profiles, tick.state, len(skills))
    )
    tick.call(profiles_kernel, mentees, mentors, skills, targets, weight, *sides)
    return tick.once("candidates.profiles", partial(_in_profiles, weight, sides))


def _room_for_profiles(state: State, skills: int) -> Sides:
    """Room for what `profiles_kernel` fills: of so many skills, for everybody on either side."""
    seats, traits = state.sizes.seats, len(TRAITS)
    gap, have, offered = np.zeros((3, skills, seats))
    own, theirs = np.zeros((2, traits, seats))
    job, other_job = np.zeros((2, 2, seats), dtype=np.int64)
    return gap, np.zeros(seats), have, own, job, offered, theirs, other_job


def _in_profiles(weight: Array, sides: Sides) -> Profiles:
    gap, missing, have, own, job, offered, theirs, other_job = sides
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
