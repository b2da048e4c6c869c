"""The commands `compare` and `demo`: what they print, store, write, and how they end."""

import csv
import json
import os
import re
import shlex
import signal
import sqlite3
import time
from contextlib import closing
from xml.etree import ElementTree

import pytest

from simulation import runner
from simulation.cli import comparing
from simulation.engine.addresses import replication_seed
from simulation.store.sql import open_store

DIFFERENCE = {"arm", "against", "outcome", "quarter", "mean", "ci_low", "ci_high", "share_better",
              "n"}  # fmt: skip
LAYERS = {"luck_share", "knowledge_share", "knowledge_low", "knowledge_high", "draws"}
RESULT = ["study", "arms", "quarters", "replications", "seed", "differences", "readings",
          "failures", "verdicts"]  # fmt: skip
ENDS = ("", "_ci_low", "_ci_high")
READING = {"arm", "without", "group", "outcome", "label", "unit", "people", "participants",
           "others", "twins", "selection_share", "n", "level"} | {
    f"{name}{end}" for name in ("naive", "causal", "selection") for end in ENDS
}  # fmt: skip
STUDY_SEED = 7
UNLUCKY = replication_seed(STUDY_SEED, 1)
PATIENCE = 120.0


def seeds_of(store):
    with open_store(store) as opened:
        return opened.runs()["run_id"].tolist()


@pytest.fixture
def compared(well, folder):
    """The result of the tiny study as data, and all that it printed."""
    return json.loads(well("compare", "study.yaml", "--workers", 1, "--store", "a.db", "--json"))


@pytest.fixture
def counted(monkeypatch):
    """Seeds of the runs that are made from here on."""
    made = []
    original = runner.run

    def run(scenario, seed):
        made.append((scenario.name, seed))
        return original(scenario, seed)

    monkeypatch.setattr(runner, "run", run)
    return made


@pytest.mark.slow
class TestUncertainty:
    @pytest.fixture
    def layered(self, well, folder):
        words = ("compare", "study.yaml", "-n", 4, "--store", "a.db", "--uncertainty", "both")
        return lambda workers, store: json.loads(
            well(*words[:5], store, *words[6:], "--workers", workers, "--json")
        )

    def test_every_difference_says_what_its_spread_is_made_of(self, layered):
        result = layered(1, "a.db")
        assert result["uncertainty"] == "both"
        assert all(set(row) == DIFFERENCE | LAYERS for row in result["differences"])
        told = [row for row in result["differences"] if row["knowledge_share"] is not None]
        assert told
        for row in told:
            assert row["luck_share"] + row["knowledge_share"] == pytest.approx(1)
            assert row["knowledge_low"] <= row["knowledge_share"] <= row["knowledge_high"]
        assert {row["draws"] for row in told} == {2}
        assert any("what science does not know" in sentence for sentence in result["verdicts"])

    def test_no_number_of_workers_changes_a_draw(self, layered):
        assert layered(1, "a.db") == layered(2, "b.db")

    def test_a_study_file_may_ask_for_it(self, well, folder, write):
        write(folder / "known.yaml", {"extends": "study.yaml", "uncertainty": "knowledge"})
        words = ("compare", "known.yaml", "-n", 4, "--workers", 1, "--store", "a.db")
        assert json.loads(well(*words, "--json"))["uncertainty"] == "knowledge"
        text = well(*words, "--out", "known")
        assert "middle 95% of draws of the parameters" in text
        assert "Unknown science" in text


