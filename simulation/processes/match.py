"""Match: who is paired with whom, and how a pair begins."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, ClassVar

import numpy as np

from simulation.assignment.rules import Listing, Rules
from simulation.engine.draws import stream
from simulation.engine.parameters import param
from simulation.engine.process import MONTHS_A_QUARTER, WEEKS_A_MONTH, Process, Tick
from simulation.evidence.fitted import fitted
from simulation.families import Candidates, Matches, Terms, both_ways
from simulation.organization.affinity import (
    TRAITS,
    Affinity,
    LazyScores,
    Profiles,
    fit_kernel,
    gaps_kernel,
    known_kernel,
    overlaps_kernel,
    usable_kernel,
)
from simulation.state.columns import Array
from simulation.state.pairs import PAIRS
from simulation.state.seating import apart, around, companies, open_pairs, round_tables
from simulation.state.state import State

LEADERS = stream("match.leaders")
CHEMISTRY = stream("match.chemistry")
HABIT = stream("match.habit")

DIRECTIONS = {"peer": 0, "colleague": 0, "senior": 1, "reverse": -1}
DEPARTMENT_RULES = {"allow": 0.0, "require": 1.0, "forbid": -1.0}
BEST_LEVELS_ABOVE = 1.5
"""Levels that a helper best stands above whom they help; below in reverse mentoring."""

SENIOR_BY_MONTHS = 24.0
"""Tenure that makes a colleague of the same level a senior."""


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
    Who is to get several mentors gets the next one, another, once everybody has had a turn; pairs
    look as they did, lots are drawn anew. Who got fewer than meant keeps those.
    Pairs are kept sorted by mentee and mentor, so that sums over pairs have one order.
    """

    name: ClassVar[str] = "match"
    position: ClassVar[float] = 2.0
    kernels: ClassVar[tuple[Any, ...]] = (
        known_kernel,
        usable_kernel,
        gaps_kernel,
        overlaps_kernel,
        fit_kernel,
    )
    reads: ClassVar[tuple[str, ...]] = (
        "department",
        "department_isolated",
        "group",
        "manager",
        "tenure",
        "offers_mentoring",
        "mentor_capacity",
        *TRAITS,
    )
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
        sides = _tables(tick) if mutual else _sides(tick)
        answers: list[Matches] = []
        for turn in range(1 if mutual else setting.preferences.mentors_each):
            pools = [_matched(tick, turn, *pool) for pool in _pools(tick.state, *sides)]
            if not pools:
                break
            mentors, mentees, matches = zip(*pools, strict=True)
            mentor, mentee = np.concatenate(mentors), np.concatenate(mentees)
            answers += matches
            self._open(tick, mentor, mentee, mutual)
            sides = _left(sides, mentor, mentee)
        if answers:
            self._account(tick, answers)

    def _account(self, tick: Tick, matches: Sequence[Matches]) -> None:
        state = tick.state
        hours = sum(answer.staff_hours for answer in matches)
        gaps = [answer.gap for answer in matches if answer.gap is not None]
        cost = hours * tick.setting.program.costs.coordinator_hour
        state["account_matching"][tick.month] += cost
        state["tally_matchings"][0] += 1
        state["tally_match_gap"][0] = max(gaps, default=-1.0)

    def _open(self, tick: Tick, leader: Array, follower: Array, mutual: bool) -> None:
        """Open the pairs of all tables: leader with followers, or everybody with everybody."""
        if not len(leader):
            return
        if mutual:
            seating = round_tables(leader, follower)
        else:
            seating = (apart if tick.setting.terms.form == "pairs" else around)(leader, follower)
        beginning = self._beginning(tick, seating.helper, seating.helped) | {"pair_peer": mutual}
        open_pairs(tick.state, seating, beginning)

    def _beginning(self, tick: Tick, helper: Array, helped: Array) -> dict[str, Any]:
        """How new pairs begin: fit, first quality, and the terms they were given."""
        state, setting = tick.state, tick.setting
        terms: Terms = setting.terms
        persons = state["person"][helper], state["person"][helped]
        low, high = np.minimum(*persons), np.maximum(*persons)
        lasting = tick.draws.lasting()
        fit, alike = np.empty(len(helper)), np.empty(len(helper))
        tick.call(
            fit_kernel,
            _traits(state),
            helper,
            helped,
            lasting.pair_normal(CHEMISTRY, low, high),
            fit,
            alike,
            self.fit_needs,
            self.fit_similarity,
            self.fit_roles,
            BEST_LEVELS_ABOVE * _direction(setting),
        )
        agenda, learned = self._agenda(terms)
        return {
            "pair_months_left": terms.weeks / WEEKS_A_MONTH,
            "pair_planned": terms.meetings_per_month,
            "pair_minutes": terms.minutes,
            "pair_agenda": agenda,
            "pair_learned": learned,
            "pair_structure": terms.structure,
            "pair_clarity": setting.goals.clarity,
            "pair_similarity": alike,
            "pair_fit": fit,
            "pair_meet": self.habit * lasting.pair_normal(HABIT, low, high),
            "pair_quality": self.first_impression * fit,
        }

    def _agenda(self, terms: Terms) -> tuple[float, float]:
        """Share of meeting time that works as a worksheet does, and share of a gain that stays."""
        return {
            "none": (self.agenda_none, self.learned_none),
            "suggested": (self.agenda_suggested, self.learned_suggested),
            "worksheet": (1.0, self.learned_worksheet),
        }[terms.agenda]


