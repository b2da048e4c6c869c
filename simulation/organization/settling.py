"""Settling: the people of a workforce file take their seats in a burned-in company.

What the file tells is kept. The rest is lent, person by person, by somebody of the burned-in
company who comes closest in what the file does tell (department and role first, then tenure,
attitudes and pay): so what goes together in the living goes together in the file's people. Ties
cannot be lent: they are drawn anew between the people who sit here now.
"""

from collections.abc import Sequence

import numpy as np

from simulation.engine.addresses import person_ids
from simulation.engine.compiled import compiled
from simulation.engine.draws import Draws
from simulation.engine.functions import exp
from simulation.engine.rates import kept
from simulation.organization.company import Company
from simulation.organization.layout import Layout
from simulation.organization.network import draw_ties
from simulation.organization.organization import RAMP_MONTHS
from simulation.organization.people import People
from simulation.organization.recruit import PAY_SPREAD
from simulation.organization.told import LIKENESS, Told
from simulation.state.columns import Array
from simulation.state.state import State

KEPT = frozenset(("occupied", "holder", "person", "group", "hired", "pay"))
"""Personal columns that nobody lends: who it is, and what is set from the file."""

RAMP = 2.4
"""Months in which practice of a medium job halves the way to the plateau (a quarter a month)."""

TIES_HALF_LIFE = 1.2
"""Months in which half of a young tie's growth is left (a tenth after four, as in exchange)."""

YOUNG = 24
"""Months of tenure after which skills and ties have long settled."""

BLOCK = 200
"""People matched at once; larger cells are cut by rank of tenure, where it then hardly differs."""

TENURE_WEIGHT = 7.0
"""Worth of the whole range of tenure ranks in SDs of a score: a rank SD counts as two."""


@compiled
def cost_kernel(
    rank: np.ndarray,
    lender_rank: np.ndarray,
    told: np.ndarray,
    lent: np.ndarray,
    cost: np.ndarray,
    tenure_weight: float,
) -> None:
    """Fill the cost of every person (row) of every lender (column).

    cost = (weight x ranks of tenure apart)^2 + squared distance in what is told, in reference SDs;
    where the file is silent (NaN), nobody is farther than others. `told` and `lent` have a row
    for each fact.
    """
    for person in range(rank.shape[0]):
        for lender in range(lender_rank.shape[0]):
            cost[person, lender] = 0.0
        for fact in range(told.shape[0]):
            if not np.isnan(told[fact, person]):
                for lender in range(lender_rank.shape[0]):
                    apart = told[fact, person] - lent[fact, lender]
                    cost[person, lender] += apart * apart
        for lender in range(lender_rank.shape[0]):
            apart = tenure_weight * (rank[person] - lender_rank[lender])
            cost[person, lender] += apart * apart


def settle(state: State, layout: Layout, told: Told, company: Company, draws: Draws) -> None:
    """Let the people of a workforce file take their seats at month 0."""
    seats = told.seats
    donors = _donors(state, layout, told)
    donor_role = state["role"][donors].copy()
    for name in state.personal:
        if name not in KEPT:
            state[name][seats] = state[name][donors]
    # Promotions of the burn-in moved people over the places that the file tells.
    for name in ("role", "level", "manager", "group"):
        state[name][:] = getattr(layout, name)
    _fill_vacancies(state, seats)
    _take_tenure(state, told)
    _change_role(state, seats, donor_role, company.people)
    _ramp_newcomers(state, seats)
    _know_each_other(state, seats, company, draws)
    _take_pay(state, told)
    _take_scores(state, told, company.people)


def _donors(state: State, layout: Layout, told: Told) -> Array:
    """For each seat the burned-in person of its department and role who comes closest."""
    seats = told.seats
    donors = seats.copy()
    cell = (layout.department * len(layout.roles) + layout.role)[seats]
    for code in np.unique(cell):
        here = seats[cell == code]
        lenders = _lenders(state, int(layout.department[here[0]]), int(layout.role[here[0]]))
        ranked = here[np.lexsort((here, _tenure(state, here, lenders, told)))]
        lending = lenders[np.lexsort((lenders, state["tenure"][lenders]))]
        donors[np.searchsorted(seats, ranked)] = _matched(state, ranked, lending, told.likeness)
    return donors


def _tenure(state: State, here: Array, lenders: Array, told: Told) -> Array:
    """Tenure as told; else what was lived on the seat, or is usual among lenders."""
    tenure = told.tenure[here]
    silent = np.isnan(tenure)
    if silent.any():
        usual = np.median(state["tenure"][lenders])
        lived = np.where(state["occupied"][here], state["tenure"][here], usual)
        tenure[silent] = lived[silent]
    return tenure


def _lenders(state: State, department: int, role: int) -> Array:
    """Burned-in people of a department and role; where it has none, those who come closest."""
    present = state["occupied"]
    here = present & (state["department"] == department)
    same = present & (state["role"] == role)
    rung = here & (state["level"] == state["role_level"][role])
    for who in (here & same, same, rung, here):
        if who.any():
            return np.flatnonzero(who)
    return np.flatnonzero(present)


