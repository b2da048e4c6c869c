"""What all kinds of matching share: the seen market, its checks, and the settled matches."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from simulation.engine.draws import Draws, Stream, stream
from simulation.engine.parameters import param
from simulation.errors import ModelError
from simulation.families import Candidates, Matches, Matching, Preferences
from simulation.policies.matching._algorithms import TIE_BITS, Bools, Ints

NOISE = stream("matching.noise")
TIES = stream("matching.ties")

QUANTA = 1_000_000  # per unit of score: whole numbers add up the same in every order


class ScoredMatching(Matching):
    """What every kind of matching that pairs people can be told: score, capacity and rules."""

    needs: float = Field(default=0.5, ge=0, description="weight of skill gaps a mentor can close")
    roles: float = Field(default=0.2, ge=0, description="weight of role and level distance")
    personality: float = Field(default=0.2, ge=0, description="weight of deep-level similarity")
    ties: float = Field(default=0.1, ge=0, description="weight of knowing each other")
    capacity: int = Field(
        default=2, ge=1, le=20, description="mentees a mentor takes at most; 1 to 3 is usual"
    )
    minimum_score: float = Field(
        default=0.0, ge=0, le=1, description="pairs seen as worth less are not made"
    )
    reporting_line: Literal["forbid", "allow"] = Field(
        default="forbid", description="whether superiors may mentor those who report to them"
    )
    same_department: Literal["allow", "forbid", "require"] = Field(
        default="allow", description="whether the two may or must share a department"
    )
    noise: float = param(
        0.15,
        low=0.0,
        high=0.5,
        unit="score",
        doc="standard deviation of the matcher's error in seeing a pair's score",
        assumed="profiles and forms tell part of how well two people fit",
    )
    staff_hours_per_pair: float

    @model_validator(mode="after")
    def _weighs_something(self) -> Self:
        if self.needs + self.roles + self.personality + self.ties == 0:
            raise ValueError(
                "needs, roles, personality and ties are all 0, so every pair would score alike. "
                "Give at least one a positive weight."
            )
        return self

    def preferences(self) -> Preferences:
        """Answer weights of the score, capacity and rules."""
        return Preferences(
            needs=self.needs,
            roles=self.roles,
            personality=self.personality,
            ties=self.ties,
            capacity=self.capacity,
            minimum_score=self.minimum_score,
            reporting_line=self.reporting_line,
            same_department=self.same_department,
        )


@dataclass(frozen=True)
class Market:
    """Who may be paired, as whoever does the matching sees it.

    Attributes:
        key: int64[M, P]; seen score in quanta times 2**32 plus the pair's tie hash, so that keys
            rank pairs without ties; -1 where a pair is not eligible: forbidden, below the minimum
            score, or the mentor has no room.
        capacity: int64[P], mentees each mentor may still take.
    """

    key: Ints
    capacity: Ints

    @property
    def eligible(self) -> Bools:
        """bool[M, P]: pairs that may be made."""
        return self.key >= 0


def open_market(
    policy: ScoredMatching, candidates: Candidates, draws: Draws, noise: Stream = NOISE
) -> Market:
    """See the scores with the matcher's error and rule out what may not be paired.

    seen = max(0, score + noise x z), z a standard normal draw of the two persons: the same pair
    gets the same error whatever else happens that month. Errors may carry a score above 1, which
    keeps the best pairs apart.

    Raises:
        ModelError: the candidates contradict themselves; names every problem.
    """
    _check(candidates)
    possible = candidates.allowed & (candidates.capacity > 0)
    rows, columns = np.nonzero(possible)
    mentees, mentors = candidates.mentee_persons[rows], candidates.mentor_persons[columns]
    error = policy.noise * draws.pair_normal(noise, mentees, mentors)
    seen = quantized(np.maximum(candidates.score[rows, columns] + error, 0.0))
    tie = (draws.pair_uniform(TIES, mentees, mentors) * 2.0**TIE_BITS).astype(np.int64)
    enough = seen >= quantized(np.float64(policy.minimum_score))
    key = np.full(possible.shape, -1, dtype=np.int64)
    key[rows, columns] = np.where(enough, (seen << TIE_BITS) + tie, -1)
    # A copy: read-only or strided arrays would compile another version of every kernel.
    return Market(key, candidates.capacity.astype(np.int64))


def quantized(score: NDArray[np.float64] | np.float64) -> Ints:
    """Scores as whole numbers of millionths."""
    return np.rint(score * QUANTA).astype(np.int64)


def mentor_ranking(candidates: Candidates, market: Market) -> Ints:
    """Mentors' own ranking of mentees, int64[P, M]; equal preferences are decided by tie hash."""
    tie = market.key & (2**TIE_BITS - 1)
    return np.ascontiguousarray(((quantized(candidates.mentor_score) << TIE_BITS) + tie).T)


