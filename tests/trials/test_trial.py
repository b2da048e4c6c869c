"""Trials as values: what they refuse, and the scenarios they make."""

import numpy as np
import pytest

from simulation.errors import RegistryError, ScenarioError
from simulation.evidence.ledger import load_ledger
from simulation.trials import all_trials, chosen, read_trials
from simulation.trials.setting import problems_of, reported
from simulation.trials.trial import Band, Check, Trial, ratio

CITED = "Somebody (1999) Journal"
KNOWN = "relative output gain while the prize runs"


def nothing(replay):
    return 0.0


@pytest.mark.parametrize("trial", all_trials(), ids=lambda trial: trial.id)
class TestShipped:
    def test_it_checks_all_that_the_ledger_lists_in_its_order(self, trial):
        listed = load_ledger().trials[trial.id]
        assert [c.quantity for c in trial.checks] == [e["quantity"] for e in listed["checks"]]
        assert trial.name == listed["name"]

    def test_published_values_come_from_the_ledger(self, trial):
        entries = load_ledger().trials[trial.id]["checks"]
        for check, entry in zip(trial.checks, entries, strict=True):
            band = trial.band(check)
            found = (band.published, band.low, band.high, band.kind)
            assert found == tuple(entry[key] for key in ("published", "low", "high", "kind"))

    def test_it_sets_nothing_but_what_may_be_set(self, trial):
        assert not list(problems_of(trial.setting, trial.id))
        for settings in trial.arms.values():
            assert not list(problems_of(settings, trial.id))

    def test_every_arm_is_a_scenario_at_every_level(self, trial):
        for arm in trial.arms:
            for level in trial.levels:
                scenario = trial.scenario(arm, level)
                for process in ("learn", "wellbeing"):
                    assert scenario.parameters[process] == {"transport": 1.0}
                assert scenario.organization.burn_in_months == 120

    def test_arms_share_one_burn_in(self, trial):
        assert len({trial.scenario(arm).burn_in_id for arm in trial.arms}) == 1

    def test_null_runs_no_lever_but_draws_the_same_people(self, trial):
        for arm in trial.arms:
            scenario = trial.scenario(arm, null=True)
            if trial.control:
                assert scenario.program == trial.scenario(trial.control).program
                continue
            assert scenario.program.is_none
            assert scenario.program.schedule == trial.scenario(arm).program.schedule

    def test_its_file_says_what_is_fitted_and_what_is_predicted(self, trial):
        module = trial.checks[0].measure.__module__
        words = __import__(module, fromlist=["TRIAL"]).__doc__
        assert words.startswith(trial.id)
        assert "redicted" in words


def test_ids_are_unique_and_can_be_chosen():
    ids = [trial.id for trial in all_trials()]
    assert len(ids) == len(set(ids))
    assert [trial.id for trial in chosen(["v09", "V01"])] == ["V09", "V01"]
    assert chosen() == all_trials()
    with pytest.raises(RegistryError, match='there is no trial "V99"'):
        chosen(["V99"])


def test_a_listed_study_may_not_type_its_band_or_reword_its_checks(trial):
    typed = Check(KNOWN, nothing, band=Band(1, 0, 2))
    with pytest.raises(ScenarioError, match="is in the ledger and may not be typed"):
        trial(id="V02", checks=(typed,))
    with pytest.raises(ScenarioError, match='the ledger has no check "gain"'):
        trial(id="V02", checks=(Check("gain", nothing),))


def test_an_unlisted_study_needs_a_band(trial):
    with pytest.raises(ScenarioError, match="has no band"):
        trial(checks=(Check("gain", nothing),))


def test_it_refuses_to_set_the_model(trial):
    with pytest.raises(ScenarioError, match="may not be set by a trial"):
        trial(setting={"parameters.learn.rate": reported(2.0, CITED)})
    with pytest.raises(ScenarioError, match="arm prompts"):
        trial(arm={"parameters.reward.prize_effort": reported(2.0, CITED)})
    with pytest.raises(ScenarioError, match='no arm "usual"'):
        trial(control="usual")


def test_assumed_settings_run_at_three_levels(trial, halves):
    assert trial().levels == ("mid",)
    strained = trial(setting=halves)
    assert strained.levels == ("low", "mid", "high")
    offsets = [
        strained.scenario("prompts", level).organization.offset("stress").mean
        for level in strained.levels
    ]
    assert offsets == [0.0, 0.5, 1.0]


def test_null_runs_the_usual_support_of_the_controls(trial):
    base = trial()
    usual = {"program.open_door": reported({"kind": "open_door"}, CITED)}
    both = Trial(
        id="X2",
        study=CITED,
        setting=base.setting,
        arms={**base.arms, "usual": usual},
        checks=base.checks,
        control="usual",
    )
    for arm in both.arms:
        assert both.scenario(arm, null=True).program == both.scenario("usual").program


def test_null_keeps_common_shocks_and_drops_treatments(trial):
    shocks = (
        {"kind": "morale", "month": 0, "size": -1},
        {"kind": "pay", "month": 0, "share": -0.1, "who": "assigned"},
    )
    one = trial(setting={"shocks": reported(shocks, CITED)})
    assert len(one.scenario("prompts").shocks) == 2
    assert [shock.kind for shock in one.scenario("prompts", null=True).shocks] == ["morale"]


def test_drawn_parameters_yield_to_the_setting_and_to_what_replays_fix(trial):
    one = trial(setting={"parameters.exchange.hours": reported(0.5, CITED)})
    drawn = {
        "exchange": {"hours": 2.0, "learned": 0.2},
        "learn": {"transport": 0.3},
        "wellbeing": {"transport": 0.3, "relief_voice": 0.7},
    }
    parameters = one.scenario("prompts", parameters=drawn).parameters
    assert parameters["exchange"] == {"hours": 0.5, "learned": 0.2}
    assert parameters["learn"] == {"transport": 1.0}
    assert parameters["wellbeing"] == {"transport": 1.0, "relief_voice": 0.7}


def test_a_ratio_is_one_of_means():
    assert ratio(np.array([3.0, 4.0])) == 0.75


def test_a_file_of_ones_own(tmp_path):
    with pytest.raises(RegistryError, match="is no Python file"):
        read_trials(tmp_path / "none.py")
    empty = tmp_path / "empty.py"
    empty.write_text("A = 1\n")
    with pytest.raises(RegistryError, match="holds no Trial"):
        read_trials(empty)
