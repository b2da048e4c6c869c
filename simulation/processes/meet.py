"""Meet: how often a pair really meets, and the time and contact that meetings are."""

from typing import Any, ClassVar

import numpy as np

from simulation.engine.addresses import stream
from simulation.engine.compiled import compiled
from simulation.engine.functions import logistic
from simulation.engine.parameters import param
from simulation.engine.philox import fill_pair_uniform, whole_vectors
from simulation.engine.process import Process, Tick
from simulation.engine.rates import HOURS_A_MONTH
from simulation.evidence.fitted import fitted

DUE = stream("meet.due")
HELD = stream("meet.held")

REGULAR_FROM = 2.0
"""Meetings of the same two from which on their contact is regular: a first one is none yet."""

EASY_TABLES = 2.0
"""Tables that a person sits at without strain: mentors of ordinary programs have 1.6 mentees."""


@compiled
def count_tables(
    pair_active: np.ndarray,
    pair_mentor: np.ndarray,
    pair_mentee: np.ndarray,
    pair_peer: np.ndarray,
    pair_size: np.ndarray,
    tables: np.ndarray,
) -> None:
    """Count the tables everybody sits at: of n - 1 rows to a helper, or to a peer, each is a part.

    Rows of peers come one each way, so a peer is counted as the one who is helped.
    """
    for row in range(pair_active.shape[0]):
        if not pair_active[row]:
            continue
        part = 1.0 / (pair_size[row] - 1.0)
        if pair_peer[row]:
            tables[pair_mentee[row]] += part
        else:
            tables[pair_mentee[row]] += 1.0
            tables[pair_mentor[row]] += part


@compiled
def hold(
    pair_active: np.ndarray,
    pair_mentor: np.ndarray,
    pair_mentee: np.ndarray,
    pair_mentor_person: np.ndarray,
    pair_mentee_person: np.ndarray,
    pair_peer: np.ndarray,
    pair_months_left: np.ndarray,
    pair_planned: np.ndarray,
    pair_structure: np.ndarray,
    pair_clarity: np.ndarray,
    pair_meet: np.ndarray,
    pair_quality: np.ndarray,
    tables: np.ndarray,
    stress: np.ndarray,
    pair_due: np.ndarray,
    pair_held: np.ndarray,
    weights: np.ndarray,
    luck: np.ndarray,
) -> None:
    """Meetings due and held: Binomial(due, p), each meeting with a draw of its own.

    Pairs that meet are listed, so that their draws and exponentials run side by side.
    """
    rows = np.empty(pair_active.shape[0], np.int64)
    count = 0
    for row in range(pair_active.shape[0]):
        pair_due[row] = 0.0
        pair_held[row] = 0.0
        rows[count] = row
        count += pair_active[row]
    persons = np.zeros((2, whole_vectors(count)), np.uint32)
    u, chance = np.empty(persons.shape[1]), np.zeros(persons.shape[1])
    for place in range(count):
        row = rows[place]
        mentor = pair_mentor[row]
        mentee = pair_mentee[row]
        a = pair_mentor_person[row]
        b = pair_mentee_person[row]
        if pair_peer[row] and b < a:
            a, b = b, a  # both rows of two peers are one meeting, so they share their luck
        persons[0, place], persons[1, place] = a, b
        load = max(0.0, tables[mentor] - weights[6]) + max(0.0, tables[mentee] - weights[6])
        logit = pair_meet[row] + weights[0] + weights[1] * pair_structure[row]
        logit += weights[2] * pair_clarity[row] + weights[3] * pair_quality[row]
        logit -= weights[4] * 0.5 * (stress[mentor] + stress[mentee]) + weights[5] * load
        chance[place] = logit
    for place in range(chance.shape[0]):
        chance[place] = logistic(chance[place])
    fill_pair_uniform(luck[0], luck[1], luck[2], luck[3], persons[0], persons[1], u)
    most = 0.0
    for place in range(count):
        row = rows[place]
        due = np.floor(pair_planned[row] * min(1.0, pair_months_left[row]) + u[place])
        pair_due[row] = due
        most = max(most, due)
    for meeting in range(int(most)):
        word = np.uint32(luck[2] | np.uint32(meeting))
        fill_pair_uniform(luck[0], luck[1], word, luck[4], persons[0], persons[1], u)
        for place in range(count):
            row = rows[place]
            pair_held[row] += (meeting < pair_due[row]) & (u[place] < chance[place])


@compiled
def count_meetings(
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
    regular_contacts: np.ndarray,
    meetings_led: np.ndarray,
    q_hours: np.ndarray,
    q_meetings: np.ndarray,
    q_planned: np.ndarray,
    hours_a_month: float,
) -> None:
    """Count time and contacts of those who are helped (or peers), and what their mentors lead.

    A table sits together once, so each of its n - 1 rows carries 1 / (n - 1) of it. Whom one has
    met but once (so far) is an acquaintance and no regular contact.
    """
    for row in range(pair_active.shape[0]):
        held, due = pair_held[row], pair_due[row]
        hours = held * pair_minutes[row] / 60.0
        pair_hours[row] = hours
        if not pair_active[row]:
            continue
        mentor = pair_mentor[row]
        mentee = pair_mentee[row]
        others = pair_size[row] - 1.0
        part, led = 1.0 / others, hours / others
        mine, spent = part if pair_peer[row] else 1.0, led if pair_peer[row] else hours
        pair_meetings[row] += held
        pair_total_due[row] += due
        time_lent[mentee] += spent / hours_a_month
        q_hours[mentee] += spent
        contacts[mentee] += mine * held
        mentor_contacts[mentee] += mine * held
        if pair_meetings[row] >= REGULAR_FROM:
            regular_contacts[mentee] += mine * held
        q_meetings[mentee] += mine * held
        q_planned[mentee] += mine * due
        if not pair_peer[row]:
            time_lent[mentor] += led / hours_a_month
            q_hours[mentor] += led
            meetings_led[mentor] += part * held


