"""Meet: how often a pair really meets, how good its relationship becomes, and when it ends."""

from typing import Any, ClassVar

import numpy as np

from simulation.engine.compiled import compiled
from simulation.engine.draws import stream, uniform_at
from simulation.engine.functions import exp, logistic
from simulation.engine.links import strengthen
from simulation.engine.pairing import end_pair
from simulation.engine.parameters import param
from simulation.engine.process import Process, Tick
from simulation.engine.rates import HOURS_A_MONTH

DUE = stream("meet.due")
HELD = stream("meet.held")
POOR = stream("meet.poor")


@compiled
def hold_kernel(
    pair_active: np.ndarray,
    pair_mentor: np.ndarray,
    pair_mentee: np.ndarray,
    pair_mentor_person: np.ndarray,
    pair_mentee_person: np.ndarray,
    pair_months_left: np.ndarray,
    pair_planned: np.ndarray,
    pair_structure: np.ndarray,
    pair_clarity: np.ndarray,
    pair_meet: np.ndarray,
    pair_quality: np.ndarray,
    mentees: np.ndarray,
    stress: np.ndarray,
    pair_due: np.ndarray,
    pair_held: np.ndarray,
    weights: np.ndarray,
    credit: float,
    key0: np.uint32,
    key1: np.uint32,
    month_word: np.uint32,
    due_hash: np.uint32,
    held_hash: np.uint32,
) -> None:
    """Meetings due and held: Binomial(due, p), each meeting with a draw of its own.

    `weights` = (base, structure, clarity, quality, credit, stress, workload).
    """
    for row in range(pair_active.shape[0]):
        pair_due[row] = 0.0
        pair_held[row] = 0.0
        if not pair_active[row]:
            continue
        mentor = pair_mentor[row]
        mentee = pair_mentee[row]
        a = pair_mentor_person[row]
        b = pair_mentee_person[row]
        u = uniform_at(key0, key1, a, b, month_word, due_hash)
        part = min(1.0, pair_months_left[row])
        due = int(np.floor(pair_planned[row] * part + u))
        strain = 0.5 * (stress[mentor] + stress[mentee])
        logit = pair_meet[row] + weights[0] + weights[1] * pair_structure[row]
        logit += weights[2] * pair_clarity[row] + weights[3] * pair_quality[row]
        logit += weights[4] * credit - weights[5] * strain
        logit -= weights[6] * max(0, mentees[mentor] - 1)
        p = logistic(logit)
        held = 0
        for meeting in range(due):
            word = np.uint32(month_word | np.uint32(meeting))
            if uniform_at(key0, key1, a, b, word, held_hash) < p:
                held += 1
        pair_due[row] = due
        pair_held[row] = held


@compiled
def time_kernel(
    pair_active: np.ndarray,
    pair_mentor: np.ndarray,
    pair_mentee: np.ndarray,
    pair_peer: np.ndarray,
    pair_size: np.ndarray,
    pair_minutes: np.ndarray,
    pair_due: np.ndarray,
    pair_held: np.ndarray,
    pair_hours: np.ndarray,
    pair_meetings: np.ndarray,
    pair_total_due: np.ndarray,
    time_lent: np.ndarray,
    contacts: np.ndarray,
    mentor_contacts: np.ndarray,
    q_meetings: np.ndarray,
    q_planned: np.ndarray,
    q_hours: np.ndarray,
    hours_a_month: float,
) -> None:
    """Time and contacts: a group sits together once, so each row carries 1 / (size - 1) of it."""
    for row in range(pair_active.shape[0]):
        if not pair_active[row]:
            continue
        held = pair_held[row]
        hours = held * pair_minutes[row] / 60.0
        pair_hours[row] = hours
        pair_meetings[row] += held
        pair_total_due[row] += pair_due[row]
        mentor = pair_mentor[row]
        mentee = pair_mentee[row]
        share = 1.0 / (pair_size[row] - 1.0)
        mine = share if pair_peer[row] else 1.0
        time_lent[mentee] += mine * hours / hours_a_month
        contacts[mentee] += mine * held
        mentor_contacts[mentee] += mine * held
        q_meetings[mentee] += mine * held
        q_planned[mentee] += mine * pair_due[row]
        q_hours[mentee] += mine * hours
        if not pair_peer[row]:
            time_lent[mentor] += share * hours / hours_a_month
            contacts[mentor] += share * held
            q_hours[mentor] += share * hours


