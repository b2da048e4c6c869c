"""Compare: net benefit, return and payback by hand; failed runs leave their pair out."""

import math

import pandas as pd
import pytest

from simulation.engine.addresses import replication_seed
from simulation.experiments.compare import (
    MARGINAL_SHARES,
    TWIN_LABELS,
    compare,
    jobs_by_arm,
    with_readings,
    with_twins,
    without_readings,
)
from simulation.experiments.study import Study
from simulation.runner import Job, Outcome, run
from simulation.store.records import Failure
from simulation.store.sql import open_store

TINY = {"burn_in_months": 6}


def future(arm, replication, value, cost, exits):
    """Rows of one future from running totals by quarter."""
    return [
        {
            "arm": arm, "replication": replication, "quarter": quarter,
            "value_total": float(v), "cost_total": float(c), "cost_exits_total": float(e),
        }
        for quarter, (v, c, e) in enumerate(zip(value, cost, exits, strict=True), start=1)
    ]  # fmt: skip


NONE = {"value": [100, 200, 300, 400], "cost": [0, 0, 0, 0], "exits": [10, 20, 30, 40]}


def told(*futures, against="none"):
    """What twins tell, by arm and replication."""
    frame = with_twins(pd.DataFrame([row for rows in futures for row in rows]), against)
    return {key: rows.set_index("quarter") for key, rows in frame.groupby(["arm", "replication"])}


def listed(column):
    return [None if math.isnan(value) else value for value in column]


class TestMoney:
    @pytest.fixture
    def plan(self):
        """Costs 20, 24, 28 from quarter 2 on; brings 20, 40, 60 of output, saves 0, 5, 10."""
        own = future("plan", 0, [100, 220, 340, 460], [0, 20, 24, 28], [10, 20, 25, 30])
        return told(future("none", 0, **NONE), own)

    @pytest.mark.parametrize(
        ("suffix", "net"),
        [("", [0, -10, 1, 12]), ("_low", [0, -16, -11, -6]), ("_high", [0, 0, 21, 42])],
    )
    def test_net_benefit_counts_a_share_of_the_extra_output(self, plan, suffix, net):
        assert plan["plan", 0][f"net_total{suffix}"].tolist() == pytest.approx(net)

    def test_the_shares_are_those_assumed(self):
        assert MARGINAL_SHARES == {"": 0.5, "_low": 0.2, "_high": 1.0}

    def test_return_is_net_per_cost_and_absent_before_anything_is_spent(self, plan):
        got = listed(plan["plan", 0]["return_on_investment"])
        assert got == [None, pytest.approx(-10 / 20), pytest.approx(1 / 24), pytest.approx(12 / 28)]

    def test_its_range_runs_over_the_share_that_nobody_knows(self, plan):
        last = plan["plan", 0].loc[4]
        assert last["return_on_investment_low"] == pytest.approx(-6 / 28)
        assert last["return_on_investment_high"] == pytest.approx(42 / 28)

    def test_the_reference_gains_nothing_and_has_no_return(self, plan):
        reference = plan["none", 0]
        assert reference["net_total"].tolist() == [0, 0, 0, 0]
        for name in ("return_on_investment", "return_on_investment_high", "payback_quarter"):
            assert listed(reference[name]) == [None] * 4

    def test_every_future_is_read_against_its_own_twin(self):
        luck = {**NONE, "value": [200, 400, 600, 800]}
        both = told(
            future("none", 0, **NONE), future("none", 1, **luck),
            future("plan", 0, **NONE), future("plan", 1, **luck),
        )  # fmt: skip
        for replication in (0, 1):
            assert both["plan", replication]["net_total"].tolist() == [0, 0, 0, 0]

    def test_a_cheaper_design_than_the_reference_has_no_return(self):
        dear = {**NONE, "cost": [9, 9, 9, 9]}
        cheap = told(future("dear", 0, **dear), future("cheap", 0, **NONE), against="dear")
        assert cheap["cheap", 0]["net_total"].tolist() == [9, 9, 9, 9]
        assert listed(cheap["cheap", 0]["return_on_investment"]) == [None] * 4
        assert listed(cheap["cheap", 0]["payback_quarter"]) == [None] * 4

    def test_without_the_outcomes_of_money_nothing_is_added(self):
        frame = pd.DataFrame(future("none", 0, **NONE)).drop(columns="cost_total")
        assert with_twins(frame, "none") is frame

    def test_every_twin_outcome_has_its_label(self, plan):
        assert set(TWIN_LABELS) == set(plan["plan", 0].columns) - {
            "arm", "replication", "value_total", "cost_total", "cost_exits_total",
        }  # fmt: skip


