"""Group structure: one mentor meets several mentees at once."""

from typing import Literal, override

from pydantic import Field

from simulation.families import Terms
from simulation.policies.structure._common import Meetings


class Group(Meetings):
    """A mentor and up to size - 1 mentees at one table."""

    kind: Literal["group"] = "group"
    size: int = Field(5, ge=3, le=12, description="people at the table, the mentor included")
    direction: Literal["senior", "reverse"] = Field(
        "senior", description="who helps: the more senior, or the junior the senior"
    )

    @override
    def terms(self) -> Terms:
        """Answer how groups meet."""
        return Terms(**self.meetings(), form="group", size=self.size, direction=self.direction)
