"""What the kinds of structure with meetings share: cadence, length, agenda, duration."""

from typing import Any

from pydantic import Field

from simulation.families import Agenda, Structure


class Meetings(Structure):
    """How often and how long people meet, and what they bring along."""

    meetings_per_month: float = Field(
        2.0, ge=0.25, le=8, description="meetings a month: weekly 4.3, every two weeks 2.2"
    )
    minutes: float = Field(60.0, ge=10, le=240, description="length of a meeting in minutes")
    agenda: Agenda = Field(
        "suggested",
        description="none: they talk as they please; suggested: topics; worksheet: tasks",
    )
    weeks: float = Field(26.0, ge=1, le=208, description="how long a pair or group lasts")
    feedback: bool = Field(False, description="both give each other feedback in regular sessions")

    def meetings(self) -> dict[str, Any]:
        """The fields above, as the program's numbers."""
        return self.model_dump(include=set(Meetings.model_fields))
