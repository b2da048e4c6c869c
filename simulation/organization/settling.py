"""Settling: the people of a workforce file take their seats in a burned-in company.

What the file tells is kept. The rest is lent, person by person, by somebody of the burned-in
company who comes closest in what the file does tell (department and role first, then tenure,
attitudes and pay): so what goes together in the living goes together in the file's people. Ties
cannot be lent: they are drawn anew between the people who sit here now.
"""

import numpy as np
import pandas as pd

from simulation.engine.addresses import person_ids
from simulation.engine.draws import Draws
from simulation.engine.functions import exp, log
from simulation.engine.rates import kept
from simulation.organization.company import Company
from simulation.organization.layout import Layout
from simulation.organization.network import draw_ties
from simulation.organization.organization import RAMP_MONTHS
from simulation.organization.people import STATES, People
from simulation.organization.recruit import PAY_SPREAD
from simulation.state.columns import Array
from simulation.state.state import State

KEPT = frozenset(("occupied", "holder", "person", "group", "hired", "pay"))
"""Personal columns that nobody lends: who it is, and what is set from the file."""

RAMP = 2.4
"""Months in which practice of a medium job halves the way to the plateau (a quarter a month)."""

TIES_LEFT = kept(1.2)
"""Share of a young tie's growth left after a month (a tenth is left after four, as in exchange)."""

YOUNG = 24
"""Months of tenure after which skills and ties have long settled."""

BLOCK = 200
"""People matched at once; larger cells are cut by rank of tenure, where it then hardly differs."""

TENURE_WEIGHT = 7.0
"""Worth of the whole range of tenure ranks in SDs of a score: a rank SD counts as two."""


def settle(
    state: State, layout: Layout, told: pd.DataFrame, company: Company, draws: Draws
) -> None:
    """Let the people of a workforce file take their seats at month 0."""
    seats = np.flatnonzero(told["told"].to_numpy(dtype=bool))
    facts = _facts(state, layout, told)
    donors = _donors(state, layout, seats, facts)
    donor_role = state["role"][donors].copy()
    for name in state.personal:
        if name not in KEPT:
            state[name][seats] = state[name][donors]
    # Promotions of the burn-in moved people over the places that the file tells.
    for name in ("role", "level", "manager", "group"):
        state[name][:] = getattr(layout, name)
    _fill_vacancies(state, seats)
    _take_tenure(state, seats, told)
    _change_role(state, seats, donor_role, company.people)
    _ramp_newcomers(state, seats)
    _know_each_other(state, seats, company, draws)
    _take_pay(state, seats, told, facts["pay_standing"][seats])
    _take_scores(state, seats, told, company.people)


def _facts(state: State, layout: Layout, told: pd.DataFrame) -> dict[str, Array]:
    """What the file tells in the units of the state, NaN where it is silent."""
    facts = {name: told[name].to_numpy(dtype=float) for name in ("tenure", *STATES)}
    ratio = told["pay"].to_numpy(dtype=float) / state["role_pay"][layout.role]
    apart = np.array([float(log(value)) for value in ratio])
    z = apart / _pay_spread(apart, layout.role)
    return facts | {"pay_standing": np.clip(z, -3.0, 3.0)}


def _pay_spread(apart: Array, role: Array) -> Array:
    """One SD of log pay for everybody's role: the file's where it is wider than the reference.

    The weight of pay is published per SD of pay, and titles of a file often span several grades.
    """
    spread = np.full(int(role.max()) + 1, PAY_SPREAD)
    known = ~np.isnan(apart)
    for code in np.unique(role[known]):
        squares = (apart[known & (role == code)] ** 2).tolist()
        spread[code] = max(PAY_SPREAD, float(np.sqrt(sum(squares) / len(squares))))
    return spread[role]


def _donors(state: State, layout: Layout, seats: Array, facts: dict[str, Array]) -> Array:
    """For each seat the burned-in person of its department and role who comes closest."""
    donors = seats.copy()
    cell = layout.department * len(layout.roles) + layout.role
    for code in np.unique(cell[seats]):
        here = seats[cell[seats] == code]
        lenders = _lenders(state, int(layout.department[here[0]]), int(layout.role[here[0]]))
        usual = np.median(state["tenure"][lenders])
        drawn = np.where(state["occupied"][here], state["tenure"][here], usual)
        tenure = facts["tenure"][here]
        known = np.where(np.isnan(tenure), drawn, tenure)
        ranked = here[np.lexsort((here, known))]
        lending = lenders[np.lexsort((lenders, state["tenure"][lenders]))]
        donors[np.searchsorted(seats, ranked)] = _matched(state, ranked, lending, facts)
    return donors


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


def _matched(state: State, ranked: Array, lending: Array, facts: dict[str, Array]) -> Array:
    """Lender of each person, both ordered by tenure: block by block, least distance in all."""
    count, lenders = len(ranked), len(lending)
    blocks = min(-(-count // BLOCK), lenders)
    parts = []
    for block in range(blocks):
        people = np.arange(block * count // blocks, (block + 1) * count // blocks)
        near = np.arange(block * lenders // blocks, (block + 1) * lenders // blocks)
        near = np.tile(near, -(-len(people) // len(near)))
        apart = (people / count)[:, None] - (near / lenders)[None, :]
        cost = (TENURE_WEIGHT * apart) ** 2
        cost += _distance(state, ranked[people], lending[near], facts)
        parts.append(lending[near[_least(cost)]])
    return np.concatenate(parts)


def _distance(state: State, people: Array, lenders: Array, facts: dict[str, Array]) -> Array:
    """Squared distance in the scores and the pay that the file tells, in reference SDs."""
    total = np.zeros((len(people), len(lenders)))
    for name in (*STATES, "pay_standing"):
        apart = facts[name][people][:, None] - state[name][lenders][None, :]
        total += np.where(np.isnan(apart), 0.0, apart * apart)
    return total


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


def _take_tenure(state: State, seats: Array, told: pd.DataFrame) -> None:
    tenure = told["tenure"].to_numpy(dtype=float)[seats]
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
    grown[recent] = [1.0 - TIES_LEFT ** int(t) for t in state["tenure"][recent]]
    both = np.minimum(grown[:, None], grown[state["tie_neighbor"]])
    state["tie_strength"][:] = state["tie_target"] * both


def _take_pay(state: State, seats: Array, told: pd.DataFrame, standing: Array) -> None:
    """Pay as told; else the lender's standing at the usual pay of the role."""
    pay = told["pay"].to_numpy(dtype=float)[seats]
    known = ~np.isnan(pay)
    z = np.where(known, standing, state["pay_standing"][seats])
    drawn = [float(exp(PAY_SPREAD * value)) for value in z]
    state["pay_standing"][seats] = z
    state["pay"][seats] = np.where(known, pay, state["role_pay"][state["role"][seats]] * drawn)


def _take_scores(state: State, seats: Array, told: pd.DataFrame, people: People) -> None:
    """Scores of the file replace the lent states; the set point follows by its share."""
    for name, share in zip(STATES, people.shares, strict=True):
        score = told[name].to_numpy(dtype=float)[seats]
        known = ~np.isnan(score)
        lent = state[name][seats]
        state[name][seats] = np.where(known, score, lent)
        state[f"{name}_set"][seats] += np.where(known, share * (score - lent), 0.0)
    performance = told["performance"].to_numpy(dtype=float)[seats]
    known = ~np.isnan(performance)
    own = state["output_person"][seats]
    mixed = 0.5 * performance + np.sqrt(0.75) * own
    state["output_person"][seats] = np.where(known, mixed, own)
