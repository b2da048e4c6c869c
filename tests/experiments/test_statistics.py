import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from simulation.errors import ModelError, RegistryError, UserError
from simulation.experiments.statistics import (
    PairedDifference,
    bands,
    differences,
    paired_difference,
    quantile_name,
)

FLIP = {"higher": "lower", "lower": "higher"}
values = st.floats(-1e6, 1e6, allow_subnormal=False)
pairs = st.lists(st.tuples(values, values), min_size=1, max_size=30)


def runs(**columns):
    arms, replications, quarters = ("none", "full"), range(3), (1, 2)
    keys = list(itertools.product(arms, replications, quarters))
    frame = pd.DataFrame(keys, columns=["arm", "replication", "quarter"])
    return frame.assign(**columns)


class TestPairedDifference:
    def test_agrees_with_a_paired_t_interval_computed_by_scipy(self):
        a, b = [3.0, 5.0, 4.0, 8.0], [1.0, 2.0, 4.0, 3.0]
        expected = stats.ttest_rel(a, b).confidence_interval(0.95)
        found = paired_difference(a, b, better="higher")
        assert found.mean == 2.5
        assert (found.ci_low, found.ci_high) == pytest.approx((expected.low, expected.high))
        assert found.n == 4

    def test_hand_computed_interval(self):
        # gaps 1, 2, 3: mean 2, s 1, t(.95, 2) = 4.302653, half-width 4.302653 / sqrt(3)
        found = paired_difference([1, 2, 3], [0, 0, 0], better=None)
        assert found.ci_low == pytest.approx(2 - 2.484138, abs=1e-6)
        assert found.ci_high == pytest.approx(2 + 2.484138, abs=1e-6)

    @pytest.mark.parametrize(("better", "share"), [("higher", 0.625), ("lower", 0.375)])
    def test_a_tie_is_half_a_win(self, better, share):
        found = paired_difference([2, 2, 2, 0], [1, 1, 2, 1], better=better)
        assert found.share_better == share

    def test_no_share_where_no_direction_is_better(self):
        assert paired_difference([2, 3], [1, 1], better=None).share_better is None

    def test_pairs_with_an_absent_value_are_dropped(self):
        found = paired_difference([1, None, 5, math.nan], [0, 3, None, 1], better="higher")
        assert found == PairedDifference(1.0, None, None, 1.0, 1)

    def test_no_pair_has_no_meaning(self):
        nothing = PairedDifference(None, None, None, None, 0)
        assert paired_difference([None], [1.0], better="higher") == nothing
        assert paired_difference([], [], better="lower") == nothing

    def test_equal_gaps_give_an_interval_of_width_zero(self):
        found = paired_difference([0.1] * 3, [0.0] * 3, better="higher")
        assert (found.mean, found.ci_low, found.ci_high) == (0.1, 0.1, 0.1)

    def test_unequal_lengths_are_a_defect(self):
        with pytest.raises(ModelError, match="there are 2 and 1 values"):
            paired_difference([1, 2], [1], better=None)

    def test_an_infinite_value_is_a_defect(self):
        with pytest.raises(ModelError, match="infinite"):
            paired_difference([math.inf], [1], better=None)

    @pytest.mark.parametrize("level", [0, 1, 95])
    def test_the_level_is_a_share(self, level):
        with pytest.raises(UserError, match=r"not between 0 and 1\. Use 0\.95"):
            paired_difference([1, 2], [1, 1], better=None, level=level)

    @given(pairs, st.sampled_from(["higher", "lower"]))
    def test_swapping_the_designs_mirrors_everything(self, twins, better):
        a, b = zip(*twins, strict=True)
        one = paired_difference(a, b, better=better)
        other = paired_difference(b, a, better=better)
        assert other.mean == -one.mean
        assert other.share_better == pytest.approx(1 - one.share_better)
        if one.n > 1:
            assert (other.ci_low, other.ci_high) == (-one.ci_high, -one.ci_low)

    @given(pairs, st.sampled_from(["higher", "lower"]))
    def test_swapping_the_signs_swaps_what_is_better(self, twins, better):
        a, b = np.array(twins).T
        one = paired_difference(a, b, better=better)
        other = paired_difference(-a, -b, better=FLIP[better])
        assert (other.mean, other.share_better) == (-one.mean, one.share_better)

    @given(pairs, st.randoms())
    def test_the_order_of_the_futures_changes_no_bit(self, twins, random):
        shuffled = random.sample(twins, len(twins))
        one = paired_difference(*zip(*twins, strict=True), better="higher")
        assert paired_difference(*zip(*shuffled, strict=True), better="higher") == one

    def test_sums_are_exactly_rounded(self):
        gaps = [1e100, 1e50, 1.0, -1e50, -1e100]  # a compensated sum loses the 1
        assert paired_difference(gaps, [0.0] * 5, better=None).mean == 0.2

    @given(st.lists(st.tuples(*[st.integers(-1000, 1000)] * 2), min_size=2), st.integers(-99, 99))
    def test_shifting_one_design_shifts_the_difference(self, twins, shift):
        a, b = np.array(twins, dtype=float).T
        one = paired_difference(a, b, better=None)
        other = paired_difference(a + shift, b, better=None)
        moved = (one.mean + shift, one.ci_low + shift, one.ci_high + shift)
        assert (other.mean, other.ci_low, other.ci_high) == pytest.approx(moved, abs=1e-8)

    @given(pairs)
    def test_the_mean_lies_in_its_interval(self, twins):
        found = paired_difference(*zip(*twins, strict=True), better="higher")
        assert 0 <= found.share_better <= 1
        if found.n > 1:
            assert found.ci_low <= found.mean <= found.ci_high

    @pytest.mark.parametrize("level", [0.8, 0.95])
    def test_the_interval_covers_the_truth_as_often_as_it_says(self, level):
        rng = np.random.default_rng(20)
        trials, n, truth = 2000, 8, 1.5
        luck = rng.normal(size=(trials, n))  # shared by the twins: it must cancel
        a, b = truth + luck + rng.normal(size=(trials, n)), luck + rng.normal(size=(trials, n))
        found = [
            paired_difference(x, y, better=None, level=level) for x, y in zip(a, b, strict=True)
        ]
        covered = sum(one.ci_low <= truth <= one.ci_high for one in found)
        spread = math.sqrt(trials * level * (1 - level))
        assert abs(covered - trials * level) < 3.5 * spread


