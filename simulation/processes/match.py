"""Match: who is paired with whom, and how a pair begins."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, ClassVar

import numpy as np

from simulation.engine.addresses import stream
from simulation.engine.compiled import compiled
from simulation.engine.functions import inverse_normal
from simulation.engine.parameters import param
from simulation.engine.philox import uniform_at
from simulation.engine.process import MONTHS_A_QUARTER, WEEKS_A_MONTH, Process, Tick
from simulation.evidence.fitted import fitted
from simulation.families import Matches, Terms, both_ways
from simulation.organization.affinity import fit_kernel
from simulation.organization.candidates import (
    BEST_LEVELS_ABOVE,
    KERNELS,
    READS,
    candidates_for,
    direction,
)
from simulation.organization.opening import KERNELS as OPENING
from simulation.organization.opening import Row, open_pairs
from simulation.organization.tables import Sides, face_to_face, leading, peers
from simulation.state.columns import Array
from simulation.state.pairs import PAIRS
from simulation.state.seating import (
    Seating,
    apart,
    around,
    companies,
    distinct,
    one_company,
    round_tables,
)
from simulation.state.state import State

CHEMISTRY = stream("match.chemistry")
HABIT = stream("match.habit")

BEGINNING = "pair_fit", "pair_similarity", "pair_meet", "pair_quality"
"""What every new pair brings of its own."""


@compiled
def seekers_kernel(occupied: np.ndarray, seeks_mentor: np.ndarray, seats: np.ndarray) -> int:
    """List who seeks a mentor; return how many do."""
    count = 0
    for seat in range(occupied.shape[0]):
        if seeks_mentor[seat] and occupied[seat]:
            seats[count] = seat
            count += 1
    return count


@compiled
def helpers_kernel(
    occupied: np.ndarray,
    offers_mentoring: np.ndarray,
    mentor_capacity: np.ndarray,
    mentees: np.ndarray,
    seats: np.ndarray,
    room: np.ndarray,
) -> int:
    """List who offers mentoring and has room for another mentee, and for how many."""
    count = 0
    for seat in range(occupied.shape[0]):
        left = mentor_capacity[seat] - mentees[seat]
        if offers_mentoring[seat] and occupied[seat] and left > 0:
            seats[count], room[count] = seat, left
            count += 1
    return count


@compiled
def kick_off_kernel(
    waiting: np.ndarray,
    company: np.ndarray,
    mentees: np.ndarray,
    mentors: np.ndarray,
    room: np.ndarray,
    share: float,
) -> int:
    """Keep the mentees of companies whose mentors can take a share of them; return how many.

    `company` of each seat is -1 or a department. Organizers who still lack mentors a quarter later
    start with those they have.
    """
    companies = 1
    for one in company:
        companies = max(companies, one + 2)
    wanted, offered = np.zeros(companies, np.int64), np.zeros(companies, np.int64)
    for seat in mentees:
        wanted[company[seat] + 1] += 1
    for place in range(mentors.shape[0]):
        offered[company[mentors[place]] + 1] += room[place]
    kept = 0
    for seat in mentees:
        one = company[seat] + 1
        if offered[one] >= share * wanted[one] or waiting[seat] >= MONTHS_A_QUARTER:
            mentees[kept] = seat
            kept += 1
    return kept


@compiled
def lasting_kernel(
    person: np.ndarray,
    helper: np.ndarray,
    helped: np.ndarray,
    chemistry: np.ndarray,
    habit: np.ndarray,
    luck: np.ndarray,
) -> None:
    """Draw what is between two for good, z: their chemistry, and how readily they meet.

    `luck` = (seed's two words, month word, hash for chemistry, hash for habit), uint32.
    """
    for pair in range(helper.shape[0]):
        one, other = person[helper[pair]], person[helped[pair]]
        low, high = min(one, other), max(one, other)
        chemistry[pair] = uniform_at(luck[0], luck[1], low, high, luck[2], luck[3])
        habit[pair] = uniform_at(luck[0], luck[1], low, high, luck[2], luck[4])
    for pair in range(helper.shape[0]):
        chemistry[pair] = inverse_normal(chemistry[pair])
        habit[pair] = inverse_normal(habit[pair])


class Match(Process):
    """Those who seek a mentor are matched with those who offer, and the new pairs begin.

    score = weighted mean of needs met, role fit, exp(-personality difference), acquaintance; the
    matcher sees it with an error of its own.
    true fit = .3 needs + .15 similarity + .1 roles + sqrt(1 - ...) chemistry, all z. Needs in the
    fit count what both brought to the company against the job, chemistry is drawn for the two for
    good: the same two have the same fit whenever, and in whatever program, they meet. Two who help
    each other have one relationship: its needs are the mean of both ways.
    Cohorts match in the first month of a quarter, once mentors cover the kick-off share of those
    who seek; others every month. Where help goes both ways, lots decide who leads: each leader is
    matched with as many as fit the table, and all at a table help each other, one row each way.
    Open tables are filled before new ones are opened, and only as many mentors as needed lead a
    group (`simulation.organization.tables`). Companies are matched one by one.
    Who is to get several mentors gets the next one, another, once everybody has had a turn; pairs
    look as they did, lots are drawn anew. Who got fewer than meant keeps those.
    Pairs are kept sorted by mentee and mentor, so that sums over pairs have one order.
    """

    name: ClassVar[str] = "match"
    position: ClassVar[float] = 2.0
    kernels: ClassVar[tuple[Any, ...]] = (
        *KERNELS,
        *OPENING,
        seekers_kernel,
        helpers_kernel,
        kick_off_kernel,
        lasting_kernel,
        fit_kernel,
    )
    reads: ClassVar[tuple[str, ...]] = READS
    writes: ClassVar[tuple[str, ...]] = (
        *(column.name for column in PAIRS),
        "mentees",
        "mentors",
        "seeks_mentor",
        "waiting",
        "q_matched",
        "q_wait",
        "ever_mentee",
        "ever_mentor",
        "tally_pairs_started",
        "tally_pairs_started_total",
        "tally_next_group",
        "tally_matchings",
        "tally_match_gap",
        "account_matching",
    )

    fit_needs: float = param(
        0.3,
        low=0.1,
        high=0.5,
        unit="SD/SD",
        assumed="who can be helped has something to meet for",
        signs="ghosh14-antecedents",
        doc="loading of needs met on the true fit",
    )
    fit_similarity: float = param(
        0.15,
        low=0.05,
        high=0.38,
        unit="SD/SD",
        assumed="causal share of a correlation of perceptions (eby13-deep-similarity)",
        signs="eby13-deep-similarity",
        shared="causal share of perceptions",
        doc="loading of actual deep-level similarity on the true fit",
    )
    fit_roles: float = param(
        0.1,
        low=0.0,
        high=0.3,
        unit="SD/SD",
        assumed="some distance in level and a common craft help a little",
        doc="loading of role fit on the true fit",
    )
    first_impression: float = param(
        0.5,
        low=0.0,
        high=1.0,
        unit="SD/SD",
        assumed="half of the fit shows in the first meeting",
        doc="quality at the start per SD of fit",
    )
    habit: float = param(
        fitted("match.habit"),
        low=0.8,
        high=2.2,
        unit="logit",
        evidence="ntps-meet-weekly",
        doc="standard deviation of the two's lasting tendency to meet",
    )
    agenda_none: float = param(
        0.35,
        low=0.2,
        high=0.6,
        unit="1",
        assumed="talk without agenda works a third as well as a worksheet (worksheet = 1)",
        signs="allen06-design",
        shared="worth of an agenda",
        doc="share of meeting time that works, without agenda",
    )
    agenda_suggested: float = param(
        0.65,
        low=0.4,
        high=0.9,
        unit="1",
        assumed="between none and worksheet",
        signs="allen06-design",
        shared="worth of an agenda",
        doc="share of meeting time that works, with suggested topics",
    )
    learned_none: float = param(
        0.3,
        low=0.1,
        high=0.5,
        unit="1",
        assumed="most advice of the moment is borrowed, not learned",
        shared="share that stays",
        doc="share of a gain that stays, without agenda",
    )
    learned_suggested: float = param(
        0.6,
        low=0.4,
        high=0.8,
        unit="1",
        assumed="between none and worksheet",
        shared="share that stays",
        doc="share of a gain that stays, with suggested topics",
    )
    learned_worksheet: float = param(
        0.85,
        low=0.7,
        high=0.95,
        unit="1",
        assumed="what one has worked through stays",
        shared="share that stays",
        doc="share of a gain that stays, with worksheets",
    )

    def step(self, tick: Tick) -> None:
        """Match whoever seeks and may be matched this month."""
        setting = tick.setting
        cohort = setting.intake.intake == "cohort"
        if not setting.running(tick.month) or (cohort and not tick.first_of_quarter):
            return
        mutual = both_ways(setting.preferences, setting.terms)
        sides = peers(tick, _seekers(tick)) if mutual else [_sides(tick)]
        turns = 1 if mutual else setting.preferences.mentors_each
        answers: list[Matches] = []
        for turn in range(turns):
            pools = [pool for side in sides for pool in _pools(tick.state, *side)]
            if not pools:
                break
            mentor, mentee, matches = _joined([_matched(tick, turn, *pool) for pool in pools])
            answers += matches
            self._open(tick, mentor, mentee, mutual)
            if turn + 1 < turns:
                sides = [_left(*sides[0][1:], mentor, mentee)]
        if answers:
            self._account(tick, answers)

    def _account(self, tick: Tick, matches: Sequence[Matches]) -> None:
        state = tick.state
        hours = sum([answer.staff_hours for answer in matches])
        gaps = [answer.gap for answer in matches if answer.gap is not None]
        cost = hours * tick.setting.program.costs.coordinator_hour
        state["account_matching"][tick.month] += cost
        state["tally_matchings"][0] += 1
        state["tally_match_gap"][0] = max(gaps, default=-1.0)

    def _open(self, tick: Tick, leader: Array, follower: Array, mutual: bool) -> None:
        """Open the pairs of all tables: leader with followers, or everybody with everybody."""
        if not len(leader):
            return
        alone = tick.setting.terms.form == "pairs"
        at_tables = round_tables if mutual else around
        in_pairs = face_to_face if mutual else apart
        sit_down = in_pairs if alone else at_tables
        seating = sit_down(tick.state, leader, follower)
        begin = partial(self._begin, tick, seating)
        open_pairs(tick.state, seating, self._agreed(tick, mutual), begin)

    def _begin(self, tick: Tick, seating: Seating, rows: slice) -> None:
        """Let new pairs begin: with their fit, their habit, and their first quality."""
        state, pairs = tick.state, len(seating.helper)
        once = pairs // 2 if seating.mirrored else pairs
        helper, helped = seating.helper[:once], seating.helped[:once]
        columns = [state[name][rows] for name in BEGINNING]
        fit, alike, habit, quality = [column[:once] for column in columns]
        luck, chemistry = tick.draws.lasting().luck(CHEMISTRY, HABIT), quality
        tick.call(lasting_kernel, helper, helped, chemistry, habit, luck)
        tick.call(
            fit_kernel,
            helper,
            helped,
            chemistry,
            fit,
            alike,
            self.fit_needs,
            self.fit_similarity,
            self.fit_roles,
            BEST_LEVELS_ABOVE * direction(tick.setting),
        )
        habit *= self.habit
        np.multiply(fit, self.first_impression, out=quality)
        if seating.mirrored:  # who help each other have one relationship
            for column in columns:
                column[once:] = column[:once]

    def _agreed(self, tick: Tick, mutual: bool) -> Row:
        """The terms of new pairs, as a row of their table, made anew where terms change."""
        made: dict[str, Any] = tick.once("match.agreed", dict)
        setting, terms = tick.setting, tick.setting.terms
        if made.get("terms") is not terms:
            agenda, learned = self._agenda(terms)
            agreed = {
                "pair_peer": mutual,
                "pair_months_left": terms.weeks / WEEKS_A_MONTH,
                "pair_planned": terms.meetings_per_month,
                "pair_minutes": terms.minutes,
                "pair_agenda": agenda,
                "pair_learned": learned,
                "pair_structure": terms.structure,
                "pair_clarity": setting.goals.clarity,
            }
            made.update(terms=terms, row=tick.state.tables["pairs"].row(agreed))
        row: Row = made["row"]
        return row

    def _agenda(self, terms: Terms) -> tuple[float, float]:
        """Share of meeting time that works as a worksheet does, and share of a gain that stays."""
        return {
            "none": (self.agenda_none, self.learned_none),
            "suggested": (self.agenda_suggested, self.learned_suggested),
            "worksheet": (1.0, self.learned_worksheet),
        }[terms.agenda]


def _seekers(tick: Tick) -> Array:
    seats = tick.state.room("match.seekers", partial(_room_for_all, tick.state))
    return seats[: tick.call(seekers_kernel, seats)]


def _sides(tick: Tick) -> Sides:
    """Mentees, mentors with room, and that room; a missed kick-off costs them a quarter."""
    state, intake = tick.state, tick.setting.intake
    mentees = _seekers(tick)
    seats, left = state.room("match.helpers", lambda: (_room_for_all(state), _room_for_all(state)))
    count = tick.call(helpers_kernel, seats, left)
    mentors, room = seats[:count], left[:count]
    if intake.intake == "cohort" and intake.kickoff_share > 0.0:
        company = companies(state)
        kept = tick.call(kick_off_kernel, company, mentees, mentors, room, intake.kickoff_share)
        mentees = mentees[:kept]
    return mentees, mentors, room


def _room_for_all(state: State) -> Array:
    """Room for a number of everybody."""
    return np.empty(state.sizes.seats, dtype=np.int64)


def _pools(state: State, mentees: Array, mentors: Array, capacity: Array) -> Iterator[Sides]:
    """Split by company: what one company can reach changes no pair of another."""
    if one_company(state):
        if len(mentees) and len(mentors):
            yield mentees, mentors, capacity
        return
    company = companies(state)
    for one in distinct(company[mentees]):
        asked = company[mentors] == one
        if asked.any():
            yield mentees[company[mentees] == one], mentors[asked], capacity[asked]


type Made = tuple[Array, Array, Matches]
"""Mentor and mentee of each new pair of one pool, and the answer of the matching."""


def _joined(made: Sequence[Made]) -> tuple[Array, Array, tuple[Matches, ...]]:
    """Mentor and mentee of each new pair of all pools, and all answers."""
    mentors, mentees, matches = zip(*made, strict=True)
    if len(made) == 1:
        return mentors[0], mentees[0], matches
    return np.concatenate(mentors), np.concatenate(mentees), matches


def _matched(tick: Tick, turn: int, mentees: Array, mentors: Array, capacity: Array) -> Made:
    """Mentor and mentee of each new pair, and the answer of the matching."""
    candidates = candidates_for(tick, mentees, mentors, capacity)
    draws = tick.draws.turn(turn)
    if tick.setting.terms.form == "group":
        lead = leading(tick.state, candidates.rules, candidates.capacity, draws)
        mentors = mentors[lead]
        candidates = candidates_for(tick, mentees, mentors, capacity[lead])
    matches = tick.setting.program.matching.pair(candidates, draws)
    rows = (matches.mentor >= 0).nonzero()[0]
    return mentors[matches.mentor[rows]], mentees[rows], matches


def _left(mentors: Array, capacity: Array, mentor: Array, mentee: Array) -> Sides:
    """Who gets another mentor: those who have got one; and mentors with the room they have left."""
    taken = np.bincount(np.searchsorted(mentors, mentor), minlength=len(mentors))
    room = capacity - taken
    return np.sort(mentee), mentors[room > 0], room[room > 0]
