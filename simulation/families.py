"""The eight families of decisions: what management chooses, and what each choice must answer.

A policy is one kind of one family. It is frozen, strict, and answers in numbers: no process sees
a kind. Every family has a `none`, so that every lever can be knocked out.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler
from pydantic_core import core_schema

from simulation.assignment.rules import Rules
from simulation.assignment.scores import Scores, all_known, all_permitted, all_scores
from simulation.engine.draws import Draws
from simulation.engine.functions import inverse_normal
from simulation.engine.registry import Registry
from simulation.errors import ModelError
from simulation.state.columns import Array

type Agenda = Literal["none", "suggested", "worksheet"]
type Audience = Literal["participants", "everyone"]
type Intake = Literal["cohort", "rolling", "onboarding"]


def _spelled_out(value: Any) -> Any:
    """The kind alone stands for the kind with its defaults."""
    # Behind a validator pydantic no longer knows that the data came from JSON, where a list is
    # the only way to write a tuple; policies hold no lists.
    return {"kind": value} if isinstance(value, str) else _with_tuples(value)


def _with_tuples(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _with_tuples(entry) for key, entry in value.items()}
    return tuple(map(_with_tuples, value)) if isinstance(value, list) else value


class Policy(BaseModel):
    """One kind of one family: frozen, strict, registered by `kind` when its file is imported."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    family: ClassVar[str] = ""
    lever: ClassVar[str] = ""  # what managers call it; families that need each other are one
    registry: ClassVar[Registry[type["Policy"]]]

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """A family is any of its registered kinds, told apart by `kind`; "kind" alone will do."""
        if "registry" not in vars(cls):
            return handler(source)
        names = sorted(cls.registry.names())
        kinds = {name: handler.generate_schema(cls.registry.get(name)) for name in names}
        union = core_schema.tagged_union_schema(kinds, discriminator="kind")
        written = core_schema.union_schema([union, core_schema.literal_schema(names)])
        return core_schema.no_info_before_validator_function(
            _spelled_out, union, json_schema_input_schema=written
        )

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Open a registry for a family, and register a kind in its family's registry."""
        super().__pydantic_init_subclass__(**kwargs)
        if "family" in vars(cls):
            cls.registry = FAMILIES[cls.family] = Registry(f"kind of {cls.family}")
        elif "kind" in cls.model_fields and isinstance(cls.model_fields["kind"].default, str):
            cls.registry.add(cls.model_fields["kind"].default, cls)


FAMILIES: dict[str, Registry[type[Policy]]] = {}
"""The registry of each family by its name, in the order they appear in a program."""


@dataclass(frozen=True)
class Goals:
    """What the program is for: weight and target of every skill, and how clear that is."""

    weights: Array
    targets: Array
    clarity: float


class Objectives(Policy):
    """Family 1: which skills, how much of each, and how clear that is to everyone."""

    family: ClassVar[str] = "objectives"
    lever: ClassVar[str] = "Clear objectives"

    def goals(self, skills: tuple[str, ...]) -> Goals:
        """Answer weights (sum 1), target levels and clarity for the skills by name."""
        raise ModelError(f"{type(self).__name__} states no goals")


@dataclass(frozen=True)
class Pool:
    """Who could join this month; arrays over the seats asked, ascending.

    `wish_mentee` and `wish_mentor` are the logit of the wish to join, taste included: positive
    means yes when asked. `standing` is how managers see people, z (higher = nominated first); it
    is worked out by `seen`, for mentees and for mentors, when somebody first looks.
    """

    seats: Array
    persons: Array
    may_mentee: Array
    may_mentor: Array
    wish_mentee: Array
    wish_mentor: Array
    seen: Callable[[], tuple[Array, Array]]

    @cached_property
    def _standing(self) -> tuple[Array, Array]:
        return self.seen()

    @property
    def standing_mentee(self) -> Array:
        """Output as managers see it, z."""
        return self._standing[0]

    @property
    def standing_mentor(self) -> Array:
        """Skill and respect as managers see them, z."""
        return self._standing[1]


@dataclass(frozen=True)
class Joiners:
    """Who joins: masks over the pool."""

    mentees: Array
    mentors: Array


@dataclass(frozen=True)
class Eligibility:
    """Who may take part on one side; None = no limit. Percentiles are of constants, 0..100."""

    min_tenure: float = 0.0
    max_tenure: float | None = None
    min_level: int = 1
    max_level: int | None = None
    skill_percentile: float = 0.0
    max_skill_percentile: float | None = None
    respect_percentile: float = 0.0
    min_willingness: float | None = None
    departments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Intaking:
    """How people come in: when, how many, at which price."""

    intake: Intake = "cohort"
    every_quarters: int = 2
    mentee: Eligibility = field(default_factory=Eligibility)
    mentor: Eligibility = field(default_factory=Eligibility)
    max_pairs: int | None = None
    kickoff_share: float = 0.0
    nudge: float = 0.0
    active: bool = False


