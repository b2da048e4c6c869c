"""Network: who can ask whom, and who does; drawn pair by pair, so that no headcount matters.

Everybody has a circle of seats: the team, a window of the department, and a few seats of other
departments. Within the circle each direction is a tie with a chance of its own,

    p(i asks j) = p_kind exp(s c_i - s^2 / 2) exp(.3 a_j - .045),

c_i = tie capacity, a_j = ability: able colleagues are asked more. Circles belong to seats and
last; ties belong to people and are drawn anew when somebody else sits down.
"""

import numpy as np

from simulation.engine.compiled import compiled
from simulation.engine.draws import Draws, stream, uniform_at
from simulation.engine.functions import exp
from simulation.engine.links import add_link, find_slot, set_tie
from simulation.organization.organization import Network, Organization
from simulation.state.columns import Array
from simulation.state.state import State

TIES = stream("network.ties")
ACROSS = stream("network.across")

ACROSS_CANDIDATES = 8
"""Seats of other departments in everybody's own circle."""

EXTRA_SLOTS = 8
"""Room in a row for ties that a program makes."""

MANAGER_CHANCE = 0.9
"""Chance to ask one's own manager."""


def slots_needed(organization: Organization, largest_team: int) -> int:
    """Width of the tie table: team, department window, both sides of cross links, spare room."""
    window = organization.network.window
    return min(largest_team - 1, window) + window + 2 * ACROSS_CANDIDATES + EXTRA_SLOTS


def link_up(state: State, organization: Organization, draws: Draws, isolated: Array) -> None:
    """Give every seat its circle: neighbors without strength yet."""
    key0, key1 = draws.key
    order = np.argsort(state["department"], kind="stable")
    open_seats = np.flatnonzero(~isolated[state["department"]])
    _near_circle(
        state["department"],
        state["team"],
        state["manager"],
        state["tie_neighbor"],
        state["tie_strength"],
        state["tie_target"],
        state["tie_count"],
        order,
        float(organization.network.window),
    )
    _far_circle(
        state["department"],
        state["tie_neighbor"],
        state["tie_strength"],
        state["tie_target"],
        state["tie_count"],
        open_seats,
        key0,
        key1,
        ACROSS.hash,
        float(ACROSS_CANDIDATES),
    )


@compiled
def _near_circle(
    department: np.ndarray,
    team: np.ndarray,
    manager: np.ndarray,
    tie_neighbor: np.ndarray,
    tie_strength: np.ndarray,
    tie_target: np.ndarray,
    tie_count: np.ndarray,
    order: np.ndarray,
    window: float,
) -> None:
    """Link team mates, the window of the department's next seats, and the manager."""
    half = int(window) // 2
    count = order.shape[0]
    for place in range(count):
        i = order[place]
        mates = 0
        others = 0
        step = 1
        while place + step < count and (mates < half or others < half):
            j = order[place + step]
            step += 1
            if department[j] != department[i]:
                break
            if team[j] == team[i]:
                if mates < half:
                    mates += 1
                    add_link(tie_neighbor, tie_strength, tie_target, tie_count, i, j)
            elif others < half:
                others += 1
                add_link(tie_neighbor, tie_strength, tie_target, tie_count, i, j)
        if manager[i] >= 0:
            add_link(tie_neighbor, tie_strength, tie_target, tie_count, i, manager[i])


@compiled
def _far_circle(
    department: np.ndarray,
    tie_neighbor: np.ndarray,
    tie_strength: np.ndarray,
    tie_target: np.ndarray,
    tie_count: np.ndarray,
    open_seats: np.ndarray,
    key0: np.uint32,
    key1: np.uint32,
    stream_hash: np.uint32,
    candidates: float,
) -> None:
    """Link a few seats of other departments that are open to others."""
    count = open_seats.shape[0]
    for place in range(count):
        i = open_seats[place]
        for c in range(int(candidates)):
            seat = np.uint32(i << 10)
            u = uniform_at(key0, key1, seat, np.uint32(0), np.uint32(c), stream_hash)
            j = open_seats[int(u * count)]
            if department[j] != department[i]:
                add_link(tie_neighbor, tie_strength, tie_target, tie_count, i, j)


@compiled
def draw_ties_kernel(
    occupied: np.ndarray,
    person: np.ndarray,
    department: np.ndarray,
    team: np.ndarray,
    manager: np.ndarray,
    ability: np.ndarray,
    tie_capacity: np.ndarray,
    tie_neighbor: np.ndarray,
    tie_strength: np.ndarray,
    tie_target: np.ndarray,
    tie_count: np.ndarray,
    seats: np.ndarray,
    key0: np.uint32,
    key1: np.uint32,
    stream_hash: np.uint32,
    chances: np.ndarray,
    established: float,
) -> None:
    """Draw both directions of every tie of the people on `seats`; new ties start at 0 and grow."""
    circle = np.empty(tie_neighbor.shape[1], np.int64)
    for place in range(seats.shape[0]):
        i = seats[place]
        circle[:] = tie_neighbor[i]  # neighbors change their slots as ties are set
        for spot in range(circle.shape[0]):
            j = int(circle[spot])
            if j < 0:
                break
            if not occupied[j]:
                continue
            kind = 2
            if department[i] == department[j]:
                kind = 0 if team[i] == team[j] else 1
            for side in range(2):
                a, b = (i, j) if side == 0 else (j, i)
                p = chances[kind] * exp(chances[4] * tie_capacity[a] - 0.5 * chances[4] ** 2)
                p *= exp(0.3 * ability[b] - 0.045)
                if manager[a] == b:
                    p = max(p, chances[3])
                u = uniform_at(key0, key1, person[a], person[b], np.uint32(0), stream_hash)
                target = 0.0
                if u < p:
                    v = uniform_at(key0, key1, person[a], person[b], np.uint32(1), stream_hash)
                    target = 0.5 + v
                asks = False
                for slot in range(tie_count[a]):
                    asks |= tie_neighbor[a, slot] == b
                if asks or target > 0.0:
                    slot = find_slot(tie_neighbor[a], b)
                    strength = target * established
                    set_tie(
                        tie_neighbor, tie_strength, tie_target, tie_count, a, slot, strength, target
                    )


def draw_ties(
    state: State,
    draws: Draws,
    network: Network,
    tie_dispersion: float,
    seats: Array,
    *,
    established: bool,
) -> None:
    """Draw the ties of the people who just sat down on `seats`, both ways."""
    chances = np.array(
        [
            network.team,
            network.department,
            network.across,
            MANAGER_CHANCE,
            tie_dispersion,
        ]
    )
    key0, key1 = draws.key
    draw_ties_kernel(
        state["occupied"],
        state["person"],
        state["department"],
        state["team"],
        state["manager"],
        state["ability"],
        state["tie_capacity"],
        state["tie_neighbor"],
        state["tie_strength"],
        state["tie_target"],
        state["tie_count"],
        np.ascontiguousarray(seats, dtype=np.int64),
        key0,
        key1,
        TIES.hash,
        chances,
        float(established),
    )
