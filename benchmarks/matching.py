"""Matching: 10,000 mentees and 5,000 mentors, near the optimum with proof, against scipy's solver.

Both start from the same market: the model's own scores and errors, worked out where they are
asked for. scipy's `linear_sum_assignment` needs all of them in one matrix, a column for every
place of a mentor; the market's own optimum is found on candidate lists and proven by prices.
"""

import json
import subprocess
import sys
from functools import cache
from typing import Any

import numpy as np

from benchmarks.rows import Row, row_of
from simulation.assignment.market import Market
from simulation.assignment.rules import Listing, Rules
from simulation.assignment.sight import TIES, WHOLE, sight
from simulation.engine.addresses import person_ids, stream
from simulation.engine.draws import Draws
from simulation.organization.affinity import Affinity, Profiles

MENTEES, MENTORS = 10_000, 5_000
SKILLS, ROLES, DEPARTMENTS, ACQUAINTANCES = 8, 12, 50, 3
TOLERANCE = 0.001
ROUNDS = 2
NOISE, TIE = stream("benchmarks.matching.noise"), stream("benchmarks.matching.ties")

SOLVE = """
import json, re, sys, time
from pathlib import Path
from benchmarks.matching import MARKETS, SOLVERS

def memory(name):
    return 1024 * int(re.search(name + r":\\s+(\\d+)", Path("/proc/self/status").read_text())[1])

market, solver = MARKETS[sys.argv[2]](), SOLVERS[sys.argv[1]]
solver(MARKETS["warm"]())
Path("/proc/self/clear_refs").write_text("5")  # the peak counts from here, compiling left out
before, begun, clock = memory("VmRSS"), time.process_time(), time.perf_counter()
told = solver(market)
told["seconds"] = time.process_time() - begun
told["wall"] = time.perf_counter() - clock
told["peak"] = memory("VmHWM")
told["extra"] = told["peak"] - before
print(json.dumps(told))
"""
"""Linux only: elsewhere nothing tells the peak of a part of a run."""


