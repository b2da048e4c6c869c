"""Match: who is paired with whom, and how a pair begins."""

from typing import Any, ClassVar

import numpy as np

from simulation.engine.compiled import compiled
from simulation.engine.draws import stream
from simulation.engine.parameters import param
from simulation.engine.process import MONTHS_A_QUARTER, WEEKS_A_MONTH, Process, Tick
from simulation.families import Candidates, Matches, Terms, both_ways
from simulation.organization.affinity import TRAITS, fit_kernel, known_kernel, score_kernel
from simulation.state.columns import Array
from simulation.state.pairs import PAIRS
from simulation.state.seating import companies, everybody, open_pairs, tables
from simulation.state.state import State

LEADERS = stream("match.leaders")
CHEMISTRY = stream("match.chemistry")
HABIT = stream("match.habit")

DIRECTIONS = {"peer": 0, "colleague": 0, "senior": 1, "reverse": -1}
DEPARTMENT_RULES = {"allow": 0, "require": 1, "forbid": -1}
BEST_LEVELS_ABOVE = 1.5
"""Levels that a helper best stands above whom they help; below in reverse mentoring."""

SENIOR_BY_MONTHS = 24.0
"""Tenure that makes a colleague of the same level a senior."""


@compiled
def superior(manager: np.ndarray, seat: int, other: int) -> bool:
    """Whether `other` stands above `seat` in the reporting line."""
    above = manager[seat]
    for _ in range(manager.shape[0]):
        if above < 0:
            return False
        if above == other:
            return True
        above = manager[above]
    return False


@compiled
def rules_kernel(
    department: np.ndarray,
    department_isolated: np.ndarray,
    level: np.ndarray,
    tenure: np.ndarray,
    manager: np.ndarray,
    seekers: np.ndarray,
    helpers: np.ndarray,
    allowed: np.ndarray,
    direction: float,
    department_rule: float,
    line_allowed: float,
    senior_by: float,
) -> None:
    """Mark pairs that no rule forbids: oneself, direction, departments, reporting line."""
    for row in range(seekers.shape[0]):
        i = seekers[row]
        for column in range(helpers.shape[0]):
            j = helpers[column]
            above = level[j] - level[i]
            if direction > 0.0:
                fine = above > 0 or (above == 0 and tenure[j] >= tenure[i] + senior_by)
            elif direction < 0.0:
                fine = above < 0
            else:
                fine = abs(above) <= 1
            same = department[i] == department[j]
            apart = department_isolated[department[i]] or department_isolated[department[j]]
            if (apart or department_rule > 0.0) and not same:
                fine = False
            if department_rule < 0.0 and same:
                fine = False
            if fine and line_allowed == 0.0:
                fine = not (superior(manager, i, j) or superior(manager, j, i))
            allowed[row, column] = fine and i != j


