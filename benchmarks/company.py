"""A company of any size, the same kind at every size, and the programs measured on it."""

from typing import Any

from simulation.scenario import Scenario, from_data

PEOPLE_A_DEPARTMENT = 250

PROGRAM: dict[str, Any] = {
    "objectives": {"kind": "targets", "skills": {"communication": 1.0, "problem_solving": 1.0}},
    "enrollment": {"kind": "voluntary", "every_quarters": 1},
    "matching": "random",
    "training": {"kind": "sessions"},
    "structure": {"kind": "regular", "weeks": 26, "agenda": "worksheet"},
    "open_door": {"kind": "open_door"},
    "rewards": "recognition",
    "evaluation": {"kind": "surveys"},
}
"""Every family at work; random matching, whose rule costs both models the same."""


def company(people: int, *, program: bool = True, quarters: int = 12) -> Scenario:
    """A scenario of so many people in departments of about 250."""
    count = max(2, round(people / PEOPLE_A_DEPARTMENT))
    shares = [people // count + (place < people % count) for place in range(count)]
    roles = {"Junior": 0.5, "Senior": 0.35, "Lead": 0.15}
    data: dict[str, Any] = {
        "name": f"{people} people",
        "quarters": quarters,
        "organization": {
            "name": "Measured",
            "burn_in_months": 24,
            "departments": {
                f"Department {place + 1}": {"headcount": share, "roles": roles}
                for place, share in enumerate(shares)
            },
            "roles": {"Junior": {"level": 1}, "Senior": {"level": 2}, "Lead": {"level": 3}},
        },
    }
    if program:
        data["program"] = PROGRAM
    return from_data(data)
