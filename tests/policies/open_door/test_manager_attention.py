"""Manager attention: ordered hours and reminders."""

import pytest
from pydantic import ValidationError

from simulation.families import Culture
from simulation.policies.open_door.manager_attention import ManagerAttention


def test_only_attention_is_on_by_default():
    assert ManagerAttention().culture() == Culture(attention_hours=1.0)


def test_reminders_are_passed_on():
    assert ManagerAttention(attention_hours=2, reminders=(6,)).culture().reminders == (6,)


def test_an_order_for_no_time_is_refused():
    with pytest.raises(ValidationError, match="attention_hours"):
        ManagerAttention(attention_hours=0)
