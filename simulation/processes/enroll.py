"""Enroll: who may join the program, who wishes to, and who does."""

from functools import partial
from typing import Any, ClassVar

import numpy as np

from simulation.engine.addresses import stream
from simulation.engine.parameters import param
from simulation.engine.process import MONTHS_A_QUARTER, Process, Tick, call
from simulation.errors import Problem, ScenarioError
from simulation.evidence.fitted import fitted
from simulation.families import (
    Eligibility,
    Intaking,
    Joiners,
    Pool,
    both_ways,
    percentile_of_normal,
)
from simulation.organization.assignment import UNDRAWN, draw
from simulation.organization.intake import (
    LIMITS,
    cap_kernel,
    eligible_kernel,
    join_kernel,
    pool_kernel,
    served_kernel,
    wait_kernel,
)
from simulation.organization.views import views_kernel
from simulation.organization.wishes import mentee_wish_kernel, mentor_wish_kernel
from simulation.state.columns import Array
from simulation.state.seating import companies
from simulation.state.state import State
from simulation.state.workforce import STATES_TO_SELECT_BY

TASTE_MENTEE = stream("enroll.taste.mentee")
TASTE_MENTOR = stream("enroll.taste.mentor")
VIEW_MENTEE = stream("enroll.view.mentee")
VIEW_MENTOR = stream("enroll.view.mentor")

ENROLLED = (
    "eligible_mentee",
    "eligible_mentor",
    "seeks_mentor",
    "offers_mentoring",
    "mentor_capacity",
    "waiting",
)
"""Columns that are empty while nobody can enroll."""


