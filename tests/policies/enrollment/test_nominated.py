"""Nominated enrollment: the top share by standing, of whom most accept."""

from dataclasses import replace

import numpy as np
import pytest

from simulation.engine.draws import Draws
from simulation.policies.enrollment.nominated import Nominated


def joins(pool, **options):
    return Nominated(**options).joins(pool, Draws(1))


def test_the_top_share_of_the_reference_workforce_is_named(pool):
    # z(80%) = .84: .9 and 2.0 are above it on either side; the wish of -1.5 is not enough.
    joiners = joins(pool(), share=0.2)
    assert joiners.mentees.tolist() == [False, False, False, True, True]
    assert joiners.mentors.tolist() == [True, True, False, False, False]


def test_being_named_persuades(pool):
    reluctant = replace(pool(), wish_mentee=np.full(5, -1.5))
    assert not joins(reluctant, share=0.2, persuasion=1.0).mentees.any()
    assert joins(reluctant, share=0.2, persuasion=2.0).mentees.sum() == 2


def test_a_larger_share_never_drops_anybody(pool):
    before = joins(pool(), share=0.1).mentees
    for share in (0.3, 0.6, 1.0):
        after = joins(pool(), share=share).mentees
        assert (after >= before).all()
        before = after


def test_others_in_the_pool_change_nobodys_nomination(pool):
    whole = pool()
    columns = {
        name: column[2:] for name, column in vars(whole).items() if isinstance(column, np.ndarray)
    }
    part = replace(whole, **columns, seen=lambda: tuple(column[2:] for column in whole.seen()))
    assert joins(part).mentees.tolist() == joins(whole).mentees[2:].tolist()


@pytest.mark.parametrize("seed", range(3))
def test_share_of_a_normal_workforce_comes_out(pool, seed):
    standing = np.random.default_rng(seed).normal(size=4000)
    everybody = {name: np.ones(4000, dtype=bool) for name in ("may_mentee", "may_mentor")}
    wish = {name: np.full(4000, 9.0) for name in ("wish_mentee", "wish_mentor")}
    large = replace(pool(), **everybody, **wish, seen=lambda: (standing, standing))
    assert joins(large, share=0.25).mentees.mean() == pytest.approx(0.25, abs=0.03)
