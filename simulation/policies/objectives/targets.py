"""Targets: named skills, how much each matters, and the level to reach."""

import difflib
from typing import Annotated, Literal, override

import numpy as np
from pydantic import Field

from simulation.errors import Problem, ScenarioError
from simulation.families import Goals, Objectives

type Weight = Annotated[float, Field(gt=0, le=100)]


class Targets(Objectives):
    """The program is for these skills; meetings work on them as far as goals are clear."""

    kind: Literal["targets"] = "targets"
    skills: dict[str, Weight] = Field(
        min_length=1, description="how much each skill matters; only proportions count"
    )
    target: float | None = Field(
        None, gt=0, le=1, description="level to reach, 0..1; empty = what the job asks"
    )
    clarity: float = Field(
        0.8, ge=0, le=1, description="how clear the goals are to mentors and mentees"
    )

    @override
    def goals(self, skills: tuple[str, ...]) -> Goals:
        """Answer weights that add up to 1, a target for each named skill (0 = the job's), clarity.

        Raises:
            ScenarioError: skills that the organization does not have; names every one.
        """
        problems = [_unknown(name, skills) for name in self.skills if name not in skills]
        if problems:
            raise ScenarioError(problems)
        weights = np.array([self.skills.get(name, 0.0) for name in skills])
        named = weights > 0.0
        return Goals(
            weights=weights / weights.sum(),
            targets=np.where(named, self.target or 0.0, 0.0),
            clarity=self.clarity,
        )


def _unknown(name: str, skills: tuple[str, ...]) -> Problem:
    nearest = difflib.get_close_matches(name, skills, n=1)
    guess = f'Did you mean "{nearest[0]}"? ' if nearest else ""
    return Problem(
        f'the organization has no skill "{name}"',
        key="program.objectives.skills",
        hint=f"{guess}Its skills are: {', '.join(skills)}.",
    )
