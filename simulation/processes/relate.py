"""Relate: how good a pair's relationship becomes, what it leaves behind, and when it ends."""

from typing import Any, ClassVar

import numpy as np

from simulation.engine.addresses import stream
from simulation.engine.compiled import compiled
from simulation.engine.functions import exp
from simulation.engine.links import strengthen
from simulation.engine.pairing import end_pair
from simulation.engine.parameters import param
from simulation.engine.philox import uniform_at
from simulation.engine.process import Process, Tick
from simulation.evidence.fitted import fitted
from simulation.state.columns import Array

POOR = stream("relate.poor")

BAD_BELOW = -1.0
"""Quality, in SD, below which a match hurts."""

HALF_MEETINGS = 3.0
"""Meetings a month at which contact has half of its effect (model description)."""


@compiled
def quality_kernel(
    pair_active: np.ndarray,
    pair_mentor: np.ndarray,
    pair_mentee: np.ndarray,
    pair_peer: np.ndarray,
    pair_size: np.ndarray,
    pair_structure: np.ndarray,
    pair_fit: np.ndarray,
    pair_due: np.ndarray,
    pair_held: np.ndarray,
    occupied: np.ndarray,
    teaching: np.ndarray,
    meetings_led: np.ndarray,
    pair_quality: np.ndarray,
    pair_push_satisfaction: np.ndarray,
    pair_push_stress: np.ndarray,
    weights: np.ndarray,
    rate: float,
    gain: float,
    harm: float,
    mentor_gain: float,
) -> None:
    """Move quality toward fit + teaching + structure + contact; who meets is pleased or strained.

    `weights` = (fit, teaching, structure, contact, mean of teaching, its SD). Both rows of two
    peers are one relationship, and stay equal to the bit: the teaching is the mean of both's.
    Mentors who meet are somewhat more satisfied: gain n / (n + half).
    """
    for row in range(pair_active.shape[0]):
        if not pair_active[row]:
            continue
        mentee = pair_mentee[row]
        skilled = teaching[pair_mentor[row]]
        if pair_peer[row]:
            skilled = 0.5 * (skilled + teaching[mentee])
        taught = (skilled - weights[4]) / weights[5]
        target = weights[0] * pair_fit[row] + weights[1] * taught
        target += weights[2] * (pair_structure[row] - 0.5)
        if pair_due[row] > 0.0:
            target += weights[3] * (pair_held[row] / pair_due[row] - 0.5)
        quality = pair_quality[row] + rate * (target - pair_quality[row])
        pair_quality[row] = quality
        if pair_held[row] > 0.0:
            part = 1.0 / (pair_size[row] - 1.0) if pair_peer[row] else 1.0  # peers share a table
            pair_push_satisfaction[mentee] += part * gain * quality
            pair_push_stress[mentee] += part * harm * max(0.0, BAD_BELOW - quality)
    for i in range(occupied.shape[0]):
        if occupied[i]:
            led = meetings_led[i]
            pair_push_satisfaction[i] += mentor_gain * led / (led + HALF_MEETINGS)


@compiled
def bond(
    pair_active: np.ndarray,
    pair_mentor: np.ndarray,
    pair_mentee: np.ndarray,
    pair_peer: np.ndarray,
    pair_size: np.ndarray,
    pair_held: np.ndarray,
    level: np.ndarray,
    output: np.ndarray,
    sponsorship: np.ndarray,
    tie_neighbor: np.ndarray,
    tie_strength: np.ndarray,
    tie_target: np.ndarray,
    tie_count: np.ndarray,
    strength: float,
    strong_from: float,
) -> None:
    """Who meets gets to know each other; mentors ask their mentees half as much as they are asked.

    Peers have a row each way, so neither way back is added. A month with a strong mentor of one's
    own level or above is one of sponsorship, counted once, however many there are.
    """
    sponsored = np.zeros(level.shape[0], np.bool_)
    for row in range(pair_active.shape[0]):
        if not pair_active[row] or pair_held[row] <= 0.0:
            continue
        mentor = pair_mentor[row]
        mentee = pair_mentee[row]
        amount = strength * pair_held[row] / (pair_size[row] - 1.0)
        strengthen(tie_neighbor, tie_strength, tie_target, tie_count, mentee, mentor, amount, 1.0)
        if pair_peer[row]:
            continue
        strengthen(
            tie_neighbor, tie_strength, tie_target, tie_count, mentor, mentee, 0.5 * amount, 0.5
        )
        strong = output[mentor] >= strong_from and level[mentor] >= level[mentee]
        if strong and not sponsored[mentee]:
            sponsored[mentee] = True
            sponsorship[mentee] += 1.0


@compiled
def end_pairs(
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
    pair_peer: np.ndarray,
    pair_quality: np.ndarray,
    pair_age: np.ndarray,
    pair_months_left: np.ndarray,
    luck: np.ndarray,
    hazard: float,
    steepness: float,
) -> None:
    """End pairs at their term, and poor ones early with hazard x exp(-b quality).

    `luck` = (seed's two words, month word, hash of the stream), uint32.
    """
    for row in range(pair_active.shape[0]):
        if not pair_active[row]:
            continue
        pair_age[row] += 1.0
        pair_months_left[row] = max(0.0, pair_months_left[row] - 1.0)
        completed = pair_months_left[row] <= 0.0
        a = pair_mentor_person[row]
        b = pair_mentee_person[row]
        if pair_peer[row] and b < a:
            a, b = b, a  # two peers part together: their two rows share their luck
        u = uniform_at(luck[0], luck[1], a, b, luck[2], luck[3])
        if completed or u < hazard * exp(-steepness * pair_quality[row]):
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


