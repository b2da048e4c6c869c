"""What a dashboard shows beside what the program did: sentences, titles and tables."""

import io

import pandas as pd
import pytest
from rich.console import Console

from simulation.errors import ModelError
from simulation.report.readings import (
    print_readings,
    reading_sentence,
    readings_headline,
    share_in_words,
    tables,
)

ABSENT = float("nan")


def row(
    arm="Full design", *, naive=(12.0, 10.0, 14.0), causal=(1.5, 1.1, 1.9), share=0.875, **more
):
    found = {"arm": arm, "without": "No program", "group": "mentees", "outcome": "retention"}
    found |= {"label": "Still employed", "unit": "%", "selection_share": share, "n": 50}
    for name, values in (("naive", naive), ("causal", causal)):
        found |= dict(zip((name, f"{name}_ci_low", f"{name}_ci_high"), values, strict=True))
    return found | {"level": 0.95} | more


def said(**how):
    return reading_sentence(pd.DataFrame([row(**how)]), "Full design")


class TestSentence:
    def test_the_whole_sentence(self):
        assert said() == (
            "A dashboard would show mentees' retention 12.0 points above others' (10.0 to 14.0); "
            "the program's own effect on them is +1.5 points (1.1 to 1.9); "
            "88% of the gap is who joins."
        )

    def test_an_effect_around_zero_is_none_that_is_clear(self):
        assert (
            "effect on them is not clearly different from none (-0.4 to 0.6 points); all of"
            in said(causal=(0.1, -0.4, 0.6), share=0.996)
        )

    def test_a_gap_around_zero_claims_nothing(self):
        assert said(naive=(1.0, -2.0, 4.0), share=ABSENT) == (
            "A dashboard would show no clear gap in retention between mentees and others "
            "(-2.0 to 4.0 points); the program's own effect on them is +1.5 points (1.1 to 1.9)."
        )

    def test_mentees_may_look_worse_than_others(self):
        text = said(naive=(-12.0, -14.0, -10.0), share=1.125)
        assert "mentees' retention 12.0 points below others' (10.0 to 14.0)" in text
        assert text.endswith("; all of the gap is who joins.")

    def test_too_few_futures_or_nobody_to_compare_say_nothing(self):
        alone = (12.0, ABSENT, ABSENT)
        assert said(naive=alone, causal=alone, share=ABSENT) is None
        assert said(naive=(ABSENT,) * 3) is None
        assert reading_sentence(pd.DataFrame([row()]), "Another") is None

    def test_a_table_without_its_columns_is_a_defect(self):
        with pytest.raises(ModelError, match="lacks the columns level"):
            reading_sentence(pd.DataFrame([row()]).drop(columns="level"), "Full design")

    @pytest.mark.parametrize(
        ("share", "words"),
        [(0.874, "87%"), (0.996, "all"), (1.4, "all"), (0.0, "none"), (-0.3, "none"), (ABSENT, "")],
    )
    def test_share_in_words(self, share, words):
        assert share_in_words(share) == words


class TestHeadline:
    def test_one_design_says_it_all(self):
        table = pd.DataFrame([row()])
        assert readings_headline(table, ["Full design"]) == said().removesuffix(".")

    def test_several_say_from_where_to_where(self):
        table = pd.DataFrame([row(), row("Open door", naive=(5.0, 4.0, 6.0), share=0.4)])
        assert readings_headline(table, ["Full design", "Open door"]) == (
            "Dashboards would show mentees staying 5 to 12 points more often than others; "
            "40 to 88% of that is who joins, not the program"
        )

    def test_designs_without_a_clear_gap_are_counted_out(self):
        table = pd.DataFrame([row(), row("B", naive=(1.0, -1.0, 3.0), share=ABSENT), row("C")])
        assert "12 points more often than others under 2 of 3 designs; 88% of" in readings_headline(
            table, ["Full design", "B", "C"]
        )

    def test_no_gap_at_all(self):
        rows = [row(arm, naive=(1.0, -1.0, 3.0), share=ABSENT) for arm in "AB"]
        title = readings_headline(pd.DataFrame(rows), ["A", "B"])
        assert title == "On a dashboard no design's mentees clearly stay more often than others"


class TestTables:
    def test_a_row_for_every_design_and_outcome(self, readings):
        table = readings(3)
        (_, head, seen), (_, groups, effects) = tables(table, quarter=12)
        assert head == (
            "Design", "Outcome", "Dashboard shows", "Program did", "Selection", "Futures",
        )  # fmt: skip
        assert groups[2:] == ("on mentees", "on mentors", "on bystanders", "on everybody")
        assert [cells[:2] for cells in seen] == [cells[:2] for cells in effects]
        assert len(seen) == 8
        assert seen[0] == (
            "Full design", "Still employed", "+12.0 (10.8 to 13.2)", "+1.5 (1.4 to 1.7)",
            "88%", "12",
        )  # fmt: skip
        assert all(all(cells) for cells in effects)

    def test_a_design_without_participants_is_only_in_the_second(self, readings):
        table = readings(2)
        table = table.loc[~table["group"].isin(["mentees", "mentors"])]
        ((title, _, effects),) = tables(table, quarter=1)
        assert title.startswith("What the program did to whom after 1 quarter.")
        assert effects[0][2:4] == ("", "")

    def test_no_design_with_a_program_is_no_table(self, readings):
        assert tables(readings(2).iloc[:0], quarter=1) == []

    def test_no_line_is_broken_where_nobody_looks_and_none_is_too_long_where_somebody_does(
        self, readings
    ):
        plain, terminal = io.StringIO(), io.StringIO()
        print_readings(Console(file=plain), readings(4), quarter=12)
        lines = plain.getvalue().splitlines()
        assert sum("Still employed" in line for line in lines) == 6
        wide = Console(file=terminal, force_terminal=True, width=80, color_system=None)
        print_readings(wide, readings(4), quarter=12)
        shown = terminal.getvalue()
        assert max(map(len, shown.splitlines())) <= 80
        assert "…" not in shown
        assert "10.8 to 13.2" in shown, "an interval on a line of its own"
