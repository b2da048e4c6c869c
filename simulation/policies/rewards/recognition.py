"""Recognition: some are thanked at the end of a quarter."""

from typing import Literal, override

from pydantic import Field

from simulation.families import Rewards, Scheme
from simulation.policies.rewards._common import Credit


class Recognition(Credit, Rewards):
    """A share of the people is recognized each quarter, best performance first."""

    kind: Literal["recognition"] = "recognition"
    share: float = Field(
        0.1, gt=0, le=1, description="share of people recognized each quarter; 1 = everybody"
    )
    announced: bool = Field(
        False, description="people know beforehand, so effort rises until the decision"
    )
    public: bool = Field(True, description="before everybody, or in private")
    gift: float = Field(
        0.0, ge=0, le=100_000, description="what goes with it, in currency for each recognized"
    )

    @override
    def scheme(self) -> Scheme:
        """Answer who is recognized and how."""
        return Scheme(**self.model_dump(exclude={"kind"}))
