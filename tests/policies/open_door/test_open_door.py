"""Open door: commitment and voice by default, the rest where wanted."""

import pytest
from pydantic import ValidationError

from simulation.families import Culture
from simulation.policies.open_door.open_door import Open


def test_answers_are_passed_on():
    policy = Open(
        commitment=0.9, voice_channel=0.2, introductions=1.5, attention_hours=2, reminders=(3, 6)
    )
    assert policy.culture() == Culture(0.9, 0.2, 1.5, 2.0, (3, 6))


def test_commitment_and_voice_are_on_by_default():
    assert Open().culture() == Culture(commitment=0.5, voice=0.2)


def test_shares_above_one_are_refused():
    with pytest.raises(ValidationError, match="commitment"):
        Open(commitment=1.2)
