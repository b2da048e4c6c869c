"""Build: the sentences, pictures and tables that a comparison is told with."""

from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from simulation.errors import UserError
from simulation.outcomes.labels import Label
from simulation.report import build
from simulation.report.build import begin_figures, begin_report, verdicts, write_report

RETURNS = {"": (0.8, 1.4, 2.1), "_low": (-0.6, -0.2, 0.1), "_high": (2.0, 3.456, 5.0)}


def returns(arm, quarter, futures, cuts=RETURNS):
    """Bands of the return on investment and of both ends of its range."""
    return [
        {
            "arm": arm, "outcome": f"return_on_investment{end}", "quarter": quarter,
            "p5": low, "p25": low, "p50": mid, "p75": high, "p95": high,
            "n": futures, "futures": futures,
        }
        for end, (low, mid, high) in cuts.items()
    ]  # fmt: skip


@pytest.fixture
def comparison(study, labels, readings):
    """A comparison of some synthetic designs; `failed` arms have no runs at all."""

    def make(arms=2, quarters=4, replications=12, failed=()):
        names, bands, table = study(arms, quarters, replications)
        company = SimpleNamespace(
            organization=SimpleNamespace(currency="USD"), program=SimpleNamespace(is_none=False)
        )
        asked = SimpleNamespace(
            name="Synthetic", arms=dict.fromkeys(names, company), against=names[0],
            quarters=quarters, replications=replications, seed=1,
        )  # fmt: skip
        kept = [name for name in names if name not in failed]
        return SimpleNamespace(
            study=asked,
            table=table[table["arm"].isin(kept)],
            bands=bands[bands["arm"].isin(kept)],
            readings=readings(arms).iloc[:0],
            labels={**labels, "return_on_investment": Label("return_on_investment", "", "")},
            people=600,
        )

    return make


def with_returns(found, **options):
    arm = found.study.arms
    rows = [row for name in list(arm)[1:] for row in returns(name, 4, 12, **options)]
    found.bands = pd.concat([found.bands, pd.DataFrame(rows)], ignore_index=True)
    return found


class TestVerdicts:
    def test_one_for_every_design_in_order(self, comparison):
        found = comparison(arms=3)
        said = verdicts(found)
        assert [text.split(" keeps")[0] for text in said] == list(found.study.arms)[1:]
        assert all("No program over 1 year" in text for text in said)

    def test_a_return_is_always_shown_with_its_range(self, comparison):
        (text,) = verdicts(with_returns(comparison()))
        assert "return on investment 1.40 in the median future" in text
        assert text.endswith(
            " Half of the extra output is taken to be sold or saved; "
            "the return is -0.20 if a fifth of it is, "
            "3.46 if all of it is."
        )

    def test_a_design_says_how_many_take_part(self, comparison):
        found = comparison()
        (arm,) = [arm for arm in found.study.arms if arm != found.study.against]
        rows = [
            {"arm": arm, "outcome": name, "quarter": quarter, "p50": value, "n": 3}
            for name, values in {
                "enrolled": (40, 60), "active_pairs": (30, 0), "meeting_rate": (70, 74),
            }.items()
            for quarter, value in enumerate(values, 1)
        ]  # fmt: skip
        found.bands = pd.concat([found.bands, pd.DataFrame(rows)], ignore_index=True)
        (text,) = verdicts(found)
        assert text.endswith(
            "At the fullest quarter's end 60 people take part, 30 of them with a mentor; "
            "72% of planned meetings take place."
        )

    def test_without_a_return_there_is_no_range(self, comparison):
        nothing = {end: (float("nan"),) * 3 for end in RETURNS}
        (text,) = verdicts(comparison())
        assert "The return is" not in text
        found = with_returns(comparison(), cuts=nothing)
        found.bands.loc[found.bands["outcome"].str.startswith("return"), "n"] = 0
        (text,) = verdicts(found)
        assert "return" not in text.lower()

    def test_a_design_without_runs_has_none(self, comparison):
        found = comparison(arms=3)
        lost = list(found.study.arms)[1]
        said = verdicts(comparison(arms=3, failed=[lost]))
        assert len(said) == 1
        assert not said[0].startswith(lost)

    def test_a_design_with_participants_says_what_a_dashboard_would_show(
        self, comparison, readings
    ):
        found = comparison(arms=3)
        found.readings = readings(3)
        said = verdicts(found)
        assert all("A dashboard would show mentees' retention" in text for text in said)
        assert said[0].endswith("88% of the gap is who joins.")

    def test_nothing_compared_is_nothing_said(self, comparison):
        found = comparison()
        found.table = pd.DataFrame()
        assert verdicts(found) == []


