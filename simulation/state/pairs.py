"""Pairs: who meets whom in the program, as long as it lasts; ended pairs free their row."""

import numpy as np

from simulation.state.columns import Column

FLOAT, INT, BOOL = np.float64, np.int64, np.bool_


PAIRS = (
    Column("pair_active", BOOL, "the pair meets"),
    Column("pair_mentor", INT, "seat of the one who helps", low=-1, fill=-1, below="seats"),
    Column("pair_mentee", INT, "seat of the one who is helped", low=-1, fill=-1, below="seats"),
    Column("pair_mentor_person", np.uint32, "address of the mentor"),
    Column("pair_mentee_person", np.uint32, "address of the mentee"),
    Column("pair_peer", BOOL, "peers or introductions: help goes both ways, one row each way"),
    Column("pair_group", INT, "rows of one group share this number", fill=-1, low=-1),
    Column("pair_size", FLOAT, "people at the table, helper included", "people", low=2, fill=2),
    Column("pair_age", FLOAT, "months since the first month of the pair", "months", low=0),
    Column("pair_months_left", FLOAT, "months until its term", "months", low=0),
    Column("pair_planned", FLOAT, "meetings planned per month", "1/month", low=0),
    Column("pair_minutes", FLOAT, "length of a meeting", "minutes", low=0),
    Column(
        "pair_agenda", FLOAT, "share of meeting time that works as a worksheet does", low=0, high=1
    ),
    Column("pair_learned", FLOAT, "share of a gain that stays (lambda)", low=0, high=1),
    Column("pair_structure", FLOAT, "how structured the meetings are", low=0, high=1),
    Column("pair_clarity", FLOAT, "clarity of the goals", low=0, high=1),
    Column("pair_similarity", FLOAT, "actual deep-level similarity", "z"),
    Column("pair_fit", FLOAT, "true fit of the two", "z"),
    Column("pair_meet", FLOAT, "lasting tendency of the two to meet", "logit"),
    Column("pair_quality", FLOAT, "quality of the relationship", "z"),
    Column("pair_held", FLOAT, "meetings held this month", low=0),
    Column("pair_due", FLOAT, "meetings planned this month", low=0),
    Column("pair_hours", FLOAT, "hours met this month", "hours", low=0),
    Column("pair_dose", FLOAT, "worksheet hours each meeting of the month is worth", low=0),
    Column("pair_meetings", FLOAT, "meetings held since the start", low=0),
    Column("pair_total_due", FLOAT, "meetings planned since the start", low=0),
    Column("pair_seen", FLOAT, "quality as last seen in a survey, 1..5, 0 = never"),
)