@compiled
def quality_kernel(
    pair_active: np.ndarray,
    pair_mentor: np.ndarray,
    pair_mentee: np.ndarray,
    pair_structure: np.ndarray,
    pair_fit: np.ndarray,
    pair_due: np.ndarray,
    pair_held: np.ndarray,
    pair_peer: np.ndarray,
    teaching: np.ndarray,
    time_lent: np.ndarray,
    pair_quality: np.ndarray,
    pair_push_satisfaction: np.ndarray,
    pair_push_stress: np.ndarray,
    weights: np.ndarray,
    rate: float,
    quality_push: float,
    mentor_push: float,
    bad_push: float,
    overload_push: float,
    overload_from: float,
) -> None:
    """Quality moves toward fit + teaching + structure + contact; good pairs please, bad ones hurt.

    `weights` = (fit, teaching, structure, contact, teaching mean, teaching SD).
    """
    for row in range(pair_active.shape[0]):
        if not pair_active[row]:
            continue
        mentor = pair_mentor[row]
        mentee = pair_mentee[row]
        taught = (teaching[mentor] - weights[4]) / weights[5]
        target = weights[0] * pair_fit[row] + weights[1] * taught
        target += weights[2] * (pair_structure[row] - 0.5)
        if pair_due[row] > 0.0:
            target += weights[3] * (pair_held[row] / pair_due[row] - 0.5)
        pair_quality[row] += rate * (target - pair_quality[row])
        quality = pair_quality[row]
        if pair_held[row] > 0.0:
            pair_push_satisfaction[mentee] += quality_push * quality
            pair_push_stress[mentee] += bad_push * max(0.0, -1.0 - quality)
            if not pair_peer[row]:
                met = pair_held[row] / (pair_held[row] + 3.0)
                pair_push_satisfaction[mentor] = max(
                    pair_push_satisfaction[mentor], mentor_push * met
                )
                load = overload_push * max(0.0, time_lent[mentor] - overload_from)
                pair_push_stress[mentor] = max(pair_push_stress[mentor], load)


@compiled
def bond_kernel(
    pair_active: np.ndarray,
    pair_mentor: np.ndarray,
    pair_mentee: np.ndarray,
    pair_size: np.ndarray,
    pair_held: np.ndarray,
    tie_neighbor: np.ndarray,
    tie_strength: np.ndarray,
    tie_target: np.ndarray,
    output: np.ndarray,
    sponsorship: np.ndarray,
    bond: float,
    strong_from: float,
) -> None:
    """Who meets gets to know each other; a strong mentor sponsors, at most a month a month."""
    for row in range(pair_active.shape[0]):
        if not pair_active[row] or pair_held[row] <= 0.0:
            continue
        mentor = pair_mentor[row]
        mentee = pair_mentee[row]
        amount = bond * pair_held[row] / (pair_size[row] - 1.0)
        strengthen(tie_neighbor, tie_strength, tie_target, mentee, mentor, amount, 1.0)
        strengthen(tie_neighbor, tie_strength, tie_target, mentor, mentee, 0.5 * amount, 0.5)
    for row in range(pair_active.shape[0]):
        if not pair_active[row] or pair_held[row] <= 0.0:
            continue
        mentee = pair_mentee[row]
        if output[pair_mentor[row]] >= strong_from and _first_strong(
            pair_active, pair_mentor, pair_mentee, pair_held, output, row, strong_from
        ):
            sponsorship[mentee] += 1.0


@compiled
def _first_strong(
    pair_active: np.ndarray,
    pair_mentor: np.ndarray,
    pair_mentee: np.ndarray,
    pair_held: np.ndarray,
    output: np.ndarray,
    row: int,
    strong_from: float,
) -> bool:
    """Whether no earlier row already sponsors this mentee this month."""
    for other in range(row):
        if (
            pair_active[other]
            and pair_mentee[other] == pair_mentee[row]
            and pair_held[other] > 0.0
            and output[pair_mentor[other]] >= strong_from
        ):
            return False
    return True


