"""The workforce: one row per seat for the whole run; people come and go on it."""

import numpy as np

from simulation.state.columns import Column

FLOAT, INT, BOOL = np.float64, np.int64, np.bool_

HIGHEST_LEVEL = 12
"""Rungs of the longest career ladder."""

IDENTITY = (
    Column("occupied", BOOL, "somebody sits here"),
    Column("holder", INT, "how many people have sat here before", low=0, high=1023),
    Column("person", np.uint32, "address of all randomness: seat and holder"),
    Column("site", INT, "index of the site", low=0, below="sites"),
    Column("department", INT, "index of the department", low=0, below="departments"),
    Column("team", INT, "index of the team", low=0, below="teams"),
    Column("role", INT, "index of the role", low=0, below="roles"),
    Column("level", INT, "rung of the career ladder, 1 = entry", low=0, high=HIGHEST_LEVEL),
    Column("manager", INT, "seat of the manager, -1 = none", low=-1, fill=-1, below="seats"),
    Column("group", INT, "optional category for fairness outcomes, -1 = none", low=-1, fill=-1),
    Column("tenure", FLOAT, "time since hired", "months", low=0),
    Column("hired", INT, "month of hire; months before the run are negative"),
    Column("pay", FLOAT, "annual pay", "currency/year", low=0),
    Column("pay_standing", FLOAT, "log pay against the role's usual pay, in reference SDs", "z"),
)

TRAITS = (
    Column("ability", FLOAT, "learning ability", "z"),
    Column("conscientiousness", FLOAT, "trait", "z"),
    Column("extraversion", FLOAT, "trait", "z"),
    Column("stability", FLOAT, "emotional stability", "z"),
    Column("growth_motivation", FLOAT, "wish to grow; loads on every plateau", "z"),
    Column("willingness", FLOAT, "wish to mentor", "z"),
    Column("output_person", FLOAT, "lasting personal part of log output", "z"),
    Column("alternatives_person", FLOAT, "personal part of the outside options", "z"),
    Column("tie_capacity", FLOAT, "how readily a person asks others", "z"),
)

SKILLS = (
    Column("skill", FLOAT, "level", low=0, high=1, extra="skills"),
    Column("start_plateau", FLOAT, "plateau at hiring", low=0, high=1, extra="skills"),
    Column(
        "plateau",
        FLOAT,
        "what practice alone reaches for this person",
        low=0,
        high=1,
        extra="skills",
    ),
    Column(
        "borrowed",
        FLOAT,
        "know-how of mentors, usable while contact lasts",
        low=0,
        high=1,
        extra="skills",
    ),
    Column(
        "borrowed_peers",
        FLOAT,
        "know-how of colleagues, usable while contact lasts",
        low=0,
        high=1,
        extra="skills",
    ),
    Column(
        "level_lag",
        FLOAT,
        "usable level at month's end less its mean over the month",
        extra="skills",
        reset="month",
    ),
    Column("teaching", FLOAT, "skill at mentoring", low=0, high=1, fill=0.5),
)

WELLBEING = (
    Column("morale", FLOAT, "fast mood at work", "z"),
    Column("satisfaction", FLOAT, "job satisfaction", "z"),
    Column("commitment", FLOAT, "commitment to the organization", "z"),
    Column("stress", FLOAT, "strain", "z"),
    Column("morale_set", FLOAT, "set point of morale", "z"),
    Column("satisfaction_set", FLOAT, "set point of satisfaction", "z"),
    Column("commitment_set", FLOAT, "set point of commitment", "z"),
    Column("stress_set", FLOAT, "set point of stress", "z"),
    Column("support", FLOAT, "felt support from ties, manager, team and pairs", "z"),
    Column(
        "support_reach", FLOAT, "saturation of support by contacts, now and lately", low=0, high=1
    ),
    Column("support_set", FLOAT, "usual felt support of this person", "z"),
    Column("peer_relations", FLOAT, "climate of the team as felt", "z"),
    Column(
        "embeddedness", FLOAT, "log(1 + tie strength) against an established colleague's, z", "z"
    ),
    Column(
        "tie_contact",
        FLOAT,
        "tie strength lent by regular contact (mentor, attentive manager)",
        "full networks",
        low=0,
    ),
    Column("tie_total", FLOAT, "strength of all own ties, regular contact included", low=0),
    Column("tie_lost", FLOAT, "share of tie strength lately lost with leavers", low=0),
    Column("alternatives", FLOAT, "outside options", "z"),
    Column("search", FLOAT, "job search: lagged ill-being as logit of leaving", "logit"),
    Column("shock", FLOAT, "mood shock of the scenario, decaying", "z"),
)

