"""Learn from the mentor: what meetings move, how much of it stays, what the mentor gains."""

from typing import Any, ClassVar

import numpy as np

from simulation.engine.compiled import compiled
from simulation.engine.functions import exp
from simulation.engine.parameters import param
from simulation.engine.process import Process, Tick
from simulation.evidence.fitted import fitted
from simulation.state.columns import Array

MENTORS_GAIN = "communication", "mentoring_leadership"
"""Skills that mentors gain in by mentoring."""


@compiled
def _doses(
    pair_mentor: np.ndarray,
    pair_mentee: np.ndarray,
    pair_size: np.ndarray,
    pair_agenda: np.ndarray,
    pair_quality: np.ndarray,
    pair_held: np.ndarray,
    pair_hours: np.ndarray,
    teaching: np.ndarray,
    ability: np.ndarray,
    skill: np.ndarray,
    borrowed: np.ndarray,
    borrowed_peers: np.ndarray,
    pair_dose: np.ndarray,
    usable_before: np.ndarray,
    worth: np.ndarray,
) -> None:
    """Worksheet hours that one meeting is worth to the one who is helped.

    Hours x attention x rate x transport x agenda x teaching x quality x exp(b ability). The usable
    level of the one who helps, min(1, skill + borrowed), is noted before anybody learns.
    """
    speed, teaching_mean, quality_gain, ability_gain, listening = worth
    for row in range(pair_hours.shape[0]):
        pair_dose[row] = 0.0
        if pair_hours[row] <= 0.0:
            continue
        i = pair_mentor[row]
        for k in range(skill.shape[1]):
            usable_before[i, k] = min(1.0, skill[i, k] + borrowed[i, k] + borrowed_peers[i, k])
        own = 1.0 / (pair_size[row] - 1.0)
        dose = pair_hours[row] / pair_held[row] * (own + listening * (1.0 - own))
        dose *= speed * pair_agenda[row] * teaching[i] / teaching_mean
        dose *= min(2.0, max(0.2, 1.0 + quality_gain * pair_quality[row]))
        pair_dose[row] = dose * exp(ability_gain * ability[pair_mentee[row]])


@compiled
def _weigh_tables(
    pair_mentee: np.ndarray,
    pair_group: np.ndarray,
    pair_held: np.ndarray,
    pair_dose: np.ndarray,
    people: int,
    second: float,
) -> None:
    """Let each mentee's best table of the month count in full, every other by `second`."""
    best_group, best_help = np.full(people, -1), np.zeros(people)
    for row in range(pair_dose.shape[0]):
        help_given = pair_dose[row] * pair_held[row]
        if help_given > 0.0 and help_given > best_help[pair_mentee[row]]:
            best_help[pair_mentee[row]] = help_given
            best_group[pair_mentee[row]] = pair_group[row]
    for row in range(pair_dose.shape[0]):
        if pair_dose[row] > 0.0 and best_group[pair_mentee[row]] != pair_group[row]:
            pair_dose[row] *= second


