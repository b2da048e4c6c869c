"""Accounts: a column for every heading, a log of leavers, and kinds of exit told apart."""

from simulation.state.accounts import ACCOUNTS, HEADINGS, LEAVERS, SCRATCH, TALLY, Exit
from simulation.state.workforce import WORKFORCE


def names(columns):
    return {column.name for column in columns}


def test_every_heading_has_an_account():
    assert {f"account_{heading}" for heading in HEADINGS} < names(ACCOUNTS)


def test_each_table_has_its_prefix():
    tables = {"account_": ACCOUNTS, "leaver_": LEAVERS, "tally_": TALLY, "draw_": SCRATCH}
    for prefix, columns in tables.items():
        assert all(column.name.startswith(prefix) for column in columns), prefix


def test_what_the_log_of_leavers_holds_can_be_read_from_people():
    own = {"leaver_seat", "leaver_month", "leaver_kind", "leaver_status", "leaver_eligible"}
    assert {name.removeprefix("leaver_") for name in names(LEAVERS) - own} <= names(WORKFORCE)


def test_kinds_of_exit_are_told_apart_from_each_other_and_from_staying():
    assert len({0, Exit.QUIT, Exit.INVOLUNTARY, Exit.OTHER}) == 4


def test_counts_of_a_quarter_are_reset_and_totals_never():
    for column in TALLY:
        assert not (column.name.endswith("_total") and column.reset), column.name
