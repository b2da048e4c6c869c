"""Evaluate: pairs are asked how it goes, and the program acts on what was answered."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import numpy as np

from simulation.engine.addresses import stream
from simulation.engine.compiled import compiled, compiled_inline
from simulation.engine.functions import inverse_normal
from simulation.engine.pairing import end_pair, find_pair
from simulation.engine.parameters import param
from simulation.engine.philox import uniform_at
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
def answer(
    pair_mentee_person: np.ndarray,
    pair_mentor_person: np.ndarray,
    pair_peer: np.ndarray,
    pair_quality: np.ndarray,
    rows: np.ndarray,
    answers: np.ndarray,
    given: np.ndarray,
    luck: np.ndarray,
    mean: float,
    slope: float,
    noise: float,
    response: float,
    reach: float,
) -> None:
    """Fill what both sides of every pair would say, and who does.

    answer = clip(mean + slope x quality + noise x error, 1, 5), given where u < response, by
    mentees also where reviews reach them; peers are asked as mentees only, being both.
    `luck` = (seed's two words, month word, hashes of error, answers and reviews), uint32; a side
    is an index.
    """
    for place in range(rows.shape[0]):
        row = rows[place]
        a, b = pair_mentee_person[row], pair_mentor_person[row]
        for side in (MENTEE, MENTOR):
            word = luck[2] + np.uint32(side)
            error = inverse_normal(uniform_at(luck[0], luck[1], a, b, word, luck[3]))
            said = mean + slope * pair_quality[row] + noise * error
            answers[side, place] = min(max(said, LOWEST), HIGHEST)
            given[side, place] = uniform_at(luck[0], luck[1], a, b, word, luck[4]) < response
        if reach > 0.0 and uniform_at(luck[0], luck[1], a, b, luck[2], luck[5]) < reach:
            given[MENTEE, place] = True
        if pair_peer[row]:
            given[MENTOR, place] = False


@compiled
def record(
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


@compiled_inline
def _is_poor(given: np.ndarray, place: int, seen: float, close_below: float) -> bool:
    """Whether a pair answered in this survey and is seen below the limit."""
    return (given[MENTEE, place] or given[MENTOR, place]) and seen < close_below


@compiled
def close(
    pair_active: np.ndarray,
    pair_mentor: np.ndarray,
    pair_mentee: np.ndarray,
    pair_peer: np.ndarray,
    pair_seen: np.ndarray,
    mentees: np.ndarray,
    mentors: np.ndarray,
    tally_pairs_completed: np.ndarray,
    tally_pairs_ended_early: np.ndarray,
    tally_pairs_ended_total: np.ndarray,
    seeks_mentor: np.ndarray,
    rows: np.ndarray,
    given: np.ndarray,
    close_below: float,
    rematch: float,
) -> None:
    """End pairs heard now and seen below the limit, of peers both ways; who is left may seek."""
    for place in range(rows.shape[0]):
        row = rows[place]
        if not _is_poor(given, place, pair_seen[row], close_below):
            continue
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
            if not _is_poor(given, place, pair_seen[row], close_below):
                continue
            for freed in (pair_mentee[row], pair_mentor[row] if pair_peer[row] else -1):
                if freed >= 0 and mentors[freed] == 0:
                    seeks_mentor[freed] = True


@compiled
def survey_kernel(
    pair_mentee_person: np.ndarray,
    pair_mentor_person: np.ndarray,
    pair_peer: np.ndarray,
    pair_quality: np.ndarray,
    pair_mentee: np.ndarray,
    pair_seen: np.ndarray,
    pair_active: np.ndarray,
    pair_mentor: np.ndarray,
    q_surveyed: np.ndarray,
    q_seen_quality: np.ndarray,
    tally_survey_answers: np.ndarray,
    tally_promoters: np.ndarray,
    tally_detractors: np.ndarray,
    mentees: np.ndarray,
    mentors: np.ndarray,
    tally_pairs_completed: np.ndarray,
    tally_pairs_ended_early: np.ndarray,
    tally_pairs_ended_total: np.ndarray,
    seeks_mentor: np.ndarray,
    rows: np.ndarray,
    answers: np.ndarray,
    given: np.ndarray,
    luck: np.ndarray,
    mean: float,
    slope: float,
    noise: float,
    response: float,
    reach: float,
    close_below: float,
    rematch: float,
) -> None:
    """Ask, write down what was answered, and end the pairs that are seen to be poor."""
    answer(
        pair_mentee_person,
        pair_mentor_person,
        pair_peer,
        pair_quality,
        rows,
        answers,
        given,
        luck,
        mean,
        slope,
        noise,
        response,
        reach,
    )
    record(
        pair_mentee,
        pair_seen,
        q_surveyed,
        q_seen_quality,
        tally_survey_answers,
        tally_promoters,
        tally_detractors,
        rows,
        answers,
        given,
    )
    close(
        pair_active,
        pair_mentor,
        pair_mentee,
        pair_peer,
        pair_seen,
        mentees,
        mentors,
        tally_pairs_completed,
        tally_pairs_ended_early,
        tally_pairs_ended_total,
        seeks_mentor,
        rows,
        given,
        close_below,
        rematch,
    )


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
    kernels: ClassVar[tuple[Any, ...]] = (survey_kernel,)
    reads: ClassVar[tuple[str, ...]] = ("department", "department_isolated")
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
        """Survey when one is due, end poor pairs, and adapt."""
        setting = tick.setting
        plan: Plan = setting.plan
        if not (plan.surveys and setting.running(tick.month)):
            return
        if setting.program_month(tick.month) % plan.survey_every_months:
            return
        [rows] = tick.state.in_use("pair_active").nonzero()
        if not len(rows):
            return
        survey = self._survey(tick, plan, rows)
        tick.state["tally_survey_sum"][0] += survey.said.sum()
        self._book(tick, plan, survey)
        self._adapt(tick, plan, survey)

    def _survey(self, tick: Tick, plan: Plan, rows: Array) -> Round:
        """Ask mentee and mentor of every pair, and end poor ones."""
        answers, given = np.empty((2, len(rows))), np.empty((2, len(rows)), dtype=bool)
        tick.call(
            survey_kernel,
            rows,
            answers,
            given,
            tick.draws.luck(ERROR, ANSWERS, REVIEWED),
            self.answer_mean,
            self.answer_slope,
            plan.noise,
            plan.response,
            self.review_reach if plan.reviews else 0.0,
            plan.close_below,
            plan.rematch,
        )
        return Round(rows, answers, given)

    def _book(self, tick: Tick, plan: Plan, survey: Round) -> None:
        hours = self.survey_hours
        if plan.reviews:
            hours += self.review_hours * len(distinct(tick.state["pair_mentee"][survey.rows]))
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


def _steering_mean(state: State, survey: Round) -> float | None:
    """Mean answer outside isolated departments (of all, where every department is isolated)."""
    isolated = state["department_isolated"]
    said = survey.said
    if isolated.any() and not isolated.all():
        steers = ~isolated[state["department"][state["pair_mentee"][survey.rows]]]
        said = survey.answers[survey.given & steers]
    return float(said.mean()) if len(said) else None
