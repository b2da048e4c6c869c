"""Skills: how much of what their jobs need people can use, and what is missing."""

import numpy as np

from simulation.engine.compiled import compiled
from simulation.outcomes.labels import Label
from simulation.outcomes.outcome import Outcome, View, outcome
from simulation.outcomes.slices import ratio
from simulation.state.columns import Array


@outcome("skill", "Skill", "points (0-100)", "higher")
def skill(view: View) -> Array:
    """Share of what the job needs that people can use, mean over its skills and people."""
    covered, _, asked = _coverage(view).T
    return 100.0 * ratio(view.slices.total(covered), view.slices.total(asked))


@outcome("skill_gap", "Skill gap", "points (0-100)", "lower")
def skill_gap(view: View) -> Array:
    """What is missing to the job's requirement, mean over its skills and people."""
    _, missing, asked = _coverage(view).T
    return 100.0 * ratio(view.slices.total(missing), view.slices.total(asked))


@outcome("objective_gap", "Gap to the program's targets", "points (0-100)", "lower")
def objective_gap(view: View) -> Array:
    """What is missing to the program's target levels, weighted by its objectives.

    Where the program names a skill without a level, the target is what the job asks.
    """
    goals = view.tick.setting.goals
    if not view.launched or goals.clarity == 0.0:
        return np.full(len(view.slices.keys), np.nan)
    targets = np.where(goals.targets > 0.0, goals.targets, _needs(view))
    missing = np.maximum(0.0, targets - usable(view))
    return 100.0 * view.slices.mean(missing @ goals.weights)


@outcome("growth", "Skill gained from others", "points (0-100)", "higher", decimals=2, flow=True)
def growth(view: View) -> Array:
    """Usable level gained from mentors and colleagues in the quarter's last month, mean."""
    return 100.0 * view.slices.mean(view["growth"])


@outcome(
    "growth_within",
    "Gain with a partner of the own department",
    "points (0-100)",
    "higher",
    decimals=2,
    flow=True,
)
def growth_within(view: View) -> Array:
    """Skill gained from others by those who met a mentor of their own department, last month."""
    return _growth_with(view, across=False)


@outcome(
    "growth_across",
    "Gain with a partner of another department",
    "points (0-100)",
    "higher",
    decimals=2,
    flow=True,
)
def growth_across(view: View) -> Array:
    """Skill gained from others by those who met a mentor of another department, last month."""
    return _growth_with(view, across=True)


def _growth_with(view: View, *, across: bool) -> Array:
    """Mean gain over those who met a mentor from outside their department, or from inside it."""
    mentee, mentor = view["pair_mentee"], view["pair_mentor"]
    met = (view["pair_held"] > 0) & (view["person"][mentee] == view["pair_mentee_person"])
    apart = view["department"][mentee] != view["department"][mentor]
    who = np.zeros(view.state.sizes.seats, dtype=bool)
    who[mentee[met & (apart == across)]] = True
    gained = view.slices.total(np.where(who, view["growth"], 0.0))
    return 100.0 * ratio(gained, view.slices.total(who))


@compiled
def usable_levels(
    skill: np.ndarray, borrowed: np.ndarray, borrowed_peers: np.ndarray
) -> np.ndarray:
    """Usable level of everybody, shape (N, K): min(1, skill + borrowed)."""
    out = np.empty(skill.shape)
    for i in range(skill.shape[0]):
        for k in range(skill.shape[1]):
            out[i, k] = min(1.0, skill[i, k] + borrowed[i, k] + borrowed_peers[i, k])
    return out


def usable(view: View) -> Array:
    """Usable level of every seat, shape (N, K)."""
    return view.once(
        "usable",
        lambda: usable_levels(view["skill"], view["borrowed"], view["borrowed_peers"]),
    )


def skill_outcomes(skills: tuple[str, ...]) -> tuple[Outcome, ...]:
    """One outcome for every skill of the catalogue: `skill_<name>`."""
    return tuple(_skill_outcome(name, k) for k, name in enumerate(skills))


def _skill_outcome(name: str, k: int) -> Outcome:
    def level(view: View) -> Array:
        used = _needs(view)[:, k] > 0
        have = view.slices.total(np.where(used, usable(view)[:, k], 0.0))
        return 100.0 * ratio(have, view.slices.total(used))

    words = name.replace("_", " ")
    doc = f"Usable level of {words} among those whose job uses it, mean."
    label = Label(f"skill_{name}", f"Skill: {words}", "points (0-100)", "higher", 1, False, doc)
    return Outcome(label, level)


def _coverage(view: View) -> Array:
    """For every seat: share covered, level missing, and 1 where its job asks anything; (N, 3)."""
    return view.once("coverage", lambda: coverage(_needs(view), usable(view)))


@compiled
def coverage(needs: np.ndarray, levels: np.ndarray) -> np.ndarray:
    """Mean over the skills a job asks for of min(1, level / need) and of (need - level)+, and 1.

    Zeros for a seat whose job asks for no skill.
    """
    out = np.zeros((needs.shape[0], 3))
    for i in range(needs.shape[0]):
        asked = 0
        for k in range(needs.shape[1]):
            need = needs[i, k]
            if need > 0.0:
                asked += 1
                out[i, 0] += min(1.0, levels[i, k] / need)
                out[i, 1] += max(0.0, need - levels[i, k])
        if asked > 0:
            out[i, 0] /= asked
            out[i, 1] /= asked
            out[i, 2] = 1.0
    return out


def _needs(view: View) -> Array:
    return view.once("needs", lambda: view["role_requirement"][view["role"]])
