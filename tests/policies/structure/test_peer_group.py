"""Peer groups: everybody helps everybody."""

import pytest
from pydantic import ValidationError

from simulation.families import Preferences, both_ways
from simulation.policies.structure.peer_group import PeerGroup


def test_form_size_and_direction():
    terms = PeerGroup(size=4, weeks=8).terms()
    assert (terms.form, terms.size, terms.direction, terms.weeks) == ("peers", 4, "peer", 8)
    assert both_ways(Preferences(), terms)


def test_a_group_fits_the_pair_table():
    from simulation.organization.founding import PAIRS_A_SEAT

    assert PeerGroup(size=PAIRS_A_SEAT + 1).terms().size == PAIRS_A_SEAT + 1
    with pytest.raises(ValidationError, match="size"):
        PeerGroup(size=PAIRS_A_SEAT + 2)