class TestJson:
    def test_it_has_the_promised_shape(self, compared):
        assert list(compared) == RESULT
        assert compared["study"] == "Tiny study"
        assert compared["arms"] == ["None", "Pairs", "Full"]
        assert (compared["quarters"], compared["replications"], compared["seed"]) == (2, 3, 7)
        assert len(compared["verdicts"]) == 2
        assert all(sentence.endswith(".") for sentence in compared["verdicts"])

    def test_every_difference_is_complete(self, compared):
        rows = compared["differences"]
        assert all(set(row) == DIFFERENCE for row in rows)
        assert {row["arm"] for row in rows} == {"Pairs", "Full"}
        assert {row["against"] for row in rows} == {"None"}
        assert {row["quarter"] for row in rows} == {1, 2}
        assert len({(r["arm"], r["outcome"], r["quarter"]) for r in rows}) == len(rows)
        assert {row["n"] for row in rows if row["outcome"] == "exits_total"} == {3}

    def test_every_design_is_read_both_ways(self, compared):
        rows = compared["readings"]
        assert all(set(row) == READING for row in rows)
        assert {row["arm"] for row in rows} == {"Pairs", "Full"}
        assert {row["without"] for row in rows} == {"None"}
        assert {row["outcome"] for row in rows} == {
            "retention", "promotion", "satisfaction", "output",
        }  # fmt: skip
        whole = [row for row in rows if row["group"] == "everybody"]
        assert {row["naive"] for row in whole} == {None}
        for row in whole:
            assert row["causal_ci_low"] <= row["causal"] <= row["causal_ci_high"]
        exits = {
            row["arm"]: row["mean"]
            for row in compared["differences"]
            if row["outcome"] == "retention" and row["quarter"] == 2
        }
        kept = {row["arm"]: row["causal"] for row in whole if row["outcome"] == "retention"}
        assert kept == pytest.approx(exits)

    def test_without_failures_the_list_is_empty(self, compared):
        assert compared["failures"] == []

    def test_an_interval_holds_its_mean_and_a_share_is_a_share(self, compared):
        whole = [row for row in compared["differences"] if row["ci_low"] is not None]
        assert whole
        assert all(row["ci_low"] <= row["mean"] <= row["ci_high"] for row in whole)
        shares = [row["share_better"] for row in whole if row["share_better"] is not None]
        assert all(0 <= share <= 1 for share in shares)

    def test_what_has_no_meaning_is_null_and_never_nan(self, well, folder):
        def refuse(constant):
            raise AssertionError(constant)

        text = well("compare", "study.yaml", "-n", 1, "--workers", 1, "--store", "a.db", "--json")
        rows = json.loads(text, parse_constant=refuse)["differences"]
        assert {row["ci_low"] for row in rows} == {None}, "one pair has no interval"

    def test_nothing_but_json_is_printed_and_nothing_is_written(self, compared, folder):
        assert not list(folder.glob("**/*.svg"))
        assert not (folder / "results").exists()

    def test_size_seed_and_horizon_as_told(self, well, folder):
        words = ["-n", 2, "--seed", 11, "--quarters", 1, "--workers", 1, "--store", "a.db"]
        result = json.loads(well("compare", "pairs.yaml", "full.yaml", *words, "--json"))
        assert (result["quarters"], result["replications"], result["seed"]) == (1, 2, 11)
        assert result["arms"] == ["No program", "pairs", "full"]
        assert {row["quarter"] for row in result["differences"]} == {1}

    def test_every_design_moves_into_another_organization(self, well, folder, write):
        small = write(
            folder / "small.yaml",
            {
                "name": "Small",
                "organization": {
                    "name": "Small",
                    "burn_in_months": 3,
                    "departments": {"All": {"headcount": 20}},
                },
            },
        )
        words = ["-n", 1, "--workers", 1, "--store", "a.db", "--organization", small]
        well("compare", "study.yaml", *words, "--json")
        with open_store("a.db") as store:
            heads = store.rows(store.runs()["run_id"], slice_kind="whole")["headcount"]
        assert heads.max() <= 20


@pytest.mark.slow
def test_the_same_bytes_for_one_two_and_four_workers(well, folder):
    def differences(workers):
        words = ["-n", 9, "--workers", workers, "--store", f"{workers}.db", "--json"]
        text = well("compare", "study.yaml", *words)
        return text[text.index('"differences"') :]

    assert differences(1) == differences(2) == differences(4)


class TestStore:
    def test_a_second_call_computes_nothing_and_says_the_same(self, compared, counted, well):
        again = well("compare", "study.yaml", "--workers", 1, "--store", "a.db", "--json")
        assert counted == []
        assert json.loads(again) == compared

    def test_more_replications_compute_only_those_that_are_new(self, compared, counted, well):
        well("compare", "study.yaml", "-n", 4, "--workers", 1, "--store", "a.db", "--json")
        assert {seed for _, seed in counted} == {replication_seed(STUDY_SEED, 3)}
        assert len(counted) == 3

    def test_another_name_or_description_is_no_other_run(
        self, compared, counted, well, folder, write
    ):
        write(
            folder / "renamed.yaml",
            {"extends": "pairs.yaml", "name": "Other words", "description": "The same design."},
        )
        write(folder / "again.yaml", {"extends": "study.yaml", "arms": {"Pairs": "renamed.yaml"}})
        well("compare", "again.yaml", "--workers", 1, "--store", "a.db", "--json")
        assert counted == []

    def test_designs_that_are_the_same_share_their_runs(self, counted, well, folder, write):
        write(folder / "twice.yaml", {"extends": "study.yaml", "arms": {"Again": "full.yaml"}})
        text = well("compare", "twice.yaml", "--workers", 1, "--store", "b.db", "--json")
        assert len(counted) == len(set(counted)) == 9
        rows = json.loads(text)["differences"]
        means = {arm: [r["mean"] for r in rows if r["arm"] == arm] for arm in ("Again", "Full")}
        assert means["Again"] == means["Full"]

    def test_by_default_runs_are_kept_under_results(self, well, folder):
        well("compare", "study.yaml", "-n", 1, "--quarters", 1, "--workers", 1, "--json")
        assert len(seeds_of("results/mentorsim.db")) == 3