@compiled
def _meetings(
    pair_mentor: np.ndarray,
    pair_mentee: np.ndarray,
    pair_held: np.ndarray,
    pair_clarity: np.ndarray,
    pair_learned: np.ndarray,
    pair_dose: np.ndarray,
    usable_before: np.ndarray,
    role: np.ndarray,
    role_requirement: np.ndarray,
    breadth_hours: np.ndarray,
    plateau: np.ndarray,
    skill: np.ndarray,
    borrowed: np.ndarray,
    borrowed_peers: np.ndarray,
    level_lag: np.ndarray,
    growth: np.ndarray,
    weights: np.ndarray,
) -> None:
    """Learn meeting by meeting, so that the month's mean level is known.

    Share of time of a skill = clarity x weight + (1 - clarity) / K; `weights` are the goals'.
    """
    skills = skill.shape[1]
    closed = np.empty((pair_dose.shape[0], skills))
    count = 0
    for row in range(pair_dose.shape[0]):
        if pair_dose[row] > 0.0:
            for k in range(skills):
                share = pair_clarity[row] * weights[k] + (1.0 - pair_clarity[row]) / skills
                closed[count, k] = pair_dose[row] * share / breadth_hours[k]
            count += 1
    parts = closed[:count].reshape(-1)
    for n in range(parts.shape[0]):  # exponentials in a loop of their own run side by side
        parts[n] = 1.0 - exp(-parts[n])
    count = 0
    for row in range(pair_dose.shape[0]):
        if pair_dose[row] <= 0.0:
            continue
        mentor = pair_mentor[row]
        i = pair_mentee[row]
        meetings = int(pair_held[row])
        used = 0
        for k in range(skills):
            if role_requirement[role[i], k] > 0.0:
                used += 1
        for k in range(skills):
            before = min(1.0, skill[i, k] + borrowed[i, k] + borrowed_peers[i, k])
            after = before
            mean = 0.0
            for _ in range(meetings):
                gap = usable_before[mentor, k] - plateau[i, k] - borrowed[i, k]
                gain = closed[count, k] * max(0.0, gap - borrowed_peers[i, k])
                stays = pair_learned[row] * gain
                mastery = min(1.0, skill[i, k] / max(0.02, plateau[i, k]))
                plateau[i, k] = min(1.0, plateau[i, k] + stays)
                skill[i, k] = min(1.0, skill[i, k] + stays * mastery)
                borrowed[i, k] = min(1.0, borrowed[i, k] + (gain - stays) * mastery)
                after = min(1.0, skill[i, k] + borrowed[i, k] + borrowed_peers[i, k])
                mean += after / meetings
            level_lag[i, k] += after - mean
            if role_requirement[role[i], k] > 0.0:
                growth[i] += (after - before) / used
        count += 1


@compiled
def _mentors_gain(
    pair_mentor: np.ndarray,
    pair_size: np.ndarray,
    pair_peer: np.ndarray,
    pair_hours: np.ndarray,
    plateau: np.ndarray,
    skill: np.ndarray,
    rate: float,
    gained: np.ndarray,
) -> None:
    """Mentors learn by mentoring: two skills rise by rate x hours x (1 - level)."""
    for row in range(pair_hours.shape[0]):
        if pair_hours[row] <= 0.0 or pair_peer[row]:
            continue
        i = pair_mentor[row]
        hours = pair_hours[row] / (pair_size[row] - 1.0)
        for k in gained:
            gain = min(0.5, rate * hours) * (1.0 - plateau[i, k])
            mastery = min(1.0, skill[i, k] / max(0.02, plateau[i, k]))
            plateau[i, k] += gain
            skill[i, k] = min(plateau[i, k], skill[i, k] + gain * mastery)


@compiled
def learn_kernel(
    pair_mentor: np.ndarray,
    pair_mentee: np.ndarray,
    pair_peer: np.ndarray,
    pair_group: np.ndarray,
    pair_size: np.ndarray,
    pair_agenda: np.ndarray,
    pair_learned: np.ndarray,
    pair_clarity: np.ndarray,
    pair_quality: np.ndarray,
    pair_held: np.ndarray,
    pair_hours: np.ndarray,
    teaching: np.ndarray,
    ability: np.ndarray,
    role: np.ndarray,
    role_requirement: np.ndarray,
    breadth_hours: np.ndarray,
    pair_dose: np.ndarray,
    plateau: np.ndarray,
    skill: np.ndarray,
    borrowed: np.ndarray,
    borrowed_peers: np.ndarray,
    level_lag: np.ndarray,
    growth: np.ndarray,
    weights: np.ndarray,
    worth: np.ndarray,
    second: float,
    gain: float,
    gained: np.ndarray,
) -> None:
    """Learn from this month's meetings: those who are helped, then those who help.

    `weights` are the goals'; `worth` = (rate x transport, mean of teaching, gain by quality, gain
    by ability, listening); `gained` = the two skills that mentors gain in.
    """
    usable_before = np.empty(skill.shape)
    _doses(
        pair_mentor,
        pair_mentee,
        pair_size,
        pair_agenda,
        pair_quality,
        pair_held,
        pair_hours,
        teaching,
        ability,
        skill,
        borrowed,
        borrowed_peers,
        pair_dose,
        usable_before,
        worth,
    )
    _weigh_tables(pair_mentee, pair_group, pair_held, pair_dose, skill.shape[0], second)
    _meetings(
        pair_mentor,
        pair_mentee,
        pair_held,
        pair_clarity,
        pair_learned,
        pair_dose,
        usable_before,
        role,
        role_requirement,
        breadth_hours,
        plateau,
        skill,
        borrowed,
        borrowed_peers,
        level_lag,
        growth,
        weights,
    )
    _mentors_gain(pair_mentor, pair_size, pair_peer, pair_hours, plateau, skill, gain, gained)


