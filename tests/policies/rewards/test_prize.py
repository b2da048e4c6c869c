"""Prize: share of pay on joint results."""

import pytest
from pydantic import ValidationError

from simulation.families import Scheme
from simulation.policies.rewards.prize import Prize


def test_answers_are_passed_on():
    policy = Prize(share_of_pay=0.03, mentor_credit=0.4, audience="everyone")
    assert policy.scheme() == Scheme(prize=0.03, mentor_credit=0.4, audience="everyone")
    assert policy.scheme().share == 0


def test_a_prize_of_nothing_is_refused():
    with pytest.raises(ValidationError, match="share_of_pay"):
        Prize(share_of_pay=0)
