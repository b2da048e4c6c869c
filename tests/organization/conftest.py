"""Companies to found, and people files to read."""

import pytest

from simulation.engine.draws import Draws
from simulation.organization.founding import found
from simulation.organization.layout import lay_out
from simulation.organization.organization import Organization
from simulation.organization.people import People
from simulation.program import Program, Setting

COMPANY = {
    "name": "Firm",
    "levels": 3,
    "departments": {
        "Service": {"headcount": 40, "roles": {"Agent": 0.8, "Lead": 0.2}},
        "Works": {"headcount": 30, "roles": {"Agent": 0.7, "Lead": 0.3}, "site": "South"},
    },
    "roles": {
        "Agent": {"level": 1, "pay": 40000},
        "Lead": {"level": 2, "pay": 60000,
                 "skills": {"communication": 0.6, "problem_solving": 0.5}},
    },
}  # fmt: skip


@pytest.fixture(scope="session")
def organize():
    """Make an organization: the small firm with parts of it changed."""

    def make(**changes):
        return Organization(**{**COMPANY, **changes})

    return make


@pytest.fixture(scope="session")
def founded():
    """Found a company: `state, layout, setting, draws = founded(organization, seed=1)`."""

    def make(organization, seed=1, **parameters):
        layout = lay_out(organization, quarters=4)
        setting = Setting(organization, Program(), People(**parameters))
        setting.departments = layout.departments
        draws = Draws(seed)
        return found(layout, setting, draws, months=12), layout, setting, draws

    return make


@pytest.fixture
def people_file(tmp_path):
    """Write a people file: `people_file(header, *rows)` gives its path."""

    def write(header, *rows):
        path = tmp_path / "people.csv"
        path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
        return path

    return write
