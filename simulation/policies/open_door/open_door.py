"""Open door: leaders stand for openness and give people a channel to speak up."""

from typing import Literal

from pydantic import Field

from simulation.policies.open_door._common import Openness


class Open(Openness):
    """Leaders' commitment and a voice channel, with introductions and attention where wanted."""

    kind: Literal["open_door"] = "open_door"
    commitment: float = Field(
        0.5, ge=0, le=1, description="how visibly leaders stand for openness, trust and respect"
    )
    voice_channel: float = Field(
        0.2, ge=0, le=1, description="1: all are asked in person; .2: a box and a forum"
    )
