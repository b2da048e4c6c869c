"""Learn from the mentor: what meetings move, how much of it stays, what the mentor gains."""

from typing import Any, ClassVar

import numpy as np

from simulation.engine.compiled import compiled
from simulation.engine.functions import exp
from simulation.engine.parameters import param
from simulation.engine.process import Process, Tick
from simulation.state.columns import Column

OWN = (
    Column("usable_before", np.float64, "usable level when learning began", extra="skills"),
    Column("best_group", np.int64, "number of the group whose mentor helps most", fill=-1),
)


@compiled
def usable_kernel(
    occupied: np.ndarray,
    skill: np.ndarray,
    borrowed: np.ndarray,
    borrowed_peers: np.ndarray,
    usable_before: np.ndarray,
) -> None:
    """Usable level of everybody: min(1, skill + borrowed)."""
    for i in range(occupied.shape[0]):
        if occupied[i]:
            for k in range(skill.shape[1]):
                usable_before[i, k] = min(1.0, skill[i, k] + borrowed[i, k] + borrowed_peers[i, k])


@compiled
def best_kernel(
    pair_active: np.ndarray,
    pair_mentor: np.ndarray,
    pair_mentee: np.ndarray,
    pair_group: np.ndarray,
    pair_quality: np.ndarray,
    pair_hours: np.ndarray,
    teaching: np.ndarray,
    best_group: np.ndarray,
    best_help: np.ndarray,
) -> None:
    """Find each mentee's best help this month: hours x teaching x quality, by group."""
    for row in range(pair_active.shape[0]):
        best_group[pair_mentee[row]] = -1
        best_help[pair_mentee[row]] = 0.0
    for row in range(pair_active.shape[0]):
        if pair_hours[row] <= 0.0:
            continue
        mentee = pair_mentee[row]
        worth = pair_hours[row] * teaching[pair_mentor[row]]
        worth *= max(0.1, 1.0 + 0.3 * pair_quality[row])
        if worth > best_help[mentee]:
            best_help[mentee] = worth
            best_group[mentee] = pair_group[row]


@compiled
def learn_kernel(
    pair_mentor: np.ndarray,
    pair_mentee: np.ndarray,
    pair_group: np.ndarray,
    pair_size: np.ndarray,
    pair_agenda: np.ndarray,
    pair_learned: np.ndarray,
    pair_quality: np.ndarray,
    pair_held: np.ndarray,
    pair_hours: np.ndarray,
    usable_before: np.ndarray,
    best_group: np.ndarray,
    teaching: np.ndarray,
    ability: np.ndarray,
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
    clarity: float,
    speed: float,
    teaching_mean: float,
    quality_gain: float,
    ability_gain: float,
    listening: float,
    second: float,
) -> None:
    """Learn meeting by meeting, so that the month's mean level is known.

    `weights` are the goals' shares of time by skill; what is unclear is split over the job's skills.
    """
    skills = skill.shape[1]
    for row in range(pair_hours.shape[0]):
        if pair_hours[row] <= 0.0 or pair_held[row] <= 0.0:
            continue
        mentor = pair_mentor[row]
        mentee = pair_mentee[row]
        meetings = int(pair_held[row])
        each = pair_hours[row] / pair_held[row]
        one = 1.0 / (pair_size[row] - 1.0)
        each *= one + listening * (1.0 - one)
        if best_group[mentee] != pair_group[row]:
            each *= second
        used = 0
        for k in range(skills):
            if role_requirement[role[mentee], k] > 0.0:
                used += 1
        strength = speed * pair_agenda[row] * teaching[mentor] / teaching_mean
        strength *= min(2.0, max(0.2, 1.0 + quality_gain * pair_quality[row]))
        strength *= exp(ability_gain * ability[mentee])
        for k in range(skills):
            needed = role_requirement[role[mentee], k] > 0.0
            share = clarity * weights[k]
            if needed:
                share += (1.0 - clarity) / used
            elif used == 0:
                share += (1.0 - clarity) / skills
            if share <= 0.0:
                continue
            x = strength * each * share / breadth_hours[k]
            closed = 1.0 - exp(-x)
            before = min(1.0, skill[mentee, k] + borrowed[mentee, k] + borrowed_peers[mentee, k])
            mean = 0.0
            for _ in range(meetings):
                known = plateau[mentee, k] + borrowed[mentee, k] + borrowed_peers[mentee, k]
                gap = usable_before[mentor, k] - known
                if gap > 0.0:
                    gain = closed * gap
                    mastery = min(1.0, skill[mentee, k] / max(0.02, plateau[mentee, k]))
                    stays = pair_learned[row] * gain
                    plateau[mentee, k] = min(1.0, plateau[mentee, k] + stays)
                    skill[mentee, k] = min(plateau[mentee, k], skill[mentee, k] + stays * mastery)
                    lent = (gain - stays) * mastery
                    borrowed[mentee, k] = min(1.0, borrowed[mentee, k] + lent)
                mean += min(1.0, skill[mentee, k] + borrowed[mentee, k] + borrowed_peers[mentee, k])
            after = min(1.0, skill[mentee, k] + borrowed[mentee, k] + borrowed_peers[mentee, k])
            level_lag[mentee, k] += after - mean / meetings
            if needed:
                growth[mentee] += (after - before) / used


