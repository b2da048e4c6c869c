"""Organization: what the company is like, as a frozen value read from a file."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from simulation.state.workforce import HIGHEST_LEVEL

LEAST_NEED = 0.01
"""Smallest level that a job can be said to use; below it a share of the need has no meaning."""


def _worth_naming(level: float) -> float:
    if 0.0 < level < LEAST_NEED:
        raise ValueError(f"{level:g} is too small a level: write 0, or at least {LEAST_NEED:g}")
    return level


type Complexity = Literal["low", "medium", "high"]
type Breadth = Literal["narrow", "ordinary", "broad"]
type Need = Annotated[float, Field(ge=0, le=1), AfterValidator(_worth_naming)]
type Share = Annotated[float, Field(ge=0, le=1)]

GENERIC_SKILLS = ("communication", "problem_solving", "mentoring_leadership")
"""Skills that every organization has, whatever its catalogue lists."""

BREADTH_HOURS = {"narrow": 0.12, "ordinary": 0.75, "broad": 3.0}
"""Worksheet hours to close 63% of a gap, by breadth (anchor V01 sets their level)."""

OUTPUT_CV = {"low": 0.19, "medium": 0.32, "high": 0.48}
"""Coefficient of variation of true output by job complexity (`hunter90-*`)."""

RAMP_MONTHS = {"low": 2.0, "medium": 5.0, "high": 6.5}
"""Months to full productivity by job complexity (`mellon03-*`)."""


class Frozen(BaseModel):
    """Frozen and strict: an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Skill(Frozen):
    """One technical skill of the catalogue."""

    breadth: Breadth = Field(
        "ordinary", description="narrow: scripted know-how; ordinary: low; broad: complex jobs"
    )


class Role(Frozen):
    """What a job asks for and what it pays."""

    level: int = Field(
        1, ge=1, le=HIGHEST_LEVEL, description="rung of the career ladder, 1 = entry"
    )
    pay: float = Field(60_000, gt=0, description="usual pay a year")
    complexity: Complexity = Field("medium", description="sets how much people differ in output")
    output_cv: float | None = Field(
        None, gt=0, le=1, description="coefficient of variation of output; overrides complexity"
    )
    skills: dict[str, Need] = Field(
        default_factory=dict, description="level of each skill that the job uses, 0 or .01 to 1"
    )
    department: str | None = Field(None, description="home department, for information")

    @property
    def cv(self) -> float:
        """Coefficient of variation of output in this role."""
        return self.output_cv if self.output_cv is not None else OUTPUT_CV[self.complexity]


class Department(Frozen):
    """A part of the company: its people, its own turnover, its place."""

    headcount: int = Field(0, ge=0, le=2_000_000, description="people, where no file tells")
    roles: dict[str, Share] = Field(
        default_factory=dict, description="share of each role, adding up to 1"
    )
    turnover: float | None = Field(
        None, ge=0, lt=0.95, description="annual voluntary turnover of its own"
    )
    site: str = Field("main", description="where it sits")
    team_size: int | None = Field(None, ge=2, le=60, description="people in a team")
    isolated: bool = Field(
        False, description="shares no ties, openings or program eligibility with the others"
    )
    growth: float = Field(0, ge=0, le=100_000, description="new seats a year")


class TenureBand(Frozen):
    """Exit rate of a tenure band relative to the whole organization."""

    months: float = Field(gt=0, description="upper end of the band")
    multiplier: float = Field(gt=0, le=50, description="annual hazard relative to the whole")


class Offset(Frozen):
    """How the organization differs from the reference workforce in one state."""

    mean: float = Field(0, ge=-3, le=3, description="reference standard deviations")
    ratio: float = Field(1, gt=0, le=3, description="SD relative to the reference")


AS_REFERENCE = Offset()
"""An organization like the reference workforce in one state."""


