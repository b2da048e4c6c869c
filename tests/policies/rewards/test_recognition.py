"""Recognition: share, announcement, audience, gift."""

import pytest
from pydantic import ValidationError

from simulation.families import Scheme
from simulation.policies.rewards.recognition import Recognition


def test_answers_are_passed_on():
    policy = Recognition(
        share=0.2, announced=True, public=False, audience="everyone", mentor_credit=0.5, gift=100
    )
    assert policy.scheme() == Scheme(0.2, True, False, 0.0, 0.5, "everyone", 100.0)


def test_recognizing_nobody_is_refused():
    with pytest.raises(ValidationError, match="share"):
        Recognition(share=0)