@compiled
def close_kernel(
    pair_active: np.ndarray,
    pair_mentor: np.ndarray,
    pair_mentee: np.ndarray,
    mentees: np.ndarray,
    mentors: np.ndarray,
    tally_pairs_completed: np.ndarray,
    tally_pairs_ended_early: np.ndarray,
    tally_pairs_ended_total: np.ndarray,
    pair_mentor_person: np.ndarray,
    pair_mentee_person: np.ndarray,
    pair_quality: np.ndarray,
    pair_age: np.ndarray,
    pair_months_left: np.ndarray,
    hazard: float,
    steepness: float,
    key0: np.uint32,
    key1: np.uint32,
    month_word: np.uint32,
    poor_hash: np.uint32,
) -> None:
    """End pairs at their term, and poor ones early with hazard x exp(-b quality)."""
    for row in range(pair_active.shape[0]):
        if not pair_active[row]:
            continue
        pair_age[row] += 1.0
        pair_months_left[row] = max(0.0, pair_months_left[row] - 1.0)
        completed = pair_months_left[row] <= 0.0
        chance = min(1.0, hazard * exp(-steepness * pair_quality[row]))
        u = uniform_at(
            key0, key1, pair_mentor_person[row], pair_mentee_person[row], month_word, poor_hash
        )
        if completed or u < chance:
            end_pair(
                pair_active,
                pair_mentor,
                pair_mentee,
                mentees,
                mentors,
                tally_pairs_completed,
                tally_pairs_ended_early,
                tally_pairs_ended_total,
                row,
                1.0 if completed else 0.0,
            )