class TestTold:
    @pytest.fixture
    def told(self, well, folder):
        """What a comparison printed for people."""
        return well("compare", "study.yaml", "--workers", 1, "--store", "a.db", "--out", "found")

    def test_a_sentence_for_each_design_and_a_table(self, told):
        sentences = [line for line in told.splitlines() if line.startswith("• ")]
        assert len(sentences) == 2
        assert "Pairs" in sentences[0]
        assert "Full" in sentences[1]
        assert "3 futures per design" in told

    def test_figures_are_svg_and_png_and_the_table_is_csv(self, told, folder):
        files = {file.name for file in (folder / "found").iterdir()}
        stems = {name.rsplit(".", 1)[0] for name in files if not name.endswith(".csv")}
        assert "overview" in stems
        assert any(stem.startswith("fan_") for stem in stems)
        assert files == {f"{s}.{kind}" for s in stems for kind in ("svg", "png")} | {
            "differences.csv",
            "levels.csv",
            "readings.csv",
        }
        for stem in stems:
            root = ElementTree.parse(folder / "found" / f"{stem}.svg").getroot()
            assert root.tag.endswith("svg")
            image = (folder / "found" / f"{stem}.png").read_bytes()
            assert image.startswith(b"\x89PNG\r\n\x1a\n")

    def test_the_csv_holds_the_differences_of_the_json(self, told, well, folder):
        result = json.loads(well("compare", "study.yaml", "--store", "a.db", "--json"))
        with (folder / "found" / "differences.csv").open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        assert len(rows) == len(result["differences"])
        means = [float(row["mean"]) if row["mean"] else None for row in rows]
        assert means == [row["mean"] for row in result["differences"]]

    def test_it_says_how_many_files_are_where(self, told, folder):
        count, place, first = re.search(r"(\d+) files in (\S+), start with (\S+)", told).groups()
        assert int(count) == len(list((folder / "found").iterdir()))
        assert place == "found"
        assert (folder / "found" / first).is_file()

    def test_a_folder_that_cannot_be_made_is_a_sentence(self, call, folder):
        (folder / "taken").write_text("a file", encoding="utf-8")
        words = ["-n", 1, "--quarters", 1, "--workers", 1, "--store", "a.db", "--out", "taken"]
        result = call("compare", "study.yaml", *words)
        assert result.exit_code == 2
        assert "taken" in result.stderr
        assert not (folder / "a.db").exists(), "told before anything is simulated"


