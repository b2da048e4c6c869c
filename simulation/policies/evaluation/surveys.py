"""Surveys: pairs are asked how it goes, and the program acts on the answers."""

from typing import Literal, override

from pydantic import Field

from simulation.families import Evaluation, Plan


class Surveys(Evaluation):
    """Pulse surveys, progress reviews, and rules that act on what was answered."""

    kind: Literal["surveys"] = "surveys"
    every_months: int = Field(
        2, ge=1, le=24, description="months between surveys; the first comes after 30 days"
    )
    response: float = Field(0.6, gt=0, le=1, description="share of those asked who answer")
    noise: float = Field(
        0.6, ge=0, le=2, description="standard deviation of an answer's error, in points of 1..5"
    )
    quality_target: float = Field(
        4.0, ge=1, le=5, description="mean mentoring quality the program wants, 1..5"
    )
    close_below: float = Field(
        2.5, ge=0, le=5, description="pairs that score lower are ended; 0 = never"
    )
    rematch: bool = Field(True, description="whose pair was ended may get another mentor")
    adapt: tuple[Literal["cadence", "training"], ...] = Field(
        (), description="what is stepped up for later pairs while quality misses its target"
    )
    reviews: bool = Field(
        False, description="a coordinator goes after those who did not answer (progress reviews)"
    )

    @override
    def plan(self) -> Plan:
        """Answer how the program looks at itself."""
        return Plan(
            survey_every_months=self.every_months,
            **self.model_dump(exclude={"kind", "every_months"}),
        )
