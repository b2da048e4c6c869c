"""Course: skills, hours and audience; no session."""

import pytest
from pydantic import ValidationError

from simulation.families import Course, Sessions
from simulation.policies.training.course import CourseOnly


def test_the_course_is_all_there_is():
    policy = CourseOnly(skills=("sales",), hours=7, audience="participants")
    assert policy.sessions() == Sessions(course=Course(("sales",), 7, "participants"))


@pytest.mark.parametrize("wrong", [{"skills": ()}, {"hours": 0}, {"audience": "nobody"}])
def test_a_course_without_content_is_refused(wrong):
    with pytest.raises(ValidationError):
        CourseOnly(**({"skills": ("sales",)} | wrong))