@compiled
def meet_kernel(
    pair_active: np.ndarray,
    pair_mentor: np.ndarray,
    pair_mentee: np.ndarray,
    pair_peer: np.ndarray,
    pair_size: np.ndarray,
    pair_mentor_person: np.ndarray,
    pair_mentee_person: np.ndarray,
    pair_months_left: np.ndarray,
    pair_planned: np.ndarray,
    pair_structure: np.ndarray,
    pair_clarity: np.ndarray,
    pair_meet: np.ndarray,
    pair_quality: np.ndarray,
    pair_due: np.ndarray,
    pair_held: np.ndarray,
    pair_minutes: np.ndarray,
    pair_hours: np.ndarray,
    pair_meetings: np.ndarray,
    pair_total_due: np.ndarray,
    stress: np.ndarray,
    time_lent: np.ndarray,
    contacts: np.ndarray,
    mentor_contacts: np.ndarray,
    regular_contacts: np.ndarray,
    meetings_led: np.ndarray,
    q_hours: np.ndarray,
    q_meetings: np.ndarray,
    q_planned: np.ndarray,
    weights: np.ndarray,
    luck: np.ndarray,
    hours_a_month: float,
) -> None:
    """Hold this month's meetings, and count them, their time and contacts.

    `weights` = (base, structure, clarity, quality, stress, workload, easy tables);
    `luck` = (seed's two words, month word, hash for due, hash for held), uint32.
    """
    tables = np.zeros(stress.shape[0])
    count_tables(
        pair_active,
        pair_mentor,
        pair_mentee,
        pair_peer,
        pair_size,
        tables,
    )
    hold(
        pair_active,
        pair_mentor,
        pair_mentee,
        pair_mentor_person,
        pair_mentee_person,
        pair_peer,
        pair_months_left,
        pair_planned,
        pair_structure,
        pair_clarity,
        pair_meet,
        pair_quality,
        tables,
        stress,
        pair_due,
        pair_held,
        weights,
        luck,
    )
    count_meetings(
        pair_active,
        pair_mentor,
        pair_mentee,
        pair_peer,
        pair_size,
        pair_minutes,
        pair_due,
        pair_held,
        pair_hours,
        pair_meetings,
        pair_total_due,
        time_lent,
        contacts,
        mentor_contacts,
        regular_contacts,
        meetings_led,
        q_hours,
        q_meetings,
        q_planned,
        hours_a_month,
    )


class Meet(Process):
    """Pairs meet less than planned; meetings take time and support those who are helped.

    held ~ Binomial(due, p), due = planned meetings, less in the last, partial month
    logit p = lasting tendency of the two + b0 + structure + clarity + quality
        + credit for mentors - stress of both - workload of both (tables beyond two)
    With a tendency of SD 1.5 and b0 = .5, half of the unstructured pairs hold 59% or more of what
    was planned, and a fifth less than 32% (`ntps-meet-weekly`).
    Contacts support whom they are for: mentors lead them, and gain what `relate` says (mentors mean
    no less to leave than others, `ghosh13-direction`); peers support each other.
    Contact is regular once the same two meet a second time: one introduction after another makes
    acquaintances and supports, but is no tie that holds.
    """

    name: ClassVar[str] = "meet"
    position: ClassVar[float] = 4.0
    kernels: ClassVar[tuple[Any, ...]] = (meet_kernel,)
    writes: ClassVar[tuple[str, ...]] = (
        "pair_due",
        "pair_held",
        "pair_hours",
        "pair_meetings",
        "pair_total_due",
        "time_lent",
        "q_hours",
        "contacts",
        "mentor_contacts",
        "regular_contacts",
        "meetings_led",
        "q_meetings",
        "q_planned",
    )

    base: float = param(
        fitted("meet.base"),
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
        unit="logit/table",
        assumed="who sits at many tables must miss some; one or two are no burden",
        signs="star17-closure-12mo",
        doc="loss per table beyond two of either partner",
    )

    def step(self, tick: Tick) -> None:
        """Hold the month's meetings."""
        weights = tick.once(
            "meet.weights", lambda: self._weights(tick.setting.scheme.mentor_credit)
        )
        tick.call(meet_kernel, weights, tick.draws.luck(DUE, HELD), HOURS_A_MONTH)

    def _weights(self, mentor_credit: float) -> np.ndarray:
        return np.array(
            [
                self.base + self.credit * mentor_credit,
                self.structure,
                self.clarity,
                self.quality,
                self.stress,
                self.workload,
                EASY_TABLES,
            ]
        )