def _matched(state: State, ranked: Array, lending: Array, likeness: Sequence[Array]) -> Array:
    """Lender of each person, both ordered by tenure: block by block, least distance in all.

    `likeness` is what is told by seat, one array each for the columns of `LIKENESS`.
    """
    count, lenders = len(ranked), len(lending)
    told = np.array([values[ranked] for values in likeness])
    lent = np.array([state[name][lending] for name in LIKENESS])
    blocks = min(-(-count // BLOCK), lenders)
    parts = []
    for block in range(blocks):
        people = np.arange(block * count // blocks, (block + 1) * count // blocks)
        near = np.arange(block * lenders // blocks, (block + 1) * lenders // blocks)
        near = np.tile(near, -(-len(people) // len(near)))
        cost = np.empty((len(people), len(near)))
        ranks = people / count, near / lenders
        facts = told.take(people, axis=1), lent.take(near, axis=1)
        cost_kernel(*ranks, *facts, cost, TENURE_WEIGHT)
        parts.append(lending[near[_least(cost)]])
    return np.concatenate(parts)


def _least(cost: Array) -> Array:
    """Column of each row so that the sum is least; no more rows than columns."""
    from scipy.optimize import linear_sum_assignment

    return np.asarray(linear_sum_assignment(cost)[1])


def _fill_vacancies(state: State, seats: Array) -> None:
    """Where the burned-in company has a vacancy, the file's people are the next holders."""
    empty = seats[~state["occupied"][seats]]
    state["holder"][empty] += 1
    state["person"][empty] = person_ids(empty, state["holder"][empty])
    state["occupied"][empty] = True


def _take_tenure(state: State, told: Told) -> None:
    seats, tenure = told.seats, told.tenure[told.seats]
    state["tenure"][seats] = np.floor(np.where(np.isnan(tenure), state["tenure"][seats], tenure))
    # The month before month 0 at the latest: who is hired in the run is counted apart.
    state["hired"][seats] = -1 - state["tenure"][seats].astype(np.int64)


def _change_role(state: State, seats: Array, old: Array, people: People) -> None:
    """Who lends to another role lends what is above or below usual there, not the level."""
    moved = np.flatnonzero(state["role"][seats] != old)
    here = seats[moved]
    rise = _usual(state, state["role"][here], people) - _usual(state, old[moved], people)
    before = state["plateau"][here]
    for name in ("start_plateau", "plateau"):
        state[name][here] = np.clip(state[name][here] + rise, 0.02, 0.98)
    ratio = state["plateau"][here] / np.maximum(before, 0.02)
    state["skill"][here] = np.minimum(state["skill"][here] * ratio, state["plateau"][here])


def _usual(state: State, role: Array, people: People) -> Array:
    """Mean plateau of a role, shape (len(role), K)."""
    needed = state["role_requirement"][role]
    return np.where(needed > 0.0, people.plateau_mean * needed, people.unused_level)


def _ramp_newcomers(state: State, seats: Array) -> None:
    """Nobody masters more than their own time in the job allows."""
    recent = seats[state["tenure"][seats] < YOUNG]
    pace = RAMP_MONTHS["medium"] / state["role_ramp"][state["role"][recent]] / RAMP
    halvings = state["tenure"][recent] * pace
    left = np.array([kept(1.0 / n) if n > 0 else 1.0 for n in halvings.tolist()])
    ceiling = state["plateau"][recent] * (1.0 - 0.35 * left)[:, None]
    state["skill"][recent] = np.minimum(state["skill"][recent], ceiling)


def _know_each_other(state: State, seats: Array, company: Company, draws: Draws) -> None:
    """Draw the ties of the people who sit here now; a tie is as grown as the newer of the two."""
    for part, empty in (("neighbor", -1), ("strength", 0.0), ("target", 0.0), ("count", 0)):
        state[f"tie_{part}"].fill(empty)
    draw_ties(state, draws, company.people, seats, established=True)
    grown = np.ones(len(state["tenure"]))
    recent = seats[state["tenure"][seats] < YOUNG]
    left = kept(TIES_HALF_LIFE)
    grown[recent] = [1.0 - left ** int(t) for t in state["tenure"][recent]]
    both = np.minimum(grown[:, None], grown[state["tie_neighbor"]])
    state["tie_strength"][:] = state["tie_target"] * both


def _take_pay(state: State, told: Told) -> None:
    """Pay as told; else the lender's standing at the usual pay of the role."""
    silent = np.isnan(told.pay[told.seats])
    known, lent = told.seats[~silent], told.seats[silent]
    state["pay"][known] = told.pay[known]
    state["pay_standing"][known] = told.pay_standing[known]
    drawn = [float(exp(PAY_SPREAD * value)) for value in state["pay_standing"][lent].tolist()]
    state["pay"][lent] = state["role_pay"][state["role"][lent]] * drawn


def _take_scores(state: State, told: Told, people: People) -> None:
    """Scores of the file replace the lent states; the set point follows by its share."""
    for (name, scores), share in zip(told.scores.items(), people.shares, strict=True):
        known = told.seats[~np.isnan(scores[told.seats])]
        state[f"{name}_set"][known] += share * (scores[known] - state[name][known])
        state[name][known] = scores[known]
    rated = told.seats[~np.isnan(told.performance[told.seats])]
    own = state["output_person"][rated]
    state["output_person"][rated] = 0.5 * told.performance[rated] + np.sqrt(0.75) * own