class Enroll(Process):
    """People who may join are asked, and join as the enrollment decides by their wish.

    wish for a mentor (logit) = b0 + 1.2 growth motivation + 1.2 standing + .3 respect
        + .3 satisfaction + .2 team safety - .3 stress + reward + nudge + taste
    wish to mentor (logit) = m0 + 1.0 willingness + .5 conscientiousness + .3 respect
        + .2 team safety - .3 stress + reward + .48 credit + nudge + taste
    standing = z of log output / CV of the role (0 for newcomers); respect = z of log(1 + in-degree)
    The taste is logistic and lasts: who is asked twice in the same situation answers the same. So
    volunteers are on average already the stronger and better connected.
    Rolling and onboarding programs let newcomers in in their first month of service, at tenure 0:
    who is hired at the end of a month begins with the next.
    Eligibility compares with constants, never with who else is there. Mentees stay enrolled until
    they are matched; mentors are asked anew at every intake. A cap takes the keenest first; a
    department that is isolated counts as a company of its own.
    """

    name: ClassVar[str] = "enroll"
    position: ClassVar[float] = 1.0
    kernels: ClassVar[tuple[Any, ...]] = (
        views_kernel,
        mentee_wish_kernel,
        mentor_wish_kernel,
        eligible_kernel,
        wait_kernel,
        pool_kernel,
        served_kernel,
        cap_kernel,
        join_kernel,
    )
    reads: ClassVar[tuple[str, ...]] = (
        "department",
        "department_isolated",
        "site",
        "team",
        "role",
        "level",
        "mentors",
        *STATES_TO_SELECT_BY,
    )
    writes: ClassVar[tuple[str, ...]] = ("exposed", "assigned", "unit_assigned", *ENROLLED)

    intercept_mentee: float = param(
        fitted("enroll.intercept_mentee"),
        low=-5.0,
        high=-0.7,
        unit="logit",
        evidence="nmp11-participation",
        doc="wish for a mentor of an average person in an average situation",
    )
    growth: float = param(
        1.2,
        low=0.5,
        high=1.8,
        unit="logit/SD",
        assumed="those who wish to grow seek help; the size makes volunteers look better",
        signs=("hurtz09-participation", "major06-participation"),
        doc="growth motivation on the wish for a mentor",
    )
    standing: float = param(
        1.2,
        low=0.4,
        high=1.8,
        unit="logit/SD",
        assumed="the stronger take part: the selection that naive comparisons miss",
        signs=("jones19-selection", "kyndt13-participation"),
        doc="output relative to the role on the wish for a mentor",
    )
    respect: float = param(
        0.3,
        low=0.0,
        high=0.6,
        unit="logit/SD",
        assumed="the better connected hear of it and are asked",
        signs="hurtz09-participation",
        doc="respect in the advice network on both wishes",
    )
    satisfied: float = param(
        0.3,
        low=0.0,
        high=0.6,
        unit="logit/SD",
        assumed="the content are readier to join",
        signs="jones19-selection",
        doc="own satisfaction on the wish for a mentor",
    )
    safety: float = param(
        0.2,
        low=0.0,
        high=0.5,
        unit="logit/SD",
        assumed="to ask for help is easier where it costs no face",
        signs="kyndt13-participation",
        doc="psychological safety of the team on both wishes",
    )
    workload: float = param(
        0.3,
        low=0.0,
        high=0.6,
        unit="logit/SD",
        assumed="the strained have no time",
        doc="stress against both wishes",
    )
    reward: float = param(
        0.48,
        low=0.2,
        high=0.65,
        unit="logit",
        evidence="jones19-reward",
        doc="a prize or recognition of participants on both wishes, full credit on the mentor's",
    )
    intercept_mentor: float = param(
        -1.0,
        low=-2.0,
        high=0.5,
        unit="logit",
        assumed="about a third of those asked would mentor",
        doc="wish to mentor of an average person in an average situation",
    )
    willing: float = param(
        1.0,
        low=0.5,
        high=1.5,
        unit="logit/SD",
        assumed="willingness is the wish to mentor by definition",
        doc="willingness on the wish to mentor",
    )
    dutiful: float = param(
        0.5,
        low=0.0,
        high=1.0,
        unit="logit/SD",
        assumed="the conscientious do what helps the company",
        doc="conscientiousness on the wish to mentor",
    )
    view_noise: float = param(
        0.7,
        low=0.2,
        high=1.5,
        unit="SD",
        assumed="managers' ratings hold about two thirds of true differences",
        doc="error in how managers see their people when they nominate",
    )

    def prepare(self, tick: Tick) -> None:
        """Refuse departments that the organization does not have."""
        intake: Intaking = tick.setting.intake
        known = tick.setting.departments
        problems = [
            _unknown(side, name, known)
            for side, limits in (("mentees", intake.mentee), ("mentors", intake.mentor))
            for name in limits.departments
            if name not in known
        ]
        if problems:
            raise ScenarioError(problems)

    def step(self, tick: Tick) -> None:
        """Mark where the program runs; wait, ask and let in, or close enrollment for good."""
        state, setting = tick.state, tick.setting
        self._expose(tick)
        if not (setting.intake.active and setting.running(tick.month)):
            for name in ENROLLED:
                state[name].fill(0)
            return
        tick.call(wait_kernel)
        if _is_due(setting.intake, tick):
            self._let_in(tick)

    def _expose(self, tick: Tick) -> None:
        """Mark where the program runs, and for whom where it is given by lot."""
        state, setting = tick.state, tick.setting
        schedule = setting.program.schedule
        if schedule.everywhere:
            state["exposed"].fill(setting.running(tick.month))
        else:
            here = setting.exposed(tick.month, setting.departments)
            state["exposed"] = here[state["department"]]
        if schedule.assignment is not None:
            self._assign(tick)
            state["exposed"] &= state["assigned"] >= (0 if schedule.assignment.for_all else 1)

    def _assign(self, tick: Tick) -> None:
        """Draw everybody who is due: those in the study who have not been drawn yet."""
        state, setting = tick.state, tick.setting
        schedule = setting.program.schedule
        assignment, first = schedule.assignment, tick.month == schedule.first_month
        reached = setting.reached(tick.month, setting.departments)
        due = reached[state["department"]] & state["occupied"] & (state["assigned"] == UNDRAWN)
        if not (first or assignment.newcomers) or not due.any():
            return
        self._weigh(tick)
        study = partial(_bounds, assignment.among.limits(), setting.departments)
        tick.call(eligible_kernel, *tick.once("enroll.study", study), due, due)
        if assignment.opt_in:
            due &= state["draw_d"] > 0.0
        draw(state, tick.draws, assignment, np.flatnonzero(due))

    def _let_in(self, tick: Tick) -> None:
        state, setting = tick.state, tick.setting
        self._weigh(tick)
        pool = self._pool(tick)
        joiners = setting.program.enrollment.joins(pool, tick.draws)
        mutual = both_ways(setting.preferences, setting.terms)
        if mutual:
            both = joiners.mentees | joiners.mentors
            joiners = Joiners(both & _unhelped(state, pool.seats), both)
        taken = _within_cap(state, pool, joiners.mentees, setting, mutual)
        tick.call(join_kernel, pool.seats, taken, joiners.mentors, _capacity(setting, mutual))

    def _weigh(self, tick: Tick) -> None:
        """Fill standing, respect, readiness (a-c) and both wishes (d, e) of everybody."""
        setting, lasting = tick.setting, tick.draws.lasting()
        scheme, pull = setting.scheme, setting.intake.nudge
        if scheme.prize > 0.0 or (scheme.share > 0.0 and scheme.audience == "participants"):
            pull += self.reward
        tick.call(views_kernel, setting.people.plateau_mean)
        tick.call(
            mentee_wish_kernel,
            lasting.luck(TASTE_MENTEE),
            self.intercept_mentee + pull,
            self.growth,
            self.standing,
            self.respect,
            self.satisfied,
            self.safety,
            self.workload,
        )
        tick.call(
            mentor_wish_kernel,
            lasting.luck(TASTE_MENTOR),
            self.intercept_mentor + pull + self.reward * scheme.mentor_credit,
            self.willing,
            self.dutiful,
            self.respect,
            self.safety,
            self.workload,
        )

    def _pool(self, tick: Tick) -> Pool:
        state, setting = tick.state, tick.setting
        drawn = state["exposed"]
        reached = drawn if _only_drawn(setting) else self._reached(tick)
        asked = tick.once("enroll.limits", partial(_both_bounds, tick.setting))
        columns = state.room("enroll.pool", partial(_room_for, state.sizes.seats))
        count = tick.call(pool_kernel, *asked[0], drawn, *asked[1], reached, *columns)
        seats, persons, may_mentee, may_mentor, wish_mentee, wish_mentor = [
            column[:count] for column in columns
        ]
        seen = partial(self._seen, tick, seats, persons)
        return Pool(seats, persons, may_mentee, may_mentor, wish_mentee, wish_mentor, seen)

    @staticmethod
    def _reached(tick: Tick) -> Array:
        """Every seat where the program runs, whatever the lot said."""
        reached = tick.setting.exposed(tick.month, tick.setting.departments)
        mask: Array = reached[tick.state["department"]]
        return mask

    def _seen(self, tick: Tick, seats: Array, persons: Array) -> tuple[Array, Array]:
        """Standing as managers see it, z: output for mentees, skill and respect for mentors."""
        state, lasting = tick.state, tick.draws.lasting()
        scale = np.sqrt(1.0 + self.view_noise**2)
        able = (state["draw_b"][seats] + state["draw_c"][seats]) / np.sqrt(2.0)
        mentee = state["draw_a"][seats] + self.view_noise * lasting.normal(VIEW_MENTEE, persons)
        mentor = able + self.view_noise * lasting.normal(VIEW_MENTOR, persons)
        return mentee / scale, mentor / scale


