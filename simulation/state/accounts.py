"""Accounts: money by heading and month, and the log of those who left this quarter."""

import numpy as np

from simulation.state.columns import Column

FLOAT, INT = np.float64, np.int64

HEADINGS = (
    "coordination",
    "platform",
    "matching",
    "training",
    "meetings",
    "rewards",
    "open_door",
    "evaluation",
)
"""Headings under which a program costs money."""

ACCOUNTS = (
    *(
        Column(f"account_{heading}", FLOAT, f"program cost: {heading}", "currency")
        for heading in HEADINGS
    ),
    Column("account_exits", FLOAT, "cost of replacing leavers", "currency"),
    Column("account_vacancies", FLOAT, "value of output missing on vacant seats", "currency"),
    Column("account_value", FLOAT, "value of output", "currency"),
    Column("account_pay", FLOAT, "pay of those present", "currency"),
    Column(
        "account_shortfall",
        FLOAT,
        "value by which newcomers fall short of their plateau",
        "currency",
    ),
)


class Exit:
    """Kinds of exit, as numbers in `leaver_kind`."""

    QUIT = 1
    INVOLUNTARY = 2
    OTHER = 3


LEAVERS = (
    Column("leaver_seat", INT, "seat left"),
    Column("leaver_person", np.uint32, "who left"),
    Column("leaver_month", INT, "month of the exit"),
    Column("leaver_kind", INT, "1 quit, 2 involuntary, 3 other"),
    Column("leaver_department", INT, "department left"),
    Column("leaver_level", INT, "level at exit"),
    Column("leaver_group", INT, "group, -1 = none"),
    Column("leaver_status", INT, "participant status at exit"),
    Column("leaver_eligible", INT, "could join at exit: 1 = as mentee, 2 = as mentor, 3 = both"),
    Column("leaver_tenure", FLOAT, "tenure at exit", "months"),
    Column("leaver_pay", FLOAT, "annual pay at exit", "currency/year"),
    Column("leaver_quit_probability", FLOAT, "chance to quit in that month", "1/month"),
)

TALLY = (
    Column("tally_leavers", INT, "rows used in the log of leavers this quarter", reset="quarter"),
    Column("tally_hires", INT, "people hired this quarter", reset="quarter"),
    Column("tally_hires_total", INT, "people hired since month 0"),
    Column("tally_start", INT, "people present at month 0"),
    Column("tally_exits_total", INT, "exits since month 0"),
    Column("tally_vacancies_filled", INT, "vacancies filled from inside", reset="quarter"),
    Column("tally_pairs_started", INT, "pairs started this quarter", reset="quarter"),
    Column("tally_pairs_completed", INT, "pairs that reached their term", reset="quarter"),
    Column("tally_pairs_ended_early", INT, "pairs that ended before their term", reset="quarter"),
    Column("tally_pairs_stopped", INT, "pairs that the program's end stopped", reset="quarter"),
    Column("tally_pairs_started_total", INT, "pairs started since month 0"),
    Column("tally_pairs_ended_total", INT, "pairs ended since month 0"),
    Column(
        "tally_match_gap",
        FLOAT,
        "proven distance from the best matching, last matching; -1 = nothing proven",
    ),
    Column("tally_survey_sum", FLOAT, "sum of mentoring quality answers", reset="quarter"),
    Column("tally_survey_answers", INT, "answers", reset="quarter"),
    Column("tally_promoters", INT, "answers that recommend the program (NPS)", reset="quarter"),
    Column("tally_detractors", INT, "answers that advise against it (NPS)", reset="quarter"),
    Column("tally_next_group", INT, "next free group number of pairs"),
    Column("tally_matchings", INT, "matching rounds held since month 0"),
    Column("tally_first_exits", INT, "exits within the first year of tenure", reset="quarter"),
)

SCRATCH = tuple(
    Column(f"draw_{letter}", FLOAT, "random numbers of the moment") for letter in "abcdef"
)
"""Columns that draws are filled into before a kernel uses them; nobody relies on what is there."""