class TestReport:
    def test_pictures_and_table_the_overview_first(self, comparison, tmp_path):
        found, written = comparison(), tmp_path / "inner"
        files = write_report(found, written)
        assert files[0] == written / "overview.svg"
        assert sorted(files) == sorted(written.iterdir())
        assert {file.stem for file in files} == {
            "overview", "fan_exits_total", "fan_skill", "fan_morale", "difference_net_total",
            "differences", "levels", "readings",
        }  # fmt: skip
        assert all(file.stat().st_size > 100 for file in files)

    def test_the_table_is_every_difference_with_blanks_for_what_is_absent(
        self, comparison, tmp_path
    ):
        found = comparison()
        found.labels = {"skill": found.labels["skill"]}
        *_, file, _, _ = write_report(found, tmp_path)
        text = file.read_text()
        assert "nan" not in text.lower()
        read = pd.read_csv(file)
        pd.testing.assert_frame_equal(read, found.table.reset_index(drop=True), check_dtype=False)

    def test_processes_that_stand_elsewhere_write_into_the_same_folder(
        self, comparison, tmp_path, monkeypatch
    ):
        monkeypatch.chdir(tmp_path)
        files = write_report(comparison(), Path("inner"))
        assert {file.parent for file in files} == {tmp_path / "inner"}

    def test_what_has_begun_is_written_when_it_is_waited_for(self, comparison, tmp_path):
        found = comparison()
        written = begin_report(found, tmp_path, begin_figures(found, tmp_path))
        files = written()
        assert {*files} == {*tmp_path.iterdir()}
        assert files[0] == tmp_path / "overview.svg"

    def test_figures_begin_before_there_are_readings(self, comparison, readings, tmp_path):
        found = comparison(arms=3)
        found.readings = pd.DataFrame()
        figures = begin_figures(found, tmp_path)
        found.readings = readings(3)
        files = begin_report(found, tmp_path, figures)()
        assert {*files} == {*tmp_path.iterdir()}
        assert tmp_path / "naive_beside_causal.png" in files

    def test_only_outcomes_that_were_compared_are_drawn(self, comparison, tmp_path):
        found = comparison()
        found.table = found.table[found.table["outcome"] == "skill"]
        files = write_report(found, tmp_path)
        tables = {"differences", "levels", "readings"}
        assert {file.stem for file in files} == {"overview", "fan_skill", *tables}

    def test_participants_have_a_picture_and_a_table_of_both_readings(
        self, comparison, readings, tmp_path
    ):
        found = comparison(arms=3)
        found.readings = readings(3)
        files = write_report(found, tmp_path)
        assert {"naive_beside_causal.svg", "naive_beside_causal.png"} < {f.name for f in files}
        pd.testing.assert_frame_equal(pd.read_csv(files[-1]), found.readings, check_dtype=False)

    def test_nothing_compared_is_an_error_that_says_what_to_do(self, comparison, tmp_path):
        found = comparison()
        found.table = pd.DataFrame()
        with pytest.raises(UserError, match=r"no pair of runs finished.* tries them again"):
            write_report(found, tmp_path / "new")
        assert not (tmp_path / "new").exists()


def test_processes_that_import_what_draws_answer_nothing(monkeypatch):
    """A module as the answer would be imported by the process that waits for it, too."""
    tasks = []
    monkeypatch.setattr(build, "at_hand", lambda: 2)
    monkeypatch.setattr(build, "begin", tasks.extend)
    build.get_ready()
    assert [task() for task in tasks] == [None, None]
