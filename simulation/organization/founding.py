"""Founding: the state of an organization on its first day, before burn-in."""

import numpy as np

from simulation.engine.addresses import person_ids, stream
from simulation.engine.compiled import compiled
from simulation.engine.draws import Draws
from simulation.engine.functions import log
from simulation.engine.process import call
from simulation.engine.rates import monthly_hazard
from simulation.organization.company import Company
from simulation.organization.layout import Layout
from simulation.organization.network import (
    ACROSS,
    NEAR,
    SLOTS,
    draw_ties,
    introduce,
    lay_circles,
)
from simulation.organization.organization import (
    BREADTH_HOURS,
    RAMP_MONTHS,
    Organization,
    Role,
)
from simulation.organization.recruit import recruit
from simulation.state.columns import Array, Column
from simulation.state.pool import vacant
from simulation.state.state import Sizes, State

TEAM = stream("founding.team")
SITE = stream("founding.site")
FIRST_TENURE = stream("founding.tenure")

PAIRS_A_SEAT = 4
"""Rows of the pair table for each seat: a peer group of five fills four rows a person."""

TEAM_EFFECTS_CORRELATE = 0.6
"""Correlation of a team's effect on climate with its effect on output; a site's are independent."""

SITE_PART = 0.2
"""Part of the variance between teams that belongs to their site."""


LEAST_HAZARD = 1.0 / 240.0
"""Monthly hazard that first tenures follow at least, also where nobody ever leaves."""

LONGEST_TENURE = 420.0
"""Months that first tenures last at most."""


@compiled
def first_tenure_kernel(
    department: np.ndarray,
    department_turnover: np.ndarray,
    tenure: np.ndarray,
    draw_a: np.ndarray,
    seats: np.ndarray,
) -> None:
    """Give everybody on `seats` the whole months that a constant hazard takes: -log(u) / hazard."""
    for place in range(seats.shape[0]):
        i = seats[place]
        hazard = max(department_turnover[department[i]], LEAST_HAZARD)
        tenure[i] = np.floor(min(-log(draw_a[i]) / hazard, LONGEST_TENURE))


def found(
    layout: Layout, company: Company, draws: Draws, months: int, columns: tuple[Column, ...] = ()
) -> State:
    """Seat people on every open seat, with teams, ties and skills; nothing has been lived yet.

    `columns` are those that processes bring for themselves.
    """
    state = vacant(_sizes(layout, company, months), columns)
    _write_structure(state, layout)
    _write_roles(state, layout, company.organization)
    _draw_teams(state, layout, company, draws)
    _write_departments(state, layout, company.organization)
    lay_circles(state, layout.circle)
    introduce(state, draws)
    first = np.flatnonzero(layout.opening_month == 0)
    _seat(state, company, draws, first)
    later = np.flatnonzero(layout.opening_month > 0)
    # Hiring counts vacant months from the first one lived, burn-in included.
    lived = company.organization.burn_in_months
    state["fill_after"][later] = lived + layout.opening_month[later]
    return state


def _sizes(layout: Layout, company: Company, months: int) -> Sizes:
    return Sizes(
        seats=layout.seats,
        skills=len(company.skills),
        neighbors=SLOTS,
        pairs=PAIRS_A_SEAT * layout.seats,
        teams=len(layout.team_department),
        sites=len(layout.sites),
        departments=len(layout.departments),
        roles=len(layout.roles),
        months=max(1, months),
        acquaintances=NEAR + ACROSS,
        bands=max(1, len(company.organization.bands)),
    )


def _write_structure(state: State, layout: Layout) -> None:
    for name in ("site", "department", "team", "role", "level", "manager", "group"):
        state[name][:] = getattr(layout, name)
    state["team_department"][:] = layout.team_department
    first_of_team = np.zeros(len(layout.team_department), dtype=np.int64)
    first_of_team[layout.team[::-1]] = np.arange(layout.seats)[::-1]
    state["team_site"][:] = layout.site[first_of_team]


