"""What all kinds of enrollment share: who is eligible, when people come in, how many."""

from typing import Self, override

from pydantic import BaseModel, ConfigDict, Field, model_validator

from simulation.families import Eligibility, Enrollment, Intake, Intaking
from simulation.state.workforce import HIGHEST_LEVEL

NEWCOMER_MONTHS = 3.0


class Eligible(BaseModel):
    """Who may take part on one side; what is left empty is no limit."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    min_tenure: float = Field(0.0, ge=0, le=600, description="months with the company at least")
    max_tenure: float | None = Field(
        None, gt=0, le=600, description="months with the company, up to but not including"
    )
    min_level: int = Field(
        1, ge=1, le=HIGHEST_LEVEL, description="lowest rung of the career ladder"
    )
    max_level: int | None = Field(None, ge=1, le=HIGHEST_LEVEL, description="highest rung")
    skill_percentile: float = Field(
        0.0, ge=0, lt=100, description="at least as skilled for the job as this percent of people"
    )
    max_skill_percentile: float | None = Field(
        None, gt=0, le=100, description="less skilled for the job than this percent of people"
    )
    respect_percentile: float = Field(
        0.0, ge=0, lt=100, description="asked for advice at least as much as this percent of people"
    )
    min_willingness: float | None = Field(
        None, ge=-4, le=4, description="wish to mentor at least, in standard deviations; 0 = mean"
    )
    departments: tuple[str, ...] = Field((), description="from these departments; empty = all")

    @model_validator(mode="after")
    def _someone_is_left(self) -> Self:
        problems = []
        if self.max_tenure is not None and self.max_tenure <= self.min_tenure:
            problems.append(f"max_tenure {self.max_tenure:g} leaves nobody above min_tenure")
        most = self.max_skill_percentile
        if most is not None and most <= self.skill_percentile:
            problems.append(f"max_skill_percentile {most:g} leaves nobody above skill_percentile")
        if self.max_level is not None and self.max_level < self.min_level:
            problems.append(f"max_level {self.max_level} lies below min_level {self.min_level}")
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def limits(self) -> Eligibility:
        """The same as the program's numbers."""
        return Eligibility(**self.model_dump())


class EligibleMentors(Eligible):
    """Who may join to help: nobody in the first year, unless said otherwise."""

    min_tenure: float = Field(12.0, ge=0, le=600, description="months with the company at least")


class Intakes(Enrollment):
    """What every kind of enrollment that lets people in can be told."""

    intake: Intake = Field(
        "cohort",
        description="cohort: together at the start of a quarter; rolling: at any time (evergreen); "
        "onboarding: newcomers in their first month of service",
    )
    every_quarters: int = Field(
        2, ge=1, le=80, description="cohort: quarters from one intake to the next"
    )
    mentees: Eligible = Field(Eligible(), description="who may join to be helped")
    mentors: EligibleMentors = Field(
        EligibleMentors(), description="who may join to help: experienced, respected, willing"
    )
    max_pairs: int | None = Field(
        None,
        ge=1,
        le=1_000_000,
        description="most pairs at one time, each mentor of a mentee counted; empty = no cap",
    )
    kickoff_share: float = Field(
        0.0,
        ge=0,
        le=1,
        description="cohort: matching waits until mentors cover this share of those who seek one; "
        ".75 is usual",
    )
    nudge: float = Field(
        0.0, ge=-2, le=2, description="invitations and reminders, as logit of the wish to join"
    )

    @override
    def rules(self) -> Intaking:
        """Answer intake, eligibility and caps; onboarding takes newcomers unless told otherwise."""
        mentee = self.mentees
        if self.intake == "onboarding" and mentee.max_tenure is None:
            mentee = mentee.model_copy(update={"max_tenure": NEWCOMER_MONTHS})
        return Intaking(
            intake=self.intake,
            every_quarters=self.every_quarters,
            mentee=mentee.limits(),
            mentor=self.mentors.limits(),
            max_pairs=self.max_pairs,
            kickoff_share=self.kickoff_share,
            nudge=self.nudge,
            active=True,
        )
