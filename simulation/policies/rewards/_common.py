"""What the kinds of rewards share."""

from pydantic import BaseModel, ConfigDict, Field

from simulation.families import Audience


class Credit(BaseModel):
    """Whom rewards are for, and what mentors get beside them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    audience: Audience = Field(
        "participants", description="participants of the program, or everyone where it runs"
    )
    mentor_credit: float = Field(
        0.0, ge=0, le=1, description="how much mentoring counts in a mentor's appraisal"
    )
