"""Circles: the people one works beside, some 21 seats of a department, in whole teams if possible.

A circle hangs on nothing outside its department. Planned growth adds seats to circles that have
room, opens others, and moves nobody.
"""

import numpy as np

from simulation.state.columns import Array

USUAL = 21
"""Seats in a circle: as many as the published managers (`net-krack-advice`), assumed elsewhere."""

MOST = 32
"""Seats from which a circle takes up no growth."""


def circles(department: Array, team: Array, opening: Array) -> Array:
    """Circle of every seat, shape (N,), numbered from 0.

    The first people of a department, sorted by team, are cut into as many equal stretches as
    there are times `USUAL` of them. A team, or the equal parts of a team too large, goes as a
    whole to the stretch in which its middle lies.
    """
    circle = np.full(len(department), -1, dtype=np.int64)
    first = np.flatnonzero(opening == 0)
    first = first[np.lexsort((first, team[first], department[first]))]
    part = _parts(team[first])
    size = np.bincount(part)
    start = np.cumsum(size) - size
    owner = department[first][start]
    people = np.bincount(department, weights=opening == 0)[owner]
    before = start[np.searchsorted(owner, owner)]
    stretches = _times(people)
    middle = start - before + 0.5 * size
    stretch = np.floor(middle / people * stretches).astype(np.int64)
    key = owner * (len(first) + 1) + stretch
    circle[first] = np.unique(key, return_inverse=True)[1][part]
    _take_growth(circle, department, team)
    return circle


def _times(people: Array) -> Array:
    """How often `USUAL` goes into a number of people, to the nearest, at least once."""
    return np.maximum(1, np.floor(people / USUAL + 0.5)).astype(np.int64)


def _parts(team: Array) -> Array:
    """Number of the part that each of the people, sorted by team, belongs to."""
    size = np.bincount(team)[team]
    number = np.arange(len(team)) - np.searchsorted(team, team)
    share = number * _times(size) // size
    fresh = np.ones(len(team), dtype=np.int64)
    fresh[1:] = (team[1:] != team[:-1]) | (share[1:] != share[:-1])
    return np.cumsum(fresh) - 1


def _take_growth(circle: Array, department: Array, team: Array) -> None:
    """Seats of planned growth join the circle of their team, or open one when it is full."""
    size = np.bincount(circle[circle >= 0]).tolist()
    first = np.flatnonzero(circle >= 0)
    of_team: dict[int, int] = dict(zip(team[first].tolist(), circle[first].tolist(), strict=True))
    opened: dict[int, int] = {}
    for seat in np.flatnonzero(circle < 0).tolist():
        here, mates = int(department[seat]), int(team[seat])
        place = of_team.get(mates, -1)
        if place < 0 or size[place] >= MOST:
            place = opened.get(here, -1)
        if place < 0 or size[place] >= MOST:
            place = len(size)
            size.append(0)
            opened[here] = place
        size[place] += 1
        circle[seat] = of_team[mates] = place