class TestDifferences:
    def test_one_row_per_outcome_and_quarter(self):
        exits = [5, 9, 6, 9, 7, 9, 4, 6, 4, 6, 4, 6]
        table = differences(runs(exits=exits), "none", {"exits": "lower"})
        assert table.columns.tolist() == [
            *("arm", "against", "outcome", "quarter", "mean"),
            *("ci_low", "ci_high", "share_better", "n", "level"),
        ]
        assert table["arm"].tolist() == ["full", "full"]
        assert table["against"].tolist() == ["none", "none"]
        assert table["quarter"].tolist() == [1, 2]
        assert table["mean"].tolist() == [-2.0, -3.0]
        assert table["share_better"].tolist() == [1.0, 1.0]
        assert table["n"].tolist() == [3, 3]
        assert table["level"].tolist() == [0.95, 0.95]

    def test_pairs_by_replication_whatever_the_order_of_the_rows(self):
        frame = runs(skill=np.arange(12.0) ** 2)
        table = differences(frame, "none", {"skill": "higher"})
        shuffled = frame.sample(frac=1, random_state=3)
        other = differences(shuffled, "none", {"skill": "higher"})
        pd.testing.assert_frame_equal(table, other)

    def test_a_failed_twin_and_an_absent_value_lower_n(self):
        frame = runs(quality=[1.0, None, 2, None, 3, None, 2, 2, 4, 4, 6, 6])
        table = differences(frame.drop(index=2), "none", {"quality": "higher"})
        assert table["n"].tolist() == [2, 0]
        assert table["mean"].isna().tolist() == [False, True]
        assert table["ci_low"].isna().tolist() == [False, True]

    def test_a_quarter_without_any_twin_has_no_meaning(self):
        frame = runs(skill=1.0).query("arm == 'full' or quarter == 1")
        table = differences(frame, "none", {"skill": "higher"})
        assert table["quarter"].tolist() == [1, 2]
        assert table["n"].tolist() == [3, 0]

    def test_reads_columns_of_objects_and_nullable_columns(self):
        plain = runs(skill=[1.0, None] + [2.0] * 10)
        expected = differences(plain, "none", {"skill": "higher"})
        for kind in ("object", "Float64"):
            frame = plain.astype({"skill": kind})
            found = differences(frame, "none", {"skill": "higher"})
            pd.testing.assert_frame_equal(found, expected)

    def test_one_design_alone_has_no_difference(self):
        alone = runs(skill=1.0).query("arm == 'none'")
        assert differences(alone, "none", {"skill": "higher"}).empty

    def test_an_unknown_arm_and_outcome_say_what_is_known(self):
        with pytest.raises(UserError, match=r'"nome". Did you mean "none"\? Known: none, full'):
            differences(runs(skill=1.0), "nome", {"skill": "higher"})
        with pytest.raises(RegistryError) as caught:
            differences(runs(skill=1.0), "none", {"skil": "higher", "morale": None})
        assert len(caught.value.problems) == 2
        assert 'unknown outcome "skil". Did you mean "skill"?' in str(caught.value)

    def test_a_run_counted_twice_is_a_defect(self):
        frame = runs(skill=1.0)
        with pytest.raises(ModelError, match="holds 1 rows twice"):
            differences(pd.concat([frame, frame.head(1)]), "none", {"skill": "higher"})

    def test_a_table_without_its_keys_is_a_defect(self):
        with pytest.raises(ModelError, match="lacks the columns replication, quarter"):
            bands(pd.DataFrame({"arm": ["a"], "skill": [1.0]}), ["skill"])


