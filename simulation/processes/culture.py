"""Culture: what leaders do for openness, and how slowly teams follow."""

from dataclasses import replace
from typing import Any, ClassVar, NamedTuple

import numpy as np

from simulation.engine.addresses import stream
from simulation.engine.compiled import compiled
from simulation.engine.links import strengthen
from simulation.engine.parameters import param
from simulation.engine.process import WEEKS_A_MONTH, Process, Tick
from simulation.engine.rates import HOURS_A_MONTH, kept
from simulation.families import Culture as Answer
from simulation.families import Terms
from simulation.state.columns import Array
from simulation.state.seating import companies
from simulation.state.state import Sizes

INTRODUCED = stream("culture.introduced")
PARTNER = stream("culture.partner")


@compiled
def safety_kernel(
    occupied: np.ndarray,
    exposed: np.ndarray,
    team: np.ndarray,
    team_safety_set: np.ndarray,
    team_safety: np.ndarray,
    people: np.ndarray,
    reached: np.ndarray,
    push: float,
    rate: float,
) -> None:
    """Move every team's safety toward its usual level plus the push on those reached in it.

    `people` and `reached` are room to count in, by team; without a push nobody is counted.
    """
    people[:] = 0.0
    reached[:] = 0.0
    for i in range(occupied.shape[0] if push != 0.0 else 0):
        if occupied[i]:
            people[team[i]] += 1.0
            reached[team[i]] += 1.0 if exposed[i] else 0.0
    for t in range(team_safety.shape[0]):
        target = team_safety_set[t] + push * reached[t] / max(1.0, people[t])
        team_safety[t] += rate * (target - team_safety[t])


@compiled
def attention_kernel(
    occupied: np.ndarray,
    exposed: np.ndarray,
    manager: np.ndarray,
    attention: np.ndarray,
    contacts: np.ndarray,
    help_lent: np.ndarray,
    time_lent: np.ndarray,
    hours: float,
    talk_hours: float,
    month_hours: float,
) -> None:
    """Let every present manager give every subordinate the hours, out of the manager's own work."""
    for i in range(occupied.shape[0]):
        boss = manager[i]
        if not (occupied[i] and exposed[i]) or boss < 0 or not occupied[boss]:
            continue
        attention[i] += hours / talk_hours
        contacts[i] += hours / talk_hours
        time_lent[i] += hours / month_hours
        help_lent[boss] += hours / month_hours
        time_lent[boss] += hours / month_hours


@compiled
def listen_kernel(
    occupied: np.ndarray,
    exposed: np.ndarray,
    manager: np.ndarray,
    voice: np.ndarray,
    time_lent: np.ndarray,
    leads: np.ndarray,
    reach: float,
    leader_time: float,
    speaking_time: float,
) -> int:
    """Open the voice channel to everybody reached; speaking up and leading openly take time.

    Returns how many are reached. `leads` is room for who leads one of them.
    """
    reached = 0
    leads[:] = False
    for i in range(occupied.shape[0]):
        if occupied[i] and exposed[i]:
            reached += 1
            voice[i] = reach
            time_lent[i] += speaking_time
            if manager[i] >= 0 and occupied[manager[i]]:
                leads[manager[i]] = True
    for i in range(occupied.shape[0]):
        if leads[i]:
            time_lent[i] += leader_time
    return reached


@compiled
def introduce_kernel(
    occupied: np.ndarray,
    exposed: np.ndarray,
    team: np.ndarray,
    tie_neighbor: np.ndarray,
    tie_strength: np.ndarray,
    tie_target: np.ndarray,
    tie_count: np.ndarray,
    asked_extra: np.ndarray,
    time_lent: np.ndarray,
    draw_a: np.ndarray,
    draw_b: np.ndarray,
    seats: np.ndarray,
    chance: float,
    strength: float,
    ceiling: float,
    time: float,
) -> int:
    """Introduce each of `seats` with a chance to one of another team; return how many meet.

    Place a on the circle of all `seats`, vacant ones included, picks the partner: the first from
    there on who can be met. So nobody's partner hangs on seats outside.
    """
    count = seats.shape[0]
    met = 0
    for place in range(count):
        i = seats[place]
        if not (occupied[i] and exposed[i]) or draw_b[i] >= chance:
            continue
        start = int(draw_a[i] * count)
        for step in range(count):
            j = seats[(start + step) % count]
            if occupied[j] and exposed[j] and team[j] != team[i]:
                strengthen(
                    tie_neighbor, tie_strength, tie_target, tie_count, i, j, strength, ceiling
                )
                strengthen(
                    tie_neighbor, tie_strength, tie_target, tie_count, j, i, strength, ceiling
                )
                asked_extra[i] += 1.0
                asked_extra[j] += 1.0
                time_lent[i] += time
                time_lent[j] += time
                met += 1
                break
    return met


