import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.errors import ModelError
from simulation.report import style
from simulation.report.style import Estimate, Provenance

UNITS = ("people", "points (0-100)", "USD", "%", "ratio", "hours")
DECIMALS = {"people": 0, "USD": 0, "ratio": 2}


@st.composite
def estimates(draw):
    low, high = sorted(draw(st.tuples(*[st.floats(-1e7, 1e7, allow_subnormal=False)] * 2)))
    mean = low + (high - low) / 2
    return Estimate(mean, low, high, draw(st.sampled_from(UNITS)), draw(st.integers(0, 2)))


def as_number(shown):
    return float(shown.replace(",", ""))


class TestNumbers:
    @pytest.mark.parametrize(
        ("value", "decimals", "shown"),
        [
            (1234567.8, 0, "1,234,568"),
            (241_873, -3, "242,000"),
            (-0.04, 1, "0.0"),
            (-0.4, 0, "0"),
            (2.125, 2, "2.12"),
        ],
    )
    def test_number(self, value, decimals, shown):
        assert style.number(value, decimals) == shown

    @given(st.floats(-1e9, 1e9), st.integers(-3, 4))
    def test_there_is_no_negative_zero(self, value, decimals):
        shown = style.number(value, decimals)
        assert as_number(shown) != 0 or not shown.startswith("-")

    @pytest.mark.parametrize(
        ("shown", "unit", "text"),
        [
            ("1", "people", "1 person"),
            ("+1", "people", "+1 person"),
            ("1.0", "people", "1.0 people"),
            ("2.1", "points (0-100)", "2.1 points"),
            ("1", "points (0-100)", "1 point"),
            ("1", "USD", "1 USD"),
            ("3", "%", "3%"),
            ("1.40", "ratio", "1.40"),
        ],
    )
    def test_units(self, shown, unit, text):
        assert style.with_unit(shown, unit) == text


class TestEstimate:
    @pytest.mark.parametrize(
        ("mean", "low", "high", "unit", "signed", "range_"),
        [
            (14.2, 9.3, 19.1, "people", "+14", "9 to 19"),
            (241_873, 229_528, 254_218, "USD", "+242,000", "230,000 to 254,000"),
            (0.3, 0.06, 0.54, "people", "+0.3", "0.1 to 0.5"),
            (2.6, 0.3, 4.9, "people", "+2.6", "0.3 to 4.9"),
            (-2.6, -4.9, -0.3, "people", "-2.6", "-4.9 to -0.3"),
            (1.5, -2.0, 5.0, "people", "+2", "-2 to 5"),
            (0.02, -0.3, 0.34, "points (0-100)", "0.0", "-0.3 to 0.3"),
            (1000.0, 1000.0, 1000.0, "USD", "+1,000", "1,000 to 1,000"),
        ],
    )
    def test_shows_the_digits_that_the_interval_supports(
        self, mean, low, high, unit, signed, range_
    ):
        estimate = Estimate(mean, low, high, unit, DECIMALS.get(unit, 1))
        assert (estimate.signed, estimate.range) == (signed, range_)

    def test_without_an_interval_nothing_is_clear(self):
        estimate = Estimate(14.4, None, None, "people", 0)
        assert (estimate.signed_unit, estimate.range, estimate.sign) == ("+14 people", None, 0)
        assert estimate.quality("higher") == "unclear"

    @pytest.mark.parametrize(
        ("low", "high", "better", "quality"),
        [
            (1, 3, "higher", "better"),
            (1, 3, "lower", "worse"),
            (-3, -1, "lower", "better"),
            (-3, -1, "higher", "worse"),
            (1, 3, None, "different"),
            (-1, 3, "higher", "unclear"),
        ],
    )
    def test_quality(self, low, high, better, quality):
        assert Estimate((low + high) / 2, low, high, "points", 1).quality(better) == quality

    @given(estimates())
    def test_claims_follow_from_what_is_shown(self, estimate):
        low, high = map(as_number, estimate.range.split(" to "))
        assert estimate.sign == (low > 0) - (high < 0)
        assert estimate.sign in (0, (estimate.low > 0) - (estimate.high < 0))
        assert low <= as_number(estimate.signed) <= high

    @given(estimates())
    def test_flipping_mirrors_and_flipping_twice_restores(self, estimate):
        assert estimate.flipped().sign == -estimate.sign
        assert estimate.flipped().flipped() == estimate


class TestTables:
    def test_people_kept_turns_exits_around_and_leaves_the_rest(self):
        table = pd.DataFrame(
            {
                "outcome": ["exits_total", "skill"],
                "mean": [-14.0, 2.0],
                "ci_low": [-19.0, 1.0],
                "ci_high": [-9.0, 3.0],
            }
        )
        kept = style.people_kept(table).set_index("outcome")
        assert kept.loc["people_kept"].tolist() == [14.0, 9.0, 19.0]
        assert kept.loc["skill"].tolist() == [2.0, 1.0, 3.0]
        assert table["outcome"].tolist() == ["exits_total", "skill"]

    def test_a_table_without_its_columns_is_a_defect(self):
        with pytest.raises(ModelError, match="lacks the columns mean"):
            style.need(pd.DataFrame({"arm": []}), ("arm", "mean"))

    @pytest.mark.parametrize(
        ("counts", "text"),
        [
            ([50, 50], "n = 50 paired futures per design, 600 people, seed 1"),
            ([47, 50, 48], "n = 47 to 50 paired futures per design, 600 people, seed 1"),
            ([1], "n = 1 paired future per design, 600 people, seed 1"),
        ],
    )
    def test_provenance(self, counts, text):
        assert Provenance(people=600, seed=1).note(counts) == text


class TestColors:
    @pytest.mark.parametrize("color", [style.REFERENCE, *style.DESIGNS, *style.QUALITY.values()])
    def test_ink_stands_out_from_white(self, color):
        parts = [int(style.ink(color)[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
        assert 1.05 / (luminance + 0.05) >= 4.5