class Market(Frozen):
    """The labor market: unemployment by month against its usual level."""

    usual_unemployment: float = Field(0.045, gt=0, lt=1, description="level of the base rates")
    unemployment: tuple[Annotated[float, Field(gt=0, lt=1)], ...] = Field(
        (), description="by month; the last value stays"
    )

    def ratio(self, month: int) -> float:
        """Unemployment of a month relative to its usual level; 1 before the run."""
        if month < 0 or not self.unemployment:
            return 1.0
        return self.unemployment[min(month, len(self.unemployment) - 1)] / self.usual_unemployment


class Hiring(Frozen):
    """How vacancies are filled."""

    days_to_fill: float = Field(42, gt=0, le=365, description="calendar days to an external hire")
    internal_share: Share = Field(
        0.5, description="share of openings above entry level held for insiders"
    )


class Organization(Frozen):
    """A company before any program."""

    name: str = Field(min_length=1, max_length=120)
    description: str = ""
    currency: str = Field("USD", min_length=1, max_length=8)
    workforce: Path | None = Field(None, description="people file; without it people are drawn")
    departments: dict[str, Department] = Field(default_factory=dict)
    roles: dict[str, Role] = Field(default_factory=dict)
    skills: dict[str, Skill] = Field(
        default_factory=lambda: {"job_know_how": Skill()},
        description="technical skills beside communication, problem solving, leadership",
    )
    levels: int = Field(5, ge=1, le=HIGHEST_LEVEL)
    team_size: int = Field(8, ge=2, le=60)
    turnover: float = Field(0.13, ge=0, lt=0.95, description="annual voluntary turnover")
    involuntary: float = Field(0, ge=0, lt=0.95, description="annual involuntary exits")
    tenure_turnover: tuple[TenureBand, ...] = Field(
        (), description="exit rates by tenure; without them the published curve"
    )
    offsets: dict[Literal["morale", "satisfaction", "commitment", "stress", "safety"], Offset] = (
        Field(default_factory=dict)
    )
    market: Market = Market()
    hiring: Hiring = Hiring()
    displaced_share: Share = Field(
        0.5, description="share of meeting time taken from output; 0 where time is released"
    )
    burn_in_months: int = Field(120, ge=0, le=600, description="months lived before month 0")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        problems = [*self._headcount_problems(), *self._role_problems(), *self._skill_problems()]
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def _headcount_problems(self) -> list[str]:
        if self.workforce is not None:
            return []
        if not sum(d.headcount for d in self.departments.values()):
            return ["nobody works here: give a department a headcount, or a workforce file"]
        return []

    def _role_problems(self) -> list[str]:
        problems = []
        for name, department in self.departments.items():
            for role in department.roles:
                if role not in self.roles:
                    problems.append(
                        f'department "{name}" lists the unknown role "{role}"; '
                        f"roles are: {', '.join(self.roles) or 'none'}"
                    )
            shares = sum(department.roles.values())
            if department.roles and abs(shares - 1) > 0.01:
                problems.append(f'role shares of department "{name}" add up to {shares:.2f}, not 1')
        for name, spec in self.roles.items():
            if spec.level > self.levels:
                problems.append(
                    f'role "{name}" has level {spec.level}, above levels = {self.levels}'
                )
        return problems

    def _skill_problems(self) -> list[str]:
        known = self.skill_names
        return [
            f'role "{name}" uses the unknown skill "{skill}"; skills are: {", ".join(known)}'
            for name, role in self.roles.items()
            for skill in role.skills
            if skill not in known
        ]

    @property
    def bands(self) -> tuple[TenureBand, ...]:
        """Tenure bands by their upper ends; empty where the published curve holds."""
        return tuple(sorted(self.tenure_turnover, key=lambda band: band.months))

    @property
    def skill_names(self) -> tuple[str, ...]:
        """All skills: the generic ones, then the catalogue."""
        return GENERIC_SKILLS + tuple(s for s in self.skills if s not in GENERIC_SKILLS)

    def breadth_of(self, skill: str) -> Breadth:
        """Breadth of a skill; generic skills are broad unless the catalogue says otherwise."""
        if skill in self.skills:
            return self.skills[skill].breadth
        return "broad"

    def offset(self, state: str) -> Offset:
        """How the organization differs from the reference in one state."""
        return next((each for name, each in self.offsets.items() if name == state), AS_REFERENCE)
