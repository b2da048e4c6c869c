"""Sessions: mentors and mentees are trained, refreshed and supported by a coordinator."""

from typing import Literal, override

from simulation.families import Sessions, Training
from simulation.policies.training._common import SessionHours


class SessionsOnly(SessionHours, Training):
    """Training before the first pair, refreshers, and a coordinator's hours."""

    kind: Literal["sessions"] = "sessions"

    @override
    def sessions(self) -> Sessions:
        """Answer hours of training and support."""
        return Sessions(**self.model_dump(include=set(SessionHours.model_fields)))