def market(mentees: int, mentors: int, *, noise: float = 0.15, seed: int = 1) -> Market:
    """Juniors and seniors of one company, eight skills, four traits, 1 to 4 places a mentor."""
    rng = np.random.default_rng(seed)
    everybody = mentees + mentors
    seats, level = np.arange(everybody), rng.integers(1, 5, everybody)
    level[mentees:] = rng.integers(2, 7, mentors)
    role = rng.integers(0, ROLES, everybody)
    have = np.clip(0.45 + 0.15 * rng.normal(size=(SKILLS, everybody)), 0.0, 1.0)
    have[:, mentees:] = np.minimum(1.0, have[:, mentees:] + 0.2)
    traits, weight = rng.normal(size=(4, everybody)), np.full(SKILLS, 1.0 / SKILLS)
    gap = np.maximum(0.0, weight[:, None] * (0.8 - have[:, :mentees]))
    profiles = Profiles(
        gap=gap,
        have=have[:, :mentees].copy(),
        missing=gap.sum(axis=0),
        offered=have[:, mentees:].copy(),
        weight=weight,
        own=traits[:, :mentees].copy(),
        theirs=traits[:, mentees:].copy(),
        level=level[:mentees].copy(),
        other_level=level[mentees:].copy(),
        role=role[:mentees].copy(),
        other_role=role[mentees:].copy(),
    )
    friends = rng.integers(0, mentors, (mentees, ACQUAINTANCES))
    known = np.unique(np.repeat(np.arange(mentees), ACQUAINTANCES) * mentors + friends.ravel())
    listing = Listing.of(known // mentors, known % mentors, mentees)
    overlaps = rng.random((ROLES, ROLES))
    scores = Affinity(profiles, overlaps, listing, (0.5, 0.2, 0.2, 0.1), 1.5)
    manager = np.append(mentees + rng.integers(0, mentors, mentees), np.full(mentors, -1))
    ids, nobody = person_ids(seats, 0 * seats), Listing.nothing(mentees)
    rules = Rules(
        mentees=seats[:mentees].copy(),
        mentors=seats[mentees:].copy(),
        mentee_persons=ids[:mentees].copy(),
        mentor_persons=ids[mentees:].copy(),
        department=rng.integers(0, DEPARTMENTS, everybody),
        isolated=np.zeros(DEPARTMENTS, dtype=bool),
        level=level,
        tenure=120.0 * rng.random(everybody),
        manager=manager,
        leads=np.isin(seats, manager),
        barred_start=nobody.start,
        barred_column=nobody.column,
        direction=1.0,
        department_rule=0.0,
        line_allowed=0.0,
        senior_by=24.0,
    )
    eye = sight(noise, 0.0, Draws(seed), NOISE, TIE)
    return Market(rules, rng.integers(1, 5, mentors), scores, eye, np.full(mentees, WHOLE))


def alike(mentees: int, mentors: int) -> Market:
    """Everybody of equal worth to everybody, and places for half of them."""
    made = market(mentees, mentors, noise=0.0)
    profiles = Profiles(*(np.full_like(part, part.flat[0]) for part in made.scores.profiles))
    same = Affinity(profiles, made.scores.overlaps, Listing.nothing(mentees), (1, 0, 0, 0), 1.5)
    free = made.rules._replace(direction=2.0)
    places = np.full(mentors, mentees // (2 * mentors))
    return Market(free, places, same, made.eye, made.weight)


def by_lists(market: Market) -> dict[str, Any]:
    """The model's own way."""
    from simulation.assignment.optimum import optimum

    found = optimum(market, TOLERANCE)
    rows = np.flatnonzero(found.mate >= 0)
    seen = market.pairs(rows, found.mate[rows])[0] // TIES
    return {"total": int(seen.sum()), "pairs": rows.size, "gap": found.gap}


def by_matrix(market: Market) -> dict[str, Any]:
    """scipy's way: all scores, columns repeated."""
    from scipy.optimize import linear_sum_assignment

    place = np.repeat(np.arange(market.mentors), market.capacity)
    seen = np.empty((market.mentees, place.size))
    for begin in range(0, market.mentees, 100):
        rows = np.arange(begin, min(begin + 100, market.mentees))
        key, _ = market.blocks(rows, np.zeros(rows.size, dtype=np.int64), market.mentors)
        seen[rows] = np.maximum(key // TIES, 0)[:, place]
    row, column = linear_sum_assignment(seen, maximize=True)
    return {"total": int(seen[row, column].sum()), "pairs": int((seen[row, column] > 0).sum())}


MARKETS = {
    "warm": lambda: market(700, 300),
    "10000": lambda: market(MENTEES, MENTORS),
    "100000": lambda: market(100_000, 50_000),
    "alike": lambda: alike(MENTEES, MENTORS),
}
SOLVERS = {"lists": by_lists, "matrix": by_matrix}


def solved(solver: str, which: str) -> dict[str, Any]:
    """Seconds, extra and peak memory, total and gap, from a process of its own."""
    command = [sys.executable, "-c", SOLVE, solver, which]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@cache
def rounds_of_10000() -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Both solvers in turn; one set of rounds tells time and memory."""
    return [(solved("matrix", "10000"), solved("lists", "10000")) for _ in range(ROUNDS)]


def matching_10000() -> Row:
    """Seconds of scipy's dense solver over those of the lists, which two threads scan."""
    rounds = rounds_of_10000()
    dense, lists = rounds[0]
    missed = 1.0 - lists["total"] / dense["total"]
    processor = [one["seconds"] / other["seconds"] for one, other in rounds]
    return row_of(
        "matching_10000",
        [one["wall"] / other["wall"] for one, other in rounds],
        "scipy dense / ours, time on two cores",
        f"optimal matching of {MENTEES:,} mentees and {MENTORS:,} mentors from the same scores, "
        "linear_sum_assignment on all pairs with columns repeated, against lists and auction",
        target="at least 20",
        note=f"scipy {dense['wall']:.1f} s, ours {lists['wall']:.2f} s with two threads; in CPU "
        f"time {min(processor):.0f} to {max(processor):.0f}; gap proven {lists['gap']:.1e}, true "
        f"{missed:.1e}.",
    )


def matching_memory() -> Row:
    """Extra peak memory of scipy's dense solver over that of the lists."""
    rounds, most = rounds_of_10000(), solved("lists", "100000")
    dense, lists = rounds[0]
    return row_of(
        "matching_memory",
        [one["extra"] / other["extra"] for one, other in rounds],
        "scipy dense / ours, extra peak memory",
        "as matching_10000",
        target="at least 100",
        note=f"scipy {dense['extra'] / 1e6:,.0f} MB, ours {lists['extra'] / 1e6:.0f} MB. 100,000 "
        f"mentees and 50,000 mentors: {most['peak'] / 1e9:.2f} GB in all, {most['seconds']:.0f} s "
        f"of CPU, {most['wall']:.0f} s, gap proven {most['gap']:.1e}.",
    )
