"""Exchange: people ask those they are tied to, with or without a program."""

from typing import Any, ClassVar, NamedTuple

import numpy as np

from simulation.engine.compiled import compiled, compiled_inline
from simulation.engine.fours import NOTHING, Four, four, four_from, plus
from simulation.engine.functions import exp
from simulation.engine.parameters import param
from simulation.engine.process import Process, Tick
from simulation.engine.rates import HOURS_A_MONTH, kept
from simulation.evidence.fitted import fitted
from simulation.organization.network import draw_ties, draw_ties_kernel
from simulation.state.columns import Array, Column

NEWCOMER_MONTHS = 3.0
"""Months in which managers introduce newcomers to their work."""

TENTHS = 3.321928094887362
"""Half-lives that leave a tenth: log2 10."""


@compiled
def doubled(occupied: np.ndarray, tenure: np.ndarray, seats: np.ndarray) -> int:
    """List those whose service has just doubled to 1, 2, 4, ... 32 years; return how many."""
    for i in range(occupied.shape[0]):  # all are asked side by side, then listed in place
        now = False
        for doubling in range(6):
            now |= tenure[i] == 12.0 * (1 << doubling)
        seats[i] = now & occupied[i]
    count = 0
    for i in range(occupied.shape[0]):
        listed = seats[i]
        seats[count] = i
        count += listed
    return count


@compiled
def ask_kernel(
    occupied: np.ndarray,
    tenure: np.ndarray,
    manager: np.ndarray,
    growth_motivation: np.ndarray,
    ability: np.ndarray,
    team: np.ndarray,
    team_safety: np.ndarray,
    mentor_contacts: np.ndarray,
    asked_hours: np.ndarray,
    asked_pace: np.ndarray,
    led_hours: np.ndarray,
    skill: np.ndarray,
    borrowed: np.ndarray,
    borrowed_peers: np.ndarray,
    exchange_usable: np.ndarray,
    seats: np.ndarray,
    usual: float,
    motivation: float,
    safety: float,
    replaced: float,
    speed: float,
    ability_gain: float,
    introduction: float,
    months: float,
) -> int:
    """Hours wished for = usual exp(a g - a^2 / 2 + c safety), less what formal meetings replace.

    `replaced` counts hours per meeting. The pace of learning is speed exp(b ability) an hour.
    Managers give newcomers hours unasked: most at first, none after `months`, `introduction` in
    the mean. Usable levels as asking begins are min(1, skill + borrowed), 0 on vacant seats.
    Listed in `seats` are those who will ask more others: see `doubled`. Returns how many.
    """
    for i in range(occupied.shape[0]):
        asked_hours[i] = team_safety[team[i]]
    for i in range(occupied.shape[0]):  # without look-ups, exponentials run side by side
        wish = motivation * growth_motivation[i] - 0.5 * motivation * motivation
        hours = usual * exp(wish + safety * asked_hours[i])
        asked_hours[i] = max(0.0, hours - replaced * mentor_contacts[i]) * occupied[i]
    for i in range(occupied.shape[0]):
        asked_pace[i] = speed * exp(ability_gain * ability[i])
    for i in range(occupied.shape[0]):
        boss = manager[i]
        led = occupied[i] and tenure[i] < months and boss >= 0 and occupied[boss]
        led_hours[i] = 2.0 * introduction * (1.0 - (tenure[i] + 0.5) / months) if led else 0.0
    own, lent, told = skill.reshape(-1), borrowed.reshape(-1), borrowed_peers.reshape(-1)
    usable = exchange_usable.reshape(-1)
    for n in range(usable.shape[0]):
        usable[n] = min(1.0, own[n] + lent[n] + told[n])
    return doubled(occupied, tenure, seats)


@compiled_inline
def add_told(sums: tuple[Four, Four], dose: float, level: Four, known: Four) -> tuple[Four, Four]:
    """Add to doses, and to doses times levels, what an expert tells who knows more."""
    # Selects and no branches, since levels have no pattern.
    a = dose if level[0] > known[0] else 0.0
    b = dose if level[1] > known[1] else 0.0
    c = dose if level[2] > known[2] else 0.0
    d = dose if level[3] > known[3] else 0.0
    times_level = (a * level[0], b * level[1], c * level[2], d * level[3])
    return plus(sums[0], (a, b, c, d)), plus(sums[1], times_level)


