import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.errors import ModelError
from simulation.outcomes.labels import Label
from simulation.report.verdict import headline, share_of_futures, span, verdict

LABELS = {
    "skill": Label("skill", "Skill", "points (0-100)", "higher"),
    "morale": Label("morale", "Morale", "points (0-100)", "higher"),
    "exits_total": Label("exits_total", "Exits so far", "people", "lower", 0),
    "nps": Label("nps", "NPS", "points", "higher"),
    "load": Label("load", "Mentors' load", "hours", None),
}


def differences(*rows, arm="Full design", quarter=12):
    columns = ["outcome", "mean", "ci_low", "ci_high", "share_better", "n"]
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(arm=arm, against="No program", quarter=quarter, level=0.95)


def levels(*rows, quarter=12):
    columns = ["outcome", "p5", "p50", "p95", "n", "futures"]
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(arm="Full design", quarter=quarter, p25=table["p50"], p75=table["p50"])


def said(*rows, bands=None, quarters=12, replications=50):
    return verdict(
        "Full design",
        "No program",
        differences(*rows, quarter=quarters),
        LABELS,
        quarters=quarters,
        replications=replications,
        currency="USD",
        levels=bands,
    )


EXITS = ("exits_total", -14.2, -19.1, -9.3, 0.93, 50)
NO_INTERVAL = (float("nan"), float("nan"))


