"""Sessions and course: both, as each alone."""

from simulation.policies.training.course import CourseOnly
from simulation.policies.training.sessions import SessionsOnly
from simulation.policies.training.sessions_and_course import SessionsAndCourse


def test_both_parts_are_what_each_is_alone():
    both = SessionsAndCourse(skills=("sales",), hours=7, mentor_hours=8).sessions()
    alone = SessionsOnly(mentor_hours=8).sessions()
    course = CourseOnly(skills=("sales",), hours=7).sessions().course
    assert (both.mentor_hours, both.mentee_hours) == (alone.mentor_hours, alone.mentee_hours)
    assert (both.refresher_hours, both.coordinator_hours) == (0.0, alone.coordinator_hours)
    assert both.course == course