def preferences(key: Ints) -> tuple[Ints, Ints]:
    """Each mentee's mentors, best first (int64[M, P]), and how many of them may be asked."""
    return np.argsort(-key, axis=1, kind="stable"), (key >= 0).sum(axis=1)


def by_component(
    candidates: Candidates, market: Market, solve: Callable[[Ints, Ints], Ints]
) -> Ints:
    """Solve each group of people that eligible pairs link on its own.

    People nobody else could be paired with then change nothing for the others, not even which of
    two equally good solutions is taken; small problems are also quicker than one large one.
    Within a group people are in the order of their addresses, so rows may come in any order.

    Args:
        candidates: whose persons give the order.
        market: the pairs to choose from.
        solve: (key, capacity) of a group -> mentor of each mentee in it, -1 for none.
    """
    mate = np.full(market.key.shape[0], -1, dtype=np.int64)
    for mentees, mentors in _components(candidates, market):
        key = np.ascontiguousarray(market.key[np.ix_(mentees, mentors)])
        local = solve(key, market.capacity[mentors])
        mate[mentees] = np.append(mentors, -1)[local]
    return mate


def _components(candidates: Candidates, market: Market) -> list[tuple[Ints, Ints]]:
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    mentees, mentors = market.key.shape
    rows, columns = np.nonzero(market.eligible)
    shape = (mentees + mentors, mentees + mentors)
    links = coo_array((np.ones(rows.size), (rows, mentees + columns)), shape)
    _, group = connected_components(links, directed=False)
    person = np.concatenate([candidates.mentee_persons, candidates.mentor_persons])
    ordered = np.lexsort((person, group))
    members = np.split(ordered, np.cumsum(np.bincount(group))[:-1])
    sides = [(part[part < mentees], part[part >= mentees] - mentees) for part in members]
    return [(inside, beside) for inside, beside in sides if inside.size and beside.size]


def settle(policy: ScoredMatching, market: Market, mate: Ints, gap: float | None = None) -> Matches:
    """Check the mates against the market and add up what the matching cost the coordinators."""
    validate(market, mate)
    pairs = int(np.count_nonzero(mate >= 0))
    return Matches(mate, staff_hours=policy.staff_hours_per_pair * pairs, gap=gap)


def validate(market: Market, mate: Ints) -> None:
    """Hold matches to the rules: indices, eligibility, minimum seen score, capacity.

    Raises:
        ModelError: a rule is broken; names every broken rule with the first mentee concerned.
    """
    mentees, mentors = market.key.shape
    if mate.shape != (mentees,):
        raise ModelError(f"matches have shape {mate.shape}, not one mentor for {mentees} mentees")
    stray = np.flatnonzero((mate < -1) | (mate >= mentors))
    if stray.size:
        raise ModelError(f"mentee {stray[0]} is paired with mentor {mate[stray[0]]} of {mentors}")
    paired = np.flatnonzero(mate >= 0)
    barred = paired[market.key[paired, mate[paired]] < 0]
    load = np.bincount(mate[paired], minlength=mentors)
    over = np.flatnonzero(load > market.capacity)
    problems = [f"mentee {row} is paired with a mentor not eligible" for row in barred[:1]]
    problems += [f"mentor {j} has {load[j]} mentees of {market.capacity[j]}" for j in over[:1]]
    if problems:
        raise ModelError("; ".join(problems))


def _check(candidates: Candidates) -> None:
    problems = _wrong_shapes(candidates) or _wrong_values(candidates)
    if problems:
        raise ModelError("matching candidates: " + "; ".join(problems))


def _wrong_shapes(candidates: Candidates) -> list[str]:
    mentees, mentors = candidates.mentees.shape, candidates.mentors.shape
    expected = {
        "mentee_persons": mentees,
        "mentor_persons": mentors,
        "capacity": mentors,
        **dict.fromkeys(("score", "mentor_score", "allowed", "known"), mentees + mentors),
    }
    shapes = {name: getattr(candidates, name).shape for name in expected}
    return [
        f"{name} has shape {shapes[name]}, not {shape}"
        for name, shape in expected.items()
        if shapes[name] != shape
    ]


def _wrong_values(candidates: Candidates) -> list[str]:
    allowed = candidates.allowed
    itself = candidates.mentee_persons[:, None] == candidates.mentor_persons
    broken = {
        "score is outside 0..1 or not a number": _outside(candidates.score[allowed]),
        "mentor_score is outside 0..1 or not a number": _outside(candidates.mentor_score[allowed]),
        "capacity is negative": candidates.capacity < 0,
        "a person may be paired with themselves": itself & allowed,
        "a mentee is listed twice": _repeated(candidates.mentee_persons),
        "a mentor is listed twice": _repeated(candidates.mentor_persons),
    }
    return [text for text, where in broken.items() if where.any()]


def _outside(score: NDArray[np.float64]) -> Bools:
    return ~((score >= 0.0) & (score <= 1.0))


def _repeated(persons: NDArray[np.uint32]) -> Bools:
    return np.unique(persons, return_counts=True)[1] > 1
