"""Peer groups: colleagues of about the same level advise each other around a table."""

from typing import Literal, override

from pydantic import Field

from simulation.families import Terms
from simulation.policies.structure._common import Meetings


class PeerGroup(Meetings):
    """Groups of peers in which everybody helps everybody."""

    kind: Literal["peer_group"] = "peer_group"
    size: int = Field(5, ge=3, le=5, description="people at the table")

    @override
    def terms(self) -> Terms:
        """Answer how groups of peers meet."""
        return Terms(**self.meetings(), form="peers", size=self.size, direction="peer")
