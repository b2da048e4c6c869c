"""Train: mentors and mentees are prepared, mentors refreshed, and courses held."""

from typing import Any, ClassVar

import numpy as np

from simulation.engine.compiled import compiled
from simulation.engine.functions import exp
from simulation.engine.parameters import param
from simulation.engine.process import Process, Tick
from simulation.engine.rates import HOURS_A_MONTH, kept
from simulation.errors import Problem, ScenarioError
from simulation.families import Course, Sessions, both_ways
from simulation.state.columns import Column

TYPICAL_HOURS = 14.0
"""Hours of the training whose effect was published (`atd24-hours`)."""


@compiled
def sessions_kernel(
    occupied: np.ndarray,
    mentees: np.ndarray,
    mentors: np.ndarray,
    teaching: np.ndarray,
    teaching_base: np.ndarray,
    trained_mentor: np.ndarray,
    trained_mentee: np.ndarray,
    time_lent: np.ndarray,
    pair_active: np.ndarray,
    pair_age: np.ndarray,
    pair_clarity: np.ndarray,
    mentor_hours: float,
    mentee_hours: float,
    refresher_hours: float,
    most: float,
    hours_scale: float,
    lift_kept: float,
    preparation: float,
    preparation_scale: float,
    month_hours: float,
) -> float:
    """Train who mentors or is mentored for the first time, refresh the others; return the hours.

    Preparing mentees closes a share of the distance to full clarity in pairs that begin.
    """
    for i in range(occupied.shape[0]):
        faded = teaching_base[i] + (teaching[i] - teaching_base[i]) * lift_kept
        teaching[i] = faded if occupied[i] and trained_mentor[i] else teaching[i]
    total = 0.0
    for i in range(occupied.shape[0]):
        if not occupied[i]:
            continue
        hours = 0.0
        if mentees[i] > 0:
            if trained_mentor[i]:
                hours = refresher_hours
            else:
                hours = mentor_hours
                teaching_base[i] = teaching[i]
                trained_mentor[i] = True
            lift = teaching[i] - teaching_base[i]
            lift += (most - lift) * (1.0 - exp(-hours / hours_scale))
            teaching[i] = min(1.0, teaching_base[i] + lift)
        if mentors[i] > 0 and not trained_mentee[i]:
            trained_mentee[i] = True
            hours += mentee_hours
        if hours > 0.0:
            time_lent[i] += hours / month_hours
            total += hours
    if mentee_hours > 0.0:
        share = preparation * (1.0 - exp(-mentee_hours / preparation_scale))
        for row in range(pair_active.shape[0]):
            begins = pair_active[row] and pair_age[row] == 0.0
            # Written in any case: stores that a mask suppresses, row after row, are very slow.
            pair_clarity[row] += share * (1.0 - pair_clarity[row]) if begins else 0.0
    return total


@compiled
def course_kernel(
    occupied: np.ndarray,
    exposed: np.ndarray,
    mentees: np.ndarray,
    mentors: np.ndarray,
    role: np.ndarray,
    role_requirement: np.ndarray,
    skill: np.ndarray,
    plateau: np.ndarray,
    growth: np.ndarray,
    courses_taken: np.ndarray,
    time_lent: np.ndarray,
    taught: np.ndarray,
    hours: float,
    gain: float,
    participants_only: float,
    month_hours: float,
) -> float:
    """Teach everybody in the audience once; return the hours of all."""
    total = 0.0
    for i in range(occupied.shape[0]):
        if not (occupied[i] and exposed[i]) or courses_taken[i] > 0:
            continue
        if participants_only > 0.0 and mentees[i] == 0 and mentors[i] == 0:
            continue
        courses_taken[i] += 1
        time_lent[i] += hours / month_hours
        total += hours
        used = 0
        gained = 0.0
        for k in range(skill.shape[1]):
            before = skill[i, k]
            if taught[k] > 0.0:
                plateau[i, k] = min(1.0, plateau[i, k] + gain)
                skill[i, k] = min(1.0, before + gain)
            if role_requirement[role[i], k] > 0.0:
                used += 1
                gained += skill[i, k] - before
        if used > 0:
            growth[i] += gained / used
    return total


NONE = Sessions()
"""What is held where no program runs."""


