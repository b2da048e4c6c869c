"""What the kinds of open door share."""

from typing import override

from pydantic import Field

from simulation.families import Culture, OpenDoor


class Openness(OpenDoor):
    """Everything leaders may do; the kinds differ in what is on to begin with."""

    commitment: float = Field(
        0.0, ge=0, le=1, description="how visibly leaders stand for openness, trust and respect"
    )
    voice_channel: float = Field(
        0.0, ge=0, le=1, description="1: all are asked in person; .2: a box and a forum"
    )
    introductions: float = Field(
        0.0, ge=0, le=12, description="colleagues of other teams one is introduced to, a quarter"
    )
    attention_hours: float = Field(
        0.0, ge=0, le=20, description="hours a month managers are told to give each subordinate"
    )
    reminders: tuple[int, ...] = Field(
        (), description="months of the program in which that order is repeated; 0 = launch"
    )

    @override
    def culture(self) -> Culture:
        """Answer what leaders do for openness."""
        return Culture(
            commitment=self.commitment,
            voice=self.voice_channel,
            introductions=self.introductions,
            attention_hours=self.attention_hours,
            reminders=self.reminders,
        )