def _room_for(seats: int) -> tuple[Array, ...]:
    """Seats and persons of a pool, who may be mentee and mentor, and both wishes."""
    types = np.int64, np.uint32, np.bool_, np.bool_, np.float64, np.float64
    return tuple(np.empty(seats, each) for each in types)


def _is_due(intake: Intaking, tick: Tick) -> bool:
    """Cohorts come in at the start of every so many quarters from launch, others every month."""
    if intake.intake != "cohort":
        return True
    if not tick.first_of_quarter:
        return False
    quarter: int = tick.setting.program_month(tick.month) // MONTHS_A_QUARTER
    return quarter % intake.every_quarters == 0


def _only_drawn(setting: Any) -> bool:
    """Whether those who help must have been drawn like those who are helped."""
    assignment = setting.program.schedule.assignment
    mutual = both_ways(setting.preferences, setting.terms)
    return assignment is None or mutual or assignment.mentors == "assigned"


def _both_bounds(setting: Any) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    intake, departments = setting.intake, setting.departments
    return _bounds(intake.mentee, departments), _bounds(intake.mentor, departments)


def _bounds(limits: Eligibility, departments: tuple[str, ...]) -> tuple[Array, Array]:
    """The departments asked, and what is allowed in the order of `LIMITS`; no limit is infinite."""
    asked = np.array([not limits.departments or name in limits.departments for name in departments])
    allowed = {
        "min_tenure": limits.min_tenure,
        "max_tenure": _unless(limits.max_tenure, np.inf),
        "min_level": limits.min_level,
        "max_level": _unless(limits.max_level, np.inf),
        "min_willingness": _unless(limits.min_willingness, -np.inf),
        "min_respect": _percentile(limits.respect_percentile or None, -np.inf),
        "min_readiness": _percentile(limits.skill_percentile or None, -np.inf),
        "max_readiness": _percentile(limits.max_skill_percentile, np.inf),
    }
    return asked, np.array([allowed[name] for name in LIMITS], dtype=np.float64)


def _unless(limit: float | None, unlimited: float) -> float:
    return unlimited if limit is None else limit


def _percentile(limit: float | None, unlimited: float) -> float:
    return unlimited if limit is None else percentile_of_normal(limit)


def _unhelped(state: State, seats: Array) -> Array:
    free: Array = ~state["seeks_mentor"][seats] & (state["mentors"][seats] == 0)
    return free


def _capacity(setting: Any, mutual: bool) -> int:
    """Mentees a mentor takes at one time."""
    if setting.terms.form != "pairs":
        return int(setting.terms.size) - 1
    return 1 if mutual else int(setting.preferences.capacity)


def _within_cap(state: State, pool: Pool, joining: Array, setting: Any, mutual: bool) -> Array:
    """Who of those joining fits under the cap on pairs: the keenest, company by company."""
    if setting.intake.max_pairs is None:
        return joining
    cap = setting.intake.max_pairs * (2 if mutual and setting.terms.form == "pairs" else 1)
    cap //= 1 if mutual else setting.preferences.mentors_each
    if np.count_nonzero(joining) + call(state, served_kernel) <= cap:
        return joining  # enough for all of them together, so for every company
    asked, taken = joining.nonzero()[0], np.zeros_like(joining)
    order = asked[np.lexsort((pool.persons[asked], -pool.wish_mentee[asked]))]
    call(state, cap_kernel, companies(state), pool.seats, order, taken, cap)
    return taken


def _unknown(side: str, name: str, known: tuple[str, ...]) -> Problem:
    return Problem(
        f'the organization has no department "{name}"',
        key=f"program.enrollment.{side}.departments",
        hint=f"Its departments are: {', '.join(known)}.",
    )
