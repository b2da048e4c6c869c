"""Tables: who leads them; open ones are filled before new ones are opened."""

import numpy as np

from simulation.assignment.cover import cover
from simulation.assignment.order import in_order
from simulation.assignment.rules import Rules
from simulation.engine.addresses import stream
from simulation.engine.compiled import compiled
from simulation.engine.draws import Draws
from simulation.engine.process import Tick
from simulation.organization.candidates import candidates_for
from simulation.state.columns import Array
from simulation.state.seating import Seating, companies
from simulation.state.state import State

LEADERS = stream("match.leaders")

type Sides = tuple[Array, Array, Array]
"""Mentees, mentors and the room of each mentor."""


def peers(tick: Tick, seats: Array) -> list[Sides]:
    """Who of those who seek peers is matched with the leaders of which tables.

    Round tables with room, each led by its lowest seat, come first: in the order of lots each
    takes those, in the order of their lots, whom the rules permit. Among the others lots decide
    who leads: just enough leaders that everybody finds a place, company by company.
    """
    state, terms = tick.state, tick.setting.terms
    lot = tick.draws.uniform(LEADERS, state["person"][seats])
    if terms.form == "pairs":
        return [_led_by_lot(tick, seats, lot, 2)]
    size = int(terms.size)
    hosts, room = _open_tables(state, size)
    turn = np.argsort(lot, kind="stable")
    if len(hosts):
        rules = candidates_for(tick, seats, hosts, room).rules
        order = np.argsort(tick.draws.uniform(LEADERS, state["person"][hosts], index=1))
        turn = cover(rules, turn, order, room)[1]
    rest = np.sort(turn)
    joining = np.setdiff1d(np.arange(len(seats)), rest)
    return [(seats[joining], hosts, room), _led_by_lot(tick, seats[rest], lot[rest], size)]


def _led_by_lot(tick: Tick, seats: Array, lot: Array, size: int) -> Sides:
    """Just enough leaders that everybody finds a place, those of the lowest lots in a company."""
    state = tick.state
    own = tick.setting.preferences.same_department == "require"
    company = (state["department"] if own else companies(state))[seats]
    led, leaders = np.empty((2, len(seats)), dtype=np.int64)
    lead = lead_by_lot(seats, company, lot, size, led, leaders)
    return led[: len(seats) - lead], leaders[:lead], np.full(lead, size - 1)


@compiled
def lead_by_lot(
    seats: np.ndarray,
    company: np.ndarray,
    lot: np.ndarray,
    size: int,
    led: np.ndarray,
    leaders: np.ndarray,
) -> int:
    """List those of a company's lowest lots, one for each `size` of its people, and the others.

    `company` is -1 or a department. Returns how many lead.
    """
    wanted = np.zeros(company.max() + 2 if company.shape[0] else 0, dtype=np.int64)
    leads = np.zeros(seats.shape[0], dtype=np.bool_)
    for one in company:
        wanted[one + 1] += 1
    for one in range(wanted.shape[0]):
        wanted[one] = (wanted[one] + size - 1) // size
    for place in in_order(lot):
        one = company[place] + 1
        leads[place] = wanted[one] > 0
        wanted[one] -= 1
    lead = 0
    for place in range(seats.shape[0]):
        led[place - lead] = seats[place]
        leaders[lead] = seats[place]
        lead += leads[place]
    return lead


def face_to_face(state: State, leader: Array, follower: Array) -> Seating:
    """The two of every pair have a table of their own, at which each helps the other."""
    who = np.empty((3, 2 * len(leader)), dtype=np.int64)
    face_to_face_kernel(leader, follower, state["tally_next_group"], state.sizes.seats, who)
    helper, helped, table = who
    return Seating(helper, helped, table, shared=False, mirrored=True)


@compiled
def face_to_face_kernel(
    leader: np.ndarray,
    follower: np.ndarray,
    next_group: np.ndarray,
    seats: int,
    who: np.ndarray,
) -> None:
    """Fill helper, helped and table of pairs, then of the same pairs the other way round.

    Tables are numbered by who leads them, as round tables are; nobody leads two.
    """
    pairs = leader.shape[0]
    led_by = np.full(seats, -1)
    for pair in range(pairs):
        led_by[leader[pair]] = follower[pair]
    place = 0
    for seat in range(seats):
        if led_by[seat] >= 0:
            table = next_group[0] + place
            who[0, place], who[1, place], who[2, place] = seat, led_by[seat], table
            back = pairs + place
            who[0, back], who[1, back], who[2, back] = led_by[seat], seat, table
            place += 1


def _open_tables(state: State, size: int) -> tuple[Array, Array]:
    """Round tables with fewer people than they hold: the lowest seat at each, and the room."""
    rows = np.flatnonzero(state["pair_active"] & state["pair_peer"])
    at = np.stack([state["pair_group"][rows], state["pair_mentor"][rows]])
    table, seat = np.unique(at, axis=1)
    _, first, people = np.unique(table, return_index=True, return_counts=True)
    host, room = seat[first], size - people
    order = np.argsort(host)
    order = order[room[order] > 0]
    return host[order], room[order]


def leading(state: State, rules: Rules, room: Array, draws: Draws) -> Array:
    """Choose the mentors who lead a group this time, int64, ascending.

    Mentors who lead one with room come first, then the others, each in the order of lots; each
    is asked to seat those mentees, in the order of their lots, whom nobody before could seat.
    Who finds nobody to seat opens no table.
    """
    mentees, mentors = rules.mentee_persons, rules.mentor_persons
    lot = draws.uniform(LEADERS, mentors)
    idle = state["mentees"][rules.mentors] == 0
    turn = np.argsort(draws.uniform(LEADERS, mentees, index=1), kind="stable")
    return np.flatnonzero(cover(rules, turn, np.lexsort((lot, idle)), room)[0])
