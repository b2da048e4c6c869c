"""Skills: how much of what their jobs need people can use, and what is missing."""

from functools import cache

import numpy as np

from simulation.engine.compiled import compiled
from simulation.outcomes.formula import Formula, percent_of
from simulation.outcomes.labels import Label
from simulation.outcomes.outcome import Outcome, outcome
from simulation.outcomes.view import View, personal, summed
from simulation.state.columns import Array

COVERED, MISSING, ASKED, GROWN, FIRST = range(5)
"""Columns of everybody's numbers: what the job asks, growth, then two for every skill."""


@outcome("skill", "Skill", "points (0-100)", "higher")
def skill() -> Formula:
    """Share of what the job needs that people can use, mean over its skills and people."""
    return percent_of("covered", "asked")


@outcome("skill_gap", "Skill gap", "points (0-100)", "lower")
def skill_gap() -> Formula:
    """What is missing to the job's requirement, mean over its skills and people."""
    return percent_of("missing", "asked")


@outcome("objective_gap", "Gap to the program's targets", "points (0-100)", "lower")
def objective_gap() -> Formula:
    """What is missing to the program's target levels, weighted by its objectives.

    Where the program names a skill without a level, the target is what the job asks.
    """
    return percent_of("missing_to_targets", "heads")


def has_targets(view: View) -> bool:
    """Whether there is a program by now, and it has targets."""
    return view.launched and view.tick.setting.goals.clarity != 0.0


@outcome("growth", "Skill gained from others", "points (0-100)", "higher", decimals=2, flow=True)
def growth() -> Formula:
    """Usable level gained from mentors and colleagues in the quarter's last month, mean."""
    return percent_of("grown", "heads")


@outcome(
    "growth_within",
    "Gain with a partner of the own department",
    "points (0-100)",
    "higher",
    decimals=2,
    flow=True,
)
def growth_within() -> Formula:
    """Skill gained from others by those who met a mentor of their own department, last month."""
    return percent_of("gained_within", "met_within")


@outcome(
    "growth_across",
    "Gain with a partner of another department",
    "points (0-100)",
    "higher",
    decimals=2,
    flow=True,
)
def growth_across() -> Formula:
    """Skill gained from others by those who met a mentor of another department, last month."""
    return percent_of("gained_across", "met_across")


@cache
def skill_outcomes(skills: tuple[str, ...]) -> tuple[Outcome, ...]:
    """One outcome for every skill of the catalogue: `skill_<name>`."""
    return tuple(_skill_outcome(name) for name in skills)


def _skill_outcome(name: str) -> Outcome:
    words = name.replace("_", " ")
    doc = f"Usable level of {words} among those whose job uses it, mean."
    label = Label(f"skill_{name}", f"Skill: {words}", "points (0-100)", "higher", 1, False, doc)
    return Outcome(label, percent_of(f"usable_{name}", f"users_{name}"))


@summed("people", "covered", "missing", "asked", "grown", each_skill=("usable", "users"))
@compiled
def skill_kernel(
    role: np.ndarray,
    role_requirement: np.ndarray,
    skill: np.ndarray,
    borrowed: np.ndarray,
    borrowed_peers: np.ndarray,
    growth: np.ndarray,
    rows: np.ndarray,
) -> None:
    """Enter means over the skills a job asks for of min(1, level / need) and of (need - level)+,
    whether it asks for any, growth, and for each skill level and use.
    """
    for i in range(rows.shape[0]):
        covered, missing, asked = 0.0, 0.0, 0
        for k in range(skill.shape[1]):
            need = role_requirement[role[i], k]
            uses = need > 0.0
            level = min(1.0, skill[i, k] + borrowed[i, k] + borrowed_peers[i, k])
            # Selects, since no pattern in needs lets a processor foresee a branch.
            covered += min(1.0, level / (need if uses else 1.0)) if uses else 0.0
            missing += max(0.0, need - level) if uses else 0.0
            asked += uses
            rows[i, FIRST + 2 * k] = level if uses else 0.0
            rows[i, FIRST + 2 * k + 1] = uses
        rows[i, COVERED] = covered / max(1, asked)
        rows[i, MISSING] = missing / max(1, asked)
        rows[i, ASKED] = asked > 0
        rows[i, GROWN] = growth[i]


@personal("people", "missing_to_targets")
def missing_to_targets(view: View, rows: Array) -> None:
    """Enter what everybody lacks to the program's targets; NaN where there are none."""
    goals = view.tick.setting.goals
    if has_targets(view):
        view.tick.call(objective_kernel, rows, goals.targets, goals.weights)
    else:
        rows[:] = np.nan


@compiled
def objective_kernel(
    role: np.ndarray,
    role_requirement: np.ndarray,
    skill: np.ndarray,
    borrowed: np.ndarray,
    borrowed_peers: np.ndarray,
    rows: np.ndarray,
    targets: np.ndarray,
    weights: np.ndarray,
) -> None:
    """Enter everybody's weighted gap to the targets; where there is none, to what the job asks."""
    for i in range(rows.shape[0]):
        gap = 0.0
        for k in range(skill.shape[1]):
            target = targets[k] if targets[k] > 0.0 else role_requirement[role[i], k]
            level = min(1.0, skill[i, k] + borrowed[i, k] + borrowed_peers[i, k])
            gap += max(0.0, target - level) * weights[k]
        rows[i, 0] = gap


@summed("people", "met_within", "met_across", "gained_within", "gained_across")
@compiled
def gains_kernel(
    pair_held: np.ndarray,
    pair_mentor: np.ndarray,
    pair_mentee: np.ndarray,
    pair_mentee_person: np.ndarray,
    person: np.ndarray,
    department: np.ndarray,
    growth: np.ndarray,
    rows: np.ndarray,
) -> None:
    """Enter who of those still here met a mentor of their own or another department; growth."""
    rows[:] = 0.0
    for pair in range(pair_held.shape[0]):
        if pair_held[pair] > 0:
            i = pair_mentee[pair]
            if person[i] == pair_mentee_person[pair]:
                across = int(department[i] != department[pair_mentor[pair]])
                rows[i, across] = 1.0
                rows[i, 2 + across] = growth[i]
