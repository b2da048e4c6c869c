"""Explain: parts and remainder add up, a lever is out of the design only, a mechanism of both."""

import pandas as pd
import pytest

from simulation.errors import UserError
from simulation.experiments.compare import compare
from simulation.experiments.explain import HEADLINES, REMAINDER, TOTAL, explain, parts_of
from simulation.experiments.study import Study
from simulation.families import FAMILIES
from simulation.mechanisms import mechanisms_of
from simulation.store.sql import open_store

TINY = {"burn_in_months": 6}


@pytest.fixture(scope="module")
def study(company, programs):
    """Two designs for a tiny company, two futures each."""
    arms = {
        "None": company(**TINY),
        "Pairs": company(programs["pairs"], **TINY),
        "Full": company(programs["full"], **TINY),
    }
    arms = {name: arm.with_changes("quarters", 2) for name, arm in arms.items()}
    return Study("Tiny", arms, "None", replications=2, seed=7, quarters=2)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return str(tmp_path_factory.mktemp("explain") / "runs.db")


@pytest.fixture(scope="module")
def found(study, place):
    with open_store(place) as store:
        return explain(study, store, workers=1)


class TestParts:
    @pytest.fixture
    def parts(self, study):
        return list(parts_of(study.arms["Full"], study.arms["None"]))

    def test_the_whole_comes_first(self, parts, study):
        assert (parts[0].kind, parts[0].design) == ("total", study.arms["Full"])

    def test_every_lever_pulled_is_knocked_out_of_the_design_alone(self, parts, study):
        levers = {part.name: part for part in parts if part.kind == "lever"}
        assert set(levers) == {registry.get("none").lever for registry in FAMILIES.values()}
        for part in levers.values():
            assert part.reference == study.arms["None"]
            gone = [f for f, p in part.design.program.policies().items() if p.kind == "none"]
            assert {FAMILIES[family].get("none").lever for family in gone} == {part.name}

    def test_families_that_need_each_other_are_one_lever(self, parts):
        [pairs] = [part for part in parts if part.name.startswith("Pairs (")]
        program = pairs.design.program
        assert program.enrollment.kind == program.matching.kind == "none"
        assert program.structure.kind == "regular"

    def test_a_lever_not_pulled_is_none(self, study):
        names = [p.name for p in parts_of(study.arms["Pairs"], study.arms["None"])]
        assert "Open door" not in names
        assert "Training" in names

    def test_every_mechanism_is_off_in_both_twins(self, parts, study):
        mechanisms = [part for part in parts if part.kind == "mechanism"]
        assert [p.name for p in mechanisms] == [m.name for m in mechanisms_of(study.arms["Full"])]
        for part in mechanisms:
            for twin, usual in ((part.design, "Full"), (part.reference, "None")):
                assert twin.program == study.arms[usual].program
                assert twin.parameters or twin.processes
            assert part.design.parameters == part.reference.parameters
            assert part.design.processes == part.reference.processes


@pytest.mark.slow
class TestTable:
    def test_parts_and_remainder_are_the_total(self, found):
        assert not found.batch.failures
        for (_, outcome), own in found.table.groupby(["arm", "outcome"]):
            total = own.loc[own["kind"] == "total", "mean"].item()
            for kind in ("lever", "mechanism"):
                parts = own.loc[own["kind"] == kind]
                assert parts["part"].iloc[-1] == REMAINDER
                assert parts["mean"].sum() == pytest.approx(total, rel=1e-9, abs=1e-9), outcome

    def test_every_design_has_every_headline_with_interval_and_n(self, found):
        assert set(found.table["arm"]) == {"Pairs", "Full"}
        assert set(found.table["outcome"]) == set(HEADLINES)
        assert (found.table["n"] == 2).all()
        assert (found.table["ci_low"] <= found.table["mean"]).all()
        assert (found.table["mean"] <= found.table["ci_high"]).all()

    def test_the_total_is_what_compare_says_from_the_same_runs(self, found, study, place):
        with open_store(place) as store:
            compared = compare(study, store, workers=1)
        assert compared.batch.finished == 0
        last = compared.table[compared.table["quarter"] == 2].set_index(["arm", "outcome"])
        totals = found.table[found.table["part"] == TOTAL].set_index(["arm", "outcome"])
        for key, row in totals.iterrows():
            assert row["mean"] == pytest.approx(last.loc[key, "mean"])
            assert row["ci_low"] == pytest.approx(last.loc[key, "ci_low"])

    def test_again_runs_nothing_and_says_the_same(self, found, study, place):
        with open_store(place) as store:
            again = explain(study.at(uncertainty="both"), store, workers=1)
        assert again.batch.finished == 0
        pd.testing.assert_frame_equal(again.table, found.table)

    def test_learning_explains_skill(self, found):
        own = found.table.query("arm == 'Pairs' and outcome == 'skill'").set_index("part")["mean"]
        # In so small a company one expert who stays weighs as much.
        assert own["Pairs learn from each other"] > 0.3 * own[TOTAL] > 0


@pytest.mark.slow
def test_designs_that_keep_no_headline_cannot_be_explained(study, tmp_path):
    arms = {name: arm.with_changes("outcomes", ["morale"]) for name, arm in study.arms.items()}
    with open_store(str(tmp_path / "a.db")) as store, pytest.raises(UserError, match="outcomes"):
        explain(study.with_arms(arms).only("Pairs"), store, workers=1)


class TestOnly:
    def test_one_design_and_its_reference_stay(self, study):
        assert list(study.only("Full").arms) == ["None", "Full"]

    @pytest.mark.parametrize("name", ["Ful", "None", "else"])
    def test_another_name_is_told(self, study, name):
        with pytest.raises(UserError, match="no design is called"):
            study.only(name)