@compiled
def take(
    role: np.ndarray,
    heard: np.ndarray,
    ahead: np.ndarray,
    plateau: np.ndarray,
    skill: np.ndarray,
    borrowed: np.ndarray,
    borrowed_peers: np.ndarray,
    exchange_usable: np.ndarray,
    level_lag: np.ndarray,
    growth: np.ndarray,
    skills_used: np.ndarray,
    learned: float,
) -> None:
    """Gain (1 - exp(-x)) of the mean gap: part of it stays, the rest is borrowed.

    Half of the rise of usable levels counts within the month, its mean over the job as growth;
    `exchange_usable` is left as the rise.
    """
    # Loops over few flat arrays: only these does the compiler run side by side.
    x, gain = heard.reshape(-1), ahead.reshape(-1)
    ceiling, own = plateau.reshape(-1), skill.reshape(-1)
    lent, told = borrowed.reshape(-1), borrowed_peers.reshape(-1)
    rise, lag = exchange_usable.reshape(-1), level_lag.reshape(-1)
    for n in range(x.shape[0]):
        gain[n] *= (1.0 - exp(-x[n])) / max(x[n], 1e-300)
    for n in range(x.shape[0]):
        mastery = min(1.0, own[n] / max(0.02, ceiling[n]))
        ceiling[n] = min(1.0, ceiling[n] + learned * gain[n])
        gain[n] *= mastery
        own[n] = min(1.0, own[n] + learned * gain[n])
    for n in range(x.shape[0]):
        told[n] = min(1.0, told[n] + (1.0 - learned) * gain[n])
    for n in range(x.shape[0]):
        rise[n] = min(1.0, own[n] + lent[n] + told[n]) - rise[n]
    for n in range(x.shape[0]):
        lag[n] += 0.5 * rise[n]
    for i in range(growth.shape[0]):
        total = 0.0
        for k in range(exchange_usable.shape[1]):
            total += exchange_usable[i, k]
        growth[i] += total / skills_used[role[i]]


@compiled
def hear_kernel(
    role: np.ndarray,
    manager: np.ndarray,
    teaching: np.ndarray,
    tie_count: np.ndarray,
    tie_neighbor: np.ndarray,
    tie_strength: np.ndarray,
    tie_target: np.ndarray,
    asked_hours: np.ndarray,
    asked_pace: np.ndarray,
    led_hours: np.ndarray,
    answered: np.ndarray,
    exchange_usable: np.ndarray,
    plateau: np.ndarray,
    borrowed: np.ndarray,
    borrowed_peers: np.ndarray,
    heard: np.ndarray,
    ahead: np.ndarray,
    help_lent: np.ndarray,
    time_lent: np.ndarray,
    skill: np.ndarray,
    level_lag: np.ndarray,
    growth: np.ndarray,
    hour_of: np.ndarray,
    expert: np.ndarray,
    dose: np.ndarray,
    skills_used: np.ndarray,
    growing: float,
    cost: float,
    learned: float,
) -> None:
    """Everybody asks along the ties, which then grow: the one walk over all ties of a month.

    Who has few to ask asks less, and nobody asks without ties: hours wished for times T / (T + 1),
    T = all ties, spread over the ties by strength. Newcomers hear their manager as well. Summed
    skill by skill are the doses from those who know more, and doses times how much more. The hours
    are split over the skills of the job; a dose of 1 is the breadth's hours: `hour_of` says what an
    hour is of that, by role and skill. Ties grow by s += v (target - s). The first four skills are
    summed side by side on the walk, others after it: `expert` and `dose` are room for a row of ties
    and a manager. Each answer costs the expert time, `cost` per hour asked; managers give theirs.
    In the end all take in what they have heard: see `take`.
    """
    answered[:] = 0.0
    ks = four_from(0, heard.shape[1])
    for i in range(tie_count.shape[0]):
        ties = tie_count[i]
        total = 0.0
        for slot in range(ties):
            total += tie_strength[i, slot]
        rate = asked_hours[i] / (total + 1.0)
        asked_hours[i] = rate * total
        known = plus(four(plateau, i, ks), four(borrowed, i, ks))
        known = plus(known, four(borrowed_peers, i, ks))
        sums = NOTHING, NOTHING
        for slot in range(ties):
            j = np.uint32(tie_neighbor[i, slot])  # never negative: one test less for every look-up
            strength = tie_strength[i, slot]
            hours = rate * strength
            told = hours * asked_pace[i] * teaching[j]
            expert[slot], dose[slot] = j, told
            answered[j] += hours
            tie_strength[i, slot] = strength + growing * (tie_target[i, slot] - strength)
            sums = add_told(sums, told, four(exchange_usable, j, ks), known)
        if led_hours[i] > 0.0:
            boss = np.uint32(manager[i])
            told = led_hours[i] * asked_pace[i] * teaching[boss]
            expert[ties], dose[ties] = boss, told
            ties += 1
            sums = add_told(sums, told, four(exchange_usable, boss, ks), known)
        for place in range(4):
            hour, doses, taught = hour_of[role[i], ks[place]], sums[0][place], sums[1][place]
            heard[i, ks[place]] = doses * hour
            ahead[i, ks[place]] = max(0.0, taught - doses * known[place]) * hour
        for k in range(4, heard.shape[1]):
            doses = 0.0
            taught = 0.0
            before = plateau[i, k] + borrowed[i, k] + borrowed_peers[i, k]
            hour = hour_of[role[i], k]
            if hour > 0.0:
                for slot in range(ties):
                    part, level = dose[slot], exchange_usable[expert[slot], k]
                    part = part if level > before else 0.0
                    doses += part
                    taught += part * level
            heard[i, k] = doses * hour
            ahead[i, k] = max(0.0, taught - doses * before) * hour
    for i in range(answered.shape[0]):
        help_lent[i] += cost * answered[i]
        time_lent[i] += cost * answered[i]
    for i in range(led_hours.shape[0]):
        if led_hours[i] > 0.0:
            given = led_hours[i] / HOURS_A_MONTH
            help_lent[manager[i]] += given
            time_lent[manager[i]] += given
    told = heard, ahead, plateau, skill, borrowed, borrowed_peers, exchange_usable
    take(role, *told, level_lag, growth, skills_used, learned)