class TestPayback:
    @pytest.mark.parametrize(
        ("net", "payback"),
        [
            ([-5, -1, 2, 4], [None, None, 3, 3]),
            ([-5, 2, -1, 4], [None, 2, None, 4]),
            ([-5, -4, -3, -1], [None, None, None, None]),
            ([3, 5, 6, 9], [1, 1, 1, 1]),
            ([-5, 0, 0, 0], [None, 2, 2, 2]),
            ([3, 1, -1, -2], [1, 1, None, None]),
        ],
    )
    def test_is_the_quarter_since_which_the_net_has_not_been_below_zero(self, net, payback):
        # Each quarter's output is worth what makes the net come out, half of it counting.
        value = [100 * q + 2 * (n + 10) for q, n in enumerate(net, start=1)]
        own = future("plan", 0, value, [10] * 4, NONE["exits"])
        got = told(future("none", 0, **NONE), own)["plan", 0]
        assert got["net_total"].tolist() == pytest.approx(net)
        assert listed(got["payback_quarter"]) == payback

    def test_does_not_come_before_the_first_cost(self):
        own = future("plan", 0, [100, 200, 340, 480], [0, 0, 10, 20], NONE["exits"])
        got = told(future("none", 0, **NONE), own)["plan", 0]
        assert got["net_total"].tolist() == pytest.approx([0, 0, 10, 20])
        assert listed(got["payback_quarter"]) == [None, None, 3, 3]

    def test_counts_every_future_for_itself(self):
        good = future("plan", 0, [130, 260, 390, 520], [10] * 4, NONE["exits"])
        bad = future("plan", 1, NONE["value"], [10] * 4, NONE["exits"])
        got = told(
            future("none", 0, **NONE), future("none", 1, **NONE), bad, good
        )  # fmt: skip
        assert listed(got["plan", 0]["payback_quarter"]) == [1, 1, 1, 1]
        assert listed(got["plan", 1]["payback_quarter"]) == [None] * 4

    def test_a_future_without_its_twin_tells_nothing(self):
        got = told(future("none", 0, **NONE), future("plan", 1, **NONE))
        for name in ("net_total", "return_on_investment", "payback_quarter"):
            assert listed(got["plan", 1][name]) == [None] * 4


@pytest.fixture(scope="module")
def study(request):
    """No program against pairs in a small company, three futures of two quarters."""
    company, programs = (request.getfixturevalue(name) for name in ("company", "programs"))
    arms = {"No program": company({}, **TINY), "Pairs": company(programs["pairs"], **TINY)}
    arms = {name: arm.with_changes("quarters", 2) for name, arm in arms.items()}
    return Study("two", arms, "No program", replications=3, seed=4, quarters=2)


@pytest.fixture(scope="module")
def compared(study, tmp_path_factory):
    folder = tmp_path_factory.mktemp("store")
    with open_store(f"sqlite:///{folder / 'runs.sqlite'}") as store:
        yield compare(study, store, workers=1), compare(study, store, workers=1)


class TestCompare:
    def test_runs_once_and_reuses(self, compared):
        first, second = compared
        assert (first.batch.finished, first.batch.reused) == (6, 0)
        assert (second.batch.finished, second.batch.reused) == (0, 6)
        pd.testing.assert_frame_equal(first.table, second.table)

    def test_one_row_per_arm_replication_and_quarter_in_order(self, compared):
        frame = compared[0].frame[["arm", "replication", "quarter"]]
        assert list(frame.itertuples(index=False, name=None)) == [
            (arm, r, q) for arm in ("No program", "Pairs") for r in range(3) for q in (1, 2)
        ]

    def test_values_are_those_of_the_runs(self, study, compared):
        record = run(study.arms["Pairs"], replication_seed(4, 2))
        whole = [row for row in record.rows if row[1] == "whole"][-1]
        frame = compared[0].frame.set_index(["arm", "replication", "quarter"])
        for name in ("headcount", "skill", "cost_total"):
            assert frame.loc[("Pairs", 2, 2), name] == whole[3 + record.outcomes.index(name)]

    def test_differences_are_paired(self, compared):
        table = compared[0].table.set_index(["outcome", "quarter"])
        frame = compared[0].frame.set_index(["arm", "replication", "quarter"])["skill"]
        gaps = [frame["Pairs", r, 2] - frame["No program", r, 2] for r in range(3)]
        assert table.loc[("skill", 2), "mean"] == pytest.approx(sum(gaps) / 3)
        assert table.loc[("skill", 2), "n"] == 3
        net = table.loc[("net_total", 2)]
        assert net["mean"] == pytest.approx(
            compared[0].frame.query("arm == 'Pairs' and quarter == 2")["net_total"].mean()
        )

    def test_what_the_reference_lacks_has_no_difference_but_a_spread(self, compared):
        table, bands = compared[0].table, compared[0].bands
        assert (table.query("outcome == 'return_on_investment'")["n"] == 0).all()
        spread = bands.query("arm == 'Pairs' and quarter == 2").set_index("outcome")
        for name in (
            "return_on_investment",
            *(f"return_on_investment_{e}" for e in ("low", "high")),
        ):
            assert spread.loc[name, "n"] == 3

    def test_labels_speak_the_company_s_currency(self, compared):
        labels = compared[0].labels
        assert labels["net_total"].unit == labels["cost_total"].unit == "USD"
        assert set(compared[0].table["outcome"]) <= set(labels)

    def test_readings_are_all_that_comes_later(self, study, compared):
        whole = compared[0]
        with open_store(":memory:") as store:
            early = without_readings(study, store, workers=1)
            assert early.readings.empty
            late = with_readings(early, store)
        assert not late.readings.empty
        for name in ("frame", "table", "bands", "readings"):
            pd.testing.assert_frame_equal(getattr(late, name), getattr(whole, name))

    def test_people_are_those_of_the_first_day(self, compared):
        assert compared[0].people == 120