@compiled
def bond_kernel(
    pair_active: np.ndarray,
    pair_mentor: np.ndarray,
    pair_mentee: np.ndarray,
    pair_peer: np.ndarray,
    pair_size: np.ndarray,
    pair_held: np.ndarray,
    pair_mentor_person: np.ndarray,
    pair_mentee_person: np.ndarray,
    pair_quality: np.ndarray,
    pair_age: np.ndarray,
    pair_months_left: np.ndarray,
    level: np.ndarray,
    output: np.ndarray,
    sponsorship: np.ndarray,
    tie_neighbor: np.ndarray,
    tie_strength: np.ndarray,
    tie_target: np.ndarray,
    tie_count: np.ndarray,
    mentees: np.ndarray,
    mentors: np.ndarray,
    tally_pairs_completed: np.ndarray,
    tally_pairs_ended_early: np.ndarray,
    tally_pairs_ended_total: np.ndarray,
    strength: float,
    strong_from: float,
    luck: np.ndarray,
    hazard: float,
    steepness: float,
) -> None:
    """What meetings leave behind, and which pairs have met for the last time."""
    bond(
        pair_active,
        pair_mentor,
        pair_mentee,
        pair_peer,
        pair_size,
        pair_held,
        level,
        output,
        sponsorship,
        tie_neighbor,
        tie_strength,
        tie_target,
        tie_count,
        strength,
        strong_from,
    )
    end_pairs(
        pair_active,
        pair_mentor,
        pair_mentee,
        mentees,
        mentors,
        tally_pairs_completed,
        tally_pairs_ended_early,
        tally_pairs_ended_total,
        pair_mentor_person,
        pair_mentee_person,
        pair_peer,
        pair_quality,
        pair_age,
        pair_months_left,
        luck,
        hazard,
        steepness,
    )


class Relate(Process):
    """Relationships of pairs grow or sour, please or strain, leave ties, and end.

    quality += r (fit + teaching + structure + contact - quality), all in SD; teaching is the
    mentor's, of two peers the mean of both: they share one quality, meet together, part together
    push on the mentee's satisfaction = .18 quality; on stress = harm (-1 - quality)+
    push on the mentor's satisfaction = gain n / (n + 3), n meetings led this month
    early end: hazard x exp(-b quality) a month; otherwise at term
    A meeting leaves a tie; a month with a strong mentor is a month of sponsorship. What meetings
    cost in strain is time lent, which `wellbeing` reads.
    """

    name: ClassVar[str] = "relate"
    position: ClassVar[float] = 4.5
    kernels: ClassVar[tuple[Any, ...]] = (quality_kernel, bond_kernel)
    writes: ClassVar[tuple[str, ...]] = (
        "pair_quality",
        "pair_push_satisfaction",
        "pair_push_stress",
        "tie_neighbor",
        "tie_strength",
        "tie_target",
        "tie_count",
        "sponsorship",
        "pair_active",
        "pair_age",
        "pair_months_left",
        "mentees",
        "mentors",
        "tally_pairs_completed",
        "tally_pairs_ended_early",
        "tally_pairs_ended_total",
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
        shared="causal share of perceptions",
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
        shared="causal share of perceptions",
        doc="all against no planned meetings held, SD",
    )
    quality_push: float = param(
        fitted("relate.quality_push"),
        low=0.1,
        high=0.3,
        unit="SD/SD",
        evidence="eby13-quality-satisfaction",
        shared="causal share of perceptions",
        off=0.0,
        mechanism="Good pairs please, bad ones strain",
        doc="pair quality on the mentee's satisfaction: half of the perceived relation",
    )
    mentor_push: float = param(
        0.15,
        low=0.0,
        high=0.3,
        unit="SD",
        assumed="mentors are somewhat more satisfied",
        off=0.0,
        mechanism="Mentors like to mentor",
        doc="gain of satisfaction of a mentor who meets without end (ghosh13-direction: sign)",
    )
    bad_push: float = param(
        0.3,
        low=0.0,
        high=0.8,
        unit="SD/SD",
        assumed="bad matches hurt",
        signs="eby04-negative",
        off=0.0,
        mechanism="Good pairs please, bad ones strain",
        doc="stress per SD of quality below -1",
    )
    early_end: float = param(
        fitted("relate.early_end"),
        low=0.009,
        high=0.04,
        unit="1/month",
        evidence=("ecf23-samementor", "star17-closure-12mo", "kupersmidt17-closure"),
        doc="hazard of an early end in an average pair",
    )
    early_steepness: float = param(
        0.7,
        low=0.2,
        high=1.5,
        unit="1/SD",
        assumed="poor pairs end first",
        signs="star17-closure-12mo",
        doc="how much more often poorer pairs end",
    )
    bond: float = param(
        0.08,
        low=0.0,
        high=0.3,
        unit="strength/meeting",
        assumed="meeting makes acquaintances",
        off=0.0,
        mechanism="Meetings leave ties",
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
        """Relationships of one month, and their ends."""
        tick.call(quality_kernel, *tick.once("relate.moves", lambda: self._moves(tick)))
        ends = tick.draws.luck(POOR), self.early_end, self.early_steepness
        tick.call(bond_kernel, self.bond, self.strong_from, *ends)

    def _moves(self, tick: Tick) -> tuple[Array, float, float, float, float]:
        """What moves quality, and whom it pleases or strains, in the order of the kernel."""
        people = tick.setting.people
        weights = [
            self.fit_weight,
            self.teaching_weight,
            self.structure_weight,
            self.contact_weight,
            people.teaching_mean,
            people.teaching_dispersion,
        ]
        pushes = self.quality_push, self.bad_push, self.mentor_push
        return np.array(weights), self.quality_rate, *pushes
