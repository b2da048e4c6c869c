"""Warming: the first start compiles the engine, once a version; later starts load it."""

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from simulation.engine.compiled import SWITCH, cache_directory, fingerprint

MARK = "everything-is-compiled-{}"

TINY = {
    "name": "warming",
    "quarters": 2,
    "organization": {
        "name": "Tiny",
        "burn_in_months": 3,
        "turnover": 0.5,
        "departments": {
            "A": {"headcount": 24, "roles": {"Junior": 0.7, "Senior": 0.3}},
            "B": {"headcount": 24, "roles": {"Junior": 0.7, "Senior": 0.3}},
        },
        "roles": {"Junior": {"level": 1}, "Senior": {"level": 2}},
    },
    "program": {
        "objectives": {"kind": "targets", "skills": {"communication": 1.0}},
        "enrollment": {
            "kind": "mandatory",
            "every_quarters": 1,
            "max_pairs": 285,
            "kickoff_share": 0.1,
            "mentees": {"skill_percentile": 1},
        },
        "matching": "random",
        "training": {"kind": "sessions_and_course", "skills": ["communication"]},
        "structure": {"kind": "regular", "weeks": 8},
        "open_door": {"kind": "open_door", "introductions": 1, "attention_hours": 1},
        "rewards": "recognition",
        "evaluation": {"kind": "surveys", "every_months": 1},
    },
}
"""A company and a program just large enough that every kernel is called."""

CHANGES: dict[str, dict[str, Any]] = {
    "random": {},
    "stable": {"program.structure.kind": "group"},
    "introductions": {},
    "optimal": {"program.schedule.launch_quarter": 2},
    "self_selected": {"organization.departments.A.headcount": 300},
}
"""What else is not as in TINY where matching is of a kind.

300 people are more than the cap on pairs; of those, self-selection looks at all pairs in the first
quarter, and scans the pool of the second, when more mentors offer.
"""


def warm(watching: Callable[[], AbstractContextManager[None]]) -> None:
    """Compile everything before workers start, inside `watching`, because it takes a while.

    Where nothing needs to be compiled, or nothing can be kept, `watching` is not entered.
    """
    mark = _mark()
    if mark is None or mark.exists():
        return
    with watching():
        _run_all()
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.touch()


def load() -> None:
    """Load everything that is compiled; where something is missing, nothing."""
    mark = _mark()
    if mark is not None and mark.exists():
        _run_all()


def _mark() -> Path | None:
    """The file that says that this version is compiled; None where nothing is or can be kept."""
    if os.environ.get(SWITCH) == "off":
        return None
    directory = cache_directory()
    return None if directory is None else directory / MARK.format(fingerprint())


def _run_all() -> None:
    from simulation.runner import run
    from simulation.scenario import from_data

    for matching, changes in CHANGES.items():
        scenario = from_data(TINY).with_changes("program.matching.kind", matching)
        for path, value in changes.items():
            scenario = scenario.with_changes(path, value)
        run(scenario, 1)