class TestVerdict:
    def test_the_whole_sentence(self):
        text = said(
            EXITS,
            ("skill", 2.1, 1.6, 2.6, 1.0, 50),
            ("morale", 1.0, 0.7, 1.3, 1.0, 50),
            ("cost_total", 241_873, 229_528, 254_218, 0.0, 50),
            ("net_total", 310_000, 100_000, 520_000, 0.9, 50),
            bands=levels(
                ("return_on_investment", 0.8, 1.4, 2.1, 50, 50),
                ("payback_quarter", 4, 5, 7, 50, 50),
            ),
        )
        assert text == (
            "Full design keeps 14 more people than No program over 3 years "
            "(95% interval 9 to 19, 50 paired futures), in 93% of futures; "
            "skill +2.1 points (1.6 to 2.6); morale +1.0 points (0.7 to 1.3); "
            "cost +242,000 USD (230,000 to 254,000); "
            "net benefit +310,000 USD (100,000 to 520,000); "
            "return on investment 1.40 in the median future (0.80 to 2.10 in 90%); "
            "it pays back by quarter 5 in half of the futures (4 to 7 in 90%)."
        )

    def test_an_interval_around_zero_claims_nothing(self):
        text = said(("exits_total", -1.5, -5, 2, 0.55, 50), ("skill", 0.1, -0.3, 0.5, 0.6, 50))
        assert text == (
            "Full design may keep or lose people compared with No program over 3 years: "
            "-2 to 5 people (95% interval, 50 paired futures; no clear difference), "
            "keeping more in 55% of futures; skill not clearly different (-0.3 to 0.5 points)."
        )

    @pytest.mark.parametrize(("share", "word"), [(1.0, "more"), (0.0, "fewer")])
    def test_few_futures_that_agree_do_not_contradict_a_wide_interval(self, share, word):
        text = said(("exits_total", -1.5, -20, 17, share, 2), replications=2)
        assert text == (
            "Full design may keep or lose people compared with No program over 3 years: "
            "-17 to 20 people (95% interval, 2 paired futures; no clear difference), "
            f"although it kept {word} in each of the 2 simulated, too few to tell."
        )

    def test_a_worse_design_loses_people(self):
        text = said(("exits_total", 1.0, 1.0, 1.0, 0.0, 50))
        assert text == (
            "Full design loses 1 more person than No program over 3 years "
            "(95% interval 1 to 1, 50 paired futures), keeping more in no future."
        )

    def test_designs_that_never_differ(self):
        text = said(("exits_total", 0.0, 0.0, 0.0, 0.5, 50), ("skill", 0.0, 0.0, 0.0, 0.5, 50))
        assert text == (
            "Full design keeps exactly as many people as No program over 3 years "
            "(50 paired futures); skill the same in all futures."
        )

    def test_one_pair_has_no_interval(self):
        text = said(("exits_total", -3, *NO_INTERVAL, 1.0, 1), replications=1, quarters=1)
        assert text == (
            "Full design keeps 3 more people than No program over 1 quarter "
            "in the only pair of futures, too few for an interval."
        )

    def test_pairs_without_a_value_are_counted(self):
        text = said((*EXITS[:-1], 47), ("skill", 2.1, 1.6, 2.6, 1.0, 44))
        assert "(95% interval 9 to 19, 47 of 50 paired futures)" in text
        assert "skill +2.1 points (1.6 to 2.6, 44 of 50 futures)" in text

    def test_the_same_cost_in_all_futures(self):
        text = said(("cost_total", 240_000, 240_000, 240_000, 0.0, 50))
        assert text == (
            "Full design against No program over 3 years (50 paired futures); "
            "cost +240,000 USD in all futures."
        )

    def test_the_same_in_the_futures_that_have_a_value(self):
        row = ("cost_total", 240_000, 240_000, 240_000, 0.0, 44)
        assert said(row).endswith("; cost +240,000 USD in 44 of 50 futures.")

    @pytest.mark.parametrize(
        ("row", "text"),
        [
            (
                (0.8, 1.4, 2.1, 44, 50),
                "1.40 in the median future (0.80 to 2.10 in 90%, 44 of 50 futures)",
            ),
            ((1.4, 1.4, 1.4, 1, 1), "1.40 in the only future"),
        ],
    )
    def test_return_on_investment(self, row, text):
        bands = levels(("return_on_investment", *row))
        assert said(EXITS, bands=bands).endswith(f"; return on investment {text}.")

    def test_without_an_exit_row_and_without_anything(self):
        text = said(("skill", 2.1, 1.6, 2.6, 1.0, 50))
        assert text.startswith("Full design against No program over 3 years (50 paired futures);")
        assert said() == (
            "Full design has no outcome that can be compared with No program over 3 years."
        )
        assert said(("exits_total", *NO_INTERVAL, float("nan"), float("nan"), 0)) == said()

    def test_another_quarter_or_reference_is_not_read(self):
        table = differences(EXITS, quarter=8)
        text = verdict(
            *("Full design", "No program", table, LABELS),
            **{"quarters": 12, "replications": 50, "currency": "USD"},
        )
        assert "no outcome that can be compared" in text

    @pytest.mark.parametrize(
        ("row", "text"),
        [
            ((float("nan"),) * 3 + (0, 50), "it does not pay back within 12 quarters"),
            ((5, 5, 5, 50, 50), "it pays back in quarter 5"),
            (
                (4.0, 6.5, 9.0, 30, 50),
                "it pays back in 60% of futures, in half of those by quarter 7",
            ),
        ],
    )
    def test_payback(self, row, text):
        assert said(EXITS, bands=levels(("payback_quarter", *row))).endswith(f"; {text}.")

    def test_what_costs_nothing_need_not_pay_back(self):
        never = levels(("payback_quarter", *(float("nan"),) * 3, 0, 50))
        assert "pay back" not in said(("cost_total", 0.0, 0.0, 0.0, 0.5, 50), bands=never)

    def test_a_table_without_its_columns_is_a_defect(self):
        with pytest.raises(ModelError, match="lacks the columns level"):
            verdict(
                *("a", "b", differences(EXITS).drop(columns="level"), LABELS),
                **{"quarters": 12, "replications": 50, "currency": "USD"},
            )

    @given(
        st.tuples(*[st.floats(-500, 500)] * 2),
        st.floats(0, 1),
        st.sampled_from(["exits_total", "skill", "net_total"]),
    )
    def test_a_claim_is_printed_only_with_an_interval_off_zero(self, ends, share, outcome):
        low, high = sorted(ends)
        text = said((outcome, (low + high) / 2, low, high, share, 50))
        assert "-0 " not in text
        assert "nan" not in text
        claims = re.search(r"keeps \S+ more|loses|\w [+-]\d\S* (points?|USD)", text)
        if claims and low != high:
            first, last = re.search(r"(-?[\d.,]*\d) to (-?[\d.,]*\d)", text).groups()
            signs = [float(end.replace(",", "")) for end in (first, last)]
            assert signs[0] > 0 or signs[1] < 0


class TestWords:
    @pytest.mark.parametrize(
        ("quarters", "text"),
        [
            (1, "over 1 quarter"),
            (4, "over 1 year"),
            (5, "over 5 quarters"),
            (12, "over 3 years"),
        ],
    )
    def test_span(self, quarters, text):
        assert span(quarters) == text

    @pytest.mark.parametrize(
        ("share", "text"),
        [
            (1.0, "all futures"),
            (0.0, "no future"),
            (0.999, "more than 99% of futures"),
            (0.001, "under 1% of futures"),
            (0.93, "93% of futures"),
        ],
    )
    def test_share_of_futures(self, share, text):
        assert share_of_futures(share) == text