def _direction(setting: Any) -> int:
    """Sign of the levels that a helper stands above whom they help; 0 where help goes both ways."""
    mutual = both_ways(setting.preferences, setting.terms)
    return 0 if mutual else DIRECTIONS[setting.terms.direction]


def _seekers(state: State) -> Array:
    return np.flatnonzero(state["seeks_mentor"] & state["occupied"])


def _sides(tick: Tick) -> tuple[Array, Array, Array]:
    """Mentees, mentors with room, and that room; a missed kick-off costs them a quarter."""
    state, intake = tick.state, tick.setting.intake
    mentees = _seekers(state)
    room = state["mentor_capacity"] - state["mentees"]
    mentors = np.flatnonzero(state["offers_mentoring"] & state["occupied"] & (room > 0))
    if intake.intake == "cohort" and intake.kickoff_share > 0.0:
        company = companies(state)
        for one in np.unique(company[mentees]):
            offered = room[mentors[company[mentors] == one]].sum()
            here = company[mentees] == one
            if offered < intake.kickoff_share * np.count_nonzero(here):
                # Organizers who still lack mentors a quarter later start with those they have.
                mentees = mentees[~here | (state["waiting"][mentees] >= MONTHS_A_QUARTER)]
    return mentees, mentors, room[mentors]


