"""Prize: mentor and mentee are paid for joint results."""

from typing import Literal, override

from pydantic import Field

from simulation.families import Rewards, Scheme
from simulation.policies.rewards._common import Credit


class Prize(Credit, Rewards):
    """A share of pay hangs on joint results as long as the scheme runs."""

    kind: Literal["prize"] = "prize"
    share_of_pay: float = Field(
        0.02, gt=0, le=0.5, description="prize on joint results, as a share of pay"
    )

    @override
    def scheme(self) -> Scheme:
        """Answer the prize and the credit."""
        return Scheme(
            prize=self.share_of_pay, mentor_credit=self.mentor_credit, audience=self.audience
        )