class TestFailures:
    @pytest.fixture
    def partly(self, study, tmp_path, monkeypatch):
        """Compare with given runs failing: `partly(("Pairs", 1), ...)`."""

        def fail(*wanted):
            lost = {Job(study.arms[arm], replication_seed(4, r)).run_id for arm, r in wanted}

            def run_most(jobs, store, **_):
                done = [run(job.scenario, job.seed) for job in jobs if job.run_id not in lost]
                store.add(done)
                return Outcome(finished=len(done), failures=[Failure] * len(lost))

            monkeypatch.setattr("simulation.experiments.compare.run_many", run_most)
            with open_store(f"sqlite:///{tmp_path / 'runs.sqlite'}") as store:
                return compare(study, store)

        return fail

    @pytest.mark.parametrize("arm", ["Pairs", "No program"])
    def test_a_failed_run_leaves_its_pair_out(self, partly, compared, arm):
        found = partly((arm, 1))
        row = found.table.query("outcome == 'skill' and quarter == 2").iloc[0]
        frame = compared[0].frame.set_index(["arm", "replication", "quarter"])["skill"]
        gaps = [frame["Pairs", r, 2] - frame["No program", r, 2] for r in (0, 2)]
        assert row["n"] == 2
        assert row["mean"] == pytest.approx(sum(gaps) / 2)

    def test_without_the_reference_there_is_nothing_to_compare(self, partly):
        found = partly(*(("No program", r) for r in range(3)))
        assert found.table.empty
        assert found.bands.empty
        assert len(found.frame) == 6
        assert len(found.batch.failures) == 3

    def test_without_any_run_there_is_nothing_at_all(self, partly):
        found = partly(*((arm, r) for arm in ("No program", "Pairs") for r in range(3)))
        assert found.frame.empty
        assert found.table.empty


def test_outcomes_that_the_scenarios_keep_are_all_there_is(study, tmp_path):
    arms = {name: arm.with_changes(outcomes=["skill"]) for name, arm in study.arms.items()}
    few = Study("few", arms, "No program", replications=2, seed=4, quarters=2)
    with open_store(f"sqlite:///{tmp_path / 'runs.sqlite'}") as store:
        found = compare(few, store, workers=1)
    assert set(found.table["outcome"]) == {"skill"}


class TestDraws:
    """Parameters vary from future to future, and are the same in every arm of one."""

    @pytest.fixture
    def study(self, company, programs):
        arms = {"none": company(**TINY), "full": company(programs["full"], **TINY)}
        return Study("Draws", arms, "none", replications=5, seed=3)

    def test_luck_runs_the_scenarios_as_they_are(self, study):
        jobs = jobs_by_arm(study)
        for name, arm in study.arms.items():
            assert [job.scenario for job in jobs[name]] == [arm] * 5
            assert [job.seed for job in jobs[name]] == [replication_seed(3, r) for r in range(5)]

    def test_both_and_knowledge_are_readings_of_the_same_runs(self, study):
        ids = [
            [job.run_id for own in jobs_by_arm(study.at(uncertainty=layer)).values() for job in own]
            for layer in ("both", "knowledge")
        ]
        assert ids[0] == ids[1]

    def test_arms_of_a_replication_share_seed_draw_and_burn_in(self, study):
        jobs = jobs_by_arm(study.at(uncertainty="both"))
        for one, other in zip(jobs["none"], jobs["full"], strict=True):
            assert one.seed == other.seed
            assert one.scenario.parameters == other.scenario.parameters
            assert one.scenario.program.costs == other.scenario.program.costs
            assert one.scenario.burn_in_id == other.scenario.burn_in_id

    def test_a_draw_lives_through_two_lucks_and_the_next_is_another(self, study):
        own = [job.scenario.content_id for job in jobs_by_arm(study.at(uncertainty="both"))["full"]]
        assert own[0] == own[1] != own[2] == own[3] != own[4]

    def test_what_extra_output_is_worth_is_drawn_too(self):
        own = future("plan", 0, [100, 220, 340, 460], [0, 20, 24, 28], [10, 20, 25, 30])
        frame = pd.DataFrame([*future("none", 0, **NONE), *own])
        net = with_twins(frame, "none", {0: 0.8}).set_index("arm").loc["plan", "net_total"]
        assert net.tolist() == pytest.approx(
            [0, 0.8 * 20 - 20, 0.8 * 40 + 5 - 24, 0.8 * 60 + 10 - 28]
        )
