"""Sessions: hours as stated, no course."""

import pytest
from pydantic import ValidationError

from simulation.families import Sessions
from simulation.policies.training.sessions import SessionsOnly


def test_hours_are_passed_on():
    policy = SessionsOnly(mentor_hours=8, mentee_hours=1, refresher_hours=2, coordinator_hours=1.5)
    assert policy.sessions() == Sessions(8, 1, 2, 1.5, course=None)


def test_hours_out_of_range_are_refused():
    with pytest.raises(ValidationError, match="mentor_hours"):
        SessionsOnly(mentor_hours=-1)
