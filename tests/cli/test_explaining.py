"""The commands `explain`, `screening` and `parameters --assumed`: what they print and write."""

import csv
import json

import pytest

from simulation.experiments import screening
from simulation.scenario import all_parameters


@pytest.fixture
def told(well, folder):
    """What the tiny study's full design is explained with, as data."""
    words = ("study.yaml", "--design", "Full", "-n", 2, "--workers", 1, "--store", "a.db")
    return json.loads(well("explain", *words, "--json"))


@pytest.mark.slow
class TestExplain:
    def test_json_has_every_part_with_interval_and_n(self, told):
        assert told["arms"] == ["None", "Full"]
        assert (told["replications"], told["seed"], told["quarters"]) == (2, 7, 2)
        kinds = {row["kind"] for row in told["contributions"]}
        assert kinds == {"total", "lever", "mechanism"}
        assert {row["n"] for row in told["contributions"]} == {2}
        assert all(row["ci_low"] <= row["mean"] <= row["ci_high"] for row in told["contributions"])

    def test_again_the_figures_and_the_table_are_written_without_a_run(self, told, well, folder):
        words = ("study.yaml", "--design", "Full", "-n", 2, "--workers", 1, "--store", "a.db")
        text = well("explain", *words, "--out", "why")
        assert "each lever knocked out of the design" in text
        assert "Interaction of all" in text
        names = {file.name for file in (folder / "why").iterdir()}
        assert names == {"levers.svg", "levers.png", "mechanisms.svg", "mechanisms.png",
                         "explanation.csv"}  # fmt: skip
        with (folder / "why" / "explanation.csv").open(encoding="utf-8") as file:
            assert len(list(csv.DictReader(file))) == len(told["contributions"])

    def test_an_unknown_design_is_told(self, call, folder):
        result = call("explain", "study.yaml", "--design", "Ful")
        assert result.exit_code == 2
        assert 'no design is called "Ful". Did you mean "Full"?' in result.stderr


class TestScreening:
    def test_writes_the_file_it_is_told_to(self, well, folder, monkeypatch):
        some = tuple(p for p in all_parameters() if p.path == "worth.marginal_share")
        monkeypatch.setattr(screening, "all_parameters", lambda: some)
        monkeypatch.setattr("simulation.shipped.shipped", lambda name: folder / "full.yaml")
        text = well("screening", "-n", 2, "--workers", 1, "--store", "a.db", "--out", "x.csv")
        assert "1 assumed parameters screened: x.csv" in text
        assert (folder / "x.csv").read_text(encoding="utf-8").startswith("# sources: ")


class TestAssumed:
    def test_json_tells_what_each_could_change_the_weightiest_first(self, well):
        shown = json.loads(well("parameters", "--assumed", "--json"))
        in_play = [each for each in shown if each["influence"]["skill"]["n"]]
        assert len(in_play) > 60
        assert set(shown[0]["influence"]) == {"exits_total", "skill", "net_total"}
        assert all(each["influence"]["skill"]["n"] for each in shown[:40])

    def test_text_shows_the_effect_at_both_ends(self, well):
        head, *rows = [line.split("\t") for line in well("parameters", "--assumed").splitlines()]
        assert head[4:7] == ["people kept", "skill, points", "net benefit"]
        assert {len(row) for row in rows} == {len(head)}
        assert any("→" in row[4] for row in rows)
