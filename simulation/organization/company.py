"""Company: the things that say what an organization is and what its people are like."""

from typing import Protocol

from simulation.organization.organization import Organization
from simulation.organization.people import People
from simulation.state.columns import Array


class Company(Protocol):
    """Whatever knows the organization, its people and its skills; a run's setting does."""

    @property
    def organization(self) -> Organization:
        """What the company is like."""

    @property
    def people(self) -> People:
        """What its people are like."""

    @property
    def offsets(self) -> Array:
        """Mean and SD ratio of each state against the reference workforce, shape (4, 2)."""

    @property
    def skills(self) -> tuple[str, ...]:
        """Names of all skills."""
