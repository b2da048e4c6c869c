"""Course: people are taught in a class; the usual alternative to mentoring."""

from typing import Literal, override

from simulation.families import Sessions, Training
from simulation.policies.training._common import CourseFields


class CourseOnly(CourseFields, Training):
    """A course for an audience; it moves only the skills it names."""

    kind: Literal["course"] = "course"

    @override
    def sessions(self) -> Sessions:
        """Answer the course and no session."""
        return Sessions(course=self.course)
