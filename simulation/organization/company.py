"""Company: the two things that say what an organization is and what its people are like."""

from typing import Protocol

from simulation.organization.organization import Organization
from simulation.organization.people import People


class Company(Protocol):
    """Whatever knows the organization, its people and its skills; a run's setting does."""

    @property
    def organization(self) -> Organization:
        """What the company is like."""

    @property
    def people(self) -> People:
        """What its people are like."""

    @property
    def skills(self) -> tuple[str, ...]:
        """Names of all skills."""