class Exchange(Process):
    """Colleagues ask and answer over the advice network; ties grow with time.

    hours asked = (h exp(a g - a^2 / 2 + c safety) - formal hours replaced)+ T / (T + 1),
    spread over the ties, T their sum
    g = (1 - exp(-x)) mean (expert's usable level - plateau - borrowed), for each skill of the job,
    over those who know more, by the dose that each gives; x = sum of doses / hours of breadth
    dose = transport agenda teaching exp(.15 ability) hours, all hours split over the job's skills
    plateau += lambda g; of skill / plateau as much: skill += lambda g, borrowed from peers the
    rest. Answering costs the expert time.
    Managers introduce newcomers unasked, 17 hours a month in the first quarter: these hours teach
    by the same rule (`bishop91-manager`: "the usual support of a control group of new hires").
    When service has doubled (1, 2, 4, ... years) more others ask: ties are drawn once more.
    New ties grow over about four months: s += v (target - s).
    """

    name: ClassVar[str] = "exchange"
    position: ClassVar[float] = 6.0
    burn_in: ClassVar[bool] = True
    columns: ClassVar[tuple[Column, ...]] = (
        Column("asked_hours", np.float64, "hours of advice asked this month", "hours"),
        Column("asked_pace", np.float64, "doses that an hour of advice gives", "1/hour"),
        Column("led_hours", np.float64, "hours that the manager gives a newcomer", "hours"),
        Column("answered", np.float64, "hours of questions answered this month", "hours"),
        Column("heard", np.float64, "x: doses from those who know more", extra="skills"),
        Column("ahead", np.float64, "doses times how much more; then the gain", extra="skills"),
        Column(
            "exchange_usable",
            np.float64,
            "usable level before; then its rise",
            extra="skills",
        ),
    )
    kernels: ClassVar[tuple[Any, ...]] = (
        ask_kernel,
        hear_kernel,
        draw_ties_kernel,
    )
    writes: ClassVar[tuple[str, ...]] = (
        "asked_hours",
        "asked_pace",
        "led_hours",
        "answered",
        "heard",
        "ahead",
        "exchange_usable",
        "plateau",
        "skill",
        "borrowed_peers",
        "level_lag",
        "growth",
        "help_lent",
        "time_lent",
        "tie_neighbor",
        "tie_strength",
        "tie_target",
        "tie_count",
    )

    hours: float = param(
        1.0,
        low=0.3,
        high=3.0,
        unit="hours/month",
        assumed="about an hour a month beside pairs; all informal training takes 1.2 hours a week",
        signs="bls95-informal",
        off=0.0,
        mechanism="Colleagues advise each other",
        doc="advice asked by an ordinary, established person",
    )
    motivation: float = param(
        1.0,
        low=0.5,
        high=1.5,
        unit="log/SD",
        assumed="those who want to grow find help anyway",
        signs="kyndt13-participation",
        doc="log hours asked per SD of growth motivation",
    )
    safety: float = param(
        0.15,
        low=0.05,
        high=0.3,
        unit="log/SD",
        assumed="half of the perceived relation is causal",
        signs=("frazier17-learning", "frazier17-infoshare"),
        shared="causal share of perceptions",
        doc="log hours asked per SD of psychological safety",
    )
    replaced: float = param(
        0.5,
        low=0.2,
        high=0.8,
        unit="1",
        assumed="half of formal help replaces informal asking",
        doc="informal hours saved per formal hour",
    )
    agenda: float = param(
        0.35,
        low=0.2,
        high=0.6,
        unit="1",
        assumed="advice without an agenda",
        shared="worth of an agenda",
        doc="worth of an informal hour against a worksheet hour",
    )
    learned: float = param(
        fitted("exchange.learned"),
        low=0.1,
        high=0.5,
        unit="1",
        anchor="V01",
        doc="share of what is told that stays: what weekly meetings add to it is the anchor's gain",
    )
    transport: float = param(
        0.5,
        low=0.2,
        high=1.0,
        unit="1",
        assumed="as in learning from mentors",
        shared="transport",
        doc="share of a published learning rate reached",
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
    answer_cost: float = param(
        fitted("exchange.answer_cost"),
        low=0.5,
        high=4.0,
        unit="hours/hour",
        anchor="V19",
        doc="the expert's time per hour asked, interruption included",
    )
    newcomer_hours: float = param(
        17.0,
        low=8.0,
        high=25.0,
        unit="hours/month",
        evidence="bishop91-manager",
        off=0.0,
        mechanism="Managers introduce newcomers",
        doc="manager's time for a newcomer, mean over the first quarter",
    )
    tie_months: float = param(
        4.0,
        low=2.0,
        high=8.0,
        unit="months",
        assumed="ties to a replacement take a season",
        doc="time in which a tie reaches nine tenths of its strength",
    )

    def step(self, tick: Tick) -> None:
        """More others ask whose service has doubled; all ask, answer and take; ties grow."""
        room = tick.once("exchange.room", lambda: _room(tick))
        replaced = self.replaced * tick.setting.terms.minutes / 60.0
        wish = (self.hours, self.motivation, self.safety, replaced)
        speed = self.transport * self.agenda / tick.setting.people.teaching_mean
        introduction = (self.newcomer_hours, NEWCOMER_MONTHS)
        more = tick.call(ask_kernel, room.seats, *wish, speed, self.ability_gain, *introduction)
        if more:
            draw_ties(tick.state, tick.draws, tick.setting.people, room.seats[:more], more=True)
        growing, cost = 1.0 - kept(self.tie_months / TENTHS), self.answer_cost / HOURS_A_MONTH
        tables = room.hour_of, room.expert, room.dose, room.used
        tick.call(hear_kernel, *tables, growing, cost, self.learned)


class Room(NamedTuple):
    """What a run's months have in common.

    Skills that each role uses, at least 1, so that it divides; what an hour of a month's advice is
    of a dose in each skill of each role, 0 if not used; room for a row of ties and a manager, and
    for a list of seats.
    """

    used: Array
    hour_of: Array
    expert: Array
    dose: Array
    seats: Array


def _room(tick: Tick) -> Room:
    uses = tick.state["role_requirement"] > 0.0
    used = np.maximum(np.count_nonzero(uses, axis=1), 1).astype(np.float64)
    hour_of = uses / (used[:, None] * tick.state["breadth_hours"])
    width, seats = tick.state.sizes.neighbors + 1, tick.state.sizes.seats
    row = np.empty(width, np.uint32), np.empty(width)
    return Room(used, hour_of, *row, np.empty(seats, np.int64))
