"""Shocks: dated events of a scenario that no program causes."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

type Struck = Literal["everyone", "assigned", "unassigned", "mentors", "mentees"]


class _Dated(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    month: int = Field(ge=0, le=600, description="months after the start of the run")
    departments: tuple[str, ...] = Field((), description="where; empty = everywhere")
    levels: tuple[int, ...] = Field((), description="on which rungs of the ladder; empty = all")
    who: Struck = Field(
        "everyone",
        description="everyone; those a schedule's assignment drew or did not draw; or those who "
        "mentor or are mentored that month",
    )


class MoraleShock(_Dated):
    """A blow or lift to everyone's mood, fading with the half-life of morale shocks."""

    kind: Literal["morale"] = "morale"
    size: float = Field(ge=-3, le=3, description="reference standard deviations")
    spread: float = Field(
        0.0, ge=0, le=3, description="how differently it strikes people, standard deviation"
    )


class PayShock(_Dated):
    """A lasting change of pay."""

    kind: Literal["pay"] = "pay"
    share: float = Field(ge=-0.9, le=1, description="-0.1 = a tenth less")


class LayoffShock(_Dated):
    """Forced exits of a share of the people; the seats are filled again."""

    kind: Literal["layoff"] = "layoff"
    share: float = Field(ge=0, le=0.9, description="share of the people who must leave")


Shock = Annotated[MoraleShock | PayShock | LayoffShock, Field(discriminator="kind")]
"""One dated event, told apart by its `kind`."""
