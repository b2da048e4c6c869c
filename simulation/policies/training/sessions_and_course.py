"""Sessions and course: pairs are trained and supported, and a class teaches beside them."""

from typing import Literal, override

from simulation.families import Sessions, Training
from simulation.policies.training._common import CourseFields, SessionHours


class SessionsAndCourse(SessionHours, CourseFields, Training):
    """Both the sessions around the pairs and a plain course."""

    kind: Literal["sessions_and_course"] = "sessions_and_course"

    @override
    def sessions(self) -> Sessions:
        """Answer hours of training and support, and the course."""
        hours = self.model_dump(include=set(SessionHours.model_fields))
        return Sessions(**hours, course=self.course)