class TestBands:
    def test_quantiles_of_the_futures(self):
        keys = {"arm": "full", "replication": range(101), "quarter": 1}
        frame = pd.DataFrame(keys | {"skill": np.arange(101.0)[::-1]})
        row = bands(frame, ["skill"]).iloc[0]
        assert row[["p5", "p25", "p50", "p75", "p95"]].tolist() == [5, 25, 50, 75, 95]
        assert (row["n"], row["futures"]) == (101, 101)

    def test_absent_values_are_counted_not_invented(self):
        frame = runs(payback=[None] * 6 + [None, 5, None, 7, None, None])
        table = bands(frame, ["payback"]).set_index(["arm", "quarter"])
        assert table["n"].tolist() == [0, 0, 0, 2]
        assert table["futures"].tolist() == [3, 3, 3, 3]
        assert table.loc[("full", 2), "p50"] == 6
        assert math.isnan(table.loc[("none", 2), "p50"])

    def test_arms_keep_their_order(self):
        table = bands(runs(skill=1.0), ["skill"], quantiles=(0.1,))
        assert table["arm"].unique().tolist() == ["none", "full"]
        assert table.columns.tolist() == ["arm", "outcome", "quarter", "p10", "n", "futures"]

    def test_a_quantile_is_a_share(self):
        with pytest.raises(UserError, match="quantile 50"):
            bands(runs(skill=1.0), ["skill"], quantiles=(0.5, 50))

    @pytest.mark.parametrize(("quantile", "name"), [(0.07, "p7"), (0.025, "p2.5"), (1, "p100")])
    def test_names(self, quantile, name):
        assert quantile_name(quantile) == name

    @given(st.lists(values, min_size=1, max_size=40))
    def test_quantiles_rise_and_stay_among_the_values(self, skill):
        keys = {"arm": "a", "replication": range(len(skill)), "quarter": 1}
        row = bands(pd.DataFrame(keys | {"skill": skill}), ["skill"]).iloc[0]
        cuts = row[["p5", "p25", "p50", "p75", "p95"]].to_numpy(float)
        assert (np.diff(cuts) >= -1e-9).all()
        assert min(skill) - 1e-9 <= cuts[0]
        assert cuts[-1] <= max(skill) + 1e-9
