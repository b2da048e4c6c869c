"""Evaluate: pairs are asked how it goes, and the program acts on what was answered."""

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from simulation.engine.compiled import compiled
from simulation.engine.draws import stream
from simulation.engine.pairing import end_pair, find_pair
from simulation.engine.parameters import param
from simulation.engine.process import Process, Tick
from simulation.families import Plan
from simulation.state.columns import Array
from simulation.state.state import State

ANSWERS = stream("evaluate.answers")
ERROR = stream("evaluate.error")
REVIEWED = stream("evaluate.reviewed")

MENTEE, MENTOR = 0, 1

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
    rows: np.ndarray,
) -> None:
    """End the pairs of these rows early, of peers both ways."""
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


@dataclass(frozen=True)
class Round:
    """One survey of all active pairs.

    Attributes:
        rows: pairs asked, int64 (R,).
        answers: what mentee and mentor said on 1..5, float64 (2, R).
        given: whether they answered, bool (2, R).
        asked: how many were asked.
    """

    rows: Array
    answers: Array
    given: Array
    asked: int


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
    kernels: ClassVar[tuple[Any, ...]] = (close_kernel,)
    reads: ClassVar[tuple[str, ...]] = (
        "pair_quality",
        "pair_peer",
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
        survey = self._ask(tick, plan)
        _record(tick.state, survey)
        self._book(tick, plan, survey)
        _close_poor(tick, plan, survey)
        self._adapt(tick, plan, survey)

    def _ask(self, tick: Tick, plan: Plan) -> Round:
        """Ask mentee and mentor of every pair; peers are asked as mentees only, being both."""
        state, draws = tick.state, tick.draws
        rows = np.flatnonzero(state["pair_active"])
        pair = state["pair_mentee_person"][rows], state["pair_mentor_person"][rows]
        quality = state["pair_quality"][rows]
        seen, given = np.empty((2, len(rows))), np.empty((2, len(rows)), dtype=bool)
        for side in (MENTEE, MENTOR):
            error = plan.noise * draws.pair_normal(ERROR, *pair, index=side)
            seen[side] = np.clip(self.answer_mean + self.answer_slope * quality + error, 1.0, 5.0)
            given[side] = draws.pair_uniform(ANSWERS, *pair, index=side) < plan.response
        if plan.reviews:
            given[MENTEE] |= draws.pair_uniform(REVIEWED, *pair) < self.review_reach
        peers = state["pair_peer"][rows]
        given[MENTOR] &= ~peers
        return Round(rows, seen, given, 2 * len(rows) - int(np.count_nonzero(peers)))

    def _book(self, tick: Tick, plan: Plan, survey: Round) -> None:
        if not survey.asked:
            return
        mentees = np.unique(tick.state["pair_mentee"][survey.rows])
        reviewed = len(mentees) if plan.reviews else 0
        hours = self.survey_hours + self.review_hours * reviewed
        cost = hours * tick.setting.program.costs.coordinator_hour
        tick.state["account_evaluation"][tick.month] += cost

    def _adapt(self, tick: Tick, plan: Plan, survey: Round) -> None:
        """Step up what the plan names while the mean answer misses the target."""
        mean = _steering_mean(tick.state, survey)
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


def _record(state: State, survey: Round) -> None:
    """Write answers where outcomes and rules look for them."""
    rows, given = survey.rows, survey.given
    answers = survey.answers[given]
    state["tally_survey_sum"][0] += answers.sum()
    state["tally_survey_answers"][0] += len(answers)
    state["tally_promoters"][0] += np.count_nonzero(answers >= PROMOTER)
    state["tally_detractors"][0] += np.count_nonzero(answers < DETRACTOR)
    count = given.sum(axis=0)
    said = np.where(given, survey.answers, 0.0).sum(axis=0)
    heard = count > 0
    state["pair_seen"][rows[heard]] = said[heard] / count[heard]
    by_mentee = given[MENTEE]
    mentee = state["pair_mentee"][rows[by_mentee]]
    state["q_surveyed"][mentee] = True
    state["q_seen_quality"][mentee] = survey.answers[MENTEE, by_mentee]


def _close_poor(tick: Tick, plan: Plan, survey: Round) -> None:
    """End pairs that were seen below the limit in this survey; who is left alone may seek."""
    state = tick.state
    heard = survey.rows[survey.given.any(axis=0)]
    poor = heard[state["pair_seen"][heard] < plan.close_below]
    tick.call(close_kernel, poor)
    if plan.rematch:
        peers = poor[state["pair_peer"][poor]]
        freed = np.append(state["pair_mentee"][poor], state["pair_mentor"][peers])
        state["seeks_mentor"][freed[state["mentors"][freed] == 0]] = True


def _steering_mean(state: State, survey: Round) -> float | None:
    """Mean answer outside isolated departments (of all, where every department is isolated)."""
    isolated = state["department_isolated"]
    at = state["department"][state["pair_mentee"][survey.rows]]
    steers = ~isolated[at] if not isolated.all() else np.ones(len(at), dtype=bool)
    given = survey.given & steers
    return float(survey.answers[given].mean()) if given.any() else None
