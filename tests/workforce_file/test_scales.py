from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.workforce_file.scales import read_scores, standardize


def cells(*values):
    return np.array(values, dtype=object)


@pytest.mark.parametrize(
    ("answers", "name"),
    [
        (["1", "2", "3", "4"], "scale 1-4"),
        (["1", "3", "5"], "scale 1-5"),
        (["0", "7", "10"], "scale 0-10"),
        (["0,38", "0,8"], "scale 0-1"),
        (["35", "88", "100"], "scale 0-100"),
        (["85%", "40%"], "scale 0-100"),
        (["4 - satisfied", "2 - not so", "1"], "scale 1-4"),
        (["3/5", "5/5"], "scale 1-5"),
        (["sehr zufrieden", "unzufrieden"], "text answers"),
        (["Très satisfait", "Neutre"], "text answers"),
        (["Needs Improvement", "Meets", "Exceeds"], "text answers"),
        (["1234", "5"], "no usual scale"),
    ],
)
def test_scales(answers, name):
    scores, scale = read_scores(cells(*answers))
    assert scale == name
    assert not np.isnan(scores).any()


def test_normal_scores_of_mid_ranks_by_hand():
    # Shares .25 and .75 of two equal halves: z = -+.674, SD .674, so -+1.
    z = standardize(np.array([1.0, 1.0, 5.0, 5.0]), np.ones(4, dtype=bool))
    assert z.tolist() == [-1, -1, 1, 1]
    # Thirds: Phi^-1(1/6), 0, Phi^-1(5/6) over their SD.
    outer = NormalDist().inv_cdf(5 / 6)
    z = standardize(np.array([1.0, 2.0, 50.0]), np.ones(3, dtype=bool))
    assert z.tolist() == pytest.approx([-(1.5**0.5), 0, outer / (outer * (2 / 3) ** 0.5)], abs=1e-4)


def test_leavers_do_not_count():
    z = standardize(np.array([1.0, 2.0, 9.0]), np.array([True, True, False]))
    assert z[:2].tolist() == [-1, 1]
    assert np.isnan(z[2])


def test_all_alike_tell_nothing():
    assert standardize(np.array([3.0, 3.0, np.nan]), np.ones(3, dtype=bool)) is None


@given(st.lists(st.integers(0, 10), min_size=2, max_size=60).filter(lambda x: len(set(x)) > 1))
def test_z_keep_order_mean_and_spread(scores):
    raw = np.array(scores, dtype=float)
    z = standardize(raw, np.ones(len(raw), dtype=bool))
    assert np.mean(z) == pytest.approx(0, abs=1e-3)
    assert np.std(z) == pytest.approx(1, abs=1e-3)
    order = np.argsort(raw, kind="stable")
    assert (np.diff(z[order]) >= 0).all()
    assert np.array_equal(z, standardize(raw * 7 - 3, np.ones(len(raw), dtype=bool)))
