"""Readings by hand: who is compared with whom, what counts, and how gap and effect add up."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from simulation.engine.addresses import replication_seed
from simulation.experiments.compare import compare
from simulation.experiments.readings import (
    COLUMNS,
    GROUPS,
    READ,
    Reading,
    _row,
    read,
    readings,
    reference_of,
)
from simulation.experiments.study import Study
from simulation.outcomes.ledger import (
    BEFORE,
    MAY_BE_MENTEE,
    MAY_MENTOR,
    MENTEE,
    MENTOR,
    NEVER,
    Ledger,
)
from simulation.runner import Job
from simulation.store.sql import open_store

N = 30
MENTEES, MENTORS, OTHERS, HIRED = (slice(start, start + 5) for start in (0, 5, 10, 25))
"""Five mentees, five mentors, five who could have joined, ten who could not, five hired later."""

SHORT = {"burn_in_months": 6}


def ledger(**changes):
    """Thirty people: five of each kind; `left={0: 4}` lets person 0 leave in month 4."""
    columns = {name: np.full(N, NEVER) for name in ("mentee_since", "mentor_since", "promoted")}
    columns |= {"left": np.full(N, NEVER), "kind": np.zeros(N, int), "hired": np.full(N, BEFORE)}
    columns |= {"satisfaction": np.full(N, 50.0), "output": np.full(N, 0.8)}
    columns |= {"person": np.arange(N), "part": np.zeros(N, int)}
    columns["hired"][HIRED] = 3
    for name, values in changes.items():
        for person, value in values.items():
            columns[name][person] = value
    for name in ("satisfaction", "output"):
        columns[name][columns["left"] != NEVER] = np.nan
    return Ledger(**columns)


JOINED = {
    "mentee_since": {MENTEES: 1},
    "mentor_since": {MENTORS: 1},
    "part": {
        MENTEES: MENTEE | MAY_BE_MENTEE,
        MENTORS: MENTOR | MAY_MENTOR,
        OTHERS: MAY_BE_MENTEE | MAY_MENTOR,
    },
}


def design(intake="cohort", launch=0):
    rules = SimpleNamespace(intake=intake)
    program = SimpleNamespace(
        schedule=SimpleNamespace(first_month=launch),
        enrollment=SimpleNamespace(rules=lambda: rules),
    )
    return SimpleNamespace(program=program)


def one(own, twin, group="mentees", outcome="retention", **how):
    """A reading as (people, participants, others, treated, twins)."""
    found = read(ledger(**{**JOINED, **own}), ledger(**twin), design(**how))[group, outcome]
    return found.people, found.participants, found.others, found.treated, found.twins


class TestWho:
    def test_the_groups_share_the_staff_of_launch_day_among_them(self):
        people = {group: one({}, {}, group)[0] for group in GROUPS}
        assert people == {"mentees": 5, "mentors": 5, "bystanders": 15, "everybody": 25}

    def test_a_mentor_who_becomes_a_mentee_is_a_mentee(self):
        both = {"mentee_since": {MENTEES: 1, 5: 9}, "part": {**JOINED["part"], 5: MENTEE | MENTOR}}
        assert one(both, {})[0] == 6
        assert one(both, {}, "mentors")[0] == 4

    def test_a_dashboard_compares_with_those_who_could_have_joined(self):
        own = {"left": {10: 5, **dict.fromkeys(range(15, 25), 5)}}
        assert one(own, {})[1:3] == (100.0, 80.0)

    def test_bystanders_and_everybody_are_on_no_dashboard(self):
        for group in ("bystanders", "everybody"):
            assert one({}, {}, group)[1:3] == (None, None)

    def test_fewer_than_five_people_have_no_mean(self):
        four = {"part": {**JOINED["part"], 0: MAY_BE_MENTEE}, "mentee_since": {slice(1, 5): 1}}
        assert one(four, {}) == (4, None, pytest.approx(100.0), None, None)

    def test_who_left_before_launch_is_not_of_the_staff(self):
        own = {"left": {20: 2}}
        assert one(own, own, "everybody", launch=3)[0] == 24
        assert one(own, own, "everybody", launch=2)[0] == 25

    def test_a_program_for_newcomers_is_read_on_newcomers(self):
        part = {HIRED: MENTEE | MAY_BE_MENTEE}
        own = {"part": part, "mentee_since": {HIRED: 3}, "mentor_since": {}, "left": {25: 9}}
        people, participants, others, treated, twins = one(own, {}, intake="onboarding")
        assert (people, participants, others, treated, twins) == (5, 80.0, None, 80.0, 100.0)


class TestTwins:
    def test_a_participant_s_twin_must_be_there_when_they_join(self):
        own = {"mentee_since": {MENTEES: 6}, "part": {**JOINED["part"], OTHERS: MENTEE}}
        own["mentee_since"][OTHERS] = 6
        assert one(own, {"left": {0: 5}})[0] == 9, "had left before"
        assert one(own, {"left": {0: 6}})[0] == 10, "was still there in that month"
        assert one(own, {"left": {0: 6}})[3:] == (100.0, 90.0)

    def test_everybody_counts_those_as_well(self):
        own = {"mentee_since": {MENTEES: 6}}
        assert one(own, {"left": {0: 5}}, "everybody") == (25, None, None, 100.0, 96.0)

    def test_a_newcomer_is_a_twin_only_where_hired_in_the_same_month(self):
        later = {"hired": {25: 4}}
        assert one({}, later, "everybody", intake="onboarding")[0] == 4

    def test_people_are_found_by_address_not_by_row(self):
        mixed = {"person": dict(enumerate(np.roll(np.arange(N), 7))), "left": {7: 4}}
        twin = {**mixed, "hired": dict(enumerate(np.roll(ledger().hired, 7)))}
        # Row 7 of the twin's future holds person 0, a mentee.
        assert one({}, twin)[3:] == (100.0, 80.0)


class TestOutcomes:
    def test_leavers_keep_the_promotion_they_had(self):
        own = {"promoted": {0: 5, 1: 2}, "left": {0: 8}}
        assert one(own, {}, outcome="promotion")[1:] == (40.0, 0.0, 40.0, 0.0)

    def test_promotions_before_launch_do_not_count(self):
        own = {"promoted": {20: 2, 21: 5}}
        assert one(own, own, "everybody", "promotion", launch=3)[3] == pytest.approx(4.0)

    def test_well_being_is_of_those_who_are_still_there_in_both_futures(self):
        members = {slice(0, 8): 1}
        own = {
            "mentee_since": members, "mentor_since": {},
            "part": {slice(0, 8): MENTEE, OTHERS: MAY_BE_MENTEE, 10: MAY_BE_MENTEE},
            "satisfaction": {0: 90.0, slice(1, 8): 60.0}, "left": {7: 9},
        }  # fmt: skip
        twin = {"left": {0: 9}, "satisfaction": {7: 0.0}}
        people, participants, others, treated, twins = one(own, twin, outcome="satisfaction")
        assert (people, treated, twins) == (6, 60.0, 50.0), "neither person 0 nor person 7"
        assert participants == pytest.approx((90 + 6 * 60) / 7), "a dashboard sees person 0"
        assert others == 50.0

    def test_output_is_percent_of_full_competence(self):
        assert one({"output": {MENTEES: 0.9}}, {}, outcome="output")[3:] == pytest.approx((90, 80))


def row(*futures):
    return _row("retention", [Reading(10, *future) for future in futures])


class TestOverFutures:
    def test_the_gap_is_effect_and_selection(self):
        found = row((80, 60, 80, 75), (82, 60, 82, 79), (81, 62, 81, 76))
        assert found["naive"] == pytest.approx((20 + 22 + 19) / 3)
        assert found["causal"] == pytest.approx((5 + 3 + 5) / 3)
        assert found["naive"] == pytest.approx(found["causal"] + found["selection"])
        assert found["selection_share"] == pytest.approx(found["selection"] / found["naive"])
        assert found["naive_ci_low"] < found["naive"] < found["naive_ci_high"]
        assert (found["n"], found["people"]) == (3, 10)
        assert (found["others"], found["twins"]) == (pytest.approx(182 / 3), pytest.approx(230 / 3))

    def test_a_gap_that_may_be_zero_has_no_share(self):
        assert row((80, 60, 80, 75), (60, 80, 60, 59))["selection_share"] is None

    def test_a_negative_gap_has_a_share_too(self):
        found = row((60, 80, 60, 62), (61, 80, 61, 63), (60, 81, 60, 62))
        assert found["selection_share"] == pytest.approx(18 / 20)

    def test_one_future_has_no_interval_and_no_share(self):
        found = row((80, 60, 80, 75))
        assert (found["naive"], found["naive_ci_low"], found["selection_share"]) == (20, None, None)

    def test_a_zero_is_a_level_like_any_other(self):
        assert row((0.0, 60, 0.0, 75), (0.0, 50, 0.0, 75))["participants"] == 0

    def test_without_others_there_is_an_effect_and_no_gap(self):
        found = row((None, None, 80, 75), (None, None, 82, 79))
        assert found["causal"] == 4
        assert found["participants"] == 81
        assert (found["naive"], found["selection"], found["others"]) == (None, None, None)

    def test_where_nearly_all_join_the_few_futures_left_tell_no_gap(self):
        found = row((80, 20, 80, 75), *[(None, None, 80, 75)] * 2)
        assert (found["naive"], found["others"], found["causal"]) == (None, None, 5)

    def test_futures_with_too_few_people_do_not_count(self):
        assert row((None, 60, None, None), (80, 60, 80, 75))["n"] == 1


@pytest.fixture(scope="module")
def study(company, programs):
    """No program against pairs in a small company, three futures of a year."""
    asked = {**programs["pairs"]["enrollment"], "nudge": 2}  # or too few join to be read
    pairs = company({**programs["pairs"], "enrollment": asked}, **SHORT)
    arms = {"None": company({}, **SHORT), "Pairs": pairs}
    return Study("two", arms, "None", replications=3, seed=4, quarters=4)


@pytest.fixture(scope="module")
def compared(study):
    with open_store(":memory:") as store:
        yield compare(study, store, workers=1), store


class TestStudy:
    def test_every_design_with_a_program_is_read_in_every_group(self, compared):
        table = compared[0].readings
        assert list(table.columns) == list(COLUMNS)
        keys = list(zip(table["arm"], table["group"], table["outcome"], strict=True))
        assert keys == [("Pairs", group, outcome) for group in GROUPS for outcome in READ]
        assert set(table["without"]) == {"None"}
        assert set(table["n"]) <= {2, 3}  # a future without mentors says nothing about them

    def test_everybody_s_retention_is_the_outcome_of_the_runs(self, compared):
        comparison, _ = compared
        table = comparison.table.set_index(["outcome", "quarter"])
        whole = comparison.readings.query("group == 'everybody' and outcome == 'retention'")
        wanted = table.loc[("retention", 4)]
        for column, name in (("causal", "mean"), ("causal_ci_low", "ci_low")):
            assert whole[column].item() == pytest.approx(wanted[name])

    def test_the_groups_add_up_to_everybody_but_for_twins_that_had_left(self, compared):
        rows = compared[0].readings.query("outcome == 'retention'").set_index("group")
        parts = rows.loc[["mentees", "mentors", "bystanders"]]
        assert parts["people"].sum() == pytest.approx(rows["people"]["everybody"], abs=2)

    def test_runs_without_a_ledger_leave_their_future_out(self, study, compared):
        _, store = compared
        first = Job(study.arms["Pairs"], replication_seed(4, 0)).run_id

        class Old:
            def ledgers(self, run_ids):
                return {k: v for k, v in store.ledgers(run_ids).items() if k != first}

        assert set(readings(study, Old())["n"]) == {2}

    def test_twins_live_without_a_program_though_no_design_does(self, study, company, programs):
        arms = {"Full": company(programs["full"], **SHORT), "Pairs": study.arms["Pairs"]}
        other = Study("no reference", arms, "Full", replications=2, seed=4, quarters=4)
        name, scenario = reference_of(other)
        assert (name, scenario.content_id) == ("No program", study.arms["None"].content_id)
        with open_store(":memory:") as store:
            found = compare(other, store, workers=1)
            assert found.batch.finished == 6
        assert list(found.readings["arm"].unique()) == ["Full", "Pairs"]
        assert set(found.frame["arm"]) == {"Full", "Pairs"}

    def test_a_design_without_a_program_is_the_reference_wherever_it_stands(self, study):
        turned = Study("turned", study.arms, "Pairs", quarters=4)
        assert reference_of(turned)[0] == "None"

    def test_nothing_to_read_is_an_empty_table(self, study):
        with open_store(":memory:") as store:
            table = readings(study, store)
        assert list(table.columns) == list(COLUMNS)
        assert table.empty
        assert math.isnan(table["naive"].sum(min_count=1))
