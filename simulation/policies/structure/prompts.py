"""Prompts: people are asked in writing to share advice with peers; nobody is paired."""

from typing import Literal, override

from pydantic import Field

from simulation.families import Structure, Terms


class Prompts(Structure):
    """Written requests to give and read advice, for everyone where the program runs."""

    kind: Literal["prompts"] = "prompts"
    per_month: float = Field(4.0, gt=0, le=30, description="prompts a month")
    minutes: float = Field(15.0, ge=1, le=120, description="time that one prompt takes")
    weeks: float = Field(26.0, ge=1, le=416, description="how long prompts go out")

    @override
    def terms(self) -> Terms:
        """Answer how many prompts, how long each takes, and for how long."""
        return Terms(
            prompts_per_month=self.per_month,
            prompt_minutes=self.minutes,
            prompt_weeks=self.weeks,
        )
