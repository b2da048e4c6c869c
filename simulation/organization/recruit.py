"""Recruit: who a newcomer is; the same draws make the people of the first day."""

import numpy as np

from simulation.engine.compiled import compiled
from simulation.engine.draws import Draws, normal_at, stream
from simulation.engine.functions import exp, log
from simulation.engine.process import call
from simulation.organization.company import Company
from simulation.organization.organization import Organization
from simulation.organization.people import STATES
from simulation.state.columns import Array
from simulation.state.state import State

TRAITS = stream("recruit.traits")
SKILLS = stream("recruit.skills")
STATE_DRAWS = stream("recruit.states")

PAY_SPREAD = 0.15
"""Standard deviation of log pay within a role; one SD of `pay_standing`."""

NO_ONE = np.uint32(0)


@compiled
def traits_kernel(
    person: np.ndarray,
    ability: np.ndarray,
    conscientiousness: np.ndarray,
    extraversion: np.ndarray,
    stability: np.ndarray,
    growth_motivation: np.ndarray,
    willingness: np.ndarray,
    output_person: np.ndarray,
    alternatives_person: np.ndarray,
    tie_capacity: np.ndarray,
    pay: np.ndarray,
    pay_standing: np.ndarray,
    role: np.ndarray,
    role_pay: np.ndarray,
    seats: np.ndarray,
    key0: np.uint32,
    key1: np.uint32,
    stream_hash: np.uint32,
    pay_spread: float,
) -> None:
    """Draw lasting traits, independent standard normals, and pay around the role's usual."""
    for place in range(seats.shape[0]):
        i = seats[place]
        who = person[i]
        none = np.uint32(0)
        ability[i] = normal_at(key0, key1, who, none, np.uint32(0), stream_hash)
        conscientiousness[i] = normal_at(key0, key1, who, none, np.uint32(1), stream_hash)
        extraversion[i] = normal_at(key0, key1, who, none, np.uint32(2), stream_hash)
        stability[i] = normal_at(key0, key1, who, none, np.uint32(3), stream_hash)
        growth_motivation[i] = normal_at(key0, key1, who, none, np.uint32(4), stream_hash)
        willingness[i] = normal_at(key0, key1, who, none, np.uint32(5), stream_hash)
        output_person[i] = normal_at(key0, key1, who, none, np.uint32(6), stream_hash)
        alternatives_person[i] = normal_at(key0, key1, who, none, np.uint32(7), stream_hash)
        tie_capacity[i] = normal_at(key0, key1, who, none, np.uint32(8), stream_hash)
        pay_standing[i] = normal_at(key0, key1, who, none, np.uint32(9), stream_hash)
        pay[i] = role_pay[role[i]] * exp(pay_spread * pay_standing[i])


@compiled
def skills_kernel(
    person: np.ndarray,
    role: np.ndarray,
    role_requirement: np.ndarray,
    department: np.ndarray,
    department_eps: np.ndarray,
    growth_motivation: np.ndarray,
    start_plateau: np.ndarray,
    plateau: np.ndarray,
    skill: np.ndarray,
    teaching: np.ndarray,
    seats: np.ndarray,
    key0: np.uint32,
    key1: np.uint32,
    stream_hash: np.uint32,
    newcomer: float,
    mean: float,
    unused: float,
    dispersion: float,
    loading: float,
    start_output: float,
    teaching_mean: float,
    teaching_dispersion: float,
) -> None:
    """Draw plateaus: plateau = mean + SD (b g + sqrt(1 - b^2) e); newcomers start below.

    A newcomer has the same share of every plateau, so that output comes to `start_output` of the
    own full output: coverage^eps, where levels above what the job asks count nothing.
    """
    rest = np.sqrt(1.0 - loading * loading)
    for place in range(seats.shape[0]):
        i = seats[place]
        who = person[i]
        none = np.uint32(0)
        covered = 0.0
        held = 0.0
        for k in range(skill.shape[1]):
            needed = role_requirement[role[i], k]
            center = mean * needed if needed > 0.0 else unused
            own = normal_at(key0, key1, who, none, np.uint32(k + 1), stream_hash)
            level = center + dispersion * (loading * growth_motivation[i] + rest * own)
            level = min(0.98, max(0.02, level))
            start_plateau[i, k] = level
            plateau[i, k] = level
            if needed > 0.0:
                covered += min(1.0, level / needed)
                held += level / needed
        start = 1.0
        if newcomer > 0.0:
            start = exp(log(start_output) / max(0.3, department_eps[department[i]]))
            if held > 0.0:
                start *= covered / held
        for k in range(skill.shape[1]):
            skill[i, k] = start * plateau[i, k]
        taught = normal_at(key0, key1, who, none, np.uint32(0), stream_hash)
        teaching[i] = min(0.98, max(0.02, teaching_mean + teaching_dispersion * taught))