@compiled
def mentor_gain_kernel(
    pair_mentor: np.ndarray,
    pair_size: np.ndarray,
    pair_peer: np.ndarray,
    pair_hours: np.ndarray,
    plateau: np.ndarray,
    skill: np.ndarray,
    rate: float,
    first: float,
    second: float,
) -> None:
    """Mentors learn by mentoring: two skills rise by rate x hours x (1 - level)."""
    for row in range(pair_hours.shape[0]):
        if pair_hours[row] <= 0.0 or pair_peer[row]:
            continue
        i = pair_mentor[row]
        hours = pair_hours[row] / (pair_size[row] - 1.0)
        for k in (int(first), int(second)):
            gain = min(0.5, rate * hours) * (1.0 - plateau[i, k])
            mastery = min(1.0, skill[i, k] / max(0.02, plateau[i, k]))
            plateau[i, k] += gain
            skill[i, k] = min(plateau[i, k], skill[i, k] + gain * mastery)


class Learn(Process):
    """A meeting closes part of the gap between mentor and mentee; part of it stays.

    g = (1 - exp(-x)) (mentor's usable level - mentee's plateau - borrowed)+
    x = rate transport agenda quality teaching exp(.15 ability) hours / hours of the skill's breadth
    plateau += lambda g; skill += lambda g skill / plateau; borrowed += (1 - lambda) g skill / plateau
    In groups of n: 1/(n-1) of each colleague's attention plus a listening share of the rest.
    The best help counts in full, a second mentor little (`lyle14-two-mentors`).
    """

    name: ClassVar[str] = "learn"
    position: ClassVar[float] = 5.0
    burn_in: ClassVar[bool] = False
    columns: ClassVar[tuple[Column, ...]] = (
        *OWN,
        Column("best_help", np.float64, "worth of the best help this month"),
    )
    kernels: ClassVar[tuple[Any, ...]] = (
        usable_kernel,
        best_kernel,
        learn_kernel,
        mentor_gain_kernel,
    )
    writes: ClassVar[tuple[str, ...]] = (
        "usable_before", "best_group", "best_help", "plateau", "skill", "borrowed",
        "level_lag", "growth",
    )  # fmt: skip

    rate: float = param(
        1.0,
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
        setting = tick.setting
        tick.call(usable_kernel)
        tick.call(best_kernel)
        tick.call(
            learn_kernel,
            setting.goals.weights,
            setting.goals.clarity,
            self.rate * self.transport,
            setting.people.teaching_mean,
            self.quality_gain,
            self.ability_gain,
            self.listening,
            self.second_mentor,
        )
        names = setting.skills
        tick.call(
            mentor_gain_kernel,
            self.mentor_gain,
            names.index("communication"),
            names.index("mentoring_leadership"),
        )