class Enrollment(Policy):
    """Family 2a: who may join, who does, and when."""

    family: ClassVar[str] = "enrollment"
    lever: ClassVar[str] = "Pairs (enrollment and matching)"

    def rules(self) -> Intaking:
        """Answer intake, eligibility and caps."""
        return Intaking()

    def joins(self, pool: Pool, draws: Draws) -> Joiners:
        """Choose from the pool who joins."""
        raise ModelError(f"{type(self).__name__} enrolls nobody")


@dataclass(frozen=True)
class Candidates:
    """Who may be paired with whom; rows = mentees, columns = mentors.

    Scores and rules are asked pair by pair by the algorithms of `simulation.assignment`; the
    properties `allowed`, `known`, `score` and `mentor_score` spell them out for small pools.

    Attributes:
        rules: which pairs may be made.
        capacity: mentees each mentor may still take, int64 (P,), >= 0.
        scores: true score 0..1 as the policy weighs it, and the mentors' own preference 0..1.
        group: category of each mentee for fairness, int64 (M,), -1 = none.
    """

    rules: Rules
    capacity: Array
    scores: Scores
    group: Array

    @property
    def mentees(self) -> Array:
        """Seats, int64 (M,)."""
        return self.rules.mentees

    @property
    def mentors(self) -> Array:
        """Seats, int64 (P,)."""
        return self.rules.mentors

    @property
    def mentee_persons(self) -> Array:
        """Addresses of draws, uint32 (M,)."""
        return self.rules.mentee_persons

    @property
    def mentor_persons(self) -> Array:
        """Addresses of draws, uint32 (P,)."""
        return self.rules.mentor_persons

    @cached_property
    def allowed(self) -> Array:
        """Pairs no rule forbids, bool (M, P); for small pools (ModelError)."""
        return all_permitted(self.rules)

    @cached_property
    def known(self) -> Array:
        """Whom the mentee knows, bool (M, P); for small pools (ModelError)."""
        return all_known(self.scores, len(self.mentors))

    @property
    def score(self) -> Array:
        """True score 0..1 as the policy weighs it, float64 (M, P); for small pools (ModelError)."""
        return self._both_scores[0]

    @property
    def mentor_score(self) -> Array:
        """Mentors' own preference 0..1, float64 (M, P); for small pools (ModelError)."""
        return self._both_scores[1]

    @cached_property
    def _both_scores(self) -> tuple[Array, Array]:
        return all_scores(self.scores, len(self.mentees), len(self.mentors))


@dataclass(frozen=True)
class Matches:
    """The answer of a matching: index of the mentor for each mentee (-1 = unmatched) and its cost.

    `gap` is the proven relative distance from the best total score, None where nothing is proven.
    """

    mentor: Array
    staff_hours: float
    gap: float | None = None


@dataclass(frozen=True)
class Preferences:
    """What the matcher looks at, and which pairs the rules forbid.

    `mentors_each` are a mentee's mentors at one time; `mutual` pairs help each other whatever the
    structure's direction; `strangers` may not know each other yet.
    """

    needs: float = 0.5
    roles: float = 0.2
    personality: float = 0.2
    ties: float = 0.1
    capacity: int = 2
    mentors_each: int = 1
    minimum_score: float = 0.0
    reporting_line: Literal["forbid", "allow"] = "forbid"
    same_department: Literal["allow", "forbid", "require"] = "allow"
    mutual: bool = False
    strangers: bool = False


class Matching(Policy):
    """Family 2b: who is paired with whom."""

    family: ClassVar[str] = "matching"
    lever: ClassVar[str] = "Pairs (enrollment and matching)"

    def preferences(self) -> Preferences:
        """Answer weights of the score, capacity and rules."""
        return Preferences()

    def pair(self, candidates: Candidates, draws: Draws) -> Matches:
        """Pair mentees with mentors within capacity, never a forbidden pair."""
        raise ModelError(f"{type(self).__name__} pairs nobody")


@dataclass(frozen=True)
class Course:
    """A plain course: hours on the named skills for an audience, no mentor."""

    skills: tuple[str, ...]
    hours: float
    audience: Audience