@compiled
def states_kernel(
    person: np.ndarray,
    team: np.ndarray,
    team_climate: np.ndarray,
    team_safety_set: np.ndarray,
    stability: np.ndarray,
    extraversion: np.ndarray,
    conscientiousness: np.ndarray,
    tie_capacity: np.ndarray,
    support_set: np.ndarray,
    support: np.ndarray,
    seats: np.ndarray,
    key0: np.uint32,
    key1: np.uint32,
    stream_hash: np.uint32,
    loadings: np.ndarray,
    residual: np.ndarray,
    dynamic: np.ndarray,
    shares: np.ndarray,
    offsets: np.ndarray,
    set_points: np.ndarray,
    values: np.ndarray,
) -> None:
    """Draw set points and states: set = mean + ratio sqrt(v) (loadings z + L e), state around it.

    `set_points` and `values` are filled, shape (len(seats), 4); `offsets` holds mean and ratio.
    """
    none = np.uint32(0)
    for place in range(seats.shape[0]):
        i = seats[place]
        who = person[i]
        for s in range(4):
            z = loadings[s, 0] * stability[i] + loadings[s, 1] * extraversion[i]
            z += loadings[s, 2] * conscientiousness[i] + loadings[s, 3] * tie_capacity[i]
            set_points[place, s] = z + loadings[s, 4] * team_climate[team[i]]
            values[place, s] = 0.0
        for j in range(4):
            e = normal_at(key0, key1, who, none, np.uint32(j), stream_hash)
            d = normal_at(key0, key1, who, none, np.uint32(4 + j), stream_hash)
            for s in range(j, 4):
                set_points[place, s] += residual[s, j] * e
                values[place, s] += dynamic[s, j] * d
        for s in range(4):
            level = offsets[s, 1] * np.sqrt(shares[s]) * set_points[place, s]
            set_points[place, s] = offsets[s, 0] + level
            values[place, s] = set_points[place, s] + offsets[s, 1] * values[place, s]
        own = normal_at(key0, key1, who, none, np.uint32(8), stream_hash)
        support_set[i] = 0.5 * tie_capacity[i] + 0.3 * team_safety_set[team[i]] + 0.8 * own
        support[i] = support_set[i]


@compiled
def sit_kernel(
    occupied: np.ndarray,
    opened: np.ndarray,
    effort: np.ndarray,
    output: np.ndarray,
    tenure: np.ndarray,
    morale: np.ndarray,
    satisfaction: np.ndarray,
    commitment: np.ndarray,
    stress: np.ndarray,
    morale_set: np.ndarray,
    satisfaction_set: np.ndarray,
    commitment_set: np.ndarray,
    stress_set: np.ndarray,
    seats: np.ndarray,
    set_points: np.ndarray,
    values: np.ndarray,
) -> None:
    """Seat people with the set points and states drawn, usual effort and no tenure."""
    for place in range(seats.shape[0]):
        i = seats[place]
        morale[i], morale_set[i] = values[place, 0], set_points[place, 0]
        satisfaction[i], satisfaction_set[i] = values[place, 1], set_points[place, 1]
        commitment[i], commitment_set[i] = values[place, 2], set_points[place, 2]
        stress[i], stress_set[i] = values[place, 3], set_points[place, 3]
        effort[i], output[i], tenure[i] = 1.0, 0.0, 0.0
        occupied[i] = True
        opened[i] = True


def recruit(state: State, draws: Draws, company: Company, seats: Array, *, newcomers: bool) -> None:
    """Fill the rows of people who just sat down on `seats`; `person` must be set.

    Newcomers start below their plateau and with no tenure; the people of the first day at it.
    """
    seats = np.ascontiguousarray(seats, dtype=np.int64)
    key0, key1 = draws.key
    call(state, traits_kernel, seats, key0, key1, TRAITS.hash, PAY_SPREAD)
    people = company.people
    call(
        state,
        skills_kernel,
        seats,
        key0,
        key1,
        SKILLS.hash,
        float(newcomers),
        people.plateau_mean,
        people.unused_level,
        people.skill_dispersion,
        people.growth_loading,
        people.start_output,
        people.teaching_mean,
        people.teaching_dispersion,
    )
    _seat(state, company, seats, key0, key1)


def _seat(state: State, company: Company, seats: Array, key0: np.uint32, key1: np.uint32) -> None:
    set_points = np.empty((len(seats), 4))
    values = np.empty((len(seats), 4))
    people = company.people
    call(
        state,
        states_kernel,
        seats,
        key0,
        key1,
        STATE_DRAWS.hash,
        people.loadings,
        people.residual_factor,
        people.dynamic_factor,
        people.shares,
        offsets_of(company.organization),
        set_points,
        values,
    )
    call(state, sit_kernel, seats, set_points, values)


def offsets_of(organization: Organization) -> Array:
    """Mean and SD ratio of each state against the reference workforce, shape (4, 2)."""
    offsets = [organization.offset(name) for name in STATES]
    return np.array([[offset.mean, offset.ratio] for offset in offsets])