SILENT = Answer()
"""What leaders do for openness where no program runs."""


class Room(NamedTuple):
    """Where a run counts people and who is reached of them, by team, and marks who leads one."""

    people: Array
    reached: Array
    leads: Array


def _room(sizes: Sizes) -> Room:
    return Room(np.empty(sizes.teams), np.empty(sizes.teams), np.empty(sizes.seats, dtype=bool))


class Culture(Process):
    """Leaders stand for openness, listen, introduce people, and tell managers to give time.

    team safety += r (usual + share reached (.5 commitment + .3 voice) - team safety), r from a
    half-life of 6 months; the voice channel reaches everybody whom the program runs for. Both take
    time: of those who lead, of those who speak, and of staff.
    Ordered attention: hours x 2^(-months since launch or the last reminder / 3) for each
    subordinate; a contact every half hour of it. All of it is taken from the manager's own work,
    as help is; of the subordinate's time a share, as in meetings.
    Introductions, at the start of a quarter: a colleague of another team, ties both ways.
    Prompts for written advice count as contacts as long as they go out.
    """

    name: ClassVar[str] = "culture"
    position: ClassVar[float] = 2.5
    kernels: ClassVar[tuple[Any, ...]] = (
        safety_kernel,
        attention_kernel,
        listen_kernel,
        introduce_kernel,
    )
    reads: ClassVar[tuple[str, ...]] = ("department", "department_isolated")
    writes: ClassVar[tuple[str, ...]] = (
        "team_safety",
        "voice",
        "attention",
        "contacts",
        "help_lent",
        "time_lent",
        "asked_extra",
        "tie_neighbor",
        "tie_strength",
        "tie_target",
        "tie_count",
        "account_open_door",
    )

    commitment_gain: float = param(
        0.5,
        low=0.1,
        high=1.0,
        unit="SD",
        assumed="leaders set the tone, teams keep most of their own climate",
        off=0.0,
        mechanism="Leaders make it safe to speak up",
        doc="psychological safety under full commitment of leaders",
    )
    voice_gain: float = param(
        0.3,
        low=0.0,
        high=0.6,
        unit="SD",
        assumed="to be heard shows that speaking up is safe",
        off=0.0,
        mechanism="Leaders make it safe to speak up",
        doc="psychological safety under a voice channel that reaches everybody",
    )
    half_life: float = param(
        6.0,
        low=3.0,
        high=18.0,
        unit="months",
        assumed="trust grows over quarters, not weeks",
        doc="time in which half of the way to a new level of safety is gone",
    )
    compliance_half_life: float = param(
        3.0,
        low=1.0,
        high=6.0,
        unit="months",
        evidence="leonard06-size",
        doc="time in which managers' compliance with an order halves",
    )
    talk_hours: float = param(
        0.5,
        low=0.25,
        high=1.0,
        unit="hours",
        assumed="a talk between manager and subordinate takes half an hour",
        doc="ordered attention that makes one contact",
    )
    introduction_strength: float = param(
        0.3,
        low=0.1,
        high=0.6,
        unit="tie strength",
        assumed="a third of an ordinary tie after one conversation",
        doc="tie that an introduction leaves, both ways",
    )
    introduction_hours: float = param(
        0.5,
        low=0.25,
        high=1.0,
        unit="hours",
        assumed="a coffee",
        doc="time that an introduction takes each of the two",
    )
    introduction_staff: float = param(
        0.05,
        low=0.0,
        high=0.25,
        unit="hours",
        assumed="a tool draws and writes to both",
        doc="coordinator's time for an introduction",
    )
    channel_staff: float = param(
        6.0,
        low=1.0,
        high=20.0,
        unit="hours/month",
        assumed="somebody collects, answers and reports what people say",
        doc="coordinator's time for a full voice channel, for each 100 people reached",
    )
    speaking_hours: float = param(
        0.5,
        low=0.1,
        high=1.0,
        unit="hours/month",
        assumed="a survey or a round of talks a month",
        doc="everybody's time for a full voice channel",
    )
    leader_hours: float = param(
        4.0,
        low=1.0,
        high=10.0,
        unit="hours/month",
        assumed="an hour a week of listening, answering and following up",
        doc="time of everybody who leads somebody, under full commitment",
    )

    def step(self, tick: Tick) -> None:
        """Act on what leaders do this month; without a program teams drift back to usual."""
        setting = tick.setting
        running = setting.running(tick.month)
        answer = _shortened(setting.culture, setting.part(tick.month)) if running else SILENT
        push = self.commitment_gain * answer.commitment + self.voice_gain * answer.voice
        room = tick.once("culture.room", lambda: _room(tick.state.sizes))
        tick.call(safety_kernel, room.people, room.reached, push, 1.0 - kept(self.half_life))
        if not running:
            return
        listening = self._listen(tick, answer, room.leads)
        self._attend(tick, answer)
        met = self._introduce(tick, answer)
        _prompt(tick, setting.terms)
        staff = listening + self.introduction_staff * met
        cost = staff * setting.program.costs.coordinator_hour
        tick.state["account_open_door"][tick.month] += cost

    def _listen(self, tick: Tick, answer: Answer, leads: Array) -> float:
        """Lead openly and open the voice channel; return the hours that staff need for it."""
        if answer.voice == 0.0 and answer.commitment == 0.0:
            return 0.0
        reached = tick.call(
            listen_kernel,
            leads,
            answer.voice,
            self.leader_hours * answer.commitment / HOURS_A_MONTH,
            self.speaking_hours * answer.voice / HOURS_A_MONTH,
        )
        return float(self.channel_staff * answer.voice * reached / 100.0)

    def _attend(self, tick: Tick, answer: Answer) -> None:
        if answer.attention_hours == 0.0:
            return
        month = tick.setting.program_month(tick.month)
        since = month - max(told for told in (0, *answer.reminders) if told <= month)
        obeyed = kept(self.compliance_half_life / since) if since else 1.0
        hours = answer.attention_hours * obeyed
        tick.call(attention_kernel, hours, self.talk_hours, HOURS_A_MONTH)

    def _introduce(self, tick: Tick, answer: Answer) -> int:
        """Hold the quarter's introductions; a fraction is a chance of one more."""
        if not (tick.first_of_quarter and answer.introductions):
            return 0
        state, met = tick.state, 0
        company = companies(state)
        for number in range(int(np.ceil(answer.introductions))):
            tick.draws.uniform(PARTNER, state["person"], out=state["draw_a"], index=number)
            tick.draws.uniform(INTRODUCED, state["person"], out=state["draw_b"], index=number)
            for one in np.unique(company):
                met += tick.call(
                    introduce_kernel,
                    np.flatnonzero(company == one),
                    answer.introductions - number,
                    self.introduction_strength,
                    1.0,
                    self.introduction_hours / HOURS_A_MONTH,
                )
        return met


def _shortened(answer: Answer, part: float) -> Answer:
    """What leaders do in a month of which the program runs a part only."""
    if part == 1.0:
        return answer
    return replace(
        answer,
        commitment=part * answer.commitment,
        voice=part * answer.voice,
        attention_hours=part * answer.attention_hours,
    )


def _prompt(tick: Tick, terms: Terms) -> None:
    """Send the month's prompts for written advice, in the last month the fraction left."""
    if terms.prompts_per_month == 0.0:
        return
    gone = tick.setting.program_month(tick.month) * WEEKS_A_MONTH
    part = min(1.0, max(0.0, (terms.prompt_weeks - gone) / WEEKS_A_MONTH))
    if part > 0.0:
        reached = tick.state["occupied"] & tick.state["exposed"]
        prompts = terms.prompts_per_month * part
        tick.state["contacts"][reached] += prompts
        tick.state["time_lent"][reached] += prompts * terms.prompt_minutes / 60.0 / HOURS_A_MONTH