class Learn(Process):
    """A meeting closes part of the gap between mentor and mentee; part of it stays.

    g = (1 - exp(-x)) (mentor's usable level - mentee's plateau - borrowed)+
    x = rate transport agenda quality teaching exp(.15 ability) hours / hours of breadth
    plateau += lambda g; of skill / plateau as much: skill += lambda g, borrowed += (1 - lambda) g
    Clear goals split the time over skills as they weigh, unclear ones over all skills alike:
    share = clarity weight + (1 - clarity) / K, with the clarity that the two have of them.
    In groups of n: 1/(n-1) of each colleague's attention plus a listening share of the rest.
    The best help counts in full, a second mentor little (`lyle14-two-mentors`).
    """

    name: ClassVar[str] = "learn"
    mechanism: ClassVar[str] = "Pairs learn from each other"
    position: ClassVar[float] = 5.0
    kernels: ClassVar[tuple[Any, ...]] = (learn_kernel,)
    writes: ClassVar[tuple[str, ...]] = (
        "pair_dose",
        "plateau",
        "skill",
        "borrowed",
        "level_lag",
        "growth",
    )

    rate: float = param(
        fitted("learn.rate"),
        low=0.5,
        high=2.0,
        unit="1",
        anchor="V01",
        doc="learning rate; 1 by the definition of breadth",
    )
    transport: float = param(
        0.5,
        low=0.2,
        high=1.0,
        unit="1",
        assumed="published experiments are published winners; trials replay at 1",
        shared="transport",
        doc="share of a published learning rate that ordinary programs reach",
    )
    quality_gain: float = param(
        0.3,
        low=0.0,
        high=0.6,
        unit="1/SD",
        assumed="good relationships teach more",
        signs="allen06pp-mediators",
        doc="learning per SD of relationship quality",
    )
    ability_gain: float = param(
        0.15,
        low=0.05,
        high=0.3,
        unit="1/SD",
        assumed="able people learn faster",
        shared="learning by ability",
        doc="log learning per SD of ability",
    )
    listening: float = param(
        0.3,
        low=0.1,
        high=0.6,
        unit="1",
        assumed="listening to others' questions helps some",
        doc="worth of listening in a group against attention of one's own",
    )
    second_mentor: float = param(
        0.2,
        low=0.0,
        high=0.5,
        unit="1",
        assumed="a second mentor adds little",
        doc="worth of all help beside the best",
    )
    mentor_gain: float = param(
        0.002,
        low=0.0,
        high=0.01,
        unit="1/hour",
        assumed="mentors gain as well, slowly",
        doc="gain of mentors in communication and leadership by hour (ghosh13-direction: sign)",
    )

    def step(self, tick: Tick) -> None:
        """Learn from this month's meetings."""
        numbers = tick.once("learn.numbers", lambda: self._numbers(tick))
        tick.call(learn_kernel, *numbers)

    def _numbers(self, tick: Tick) -> tuple[Array, Array, float, float, Array]:
        """What the kernel takes beside columns, in its order."""
        setting = tick.setting
        speed, taught = self.rate * self.transport, setting.people.teaching_mean
        worth = [speed, taught, self.quality_gain, self.ability_gain, self.listening]
        gained = [setting.skills.index(name) for name in MENTORS_GAIN]
        weights = np.array(setting.goals.weights, np.float64)
        return weights, np.array(worth), self.second_mentor, self.mentor_gain, np.array(gained)