def titled(outcome, *rows):
    tables = [
        differences((outcome, *row, 0.5, 50), arm=arm)
        for arm, row in zip(("Full design", "Open door", "Groups"), rows, strict=False)
    ]
    table = pd.concat(tables)
    return headline(table, LABELS[outcome], list(table["arm"]), 12)


class TestHeadline:
    @pytest.mark.parametrize(
        ("outcome", "rows", "title"),
        [
            (
                "skill",
                [(2.1, 1.6, 2.6)],
                "Full design: skill +2.1 points (1.6 to 2.6) against No program after 12 quarters",
            ),
            (
                "nps",
                [(0.5, -1.0, 2.0)],
                "Full design: no clear difference in NPS from No program after 12 quarters "
                "(-1.0 to 2.0 points)",
            ),
            (
                "exits_total",
                [(-14, -19, -9), (1, -2, 4)],
                "1 of 2 designs is better in exits so far than No program after 12 quarters: "
                "Full design, -14 (-19 to -9)",
            ),
            (
                "skill",
                [(2.1, 1.6, 2.6), (3.1, 2.7, 3.5)],
                "Both designs are better in skill than No program after 12 quarters, "
                "by 2.1 to 3.1 points; Open door most (2.7 to 3.5)",
            ),
            (
                "skill",
                [(2.1, 1.6, 2.6), (3.1, 2.6, 3.6)],
                "Both designs are better in skill than No program after 12 quarters, "
                "by 2.1 to 3.1 points; too close to rank",
            ),
            (
                "skill",
                [(0.5, 0.3, 0.7), (2.1, 1.6, 2.6), (3.1, 2.6, 3.6)],
                "All 3 designs are better in skill than No program after 12 quarters, "
                "by 0.5 to 3.1 points; the largest are too close to rank",
            ),
            (
                "exits_total",
                [(-14, -19, -9), (-14, -18, -10), (0, -1, 1)],
                "2 of 3 designs are better in exits so far than No program after 12 quarters, "
                "by 14 people; too close to rank",
            ),
            (
                "skill",
                [(2.1, 1.6, 2.6), (-3.1, -3.6, -2.6), (0, -1, 1)],
                "1 of 3 designs is better in skill than No program after 12 quarters: "
                "Full design, +2.1 points (1.6 to 2.6); 1 worse",
            ),
            (
                "skill",
                [(-2.1, -2.6, -1.6), (0, -1, 1), (0, -1, 1)],
                "1 of 3 designs is worse in skill than No program after 12 quarters: "
                "Full design, -2.1 points (-2.6 to -1.6)",
            ),
            (
                "skill",
                [(-2.1, -2.6, -1.6), (-5.1, -5.6, -4.6), (0, -1, 1)],
                "2 of 3 designs are worse in skill than No program after 12 quarters, "
                "by 2.1 to 5.1 points; Open door most (-5.6 to -4.6)",
            ),
            (
                "load",
                [(2.1, 1.6, 2.6), (0, -1, 1)],
                "1 of 2 designs is different in mentors' load from No program after "
                "12 quarters: Full design, +2.1 hours (1.6 to 2.6)",
            ),
            (
                "skill",
                [(0.1, -1, 1.2), (0, -1, 1)],
                "Neither design differs clearly in skill from No program after 12 quarters",
            ),
            (
                "skill",
                [(0.1, *NO_INTERVAL), (0.4, *NO_INTERVAL)],
                "One pair of futures is too few to compare skill with No program after 12 quarters",
            ),
            (
                "skill",
                [(0.4, *NO_INTERVAL)],
                "Full design: skill +0.4 points against No program after 12 quarters, "
                "in one pair of futures",
            ),
        ],
    )
    def test_titles(self, outcome, rows, title):
        assert titled(outcome, *rows) == title

    def test_nothing_to_compare(self):
        table = differences(("skill", *NO_INTERVAL, float("nan"), float("nan"), 0))
        title = headline(table, LABELS["skill"], ["Full design"], 12)
        assert title == "Skill: no pair of futures to compare after 12 quarters"
