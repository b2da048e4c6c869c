"""Evaluate: pairs are asked how it goes, and the program acts on what was answered."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import numpy as np

from simulation.engine.addresses import stream
from simulation.engine.compiled import compiled
from simulation.engine.pairing import end_pair, find_pair
from simulation.engine.parameters import param
from simulation.engine.process import Process, Tick
from simulation.families import Plan
from simulation.state.columns import Array
from simulation.state.seating import distinct
from simulation.state.state import State

ANSWERS = stream("evaluate.answers")
ERROR = stream("evaluate.error")
REVIEWED = stream("evaluate.reviewed")

MENTEE, MENTOR = 0, 1

LOWEST, HIGHEST = 1.0, 5.0
"""The scale of answers."""

PROMOTER, DETRACTOR = 4.5, 3.0
"""Answers of 1..5 that recommend the program (from here up) or advise against it (below)."""


@compiled
def close_kernel(
    pair_active: np.ndarray,
    pair_mentor: np.ndarray,
    pair_mentee: np.ndarray,
    pair_peer: np.ndarray,
    mentees: np.ndarray,
    mentors: np.ndarray,
    tally_pairs_completed: np.ndarray,
    tally_pairs_ended_early: np.ndarray,
    tally_pairs_ended_total: np.ndarray,
    seeks_mentor: np.ndarray,
    rows: np.ndarray,
    rematch: float,
) -> None:
    """End the pairs of these rows early, of peers both ways; who is left alone may seek again."""
    for place in range(rows.shape[0]):
        row = rows[place]
        back = -1
        if pair_peer[row]:
            back = find_pair(
                pair_active, pair_mentor, pair_mentee, pair_mentee[row], pair_mentor[row]
            )
        for ending in (row, back):
            if ending >= 0:
                end_pair(
                    pair_active,
                    pair_mentor,
                    pair_mentee,
                    mentees,
                    mentors,
                    tally_pairs_completed,
                    tally_pairs_ended_early,
                    tally_pairs_ended_total,
                    ending,
                    0.0,
                )
    if rematch > 0.0:
        for place in range(rows.shape[0]):
            row = rows[place]
            for freed in (pair_mentee[row], pair_mentor[row] if pair_peer[row] else -1):
                if freed >= 0 and mentors[freed] == 0:
                    seeks_mentor[freed] = True


@compiled
def answer_kernel(
    pair_peer: np.ndarray,
    pair_quality: np.ndarray,
    rows: np.ndarray,
    error: np.ndarray,
    luck: np.ndarray,
    review: np.ndarray,
    answers: np.ndarray,
    given: np.ndarray,
    mean: float,
    slope: float,
    noise: float,
    response: float,
    reach: float,
) -> None:
    """Fill what both sides of every pair would say, and who does.

    answer = clip(mean + slope x quality + noise x error, 1, 5), given where luck < response, by
    mentees also where review < reach; peers are asked as mentees only, being both.
    """
    for place in range(rows.shape[0]):
        row = rows[place]
        for side in (MENTEE, MENTOR):
            said = mean + slope * pair_quality[row] + noise * error[side, place]
            answers[side, place] = min(max(said, LOWEST), HIGHEST)
            given[side, place] = luck[side, place] < response
        if review.shape[0] > 0 and review[place] < reach:
            given[MENTEE, place] = True
        if pair_peer[row]:
            given[MENTOR, place] = False


@compiled
def record_kernel(
    pair_mentee: np.ndarray,
    pair_seen: np.ndarray,
    q_surveyed: np.ndarray,
    q_seen_quality: np.ndarray,
    tally_survey_answers: np.ndarray,
    tally_promoters: np.ndarray,
    tally_detractors: np.ndarray,
    rows: np.ndarray,
    answers: np.ndarray,
    given: np.ndarray,
) -> None:
    """Write answers where outcomes and rules look for them: quality seen = their mean in a pair."""
    for place in range(rows.shape[0]):
        row = rows[place]
        count = 0
        total = 0.0
        for side in (MENTEE, MENTOR):
            if given[side, place]:
                said = answers[side, place]
                count += 1
                total += said
                tally_promoters[0] += said >= PROMOTER
                tally_detractors[0] += said < DETRACTOR
        tally_survey_answers[0] += count
        if count > 0:
            pair_seen[row] = total / count
        if given[MENTEE, place]:
            q_surveyed[pair_mentee[row]] = True
            q_seen_quality[pair_mentee[row]] = answers[MENTEE, place]


@dataclass(frozen=True)
class Round:
    """One survey of all active pairs.

    Attributes:
        rows: pairs asked, int64 (R,).
        answers: what mentee and mentor said on 1..5, float64 (2, R).
        given: whether they answered, bool (2, R).
    """

    rows: Array
    answers: Array
    given: Array

    @cached_property
    def said(self) -> Array:
        """The answers given, those of mentees first, in the order of the pairs."""
        said: Array = self.answers[self.given]
        return said


class Evaluate(Process):
    """Surveys see quality through response and error; rules act on what was seen, never more.

    answer = clip(4.0 + .7 quality + noise e, 1, 5), given with the chance `response`; progress
    reviews reach half of those who did not answer.
    Pairs seen below the limit end, and their mentees seek again where rematching is offered.
    While the mean answer misses the target, later pairs get a quarter more meetings (at most
    twice the plan) or mentors half as much training again (at most twice the plan). Answers from
    isolated departments do not steer the others' program.
    """

    name: ClassVar[str] = "evaluate"
    position: ClassVar[float] = 14.0
    kernels: ClassVar[tuple[Any, ...]] = (answer_kernel, record_kernel, close_kernel)
    reads: ClassVar[tuple[str, ...]] = (
        "pair_mentor_person",
        "pair_mentee_person",
        "department",
        "department_isolated",
    )
    writes: ClassVar[tuple[str, ...]] = (
        "pair_active",
        "pair_seen",
        "mentees",
        "mentors",
        "seeks_mentor",
        "q_surveyed",
        "q_seen_quality",
        "tally_survey_sum",
        "tally_survey_answers",
        "tally_promoters",
        "tally_detractors",
        "tally_pairs_completed",
        "tally_pairs_ended_early",
        "tally_pairs_ended_total",
        "account_evaluation",
    )

    answer_mean: float = param(
        4.0,
        low=3.4,
        high=4.4,
        unit="points of 1..5",
        assumed="people rate their mentoring kindly",
        doc="answer about a pair of average quality",
    )
    answer_slope: float = param(
        0.7,
        low=0.4,
        high=1.0,
        unit="points/SD",
        assumed="answers span the scale from 2 to 5",
        doc="rise of the answer with quality",
    )
    review_reach: float = param(
        0.5,
        low=0.2,
        high=0.9,
        unit="1",
        assumed="a coordinator gets hold of half of the silent ones",
        doc="share of those who did not answer whom progress reviews reach",
    )
    review_hours: float = param(
        0.25,
        low=0.1,
        high=1.0,
        unit="hours",
        assumed="a call of a quarter of an hour",
        doc="coordinator's time for each mentee reviewed",
    )
    survey_hours: float = param(
        2.0,
        low=0.5,
        high=16.0,
        unit="hours",
        assumed="a tool sends and counts; somebody reads and reports",
        doc="coordinator's time for a survey",
    )
    cadence_step: float = param(
        1.25,
        low=1.0,
        high=1.5,
        unit="ratio",
        assumed="one meeting more in four",
        doc="rise of meetings planned for later pairs when quality misses its target",
    )
    training_step: float = param(
        1.5,
        low=1.0,
        high=2.0,
        unit="ratio",
        assumed="half a training again",
        doc="rise of mentors' training and refreshers when quality misses its target",
    )

    def step(self, tick: Tick) -> None:
        """Survey when one is due, then end poor pairs and adapt."""
        setting = tick.setting
        plan: Plan = setting.plan
        if not (plan.surveys and setting.running(tick.month)):
            return
        if setting.program_month(tick.month) % plan.survey_every_months:
            return
        rows = np.flatnonzero(tick.state["pair_active"])
        if not len(rows):
            return
        survey = self._ask(tick, plan, rows)
        tick.call(record_kernel, survey.rows, survey.answers, survey.given)
        tick.state["tally_survey_sum"][0] += survey.said.sum()
        self._book(tick, plan, survey)
        _close_poor(tick, plan, survey)
        self._adapt(tick, plan, survey)

    def _ask(self, tick: Tick, plan: Plan, rows: Array) -> Round:
        """Ask mentee and mentor of every pair."""
        state, draws = tick.state, tick.draws
        pair = state["pair_mentee_person"][rows], state["pair_mentor_person"][rows]
        error, luck, answers = np.empty((3, 2, len(rows)))
        given = np.empty((2, len(rows)), dtype=bool)
        for side in (MENTEE, MENTOR):
            draws.pair_normal(ERROR, *pair, error[side], index=side)
            draws.pair_uniform(ANSWERS, *pair, luck[side], index=side)
        tick.call(
            answer_kernel,
            rows,
            error,
            luck,
            draws.pair_uniform(REVIEWED, *pair) if plan.reviews else np.empty(0),
            answers,
            given,
            self.answer_mean,
            self.answer_slope,
            plan.noise,
            plan.response,
            self.review_reach,
        )
        return Round(rows, answers, given)

    def _book(self, tick: Tick, plan: Plan, survey: Round) -> None:
        mentees = tick.state["pair_mentee"][survey.rows]
        reviewed = len(distinct(mentees)) if plan.reviews else 0
        hours = self.survey_hours + self.review_hours * reviewed
        cost = hours * tick.setting.program.costs.coordinator_hour
        tick.state["account_evaluation"][tick.month] += cost

    def _adapt(self, tick: Tick, plan: Plan, survey: Round) -> None:
        """Step up what the plan names while the mean answer misses the target."""
        mean = _steering_mean(tick.state, survey) if plan.adapt else None
        if mean is None or mean >= plan.quality_target:
            return
        setting = tick.setting
        if "cadence" in plan.adapt:
            first = setting.program.structure.terms().meetings_per_month
            more = min(2.0 * first, self.cadence_step * setting.terms.meetings_per_month)
            setting.adapt(terms={"meetings_per_month": more})
        if "training" in plan.adapt:
            first = setting.program.training.sessions()
            now = setting.sessions
            hours = {
                name: min(2.0 * getattr(first, name), self.training_step * getattr(now, name))
                for name in ("mentor_hours", "refresher_hours")
            }
            setting.adapt(sessions=hours)


def _close_poor(tick: Tick, plan: Plan, survey: Round) -> None:
    """End pairs that were seen below the limit in this survey; who is left alone may seek."""
    state = tick.state
    heard = survey.given[MENTEE] | survey.given[MENTOR]
    poor = survey.rows[heard & (state["pair_seen"][survey.rows] < plan.close_below)]
    tick.call(close_kernel, poor, plan.rematch)


def _steering_mean(state: State, survey: Round) -> float | None:
    """Mean answer outside isolated departments (of all, where every department is isolated)."""
    isolated = state["department_isolated"]
    said = survey.said
    if isolated.any() and not isolated.all():
        steers = ~isolated[state["department"][state["pair_mentee"][survey.rows]]]
        said = survey.answers[survey.given & steers]
    return float(said.mean()) if len(said) else None