class Match(Process):
    """Those who seek a mentor are matched with those who offer, and the new pairs begin.

    score = weighted mean of needs met, role fit, exp(-personality difference), acquaintance; the
    matcher sees it with an error of its own.
    true fit = .3 needs + .15 similarity + .1 roles + sqrt(1 - ...) chemistry, all z. Needs in the
    fit count what both brought to the company against the job, chemistry is drawn for the two for
    good: the same two have the same fit whenever, and in whatever program, they meet.
    Cohorts match in the first month of a quarter, once mentors cover the kick-off share of those
    who seek; others every month. Where help goes both ways, lots decide who leads: each leader is
    matched with as many as fit the table, and all at a table help each other, one row each way.
    Who is to get several mentors gets the next one, another, once everybody has had a turn.
    Pairs are kept sorted by mentee and mentor, so that sums over pairs have one order.
    """

    name: ClassVar[str] = "match"
    position: ClassVar[float] = 2.0
    kernels: ClassVar[tuple[Any, ...]] = (score_kernel, known_kernel, rules_kernel, fit_kernel)
    reads: ClassVar[tuple[str, ...]] = (
        "skill",
        "borrowed",
        "borrowed_peers",
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
        1.5,
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
        doc="share of meeting time that works, without agenda",
    )
    agenda_suggested: float = param(
        0.65,
        low=0.4,
        high=0.9,
        unit="1",
        assumed="between none and worksheet",
        signs="allen06-design",
        doc="share of meeting time that works, with suggested topics",
    )
    learned_none: float = param(
        0.3,
        low=0.1,
        high=0.5,
        unit="1",
        assumed="most advice of the moment is borrowed, not learned",
        doc="share of a gain that stays, without agenda",
    )
    learned_suggested: float = param(
        0.6,
        low=0.4,
        high=0.8,
        unit="1",
        assumed="between none and worksheet",
        doc="share of a gain that stays, with suggested topics",
    )
    learned_worksheet: float = param(
        0.85,
        low=0.7,
        high=0.95,
        unit="1",
        assumed="what one has worked through stays",
        doc="share of a gain that stays, with worksheets",
    )

    def step(self, tick: Tick) -> None:
        """Match whoever seeks and may be matched this month."""
        setting = tick.setting
        cohort = setting.intake.intake == "cohort"
        if not setting.running(tick.month) or (cohort and not tick.first_of_quarter):
            return
        mutual = both_ways(setting.preferences, setting.terms)
        mentees, mentors, capacity = _tables(tick) if mutual else _sides(tick)
        for turn in range(1 if mutual else setting.preferences.mentors_each):
            room = capacity > 0
            mentors, capacity = mentors[room], capacity[room]
            if not (len(mentees) and len(mentors)):
                return
            candidates = _candidates(tick, mentees, mentors, capacity)
            matches = setting.program.matching.pair(candidates, tick.draws.turn(turn))
            self._account(tick, matches)
            rows = np.flatnonzero(matches.mentor >= 0)
            mentees, taken = mentees[rows], matches.mentor[rows]
            self._open(tick, mentors[taken], mentees, mutual)
            capacity = capacity - np.bincount(taken, minlength=len(mentors))

    def _account(self, tick: Tick, matches: Matches) -> None:
        state = tick.state
        cost = matches.staff_hours * tick.setting.program.costs.coordinator_hour
        state["account_matching"][tick.month] += cost
        state["tally_matchings"][0] += 1
        state["tally_match_gap"][0] = -1.0 if matches.gap is None else matches.gap

    def _open(self, tick: Tick, leader: Array, follower: Array, mutual: bool) -> None:
        """Open the pairs of all tables: leader with followers, or everybody with everybody."""
        if not len(leader):
            return
        apart = tick.setting.terms.form == "pairs" and not mutual
        groups = tables(leader, follower, apart)
        helper, helped = everybody(groups) if mutual else (leader, follower)
        beginning = self._beginning(tick, helper, helped) | {"pair_peer": mutual}
        open_pairs(tick.state, helper, helped, beginning, groups)

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


def _traits(state: State) -> Array:
    return np.column_stack([state[name] for name in TRAITS])


def _candidates(tick: Tick, mentees: Array, mentors: Array, capacity: Array) -> Candidates:
    """Everything a matching may look at."""
    state, setting = tick.state, tick.setting
    shape = (len(mentees), len(mentors))
    known, allowed = np.empty(shape, dtype=bool), np.empty(shape, dtype=bool)
    score, mentor_score = np.zeros(shape), np.zeros(shape)
    direction = _direction(setting)
    wishes, goals = setting.preferences, setting.goals
    tick.call(known_kernel, mentees, mentors, known)
    tick.call(
        rules_kernel,
        mentees,
        mentors,
        allowed,
        direction,
        DEPARTMENT_RULES[wishes.same_department],
        wishes.reporting_line == "allow",
        SENIOR_BY_MONTHS,
    )
    if wishes.strangers:
        allowed &= ~known
    _bar_active(state, mentees, mentors, allowed)
    usable = np.minimum(1.0, state["skill"] + state["borrowed"] + state["borrowed_peers"])
    asked = state["role_requirement"][state["role"]]
    total = wishes.needs + wishes.roles + wishes.personality + wishes.ties
    weights = np.array([wishes.needs, wishes.roles, wishes.personality, wishes.ties]) / total
    tick.call(
        score_kernel,
        usable,
        np.where(goals.targets > 0.0, goals.targets, asked),
        _traits(state),
        mentees,
        mentors,
        known,
        allowed,
        np.ascontiguousarray(goals.weights, dtype=np.float64),
        score,
        mentor_score,
        *(float(weight) for weight in weights),
        BEST_LEVELS_ABOVE * direction,
    )
    return Candidates(
        mentees=mentees,
        mentors=mentors,
        mentee_persons=state["person"][mentees],
        mentor_persons=state["person"][mentors],
        capacity=capacity,
        score=score,
        mentor_score=mentor_score,
        allowed=allowed,
        known=known,
    )


def _bar_active(state: State, mentees: Array, mentors: Array, allowed: Array) -> None:
    """Nobody is paired with a mentor they have."""
    active = state["pair_active"]
    row, column = np.full((2, state.sizes.seats), -1)
    row[mentees], column[mentors] = np.arange(len(mentees)), np.arange(len(mentors))
    i, j = row[state["pair_mentee"][active]], column[state["pair_mentor"][active]]
    both = (i >= 0) & (j >= 0)
    allowed[i[both], j[both]] = False
