"""Skills: how much of what their jobs need people can use, and what is missing."""

import numpy as np

from simulation.engine.compiled import compiled
from simulation.outcomes.formula import Formula, percent_of
from simulation.outcomes.labels import Label
from simulation.outcomes.outcome import Outcome, outcome
from simulation.outcomes.slices import add_row, percent
from simulation.outcomes.view import View, numbers, summed
from simulation.state.columns import Array

COVERED, MISSING, ASKED, GROWN, FIRST = range(5)
"""Columns of the sums over people: what the job asks, growth, then two for every skill."""


@outcome("skill", "Skill", "points (0-100)", "higher")
def skill() -> Formula:
    """Share of what the job needs that people can use, mean over its skills and people."""
    return percent_of("covered", "asked")


@outcome("skill_gap", "Skill gap", "points (0-100)", "lower")
def skill_gap() -> Formula:
    """What is missing to the job's requirement, mean over its skills and people."""
    return percent_of("missing", "asked")


@outcome("objective_gap", "Gap to the program's targets", "points (0-100)", "lower")
def objective_gap(view: View) -> Array | None:
    """What is missing to the program's target levels, weighted by its objectives.

    Where the program names a skill without a level, the target is what the job asks.
    """
    goals = view.tick.setting.goals
    if not view.launched or goals.clarity == 0.0:
        return None
    missing = view.add_up("people", objective_kernel, 1, goals.targets, goals.weights)
    return percent(missing[0], view.slices.heads)


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


def skill_outcomes(skills: tuple[str, ...]) -> tuple[Outcome, ...]:
    """One outcome for every skill of the catalogue: `skill_<name>`."""
    return tuple(_skill_outcome(name) for name in skills)


def _skill_outcome(name: str) -> Outcome:
    words = name.replace("_", " ")
    doc = f"Usable level of {words} among those whose job uses it, mean."
    label = Label(f"skill_{name}", f"Skill: {words}", "points (0-100)", "higher", 1, False, doc)
    return Outcome(label, percent_of(f"usable_{name}", f"users_{name}"))


@numbers("covered", "missing", "asked", "grown", each_skill=("usable", "users"))
def skill_sums(view: View, sums: Array) -> None:
    """Add up how much of what their jobs need people can use, and what is missing."""
    view.tick.call(skill_kernel, view.slices.people, sums)


@compiled
def skill_kernel(
    role: np.ndarray,
    role_requirement: np.ndarray,
    skill: np.ndarray,
    borrowed: np.ndarray,
    borrowed_peers: np.ndarray,
    growth: np.ndarray,
    codes: np.ndarray,
    sums: np.ndarray,
) -> None:
    """Add up, over people: means over the skills a job asks for of min(1, level / need) and of
    (need - level)+, whether it asks for any, growth, and for each skill level and users.
    """
    row = np.empty(sums.shape[1])
    for i in range(codes.shape[0]):
        row[:] = 0.0
        asked = 0
        for k in range(skill.shape[1]):
            need = role_requirement[role[i], k]
            if need > 0.0:
                level = min(1.0, skill[i, k] + borrowed[i, k] + borrowed_peers[i, k])
                asked += 1
                row[COVERED] += min(1.0, level / need)
                row[MISSING] += max(0.0, need - level)
                row[FIRST + 2 * k] = level
                row[FIRST + 2 * k + 1] = 1.0
        if asked > 0:
            row[COVERED] /= asked
            row[MISSING] /= asked
            row[ASKED] = 1.0
        row[GROWN] = growth[i]
        add_row(sums, codes, i, row)


@compiled
def objective_kernel(
    role: np.ndarray,
    role_requirement: np.ndarray,
    skill: np.ndarray,
    borrowed: np.ndarray,
    borrowed_peers: np.ndarray,
    codes: np.ndarray,
    sums: np.ndarray,
    targets: np.ndarray,
    weights: np.ndarray,
) -> None:
    """Add up everybody's weighted gap to the targets; where there is none, to what the job asks."""
    for i in range(codes.shape[0]):
        gap = 0.0
        for k in range(skill.shape[1]):
            target = targets[k] if targets[k] > 0.0 else role_requirement[role[i], k]
            level = min(1.0, skill[i, k] + borrowed[i, k] + borrowed_peers[i, k])
            gap += max(0.0, target - level) * weights[k]
        add_row(sums, codes, i, (gap,))


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
    codes: np.ndarray,
    sums: np.ndarray,
) -> None:
    """Count those still here who met a mentor of their own or another department; their growth."""
    met = np.zeros((codes.shape[0], 2))
    for pair in range(pair_held.shape[0]):
        i = pair_mentee[pair]
        if pair_held[pair] > 0 and person[i] == pair_mentee_person[pair]:
            met[i, int(department[i] != department[pair_mentor[pair]])] = 1.0
    for i in range(codes.shape[0]):
        within, across = met[i, 0], met[i, 1]
        if within + across > 0.0:
            row = (within, across, within * growth[i], across * growth[i])
            add_row(sums, codes, i, row)
