"""The shipped trials give numbers of the right shape for one seed; their figures are not tested."""

import numpy as np
import pytest

from simulation.trials import chosen
from simulation.trials.replay import Task, measure, replication, seeds_of

SEED = seeds_of(1)
LONG = ("V06", "V07", "V13", "V15", "V17", "V19")


@pytest.mark.parametrize(
    "name", ["V14", *(pytest.param(name, marks=pytest.mark.slow) for name in LONG)]
)
def test_one_seed_gives_parts_for_every_check(name):
    (trial,) = chosen([name])
    (row,) = measure(Task(trial, "mid", SEED))
    assert len(row) == len(trial.checks)
    for parts, check in zip(row, trial.checks, strict=True):
        assert parts is not None
        assert len(parts) == 1 or check.combine is not None
        assert np.isfinite(parts).all()


def test_a_control_groups_usual_support_reaches_the_controls_of_its_run():
    (trial,) = chosen(["V07"])
    one = replication(trial, SEED[0])
    for arm, reached in (("intensive", False), ("usual", True)):
        controls = one[arm][(one[arm]["arm"] == "control") & (one[arm]["tenure"] < 3)]
        assert controls["mentor"].notna().any() == reached


def test_the_same_schools_are_treated_and_would_have_been_paired():
    (trial,) = chosen(["V06"])
    one = replication(trial, SEED[0])
    pairs, everywhere = (one[arm][one[arm]["month"] == one.launch] for arm in one.panels)
    made = pairs[pairs["mentor"].notna()].set_index("person")["mentor"]
    would = everywhere.set_index("person")["mentor"].reindex(made.index)
    assert len(made) > 20
    assert (made == would).all()
