"""What the kinds of training share: sessions around the pairs, and a plain course."""

from pydantic import BaseModel, ConfigDict, Field

from simulation.families import Audience, Course


class SessionHours(BaseModel):
    """Hours of training and support around the pairs."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    mentor_hours: float = Field(
        6.0, ge=0, le=80, description="hours of training for a mentor before the first pair"
    )
    mentee_hours: float = Field(
        2.0, ge=0, le=80, description="hours of preparation for a mentee before the first pair"
    )
    refresher_hours: float = Field(
        0.0, ge=0, le=40, description="hours of refresher a quarter for active mentors"
    )
    coordinator_hours: float = Field(
        1.0, ge=0, le=10, description="coordinator's hours for each pair and month"
    )


class CourseFields(BaseModel):
    """A plain course without mentors."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    skills: tuple[str, ...] = Field(min_length=1, description="skills that the course teaches")
    hours: float = Field(14.0, gt=0, le=80, description="hours of the course for each person")
    audience: Audience = Field(
        "everyone", description="everyone where the program runs, or its participants only"
    )

    @property
    def course(self) -> Course:
        """The course as the program's numbers."""
        return Course(skills=self.skills, hours=self.hours, audience=self.audience)