class Train(Process):
    """Whoever mentors for the first time is trained, others are refreshed each quarter.

    lift += (most - lift) (1 - exp(-hours / 6)); teaching = own + lift, where .62 SD are reached
    after 14 hours; the lift fades with half-life 11 months.
    Preparation of mentees closes 30% (1 - exp(-hours / 2)) of what is missing to clear goals.
    A course raises level and plateau of the skills that it names by .62 SD per 14 hours, once a
    person. What training costs beside people's time goes by the hour of learning.
    """

    name: ClassVar[str] = "train"
    position: ClassVar[float] = 3.0
    kernels: ClassVar[tuple[Any, ...]] = (sessions_kernel, course_kernel)
    reads: ClassVar[tuple[str, ...]] = ("pair_active", "pair_size")
    writes: ClassVar[tuple[str, ...]] = (
        "teaching",
        "teaching_base",
        "trained_mentor",
        "trained_mentee",
        "courses_taken",
        "pair_clarity",
        "skill",
        "plateau",
        "growth",
        "time_lent",
        "account_training",
        "account_coordination",
    )
    columns: ClassVar[tuple[Column, ...]] = (
        Column("teaching_base", np.float64, "skill at mentoring before any training", high=1),
        Column("trained_mentor", np.bool_, "has had the training of mentors"),
        Column("trained_mentee", np.bool_, "has had the preparation of mentees"),
        Column("courses_taken", np.int64, "courses taken", low=0),
    )

    teaching_gain: float = param(
        0.62,
        low=0.4,
        high=0.8,
        unit="SD",
        evidence="arthur03-behaviour",
        off=0.0,
        mechanism="Trained mentors teach better",
        doc="gain of the skill at mentoring after a training of 14 hours",
    )
    hours_scale: float = param(
        6.0,
        low=3.0,
        high=12.0,
        unit="hours",
        assumed="the first day of training brings most",
        doc="hours in which 63% of what training can bring is reached",
    )
    lift_half_life: float = param(
        11.0,
        low=6.5,
        high=13.0,
        unit="months",
        evidence=("tatel25-half-accuracy", "tatel25-half-mixed", "tatel25-half-speed"),
        doc="half-life of what training brought",
    )
    preparation: float = param(
        0.3,
        low=0.0,
        high=0.6,
        unit="1",
        assumed="mentees who know what to ask for make goals clearer",
        signs="allen06pp-mediators",
        doc="share of missing clarity that preparing mentees can close",
    )
    preparation_scale: float = param(
        2.0,
        low=0.5,
        high=6.0,
        unit="hours",
        assumed="an introduction of two hours says most",
        doc="hours in which 63% of what preparation can bring is reached",
    )
    course_gain: float = param(
        0.62,
        low=0.4,
        high=0.8,
        unit="SD",
        evidence=("arthur03-learning", "arthur03-behaviour", "atd24-hours"),
        off=0.0,
        mechanism="Courses teach",
        doc="gain of a skill by a course of 14 hours",
    )

    def prepare(self, tick: Tick) -> None:
        """Refuse a course on skills that the organization does not have."""
        course: Course | None = tick.setting.sessions.course
        known = tick.setting.skills
        unknown = [name for name in course.skills if name not in known] if course else []
        if unknown:
            raise ScenarioError([_unknown(name, known) for name in unknown])

    def step(self, tick: Tick) -> None:
        """Train for one month; without a running program what was learned only fades."""
        setting = tick.setting
        running = setting.running(tick.month)
        sessions: Sessions = setting.sessions if running else NONE
        hours = self._hold_sessions(tick, sessions)
        if not running:
            return
        if sessions.course is not None:
            hours += self._hold_course(tick, sessions.course)
        state, costs = tick.state, setting.program.costs
        if hours > 0.0:
            state["account_training"][tick.month] += hours * costs.course_hour
        if sessions.coordinator_hours > 0.0:
            support = sessions.coordinator_hours * _pairs_to_support(tick)
            state["account_coordination"][tick.month] += support * costs.coordinator_hour

    def _hold_sessions(self, tick: Tick, sessions: Sessions) -> float:
        hours: float = tick.call(
            sessions_kernel,
            sessions.mentor_hours,
            sessions.mentee_hours,
            sessions.refresher_hours if tick.first_of_quarter else 0.0,
            *tick.once("train.numbers", lambda: self._numbers(tick)),
        )
        return hours

    def _numbers(self, tick: Tick) -> tuple[float, ...]:
        """What `sessions_kernel` takes beside columns and hours, in its order."""
        most = self._most(tick.setting.people.teaching_dispersion)
        mentors = most, self.hours_scale, kept(self.lift_half_life)
        return *mentors, self.preparation, self.preparation_scale, HOURS_A_MONTH

    def _most(self, dispersion: float) -> float:
        """The lift that training approaches: of a typical one the gain is as published."""
        reached = 1.0 - float(exp(-TYPICAL_HOURS / self.hours_scale))
        return self.teaching_gain * dispersion / reached

    def _hold_course(self, tick: Tick, course: Course) -> float:
        taught = np.array([float(name in course.skills) for name in tick.setting.skills])
        gain = self.course_gain * tick.setting.people.skill_dispersion
        hours = tick.call(
            course_kernel,
            taught,
            course.hours,
            gain * course.hours / TYPICAL_HOURS,
            course.audience == "participants",
            HOURS_A_MONTH,
        )
        return float(hours)


def _pairs_to_support(tick: Tick) -> float:
    """Active pairs; the n (n - 1) rows of n peers at a table count as n / 2 pairs."""
    state, setting = tick.state, tick.setting
    active = state["pair_active"]
    if not both_ways(setting.preferences, setting.terms):
        return float(np.count_nonzero(active))
    shared = 2.0 * (state["pair_size"] - 1.0)
    return float((1.0 / shared[active]).sum())


def _unknown(name: str, known: tuple[str, ...]) -> Problem:
    return Problem(
        f'the organization has no skill "{name}" to hold a course on',
        key="program.training.skills",
        hint=f"Its skills are: {', '.join(known)}.",
    )
