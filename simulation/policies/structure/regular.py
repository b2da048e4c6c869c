"""Regular structure: one mentor, one mentee, planned meetings."""

from typing import Literal, override

from pydantic import Field

from simulation.families import Terms
from simulation.policies.structure._common import Meetings


class Regular(Meetings):
    """Pairs meet as planned."""

    kind: Literal["regular"] = "regular"
    direction: Literal["senior", "peer", "colleague", "reverse"] = Field(
        "senior",
        description="who helps: the more senior; peers each other; a colleague of about the "
        "same level, one way; or the junior the senior",
    )

    @override
    def terms(self) -> Terms:
        """Answer how pairs meet."""
        return Terms(**self.meetings(), form="pairs", direction=self.direction)