class TestFailures:
    @pytest.fixture
    def failed(self, call, fragile, write, folder):
        """A comparison in which one run of three breaks."""
        broken = fragile('raise ValueError("out of luck")', UNLUCKY)
        write(folder / "study.yaml", {
            "name": "Fragile", "against": "None", "replications": 3, "seed": STUDY_SEED,
            "arms": {"None": "company.yaml", "Fragile": broken.name},
        })  # fmt: skip
        return call("compare", "study.yaml", "--workers", 1, "--store", "a b.db", "--json")

    def test_it_ends_with_1_and_keeps_the_others(self, failed):
        assert failed.exit_code == 1
        assert "1 of 6 runs failed; the others are kept" in failed.stderr
        rows = json.loads(failed.stdout)["differences"]
        assert {row["n"] for row in rows if row["outcome"] == "exits_total"} == {2}
        assert len(seeds_of("a b.db")) == 5

    def test_the_json_names_it(self, failed):
        (failure,) = json.loads(failed.stdout)["failures"]
        assert failure["scenario_name"] == "With fragile"
        assert failure["seed"] == UNLUCKY
        assert failure["message"] == "ValueError: out of luck"
        assert f"again: {failure['reproducer']}" in failed.stderr
        assert len(failure["run_id"]) == 32

    def test_the_failure_is_a_row_with_its_traceback(self, failed):
        with open_store("a b.db") as store:
            (failure,) = store.failures()
        assert failure.seed == UNLUCKY
        assert failure.message == "ValueError: out of luck"
        assert 'raise ValueError("out of luck")' in failure.traceback

    @pytest.mark.slow
    def test_the_line_it_gives_reproduces_the_failure(self, failed, start, folder):
        (line,) = re.findall(r"again: mentorsim (.*)", failed.stderr)
        process = start(*shlex.split(line), cwd=folder)
        assert "ValueError: out of luck" in process.communicate()[1]
        assert process.returncode == 1

    def test_failed_runs_are_tried_again_and_others_are_not(self, failed, counted, call):
        again = call("compare", "study.yaml", "--workers", 1, "--store", "a b.db", "--json")
        assert counted == [("With fragile", UNLUCKY)]
        assert again.exit_code == 1
        assert json.loads(again.stdout) == json.loads(failed.stdout)

    @pytest.mark.parametrize("arms", [("Fragile",), ("None",), ("Fragile", "None")])
    def test_designs_whose_runs_all_fail_leave_no_difference(
        self, call, fragile, write, folder, arms
    ):
        broken = fragile('raise ValueError("never")', UNLUCKY).name
        write(folder / "study.yaml", {
            "name": "Fragile", "against": "None", "replications": 1, "seed": STUDY_SEED,
            "arms": {"None": "company.yaml", "Fragile": "pairs.yaml"} | dict.fromkeys(arms, broken),
        })  # fmt: skip
        (folder / "fragile.py").write_text(
            (folder / "fragile.py").read_text().replace(str(UNLUCKY), "tick.draws.seed")
        )
        for words in (["--json"], ["--out", "found"]):
            result = call("compare", "study.yaml", "--workers", 1, "--store", "a.db", *words)
            assert result.exit_code == 1, result.output
            assert isinstance(result.exception, SystemExit)
            assert "never" in result.stderr

    @pytest.mark.slow
    def test_a_worker_that_is_killed_is_a_row_and_the_others_are_kept(
        self, call, fragile, write, folder
    ):
        deadly = fragile("os.kill(os.getpid(), signal.SIGKILL)", UNLUCKY, name="deadly")
        write(folder / "study.yaml", {
            "name": "Deadly", "against": "None", "replications": 8, "seed": STUDY_SEED,
            "arms": {"None": "company.yaml", "Deadly": deadly.name},
        })  # fmt: skip
        result = call("compare", "study.yaml", "--workers", 2, "--store", "a.db", "--json")
        assert result.exit_code == 1, result.output
        assert "1 of 16 runs failed" in result.stderr
        with open_store("a.db") as store:
            (failure,) = store.failures()
            assert len(store.runs()) == 15
        assert failure.seed == UNLUCKY
        assert failure.message == "the worker process died, out of memory perhaps"


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
def test_ctrl_c_keeps_what_is_finished_and_the_same_command_goes_on(
    start, folder, write, workers, call
):
    """As from a terminal: the signal goes to all processes of the command."""
    write(folder / "long.yaml", {"extends": "study.yaml", "replications": 60})
    words = ["compare", "long.yaml", "--workers", workers, "--store", "a.db", "--json"]
    process = start(*words, cwd=folder, start_new_session=True)
    wait_for_runs(process, "a.db")
    os.killpg(process.pid, signal.SIGINT)
    out, told = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130, told
    kept = set(seeds_of("a.db"))
    assert 0 < len(kept) < 180
    assert f"Interrupted: {len(kept)} runs are kept in a.db" in told
    assert "Traceback" not in told
    assert list(json.loads(out)) == RESULT
    again = call(*words)
    assert again.exit_code == 0, again.output
    assert kept < set(seeds_of("a.db"))
    assert len(seeds_of("a.db")) == 180


def wait_for_runs(process, store):
    """Wait until the first runs are stored."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        if has_runs(store):
            return
        time.sleep(0.05)
    raise AssertionError(f"no run was stored; exit code {process.poll()}")


def has_runs(store):
    try:
        with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as connection:
            return connection.execute("select count(*) from run").fetchone()[0] > 0
    except sqlite3.OperationalError:  # not there yet, or without tables
        return False


@pytest.mark.slow
def test_the_demo_compares_five_designs(well, folder):
    told = well("demo", "-n", 2, "--store", "a.db", "--out", "found", "--workers", 2)
    assert told.startswith("Five designs for Meridian, a fictional company of 600 people.")
    assert len([line for line in told.splitlines() if line.startswith("• ")]) == 4
    assert (folder / "found" / "overview.svg").is_file()
    assert len(seeds_of("a.db")) == 10


@pytest.mark.slow
def test_a_folder_of_results_is_named_after_the_study(well, folder):
    well("compare", "study.yaml", "-n", 2, "--quarters", 1, "--workers", 1, "--store", "a.db")
    assert (folder / "results" / "tiny-study" / "overview.svg").is_file()


@pytest.mark.parametrize(
    ("progress", "done"),
    [
        ([(0, 8, 0.0)], []),
        ([(0, 8, 0.0), (4, 8, 0.1), (8, 8, 0.2)], [2]),
        ([(8, 8, 0.0)], [1]),
    ],
)
def test_what_draws_is_asked_for_once_when_all_runs_are_handed_over(progress, done):
    told, asked = [], []
    report = comparing._then(told.append, lambda: asked.append(len(told)))
    for numbers in progress:
        report(runner.Progress(*numbers))
    assert (len(told), asked) == (len(progress), done)
