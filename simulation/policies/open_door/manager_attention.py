"""Manager attention: managers are told to give each subordinate time."""

from typing import Literal

from pydantic import Field

from simulation.policies.open_door._common import Openness


class ManagerAttention(Openness):
    """An order to managers; it is obeyed less from month to month until it is repeated."""

    kind: Literal["manager_attention"] = "manager_attention"
    attention_hours: float = Field(
        1.0, gt=0, le=20, description="hours a month managers are told to give each subordinate"
    )
