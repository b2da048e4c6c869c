"""Ties: an empty slot has no neighbor and no strength."""

from simulation.state.columns import Table
from simulation.state.ties import TIES


def test_an_empty_slot_has_no_neighbor_and_no_strength():
    ties = Table(TIES, 2, {"neighbors": 3, "seats": 2})
    assert (ties["tie_neighbor"] == -1).all()
    assert ties["tie_strength"].sum() == ties["tie_target"].sum() == 0.0
    assert ties["tie_neighbor"].shape == ties["tie_strength"].shape == (2, 3)
    assert ties["tie_count"].tolist() == [0, 0]
    ties.check_ranges()
