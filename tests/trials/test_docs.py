"""The worked example of docs/trials.md is a trial that runs."""

import re
from pathlib import Path

import pytest

from simulation.trials import read_trials, replay
from simulation.trials.results import as_json
from simulation.trials.setting import MAY_BE_SET

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "trials.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture
def example(tmp_path):
    file = tmp_path / "my_trial.py"
    file.write_text(BLOCKS[0], encoding="utf-8")
    return read_trials(file)[0]


@pytest.mark.slow
def test_the_example_is_a_trial_that_runs(example):
    found = replay(example, seeds=2, workers=1)
    assert as_json([found])[0]["id"] == "ATTENTION"
    assert found.checks[0].levels.keys() == {"low", "mid", "high"}


@pytest.mark.slow
def test_what_follows_the_example_runs(example):
    code = BLOCKS[1].replace("seeds=4", "seeds=2, workers=1")
    names = {"TRIAL": example}
    exec(code, names)
    panel = names["panel"]
    drawn = panel.groupby("site", observed=True)["arm"].nunique()
    assert (drawn == 1).all()
    told = panel[(panel["arm"] == "attention") & (panel["month"] >= 3)]
    assert told["exposed"].all()


def test_the_page_tells_every_topic_that_may_be_set():
    for topic in MAY_BE_SET:
        assert f"**{topic}**" in PAGE
