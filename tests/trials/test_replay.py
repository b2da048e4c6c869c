"""Replays: same bytes for any number of workers, nothing from nothing, panels of all arms."""

import numpy as np
import pytest

from simulation.errors import ModelError
from simulation.trials import all_trials
from simulation.trials.knowledge import drawn, knowledge, uncertain
from simulation.trials.replay import (
    NULL_SEEDS,
    Task,
    _tasks,
    measure,
    replay,
    replay_all,
    replication,
    seeds_of,
)
from simulation.trials.trial import Band, Check


def strain(replay):
    """Mean stress of everybody in all months."""
    return float(replay["prompts"]["stress"].mean())


@pytest.mark.slow
def test_a_replay_measures_every_check_at_every_level(trial, halves):
    band = Band(-0.3, -0.6, -0.1)
    one = trial(setting=halves, checks=(Check("strain", strain, band=band),), seeds=3)
    (found,) = replay_all([one], workers=1)
    check = found.checks[0]
    assert (found.id, found.n_seeds) == ("X1", 3)
    assert set(check.levels) == {"low", "mid", "high"}
    by_hand = [strain(replication(one, seed, "high")) for seed in seeds_of(3)]
    assert check.levels["high"].value == pytest.approx(np.mean(by_hand))
    assert check.levels["low"].value < check.levels["mid"].value < check.levels["high"].value


@pytest.mark.slow
def test_the_number_of_workers_changes_no_byte(trial):
    one = trial(seeds=12)
    alone = replay_all([one], workers=1, null=True)
    several = replay_all([one], workers=2, null=True)
    assert [result.checks for result in alone] == [result.checks for result in several]


@pytest.mark.slow
def test_prompts_relieve_and_nothing_does_nothing(trial):
    seeds = seeds_of(40)
    rows = [measure(Task(trial(), "mid", seeds, null=null)) for null in (False, True)]
    program, nothing = (np.array(parts).ravel() for parts in rows)
    effect = program - nothing  # twins: the same people with the same luck
    assert effect.mean() < -3 * effect.std() / np.sqrt(40)
    assert abs(nothing.mean()) < 3 * nothing.std() / np.sqrt(40)


@pytest.mark.parametrize(("seeds", "without"), [(25, 25), (130, NULL_SEEDS)])
def test_what_passes_for_nothing_takes_fewer_seeds(trial, seeds, without):
    run = {True: [], False: []}
    for task in _tasks(trial(), seeds, null=True):
        run[task.null] += task.seeds
    assert run[False] == list(seeds_of(seeds))
    assert run[True] == list(seeds_of(without))


def test_null_draws_the_same_people_and_treats_nobody(trial):
    one = trial()
    program, nothing = (replication(one, 5, null=null)["prompts"] for null in (False, True))
    first = (frame[frame["month"] == 0].set_index("person") for frame in (program, nothing))
    program_first, nothing_first = first
    assert (program_first["arm"] == nothing_first["arm"]).all()
    assert program_first["exposed"].any()
    assert not nothing_first["exposed"].any()


def test_a_number_that_is_missing_is_a_defect_but_not_without_a_program(trial):
    one = trial(checks=(Check("gain", lambda replay: None, band=Band(0, 0, 1)),))
    with pytest.raises(ModelError, match='X1, "gain", seed'):
        measure(Task(one, "mid", (1,)))
    assert measure(Task(one, "mid", (1,), null=True)) == [[None]]
    broken = trial(checks=(Check("gain", lambda replay: float("nan"), band=Band(0, 0, 1)),))
    with pytest.raises(ModelError, match="Return a number for every replication"):
        measure(Task(broken, "mid", (1,)))


def test_a_panel_of_all_arms_and_seeds(trial):
    panel = replay(trial(), seeds=2, panel=True)
    assert panel["seed"].nunique() == 2
    assert set(panel["run"]) == {"prompts"}
    assert {"arm", "stress", "exit"} <= set(panel.columns)


def test_draws_cover_the_ranges_of_all_that_is_uncertain():
    draws = drawn(40)
    paths = {p.path for p in uncertain()}
    assert {"learn.rate", "people.skill_dispersion"} <= paths
    assert not {"learn.transport", "wellbeing.transport", "costs.course_hour"} & paths
    rates = [draw["learn"]["rate"] for draw in draws]
    assert 0.5 <= min(rates) < 0.6
    assert 1.9 < max(rates) <= 2.0
    assert draws[0] != draws[1]
    assert drawn(40) == draws


@pytest.mark.slow
def test_knowledge_counts_draws_inside_and_those_that_cannot_run(trial):
    wide = trial(id="X1", checks=(Check("strain", strain, band=Band(0, -9, 9)),))
    never = trial(id="X2", checks=(Check("strain", strain, band=Band(0, 20, 30)),))
    shares = knowledge([wide, never], 3, seeds=2, workers=1)
    ran = shares[0].draws - shares[0].failed
    assert [share.inside for share in shares] == [ran, 0]
    assert ran > 0
    assert shares[0].share == 1.0


@pytest.mark.slow
@pytest.mark.parametrize("trial", all_trials(), ids=lambda trial: trial.id)
def test_every_trial_measures_all_its_checks_also_without_a_program(trial):
    (found,) = replay_all([trial], seeds=2, workers=1, null=True)
    assert all(np.isfinite(check.simulated.value) for check in found.checks)
