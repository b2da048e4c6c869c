"""The command `run`: one future of a file or of a stored run."""

import json

import pytest

from simulation.experiments.study import load_study
from simulation.model import MentoringModel
from simulation.runner import jobs_for
from simulation.scenario import load_scenario
from simulation.store.sql import open_store


def test_it_prints_every_quarter_of_that_seed(well, folder):
    rows = json.loads(well("run", "full.yaml", "--seed", 11, "--json"))
    model = MentoringModel(load_scenario("full.yaml"), rng=11)
    model.run_model()
    assert [row["quarter"] for row in rows] == [1, 2]
    assert set(rows[0]) == {"quarter", *model.outcome_names}
    assert rows[-1]["skill"] == model.outcome("skill")
    assert rows[-1]["exits"] == model.outcome("exits")


def test_the_seed_is_1_unless_told(well, folder):
    assert well("run", "pairs.yaml", "--json") == well("run", "pairs.yaml", "--seed", 1, "--json")
    assert well("run", "pairs.yaml", "--json") != well("run", "pairs.yaml", "--seed", 2, "--json")


def test_as_long_as_told(well, folder):
    rows = json.loads(well("run", "company.yaml", "--quarters", 3, "--json"))
    assert [row["quarter"] for row in rows] == [1, 2, 3]


def test_what_has_no_meaning_is_null_and_not_nan(well, folder):
    def refuse(constant):
        raise AssertionError(constant)

    rows = json.loads(well("run", "company.yaml", "--json"), parse_constant=refuse)
    assert None in rows[-1].values()


def test_the_table_names_the_scenario_and_its_units(well, folder):
    text = well("run", "pairs.yaml")
    assert "pairs: one future, not a forecast" in text
    assert "quarter" in text
    assert "USD" in text


class TestStoredRun:
    @pytest.fixture
    def job(self, well, folder):
        """A run that the store holds."""
        well("compare", "study.yaml", "--workers", 1, "--store", "runs.db", "--json")
        study = load_study([folder / "study.yaml"])
        return jobs_for(study.arms.values(), study.seed, 3)[-1]

    def test_its_id_repeats_it_with_its_own_seed(self, well, job):
        rows = json.loads(well("run", job.run_id, "--store", "runs.db", "--json"))
        with open_store("runs.db") as store:
            stored = store.rows([job.run_id])
        assert [row["skill"] for row in rows] == stored["skill"].tolist()
        assert [row["cost_total"] for row in rows] == stored["cost_total"].tolist()

    def test_another_seed_is_another_future(self, well, job):
        again = well("run", job.run_id, "--store", "runs.db", "--json")
        other = well("run", job.run_id, "--seed", 1, "--store", "runs.db", "--json")
        assert again != other

    def test_an_id_nobody_knows_is_a_sentence(self, call, job):
        result = call("run", "0" * 32, "--store", "runs.db")
        assert result.exit_code == 2
        assert f"runs.db holds no run {'0' * 32}" in result.stderr