def _tables(tick: Tick) -> tuple[Array, Array, Array]:
    """Draw who leads: just enough leaders that everybody finds a place, company by company."""
    state, setting = tick.state, tick.setting
    seats = _seekers(state)
    size = 2 if setting.terms.form == "pairs" else int(setting.terms.size)
    company = companies(state)[seats]
    if setting.preferences.same_department == "require":
        company = state["department"][seats]
    lot = tick.draws.uniform(LEADERS, state["person"][seats])
    leads = np.zeros(len(seats), dtype=bool)
    for one in np.unique(company):
        members = np.flatnonzero(company == one)
        order = members[np.argsort(lot[members], kind="stable")]
        leads[order[: -(-len(order) // size)]] = True
    capacity = np.full(int(leads.sum()), size - 1, dtype=np.int64)
    return seats[~leads], seats[leads], capacity


def _pools(
    state: State, mentees: Array, mentors: Array, capacity: Array
) -> Iterator[tuple[Array, Array, Array]]:
    """Split by company: what one company can reach changes no pair of another."""
    company = companies(state)
    for one in np.unique(company[mentees]):
        asked = company[mentors] == one
        if asked.any():
            yield mentees[company[mentees] == one], mentors[asked], capacity[asked]


def _matched(
    tick: Tick, turn: int, mentees: Array, mentors: Array, capacity: Array
) -> tuple[Array, Array, Matches]:
    """Mentor and mentee of each new pair, and the answer of the matching."""
    candidates = _candidates(tick, mentees, mentors, capacity)
    matches = tick.setting.program.matching.pair(candidates, tick.draws.turn(turn))
    rows = np.flatnonzero(matches.mentor >= 0)
    return mentors[matches.mentor[rows]], mentees[rows], matches


def _left(
    sides: tuple[Array, Array, Array], mentor: Array, mentee: Array
) -> tuple[Array, Array, Array]:
    """Who gets another mentor: those who have got one; and mentors with the room they have left."""
    _, mentors, capacity = sides
    taken = np.bincount(np.searchsorted(mentors, mentor), minlength=len(mentors))
    room = capacity - taken
    return np.sort(mentee), mentors[room > 0], room[room > 0]


def _traits(state: State) -> Array:
    return np.column_stack([state[name] for name in TRAITS])


def _candidates(tick: Tick, mentees: Array, mentors: Array, capacity: Array) -> Candidates:
    """Everything a matching may look at."""
    known = partial(_known, tick, mentees, mentors)
    scores = LazyScores(known, partial(_affinity, tick, mentees, mentors))
    rules = _rules(tick, mentees, mentors, scores)
    group = tick.state["group"][mentees]
    return Candidates(rules=rules, capacity=capacity.astype(np.int64), scores=scores, group=group)


def _rules(tick: Tick, mentees: Array, mentors: Array, scores: LazyScores) -> Rules:
    """Direction, departments, reporting line, mentors they have, and perhaps acquaintances."""
    state, wishes = tick.state, tick.setting.preferences
    active = _active(state, mentees, mentors)
    barred = scores.known.joined(active.row, active.column) if wishes.strangers else active
    return Rules(
        mentees=mentees,
        mentors=mentors,
        mentee_persons=state["person"][mentees],
        mentor_persons=state["person"][mentors],
        department=state["department"],
        isolated=state["department_isolated"],
        level=state["level"],
        tenure=state["tenure"],
        manager=state["manager"],
        barred_start=barred.start,
        barred_column=barred.column,
        direction=float(_direction(tick.setting)),
        department_rule=DEPARTMENT_RULES[wishes.same_department],
        line_allowed=float(wishes.reporting_line == "allow"),
        senior_by=SENIOR_BY_MONTHS,
    )


def _active(state: State, mentees: Array, mentors: Array) -> Listing:
    """Pairs that meet already: nobody is paired with a mentor they have."""
    active = np.flatnonzero(state["pair_active"])
    if not len(active):
        return Listing.nothing(len(mentees))
    row, column = np.full((2, state.sizes.seats), -1)
    row[mentees], column[mentors] = np.arange(len(mentees)), np.arange(len(mentors))
    i, j = row[state["pair_mentee"][active]], column[state["pair_mentor"][active]]
    both = (i >= 0) & (j >= 0)
    return Listing.of(i[both], j[both], len(mentees))


def _known(tick: Tick, mentees: Array, mentors: Array) -> Listing:
    start = np.empty(len(mentees) + 1, dtype=np.int64)
    found = np.empty(len(mentees) * tick.state.sizes.neighbors, dtype=np.int64)
    count = tick.call(known_kernel, mentees, mentors, start, found)
    return Listing(start, found[:count].copy())


def _affinity(tick: Tick, mentees: Array, mentors: Array, known: Listing) -> Affinity:
    """What the scores of this month's candidates are made of."""
    state, wishes = tick.state, tick.setting.preferences
    weights = np.array([wishes.needs, wishes.roles, wishes.personality, wishes.ties])
    needs, roles, personality, ties = (weights / weights.sum()).tolist()
    jobs = state.sizes.roles
    overlaps = np.empty((jobs, jobs))
    tick.call(overlaps_kernel, overlaps)
    return Affinity(
        profiles=_profiles(tick, mentees, mentors),
        overlaps=overlaps,
        known=known,
        weights=(needs, roles, personality, ties),
        best_above=float(BEST_LEVELS_ABOVE * _direction(tick.setting)),
    )


def _profiles(tick: Tick, mentees: Array, mentors: Array) -> Profiles:
    state, goals = tick.state, tick.setting.goals
    skills = np.flatnonzero(goals.weights > 0.0)
    weight = np.asarray(goals.weights, dtype=np.float64)[skills]
    have, gap = np.empty((2, len(skills), len(mentees)))
    offered = np.empty((len(skills), len(mentors)))
    missing = np.empty(len(mentees))
    tick.call(usable_kernel, mentees, skills, have)
    tick.call(usable_kernel, mentors, skills, offered)
    targets = np.asarray(goals.targets, dtype=np.float64)
    tick.call(gaps_kernel, mentees, skills, targets, weight, have, gap, missing)
    traits = np.stack([state[name] for name in TRAITS])
    return Profiles(
        gap=gap,
        have=have,
        missing=missing,
        offered=offered,
        weight=weight,
        own=np.ascontiguousarray(traits[:, mentees]),
        theirs=np.ascontiguousarray(traits[:, mentors]),
        level=state["level"][mentees],
        other_level=state["level"][mentors],
        role=state["role"][mentees],
        other_role=state["role"][mentors],
    )
