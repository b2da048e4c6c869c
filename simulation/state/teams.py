"""Teams, sites, departments and roles: what people share."""

import numpy as np

from simulation.state.columns import Column

FLOAT, INT, BOOL = np.float64, np.int64, np.bool_

TEAMS = (
    Column("team_department", INT, "index of the department", low=0, below="departments"),
    Column("team_site", INT, "index of the site", low=0, below="sites"),
    Column("team_safety", FLOAT, "psychological safety", "z"),
    Column("team_safety_set", FLOAT, "its usual level", "z"),
    Column("team_climate", FLOAT, "lasting effect on well-being", "z"),
    Column("team_output", FLOAT, "lasting effect on log output", "z"),
)

SITES = (
    Column("site_safety", FLOAT, "lasting effect on safety", "z"),
    Column("site_climate", FLOAT, "lasting effect on well-being", "z"),
    Column("site_output", FLOAT, "lasting effect on log output", "z"),
)

DEPARTMENTS = (
    Column("department_turnover", FLOAT, "monthly base rate of quitting", "1/month", low=0, high=1),
    Column("department_intercept", FLOAT, "solved intercept of the monthly logit", "logit"),
    Column("department_intercept_sum", FLOAT, "burn-in: sum of monthly solved intercepts", "logit"),
    Column("department_intercept_months", FLOAT, "burn-in: months in that sum", "months"),
    Column("department_band", FLOAT, "log hazard of a tenure band", "log", extra="bands"),
    Column("department_band_sum", FLOAT, "burn-in: sum of the same", "log", extra="bands"),
    Column("department_eps", FLOAT, "solved elasticity of output to coverage", low=0),
    Column("department_isolated", BOOL, "no ties, openings or eligibility beyond it"),
)

ROLES = (
    Column(
        "role_requirement",
        FLOAT,
        "level of each skill that the job uses",
        low=0,
        high=1,
        extra="skills",
    ),
    Column("role_cv", FLOAT, "coefficient of variation of output", low=0),
    Column("role_ramp", FLOAT, "months to full productivity", "months", low=0),
    Column("role_pay", FLOAT, "usual annual pay", "currency/year", low=0),
    Column("role_level", INT, "level of the role", low=0),
)

BREADTHS = (
    Column(
        "breadth_hours", FLOAT, "worksheet hours to close 63% of a gap, by skill", "hours", low=0
    ),
)