class Meet(Process):
    """Pairs meet less than planned, grow or sour, and end.

    held ~ Binomial(due, p), logit p = lasting pair effect + b0 + structure + clarity + quality
        + credit for mentors - stress of both - workload of the mentor
    quality += r (fit + teaching + structure + contact - quality)
    early end: hazard x exp(-b quality) a month
    Meetings take time, are supportive contacts, leave ties, and please or strain.
    """

    name: ClassVar[str] = "meet"
    position: ClassVar[float] = 4.0
    burn_in: ClassVar[bool] = False
    kernels: ClassVar[tuple[Any, ...]] = (
        hold_kernel,
        time_kernel,
        quality_kernel,
        bond_kernel,
        close_kernel,
    )
    writes: ClassVar[tuple[str, ...]] = (
        "pair_active", "pair_due", "pair_held", "pair_hours", "pair_meetings", "pair_total_due",
        "pair_quality", "pair_age", "pair_months_left", "mentees", "mentors", "time_lent",
        "contacts", "mentor_contacts", "q_meetings", "q_planned", "q_hours",
        "pair_push_satisfaction", "pair_push_stress", "tie_neighbor", "tie_strength",
        "tie_target", "sponsorship", "tally_pairs_completed", "tally_pairs_ended_early",
        "tally_pairs_ended_total",
    )  # fmt: skip

    base: float = param(
        0.5,
        low=0.0,
        high=1.5,
        unit="logit",
        evidence="ntps-meet-weekly",
        doc="logit of holding a planned meeting in an ordinary pair without structure",
    )
    structure: float = param(
        0.6,
        low=0.0,
        high=1.5,
        unit="logit",
        assumed="structure helps meetings happen",
        signs="allen06-design",
        doc="gain of a fully structured program",
    )
    clarity: float = param(
        0.3,
        low=0.0,
        high=1.0,
        unit="logit",
        assumed="clear goals help meetings happen",
        signs="allen06-design",
        doc="gain of perfectly clear goals",
    )
    quality: float = param(
        0.4,
        low=0.0,
        high=1.0,
        unit="logit/SD",
        assumed="people meet whom they like to meet",
        signs="eby13-frequency-psychosocial",
        doc="gain per SD of relationship quality",
    )
    credit: float = param(
        0.4,
        low=0.0,
        high=1.0,
        unit="logit",
        assumed="what is appraised gets done",
        doc="gain when mentoring fully counts in the mentor's appraisal",
    )
    stress: float = param(
        0.2,
        low=0.0,
        high=0.6,
        unit="logit/SD",
        assumed="strained people cancel first what can wait",
        doc="loss per SD of the two partners' mean stress",
    )
    workload: float = param(
        0.15,
        low=0.0,
        high=0.5,
        unit="logit/mentee",
        assumed="mentors divide their time",
        signs="star17-closure-12mo",
        doc="loss per further mentee of the mentor",
    )
    quality_rate: float = param(
        0.2,
        low=0.1,
        high=0.5,
        unit="1/month",
        assumed="relationships form within half a year",
        doc="speed of quality",
    )
    fit_weight: float = param(
        0.8,
        low=0.4,
        high=1.0,
        unit="SD/SD",
        assumed="the rest of quality's variance",
        doc="true fit on quality",
    )
    teaching_weight: float = param(
        0.3,
        low=0.1,
        high=0.5,
        unit="SD/SD",
        assumed="half of perceived relations is causal",
        signs="parise08-signs",
        doc="mentor's skill at mentoring on quality",
    )
    structure_weight: float = param(
        0.4,
        low=0.0,
        high=1.0,
        unit="SD",
        assumed="well-run meetings are better meetings",
        signs="allen06-design",
        doc="full against no structure on quality, SD",
    )
    contact_weight: float = param(
        0.5,
        low=0.0,
        high=1.0,
        unit="SD",
        assumed="half of the perceived relation is causal",
        signs="eby13-frequency-psychosocial",
        doc="all against no planned meetings held, SD",
    )
    quality_push: float = param(
        0.18,
        low=0.1,
        high=0.3,
        unit="SD/SD",
        evidence="eby13-quality-satisfaction",
        doc="pair quality on the mentee's satisfaction: half of the perceived relation",
    )
    mentor_push: float = param(
        0.15,
        low=0.0,
        high=0.3,
        unit="SD",
        assumed="mentors are somewhat more satisfied",
        doc="gain of satisfaction of a mentor who meets without end (ghosh13-direction: sign)",
    )
    bad_push: float = param(
        0.3,
        low=0.0,
        high=0.8,
        unit="SD/SD",
        assumed="bad matches hurt",
        signs="eby04-negative",
        doc="stress per SD of quality below -1",
    )
    overload_push: float = param(
        5.0,
        low=0.0,
        high=10.0,
        unit="SD/month",
        assumed="lent time is work not done",
        doc="mentor's stress per share of the month lent beyond the limit",
    )
    overload_from: float = param(
        0.10,
        low=0.05,
        high=0.2,
        unit="share of month",
        evidence="bls95-informal",
        doc="lent time that a mentor carries without strain",
    )
    early_end: float = param(
        0.02,
        low=0.009,
        high=0.04,
        unit="1/month",
        evidence=("star17-closure-12mo", "kupersmidt17-closure"),
        doc="hazard of an early end in an average pair",
    )
    early_steepness: float = param(
        0.7,
        low=0.2,
        high=1.5,
        unit="1/SD",
        assumed="poor pairs end first",
        signs="star17-closure-12mo",
        doc="how much poorer pairs end more often",
    )
    bond: float = param(
        0.08,
        low=0.0,
        high=0.3,
        unit="strength/meeting",
        assumed="meeting makes acquaintances",
        doc="tie strength that a meeting leaves",
    )
    strong_from: float = param(
        1.0,
        low=0.8,
        high=1.3,
        unit="ratio",
        assumed="a fully competent performer",
        doc="output from which a mentor counts as strong",
    )

    def step(self, tick: Tick) -> None:
        """Hold the month's meetings."""
        key0, key1 = tick.draws.key
        word = np.uint32(tick.draws.month << 16)
        people = tick.setting.people
        tick.call(
            hold_kernel,
            self._meeting_weights(),
            tick.setting.scheme.mentor_credit,
            key0,
            key1,
            word,
            DUE.hash,
            HELD.hash,
        )
        tick.call(time_kernel, HOURS_A_MONTH)
        tick.call(
            quality_kernel,
            np.array(
                [
                    self.fit_weight,
                    self.teaching_weight,
                    self.structure_weight,
                    self.contact_weight,
                    people.teaching_mean,
                    people.teaching_dispersion,
                ]
            ),
            self.quality_rate,
            self.quality_push,
            self.mentor_push,
            self.bad_push,
            self.overload_push,
            self.overload_from,
        )
        tick.call(bond_kernel, self.bond, self.strong_from)
        tick.call(close_kernel, self.early_end, self.early_steepness, key0, key1, word, POOR.hash)

    def _meeting_weights(self) -> np.ndarray:
        return np.array(
            [
                self.base,
                self.structure,
                self.clarity,
                self.quality,
                self.credit,
                self.stress,
                self.workload,
            ]
        )