def _write_roles(state: State, layout: Layout, organization: Organization) -> None:
    skills = organization.skill_names
    for row, role in enumerate(layout.role_specs):
        state["role_requirement"][row] = requirements(role, skills, organization.levels)
        state["role_cv"][row] = role.cv
        state["role_ramp"][row] = RAMP_MONTHS[role.complexity]
        state["role_pay"][row] = role.pay
        state["role_level"][row] = role.level
    for column, skill in enumerate(skills):
        state["breadth_hours"][column] = BREADTH_HOURS[organization.breadth_of(skill)]


def requirements(role: Role, skills: tuple[str, ...], levels: int) -> Array:
    """Level of each skill that a role uses, shape (K,); from its level where the file is silent.

    Higher roles ask for more of everything, and for leadership from the second rung on.
    """
    if role.skills:
        return np.array([role.skills.get(skill, 0.0) for skill in skills])
    rung = min(1.0, (role.level - 1) / max(1, levels - 1))
    generic = {
        "communication": 0.45 + 0.25 * rung,
        "problem_solving": 0.5 + 0.25 * rung,
        "mentoring_leadership": 0.35 + 0.35 * rung if role.level > 1 else 0.0,
    }
    return np.array([generic.get(skill, 0.6 + 0.15 * rung) for skill in skills])


def _draw_teams(state: State, layout: Layout, company: Company, draws: Draws) -> None:
    """Team and site effects: unit variance in all, a fifth of it the site's."""
    lasting = draws.lasting()
    sites = person_ids(np.arange(len(layout.sites)), np.zeros(len(layout.sites), dtype=np.int64))
    for index, name in enumerate(("site_safety", "site_climate", "site_output")):
        lasting.normal(SITE, sites, out=state[name], index=index)
    teams = layout.team_address
    own = np.sqrt(1.0 - SITE_PART)
    site = state["team_site"]
    climate = lasting.normal(TEAM, teams, index=0)
    rest = lasting.normal(TEAM, teams, index=1)
    safety = lasting.normal(TEAM, teams, index=2)
    output = TEAM_EFFECTS_CORRELATE * climate + np.sqrt(1 - TEAM_EFFECTS_CORRELATE**2) * rest
    part = np.sqrt(SITE_PART)
    state["team_climate"][:] = own * climate + part * state["site_climate"][site]
    state["team_output"][:] = own * output + part * state["site_output"][site]
    offset = company.organization.offset("safety")
    mixed = 0.5 * climate + np.sqrt(0.75) * safety
    level = own * mixed + part * state["site_safety"][site]
    state["team_safety_set"][:] = offset.mean + offset.ratio * level
    state["team_safety"][:] = state["team_safety_set"]


def _write_departments(state: State, layout: Layout, organization: Organization) -> None:
    for row, spec in enumerate(layout.department_specs):
        annual = organization.turnover if spec.turnover is None else spec.turnover
        hazard = monthly_hazard(annual)
        state["department_turnover"][row] = hazard
        state["department_isolated"][row] = spec.isolated
        state["department_intercept"][row] = float(log(max(hazard, 1e-12) / (1.0 - hazard)))
        state["department_eps"][row] = 1.5
    for place, band in enumerate(organization.bands):
        state["department_band"][:, place] = float(log(band.multiplier))


def _seat(state: State, company: Company, draws: Draws, seats: Array) -> None:
    """Seat the first people, with the tenure that a constant hazard gives."""
    state["person"][seats] = person_ids(seats, state["holder"][seats])
    recruit(state, draws, company, seats, newcomers=False)
    draws.lasting().uniform(FIRST_TENURE, state["person"], out=state["draw_a"])
    call(state, first_tenure_kernel, seats)
    state["hired"][seats] = -state["tenure"][seats].astype(np.int64) - 1000
    draw_ties(state, draws, company.people, seats, established=True)