WORK = (
    Column("effort", FLOAT, "temporary motivation", "ratio", low=0, fill=1),
    Column("effort_lift", FLOAT, "decaying part of effort left by recognition", "ratio"),
    Column(
        "morale_relief",
        FLOAT,
        "share of low morale that recognition relieves, decaying",
        "share of distance",
        low=0,
    ),
    Column("output", FLOAT, "1 = fully competent, average ability", "ratio", low=0),
    Column("exit_logit", FLOAT, "logit of quitting without the department's intercept", "logit"),
    Column("forced_out", BOOL, "must leave this month", reset="month"),
    Column("quit_probability", FLOAT, "chance to quit this month", "1/month", low=0, high=1),
    Column(
        "time_lent",
        FLOAT,
        "share of the month in meetings, training and helping",
        low=0,
        reset="month",
    ),
    Column(
        "help_lent",
        FLOAT,
        "share of the month taken from own work for colleagues: answers, ordered attention",
        low=0,
        reset="month",
    ),
    Column("contacts", FLOAT, "supportive contacts this month", low=0, reset="month"),
    Column("mentor_contacts", FLOAT, "meetings this month with a mentor", low=0, reset="month"),
    Column(
        "regular_contacts",
        FLOAT,
        "of these, meetings with a mentor met at least twice",
        low=0,
        reset="month",
    ),
    Column("meetings_led", FLOAT, "meetings this month as mentor", low=0, reset="month"),
    Column(
        "attention", FLOAT, "attentive contacts by the manager this month", low=0, reset="month"
    ),
    Column("voice", FLOAT, "exposure to a voice channel", low=0, high=1, reset="month"),
    Column(
        "growth", FLOAT, "usable level gained this month, mean over the job's skills", reset="month"
    ),
    Column(
        "pair_push_satisfaction", FLOAT, "push of pair quality on satisfaction", "z", reset="month"
    ),
    Column("pair_push_stress", FLOAT, "push of bad matches on stress", "z", reset="month"),
)

PARTICIPATION = (
    Column("eligible_mentee", BOOL, "may join as mentee"),
    Column("eligible_mentor", BOOL, "may join as mentor"),
    Column("seeks_mentor", BOOL, "enrolled as mentee and free to be matched"),
    Column("offers_mentoring", BOOL, "enrolled as mentor"),
    Column("waiting", FLOAT, "months enrolled without a match", "months", low=0),
    Column("mentor_capacity", INT, "mentees this person will take", low=0),
    Column("mentees", INT, "active mentees now", low=0),
    Column("mentors", INT, "active mentors now", low=0),
    Column("ever_mentee", BOOL, "has been a mentee in the program"),
    Column("ever_mentor", BOOL, "has been a mentor in the program"),
    Column("sponsorship", FLOAT, "months with a strong mentor", "months", low=0),
    Column("asked_extra", FLOAT, "introductions: people met through the program", low=0),
    Column("exposed", BOOL, "in the part of the company the program runs in"),
    Column(
        "assigned",
        INT,
        "drawn in a randomized study: 1 the program, 0 control, -1 not in the study",
        low=-1,
        high=1,
        fill=-1,
    ),
    Column(
        "unit_assigned",
        INT,
        "the same for the seat's team or site, where those are drawn",
        low=-1,
        high=1,
        fill=-1,
    ),
)

VACANCY = (
    Column("opened", BOOL, "the seat exists: it has been occupied, or its opening month has come"),
    Column("vacant_months", FLOAT, "months the seat has been empty", "months", low=0),
    Column("fill_after", FLOAT, "months until an external hire arrives", "months", low=0),
    Column("internal_first", BOOL, "vacancy is kept for an internal candidate"),
)

QUARTER = (
    Column("q_months", FLOAT, "months present this quarter", "months", low=0, reset="quarter"),
    Column("q_output", FLOAT, "output, summed over months", "ratio", reset="quarter"),
    Column(
        "q_months_before",
        FLOAT,
        "of these months, those of earlier holders of the seat",
        "months",
        low=0,
        reset="quarter",
    ),
    Column(
        "q_output_before",
        FLOAT,
        "of this output, that of earlier holders of the seat",
        "ratio",
        reset="quarter",
    ),
    Column("q_value", FLOAT, "value of output, summed over months", "currency", reset="quarter"),
    Column("q_meetings", FLOAT, "meetings held as mentee", low=0, reset="quarter"),
    Column("q_planned", FLOAT, "meetings planned as mentee", low=0, reset="quarter"),
    Column(
        "q_hours", FLOAT, "hours in meetings, as mentor or mentee", "hours", low=0, reset="quarter"
    ),
    Column("q_ideas", FLOAT, "ideas voiced", low=0, reset="quarter"),
    Column("q_adopted", FLOAT, "ideas adopted", low=0, reset="quarter"),
    Column("q_promoted", BOOL, "promoted this quarter", reset="quarter"),
    Column(
        "q_promotion_chance",
        FLOAT,
        "chances to be promoted, summed over the quarter's openings",
        low=0,
        reset="quarter",
    ),
    Column("q_matched", BOOL, "matched this quarter", reset="quarter"),
    Column(
        "q_wait",
        FLOAT,
        "months waited by those matched this quarter",
        "months",
        low=0,
        reset="quarter",
    ),
    Column("q_surveyed", BOOL, "answered a survey this quarter", reset="quarter"),
    Column("q_seen_quality", FLOAT, "mentoring quality as answered, 1..5", reset="quarter"),
    Column("q_recognized", BOOL, "recognized this quarter", reset="quarter"),
)

WORKFORCE = IDENTITY + TRAITS + SKILLS + WELLBEING + WORK + PARTICIPATION + VACANCY + QUARTER

STATES_TO_SELECT_BY = tuple(
    column.name
    for group in (IDENTITY, TRAITS, SKILLS, WELLBEING, WORK)
    for column in group
    if column.dtype is FLOAT and not column.extra and not column.reset
)
"""Columns of a person by which a program can be given or withheld."""

PLACE = frozenset(
    (
        "site",
        "department",
        "team",
        "role",
        "level",
        "manager",
        "holder",
        "exposed",
        "unit_assigned",
        "opened",
    )
)
"""Columns that belong to the seat, whoever sits there."""