@dataclass(frozen=True)
class Sessions:
    """Training and support around the pairs."""

    mentor_hours: float = 0.0
    mentee_hours: float = 0.0
    refresher_hours: float = 0.0
    coordinator_hours: float = 0.0
    course: Course | None = None


class Training(Policy):
    """Family 3: training and support, for mentors above all, and plain courses."""

    family: ClassVar[str] = "training"
    lever: ClassVar[str] = "Training"

    def sessions(self) -> Sessions:
        """Answer hours of training and support."""
        return Sessions()


@dataclass(frozen=True)
class Terms:
    """How a pair meets.

    `form` says who sits together: pairs, one mentor with a group, or peers among themselves.
    `direction` says who may help whom: the more senior; peers of about the same level each other;
    a colleague of about the same level, one way; or the junior the senior (reverse).
    `prompts` are written requests for peer advice, without pairs.
    """

    meetings_per_month: float = 1.0
    minutes: float = 30.0
    agenda: Agenda = "none"
    weeks: float = 26.0
    form: Literal["pairs", "group", "peers"] = "pairs"
    size: int = 2
    direction: Literal["senior", "peer", "colleague", "reverse"] = "senior"
    feedback: bool = False
    prompts_per_month: float = 0.0
    prompt_minutes: float = 0.0
    prompt_weeks: float = 0.0

    @property
    def structure(self) -> float:
        """How structured the meetings are, 0..1: agenda half, regularity and feedback a quarter."""
        agenda = {"none": 0.0, "suggested": 0.25, "worksheet": 0.5}[self.agenda]
        regular = 0.25 * min(1.0, self.meetings_per_month / 2.0)
        return agenda + regular + (0.25 if self.feedback else 0.0)


def both_ways(preferences: Preferences, terms: Terms) -> bool:
    """Whether those who sit together help each other, so that everybody is mentor and mentee."""
    return preferences.mutual or terms.direction == "peer"


class Structure(Policy):
    """Family 4: cadence, length, agenda, and who sits together."""

    family: ClassVar[str] = "structure"
    lever: ClassVar[str] = "Structured meetings"

    def terms(self) -> Terms:
        """Answer how pairs meet."""
        return Terms()


@dataclass(frozen=True)
class Culture:
    """What leaders do for openness.

    `attention_hours` are hours a month that each manager is told to give each subordinate;
    `reminders` are months of the program in which the order is repeated.
    """

    commitment: float = 0.0
    voice: float = 0.0
    introductions: float = 0.0
    attention_hours: float = 0.0
    reminders: tuple[int, ...] = ()


class OpenDoor(Policy):
    """Family 5: leaders' commitment, voice, introductions, attention."""

    family: ClassVar[str] = "open_door"
    lever: ClassVar[str] = "Open door"

    def culture(self) -> Culture:
        """Answer what leaders do for openness."""
        return Culture()


@dataclass(frozen=True)
class Scheme:
    """What is recognized and paid; a prize is a share of pay, a gift is currency a person."""

    share: float = 0.0
    announced: bool = False
    public: bool = True
    prize: float = 0.0
    mentor_credit: float = 0.0
    audience: Audience = "participants"
    gift: float = 0.0


class Rewards(Policy):
    """Family 6: recognition, prizes, credit."""

    family: ClassVar[str] = "rewards"
    lever: ClassVar[str] = "Recognition and rewards"

    def scheme(self) -> Scheme:
        """Answer what is recognized and paid."""
        return Scheme()


@dataclass(frozen=True)
class Plan:
    """How the program looks at itself, on the scale 1..5 that users know."""

    survey_every_months: int = 0
    response: float = 0.0
    noise: float = 0.0
    quality_target: float = 4.0
    close_below: float = 0.0
    rematch: bool = False
    adapt: tuple[Literal["cadence", "training"], ...] = ()
    reviews: bool = False

    @property
    def surveys(self) -> bool:
        """Whether anybody is asked at all."""
        return self.survey_every_months > 0


class Evaluation(Policy):
    """Family 7: surveys, reviews, rematching, adaptation."""

    family: ClassVar[str] = "evaluation"
    lever: ClassVar[str] = "Evaluation"

    def plan(self) -> Plan:
        """Answer how the program looks at itself."""
        return Plan()


def percentile_of_normal(percent: float) -> float:
    """z-score of a percentile of the reference population, so that no rank depends on headcount."""
    share = min(max(percent / 100.0, 1e-9), 1 - 1e-9)
    return float(inverse_normal(share))


def nobody(pool: Pool) -> Joiners:
    """Joiners when nobody joins."""
    empty = np.zeros(len(pool.seats), dtype=bool)
    return Joiners(empty, empty.copy())
