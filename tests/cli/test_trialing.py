"""The command `trials`: a table with misses, JSON and nothing else, shares of draws, own files."""

import json

import pytest

OWN = """
from simulation.trials import Band, Check, Trial, reported

CITED = "Somebody (1999) Journal"

def exits(replay):
    return float(replay["nothing"]["exit"].mean())

TRIAL = Trial(
    id="OWN",
    study=CITED,
    setting={
        "organization.departments": reported({"A": {"headcount": 20}}, CITED),
        "quarters": reported(1, CITED),
    },
    arms={"nothing": {}},
    checks=(Check("exits", exits, band=Band(0.5, 0.4, 0.6)),),
    explained="Nobody leaves that often.",
)
"""


@pytest.fixture
def own(tmp_path):
    file = tmp_path / "own.py"
    file.write_text(OWN, encoding="utf-8")
    return ["--file", str(file), "--seeds", "5", "--workers", "1"]


def test_a_miss_is_shown_as_a_miss(call, own):
    shown = call("trials", *own).stdout
    assert "MISS" in shown
    assert "OWN misses: Nobody leaves that often." in shown
    assert "Inside: 0 of 1 trials" in shown


@pytest.mark.slow
def test_json_is_all_there_is(call, own):
    (found,) = json.loads(call("trials", *own, "--json").stdout)
    assert (found["id"], found["inside"], found["n_seeds"]) == ("OWN", False, 5)


@pytest.mark.slow
def test_knowledge_tells_the_share_of_draws(call, own):
    shown = call("trials", *own, "--knowledge", "2").stdout
    assert "OWN  OWN: 0% inside of 2 draws" in shown
    (found,) = json.loads(call("trials", *own, "--knowledge", "2", "--json").stdout)
    assert found["share"] == 0.0


def test_an_unknown_trial_is_named(call):
    result = call("trials", "--only", "V99")
    assert result.exit_code == 2
    assert 'there is no trial "V99"' in result.output
