"""Group structure: one mentor, several mentees."""

import pytest
from pydantic import ValidationError

from simulation.policies.structure.group import Group


def test_form_size_and_direction():
    terms = Group(size=4, minutes=90).terms()
    assert (terms.form, terms.size, terms.direction, terms.minutes) == ("group", 4, "senior", 90)


def test_a_group_is_no_pair_and_has_no_peers():
    with pytest.raises(ValidationError, match="size"):
        Group(size=2)
    with pytest.raises(ValidationError, match="direction"):
        Group(direction="peer")
