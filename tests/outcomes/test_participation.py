import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.outcomes.participation import load_kernel

FUNNEL = (
    "eligible", "enrolled", "match_rate", "time_to_match", "active_pairs", "meetings_held",
    "meetings_planned", "meeting_rate", "hours", "early_closures", "completions",
)  # fmt: skip


@pytest.fixture
def launched(company, program):
    return company(program)


@pytest.mark.parametrize("name", FUNNEL)
def test_without_a_program_there_is_no_funnel(company, program, value, name):
    assert value(company(), name) is None
    assert value(company(program, launch=2), name) is None, "launched a quarter later"


@pytest.mark.parametrize("name", FUNNEL)
def test_with_a_program_counts_are_numbers_and_ratios_of_nothing_absent(launched, value, name):
    ratios = ("match_rate", "time_to_match", "meeting_rate")
    assert value(launched, name) == (None if name in ratios else 0)


def test_eligible_on_either_side(launched, value):
    launched.state["eligible_mentee"][:4] = True
    launched.state["eligible_mentor"][3:6] = True
    launched.state["eligible_mentor"][11] = True
    assert value(launched, "eligible") == 6
    assert value(launched, "eligible", "department", "South") == 0


def test_enrolled_wait_offer_or_meet(launched, value):
    for column, seat in (
        ("seeks_mentor", 0),
        ("offers_mentoring", 1),
        ("mentees", 2),
        ("mentors", 3),
    ):
        launched.state[column][seat] = 1
    launched.state["mentors"][0] = 1
    assert value(launched, "enrolled") == 4
    assert value(launched, "active_pairs") == 2


def test_match_rate_and_waiting_time(launched, value):
    launched.state["q_matched"][:3] = True
    launched.state["q_wait"][:3] = [0.0, 1.0, 2.0]
    launched.state["seeks_mentor"][[3, 6]] = True
    assert value(launched, "match_rate") == 60
    assert value(launched, "match_rate", "department", "South") == 0
    assert value(launched, "time_to_match") == 1
    assert value(launched, "time_to_match", "department", "South") is None


def test_meetings_hours_and_their_rate_keep_what_leavers_did(launched, value):
    launched.state["q_meetings"][[0, 11]] = [4.0, 1.0]
    launched.state["q_planned"][[0, 11]] = [6.0, 4.0]
    launched.state["q_hours"][[0, 1, 11]] = [2.0, 2.0, 0.5]
    assert value(launched, "meetings_held") == 5
    assert value(launched, "meetings_planned") == 10
    assert value(launched, "meeting_rate") == 50
    assert value(launched, "hours") == 4.5
    assert value(launched, "hours", "department", "South") == 0.5


def test_surveys(launched, value):
    assert value(launched, "mentoring_quality") is None
    assert value(launched, "nps") is None
    for name, count in (
        ("survey_answers", 8),
        ("survey_sum", 30),
        ("promoters", 4),
        ("detractors", 2),
    ):
        launched.state[f"tally_{name}"][0] = count
    assert value(launched, "mentoring_quality") == 3.75
    assert value(launched, "nps") == 25


def test_endings(launched, value):
    launched.state["tally_pairs_ended_early"][0] = 2
    launched.state["tally_pairs_completed"][0] = 5
    launched.state["tally_pairs_stopped"][0] = 3
    assert value(launched, "early_closures") == 2
    assert value(launched, "completions") == 5
    assert value(launched, "stopped") == 3


def test_mentor_load_is_over_those_who_offer_or_have_mentees(launched, value):
    assert value(launched, "mentor_load_gini") is None
    launched.state["offers_mentoring"][[0, 1]] = True
    launched.state["mentees"][[1, 2]] = [1, 3]
    # Loads 0, 1, 3: G = 2 (2 x 1 + 3 x 3) / (3 x 4) - 4/3
    assert value(launched, "mentor_load_gini") == pytest.approx(22 / 12 - 4 / 3)


@pytest.mark.parametrize(
    ("matchings", "gap", "shown"), [(0, 0.0, None), (2, -1.0, None), (2, 0.0, 0.0), (2, 0.015, 1.5)]
)
def test_matching_gap_only_where_something_was_proven(launched, value, matchings, gap, shown):
    launched.state["tally_matchings"][0] = matchings
    launched.state["tally_match_gap"][0] = gap
    assert value(launched, "matching_gap") == shown


@given(loads=st.lists(st.integers(0, 9), min_size=1, max_size=12))
def test_gini_is_half_the_relative_mean_difference(loads):
    values = np.array(loads)
    everybody = np.ones(len(values), dtype=bool)
    found = load_kernel(everybody, everybody, values)
    assert found == load_kernel.py_func(everybody, everybody, values)
    if not values.sum():
        assert found == -1.0
        return
    apart = np.abs(values[:, None] - values[None, :]).mean()
    assert found == pytest.approx(apart / (2 * values.mean()), abs=1e-12)
