"""Recruit: who a newcomer is; the same draws make the people of the first day."""

from functools import partial

import numpy as np

from simulation.engine.addresses import stream
from simulation.engine.compiled import compiled, compiled_inline
from simulation.engine.draws import Draws
from simulation.engine.functions import exp, log
from simulation.engine.philox import fill_normals_of, whole_vectors
from simulation.engine.process import call
from simulation.organization.company import Company
from simulation.organization.organization import Organization
from simulation.organization.people import STATES
from simulation.state.columns import Array
from simulation.state.state import State

TRAITS = stream("recruit.traits")
SKILLS = stream("recruit.skills")
STATE_DRAWS = stream("recruit.states")

DRAWS = 10
"""Most numbers that one of the streams holds for a person, but for those of skills."""

PAY_SPREAD = 0.15
"""Standard deviation of log pay within a role; one SD of `pay_standing`."""


@compiled_inline
def start_share(
    plateau: np.ndarray, requirement: np.ndarray, start_output: float, eps: float
) -> float:
    """Share of every plateau with which a newcomer's output is `start_output` of the own full one.

    Output is coverage^eps, where levels above what the job asks count nothing.
    """
    covered = 0.0
    held = 0.0
    for k in range(plateau.shape[0]):
        if requirement[k] > 0.0:
            covered += min(1.0, plateau[k] / requirement[k])
            held += plateau[k] / requirement[k]
    share = exp(log(start_output) / max(0.3, eps))
    return float(share * (covered / held) if held > 0.0 else share)


@compiled
def person_kernel(
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
    role_requirement: np.ndarray,
    department: np.ndarray,
    department_eps: np.ndarray,
    start_plateau: np.ndarray,
    plateau: np.ndarray,
    skill: np.ndarray,
    teaching: np.ndarray,
    seats: np.ndarray,
    luck: np.ndarray,
    z: np.ndarray,
    newcomer: float,
    mean: float,
    unused: float,
    dispersion: float,
    loading: float,
    start_output: float,
    teaching_mean: float,
    teaching_dispersion: float,
) -> None:
    """Draw who somebody is: traits, pay, and plateau = mean + SD (b g + sqrt(1 - b^2) e).

    Traits are independent standard normals, pay lies around the role's usual; newcomers start
    below their plateaus. `luck` = (seed's two words, month word, hashes of traits and skills).
    `z` is room for a person's draws, here and below.
    """
    rest = np.sqrt(1.0 - loading * loading)
    for i in seats:
        fill_normals_of(luck[0], luck[1], person[i], luck[3], z)
        ability[i], conscientiousness[i], extraversion[i], stability[i] = z[0], z[1], z[2], z[3]
        growth_motivation[i], willingness[i], output_person[i] = z[4], z[5], z[6]
        alternatives_person[i], tie_capacity[i], pay_standing[i] = z[7], z[8], z[9]
        pay[i] = role_pay[role[i]] * exp(PAY_SPREAD * pay_standing[i])
        fill_normals_of(luck[0], luck[1], person[i], luck[4], z)
        teaching[i] = min(0.98, max(0.02, teaching_mean + teaching_dispersion * z[0]))
        for k in range(skill.shape[1]):
            needed = role_requirement[role[i], k]
            center = mean * needed if needed > 0.0 else unused
            level = center + dispersion * (loading * growth_motivation[i] + rest * z[k + 1])
            start_plateau[i, k] = plateau[i, k] = min(0.98, max(0.02, level))
        start = 1.0
        if newcomer > 0.0:
            eps = department_eps[department[i]]
            start = start_share(plateau[i], role_requirement[role[i]], start_output, eps)
        for k in range(skill.shape[1]):
            skill[i, k] = start * plateau[i, k]


@compiled
def states_kernel(
    occupied: np.ndarray,
    person: np.ndarray,
    opened: np.ndarray,
    team: np.ndarray,
    team_climate: np.ndarray,
    team_safety_set: np.ndarray,
    stability: np.ndarray,
    extraversion: np.ndarray,
    conscientiousness: np.ndarray,
    tie_capacity: np.ndarray,
    support_set: np.ndarray,
    support: np.ndarray,
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
    luck: np.ndarray,
    z: np.ndarray,
    drawn: np.ndarray,
    loadings: np.ndarray,
    residual: np.ndarray,
    dynamic: np.ndarray,
    shares: np.ndarray,
    offsets: np.ndarray,
) -> None:
    """Draw set points and states: set = mean + ratio sqrt(v) (loadings z + L e), state around it.

    With them people sit down, with usual effort and no tenure. `offsets` holds mean and ratio,
    `drawn` is room for four of both.
    """
    set_point, value = drawn[0], drawn[1]
    for i in seats:
        fill_normals_of(luck[0], luck[1], person[i], luck[3], z)
        for s in range(4):
            level = loadings[s, 0] * stability[i] + loadings[s, 1] * extraversion[i]
            level += loadings[s, 2] * conscientiousness[i] + loadings[s, 3] * tie_capacity[i]
            set_point[s] = level + loadings[s, 4] * team_climate[team[i]]
            value[s] = 0.0
        for j in range(4):
            for s in range(j, 4):
                set_point[s] += residual[s, j] * z[j]
                value[s] += dynamic[s, j] * z[4 + j]
        for s in range(4):
            level = offsets[s, 1] * np.sqrt(shares[s]) * set_point[s]
            set_point[s] = offsets[s, 0] + level
            value[s] = set_point[s] + offsets[s, 1] * value[s]
        morale[i], morale_set[i] = value[0], set_point[0]
        satisfaction[i], satisfaction_set[i] = value[1], set_point[1]
        commitment[i], commitment_set[i] = value[2], set_point[2]
        stress[i], stress_set[i] = value[3], set_point[3]
        support_set[i] = 0.5 * tie_capacity[i] + 0.3 * team_safety_set[team[i]] + 0.8 * z[8]
        support[i] = support_set[i]
        effort[i], output[i], tenure[i] = 1.0, 0.0, 0.0
        occupied[i] = True
        opened[i] = True


def recruit(state: State, draws: Draws, company: Company, seats: Array, *, newcomers: bool) -> None:
    """Fill the rows of people who just sat down on `seats`, int64; `person` must be set.

    Newcomers start below their plateau and with no tenure; the people of the first day at it.
    """
    z, drawn = state.room("recruit.draws", partial(_room, state.sizes.skills))
    people = company.people
    call(
        state,
        person_kernel,
        seats,
        draws.luck(TRAITS, SKILLS),
        z,
        float(newcomers),
        people.plateau_mean,
        people.unused_level,
        people.skill_dispersion,
        people.growth_loading,
        people.start_output,
        people.teaching_mean,
        people.teaching_dispersion,
    )
    call(
        state,
        states_kernel,
        seats,
        draws.luck(STATE_DRAWS),
        z,
        drawn,
        people.loadings,
        people.residual_factor,
        people.dynamic_factor,
        people.shares,
        company.offsets,
    )


def _room(skills: int) -> tuple[Array, Array]:
    """Room for the numbers that are drawn side by side for a person, and for what they become."""
    return np.empty(whole_vectors(max(DRAWS, skills + 1))), np.empty((2, len(STATES)))


def offsets_of(organization: Organization) -> Array:
    """Mean and SD ratio of each state against the reference workforce, shape (4, 2)."""
    offsets = [organization.offset(name) for name in STATES]
    return np.array([[offset.mean, offset.ratio] for offset in offsets])
